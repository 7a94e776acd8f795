"""Figures as people read them: shares in per cent, and times."""

from datetime import UTC, datetime
from typing import Final

from ticketgate.verdict.times import Times

__all__ = [
    "FIGURES_OF_TIMES",
    "figures_of",
    "milliseconds",
    "percentage",
    "rounded_down",
    "rounded_up",
    "to_the_minute",
]

#: What is told of how long answers took, in the order of figures_of.
FIGURES_OF_TIMES: Final = ("median", "95 %", "slowest")
#: Per cent.
_ALL: Final = 100
#: A share below which its digits tell nobody anything.
_TINY: Final = 1e-6


def percentage(value: float) -> str:
    """Return a share in per cent, ``0.031 %``: two digits that tell something, and 100 % for all alone."""
    if 0 < value < _TINY:
        return f"less than {100 * _TINY:g} %"
    rounded = float(f"{100 * value:.2g}")
    return f"{rounded if rounded < _ALL or value == 1 else int(1000 * value) / 10:g} %"


def rounded_down(share: float) -> str:
    """Return a share in per cent so that only everything is 100 %."""
    return f"{int(share * 1000) / 10:g} %"


def rounded_up(share: float) -> str:
    """Return a share in per cent so that what it claims to have seen is not too much."""
    return f"{-int(-share * 1000 // 1) / 10:g} %"


def milliseconds(seconds: float) -> str:
    """Return a time as people read it: ``4.25 ms``, ``1.3 s``."""
    return f"{1000 * seconds:.3g} ms" if seconds < 1 else f"{seconds:.1f} s"


def to_the_minute(text: str) -> str:
    """Return a moment (ISO 8601) as people read it: ``2026-11-24 10:00 UTC``; any other text as it is."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:  # the schema of a verdict takes any text
        return text
    return f"{read.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if read.tzinfo else text


def figures_of(times: Times | None) -> tuple[str, ...]:
    """Return how long answers took; a dash for each where none came."""
    if times is None:
        return ("-",) * len(FIGURES_OF_TIMES)
    return tuple(map(milliseconds, (times.median, times.slow, times.longest)))
