"""What saving put around a body is taken off piece by piece, and damage ends the content where it is."""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from ticketgate.errors import UsageError
from ticketgate.recording import unwrapping
from ticketgate.recording.unwrapping import DamagedSource, pieces_of, unwrapped

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT = b"".join(b'{"id": %d}\n' % i for i in range(60_000))
PACKERS = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstd.compress}


def read(content: bytes, piece: int = 10_000) -> tuple[bytes, str]:
    """Return the content without its wrapping, read in pieces of so many bytes, and what damage ended it."""
    return joined(unwrapped(content[i : i + piece] for i in range(0, len(content), piece)).pieces)


def joined(pieces: Iterator[bytes]) -> tuple[bytes, str]:
    read = bytearray()
    try:
        for each in pieces:
            read += each
    except DamagedSource as damage:
        return bytes(read), str(damage)
    return bytes(read), ""


@pytest.mark.parametrize("piece", [1_000, 1_000_000])
@pytest.mark.parametrize("name", PACKERS)
def test_what_is_packed_is_told_by_its_content(name: str, piece: int) -> None:
    packed = PACKERS[name](TEXT)
    assert read(packed, piece) == (TEXT, "")
    assert unwrapped(iter((packed,))).taken_off == (name,)


@pytest.mark.parametrize("name", PACKERS)
def test_several_packed_files_in_a_row_are_one(name: str) -> None:
    assert read(PACKERS[name](TEXT) + PACKERS[name](b"{}")) == (TEXT + b"{}", "")


@pytest.mark.parametrize("name", PACKERS)
def test_what_comes_before_the_end_of_a_truncated_file_is_read(name: str) -> None:
    noise = b"".join(b'{"id": %d}\n' % (i * 7919**3 % 10**12) for i in range(150_000))
    packed = PACKERS[name](noise)
    content, damage = read(packed[: len(packed) * 3 // 4])
    assert damage == f"the {name} file ends too early"
    assert len(content) > len(noise) // 4
    assert noise.startswith(content)


@pytest.mark.parametrize("name", PACKERS)
def test_what_is_damaged_is_said_to_be(name: str) -> None:
    packed = bytearray(PACKERS[name](TEXT))
    packed[20:40] = b"\xff" * 20
    content, damage = read(bytes(packed))
    assert damage in (f"the {name} file is damaged", f"the {name} file ends too early")
    assert content != TEXT


def test_packed_content_is_not_unpacked_ahead() -> None:
    taken = 0

    def counted() -> Iterator[bytes]:
        nonlocal taken
        packed = gzip.compress(bytes(1000) + TEXT * 20)
        for i in range(0, len(packed), 1000):
            taken += 1
            yield packed[i : i + 1000]

    pieces = unwrapped(counted()).pieces
    next(pieces)
    assert taken < 400


def test_utf_16_cut_within_a_character_is_whole_again() -> None:
    text = "ä€𝄞" * 100
    assert read(text.encode("utf-16"), 3) == (text.encode(), "")


def test_what_is_no_utf_16_from_somewhere_on_is_read_until_there() -> None:
    broken = "ab".encode("utf-16") + b"\x00\xdc" + "c".encode("utf-16-le")
    assert read(broken) == (b"ab", "it is no UTF-16 from there on")
    assert read("ab".encode("utf-16") + b"c") == (b"ab", "it is no UTF-16 from there on")


def test_a_file_that_cannot_be_read_on_ends_there() -> None:
    class Failing(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read(size and 3)

    assert joined(unwrapped(pieces_of(Failing(b"{}\n{}\n"))).pieces) == (
        b"{}\n",
        "it cannot be read on: Input/output error",
    )


def test_without_the_library_for_zstd_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Callable[[], None]:
        raise ImportError(name)

    monkeypatch.setattr(unwrapping.importlib, "import_module", missing)
    with pytest.raises(UsageError, match=r"install ticketgate\[zstd\], or unpack it first"):
        list(unwrapped(iter((zstd.compress(TEXT),))).pieces)
