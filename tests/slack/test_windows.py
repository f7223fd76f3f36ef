"""Forms, buttons, shortcuts, our page, and our name in a thread."""

from tests.flows.room import MEMORY, PREFILL, REUSE
from tests.servers.slack_api import ADA, BEN, BOT, EVE, PREP, Raw, refused
from tests.slack.room import IN_BOTH_MODES, SlackRoom, words


async def open_form(room: SlackRoom, who: str) -> str:
    """Wait for the form that somebody asked for; return the id of its window."""
    await room.done(lambda: room.slack.modal(who))
    view = room.slack.modal(who)
    assert view is not None
    return view.id


@IN_BOTH_MODES
async def test_a_private_answer(room: SlackRoom) -> None:
    """An answer given in a window is graded, and nobody else sees any of it."""
    question = await room.asked()
    await room.slack.press(BEN, question, "choice-0")
    view = await open_form(room, BEN)
    outcome = await room.slack.submit(BEN, view, {"text": f"{PREFILL} {REUSE}"})
    await room.done(lambda: room.life.grader.history)
    direct = await room.slack.dm(BEN)
    await room.done(lambda: room.slack.posts(direct))

    assert outcome.errors == {}
    assert PREFILL in words(room.slack.posts(direct)[0])
    assert all(PREFILL not in words(one) for one in room.slack.posts(PREP))


async def test_a_form_that_is_sent_in_twice(room: SlackRoom) -> None:
    """One window gives one answer, however often it is delivered."""
    question = await room.asked()
    await room.slack.press(BEN, question, "choice-0")
    view = await open_form(room, BEN)
    await room.slack.submit(BEN, view, {"text": PREFILL})
    await room.slack.redeliver(room.slack.deliveries[-1])
    await room.advance(seconds=30)

    assert [one.answer for one in room.life.grader.history] == [PREFILL]


@IN_BOTH_MODES
async def test_a_form_that_is_not_stored(room: SlackRoom) -> None:
    """The window stays open with what was typed, and says why; sent once more, it counts."""
    question = await room.asked()
    await room.slack.press(BEN, question, "choice-0")
    view = await open_form(room, BEN)
    room.life.flaws.not_stored = 1
    first = await room.slack.submit(BEN, view, {"text": PREFILL})
    second = await room.slack.submit(BEN, view, {"text": PREFILL})
    await room.advance(seconds=30)

    assert "not stored" in first.errors["text"]
    assert second.errors == {}
    assert [one.answer for one in room.life.grader.history] == [PREFILL]


async def test_a_form_opened_before_a_restart(room: SlackRoom) -> None:
    """A window that was open when the program ended is taken by the next one."""
    question = await room.asked()
    await room.slack.press(BEN, question, "choice-0")
    view = await open_form(room, BEN)
    await room.restart()
    await room.slack.submit(BEN, view, {"text": PREFILL})
    await room.advance(seconds=30)

    assert [one.answer for one in room.life.grader.history] == [PREFILL]


async def test_setting_up_in_a_window(room: SlackRoom) -> None:
    """`setup` with nothing after it opens a form; sent in, it is the command."""
    await room.slack.slash(ADA, PREP, "/prep-admin", "setup")
    view = await open_form(room, ADA)
    await room.slack.submit(ADA, view, {"time": "09:00", "days": ["mon", "tue"]})
    await room.done(lambda: room.slack.ephemerals)
    before = len(room.slack.posts(PREP))
    await room.advance(minutes=30)

    assert "A question is coming" in words(room.slack.ephemerals[0])
    assert "mon, tue" in words(room.slack.ephemerals[0])
    assert "Europe/Berlin" in words(room.slack.ephemerals[0])
    assert len(room.slack.posts(PREP)) == before + 1


async def test_zones_as_one_types(room: SlackRoom) -> None:
    """A zone is found by a part of its name, and chosen."""
    await room.slack.slash(ADA, PREP, "/prep-admin", "setup")
    view = await open_form(room, ADA)
    outcome = await room.slack.suggest(ADA, view, "zone", "new_y")
    (zone,) = [one["value"] for one in outcome.body["options"]]
    chosen = {"type": "external_select", "selected_option": outcome.body["options"][0]}
    await room.slack.submit(ADA, view, {"zone": chosen})
    await room.done(lambda: room.slack.ephemerals)

    assert zone == "America/New_York"
    assert "America/New_York" in words(room.slack.ephemerals[0])


async def test_an_appeal(room: SlackRoom) -> None:
    """An appeal with a mistake is sent back with a sentence at its field, then taken."""
    await room.asked()
    await room.answers(BEN, f"{PREFILL} {REUSE}")
    before = len(room.slack.ephemerals)
    await room.slack.slash(BEN, PREP, "/prep", "feedback")
    await room.told(before)
    told = room.slack.ephemerals[-1]
    labels = [one["text"]["text"] for one in room.slack.buttons(told)]
    await room.slack.press(BEN, told, f"choice-{labels.index('Appeal')}")
    view = await open_form(room, BEN)
    wrong = await room.slack.submit(BEN, view, {"point": "x", "sentence": REUSE})
    right = await room.slack.submit(BEN, view, {"point": "memory", "sentence": REUSE})
    await room.done(lambda: len(room.slack.ephemerals) > before + 1)

    assert list(wrong.errors) == ["point"]
    assert "at least 2 characters" in wrong.errors["point"]
    assert right.errors == {}


async def test_bare_commands(room: SlackRoom) -> None:
    """A bare /prep shows what there is as buttons, which work."""
    await room.asked()
    (menu,) = await room.slash(BEN, "", "/prep")
    labels = [one["text"]["text"] for one in room.slack.buttons(menu)]
    before = len(room.slack.ephemerals)
    await room.slack.press(BEN, menu, f"choice-{labels.index('Board')}")
    await room.told(before)

    assert {"Today", "Answer", "Feedback", "Board", "Help"} <= set(labels)
    assert "Setup" not in labels
    assert "This week" in words(room.slack.ephemerals[-1])


async def test_unknown_commands(room: SlackRoom) -> None:
    """A word that is no command is answered with the nearest ones, as they are typed here."""
    (told,) = await room.slash(BEN, "bord *week* <!channel>", "/prep")

    assert words(told) == (
        "Unknown command “/prep bord”. Did you mean /prep board? /prep help lists them all."
    )


async def test_wrong_arguments(room: SlackRoom) -> None:
    """What is wrong with an argument is said, to that person alone."""
    (told,) = await room.slash(ADA, "setup zone=Berlin")

    assert words(told).startswith("Unknown zone “Berlin”. Did you mean Europe/Berlin")
    assert told.user == ADA


async def test_verbs_that_both_have(room: SlackRoom) -> None:
    """`/prep-admin pause` is about the schedule, typed or pressed; `/prep pause` about a round."""
    await room.set_up()
    (paused,) = await room.slash(ADA, "pause")
    (menu,) = await room.slash(ADA, "")
    labels = [one["text"]["text"] for one in room.slack.buttons(menu)]
    before = len(room.slack.ephemerals)
    await room.slack.press(ADA, menu, f"choice-{labels.index('Resume')}")
    await room.told(before)
    (of_a_round,) = await room.slash(ADA, "pause", "/prep")

    assert "Paused" in words(paused)
    assert "Next: 09:00." in words(room.slack.ephemerals[before])
    assert "You are in no round." in words(of_a_round)


async def test_commands_for_admins(room: SlackRoom) -> None:
    """Only admins of the workspace set up."""
    (told,) = await room.slash(BEN, "setup time=09:00")

    assert words(told) == "Only admins can do that here."


async def test_our_name_in_a_thread(room: SlackRoom) -> None:
    """Where no slash command works, our name does: for buttons, for a command, for an answer."""
    question = await room.asked()
    slack = room.slack
    await slack.mention(BEN, PREP, "", thread_ts=question.ts)
    await room.told(0)
    await slack.mention(BEN, PREP, "board", thread_ts=question.ts)
    await room.told(len(slack.ephemerals))
    await slack.mention(EVE, PREP, MEMORY, thread_ts=question.ts)
    await room.advance(seconds=30)

    shown = slack.ephemerals[-2:]
    assert slack.buttons(shown[0])
    assert "This week" in words(shown[1])
    assert {one.thread_ts for one in shown} == {question.ts}
    assert [one.answer for one in room.life.grader.history] == [MEMORY]


async def test_a_command_is_no_answer(room: SlackRoom) -> None:
    """What was said to us is graded neither when it is changed nor when threads are read back."""
    question = await room.asked()
    said = await room.slack.mention(BEN, PREP, "today", thread_ts=question.ts)
    room.clock.advance(room.second)
    await room.slack.edit(said, Raw(f"<@{BOT}> board"))
    await room.restart()
    await room.advance(seconds=60)

    assert room.life.grader.history == []


async def test_a_message_that_is_picked(room: SlackRoom) -> None:
    """The shortcut has one's own message graded without waiting; ours cannot be graded."""
    question = await room.asked()
    answer = await room.says(BEN, PREFILL)
    before = len(room.slack.ephemerals)
    await room.slack.shortcut(BEN, question, "grade-message")
    await room.told(before)
    await room.slack.shortcut(BEN, answer, "grade-message")
    await room.done(lambda: room.life.grader.history)

    assert "grade a message of your own" in words(room.slack.ephemerals[before])
    assert [one.answer for one in room.life.grader.history] == [PREFILL]


@IN_BOTH_MODES
async def test_our_page(room: SlackRoom) -> None:
    """Our page shows the team's board with one's own place, as of when it is opened."""
    await room.asked()
    await room.answers(BEN, f"{PREFILL} {REUSE}")
    await room.slack.open_home(BEN)
    await room.done(lambda: room.slack.home(BEN))
    home = room.slack.home(BEN)

    assert home is not None
    text = str(home.view["blocks"])
    assert "You are 1st of 1" in text
    assert "Ben" in text
    assert room.slack.home(EVE) is None


async def test_a_page_without_a_team(room: SlackRoom) -> None:
    """Before anything is set up our page says how that is done."""
    await room.slack.open_home(BEN)
    await room.done(lambda: room.slack.home(BEN))
    home = room.slack.home(BEN)

    assert home is not None
    assert "No daily question is set up" in str(home.view)


async def test_a_window_that_comes_too_late(room: SlackRoom) -> None:
    """Where Slack does not open a window any more, its person is told to try again."""
    question = await room.asked()
    before = len(room.slack.ephemerals)
    room.slack.trouble.add("views.open", 1, refused("expired_trigger_id"))
    await room.slack.press(BEN, question, "choice-0")
    await room.told(before)

    assert words(room.slack.ephemerals[-1]) == ("That took too long to open. Please try once more.")
    assert room.slack.ephemerals[-1].user == BEN
