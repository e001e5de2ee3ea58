"""Rows of figures: what was measured, what may be, what is."""

from dataclasses import dataclass

WIDTHS = (72, 22, 44)


@dataclass(frozen=True)
class Row:
    """One figure. `kept` is None where there is no budget."""

    what: str
    budget: str
    measured: str
    kept: bool | None = None


def head(title: str) -> None:
    print(f"\n{title}")


def show(row: Row) -> Row:
    """Prints a row as soon as it is known."""
    verdict = {True: "kept", False: "MISSED", None: ""}[row.kept]
    cells = (row.what, row.budget, row.measured)
    print("  " + "  ".join(f"{cell:{width}}" for cell, width in zip(cells, WIDTHS)) + f"  {verdict}".rstrip(), flush=True)
    return row


def percentile(values: list, percent: float) -> float:
    """The smallest value that at least `percent` of all do not exceed."""
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[int(rank) - 1]


def spread(values: list, unit: str = "ms", digits: int = 0) -> str:
    """Median and tails of measured values."""
    told = "  ".join(f"p{percent} {percentile(values, percent):.{digits}f}" for percent in (50, 95, 99))
    return f"{told} {unit}"
