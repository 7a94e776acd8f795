"""Cuts a JSON array of any length into its items, as they are written, while it is read."""

import re
from collections.abc import Iterator
from typing import Final

from ticketgate.recording.unwrapping import DamagedSource

__all__ = ["LONGEST", "ArrayItems", "start_of_array"]

#: Bytes of one part of a source beyond which it is not judged.
LONGEST: Final = 16 * 1024 * 1024
_TOKEN: Final = re.compile(
    rb'(?P<text>"[^"\\]*+(?:\\.[^"\\]*+)*+")|(?P<cut>"[^"\\]*+(?:\\.[^"\\]*+)*+)\\?\Z|[][{},]', re.DOTALL
)
#: What is left of a text that was cut, up to the quote that ends it; without that quote it is cut once more.
_REST_OF_TEXT: Final = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+(?P<end>")?', re.DOTALL)


class ArrayItems:
    """The items of the array that a text begins with; how an item is written is part of what is judged."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        """Prepare to read the text, which comes in pieces."""
        self._pieces = pieces
        #: What was read of the text behind the array; None until its end was found.
        self.behind: bytes | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Yield each item; of one that is longer than LONGEST as much as shows that.

        Raises DamagedSource where the pieces do, and where they end before the array.
        """
        text, depth, at, is_in_text = b"", 0, 0, False
        for piece in self._pieces:
            text, start = text + piece, 0
            if is_in_text:
                at, is_in_text = _behind_text(text, at)
            for token in () if is_in_text else _TOKEN.finditer(text, at):
                if token.lastgroup == "cut":
                    at, is_in_text = token.end("cut"), True
                    break
                sign, at = token[0], token.end()
                if sign in (b"[", b"{"):
                    depth += 1
                    start = at if depth == 1 else start
                elif sign in (b"]", b"}"):
                    depth -= 1
                if depth == 0 or (sign == b"," and depth == 1):
                    item = text[start : token.start()].lstrip()
                    if item := item if len(item) > LONGEST else item.rstrip():
                        yield item
                    start = at
                if depth == 0:
                    self.behind = text[at:]
                    return
            begun = text[start:].lstrip()
            text, at = _shortened(begun, max(0, at - len(text) + len(begun)))
        raise DamagedSource("the array has no end")


def _behind_text(text: bytes, at: int) -> tuple[int, bool]:
    """Return up to where a text reaches that was cut, and whether it is cut once more."""
    rest = _REST_OF_TEXT.match(text, at)
    assert rest is not None
    return rest.end(), rest["end"] is None


def _shortened(item: bytes, at: int) -> tuple[bytes, int]:
    """Return what was begun of an item and how far it was read; the middle of a long one is dropped."""
    return (item, at) if at <= LONGEST else (item[: LONGEST + 1] + item[at:], LONGEST + 1)


def start_of_array(text: bytes, *names: bytes) -> int | None:
    """Return where the array begins that is a member of the object in the text.

    names are those of the members on the way to it, each as JSON: ``b'"log"', b'"entries"'``. None where
    there is none, or not within the text.
    """
    depth, way, named = 0, 0, 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign == b"[" and depth == named == len(names):
            return token.start()
        if sign == b"{" and depth == way == named < len(names):
            way += 1
        depth += (sign in (b"[", b"{")) - (sign in (b"]", b"}"))
        way = min(way, depth)
        if depth == way > 0:
            is_name = sign == names[way - 1] and text[token.end() :].lstrip()[:1] == b":"
            named = way if is_name else way - 1
    return None
