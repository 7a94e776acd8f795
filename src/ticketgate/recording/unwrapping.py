"""Takes off what saving put around bodies, while they are read: packing, UTF-16, a mark, a head."""

import bz2
import codecs
import gzip
import importlib
import lzma
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader, RawIOBase
from itertools import chain
from typing import Any, BinaryIO, Final

from ticketgate.errors import UsageError

__all__ = ["DamagedSource", "Unwrapped", "looked_at", "pieces_of", "unwrapped", "without_beginning"]

_PIECE: Final = 256 * 1024
#: As much of a file as is looked at to tell what stands around it; the head of an answer has to end in it.
_LOOKED_AT: Final = 64 * 1024
_HEAD: Final = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n")
#: Mark, coding and what it is called. The longer marks first: that of UTF-32 begins like that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8", "a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)


class DamagedSource(Exception):  # noqa: N818 - what came before it is judged, so it is no error of the whole
    """From here on a file cannot be read; the text says why, as in ``the gzip file ends too early``."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The content of a file as the server may have sent it."""

    #: Its bytes, piece by piece; raises DamagedSource behind the last byte that can be read.
    pieces: Iterator[bytes] = field(repr=False)
    #: The status of the answer, where the file tells it.
    status: int | None = None
    #: What was taken off, in words: ``("gzip", "a byte order mark")``.
    taken_off: tuple[str, ...] = ()


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """Yield what is in a file, piece by piece; raises DamagedSource where it cannot be read on."""
    try:
        while piece := file.read(_PIECE):
            yield piece
    except OSError as error:
        raise DamagedSource(f"it cannot be read on: {error.strerror or type(error).__name__}") from None


def unwrapped(pieces: Iterator[bytes]) -> Unwrapped:
    """Return the content without what saving may have added around it.

    Raises:
        UsageError: it is packed in a way that a library is missing for.

    """
    status, taken = None, list[str]()
    packing, pieces = _unpacked(pieces)
    coding, pieces = _decoded(pieces)
    taken += (each for each in (packing, coding) if each)
    beginning, pieces = looked_at(pieces)
    while head := _HEAD.match(beginning):  # of redirects and proxies there is one each
        status = int(head[1])
        taken += [] if "the head of the answer" in taken else ["the head of the answer"]
        _, pieces = _unpacked(without_beginning(pieces, head.end()))
        beginning, pieces = looked_at(pieces)
    return Unwrapped(pieces, status, tuple(taken))


def looked_at(pieces: Iterator[bytes], size: int = _LOOKED_AT) -> tuple[bytes, Iterator[bytes]]:
    """Return the first pieces, of so many bytes or more, and all of them again; damage comes behind these."""
    beginning = bytearray()
    try:
        for piece in pieces:
            beginning += piece
            if len(beginning) >= size:
                break
    except DamagedSource as damage:
        pieces = _damaged(damage)
    known = bytes(beginning)
    return known, chain((known,) if known else (), pieces)


def _damaged(damage: DamagedSource) -> Iterator[bytes]:
    yield from ()
    raise damage


def without_beginning(pieces: Iterator[bytes], count: int) -> Iterator[bytes]:
    """Yield what follows so many bytes; nothing where there are no more."""
    for piece in pieces:
        if len(piece) > count:
            yield piece[count:]
        count = max(0, count - len(piece))


# Packing


def _unpacked(pieces: Iterator[bytes]) -> tuple[str, Iterator[bytes]]:
    """Return how the content is packed, empty for not at all, and what is in it."""
    beginning, pieces = looked_at(pieces)
    for magic, name, opened in _PACKED:
        if beginning.startswith(magic):
            return name, _pieces_within(name, opened, pieces)
    return "", pieces


def _pieces_within(name: str, opened: Callable[[Any], Any], pieces: Iterator[bytes]) -> Iterator[bytes]:
    file = opened(BufferedReader(_Readable(pieces), _PIECE))
    try:
        # One read at a time: of more than one the first would be lost where the second finds damage.
        while piece := file.read1(_PIECE):
            yield piece
    except EOFError:
        raise DamagedSource(f"the {name} file ends too early") from None
    except DamagedSource:
        raise
    except Exception:  # noqa: BLE001 - each library has its own, and all of them say that the file is damaged
        raise DamagedSource(f"the {name} file is damaged") from None


def _zstd_file(file: BinaryIO) -> Any:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    try:
        library = importlib.import_module(name)
    except ImportError:
        raise UsageError(
            "to read what is packed with zstd, install ticketgate[zstd], or unpack it first"
        ) from None
    return library.ZstdFile(file)


#: How files begin that are packed, what that is called and what reads them.
_PACKED: Final[tuple[tuple[bytes, str, Callable[[Any], Any]], ...]] = (
    (b"\x1f\x8b", "gzip", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", "bzip2", bz2.BZ2File),
    (b"\xfd7zXZ\0", "xz", lzma.LZMAFile),
    (b"\x28\xb5\x2f\xfd", "zstd", _zstd_file),
)


class _Readable(RawIOBase):
    """A file of which the content comes in pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        count = min(len(into), len(self._left))
        into[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


# Coding


def _decoded(pieces: Iterator[bytes]) -> tuple[str, Iterator[bytes]]:
    """Return what is taken off by a mark at the beginning, and the content in UTF-8."""
    beginning, pieces = looked_at(pieces)
    for mark, coding, name in _MARKS:
        if beginning.startswith(mark):
            pieces = without_beginning(pieces, len(mark))
            return name, pieces if coding == "utf-8" else _recoded(pieces, coding, name)
    return "", pieces


def _recoded(pieces: Iterator[bytes], coding: str, name: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(coding)()
    try:
        for piece in pieces:
            yield decoder.decode(piece).encode("utf-8")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        yield error.object[: error.start].decode(coding).encode("utf-8")
        raise DamagedSource(f"it is no {name} from there on") from None
