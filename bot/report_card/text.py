"""The card as lines for a terminal."""

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.table import Table

from bot.content import Verdict
from bot.report_card.card import Group, ReportCard
from bot.report_card.metrics import CLASSES
from bot.report_card.shifts import RISE

WIDTH = 100
"""Columns; a narrower terminal wraps lines of figures, which cannot be read."""

NONE = "-"
"""Where a figure is not defined."""


def as_text(card: ReportCard, width: int = WIDTH) -> str:
    """Return the card in tables of plain text, without colours."""
    out = StringIO()
    console = Console(file=out, width=width, color_system=None, highlight=False, markup=False)
    console.print(f"Report card of {card.grader} (score formula {card.formula})")
    if card.groups:
        console.print(f"{card.groups[0].answers} answers to {card.questions} questions", end="")
        console.print(f", labels {card.labels}")
        console.print(_groups(card.groups))
        console.print(_confusion(card.groups[0]))
    if card.attacks:
        console.print(_attacks(card))
    if card.drift:
        console.print(_drift(card))
    for line in _lines(card):
        console.print(line)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def _groups(groups: Iterable[Group]) -> Table:
    table = _table(
        "Agreement", "graded", "cov.", "acc.", "F1", "kappa", "MET+", "QWK", "MAE", "bias"
    )
    for one in groups:
        table.add_row(
            one.name,
            f"{one.graded}/{one.answers}",
            *(_share(value) for value in (one.coverage, one.accuracy, one.macro_f1, one.kappa)),
            _signed(one.met_gap, 2),
            _share(one.qwk),
            _number(one.error),
            _signed(one.bias, 1),
        )
    return table


def _confusion(everything: Group) -> Table:
    counts = {(cell.label, cell.given): cell.count for cell in everything.confusion}
    table = _table("Label \\ verdict", *(said.value for said in Verdict))
    for label in CLASSES:
        table.add_row(label.value, *(str(counts.get((label, said), 0)) for said in Verdict))
    return table


def _attacks(card: ReportCard) -> Table:
    table = _table("Attack", "answers", f"rise > {RISE}", "mean rise", "not graded")
    for one in card.attacks:
        rise = _share(one.mean_rise, 3)
        table.add_row(one.name, str(one.answers), _share(one.success), rise, _counts(one.ungraded))
    return table


def _drift(card: ReportCard) -> Table:
    table = _table("Honest change", "answers", "mean shift", "mean move", "not graded")
    for one in card.drift:
        shift, move = _signed(one.mean_shift, 1), _number(one.mean_move)
        table.add_row(one.name, str(one.answers), shift, move, _counts(one.ungraded))
    return table


def _lines(card: ReportCard) -> Iterable[str]:
    if flags := card.red_flags:
        yield (
            f"Red flags: {flags.hits} found, {flags.misses} missed, {flags.false_alarms} false; "
            f"precision {_share(flags.precision)}, recall {_share(flags.recall)}"
        )
    if spread := card.spread:
        yield (
            f"Repeats: {spread.answers} answers, mean range {_number(spread.mean_range)} of 100, "
            f"verdicts that flip {_share(spread.flips)}, "
            f"rises > {RISE} by chance {_share(spread.rises_by_chance)}"
        )
    if card.failures:
        yield f"Not graded, never counted as zero: {_counts(card.failures)}"
    if card.cost.judgements:
        yield _cost(card)
    yield from (f"not measured: {one}" for one in card.not_measured)
    yield from (f"Note: {one}" for one in card.caveats)


def _cost(card: ReportCard) -> str:
    cost, tokens = card.cost, card.cost.tokens
    if not cost.micros and cost.tokens == type(tokens)():
        return f"Cost: {cost.judgements:,} judgements, no tokens, nothing paid"
    each = (cost.micros_per_answer or 0) / 1000
    used = (tokens.input, tokens.cache_write, tokens.cache_read, tokens.output)
    plain, write, read, out = (f"{count / cost.judgements:,.0f}" for count in used)
    return (
        f"Cost: {cost.judgements:,} judgements, ${cost.micros / 1e6:,.2f}; ${each:,.2f} per 1,000; "
        f"tokens each: {plain} new, {write} written to cache, {read} from cache, {out} out"
    )


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(f"\n{first}", no_wrap=True)
    for name in others:
        table.add_column(f"\n{name}", justify="right", no_wrap=True)
    return table


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or NONE


def _share(value: float | None, digits: int = 2) -> str:
    return NONE if value is None else f"{value:.{digits}f}"


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f}"


def _signed(value: float | None, digits: int) -> str:
    # Adding 0.0 turns the -0.0 of a rounded figure into 0.0.
    return NONE if value is None else f"{round(value, digits) + 0.0:+.{digits}f}"
