"""Everything that the bot can say: each function of `bot.wording` with values as they may be.

Names of people and files, quotes, what was typed and what a platform reports may be any text. Names
of schedules and teams may not (`Kind.WORD`), nor may what the pack says.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bot import progress as made_progress
from bot.arguments import Fault, FieldProblem, UnknownCommand
from bot.commands import COMMANDS, FORMS
from bot.consequences import AskedId
from bot.content import Track, Verdict
from bot.findings import Finding
from bot.grading import (
    DimensionLevel,
    Graded,
    Judgement,
    PointVerdict,
    RaisedFlag,
    Reason,
    Ungraded,
)
from bot.messages import Address, File, Post, UserId
from bot.people import AuditLine, Pairing, Refusal, Side, Undone
from bot.periods import PeriodKind, period
from bot.pictures import (
    BoardCard,
    BoardLine,
    Chart,
    DayHeat,
    ProgressLine,
    Radar,
    Series,
    Spoke,
    TopicHeat,
    TopicRow,
)
from bot.records import (
    Appeal,
    AppealId,
    AppealState,
    AppealView,
    AttemptId,
    DaySpend,
    GradedAnswer,
    Limits,
    PersonId,
    Reservation,
    SlotId,
    SlotSummary,
    TeamId,
    TopicScore,
)
from bot.rounds.cards import Quoted, Scorecard
from bot.rounds.scorecard import scorecard
from bot.rounds.values import Round, Run, Speaker, State, Turn, Why
from bot.standings import Board, BoardQuery, Entry, Metric, Standing, paged, ranked
from bot.streaks import Rule, Streak
from bot.wording import (
    adapters,
    appeals,
    boards,
    charts,
    delivery,
    doctor,
    feedback,
    linking,
    me,
    models,
    money,
    oversight,
    pictures,
    progress,
    questions,
    reviews,
    rounds,
    scorecards,
    setup,
    streaks,
    text,
    times,
)
from tests.rounds.prompts import a_plan, design
from tests.rounds.prompts import a_round as rounds_a_round

from .arbitrary import BERLIN, LATER, NOON
from .rows import CHANNEL, a_card, a_person, a_profile, a_schedule, a_team, a_view, about

NAMES = progress.Names(concepts={"queues": "Queues"}, dimensions={"depth": "Depth"})
VERDICTS = (Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, Verdict.CANNOT_ASSESS)
Said = Post | str


def graded(said: str, verdicts: tuple[Verdict, ...] = VERDICTS, *, estimate: bool) -> Graded:
    """Return a grade whose quotes and probe are that text."""
    points = tuple(
        PointVerdict(point=f"p{number}", verdict=verdict, quote=said)
        for number, verdict in enumerate(verdicts)
    )
    flags = (RaisedFlag(flag="said-0", quote=said),)
    return Graded(
        score=62,
        judgement=Judgement(points=points, flags=flags, probe=said),
        grader="local" if estimate else "claude haiku-5-5",
        estimate=estimate,
        confidence=0.5,
    )


def summaries() -> Iterator[SlotSummary]:
    """Return what may have become of a question."""
    for people in (0, 1, 3):
        scores, missed = (25,) * people, ("p1", "p2", "gone")[:people]
        yield SlotSummary(people=people, pending=people, scores=scores, missed=missed)


def a_query(metric: Metric = Metric.POINTS, kind: PeriodKind = PeriodKind.WEEK) -> BoardQuery:
    """Return a question for this period's board."""
    return BoardQuery(
        team=TeamId("team"),
        channel=None,
        period=period(kind, NOON.date(), 0),
        metric=metric,
        me=PersonId("nobody"),
    )


def standings(names: list[str], points: int = 5) -> tuple[Standing, ...]:
    """Return people with these names in their places, the first one last."""
    return ranked(
        [
            Entry(
                person=PersonId(f"p{at}"),
                name=name,
                value=points**at,
                answers=at + 1,
                estimates=at % 2,
            )
            for at, name in enumerate(names)
        ]
    )


def a_board(names: list[str], points: int = 5) -> Post:
    """Return the board of people with these names, the last of them looking at it."""
    query = replace(a_query(), me=PersonId(f"p{len(names) - 1}"))
    page = paged(standings(names, points), query)
    return boards.board(a_team(), CHANNEL, query, page, 3, NOON)


def _boards(said: str) -> Iterator[Said]:
    yield a_board([])
    yield a_board([said, "Ben", said + said])
    nobody = Board(people=0, page=(), around=())
    queries = [
        *(a_query(metric) for metric in Metric),
        *(a_query(kind=kind) for kind in PeriodKind),
    ]
    for query in queries:
        yield boards.board(a_team(), CHANNEL, query, nobody, 0, NOON)
    for number, query in enumerate(queries):
        here = replace(query, channel=CHANNEL, size=1, page=2, me=PersonId("p0"))
        page = paged(standings([said, "Ben", "Cem", "Dora"]), here)
        yield boards.board(a_team(), CHANNEL, here, page, 1, NOON + timedelta(days=100 * number))


def _weeks(said: str) -> Iterator[Said]:
    for points in (1, 2):
        query = replace(a_query(), me=None)
        page = paged(standings([said, said + "2", said + "3"], points), query)
        yield boards.week(a_team(), query, page, NOON)
    nobody = replace(a_query(), me=None)
    yield boards.week(a_team(), nobody, paged((), nobody), NOON)


def a_streak(days: int) -> Streak:
    """Return a streak with a day of every kind behind it."""
    rules = {NOON.date() - timedelta(days=n): rule for n, rule in enumerate(Rule, start=days % 2)}
    return Streak(days=days, best=12, freezes_left=1, rules=rules, today=NOON.date())


def some_answers(said: str, many: int, *, is_open: bool) -> list[GradedAnswer]:
    """Return answers of the last weeks, one every five days, with that text as their quotes."""
    view = a_view()
    level = DimensionLevel(dimension="depth", level=3, quote=said)
    outcome = graded(said, estimate=not is_open)
    outcome = replace(outcome, judgement=replace(outcome.judgement, levels=(level,)))
    return [
        GradedAnswer(
            slot=SlotId(f"s{number}"),
            question=view.about.question,
            at=NOON - timedelta(days=5 * number),
            outcome=outcome,
            is_open=is_open,
        )
        for number in range(many)
    ]


def _progress(said: str) -> Iterator[Said]:
    for many, is_open in ((0, True), (1, True), (9, False)):
        answers = some_answers(said, many, is_open=is_open)
        shown = made_progress.progress(answers, NOON, lambda at: at.date())
        yield progress.mine(shown, NAMES, NOON.date(), 6)


def _views(said: str) -> Iterator[Chart]:
    """Return the charts of somebody's progress."""
    shown = made_progress.progress(some_answers(said, 9, is_open=False), NOON, lambda at: at.date())
    yield from charts.mine(shown, NAMES, NOON.date(), 6).values()


def _board_cards(said: str) -> Iterator[Chart]:
    """Return the cards of boards of every kind."""
    for metric in Metric:
        page = paged(standings([said, "Ben"]), a_query(metric))
        card = charts.board(said, a_query(metric), page)
        assert card
        yield card


def _topics(said: str) -> Iterator[Chart]:
    """Return the heat map of a team with a person of that name."""
    score = TopicScore(
        person=PersonId("p"), name=said, named=True, question="q", points=10, answers=1
    )
    chart = charts.team("Team", made_progress.team_progress([score], {"q": ("caches",)}), NAMES)
    assert chart
    yield chart


def _team_progress(said: str) -> Iterator[Said]:
    for people in (0, 2, 40):
        scores = [
            TopicScore(
                person=PersonId(f"p{number}"),
                name=said + str(number),
                named=number % 2 == 0,
                question="q",
                points=10 * (number % 7),
                answers=1,
            )
            for number in range(people)
        ]
        shown = made_progress.team_progress(scores, {"q": ("queues", "caches")})
        yield progress.team(a_team(), shown, {"queues"}, NAMES)


def _feedback(said: str) -> Iterator[Said]:
    for practice in (True, False):
        for estimate in (True, False):
            for is_open in (True, False):
                view = a_view(name=said, practice=practice)
                yield feedback.feedback(view, graded(said, estimate=estimate), is_open=is_open)
                missed = graded(said, (Verdict.MISSED,) * 4, estimate=estimate)
                yield feedback.feedback(view, missed, is_open=is_open)


def _by_reason(what: Callable[..., Said], said: str) -> Iterator[Said]:
    for reason in Reason:
        yield what(a_view(name=said), Ungraded(reason=reason, grader="local"))


def _problems(said: str) -> Iterator[Said]:
    for fault in Fault:
        for valid in (("1", "9"), ("Europe/Berlin",)):
            many = valid * (2 if fault in {Fault.NOT_A_NUMBER, Fault.OUT_OF_RANGE} else 1)
            yield setup.problem(FieldProblem(field="zone", fault=fault, said=said, valid=many))
    for fault in (Fault.ZONE, Fault.UNKNOWN_ARGUMENT):
        yield setup.problem(FieldProblem(field="zone", fault=fault, said=said))


def _doctor(_: str) -> Iterator[Said]:
    facts: Mapping[str, str] = defaultdict(lambda: "12")
    for check in doctor.CHECKS:
        yield doctor.line(Finding(check=check, facts=facts))
    for problem in doctor.REMEDIES:
        yield doctor.line(Finding(check="any", problem=problem, facts=facts))


def _adapters(said: str) -> Iterator[Said]:
    own = adapters.sentences()
    yield from (
        own.not_stored,
        own.welcome,
        own.help_hint,
        own.commands_here,
        own.waiting(said),
        own.no_choice("3"),
        own.prep,
        own.prep_admin,
        own.grade_this,
        own.not_pickable,
        own.got_it,
        own.cannot_read,
        own.correct,
        own.outdated,
        own.menu,
        own.send,
        own.not_opened,
        own.about,
    )


def an_appeal(said: str, *, with_people: bool = True) -> AppealView:
    """Return an open appeal on a point that counts in part, with that text for its sentence."""
    view = a_view(name=said)
    points = view.about.question.rubric.points
    verdicts = tuple(
        PointVerdict(point=point.id, verdict=verdict, quote=said)
        for point, verdict in zip(points, VERDICTS, strict=False)
    )
    outcome = replace(graded(said, estimate=False), judgement=Judgement(points=verdicts))
    appeal = Appeal(
        id=AppealId("appeal"),
        attempt=AttemptId("attempt"),
        revision=1,
        state=AppealState.OPEN,
        point=points[1].id,
        sentence=said,
        at=NOON,
        with_people=with_people,
        ruled_by=UserId("console:boss"),
    )
    return AppealView(appeal=appeal, attempt=replace(view, outcome=outcome))


def _which_point(said: str) -> Iterator[Said]:
    question = a_view().about.question
    for verdicts in (VERDICTS, (Verdict.MET,) * 4):
        yield appeals.which_point(question, graded(said, verdicts, estimate=False))


RESERVED = Reservation(
    team=TeamId("team"),
    model="claude-haiku-5-5",
    micros=120_000,
    day=NOON.date(),
    cap=1_000_000,
)


def a_day_spend(model: str) -> DaySpend:
    """Return what one day cost."""
    return DaySpend(
        team="team", day=NOON.date(), model=model, calls=2, micros=900_000, reserved=120_000
    )


def a_line(said: str, action: str) -> AuditLine:
    """Return a line of the record that says that."""
    about = {"point": "p1", "verdict": "met", "why": said}
    return AuditLine(id="line", actor=UserId("console:boss"), action=action, about=about, at=NOON)


def a_pairing(said: str) -> Pairing:
    """Return two people of that name who are to become one."""
    side = Side(person=a_person(said), address=Address("console:practice"))
    return Pairing(id="pairing", keeps=side, joins=side)


def a_round(said: str, state: State = State.RUNNING, why: Why | None = None) -> Round:
    """Return a design round of a person of that name, two stages in."""
    material = design()
    plan = replace(
        a_plan(material.question, stages=2, settle=None),
        kind=Track.SYSTEM_DESIGN,
        title=material.title,
        failures={"data": ("failure-modes",), "security": ("scaling",)},
        names={"depth": "Depth", "data": "Data", "security": "Security"},
    )
    run = Run(opened_at=NOON, outcome=graded_stage(said), closed_at=NOON, by_time=True)
    return replace(
        rounds_a_round(plan),
        name=said,
        room=Address("console:room/ana/1"),
        state=state,
        why=why,
        runs=(run, Run(opened_at=NOON)),
        turns=(Turn(n=0, stage=0, speaker=Speaker.CANDIDATE, text="I said so.", at=NOON),),
    )


def graded_stage(said: str) -> Graded:
    """Return the grade of a stage, with that text for its quotes."""
    question = design().question
    kinds = (Verdict.MET, Verdict.PARTIAL, Verdict.MISSED)
    points = tuple(
        PointVerdict(point=one.id, verdict=kinds[number % 3], quote=said)
        for number, one in enumerate(question.rubric.points)
    )
    levels = (DimensionLevel(dimension="depth", level=3, quote=said),)
    judgement = Judgement(points=points, levels=levels)
    return Graded(score=50, judgement=judgement, grader="claude x", estimate=False, confidence=1.0)


def _scorecards(said: str) -> Iterator[tuple[Round, Scorecard]]:
    for why in Why:
        one = a_round(said, State.ENDED, why)
        one = one.with_run(1, replace(one.run, closed_at=NOON))
        silent = replace(one, runs=(), turns=())
        unjudged = Ungraded(reason=Reason.LANGUAGE, grader="local")
        foreign = one.with_run(0, replace(one.runs[0], outcome=unjudged))
        offline = one
        for number, reason in enumerate((Reason.BUDGET, Reason.UNAVAILABLE)):
            run = replace(one.runs[number], outcome=graded_stage(said), offline=reason)
            offline = offline.with_run(number, run)
        for each in (one, silent, foreign, offline):
            card = scorecard(each, [about().question])
            flags = (Quoted(says="It says so", quote=said), Quoted(says="It leaves out"))
            yield each, replace(card, flags=flags, estimate=why is Why.STOPPED)


def _charts(said: str) -> Iterator[Chart]:
    """Return a chart of each kind with that text for a name, and one of each kind empty."""
    day = NOON.date()
    lines = (BoardLine(place=1, position=1, name=said, value=5, shown="5", me=True),)
    spokes = (Spoke(label="Depth", value=2.5), Spoke(label="Experience", value=None))
    series = (Series(label="Agents", values=(None, 40.0)),)
    rows = (TopicRow(topic="Agents", scores=(62.0,)), TopicRow(topic="Streaming", scores=(None,)))
    for full in (True, False):
        yield BoardCard(title=f"This week · {said}", lines=lines * full, note="A rule.")
        yield Radar(title="Lean yes", spokes=spokes * full)
        weeks = (day - timedelta(days=7), day)
        yield ProgressLine(title="Progress", weeks=weeks, series=series * full)
        yield DayHeat(
            title="Days", since=weeks[0], until=day, first_weekday=0, answers=((day, 2),) * full
        )
        yield TopicHeat(title=f"Topics · {said}", people=(said,), rows=rows * full)


TABLE: dict[str, Callable[[str], Iterator[Said]]] = {
    "adapters.sentences": _adapters,
    "appeals.taken": lambda said: (
        appeals.taken(a_view(name=said), a_view().about.question.rubric.points[0].id, left)
        for left in range(2)
    ),
    "appeals.not_yours": lambda _: iter([appeals.not_yours()]),
    "appeals.not_possible": lambda _: iter([appeals.not_possible()]),
    "appeals.open_already": lambda _: iter([appeals.open_already()]),
    "appeals.used_up": lambda _: iter([appeals.used_up(LATER, BERLIN, NOON)]),
    "appeals.which_point": _which_point,
    "appeals.counts_already": lambda _: iter(
        [appeals.counts_already(a_view().about.question.rubric.points[0])]
    ),
    "appeals.not_in_answer": lambda _: iter([appeals.not_in_answer()]),
    "appeals.overtaken": lambda said: iter([appeals.overtaken(an_appeal(said))]),
    "appeals.upheld": lambda said: iter([appeals.upheld(an_appeal(said), Verdict.MET)]),
    "appeals.ruled": lambda said: (
        appeals.ruled(an_appeal(said), verdict, said, upheld=verdict is Verdict.MET)
        for verdict in (Verdict.MET, Verdict.PARTIAL, Verdict.MISSED)
    ),
    "appeals.for_admins": lambda said: iter([appeals.for_admins(an_appeal(said))]),
    "appeals.waits": lambda said: iter([appeals.waits(an_appeal(said))]),
    "appeals.ruled_for_admins": lambda said: iter(
        [appeals.ruled_for_admins(an_appeal(said), Verdict.PARTIAL)]
    ),
    "appeals.unknown_appeal": lambda said: iter([appeals.unknown_appeal(said)]),
    "appeals.ended_already": lambda _: iter([appeals.ended_already()]),
    "appeals.listed": lambda said: (
        appeals.listed([an_appeal(said, with_people=number % 2 == 0) for number in range(many)])
        for many in (0, 1, 20)
    ),
    "boards.board": _boards,
    "boards.week": _weeks,
    "boards.week_gone": lambda _: iter([boards.week_gone(a_team(), a_query().period)]),
    "boards.no_channel": lambda _: iter([boards.no_channel()]),
    "boards.nothing_before": lambda _: iter([boards.nothing_before()]),
    "boards.by_name": lambda _: iter(()),
    "boards.value": lambda said: (boards.value(metric, standings([said])[0]) for metric in Metric),
    "charts.board": lambda said: (pictures.alt(chart) for chart in _board_cards(said)),
    "charts.mine": lambda said: (pictures.alt(chart) for chart in _views(said)),
    "charts.team": lambda said: (pictures.alt(chart) for chart in _topics(said)),
    "charts.scorecard": lambda said: (
        pictures.alt(chart)
        for one, card in _scorecards(said)
        if (chart := charts.scorecard(said, card)) is not None
    ),
    "charts.in_words": lambda said: (charts.in_words(chart) for chart in _topics(said)),
    "charts.offering": lambda _: iter(
        [charts.offering(Post(), charts.View.DAYS, tuple(charts.View), CHANNEL)]
    ),
    "charts.told_by": lambda _: iter(()),
    "streaks.streak": lambda _: (streaks.streak(a_streak(days)) for days in (0, 1, 8)),
    "streaks.why": lambda _: (streaks.why(a_streak(days)) for days in (0, 1, 8)),
    "delivery.doubtful_question": lambda _: iter([delivery.doubtful_question(about())]),
    "delivery.not_said": lambda _said: iter([delivery.not_said(Address("console:practice"))]),
    "delivery.channel_lost": lambda said: iter(
        [delivery.channel_lost(Address("console:practice"), said)]
    ),
    "delivery.thread_lost": lambda said: iter(
        [delivery.thread_lost(Address("console:practice/1"), said)]
    ),
    "feedback.steering": lambda said: iter(
        [feedback.steering(a_view(name=said), ("asks for a score",))]
    ),
    "progress.mine": _progress,
    "progress.team": _team_progress,
    "linking.code": lambda _: iter([linking.code("7KQX-M2PA")]),
    "linking.refused": lambda _: (linking.refused(why) for why in Refusal),
    "linking.is_it_you": lambda said: iter([linking.is_it_you(a_pairing(said), a_person(said))]),
    "linking.waiting": lambda said: iter([linking.waiting(a_pairing(said).joins)]),
    "linking.linked": lambda said: iter([linking.linked(a_pairing(said))]),
    "linking.declined": lambda _: iter([linking.declined()]),
    "linking.undone": lambda said: iter(
        [linking.undone(Undone(kept=a_person(said), gone=a_person(said)))]
    ),
    "linking.team_code": lambda _: iter([linking.team_code(a_team(), "7KQX-M2PA")]),
    "linking.which_team": lambda _: iter([linking.which_team()]),
    "linking.has_a_team": lambda _: iter([linking.has_a_team(a_team())]),
    "linking.joined": lambda _: iter([linking.joined(a_team())]),
    "me.settings": lambda said: (
        me.settings(a_team(), a_profile(said, on_board=on_board, board_name=name))
        for on_board in (True, False)
        for name in (None, "Quiet Otter")
    ),
    "me.unknown": lambda said: iter([me.unknown(said)]),
    "me.valid": lambda said: (
        me.valid(what, said) for what in ("zone", "names", "board", "reviews")
    ),
    "me.exported": lambda _: iter([me.exported(a_team(), (File(name="a.json", data=b"{}"),))]),
    "me.are_you_sure": lambda said: iter([me.are_you_sure(a_team(), a_person(said))]),
    "me.forgotten": lambda _: (me.forgotten(answers) for answers in range(3)),
    "me.nobody": lambda _: iter([me.nobody()]),
    "me.taken_back": lambda _: iter([me.taken_back()]),
    "pictures.alt": lambda said: (pictures.alt(chart) for chart in _charts(said)),
    "pictures.level": lambda _: (pictures.level(value) for value in (0, 2.5, 4)),
    "pictures.not_assessed": lambda said: (
        pictures.not_assessed(chart) for chart in _charts(said) if isinstance(chart, Radar)
    ),
    "pictures.more": lambda _: iter([pictures.more(2)]),
    "pictures.day": lambda _: iter([pictures.day(NOON.date())]),
    "pictures.answers": lambda said: (
        pictures.answers(chart) for chart in _charts(said) if isinstance(chart, DayHeat)
    ),
    "pictures.shade": lambda _: (pictures.shade(4, most=most) for most in (True, False)),
    "questions.closed_here": lambda _: iter([questions.closed_here()]),
    "setup.reminder_too_early": lambda _: iter([setup.reminder_too_early()]),
    "setup.open_already": lambda _: iter([setup.open_already()]),
    "money.dollars": lambda _: iter([money.dollars(one) for one in (0, 900, 2_500_000)]),
    "money.spending": lambda said: (
        money.spending(rows, NOON.date(), cap)
        for rows in ([], [a_day_spend(said)])
        for cap in (None, 20_000_000)
    ),
    "money.budget_used_up": lambda _: iter([money.budget_used_up(RESERVED)]),
    "money.budget_nearly_used": lambda _: iter([money.budget_nearly_used(RESERVED, 900_000)]),
    "money.waiting_for_budget": lambda said: iter([money.waiting_for_budget(a_view(name=said))]),
    "money.grader_down": lambda said: iter([money.grader_down(said)]),
    "doctor.line": _doctor,
    "models.model_trouble": lambda _: (
        models.model_trouble("claude-haiku-5-5", kind, NOON, ("claude-a", "claude-b"))
        for kind in (
            "unknown",
            "retired",
            "retiring",
            "no_schemas",
            "key_refused",
            "unchecked",
        )
    ),
    "feedback.feedback": _feedback,
    "feedback.one_line": lambda said: iter([feedback.one_line(a_view(name=said))]),
    "feedback.ungraded": lambda said: _by_reason(feedback.ungraded, said),
    "feedback.grading_given_up": lambda said: _by_reason(feedback.grading_given_up, said),
    "feedback.pending": lambda said: iter(
        [feedback.pending(a_view(name=said), timedelta(seconds=90))]
    ),
    "feedback.used_up": lambda _: iter(
        feedback.used_up(Limits(), at, BERLIN, NOON) for at in (NOON, LATER)
    ),
    "feedback.enough_today": lambda _: iter([feedback.enough_today(Limits())]),
    "feedback.unread_files": lambda said: iter([feedback.unread_files((said, "b.png"))]),
    "feedback.changed_after_grade": lambda said: iter(
        [feedback.changed_after_grade(a_view(name=said))]
    ),
    "feedback.withdrawn": lambda said: iter([feedback.withdrawn(a_view(name=said))]),
    "feedback.nothing_yet": lambda _: iter([feedback.nothing_yet()]),
    "feedback.still_grading": lambda said: iter([feedback.still_grading(a_view(name=said))]),
    "feedback.nothing_to_settle": lambda _: iter([feedback.nothing_to_settle()]),
    "feedback.settling": lambda _: iter([feedback.settling()]),
    "feedback.graded_again": lambda _: iter([feedback.graded_again()]),
    "feedback.no_longer": lambda _: iter([feedback.no_longer()]),
    "questions.question": lambda _: iter(
        [questions.question(about().question, AskedId("asked"), LATER, BERLIN)]
    ),
    "questions.closed_question": lambda _: iter([questions.closed_question(about())]),
    "questions.reminder": lambda _: (questions.reminder(about(), s, NOON) for s in summaries()),
    "questions.reveal": lambda _: (questions.reveal(about(), one) for one in summaries()),
    "questions.what_is_graded": lambda _: (
        questions.what_is_graded(about(), is_open=is_open) for is_open in (True, False)
    ),
    "questions.today": lambda _: (
        questions.today([about()] * count, NOON, BERLIN) for count in range(4)
    ),
    "questions.missed_slots": lambda _: (
        questions.missed_slots(count, "daily") for count in (1, 3)
    ),
    "questions.nothing_to_ask": lambda _: iter([questions.nothing_to_ask("daily")]),
    "oversight.record": lambda said: (
        oversight.record(a_team(), lines)
        for lines in ([], [(a_line(said, action), said) for action in ("override", "else")])
    ),
    "oversight.results": lambda _: iter(
        [oversight.results(a_team(), File(name="a.csv", data=b""))]
    ),
    "oversight.no_results": lambda _: iter([oversight.no_results()]),
    "oversight.unknown_answer": lambda said: iter([oversight.unknown_answer(said)]),
    "oversight.not_graded": lambda _: iter([oversight.not_graded()]),
    "oversight.which_point": lambda _: iter([oversight.which_point(about().question)]),
    "oversight.overridden": lambda said: (
        oversight.overridden(a_view(name=said), about().question.rubric.points[0], verdict, said)
        for verdict in (Verdict.MET, Verdict.PARTIAL, Verdict.MISSED)
    ),
    "oversight.overrode": lambda said: iter(
        [oversight.overrode(a_view(name=said), about().question.rubric.points[0], Verdict.PARTIAL)]
    ),
    "reviews.ask": lambda said: (reviews.ask(a_card(said), due) for due in (1, 3)),
    "reviews.judged": lambda said: (
        reviews.judged(a_card(said), graded(said, estimate=estimate), LATER, left, NOON)
        for estimate in (True, False)
        for left in range(2)
    ),
    "reviews.unjudged": lambda said: (
        reviews.unjudged(a_card(said), Ungraded(reason=reason, grader="local")) for reason in Reason
    ),
    "reviews.later": lambda said: iter([reviews.later(a_card(said), timedelta(hours=1))]),
    "reviews.nothing_yet": lambda _: iter([reviews.nothing_yet()]),
    "reviews.nothing_due": lambda said: (
        reviews.nothing_due(a_card(said), now) for now in (NOON, LATER + timedelta(days=9))
    ),
    "reviews.snoozed": lambda _: iter([reviews.snoozed()]),
    "reviews.waits_already": lambda _: iter([reviews.waits_already()]),
    "me.no_reviews": lambda _: iter([me.no_reviews()]),
    "feedback.why": lambda _: (feedback.why(reason) for reason in Reason),
    "setup.help_text": lambda _: (setup.help_text(admin=admin) for admin in (True, False)),
    "setup.no_team": lambda _: iter([setup.no_team()]),
    "setup.admins_only": lambda _: iter([setup.admins_only()]),
    "setup.set_up": lambda _: iter([setup.set_up(a_schedule(), NOON)]),
    "setup.set_up_already": lambda _: iter([setup.set_up_already([a_schedule()] * 2)]),
    "setup.schedules": lambda _: (
        setup.schedules(a_team(), [a_schedule(paused=paused)], NOON) for paused in (True, False)
    ),
    "setup.changed": lambda _: iter([setup.changed(a_schedule(), NOON)]),
    "setup.describe": lambda _: iter([setup.describe(a_schedule())]),
    "setup.which_schedule": lambda _: iter([setup.which_schedule([a_schedule()] * 2)]),
    "setup.unknown_question": lambda said: (
        setup.unknown_question(said, near) for near in ([], ["one"], ["one", "two"])
    ),
    "setup.no_channel_here": lambda _: iter([setup.no_channel_here()]),
    "setup.joined": lambda _: iter([setup.joined(a_schedule())]),
    "setup.left": lambda _: iter([setup.left()]),
    "setup.posting": lambda _: iter([setup.posting("A title")]),
    "setup.nothing_posted": lambda _: iter([setup.nothing_posted()]),
    "rounds.opening": lambda said: iter([rounds.opening(a_round(said).plan)]),
    "rounds.room_title": lambda said: iter([rounds.room_title(a_round(said))]),
    "rounds.rules": lambda said: (
        rounds.rules(replace(a_round(said).plan, kind=kind, shared=kind is Track.CODING))
        for kind in Track
    ),
    "rounds.ask": lambda said: (rounds.ask(a_round(said), stage) for stage in range(2)),
    "rounds.follow_up": lambda said: iter([rounds.follow_up(a_round(said), 0, said)]),
    "rounds.told": lambda _: (
        rounds.told(facts, assume=assume)
        for facts in (design().facts[:2], design().facts[:0])
        for assume in (True, False)
    ),
    "rounds.nudge": lambda said: iter([rounds.nudge(a_round(said), 0, NOON)]),
    "rounds.unfit": lambda _: (rounds.unfit(reason) for reason in Reason),
    "rounds.time_up": lambda said: iter([rounds.time_up(a_round(said), 0)]),
    "rounds.too_late": lambda said: (
        rounds.too_late(a_round(said, state), 0) for state in (State.RUNNING, State.SCORING)
    ),
    "rounds.held": lambda _: iter([rounds.held()]),
    "rounds.steered": lambda said: (
        rounds.steered(a_round(said, state), NOON + timedelta(minutes=late))
        for state in State
        for late in (0, 4, 9)
    ),
    "rounds.moving_on": lambda _: iter([rounds.moving_on()]),
    "rounds.was_over": lambda _: iter([rounds.was_over()]),
    "rounds.scorecard_later": lambda _: iter([rounds.scorecard_later()]),
    "rounds.one_at_a_time": lambda said: (
        rounds.one_at_a_time(one) for one in (None, a_round(said))
    ),
    "rounds.too_many": lambda _: (rounds.too_many(limit) for limit in (1, 5)),
    "rounds.no_budget": lambda _: iter([rounds.no_budget()]),
    "rounds.nothing_of_that_kind": lambda _: (rounds.nothing_of_that_kind(k) for k in Track),
    "rounds.no_room": lambda _: iter([rounds.no_room()]),
    "rounds.no_round": lambda _: iter([rounds.no_round()]),
    "rounds.not_now": lambda said: (rounds.not_now(a_round(said, state)) for state in State),
    "rounds.nothing_to_share": lambda _: iter([rounds.nothing_to_share()]),
    "rounds.shared_now": lambda _: iter([rounds.shared_now()]),
    "rounds.kind_of": lambda said: iter([rounds.kind_of(a_round(said).plan)]),
    "rounds.minutes": lambda _: iter([rounds.minutes(timedelta(seconds=n)) for n in (60, 150)]),
    "scorecards.scorecard": lambda said: (scorecards.scorecard(*one) for one in _scorecards(said)),
    "scorecards.shared": lambda said: (scorecards.shared(*one) for one in _scorecards(said)),
    "scorecards.earlier": lambda said: (
        scorecards.earlier(list(_scorecards(said))[:many]) for many in (0, 1, 9)
    ),
    "scorecards.minutes_used": lambda said: (
        scorecards.minutes_used(stage) for _, card in _scorecards(said) for stage in card.stages
    ),
    "setup.settings": lambda _: (
        setup.settings(replace(a_team(), weekly=weekly, retention=days))
        for weekly, days in ((True, None), (False, 30))
    ),
    "setup.holidays": lambda _: (setup.holidays([NOON.date()] * many) for many in range(2)),
    "setup.holiday_over": lambda _: iter([setup.holiday_over(NOON.date())]),
    "setup.busy": lambda _: iter([setup.busy()]),
    "setup.went_wrong": lambda _: iter([setup.went_wrong()]),
    "setup.unknown_command": lambda said: (
        setup.unknown_command(UnknownCommand(said=said, nearest=near), "/")
        for near in ((), ("help",), ("help", "board"))
    ),
    "setup.problem": _problems,
    "setup.field": lambda _: (
        setup.field(field) for command in COMMANDS for field in command.arguments
    ),
    "setup.form": lambda _: (setup.form(form) for form in FORMS),
    "text.plain": lambda said: iter([text.plain(said)]),
    "text.quote": lambda said: iter([text.quote(said)]),
    "text.short": lambda said: iter([text.short(said)]),
    "text.cells": lambda _: iter(()),
    "text.cell": lambda said: iter([text.cell(said)]),
    "times.moment": lambda _: (
        times.moment(NOON + timedelta(days=days), BERLIN, NOON) for days in range(-1, 3)
    ),
    "times.day_and_time": lambda _: iter([times.day_and_time(NOON, BERLIN)]),
    "times.day_of": lambda _: iter([times.day_of(NOON.date())]),
    "times.span": lambda _: (times.span(timedelta(seconds=n)) for n in (0, 1, 90, 3600, 86_400)),
    "times.count": lambda _: (times.count(number, "answer") for number in range(3)),
    "feedback.needs_admin": lambda _: iter(()),
}
"""By function: what it says about people, files and schedules that have that text for a name."""


def texts(said: Said) -> list[str]:
    """Return each text of a post that somebody reads."""
    if isinstance(said, str):
        return [said]
    return [
        said.title,
        said.body,
        said.footer,
        *(part for fact in said.facts for part in (fact.label, fact.value)),
        *(choice.label for choice in said.choices),
    ]
