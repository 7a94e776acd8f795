"""The bugs of what a search shows at all: scope, spam, and what is hidden from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import failing, made_all, refusing
from ticketgate.mock.faults.search_changes import (
    changed_by,
    filters_of,
    has_filter,
    ignoring,
    of,
    of_values,
    on_page,
    over_all,
    refiltered,
    understood,
    when,
    with_body,
)
from ticketgate.mock.world.situations import SPAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask, Asked
    from ticketgate.mock.faults.made import FaultEntry
    from ticketgate.mock.faults.search_changes import FilterList

_HITS, _FOUND, _NARROW = "hits-satisfy-filters", "matching-tickets-are-found", "filters-only-narrow"
_SKILLS, _SPARED = "skills-scope-leaves-out-spam", "spam-exclusion-keeps-unmarked"
_SPAM_KEY = "t.spamStatus"
_ONE_IN = 50
_MARKED = {"key": _SPAM_KEY, "comparator": "not in", "values": ["null"]}
_NOT_SPAM = {"key": _SPAM_KEY, "comparator": "not in", "values": sorted(SPAM)}
_NOT_CLOSED = {"key": "t.status", "comparator": "not in", "values": ["closed"]}
_RECENT = {"key": "t.createdAt", "comparator": ">=", "value": "2026-01-01 00:00:00"}


def scope_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    yield from made_all(SEARCH, (*_VIEWS, *_SCOPES, *_SPAM))


def _unless_named(key: str, further: dict[str, Any]) -> Ask:
    """Make what narrows every search that has filters, unless one is on the key."""
    return refiltered(lambda filters: filters if any(map(of(key), filters)) else [*filters, further])


def _has_scope(scope: str) -> Callable[[Asked], bool]:
    return lambda asked: understood(asked) and asked.search.get("ticketScope") == scope


def _with_further(further: dict[str, Any]) -> Ask:
    return lambda asked: asked.with_search(filters=[*asked.search.get("filters", []), further])


def _all_tags(asked: Asked) -> Asked:
    """Leave spam out as ever, and show every tag."""
    return _with_further(_NOT_SPAM)(asked).with_search(ticketScope="all")


def _excluding_spam(each: dict[str, Any]) -> bool:
    return bool(
        each["key"] == _SPAM_KEY and each.get("comparator") == "not in" and SPAM & set(each["values"])
    )


def _marked_only(applies: Callable[[FilterList], bool]) -> Ask:
    """Make what leaves tickets without a verdict out, where something more holds of the filters."""
    return refiltered(
        lambda filters: (
            [*filters, _MARKED] if any(map(_excluding_spam, filters)) and applies(filters) else filters
        )
    )


def _one_less(_: Asked, page: dict[str, Any]) -> None:
    del page["tickets"][2:3]


def _is_forgotten(row: dict[str, Any]) -> bool:
    return bool(row["id"] % _ONE_IN == 7)  # noqa: PLR2004 - any remainder will do


_VIEWS: tuple[FaultEntry, ...] = (
    (
        _NARROW,
        "archive",
        "looks through the archive only where a filter is on createdAt or there is none",
        {"ask": _unless_named("t.createdAt", _RECENT)},
    ),
    (
        _NARROW,
        "closed",
        "shows closed tickets only where a filter is on the status or there is none",
        {"ask": _unless_named("t.status", _NOT_CLOSED)},
    ),
    (
        _NARROW,
        "spam",
        "shows spam only where a filter is on the spam status or there is none",
        {"ask": _unless_named(_SPAM_KEY, _NOT_SPAM)},
    ),
    (
        _FOUND,
        "closed-is-hidden",
        "finds no closed ticket but by filters on the status",
        {
            "ask": when(
                lambda asked: understood(asked) and not any(map(of("t.status"), filters_of(asked))),
                _with_further(_NOT_CLOSED),
            )
        },
    ),
    (
        _FOUND,
        "spam-is-hidden",
        "finds no spam but by filters on the spam status",
        {
            "ask": when(
                lambda asked: understood(asked) and not any(map(of(_SPAM_KEY), filters_of(asked))),
                _with_further(_NOT_SPAM),
            )
        },
    ),
    (
        _FOUND,
        "unassigned-is-hidden",
        "finds only tickets of somebody, but by filters on the agent",
        {
            "ask": when(
                lambda asked: understood(asked) and not any(map(of("t.agentId"), filters_of(asked))),
                _with_further({"key": "t.agentId", "comparator": "not in", "values": ["null"]}),
            )
        },
    ),
    (
        _FOUND,
        "one-of-many",
        "forgets every fiftieth ticket, and counts without it",
        over_all(lambda _, rows: [row for row in rows if not _is_forgotten(row)]),
    ),
    (
        "page-is-filled",
        "deleted",
        "takes tickets that were deleted out of a page once it is cut, and counts them",
        {
            "tell": on_page(
                lambda _, page: page.update(
                    tickets=[row for row in page["tickets"] if not _is_forgotten(row)]
                )
            )
        },
    ),
    (
        "page-is-filled",
        "third",
        "leaves the third ticket of a page out, and counts it",
        {"tell": on_page(_one_less)},
    ),
)

_SCOPES: tuple[FaultEntry, ...] = (
    (
        _SKILLS,
        "ignored",
        "shows spam and all tags in the view of routing",
        {"ask": when(_has_scope("skills"), with_body(ticketScope="all"))},
    ),
    (
        _SKILLS,
        "auto",
        "shows the view of routing what was found to be spam by itself",
        {
            "ask": when(
                _has_scope("skills"),
                lambda asked: _with_further({**_NOT_SPAM, "values": ["manual_spam"]})(asked).with_search(
                    ticketScope="all"
                ),
            )
        },
    ),
    (
        _SKILLS,
        "beside-filters",
        "shows spam in the view of routing where there are filters",
        {
            "ask": when(
                lambda asked: _has_scope("skills")(asked) and bool(filters_of(asked)),
                with_body(ticketScope="all"),
            )
        },
    ),
    (
        _HITS,
        "scope-alone",
        "does not apply filters in the view of routing",
        {"ask": when(_has_scope("skills"), with_body(filters=[]))},
    ),
    (
        "skills-scope-leaves-out-nothing-else",
        "scope-without-verdict",
        "leaves tickets without a verdict on spam out of the view of routing",
        {"ask": when(_has_scope("skills"), _with_further(_MARKED))},
    ),
    (
        _FOUND,
        "scope-all",
        "leaves spam out where the scope is all",
        {"ask": when(_has_scope("all"), _with_further(_NOT_SPAM))},
    ),
    (
        "skills-scope-leaves-out-nothing-else",
        "scope-is-open",
        "shows only what is not closed in the view of routing",
        {"ask": when(_has_scope("skills"), _with_further(_NOT_CLOSED))},
    ),
    (
        "skills-scope-shows-routing-tags",
        "all",
        "shows every tag in the view of routing",
        {"ask": when(_has_scope("skills"), _all_tags)},
    ),
    (
        "valid-request-is-accepted",
        "skills",
        "refuses the scope skills",
        {"tell": refusing(_has_scope("skills"))},
    ),
    (
        "valid-request-is-accepted",
        "scope-all",
        "refuses the scope all, which is its own default",
        {"tell": refusing(_has_scope("all"))},
    ),
    ("no-server-error", "skills", "fails on the scope skills", {"tell": failing(_has_scope("skills"))}),
    (
        "no-server-error",
        "skills-with-filters",
        "fails on the scope skills beside filters",
        {"tell": failing(lambda asked: _has_scope("skills")(asked) and bool(filters_of(asked)))},
    ),
)

_SPAM: tuple[FaultEntry, ...] = (
    (
        _SPARED,
        "one",
        "leaves tickets without a verdict out where it excludes one kind of spam",
        {
            "ask": _marked_only(
                lambda filters: any(len(each["values"]) == 1 for each in filters if _excluding_spam(each))
            )
        },
    ),
    (
        _SPARED,
        "all-kinds",
        "leaves tickets without a verdict out where it excludes all three kinds of spam",
        {
            "ask": _marked_only(
                lambda filters: any(set(each["values"]) >= SPAM for each in filters if _excluding_spam(each))
            )
        },
    ),
    (
        _SPARED,
        "beside-others",
        "leaves tickets without a verdict out where another filter stands beside",
        {"ask": _marked_only(lambda filters: len(filters) > 1)},
    ),
    (_HITS, "spam-exclusion", "does not apply the exclusion of spam", {"ask": ignoring(_excluding_spam)}),
    (
        _HITS,
        "spam-by-hand",
        "excludes only spam that was found by itself",
        {
            "ask": of_values(
                lambda values: [value for value in values if value != "manual_spam"] or ["auto_spam"],
                _excluding_spam,
            )
        },
    ),
    (
        "no-server-error",
        "spam-exclusion",
        "fails on the exclusion of spam",
        {"tell": failing(has_filter(_excluding_spam))},
    ),
    (
        _FOUND,
        "spam-beside-null",
        "finds no ticket without a verdict where null stands beside not in",
        {
            "ask": changed_by(
                lambda each: (
                    each | {"values": [value for value in each["values"] if value != "null"] or ["null"]}
                ),
                of(_SPAM_KEY, by=("in",), having=lambda value: value == "null"),
            )
        },
    ),
)
