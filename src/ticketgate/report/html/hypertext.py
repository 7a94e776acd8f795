"""What the parts of the HTML reports share: links, texts that fit, and the signs of states."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeVar
from urllib.parse import quote

from markupsafe import Markup, escape

from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.verdict.decision import State

__all__ = [
    "LONGEST",
    "SIDE_BY_SIDE",
    "SIGNS",
    "anchor",
    "as_sentence",
    "clipped",
    "fragment",
    "in_one_piece",
    "while_it_fits",
]

_Shown = TypeVar("_Shown")
#: The forms of a ticket, whose places are shown side by side.
SIDE_BY_SIDE: Final = (FULL, COMPACT)
#: Characters of a text that a server or a tenant chose; all of it is in the JSON form.
LONGEST: Final = 300
#: What stands beside the word for a state, so that it is told apart without its colour.
SIGNS: Final[Mapping[State | None, str]] = {
    State.KEPT: "✓",
    State.BROKEN: "✗",
    State.UNDECIDED: "?",
    State.UNEXERCISED: "○",
    None: "·",
}
#: An option of the command line, with the word behind it where it has one of ours.
_OPTION: Final = re.compile(r"--[a-z][a-z-]*(?: (?:must|should|may|any)\b)?")


def anchor(place: str, form: str) -> str:
    """Return the id of the element that shows a place of a form; both forms of a ticket share it."""
    return f"at:{place}" if form in SIDE_BY_SIDE else f"at:{form}:{place}"


def fragment(name: str) -> str:
    """Return the part of a link that leads to the element with this id, as readable as a URL may be."""
    return f"#{quote(name, safe='/:=,.-_~[]', errors='replace')}"


def clipped(text: str, longest: int = LONGEST) -> str:
    """Return the text, cut where it is longer than its place."""
    return text if len(text) <= longest else f"{text[:longest]} …"


def as_sentence(text: str) -> str:
    """Return the text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def in_one_piece(text: str) -> Markup:
    """Return the text as HTML in which no line breaks within an option, such as ``--fail-on may``."""
    return Markup(_OPTION.sub(r'<code class="option">\g<0></code>', str(escape(text))))  # noqa: S704 - escaped


def while_it_fits(each_of: Iterable[_Shown], render: Callable[[_Shown], str], room: int) -> Iterator[str]:
    """Yield what render makes of each as long as it fits into room bytes."""
    for each in each_of:
        text = render(each)
        room -= len(text.encode("utf-8", "replace"))
        if room < 0:
            return
        yield text
