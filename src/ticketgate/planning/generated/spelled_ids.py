"""Ways to write an id that is none: words, signs, blanks, fractions and the like around one that is there."""

from collections.abc import Iterator
from typing import Final

__all__ = ["escaped", "misspelt"]

_WORDS: Final = ("abc", "null", "latest", "*")
#: The digits of another script that programming languages read as numbers: Arabic-Indic.
_OTHER_ZERO: Final = 0x0660


def misspelt(number: int, *, is_mock: bool) -> Iterator[str]:
    """Yield texts that are no integer; some programming language or other reads the number itself in them.

    An answer to one that holds another id has misread it. NUL is for a mock alone: proxies and gateways stand
    before other targets, and when they fail at it, that says nothing of the API.
    """
    yield from _WORDS
    yield from (" ", f" {number}", f"{number} ")
    yield from (f"{number}abc", f"abc{number}", f"+{number}")
    yield from (f"{number}.5", f"{number},5", f"{number}e0", f"{number}'", f"{number};x")
    if is_mock:
        yield f"{number}\0"
    yield from (f"{number}.0", f"{number} or 1=1", f'"{number}"', f"{number}%")
    yield f"{number:#x}"
    yield from {f"{number:_}"} - {str(number)}  # a short number has no groups of digits
    yield "".join(chr(_OTHER_ZERO + int(digit)) for digit in str(number))


def escaped(number: int) -> str:
    """Return the number with every digit percent-encoded, which is the same in an address (RFC 3986)."""
    return "".join(f"%{ord(digit):02X}" for digit in str(number))
