"""Setting up, joining, leaving and settings, by those who may."""

import pytest

from bot.arguments import WrongArguments, parse
from bot.commands import COMMANDS, Command, Kind
from bot.consequences import Consequences
from bot.messages import (
    Address,
    Author,
    CommandInvoked,
    FormSubmitted,
    HomeOpened,
    Place,
    UserId,
)
from bot.records import Team
from tests.fakes import CHANNEL, SPACE
from tests.flows.room import PREFILL, Room

HERE = Place(space=SPACE, channel=CHANNEL)
ELSEWHERE = Place(space=SPACE, channel=Address("fake:elsewhere"))
VALUES = {
    Kind.LONG_TEXT: "Some words.",
    Kind.ZONE: "Europe/Berlin",
    Kind.TIME: "08:15",
    Kind.DATE: "2026-12-25",
    Kind.QUESTION: "delta",
}


def every_argument(command: Command) -> dict[str, str]:
    """Return values for all arguments of a command, as `problems` lets them through."""
    values = {}
    for one in command.arguments:
        match one.kind:
            case Kind.CHOICE | Kind.CHOICES:
                values[one.name] = one.choices[0]
            case Kind.NUMBER:
                values[one.name] = str(one.high)
            case kind:
                values[one.name] = VALUES.get(kind, "daily")
    return values


async def test_setting_up(empty: Room) -> None:
    """An admin sets up a channel with one command; the first question comes at its time."""
    told = await empty.command("boss", "setup", time="09:00", zone="Europe/Berlin")
    before = empty.said()
    await empty.advance(minutes=30)

    assert "A question is coming\nThe first one comes 09:00." in told
    assert "09:00 Europe/Berlin on mon, tue, wed, thu, fri" in told
    assert "open for 1 day, reminder 1 hour before · 1 channel" in told
    assert before == []
    assert len(empty.said()) == 1


async def test_the_zone_of_a_set_up(empty: Room) -> None:
    """Without a zone the schedule takes that of the admin, as the platform knows it."""
    boss = Author(user=UserId("fake:boss"), name="boss", admin=True, zone="Asia/Tokyo")
    event = CommandInvoked(
        event="setup",
        author=boss,
        place=HERE,
        command="setup",
        arguments={},
        at=empty.clock.now(),
    )
    await empty.happens(event)
    await empty.work()

    assert "The first one comes tomorrow 09:00." in empty.told("boss")[0]
    assert "09:00 Asia/Tokyo" in empty.told("boss")[0]


async def test_the_same_event_twice(empty: Room) -> None:
    """A command that is delivered again is neither carried out nor answered again."""
    boss = Author(user=UserId("fake:boss"), name="boss", admin=True)
    event = CommandInvoked(
        event="setup", author=boss, place=HERE, command="setup", arguments={}, at=empty.clock.now()
    )
    await empty.happens(event)
    await empty.happens(event)
    await empty.work()

    (told,) = empty.told("boss")
    assert "A question is coming" in told
    assert empty.rows("SELECT count(*) FROM schedule") == [(1,)]


async def test_setting_up_again(room: Room) -> None:
    """A second schedule of the same name is not made; one of another name is."""
    same = await room.command("boss", "setup", name="daily")
    other = await room.command("boss", "setup", name="evening", time="19:00", tracks="applied")
    schedules = await room.command("boss", "schedule")

    assert "There is one already: “daily”." in same
    assert "A question is coming" in other
    assert "**daily** 09:00" in schedules
    assert "**evening** 19:00" in schedules


async def test_which_schedule(room: Room) -> None:
    """Where there are several schedules a command has to say which one."""
    await room.command("boss", "setup", name="evening", time="19:00")
    vague = await room.command("boss", "pause")
    await room.command("boss", "pause", name="evening")
    schedules = await room.command("boss", "schedule")

    assert "name=daily" in vague
    assert "name=evening" in vague
    assert schedules.count("Paused; `resume` starts it again.") == 1


async def test_a_schedule_that_nobody_knows(room: Room) -> None:
    """A wrong name of a schedule is answered with the right ones."""
    told = await room.command("boss", "pause", name="weekly")

    assert "several" not in told
    assert "name=daily" in told


async def test_joining_and_leaving(room: Room) -> None:
    """A second channel gets the questions from when it joins until it leaves."""
    joined = await room.command_at(ELSEWHERE, "boss", "join")
    await room.advance(minutes=30)
    left = await room.command_at(ELSEWHERE, "boss", "leave")
    again = await room.command_at(ELSEWHERE, "boss", "leave")
    await room.advance(days=1)

    assert "questions of “daily” come here too" in joined
    assert "No more questions come here." in left
    assert "No question is asked in this channel." in again
    assert len(room.said(ELSEWHERE.channel)) == 1
    assert len(room.said()) == 2


async def test_settings(room: Room) -> None:
    """Settings are shown and changed, each by itself."""
    before = await room.command("boss", "settings")
    after = await room.command("boss", "settings", attempts="1", settle="0")
    await room.advance(minutes=30)
    await room.says("ana", PREFILL)
    await room.work()
    await room.answers("ana", PREFILL)

    assert "- `attempts` 3 answers a question" in before
    assert "- `feedback` brief" in before
    assert "- `attempts` 1 answer" in after
    assert "- `per-day` 20 graded answers" in after
    assert await room.points() == {"ana": 30}
    assert "You have used your 1 answer to this question" in room.told("ana")[-1]


async def test_what_others_may_not_do(room: Room) -> None:
    """What is for admins is refused to everybody else, and changes nothing."""
    before = room.rows("SELECT * FROM schedule"), room.rows("SELECT body FROM team")
    room.uses_prep_admin.add("ana")
    for command in COMMANDS:
        if command.admin:
            told = await room.command("ana", command.name, **every_argument(command))
            assert (command.name, told.strip()) == (command.name, "Only admins can do that here.")

    assert (room.rows("SELECT * FROM schedule"), room.rows("SELECT body FROM team")) == before


async def carry_out(room: Room, command: Command, *, full: bool) -> str:
    """Give a command with all its arguments, or with what it cannot do without."""
    arguments = every_argument(command)
    if not full:
        required = {one.name for one in command.arguments if one.required}
        arguments = {name: value for name, value in arguments.items() if name in required}
    return await room.command("boss", command.name, **arguments)


@pytest.mark.parametrize("full", [False, True], ids=["bare", "full"])
async def test_every_command_where_nothing_is_set_up(empty: Room, *, full: bool) -> None:
    """Every command is answered in a place without a team; `setup`, which makes one, is last."""
    commands = sorted(COMMANDS, key=lambda one: one.name == "setup")
    told = {one.name: await carry_out(empty, one, full=full) for one in commands}

    assert [name for name, answer in told.items() if not answer.strip()] == []


@pytest.mark.parametrize("full", [False, True], ids=["bare", "full"])
async def test_every_command_of_a_team(asked: Room, *, full: bool) -> None:
    """Every command is answered while a question is open."""
    told = {one.name: await carry_out(asked, one, full=full) for one in COMMANDS}

    assert [name for name, answer in told.items() if not answer.strip()] == []
    assert [name for name, answer in told.items() if "is set up here yet" in answer] == []


async def test_a_choice_that_is_gone(asked: Room) -> None:
    """A choice that nobody knows any more is answered with a sentence."""
    choice = asked.choice("What is graded here?")
    unknown = type(choice)(action="vote", value="1", label="Vote")
    old = type(choice)(action="graded", value="gone", label="What is graded here?")

    assert "That is no longer possible here." in await asked.takes("ana", unknown)
    assert "That is no longer possible here." in await asked.takes("ana", old)


async def test_a_form_for_a_question_that_is_gone(asked: Room) -> None:
    """Who answers a question that cannot be found is told so, since the text is not kept."""
    choice = asked.choice("Answer privately")
    gone = type(choice)(action="answer", value="gone", label="Answer privately", form="answer")
    await asked.fills("ana", gone, PREFILL)

    assert len(asked.told("ana")) == 1


async def test_help(room: Room) -> None:
    """Help shows everybody their commands, and admins those for admins."""
    ana, boss = await room.command("ana", "help"), await room.command("boss", "help")

    assert "- `board period= metric= scope= when=` Who has how many points" in ana
    assert "- `pause` Stop the clock of your round" in ana
    assert "- `pause name`" not in ana
    assert "- `pause name` Ask nothing until resumed" in boss


async def test_nothing_set_up(empty: Room) -> None:
    """Where nothing is set up, people are told what an admin can do about it."""
    told = await empty.command("ana", "today")

    assert "No daily question is set up here yet. An admin can start one with `setup`." in told


async def test_a_home_page(room: Room) -> None:
    """Who opens the bot's own page finds the board there, and nobody else is told."""
    ana = Author(user=UserId("fake:ana"), name="ana")
    page = Place(space=SPACE, channel=Address("fake:home/ana"))
    opened = HomeOpened(event="home", author=ana, place=page, reply=room.reply())
    await room.happens(opened)
    await room.work()

    assert room.told("ana")[-1].startswith("This week")


async def test_a_form_for_a_command(empty: Room) -> None:
    """A form that was opened in place of a command is that command, admin check included."""
    for who, expected in [("ana", "admin"), ("boss", "11:15")]:
        await empty.happens(
            FormSubmitted(
                event=f"form-{who}",
                author=Author(user=UserId(f"fake:{who}"), name=who, admin=who == "boss"),
                place=Place(space=SPACE, channel=CHANNEL),
                form="setup",
                context="",
                values={"time": "11:15", "zone": ""},
                at=empty.clock.now(),
            )
        )
        await empty.work()
        assert expected in empty.told(who)[-1]


@pytest.mark.parametrize("typed", ["schedule days=,", "schedule tracks=,", "setup difficulty=,"])
def test_a_list_with_nothing_in_it(typed: str) -> None:
    """A list that names nothing is a mistake, like a list that names something unknown."""
    assert isinstance(parse(typed), WrongArguments)


async def test_two_admins_at_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two who change settings at the same moment the second one is asked to look again."""
    save = room.store.teams.save_settings

    async def late(changed: Team, before: Team, then: Consequences) -> bool:
        monkeypatch.undo()
        await room.command("boss", "settings", attempts="5")
        return await save(changed, before, then)

    monkeypatch.setattr(room.store.teams, "save_settings", late)
    told = await room.command("boss", "settings", feedback="full")
    settings = await room.command("boss", "settings")

    assert "Somebody changed this at the same moment." in told
    assert "5 answers" in settings
    await room.command("boss", "settings", feedback="full")
    assert room.rows("SELECT body LIKE '%full%' AND body LIKE '%\"attempts\":5%' FROM team") == [
        (1,)
    ]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "", "x" * 5000])
async def test_a_zone_that_only_the_platform_knows(empty: Room, zone: str) -> None:
    """An admin whose platform reports a zone that we do not know sets up a team in UTC."""
    boss = Author(user=UserId("fake:boss"), name="boss", admin=True, zone=zone)
    at = Place(space=SPACE, channel=CHANNEL)
    await empty.happens(
        CommandInvoked(
            event="setup",
            author=boss,
            place=at,
            command="setup",
            arguments={},
            at=empty.clock.now(),
            admin=True,
        )
    )
    await empty.work()
    await empty.advance(hours=2)
    await empty.says("ana", PREFILL)

    assert empty.rows("SELECT zone FROM team") == [("UTC",)]
    assert empty.rows("SELECT count(*) FROM attempt") == [(1,)]
