"""Takes off what saving put around a body: gzip, UTF-16, a byte order mark, the head of an answer."""

import codecs
import re
import zlib
from dataclasses import dataclass
from typing import Final

__all__ = ["Unwrapped", "unwrapped"]

_GZIP: Final = b"\x1f\x8b"
_HEAD: Final = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n")
#: The longer marks first: that of UTF-32 begins like that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The content of a file as the server may have sent it."""

    content: bytes
    #: The status of the answer, where the file tells it.
    status: int | None = None
    #: What was taken off, in words: ``("gzip", "a byte order mark")``.
    taken_off: tuple[str, ...] = ()


def unwrapped(content: bytes) -> Unwrapped:
    """Return the content without what saving may have added; damaged wrappings stay."""
    status, taken = None, list[str]()
    plain = _inflated(content)
    if plain is not None:
        content = plain
        taken.append("gzip")
    mark = next(((mark, coding) for mark, coding in _MARKS if content.startswith(mark)), None)
    if mark is not None:
        content, name = _decoded_by_mark(content, *mark)
        taken += [name] if name else []
    while head := _HEAD.match(content):  # of redirects and proxies there is one each
        status, content = int(head[1]), content[head.end() :]
        taken += [] if "the head of the answer" in taken else ["the head of the answer"]
        if (plain := _inflated(content)) is not None:
            content = plain
    return Unwrapped(content, status, tuple(taken))


def _inflated(content: bytes) -> bytes | None:
    """Return what gzip holds, None where it is none or damaged."""
    if not content.startswith(_GZIP):
        return None
    try:
        return zlib.decompress(content, wbits=zlib.MAX_WBITS | 16)
    except zlib.error:
        return None


def _decoded_by_mark(content: bytes, mark: bytes, coding: str) -> tuple[bytes, str]:
    if coding == "utf-8":
        return content[len(mark) :], "a byte order mark"
    try:
        return content.decode(coding).encode("utf-8"), coding.upper()
    except UnicodeError:
        return content, ""
