"""Markdown as GitHub and GitLab render it (GFM): every text in it stays text, whatever it holds."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ticketgate.contract.wording import in_number

__all__ = ["LIMIT", "as_code", "as_html", "as_text", "code_block", "fitting", "folding", "table_of"]

#: Bytes of a report: GitHub refuses a comment above 65,536 characters, and GitLab shows no more of one.
LIMIT: Final = 60_000
#: Bytes of the line on what did not fit.
_FOR_MORE: Final = 100
#: Characters of a text that a server, a tenant or a file name chose; all of it is in the JSON form.
_LONGEST: Final = 300
#: What has a meaning in Markdown, and in the names that GitHub and GitLab make links of.
_SIGNS: Final = re.compile(r"[\\`*_{}\[\]()#+.!|~^$:=@-]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HTML: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def as_text(text: str, longest: int = _LONGEST) -> str:
    """Return a text as one line that no renderer takes for markup."""
    escaped = _SIGNS.sub(r"\\\g<0>", _line(text, longest))
    return as_html(escaped, len(escaped))


def as_code(text: str, longest: int = _LONGEST) -> str:
    """Return a text as a span of code; in a table a bar in it would end the cell."""
    text = _line(text, longest) or " "
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def code_block(lines: Iterable[str]) -> str:
    """Return lines to copy as they are."""
    text = "\n".join(lines)
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}sh\n{text}\n{fence}\n"


def as_html(text: str, longest: int = _LONGEST) -> str:
    """Return a text as one line of HTML, as it stands in a summary."""
    return re.sub('[&<>"]', lambda found: _HTML[found.group()], _line(text, longest))


def folding(summary: str, content: str) -> str:
    """Return content that is shown once its summary is opened.

    The summary is HTML: Markdown in it would be a paragraph, which stands below the sign to open it with.
    """
    return f"<details>\n<summary>{summary}</summary>\n\n{content}\n</details>\n\n"


def table_of(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are Markdown."""
    lines = (names, ["---"] * len(names), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines) + "\n"


def fitting(parts: Sequence[str], room: int, noun: str) -> str:
    """Return as many of the parts as fit into room bytes, and say how many more of the noun there are."""
    whole = "".join(parts)
    if len(whole.encode("utf-8", "replace")) <= room:
        return whole
    return "".join(_fitting(parts, room - _FOR_MORE, noun))


def _fitting(parts: Sequence[str], room: int, noun: str) -> Iterator[str]:
    for position, part in enumerate(parts):
        room -= len(part.encode("utf-8", "replace"))
        if room < 0:
            yield f"And {in_number(len(parts) - position, f'more {noun}')}: see the JSON form.\n\n"
            return
        yield part


def _line(text: str, longest: int) -> str:
    text = _CONTROL.sub(" ", text).strip()
    return text if len(text) <= longest else f"{text[:longest]} …"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
