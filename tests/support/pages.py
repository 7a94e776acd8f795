"""An HTML page as tests look at it: its elements in order, its texts, where its links lead."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import unquote


class Page(HTMLParser):
    """The elements of a page with their attributes, and all of its text outside of script and style."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.raw: dict[str, str] = {}
        self._texts: list[str] = []
        self._within = ""
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._within = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - as the parser calls it
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within:
            self.raw[self._within] = self.raw.get(self._within, "") + data
        else:
            self._texts.append(data)

    @property
    def text(self) -> str:
        """All texts with single blanks."""
        return " ".join(" ".join(self._texts).split())

    @property
    def ids(self) -> list[str]:
        """The ids of all elements."""
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def targets(self) -> list[str]:
        """What the links lead to, ids as they are."""
        return [unquote(attributes["href"]) for _, attributes in self.elements if "href" in attributes]

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """The elements with the names of their attributes."""
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]
