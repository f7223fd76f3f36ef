"""Everything that is stored about one person, read as a whole."""

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Row, Select, select

from bot.content import Verdict
from bot.messages import UserId
from bot.people import (
    Everything,
    GivenAnswer,
    GivenGrade,
    KeptCard,
    MadeAppeal,
    PlayedRound,
    SentText,
    WonPoints,
)
from bot.records import PersonId
from storage.codec import OUTCOME
from storage.people import profile_of
from storage.schema import (
    appeal,
    attempt,
    award,
    card,
    grade,
    identity,
    message,
    person,
    question,
    round_,
    slot,
    team,
    turn,
)

ValueT = TypeVar("ValueT")


def everything_of(connection: Connection, person_id: PersonId) -> Everything:
    """Return all that is stored about a person; raises LookupError where there is none."""
    users = select(identity.c.user).where(identity.c.person == person_id)
    owned = tuple(UserId(row.user) for row in connection.execute(users))
    one = profile_of(connection, person.c.id == person_id, owned[0] if owned else UserId(""))
    about = select(team.c.name, person.c.created_at).join(person)
    row = (connection.execute(about.where(person.c.id == person_id))).first()
    if one is None or row is None:
        raise LookupError("no such person")
    return Everything(
        team=row.name,
        profile=one,
        since=row.created_at,
        users=owned,
        answers=_answers(connection, person_id),
        rounds=_rounds(connection, person_id),
        points=_points(connection, person_id),
        cards=_cards(connection, person_id),
    )


def _answers(connection: Connection, person_id: PersonId) -> tuple[GivenAnswer, ...]:
    mine = attempt.c.person == person_id
    texts = select(message).join(attempt).where(mine, ~message.c.deleted)
    messages = _by(connection, texts.order_by(message.c.sent_at), "attempt", _text)
    judged = select(grade).join(attempt).where(mine).order_by(grade.c.at)
    grades = _by(connection, judged, "attempt", _grade)
    made = select(appeal).join(attempt).where(mine).order_by(appeal.c.at)
    appeals = _by(connection, made, "attempt", _appeal)
    found = (
        select(*attempt.c, question.c.name, slot.c.opens_at)
        .select_from(attempt)
        .outerjoin(slot, slot.c.id == attempt.c.slot)
        .outerjoin(question, question.c.digest == slot.c.question)
        .where(mine)
        .order_by(attempt.c.first_sent_at)
    )
    return tuple(
        GivenAnswer(
            id=row.id,
            question=row.name or "",
            asked_at=row.opens_at,
            number=row.number,
            state=row.state,
            practice=row.practice,
            private=row.private,
            messages=tuple(messages[row.id]),
            grades=tuple(grades[row.id]),
            appeals=tuple(appeals[row.id]),
        )
        for row in connection.execute(found)
    )


def _rounds(connection: Connection, person_id: PersonId) -> tuple[PlayedRound, ...]:
    mine = round_.c.person == person_id
    said = select(turn).join(round_).where(mine).order_by(turn.c.n)
    turns = _by(connection, said, "round", _turn)
    found = select(round_).where(mine).order_by(round_.c.begun_at)
    return tuple(
        PlayedRound(
            kind=row.kind,
            state=row.state,
            begun_at=row.begun_at,
            ended_at=row.ended_at,
            turns=tuple(turns[row.id]),
        )
        for row in connection.execute(found)
    )


def _points(connection: Connection, person_id: PersonId) -> tuple[WonPoints, ...]:
    found = select(award).where(award.c.person == person_id).order_by(award.c.day)
    return tuple(
        WonPoints(
            day=row.day,
            points=row.points,
            first_points=row.first_points,
            estimate=row.estimate,
        )
        for row in connection.execute(found)
    )


def _cards(connection: Connection, person_id: PersonId) -> tuple[KeptCard, ...]:
    found = select(*card.c, question.c.name).join(question)
    found = found.where(card.c.person == person_id).order_by(card.c.due_at)
    return tuple(
        KeptCard(question=row.name, point=row.point, due_at=row.due_at, answer=row.answer)
        for row in connection.execute(found)
    )


def _by(
    connection: Connection,
    found: Select[tuple[object, ...]],
    owner: str,
    made: Callable[[Row[tuple[object, ...]]], ValueT],
) -> defaultdict[str, list[ValueT]]:
    """Return what rows make, by the row that owns them."""
    values = defaultdict[str, list[ValueT]](list)
    for row in connection.execute(found):
        values[getattr(row, owner)].append(made(row))
    return values


def _text(row: Row[tuple[object, ...]]) -> SentText:
    return SentText(text=row.text, at=row.sent_at)


def _turn(row: Row[tuple[object, ...]]) -> SentText:
    return SentText(text=row.text, at=row.at, by=row.speaker)


def _grade(row: Row[tuple[object, ...]]) -> GivenGrade:
    return GivenGrade(
        kind=row.kind, current=row.current, at=row.at, outcome=OUTCOME.value(row.body)
    )


def _appeal(row: Row[tuple[object, ...]]) -> MadeAppeal:
    return MadeAppeal(
        point=row.point,
        sentence=row.sentence,
        state=row.state,
        verdict=Verdict(row.verdict) if row.verdict else None,
        reason=row.reason,
        at=row.at,
    )
