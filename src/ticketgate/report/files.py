"""The files that reports go to: refused before any work where they cannot be written."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from shutil import copymode
from typing import Final
from uuid import uuid4

from ticketgate.errors import UsageError

__all__ = [
    "STDOUT",
    "append_to_file",
    "refuse_no_file",
    "refuse_shared",
    "refuse_unwritable",
    "replace_file",
    "write_file",
]

#: What stands for standard output in the place of a file name.
STDOUT: Final = "-"


def refuse_unwritable(option: str, path: str | None) -> None:
    """Raise UsageError when path cannot be written; None and standard output always can."""
    if path not in (None, STDOUT):
        refuse_no_file(option, str(path))


def refuse_no_file(option: str, path: str) -> None:
    """Raise UsageError when path cannot be written as a file of its own; standard output is none."""
    file = Path(path)
    if path == STDOUT:
        raise UsageError(f"{option} {path}: name a file; this does not go to standard output")
    if file.is_dir():
        raise UsageError(f"{option} {path}: is a folder; name a file")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{option} {path}: the folder {file.absolute().parent} does not exist")
    if not os.access(file if file.exists() else file.absolute().parent, os.W_OK):
        raise UsageError(f"{option} {path}: no permission to write there")


def refuse_shared(paths: Mapping[str, str | None]) -> None:
    """Raise UsageError when two options, such as ``--json`` and ``--junit``, name the same place."""
    taken: dict[str | Path, str] = {}
    for option, path in paths.items():
        if path is None:
            continue
        place = path if path == STDOUT else Path(path).resolve()
        other = taken.setdefault(place, option)
        if other != option:
            where, what = ("standard output", "a file") if path == STDOUT else (path, "another file")
            raise UsageError(f"{other} and {option} both go to {where}; name {what} for one of them")


def write_file(path: str, content: bytes) -> None:
    """Write content to the file; raises UsageError when that fails."""
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


def append_to_file(path: str, content: bytes) -> None:
    """Add content to the end of the file, behind an empty line; raises UsageError when that fails."""
    try:
        with Path(path).open("ab") as file:
            file.write(b"\n" + content if file.tell() else content)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


def replace_file(path: Path, content: bytes) -> None:
    """Put content in the place of what the file holds, all of it or nothing; raises UsageError if that fails.

    Whatever ends the process in between leaves the old file whole.
    """
    place = path.resolve()  # a link stays one
    beside = place.with_name(f".{place.name}.{uuid4().hex}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            copymode(place, beside)
        beside.replace(place)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise UsageError(f"cannot write {path}: {error.strerror}") from None
        raise
