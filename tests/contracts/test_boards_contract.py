"""Every sum reads the same on either database."""

from datetime import timedelta

from bot.messages import Author, UserId
from bot.periods import PeriodKind, period
from bot.records import NewTeam
from bot.standings import BoardQuery, Metric
from tests.contracts.classroom import Classroom
from tests.fakes import CHANNEL


async def test_boards(classroom: Classroom, new_team: NewTeam) -> None:
    """What three graded answers of two people add up to."""
    scores = {"ana": (90, 70, 50), "bo": (40, 60, 75), "cy": (1, 1, 1)}
    for who, each in scores.items():
        for number, points in enumerate(each):
            attempt = await classroom.answered(who, number)
            await classroom.graded(classroom.store, attempt, points)
    boards, now = classroom.store.boards, classroom.clock.now()
    me = (
        await classroom.store.teams.person(
            new_team.team.id, Author(user=UserId("fake:cy"), name="cy")
        )
    ).id
    found = {}
    for metric in (Metric.POINTS, Metric.AVERAGE, Metric.IMPROVEMENT, Metric.ROUNDS):
        for kind in PeriodKind:
            query = BoardQuery(
                team=new_team.team.id,
                channel=None,
                period=period(kind, now.date(), 0),
                metric=metric,
                me=me,
            )
            board = await boards.board(query)
            found[metric, kind] = [(one.name, one.place, one.value) for one in board.page]
            names = [name for name, *_ in found[metric, kind]]
            assert [one.name for one in board.around] == names[-2:]
    practice = await boards.practice(new_team.team, me)
    everybody = await boards.everybodys_practice(new_team.team, None)
    here = await boards.everybodys_practice(new_team.team, CHANNEL)
    answers = await boards.answers(me, now - timedelta(days=1))
    topics = await boards.topic_scores(new_team.team.id, now.date())
    recent = await boards.recent_scores(new_team.team.id, 2)
    spent = await boards.spending(None, now.date(), now.date())
    month = await classroom.store.rounds.month(new_team.team.id, now.date())

    for kind in PeriodKind:
        assert found[Metric.POINTS, kind] == [("ana", 1, 210), ("bo", 2, 175), ("cy", 3, 3)]
        assert found[Metric.AVERAGE, kind] == [("ana", 1, 70.0), ("bo", 2, 58.3), ("cy", 3, 1.0)]
        assert all(isinstance(one[2], float) for one in found[Metric.AVERAGE, kind])
        assert found[Metric.IMPROVEMENT, kind] == found[Metric.ROUNDS, kind] == []
    assert len(practice.answers) == 3
    assert sorted(len(one.answers) for one in everybody) == [3, 3, 3]
    assert [one.person for one in everybody] == [one.person for one in here]
    assert [one.outcome.score for one in answers] == list(reversed(scores["cy"]))
    assert sorted((one.points, one.answers) for one in topics) == [(3, 3), (175, 3), (210, 3)]
    assert len(recent) == 2
    assert spent == []
    assert isinstance(month, int)
