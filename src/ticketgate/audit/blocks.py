"""Blocks: the parts of saved traffic that are judged one after another by one worker."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from ticketgate.exchange.answer import NotJson, Parsed, parse

__all__ = ["NO_JSON", "Block", "Holding", "Part"]

#: Stands for the value of what is no JSON; null is one.
NO_JSON: Final = object()


class Holding(StrEnum):
    """What a source holds; the value is how a part of it is called before its number."""

    ONE_BODY = ""
    LINES = ":"
    ITEMS = ", item "
    #: Of a page that is too large to be judged as one body.
    ROWS = ", row "
    #: Of HAR that another tool wrote.
    ENTRIES = ", entry "
    #: HAR of our own, which says what was compared and asked again: it is judged as one.
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a source that should be a body or an exchange."""

    #: Its number among the parts of the source, from 1; of lines the number of the line.
    number: int
    content: bytes = field(repr=False)
    #: What it was parsed to, None when it is no JSON.
    parsed: Parsed | None = field(repr=False)

    @classmethod
    def of(cls, number: int, content: bytes) -> "Part":
        """Parse the content."""
        try:
            return cls(number, content, parse(content))
        except NotJson:
            return cls(number, content, None)

    @property
    def value(self) -> Any:
        """The JSON value, or NO_JSON."""
        return NO_JSON if self.parsed is None else self.parsed.value


@dataclass(frozen=True, slots=True)
class Block:
    """Parts of one source that follow one another.

    It says all that judging it needs beside the contract, so that it can be judged anywhere and at any time.
    """

    #: How the source is called, and its place among all sources.
    shown: str
    ordinal: int
    held: Holding
    #: The number of the first part.
    first: int
    #: Whole lines as one text; else the texts of the parts.
    content: bytes | tuple[bytes, ...] = field(repr=False)
    #: What the bodies are, None to tell each by its members.
    form: str | None = None
    #: What a line is taken for that is no JSON; None where nobody can know.
    usual: str | None = None
    #: The URL below which the API was, as the requests in the source show it.
    base_url: str | None = None

    @property
    def size(self) -> int:
        """How many bytes it has."""
        content = self.content
        return len(content) if isinstance(content, bytes) else sum(map(len, content))

    def parts(self) -> Iterator[Part]:
        """Yield the parts, each parsed when its turn comes; blank lines are none."""
        content = self.content
        texts = content.split(b"\n") if isinstance(content, bytes) else content
        for number, text in enumerate(texts, self.first):
            if stripped := text.strip():
                yield Part.of(number, stripped)

    def where(self, part: Part) -> str:
        """Return how a part is called: ``saved.ndjson:3``."""
        return self.shown if self.held is Holding.ONE_BODY else f"{self.shown}{self.held}{part.number}"
