"""The bugs in reading bodies of searches that are JSON and yet unusual, or list what can only be compared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Asked, Fault
from ticketgate.mock.faults.made import JSON, made
from ticketgate.mock.service.columns import DATE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask


def unusual_body_faults() -> Iterator[Fault]:
    """Yield the faults of searching, each with the clause it breaks."""
    yield from _bodies_ignored()
    clause = f"{SEARCH}/list-of-moments-is-refused"
    for variant, says, mended in (
        ("ignored", "ignores a filter that lists moments", _nothing),
        ("first", "compares with the first of a list of moments", _first_compared),
    ):
        yield made(clause, variant, says, ask=_replacing_lists(mended))


def _bodies_ignored() -> Iterator[Fault]:
    clause = f"{SEARCH}/unusual-body-is-not-ignored"
    for variant, says, on in (
        (
            "media-type",
            "takes a body that is not declared as JSON",
            lambda asked: _declared(asked) != JSON["content-type"],
        ),
        ("undeclared", "takes a body that is declared as nothing", lambda asked: not _declared(asked)),
        ("form", "takes a body declared as a form", lambda asked: _declared(asked).endswith("urlencoded")),
        ("utf-16", "takes a body in UTF-16", lambda asked: b"\0" in asked.body),
        ("bom", "takes a body after a byte order mark", lambda asked: asked.body.startswith(b"\xef\xbb\xbf")),
        ("twice", "takes a body that repeats a member", lambda asked: asked.body.count(b'"limit"') > 1),
        (
            "unknown",
            "takes a body with a member it does not know",
            lambda asked: b"noSuchMember" in asked.body,
        ),
        ("long", "takes a body of more than a few kB", lambda asked: len(asked.body) > 4096),  # noqa: PLR2004
    ):
        yield made(clause, variant, f"{says} for an empty search", ask=_ignoring(on))


def _declared(asked: Asked) -> str:
    return asked.headers.get("content-type", "").partition(";")[0]


def _ignoring(on: Callable[[Asked], bool]) -> Ask:
    """Make what takes bodies that `on` names for an empty search."""
    return lambda asked: replace(asked, body=b"{}") if on(asked) else asked


def _replacing_lists(mended: Callable[[dict[str, Any]], list[dict[str, Any]]]) -> Ask:
    """Make what replaces each filter that lists moments by others, or none."""

    def ask(asked: Asked) -> Asked:
        filters = asked.search.get("filters")
        if not isinstance(filters, list) or not any(map(_lists_moments, filters)):
            return asked
        others = [mended(each) if _lists_moments(each) else [each] for each in filters]
        return asked.with_search(filters=[each for some in others for each in some])

    return ask


def _lists_moments(condition: Any) -> bool:
    return (
        isinstance(condition, dict)
        and str(condition.get("key")) in DATE_COLUMNS
        and condition.get("comparator") in ("in", "not in")
        and bool(condition.get("values"))
    )


def _nothing(_: dict[str, Any]) -> list[dict[str, Any]]:
    return []


def _first_compared(condition: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": condition["key"], "comparator": ">=", "value": condition["values"][0]}]
