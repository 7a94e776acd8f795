"""The bugs of searching by full text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import failing, made_all, refusing
from ticketgate.mock.faults.search_changes import (
    NO_TICKET,
    all_at_once,
    changed_by,
    cut_out,
    filters_of,
    finding_none,
    has_filter,
    ignoring,
    is_whole_number,
    of,
    on_page,
    over_all,
    refiltered,
)
from ticketgate.mock.service.columns import RELEVANCE, TEXT_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Asked
    from ticketgate.mock.faults.made import FaultEntry, Parts
    from ticketgate.mock.faults.search_changes import FilterList, Rows

_HITS, _FOUND = "hits-satisfy-filters", "matching-tickets-are-found"
_NUMBERS_OF = ("id", "contractId", "customerId")
_SHORTEST = 4
_MOST = 5
_LONG = 100
_SPECIAL = "\"'*()-+:^%&|<>"


def text_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    yield from made_all(SEARCH, (*_FINDING, *_COUNTING, *_READING))


def _text(having: Callable[[str], bool] | None = None) -> Callable[[dict[str, Any]], bool]:
    return of(TEXT_KEY, having=None if having is None else lambda value: having(str(value)))


def _words_of(asked: Asked) -> list[str]:
    return [word for each in filters_of(asked) if _text()(each) for word in str(each["value"]).split()]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _is_short(text: str) -> bool:
    return any(len(word) < _SHORTEST and not _is_number(word) for word in text.split())


def _has_several(text: str) -> bool:
    return len(text.split()) > 1


def _is_special(text: str) -> bool:
    return any(character in _SPECIAL for character in text)


def _seen_in(*members: str) -> Parts:
    """Make what looks for the words in some members of the row only; numbers are found as ever."""

    def change(asked: Asked, rows: Rows) -> Rows:
        words = [word for word in _words_of(asked) if not _is_number(word)]
        return [row for row in rows if all(word.lower() in _said_in(row, members) for word in words)]

    return over_all(change)


def _said_in(row: dict[str, Any], members: tuple[str, ...]) -> str:
    return " ".join(str(row[member]) for member in members).lower()


def _number_in(*members: str) -> Parts:
    """Make what finds a number only as the value of some members."""

    def change(asked: Asked, rows: Rows) -> Rows:
        numbers = [word for word in _words_of(asked) if _is_number(word)]
        return [
            row for row in rows if all(number in {str(row[name]) for name in members} for number in numbers)
        ]

    return over_all(change)


def _not_as(member: str) -> Parts:
    """Make what does not find a number as the value of a member."""

    def change(asked: Asked, rows: Rows) -> Rows:
        numbers = [word for word in _words_of(asked) if _is_number(word)]
        return [row for row in rows if str(row[member]) not in numbers]

    return over_all(change)


def _beginning_number(each: dict[str, Any]) -> dict[str, Any]:
    """Find the ids that begin with the digits, by a range of ids as long as those of tickets."""
    first = int(str(each["value"])[:4].ljust(6, "0"))
    return {"key": "t.id", "comparator": "in", "values": list(range(first, first + 100))}


def _text_alone(filters: FilterList) -> FilterList:
    texts = [each for each in filters if _text()(each)]
    return texts or filters


def _thrice(asked: Asked, rows: Rows) -> Rows:
    return [row for row in rows for _ in range(3)] if _words_of(asked) else rows


def _counted_thrice(asked: Asked, page: dict[str, Any]) -> None:
    page["total"] *= 3 if _words_of(asked) else 1


def _best_only(asked: Asked, rows: Rows) -> Rows:
    return rows[:_MOST] if _words_of(asked) else rows


def _counted_whole(asked: Asked, page: dict[str, Any]) -> None:
    if _words_of(asked):
        page["tickets"] = page["tickets"][:_MOST]
    cut_out(asked, page)


def _by_relevance(asked: Asked) -> bool:
    return asked.search.get("orderByField") == RELEVANCE and asked.search.get("filters") is not None


_FINDING: tuple[FaultEntry, ...] = (
    (_HITS, "text-is-ignored", "does not apply full text", {"ask": ignoring(_text())}),
    (_FOUND, "text", "finds nothing by full text", {"ask": finding_none(_text())}),
    (_FOUND, "text-of-subject", "looks for words in the subject only", _seen_in("subject")),
    (_FOUND, "text-of-summary", "looks for words in the summary only", _seen_in("summary")),
    (
        _FOUND,
        "text-of-row",
        "looks for words in subject and summary only, not in the message",
        _seen_in("subject", "summary"),
    ),
    (_FOUND, "number", "does not find numbers", {"ask": finding_none(_text(_is_number))}),
    (_FOUND, "number-of-ticket", "does not find a ticket by its own number", _not_as("id")),
    (
        _FOUND,
        "number-of-contract",
        "does not find a ticket by the number of its contract",
        _not_as("contractId"),
    ),
    (
        _FOUND,
        "number-of-customer",
        "does not find a ticket by the number of its customer",
        _not_as("customerId"),
    ),
    (_FOUND, "number-in-text", "finds numbers as ids only, not in the text", _number_in(*_NUMBERS_OF)),
    (
        _HITS,
        "number-begins",
        "finds every ticket whose number begins with the same four digits",
        {
            "ask": changed_by(
                _beginning_number, _text(lambda text: _is_number(text) and len(text) >= _SHORTEST)
            )
        },
    ),
    (
        _HITS,
        "short-words",
        "does not apply full text of words that are too short",
        {"ask": ignoring(_text(_is_short))},
    ),
    (_FOUND, "several-words", "finds nothing by several words", {"ask": finding_none(_text(_has_several))}),
    (_HITS, "text-alone", "does not apply other filters beside full text", {"ask": refiltered(_text_alone)}),
    (
        _HITS,
        "text-beside-others",
        "does not apply full text beside other filters",
        {"ask": refiltered(lambda filters: [each for each in filters if not _text()(each)] or filters)},
    ),
    (
        _FOUND,
        "text-beside-others",
        "finds nothing where full text stands beside other filters",
        {
            "ask": refiltered(
                lambda filters: (
                    [*filters, NO_TICKET] if len(filters) > 1 and any(map(_text(), filters)) else filters
                )
            )
        },
    ),
    (
        _FOUND,
        "text-with-umlaut",
        "finds nothing by words that are not ASCII",
        {"ask": finding_none(_text(lambda text: not text.isascii()))},
    ),
    (
        _FOUND,
        "text-of-closed",
        "does not look through closed tickets by full text",
        {
            "ask": refiltered(
                lambda filters: (
                    [*filters, {"key": "t.status", "comparator": "not in", "values": ["closed"]}]
                    if any(map(_text(), filters))
                    else filters
                )
            )
        },
    ),
)

_COUNTING: tuple[FaultEntry, ...] = (
    (
        "page-lists-a-ticket-once",
        "text",
        "lists a ticket three times, once for each message that has the word",
        over_all(_thrice),
    ),
    (
        "total-counts-the-matches",
        "text",
        "counts a ticket three times by full text, once for each message",
        {"tell": on_page(_counted_thrice)},
    ),
    (_FOUND, "text-best", "finds no more than five tickets by full text", over_all(_best_only)),
    (
        "page-is-filled",
        "text",
        "shows no more than five tickets by full text, though it counts all",
        {"ask": all_at_once, "tell": on_page(_counted_whole)},
    ),
)

_READING: tuple[FaultEntry, ...] = (
    ("valid-request-is-accepted", "text", "refuses full text", {"tell": refusing(has_filter(_text()))}),
    (
        "valid-request-is-accepted",
        "text-short",
        "refuses words that are too short",
        {"tell": refusing(has_filter(_text(_is_short)))},
    ),
    (
        "valid-request-is-accepted",
        "text-without-comparator",
        "refuses full text without a comparator",
        {"tell": refusing(has_filter(lambda each: _text()(each) and "comparator" not in each))},
    ),
    (
        "valid-request-is-accepted",
        "relevance",
        "refuses the order by relevance",
        {"tell": refusing(_by_relevance)},
    ),
    (
        "valid-request-is-accepted",
        "relevance-alone",
        "refuses the order by relevance without full text",
        {
            "tell": refusing(
                lambda asked: asked.search.get("orderByField") == RELEVANCE and not _words_of(asked)
            )
        },
    ),
    (
        "no-server-error",
        "relevance-alone",
        "fails on the order by relevance without full text",
        {
            "tell": failing(
                lambda asked: asked.search.get("orderByField") == RELEVANCE and not _words_of(asked)
            )
        },
    ),
    (
        "no-server-error",
        "text-special",
        "fails on a sign that its text engine reads as an operator",
        {"tell": failing(has_filter(_text(_is_special)))},
    ),
    (
        "no-server-error",
        "text-empty",
        "fails on full text without a word",
        {"tell": failing(has_filter(_text(lambda text: not text.strip())))},
    ),
    (
        "no-server-error",
        "text-number",
        "fails on full text that is a number of JSON",
        {"tell": failing(has_filter(of(TEXT_KEY, having=is_whole_number)))},
    ),
    (
        "no-server-error",
        "text-long",
        "fails on full text of more than a hundred characters",
        {"tell": failing(has_filter(_text(lambda text: len(text) > _LONG)))},
    ),
)
