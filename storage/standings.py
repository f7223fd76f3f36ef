"""Pages of boards in SQL: `bot.standings` for as many people as there are.

Points are read off an index that has them in order. Averages are ranked by the database each time.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Numeric,
    Row,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    cast,
    desc,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from bot.periods import DAY, PeriodKind
from bot.standings import BASELINE_DAYS, ENOUGH, Board, BoardQuery, Metric, Standing
from storage.engine import whole_sum
from storage.schema import person, tally
from storage.tallies import QUESTION, ROUND, WHOLE_TEAM

# --- points, in the order of their index

_hidden = select(person.c.id).where(person.c.team == bindparam("team"), ~person.c.on_board)
_place = and_(
    tally.c.team == bindparam("team"),
    tally.c.source == bindparam("source"),
    tally.c.channel == bindparam("channel"),
)
_key = and_(_place, tally.c.period == bindparam("period"), tally.c.start == bindparam("start"))
_board = and_(_key, tally.c.person.not_in(_hidden))
_IN_ORDER = (tally.c.points.desc(), tally.c.person.desc())
"""Backwards along `ix_tally_standing`."""
_points = select(tally.c.points).where(_board)
_mine = _points.where(tally.c.person == bindparam("me")).cte("mine")
_first = _points.order_by(*_IN_ORDER).limit(1).offset(bindparam("skip")).cte("first")
_my_points = select(_mine.c.points).scalar_subquery()
_first_points = select(_first.c.points).scalar_subquery()


_each = (
    select(tally.c.points, func.count().label("people"))
    .where(_board)
    .group_by(tally.c.points)
    .subquery()
)
"""One walk along the index: how many people have each value."""


def _above(points: ScalarSelect[int], counted: ColumnElement[int] | int) -> ColumnElement[int]:
    return whole_sum(case((_each.c.points > points, counted), else_=0))


_beside_me = _board, tally.c.points == _my_points, tally.c.person > bindparam("me")
_WHERE = select(
    _my_points.label("mine"),
    whole_sum(_each.c.people).label("people"),
    select(func.count()).select_from(tally).where(*_beside_me).scalar_subquery().label("beside_me"),
    _above(_my_points, _each.c.people).label("above_me"),
    _above(_my_points, 1).label("places_above_me"),
    _above(_first_points, 1).label("places_above_page"),
).select_from(_each)


def _lines(part: str, cut: Select[tuple[str, int]]) -> Select[*tuple[Any, ...]]:
    """Select some lines; who they are is found on the index alone, the rest then for them alone."""
    some = cut.where(_board).subquery()
    return (
        select(
            literal(part).label("part"),
            tally.c.person,
            func.coalesce(person.c.board_name, person.c.name).label("name"),
            some.c.value,
            tally.c.answers,
            tally.c.estimates,
        )
        .select_from(some)
        .join(tally, and_(_key, tally.c.person == some.c.who))
        .join(person, person.c.id == some.c.who)
    )


_line = select(tally.c.person.label("who"), tally.c.points.label("value"))
_downwards = _line.order_by(*_IN_ORDER)
_upwards = _line.order_by(tally.c.points, tally.c.person)
_here = tuple_(tally.c.points, tally.c.person)
_me = tuple_(bindparam("mine"), bindparam("me"))
_LINES = union_all(
    _lines("page", _downwards.limit(bindparam("size")).offset(bindparam("skip"))),
    _lines("around", _upwards.where(_here > _me).limit(bindparam("size_above"))),
    _lines("around", _downwards.where(_here <= _me).limit(bindparam("size_from_me"))),
).order_by("part", desc("value"), desc("person"))


def by_points(connection: Connection, query: BoardQuery) -> Board:
    """Return a page of points, from questions or from rounds."""
    values = _values(query)
    where = connection.execute(_WHERE, values).one()
    known = where.mine is not None
    around_me = {"mine": where.mine or 0, "size_above": int(known), "size_from_me": 2 * known}
    rows = connection.execute(_LINES, values | around_me).all()
    page = [row for row in rows if row.part == "page"]
    around = [row for row in rows if row.part == "around"]
    others = 1 if around and around[0].value > where.mine else 0
    return Board(
        people=where.people,
        page=_placed(page, where.places_above_page, values["skip"]),
        around=_placed(
            around, where.places_above_me - others, max(0, where.above_me + where.beside_me - 1)
        ),
    )


def _placed(
    rows: Sequence[Row[tuple[object, ...]]], above: int, before: int
) -> tuple[Standing, ...]:
    """Return lines as standings; so many places, and lines, come before the first of them."""
    found: list[Standing] = []
    for position, row in enumerate(rows, start=before + 1):
        place = found[-1].place + (row.value < found[-1].value) if found else above + 1
        found.append(_standing(row, place, position))
    return tuple(found)


# --- averages, ranked when somebody looks


def _rounded(value: ColumnElement[Any]) -> ColumnElement[Any]:
    # PostgreSQL rounds to decimals what is exact, and nothing else.
    return cast(func.round(cast(value, Numeric), 1), Float)


_period = and_(_board, tally.c.answers >= ENOUGH)
_mean = tally.c.first_points * 1.0 / tally.c.answers
_averages = select(
    tally.c.person,
    _rounded(_mean).label("value"),
    tally.c.answers,
    tally.c.estimates,
).where(_period)

_before = (
    select(
        tally.c.person,
        (func.sum(tally.c.first_points) * 1.0 / func.sum(tally.c.answers)).label("mean"),
    )
    .where(
        _place,
        tally.c.period == PeriodKind.DAY.value,
        tally.c.start.between(bindparam("since"), bindparam("until")),
    )
    .group_by(tally.c.person)
    .having(func.sum(tally.c.answers) >= ENOUGH)
    .subquery()
)
_improvements = (
    select(
        tally.c.person,
        _rounded(_mean - _before.c.mean).label("value"),
        tally.c.answers,
        tally.c.estimates,
    )
    .join(_before, _before.c.person == tally.c.person)
    .where(_period)
)


def _ranked(values: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    """Rank by value: the page that is asked for, and those around the one who looks at it."""
    each = values.subquery()
    order = (each.c.value.desc(), each.c.person.desc())
    placed = select(
        each,
        func.dense_rank().over(order_by=each.c.value.desc()).label("place"),
        func.row_number().over(order_by=order).label("position"),
        func.count().over().label("people"),
    ).cte("placed")
    mine = select(placed.c.position).where(placed.c.person == bindparam("me")).scalar_subquery()
    name = func.coalesce(person.c.board_name, person.c.name).label("name")
    on_page = placed.c.position.between(
        bindparam("skip") + 1, bindparam("skip") + bindparam("size")
    )
    around = placed.c.position.between(mine - 1, mine + 1)
    return (
        select(
            placed,
            name,
            on_page.label("on_page"),
            func.coalesce(around, literal(value=False)).label("around"),
        )
        .join(person, person.c.id == placed.c.person)
        .where(or_(on_page, around))
        .order_by(placed.c.position)
    )


_AVERAGE = _ranked(_averages)
_IMPROVEMENT = _ranked(_improvements)


def by_average(connection: Connection, query: BoardQuery) -> Board:
    """Return a page of averages, or of how they changed."""
    found = _IMPROVEMENT if query.metric is Metric.IMPROVEMENT else _AVERAGE
    rows = connection.execute(found, _values(query)).all()
    return Board(
        people=rows[0].people if rows else 0,
        page=tuple(_standing(row, row.place, row.position) for row in rows if row.on_page),
        around=tuple(_standing(row, row.place, row.position) for row in rows if row.around),
    )


def _standing(row: Row[tuple[object, ...]], place: int, position: int) -> Standing:
    return Standing(
        place=place,
        position=position,
        person=row.person,
        name=row.name,
        value=row.value,
        answers=row.answers,
        estimates=row.estimates,
    )


def _values(query: BoardQuery) -> dict[str, Any]:
    start = query.period.start
    known = start > date.min + timedelta(days=BASELINE_DAYS)
    return {
        "team": query.team,
        "source": ROUND if query.metric is Metric.ROUNDS else QUESTION,
        "channel": query.channel or WHOLE_TEAM,
        "period": query.period.kind.value,
        "start": start,
        "since": start - timedelta(days=BASELINE_DAYS) if known else start,
        "until": start - DAY if known else start,
        "me": query.me,
        "skip": (query.page - 1) * query.size,
        "size": query.size,
    }
