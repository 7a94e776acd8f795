"""Keeps what Hypothesis writes down for itself out of the folder that a command is started in."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

__all__ = ["no_traces"]


@contextmanager
def no_traces() -> Iterator[None]:
    """Let Hypothesis, which schemathesis draws values with, too, leave no folder of its own behind."""
    from hypothesis.configuration import set_hypothesis_home_dir, storage_directory  # noqa: PLC0415

    before = storage_directory(intent_to_write=False).home_directory
    with TemporaryDirectory(prefix="ticketgate-") as folder:
        set_hypothesis_home_dir(folder)
        _list_unicode()
        try:
            yield
        finally:
            set_hypothesis_home_dir(before)


def _list_unicode() -> None:
    """Write down which characters UTF-8 has, where Hypothesis looks before it tries all of them.

    Trying takes it 250 MB and a second. A version that looks elsewhere tries all the same.
    """
    from hypothesis.internal.charmap import charmap_file  # noqa: PLC0415

    file = charmap_file("codec-v2-utf-8")
    file.parent.mkdir(parents=True, exist_ok=True)
    all_but_surrogates = [[0, 0xD7FF], [0xE000, 0x10FFFF]]
    file.write_bytes(gzip.compress(json.dumps([all_but_surrogates, []]).encode()))
