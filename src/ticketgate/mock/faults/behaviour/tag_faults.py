"""The bugs of searching by what a ticket can have several of: tags, AI agents, agents at work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import failing, made, made_all, refusing
from ticketgate.mock.faults.search_changes import (
    all_at_once,
    changed_by,
    cut_out,
    filters_of,
    finding_none,
    has_filter,
    ignoring,
    of,
    of_values,
    on_page,
    operands_of,
    over_all,
    refiltered,
    with_members,
)
from ticketgate.mock.service.columns import TAG_SETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.mock.faults.fault import Ask, Asked
    from ticketgate.mock.faults.made import FaultEntry, Parts
    from ticketgate.mock.faults.search_changes import FilterList, Rows, Sorts

_HITS, _FOUND, _ONCE = "hits-satisfy-filters", "matching-tickets-are-found", "page-lists-a-ticket-once"
_COUNT = "total-counts-the-matches"
_TAG, _AGENT, _WORKER = "tt.tagId", "i.aiAgentId", "w.id"
_ALL, _ANY, _EXACT, _ALLOWED, _EXCLUDED = TAG_SETS
_TAGGED = {"key": _TAG, "comparator": "not in", "values": ["null"]}


def tag_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    for key in TAG_SETS:
        name = key.partition(".")[0]
        yield made(f"{SEARCH}/{_HITS}", name, f"does not apply {name}", ask=ignoring(of(key)))
        yield from made_all(SEARCH, _of_tag_set(key, name))
    for key, what in ((_AGENT, "AI agents"), (_WORKER, "agents at work")):
        yield from made_all(SEARCH, _of_joined(key, what))
    yield from made_all(SEARCH, (*_SETS, *_JOINED))


def _of_tag_set(key: str, name: str) -> Iterator[FaultEntry]:
    concerned = has_filter(of(key))
    yield "valid-request-is-accepted", name, f"refuses {name}", {"tell": refusing(concerned)}
    yield "no-server-error", name, f"fails on {name}", {"tell": failing(concerned)}


def _of_joined(key: str, what: str) -> Iterator[FaultEntry]:
    """Yield the bugs of a table that a ticket can be met in several times."""
    positive = of(key, by=("in", "="))
    yield _ONCE, key, f"lists a ticket once for each of the {what} it was found by", _per_value(key)
    yield _COUNT, key, f"counts a ticket once for each of its {what}", _counted_per_value(key)
    yield _FOUND, key, f"finds nothing by {what}", {"ask": finding_none(positive)}
    yield "no-server-error", key, f"fails on a search by {what}", {"tell": failing(has_filter(of(key)))}
    yield (
        "valid-request-is-accepted",
        key,
        f"refuses to search by {what}",
        {"tell": refusing(has_filter(of(key)))},
    )


def _values_at(key: str, row: dict[str, Any]) -> list[int]:
    """Return what the ticket has several of."""
    if key == _AGENT:
        return [intent["aiAgentId"] for intent in row["intents"]]
    return list(row["workedOnByIds"] if key == _WORKER else row["tagIds"])


def _sought(asked: Asked, *keys: str) -> set[str]:
    found = (operand for each in filters_of(asked) if of(*keys)(each) for operand in operands_of(each))
    return {str(operand) for operand in found}


def _times(asked: Asked, row: dict[str, Any], key: str, *keys: str) -> int:
    """Tell how often a join meets the ticket: once for each of its values that is asked for."""
    sought = _sought(asked, key, *keys)
    return max(1, sum(str(value) in sought for value in _values_at(key, row)))


def _per_value(key: str, *keys: str) -> Parts:
    def change(asked: Asked, rows: Rows) -> Rows:
        return [row for row in rows for _ in range(_times(asked, row, key, *keys))]

    return over_all(change)


def _counted_per_value(key: str, *keys: str) -> Parts:
    def change(asked: Asked, page: dict[str, Any]) -> None:
        page["total"] = sum(_times(asked, row, key, *keys) for row in page["tickets"])
        cut_out(asked, page)

    return {"ask": all_at_once, "tell": on_page(change)}


def _smallest_only(asked: Asked, rows: Rows) -> Rows:
    """Find a ticket only by the smallest of its tags."""
    if not any(map(of(_TAG, by=("in", "=")), filters_of(asked))):
        return rows
    sought = _sought(asked, _TAG)
    return [row for row in rows if not row["tagIds"] or str(min(row["tagIds"])) in sought]


def _joined_not_in(each: dict[str, Any]) -> dict[str, Any]:
    """Find what has any other tag, too: the join meets the ticket by that one."""
    others = [tag for tag in range(1, 200) if tag not in each["values"]]
    return each | {"comparator": "in", "values": others}


def _as(key: str, other: str) -> Ask:
    return with_members(of(key), key=other)


def _tagged_too(*keys: str) -> Ask:
    """Leave tickets without tags out, as an inner join does."""
    return refiltered(lambda filters: [*filters, _TAGGED] if any(map(of(*keys), filters)) else filters)


def _several(*keys: str) -> Sorts:
    return lambda each: each["key"] in keys and len(each["values"]) > 1


def _repeated(*keys: str) -> Sorts:
    return lambda each: each["key"] in keys and len({*map(str, each["values"])}) < len(each["values"])


def _unsorted(each: dict[str, Any]) -> bool:
    return bool(each["key"] == _EXACT and each["values"] != sorted(each["values"], key=str))


def _last_excluded(filters: FilterList) -> FilterList:
    """Leave out only what has the last tag: it takes the place of those before."""
    return [each | {"values": each["values"][-1:]} if each["key"] == _EXCLUDED else each for each in filters]


_SETS: tuple[FaultEntry, ...] = (
    (_HITS, "match-all-is-any", "finds what has any of the tags, with tt_matchAll", {"ask": _as(_ALL, _ANY)}),
    (
        _HITS,
        "match-all-first",
        "looks at the first tag of tt_matchAll only",
        {"ask": of_values(lambda tags: tags[:1], of(_ALL))},
    ),
    (
        _HITS,
        "match-all-last",
        "looks at the last tag of tt_matchAll only",
        {"ask": of_values(lambda tags: tags[-1:], of(_ALL))},
    ),
    (
        _FOUND,
        "match-all-is-exact",
        "finds only what has no further tag, with tt_matchAll",
        {"ask": _as(_ALL, _EXACT)},
    ),
    (
        _FOUND,
        "match-all-several",
        "finds nothing with several tags in tt_matchAll, for it compares each row with all",
        {"ask": finding_none(_several(_ALL))},
    ),
    (
        _FOUND,
        "match-all-repeated",
        "finds nothing where a tag stands twice in tt_matchAll",
        {"ask": finding_none(_repeated(_ALL))},
    ),
    (
        _FOUND,
        "match-any-is-all",
        "finds only what has all of the tags, with tt_matchAny",
        {"ask": _as(_ANY, _ALL)},
    ),
    (
        _FOUND,
        "match-any-first",
        "looks at the first tag of tt_matchAny only",
        {"ask": of_values(lambda tags: tags[:1], of(_ANY))},
    ),
    (_FOUND, "match-any", "finds nothing with tt_matchAny", {"ask": finding_none(of(_ANY))}),
    (
        _ONCE,
        "match-any",
        "lists a ticket once for each tag of tt_matchAny that it has",
        _per_value(_TAG, _ANY),
    ),
    (
        _COUNT,
        "match-any",
        "counts a ticket once for each tag of tt_matchAny that it has",
        _counted_per_value(_TAG, _ANY),
    ),
    (
        _HITS,
        "match-exact-is-all",
        "finds what has further tags, with tt_matchExact",
        {"ask": _as(_EXACT, _ALL)},
    ),
    (
        _HITS,
        "match-exact-is-allowed",
        "finds what has fewer of the tags, with tt_matchExact",
        {"ask": _as(_EXACT, _ALLOWED)},
    ),
    (
        _HITS,
        "match-exact-is-any",
        "finds what has any of the tags, with tt_matchExact",
        {"ask": _as(_EXACT, _ANY)},
    ),
    (
        _FOUND,
        "match-exact-in-order",
        "finds nothing where the tags of tt_matchExact are not in order",
        {"ask": finding_none(_unsorted)},
    ),
    (
        _FOUND,
        "match-exact-several",
        "finds nothing with several tags in tt_matchExact",
        {"ask": finding_none(_several(_EXACT))},
    ),
    (
        _HITS,
        "allowed-is-any",
        "finds what has a tag that is not allowed beside one that is",
        {"ask": _as(_ALLOWED, _ANY)},
    ),
    (
        _FOUND,
        "allowed-is-exact",
        "finds only what has all of the allowed tags",
        {"ask": _as(_ALLOWED, _EXACT)},
    ),
    (
        _FOUND,
        "allowed-without-tags",
        "leaves out tickets without tags where some are allowed",
        {"ask": _tagged_too(_ALLOWED)},
    ),
    (
        _HITS,
        "excluded-first",
        "leaves out only what has the first of the excluded tags",
        {"ask": of_values(lambda tags: tags[:1], of(_EXCLUDED))},
    ),
    (
        _HITS,
        "excluded-last",
        "leaves out only what has the last of the excluded tags",
        {"ask": refiltered(_last_excluded)},
    ),
    (_HITS, "excluded-is-any", "finds what has one of the excluded tags", {"ask": _as(_EXCLUDED, _ANY)}),
    (
        _HITS,
        "excluded-is-allowed",
        "takes the excluded tags for the allowed ones",
        {"ask": _as(_EXCLUDED, _ALLOWED)},
    ),
    (
        _HITS,
        "excluded-beside-others",
        "finds what has an excluded tag, if it has another one",
        {"ask": changed_by(lambda each: _joined_not_in(each) | {"key": _TAG}, of(_EXCLUDED))},
    ),
    (
        _FOUND,
        "excluded-without-tags",
        "leaves out tickets without tags where some are excluded",
        {"ask": _tagged_too(_EXCLUDED)},
    ),
    (_FOUND, "excluded", "finds nothing with tt_excluded", {"ask": finding_none(of(_EXCLUDED))}),
)

_JOINED: tuple[FaultEntry, ...] = (
    (_FOUND, "smallest-tag", "finds a ticket only by the smallest of its tags", over_all(_smallest_only)),
    (_ONCE, _TAG, "lists a ticket once for each of its tags that it was found by", _per_value(_TAG)),
    (_COUNT, _TAG, "counts a ticket once for each of its tags", _counted_per_value(_TAG)),
    (
        _HITS,
        "other-tags",
        "finds with not in what has another tag beside the one left out",
        {"ask": changed_by(_joined_not_in, of(_TAG, by=("not in",)))},
    ),
    (
        "in-is-a-union",
        _TAG,
        "finds only what has all of the tags in a list",
        {
            "ask": changed_by(
                lambda each: {"key": _ALL, "values": each["values"]},
                of(_TAG, by=("in",), having=lambda value: value not in ("null", None)),
            )
        },
    ),
    (
        "equals-agrees-with-in",
        _TAG,
        "finds with = only what has no other tag",
        {
            "ask": changed_by(
                lambda each: {"key": _EXACT, "values": [each["value"]]},
                of(_TAG, by=("=",), having=lambda value: value not in ("null", None)),
            )
        },
    ),
    (
        _HITS,
        "agent-of-intent-is-agent",
        "looks at the agent of the ticket for that of its intents",
        {
            "ask": with_members(
                of(_AGENT, by=("in", "=")), key="t.agentId", comparator="not in", values=["null"]
            )
        },
    ),
    (
        _HITS,
        "worker-is-agent",
        "looks at who is assigned, for who is at work",
        {"ask": changed_by(lambda each: each | {"key": "t.agentId"}, of(_WORKER))},
    ),
    (
        _FOUND,
        "agent-of-first-intent",
        "looks at the first intent only",
        over_all(
            lambda asked, rows: [
                row
                for row in rows
                if not any(map(of(_AGENT, by=("in", "=")), filters_of(asked)))
                or not row["intents"]
                or str(row["intents"][0]["aiAgentId"]) in _sought(asked, _AGENT)
            ]
        ),
    ),
)
