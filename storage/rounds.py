"""Rounds: one row with its plan and where it stands, and a row for each turn."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from bot.consequences import Consequences, RoundId
from bot.grading import without_words
from bot.messages import Address, MessageRef
from bot.ports import Beginning, OpenThread, Points, RoundChange
from bot.records import Begun, PersonId, Reservation, TeamId
from bot.rounds.plans import Plan
from bot.rounds.values import Round, RoundCall, Run, Speaker, State, Turn, Why
from bot.spend import Spent
from storage import alone
from storage.awards import counted
from storage.codec import Codec
from storage.engine import insert
from storage.ledger import month_of, reserve, settle
from storage.schema import award, round_, team, turn
from storage.slots import BACKFILL_OVERLAP
from storage.tallies import count
from storage.transactions import HandledBefore, Transaction, Transactions, reads, writes

LIVE = round_.c.state != "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What of a round nobody searches for, as one column."""

    name: str
    near: Address
    runs: tuple[Run, ...]
    held_since: datetime | None
    settles_at: datetime | None
    last_at: datetime
    why: Why | None


BODY: Codec[Body] = Codec(TypeAdapter(Body))
PLAN: Codec[Plan] = Codec(TypeAdapter(Plan))


def silent_body(text: str) -> str:
    """Return the column of a round without any words of the person's answers."""
    body = BODY.value(text)
    runs = tuple(
        replace(run, outcome=without_words(run.outcome) if run.outcome else None)
        for run in body.runs
    )
    return BODY.text(replace(body, runs=runs))


class RoundRows:
    """Rounds, as `ports.Rounds` describes them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def begin(self, new: Round, at_once: int, then: Consequences) -> Beginning:
        """Store a round whose room is to be opened."""
        try:
            return await self._begin(new, at_once, then)
        except HandledBefore:
            return Beginning.REPEATED

    @writes
    def _begin(
        self, transaction: Transaction, new: Round, at_once: int, then: Consequences
    ) -> Beginning:
        connection = transaction.connection
        alone.with_team(connection, new.team)
        if connection.scalar(select(round_.c.id).where(round_.c.person == new.person, LIVE)):
            return Beginning.BUSY
        of_team = select(func.count()).where(round_.c.team == new.team, LIVE)
        if (connection.scalar(of_team) or 0) >= at_once:
            return Beginning.FULL
        connection.execute(
            insert(round_).values(
                id=new.id,
                team=new.team,
                person=new.person,
                user=new.user,
                kind=new.plan.kind,
                plan=PLAN.text(new.plan),
                begun_at=new.begun_at,
                **_values(new),
            )
        )
        transaction.store(then)
        return Beginning.BEGUN

    @reads
    def get(self, connection: Connection, round_id: RoundId) -> Round | None:
        """Return a round."""
        return _one(connection, round_.c.id == round_id)

    @reads
    def at(self, connection: Connection, rooms: Sequence[Address]) -> RoundId | None:
        """Return the round that is live in one of these rooms."""
        return connection.scalar(select(round_.c.id).where(round_.c.room.in_(rooms), LIVE))

    @reads
    def of_message(self, connection: Connection, ref: MessageRef) -> RoundId | None:
        """Return the round to which a message belongs."""
        return connection.scalar(select(turn.c.round).where(turn.c.ref == ref))

    @reads
    def live_of(self, connection: Connection, person: PersonId) -> Round | None:
        """Return the round that a person is in."""
        return _one(connection, (round_.c.person == person) & LIVE)

    @reads
    def live_on(self, connection: Connection, prefix: str) -> Sequence[RoundId]:
        """Return the live rounds of one platform."""
        found = select(round_.c.id).where(round_.c.user.startswith(f"{prefix}:"), LIVE)
        return [row.id for row in connection.execute(found)]

    @reads
    def open_rooms(self, connection: Connection, prefix: str) -> Sequence[OpenThread]:
        """Return the rooms of live rounds of one platform, with where their backfill starts."""
        newest = func.max(turn.c.at).label("newest")
        found = select(round_.c.room, round_.c.begun_at, newest)
        found = found.outerjoin(turn, (turn.c.round == round_.c.id) & turn.c.ref.is_not(None))
        found = found.where(LIVE, round_.c.room.startswith(f"{prefix}:")).group_by(round_.c.id)
        return [
            OpenThread(
                address=Address(row.room),
                since=row.newest - BACKFILL_OVERLAP if row.newest else row.begun_at,
            )
            for row in connection.execute(found)
        ]

    @reads
    def past(self, connection: Connection, person: PersonId, limit: int) -> Sequence[Round]:
        """Return a person's rounds that have ended, newest first."""
        mine = select(round_.c.id).where(round_.c.person == person, ~LIVE)
        mine = mine.order_by(round_.c.begun_at.desc()).limit(limit)
        ids = [row.id for row in connection.execute(mine)]
        found = [_one(connection, round_.c.id == one) for one in ids]
        return [one for one in found if one is not None]

    async def change(
        self, round_id: RoundId, decide: Callable[[Round], RoundChange | None]
    ) -> Round | None:
        """Store what `decide` makes of a round, fenced by its version."""
        try:
            return await self._change(round_id, decide)
        except HandledBefore:
            return None

    @writes
    def _change(
        self,
        transaction: Transaction,
        round_id: RoundId,
        decide: Callable[[Round], RoundChange | None],
    ) -> Round | None:
        connection = transaction.connection
        alone.with_round(connection, round_id)
        before = _one(connection, round_.c.id == round_id)
        changed = decide(before) if before else None
        if before is None or changed is None:
            return None
        after = changed.round
        moved = connection.execute(
            update(round_)
            .where(round_.c.id == round_id, round_.c.version == before.version)
            .values(**_values(after))
            .returning(round_.c.id)
        )
        if moved.first() is None:
            return None
        _save_turns(connection, before, after)
        if changed.points is not None:
            _award(connection, after, changed.points)
        transaction.store(changed.then)
        return after

    @writes
    def reserve(self, transaction: Transaction, call: RoundCall, reservation: Reservation) -> Begun:
        """Set money aside for a call, unless that would exceed the month's cap."""
        if reservation.cap is not None:
            alone.with_team(transaction.connection, reservation.team)
        before = month_of(transaction.connection, reservation)
        month = before + reservation.micros
        if reservation.cap is not None and month > reservation.cap:
            return Begun(same=None, over_budget=True, month=before)
        reserve(transaction.connection, call, reservation)
        return Begun(same=None, month=month)

    @writes
    def settle(self, transaction: Transaction, call: RoundCall, spent: Sequence[Spent]) -> None:
        """Put what a call really cost in the place of what was set aside."""
        settle(transaction.connection, call, spent)

    @reads
    def month(self, connection: Connection, team_id: TeamId, today: date) -> int:
        """Return micro-dollars of the calendar month so far."""
        nothing = Reservation(team=team_id, model="", micros=0, day=today, cap=None)
        return month_of(connection, nothing)


def _values(one: Round) -> dict[str, object]:
    body = Body(
        name=one.name,
        near=one.near,
        runs=one.runs,
        held_since=one.held_since,
        settles_at=one.settles_at,
        last_at=one.last_at,
        why=one.why,
    )
    return {
        "room": one.room,
        "state": one.state,
        "version": one.version,
        "body": BODY.text(body),
        "ended_at": one.ended_at,
    }


def _one(connection: Connection, condition: ColumnElement[bool]) -> Round | None:
    row = (connection.execute(select(round_).where(condition))).first()
    if row is None:
        return None
    turns = select(turn).where(turn.c.round == row.id).order_by(turn.c.n)
    body = BODY.value(row.body)
    return Round(
        id=row.id,
        team=row.team,
        person=row.person,
        user=row.user,
        name=body.name,
        near=body.near,
        room=row.room,
        plan=PLAN.value(row.plan),
        state=State(row.state),
        runs=body.runs,
        turns=tuple(_turn(one) for one in connection.execute(turns)),
        held_since=body.held_since,
        settles_at=body.settles_at,
        begun_at=row.begun_at,
        last_at=body.last_at,
        ended_at=row.ended_at,
        why=body.why,
        version=row.version,
    )


def _turn(row: Row[tuple[object, ...]]) -> Turn:
    return Turn(
        n=row.n,
        stage=row.stage,
        speaker=Speaker(row.speaker),
        text=row.text,
        at=row.at,
        ref=row.ref,
        edited_at=row.edited_at,
        point=row.point,
        unclear=row.unclear,
    )


def _save_turns(connection: Connection, before: Round, after: Round) -> None:
    known = len(before.turns)
    for old, new in zip(before.turns, after.turns, strict=False):
        if old != new:
            values = {"text": new.text, "edited_at": new.edited_at, "unclear": new.unclear}
            mine = (turn.c.round == after.id) & (turn.c.n == new.n)
            connection.execute(update(turn).where(mine).values(**values))
    for new in after.turns[known:]:
        connection.execute(
            insert(turn).values(
                round=after.id,
                n=new.n,
                stage=new.stage,
                speaker=new.speaker,
                text=new.text,
                at=new.at,
                ref=new.ref,
                edited_at=new.edited_at,
                point=new.point,
                unclear=new.unclear,
            )
        )


def _award(connection: Connection, one: Round, points: Points) -> None:
    """Give a round its points, once, and count them among those of rounds."""
    new = (
        insert(award)
        .values(
            id=secrets.token_hex(8),
            team=one.team,
            person=one.person,
            round=one.id,
            channel=one.near,
            day=points.day,
            points=points.points,
            first_points=points.points,
            estimate=points.estimate,
        )
        .on_conflict_do_nothing(index_elements=["person", "round"])
    )
    added = connection.execute(new.returning(*award.c)).all()
    # Weeks are not summed anew meanwhile.
    weekdays = select(team.c.first_weekday).where(team.c.id == one.team).with_for_update(read=True)
    weekday = connection.scalar(weekdays) or 0
    count(connection, weekday, added=[counted(row) for row in added])
