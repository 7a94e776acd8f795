"""What the bugs of searching are made of: other filters that are carried out, another page that is given.

A search that the healthy mock refuses passes unchanged, so that a bug in one thing opens no door to another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from ticketgate.mock.service.refusal import Refusal
from ticketgate.mock.service.search_body import LIMIT_CAP, LIMIT_DEFAULT, read_search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ticketgate.mock.faults.fault import Answered, Ask, Asked, Tell
    from ticketgate.mock.faults.made import Parts

FilterList: TypeAlias = "list[dict[str, Any]]"
Sorts: TypeAlias = "Callable[[dict[str, Any]], bool]"
"""Tells whether a filter is of the sort that a bug is about."""
Rows: TypeAlias = "list[dict[str, Any]]"

NO_TICKET = {"key": "t.id", "comparator": "in", "values": [0]}
"""A filter that no ticket meets."""
_OPERANDS = ("value", "from", "to")


def understood(asked: Asked) -> bool:
    """Tell whether the healthy mock takes the search."""
    try:
        read_search(asked.search)
    except Refusal:
        return False
    return asked.search != {} or asked.body == b"{}"


def filters_of(asked: Asked) -> FilterList:
    """Return the filters of a search that the healthy mock takes, none for any other."""
    return asked.search.get("filters", []) if understood(asked) else []


# FilterList


def of(*keys: str, by: Sequence[str] = (), having: Callable[[Any], bool] | None = None) -> Sorts:
    """Make what tells filters on one of the keys, by one of the comparators and with such an operand.

    What is left out holds for every filter. A comparator that is left out counts as `in` or `=`.
    """

    def matches(each: dict[str, Any]) -> bool:
        comparator = each.get("comparator", "in" if "values" in each else "=")
        return (
            (not keys or each["key"] in keys)
            and (not by or comparator in by)
            and (having is None or any(having(operand) for operand in operands_of(each)))
        )

    return matches


def operands_of(each: dict[str, Any]) -> list[Any]:
    """Return the operands of a filter, one by one."""
    return [*each.get("values", ()), *(each[name] for name in _OPERANDS if name in each)]


def refiltered(change: Callable[[FilterList], FilterList]) -> Ask:
    """Make what carries a search out with other filters."""

    def ask(asked: Asked) -> Asked:
        before = filters_of(asked)
        after = change(before) if before else before
        return asked.with_search(filters=after) if after != before else asked

    return ask


def changed_by(change: Callable[[dict[str, Any]], dict[str, Any]], concerned: Sorts) -> Ask:
    """Make what carries each concerned filter out in another way."""
    return refiltered(lambda filters: [change(each) if concerned(each) else each for each in filters])


def ignoring(concerned: Sorts) -> Ask:
    """Make what leaves the concerned filters out."""
    return refiltered(lambda filters: [each for each in filters if not concerned(each)])


def finding_none(concerned: Sorts) -> Ask:
    """Make what finds no ticket as soon as it meets a concerned filter."""
    return refiltered(lambda filters: [*filters, NO_TICKET] if any(map(concerned, filters)) else filters)


def with_members(concerned: Sorts, **members: Any) -> Ask:
    """Make what puts members into each concerned filter: another key, comparator or operand."""
    return changed_by(lambda each: each | members, concerned)


def converting(convert: Callable[[Any], Any], concerned: Sorts) -> Ask:
    """Make what converts each operand of the concerned filters."""

    def change(each: dict[str, Any]) -> dict[str, Any]:
        scalars = {name: convert(each[name]) for name in _OPERANDS if name in each}
        several = {"values": [convert(value) for value in each["values"]]} if "values" in each else {}
        return each | scalars | several

    return changed_by(change, concerned)


def of_values(choose: Callable[[list[Any]], list[Any]], concerned: Sorts) -> Ask:
    """Make what chooses among the values of the concerned filters that have a list."""
    return changed_by(
        lambda each: each | {"values": choose(each["values"])} if "values" in each else each, concerned
    )


def is_exactly(*values: Any) -> Callable[[Any], bool]:
    """Make what tells an operand by value and type, for 1 equals true."""
    return lambda operand: any(operand == value and type(operand) is type(value) for value in values)


def is_whole_number(value: Any) -> bool:
    """Tell whether an operand is an integer; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def has_filter(concerned: Sorts) -> Callable[[Asked], bool]:
    """Make what tells whether a search that the mock takes has such a filter."""
    return lambda asked: any(map(concerned, filters_of(asked)))


# Pages


def on_page(change: Callable[[Asked, dict[str, Any]], object]) -> Tell:
    """Make what changes the page of a search in place; refusals stay."""

    def tell(asked: Asked, answered: Answered) -> Answered:
        page = answered.page
        if not page:
            return answered
        change(asked, page)
        return answered.with_json(page)

    return tell


def paging(asked: Asked) -> tuple[int, int]:
    """Return offset and limit of a search that the mock takes, as it understands them."""
    # The mock takes 10.0 for 10, as JSON Schema does.
    return int(asked.search.get("offset", 0)), int(min(asked.search.get("limit", LIMIT_DEFAULT), LIMIT_CAP))


def told_as_asked(asked: Asked, page: dict[str, Any]) -> None:
    """Let the page repeat what was asked for instead of what was done."""
    page["offset"], page["limit"] = paging(asked)


def all_at_once(asked: Asked) -> Asked:
    """Ask for as many tickets at once as there may be, all of them on the default mock."""
    return asked.with_search(offset=0, limit=LIMIT_CAP) if understood(asked) else asked


def cut_out(asked: Asked, page: dict[str, Any]) -> None:
    """Cut the page that was asked for out of all tickets."""
    told_as_asked(asked, page)
    page["tickets"] = page["tickets"][page["offset"] : page["offset"] + page["limit"]]


def over_all(change: Callable[[Asked, Rows], Rows]) -> Parts:
    """Make a bug that changes the list of all matches before it is counted and the page is cut out."""

    def pages(asked: Asked, page: dict[str, Any]) -> None:
        page["tickets"] = change(asked, page["tickets"])
        page["total"] = len(page["tickets"])
        cut_out(asked, page)

    return {"ask": all_at_once, "tell": on_page(pages)}


def when(holds: Callable[[Asked], bool], ask: Ask) -> Ask:
    """Make what changes only requests of which something holds."""
    return lambda asked: ask(asked) if holds(asked) else asked


def with_body(**members: Any) -> Ask:
    """Make what carries a search out with other members; one that the mock refuses stays as it is."""
    return when(understood, lambda asked: asked.with_search(**members))


def lacks(*members: str) -> Callable[[Asked], bool]:
    """Make what tells whether a search that the mock takes has none of the members."""
    return lambda asked: understood(asked) and not any(member in asked.search for member in members)


def has_member(member: str, holds: Callable[[Any], bool]) -> Callable[[Asked], bool]:
    """Make what tells whether a search that the mock takes has a member of which something holds."""
    return lambda asked: understood(asked) and member in asked.search and holds(asked.search[member])
