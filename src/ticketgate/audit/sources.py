"""Where saved traffic is: files, folders, patterns, URLs and standard input."""

import glob
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final, Self, cast
from urllib.parse import urlsplit

from ticketgate.errors import UsageError
from ticketgate.recording.unwrapping import DamagedSource, pieces_of

__all__ = ["Source", "sources_of", "without_credentials"]

#: As much of what can be read but once is kept, to tell what it holds.
_KEPT: Final = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """One file, object or stream."""

    #: How it is called: ``standard input``, ``saved/1.ndjson``.
    shown: str
    #: Opens it anew; raises OSError.
    open: Callable[[], BinaryIO] = field(repr=False)
    #: How many bytes are stored there, None where nobody can know.
    size: int | None = None
    #: Whether it was not named itself, but found in a folder or by a pattern.
    found: bool = False

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes as stored, no more than there were when it was found.

        Raises DamagedSource where it cannot be read on, and at the end of one that changed its size.
        """
        try:
            file = self.open()
        except OSError as error:
            raise DamagedSource(f"it is not there any more: {_reason(error)}") from None
        with file:
            left = self.size
            for piece in pieces_of(file):
                if left is not None and len(piece) > left:
                    yield piece[:left]
                    raise DamagedSource("it grew while it was read, and what was added is left out")
                left = None if left is None else left - len(piece)
                yield piece
            if left:
                raise DamagedSource(f"it became {left:,} bytes shorter while it was read")


def sources_of(names: Sequence[str]) -> list[Source]:
    """Return what the names lead to, in their order; folders and patterns lead to files in order of names.

    Raises:
        UsageError: one of them leads to nothing, or to something that cannot be read.

    """
    return [source for name in names for source in _sources(name)]


def _sources(name: str) -> Iterator[Source]:
    if name == "-":
        yield _standard_input()
    elif "://" in name:
        yield from _remote(name)
    elif Path(name).is_dir():
        files = (Path(folder, file) for folder, _, files in os.walk(name) for file in files)
        yield from _found(
            name, [path for path in files if not path.name.startswith(".")], "is a folder without files"
        )
    elif glob.has_magic(name) and not Path(name).exists():
        paths = map(Path, glob.iglob(name, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        yield from _found(name, [path for path in paths if path.is_file()], "no file has such a name")
    else:
        yield _file(Path(name), name)


def _found(name: str, paths: Sequence[Path], nothing: str) -> Iterator[Source]:
    if not paths:
        raise UsageError(f"{name}: {nothing}")
    yield from (_file(path, str(path), found=True) for path in sorted(paths))


def _file(path: Path, shown: str, *, found: bool = False) -> Source:
    try:
        file = path.open("rb")
        told = os.fstat(file.fileno())
        if not stat.S_ISREG(told.st_mode):
            return _once(shown, file)  # a pipe can be read but once
        file.close()
    except OSError as error:
        raise UsageError(f"cannot read {shown}: {_reason(error)}") from None
    return Source(shown, lambda: path.open("rb"), told.st_size, found)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


# What can be read but once


def _standard_input() -> Source:
    if sys.stdin is None:
        raise UsageError("cannot read standard input: it is closed; name a file, or lead one in with <")
    return _once("standard input", sys.stdin.buffer)


def _once(shown: str, file: BinaryIO) -> Source:
    """Return a source that can be opened twice although its file cannot: it is looked at first, then read."""
    try:
        beginning = file.read(_KEPT)
    except OSError as error:
        raise UsageError(f"cannot read {shown}: {_reason(error)}") from None
    if len(beginning) < _KEPT:
        file.close()
    return Source(shown, lambda: cast("BinaryIO", _Joined(beginning, file)))


class _Joined:
    """What was read of a file already, and then the rest of it."""

    def __init__(self, beginning: bytes, rest: BinaryIO) -> None:
        self._beginning = BytesIO(beginning)
        self._rest = rest

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the file open: it is opened once more."""

    def read(self, size: int) -> bytes:
        if piece := self._beginning.read(size):
            return piece
        piece = b"" if self._rest.closed else self._rest.read(size)
        if not piece:
            self._rest.close()
        return piece


# URLs


def _remote(url: str) -> Iterator[Source]:
    shown = without_credentials(url)
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(f"{shown}: to read from URLs, install ticketgate[remote]") from None
    try:
        system, path = url_to_fs(url)
        several = glob.has_magic(path) or system.isdir(path)
        paths = _paths(system, path) if several else [path]
        sizes = [system.info(each).get("size") for each in paths]
    except Exception as error:  # noqa: BLE001 - each kind of store raises its own
        raise UsageError(f"cannot read {shown}: {_in_words(error)}") from None
    if not paths:
        raise UsageError(f"{shown}: nothing is there")
    for each, size in zip(paths, sizes, strict=True):
        named = f"{urlsplit(url).scheme}://{each}" if several else shown
        yield Source(named, partial(_opened, system, each), size, found=several)


def _paths(system: Any, path: str) -> list[str]:
    found = system.glob(path) if glob.has_magic(path) else system.find(path)
    return sorted(each for each in found if system.isfile(each))


def _opened(system: Any, path: str) -> BinaryIO:
    try:
        return cast("BinaryIO", _Careful(system.open(path, "rb")))
    except Exception as error:  # noqa: BLE001 - each kind of store raises its own
        raise OSError(None, _in_words(error)) from None


class _Careful:
    """A file of a store, whose errors while reading are those of files."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        try:
            read: bytes = self._file.read(size)
        except Exception as error:  # noqa: BLE001 - as above
            raise OSError(None, _in_words(error)) from None
        return read


def _in_words(error: Exception) -> str:
    """Say what is wrong; the words of a library may show a credential, unless they name a package."""
    if isinstance(error, ImportError):
        return str(error)
    return getattr(error, "strerror", None) or type(error).__name__


def without_credentials(url: str) -> str:
    """Return a name as it may be shown: a URL without the user and the password in it."""
    split = urlsplit(url)
    return url.replace(f"{split.netloc.rpartition('@')[0]}@", "", 1) if "@" in split.netloc else url
