"""Cuts a JSON array of any length into its items, as they are written, while it is read."""

import re
from collections.abc import Iterator
from typing import Final

from ticketgate.recording.unwrapping import DamagedSource

__all__ = ["LONGEST", "ArrayItems", "start_of_array"]

#: Bytes of one part of a source beyond which it is not judged.
LONGEST: Final = 16 * 1024 * 1024
_TOKEN: Final = re.compile(
    rb'(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")|(?P<cut>"(?:[^"\\]|\\.)*\\?\Z)|[][{},]', re.DOTALL
)


class ArrayItems:
    """The items of the array that a text begins with; how an item is written is part of what is judged."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        """Prepare to read the text, which comes in pieces."""
        self._pieces = pieces
        #: What was read of the text behind the array; None until its end was found.
        self.behind: bytes | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Yield each item; raises DamagedSource for one that is too long, and where the pieces do."""
        text, depth, start, at = b"", 0, 0, 0
        for piece in self._pieces:
            text, at, start = text[start:] + piece, at - start, 0
            for token in _TOKEN.finditer(text, at):
                if token.lastgroup == "cut":
                    break
                sign, at = token[0], token.end()
                if sign in (b"[", b"{"):
                    depth += 1
                    start = at if depth == 1 else start
                elif sign in (b"]", b"}"):
                    depth -= 1
                if depth == 0 or (sign == b"," and depth == 1):
                    if item := text[start : token.start()].strip():
                        yield item
                    start = at
                if depth == 0:
                    self.behind = text[at:]
                    return
            if len(text) - start > LONGEST:
                raise DamagedSource(f"one item is longer than {LONGEST >> 20} MiB")
        raise DamagedSource("the array has no end")


def start_of_array(text: bytes, name: bytes) -> int | None:
    """Return where the array begins that is a member of the object in the text, by the member's name as JSON.

    None where there is none, or not within the text.
    """
    depth, named = 0, False
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign == b"[" and depth == 1 and named:
            return token.start()
        depth += (sign in (b"[", b"{")) - (sign in (b"]", b"}"))
        if depth == 1:
            named = sign == name and text[token.end() :].lstrip()[:1] == b":"
    return None
