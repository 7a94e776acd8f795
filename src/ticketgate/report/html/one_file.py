"""Puts a page together as one file: style and script are in it, and a browser is told to take no others."""

import hashlib
from base64 import b64encode
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ticketgate import __version__
from ticketgate.contract.clauses import Kind, Level
from ticketgate.report.html import hypertext
from ticketgate.report.html.finding_entries import MOST_VARIANTS
from ticketgate.report.words import figures
from ticketgate.report.words.change_lines import counted_changes, unchanged
from ticketgate.report.words.coverage_counts import power_in_full, smallest_seen
from ticketgate.report.words.difference_words import KIND_WORDS, describe_difference
from ticketgate.verdict.changes import Change
from ticketgate.verdict.decision import State

__all__ = ["html_page", "macros_of"]

_FOLDER: Final = Path(__file__).with_name("templates")
#: What a browser is told to refuse, all but the style and the script of the page (CSP level 2).
_NOTHING_ELSE: Final = ("default-src 'none'", "base-uri 'none'", "form-action 'none'")


def html_page(template: str, *, title: str, **context: Any) -> bytes:
    """Return the page that a template makes of what it is given, as UTF-8."""
    style, script = ((_FOLDER / name).read_text("utf-8") for name in ("page.css", "page.js"))
    text = (
        _environment()
        .get_template(template)
        .render(
            title=title,
            style=style,
            script=script,
            policy="; ".join((*_NOTHING_ELSE, f"style-src {_hash(style)}", f"script-src {_hash(script)}")),
            tool=__version__,
            **context,
        )
    )
    return text.encode("utf-8", "replace")


def macros_of(template: str) -> Any:
    """Return the macros of a template, to be called with what they show."""
    return _environment().get_template(template).module


def _environment() -> Environment:
    """Return where the templates are, with all that they share."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "anchor": hypertext.anchor,
        "clipped": hypertext.clipped,
        "counted": counted_changes,
        "difference": describe_difference,
        "figures": figures.figures_of,
        "fragment": hypertext.fragment,
        "milliseconds": figures.milliseconds,
        "minute": figures.to_the_minute,
        "percentage": figures.percentage,
        "power": power_in_full,
        "rounded_down": figures.rounded_down,
        "sentence": hypertext.as_sentence,
        "smallest_seen": smallest_seen,
        "unbroken": hypertext.in_one_piece,
        "unchanged": unchanged,
    }
    made.globals |= {
        "Change": Change,
        "KIND_WORDS": KIND_WORDS,
        "Kind": Kind,
        "Level": Level,
        "State": State,
        "SIGNS": hypertext.SIGNS,
        "MOST_VARIANTS": MOST_VARIANTS,
        "zip": zip,
    }
    return made


def _hash(content: str) -> str:
    """Return what a policy names an inline element by, so that no other one is carried out."""
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
