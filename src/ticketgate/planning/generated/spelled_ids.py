"""Ways to write an id that is none: words, signs, blanks, fractions and the like around one that is there."""

from collections.abc import Iterator
from typing import Final

__all__ = ["escaped", "misspelt"]

_WORDS: Final = ("abc", "null")


def misspelt(number: int) -> Iterator[str]:
    """Yield texts that are no integer; where they hold digits, those of number and no others stand together.

    An answer to one that holds another id has misread it.
    """
    yield from _WORDS
    yield from (" ", f" {number}", f"{number} ")
    yield from (f"{number}abc", f"abc{number}", f"+{number}")
    yield from (f"{number}.5", f"{number},5", f"{number}e0", f"{number}'", f"{number}\0", f"{number};x")


def escaped(number: int) -> str:
    """Return the number with every digit percent-encoded, which is the same in an address (RFC 3986)."""
    return "".join(f"%{ord(digit):02X}" for digit in str(number))
