"""Saved traffic that lies in memory, as sources of `ticketgate.audit`."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from ticketgate.audit.sources import Source


def in_memory(*files: tuple[str, bytes]) -> list[Source]:
    """Return a source for each name and content."""
    return [Source(name, partial(BytesIO, content), len(content)) for name, content in files]
