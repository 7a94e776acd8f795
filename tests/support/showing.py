"""Faults of requests and searches, shown: what the healthy mock answers beside what the faulty one does."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import httpx
import orjson
import pytest

from support.serving import TOKEN, mock_app
from ticketgate.mock.faults.serving import Faulty
from ticketgate.mock.service import app as application
from ticketgate.mock.service.inprocess import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from starlette.types import ASGIApp

    from ticketgate.mock.faults.fault import Fault

Effect: TypeAlias = "Callable[[httpx.Response, httpx.Response], bool]"
"""Tells from the sound and the wrong answer whether the fault shows as it should."""

BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass(frozen=True)
class Read:
    """A request for one ticket; `path` is the last step as it is sent, with the query."""

    path: str
    headers: Mapping[str, str] = field(default_factory=lambda: BEARER)

    def sent(self, client: httpx.Client) -> httpx.Response:
        return client.get(f"/ticket/{self.path}", headers=dict(self.headers))


@dataclass(frozen=True)
class Find:
    """A search; `body` is what becomes JSON, or the bytes themselves, `query` is empty or begins with `?`."""

    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=lambda: BEARER)
    query: str = ""

    def sent(self, client: httpx.Client) -> httpx.Response:
        content = self.body if isinstance(self.body, bytes) else orjson.dumps(self.body)
        headers = {"Content-Type": "application/json", **self.headers}
        return client.post(f"/ticket/search{self.query}", content=content, headers=headers)


def filtered(*filters: dict[str, Any], **members: Any) -> Find:
    """A search for all tickets that meet the filters."""
    return Find({"filters": list(filters), "limit": 500, **members})


def by(key: str, comparator: str | None, *operands: Any) -> dict[str, Any]:
    """A filter: with a range, with a list or with one value, as the comparator has it."""
    named = {} if comparator is None else {"comparator": comparator}
    if comparator in ("between", "not between"):
        return {"key": key, **named, "from": operands[0], "to": operands[1]}
    if comparator in ("in", "not in") or key.startswith("tt_"):
        return {"key": key, **named, "values": list(operands)}
    return {"key": key, **named, "value": operands[0]}


def ids(answer: httpx.Response) -> list[int]:
    return [row["id"] for row in answer.json()["tickets"]]


def _both_found(sound: httpx.Response, wrong: httpx.Response) -> bool:
    return sound.status_code == wrong.status_code == 200


def more(sound: httpx.Response, wrong: httpx.Response) -> bool:
    """All that should be found is, and something else."""
    return _both_found(sound, wrong) and set(ids(sound)) < set(ids(wrong))


def fewer(sound: httpx.Response, wrong: httpx.Response) -> bool:
    """Something that should be found is not, and nothing else is."""
    return _both_found(sound, wrong) and set(ids(wrong)) < set(ids(sound))


def others(sound: httpx.Response, wrong: httpx.Response) -> bool:
    """Something is found that should not be."""
    return _both_found(sound, wrong) and bool(set(ids(wrong)) - set(ids(sound)))


def missed(sound: httpx.Response, wrong: httpx.Response) -> bool:
    """Something that should be found is not."""
    return _both_found(sound, wrong) and bool(set(ids(sound)) - set(ids(wrong)))


def disordered(sound: httpx.Response, wrong: httpx.Response) -> bool:
    """The same is found in another order."""
    return _both_found(sound, wrong) and ids(sound) != ids(wrong) and sorted(ids(sound)) == sorted(ids(wrong))


def repeated(sound: httpx.Response, wrong: httpx.Response) -> bool:
    """A ticket comes more than once."""
    return _both_found(sound, wrong) and max(Counter(ids(sound)).values()) == 1 < max(
        Counter(ids(wrong)).values()
    )


def miscounted(sound: httpx.Response, wrong: httpx.Response) -> bool:
    """The same is found and counted otherwise."""
    return (
        _both_found(sound, wrong)
        and ids(sound) == ids(wrong)
        and sound.json()["total"] != wrong.json()["total"]
    )


def shorter(sound: httpx.Response, wrong: httpx.Response) -> bool:
    """The page has fewer tickets, and the total is the same."""
    return fewer(sound, wrong) and sound.json()["total"] == wrong.json()["total"]


def changed(sound: httpx.Response, wrong: httpx.Response) -> bool:
    """The status is the same, the body another."""
    return sound.status_code == wrong.status_code and sound.content != wrong.content


def status(code: int) -> Callable[[httpx.Response, httpx.Response], bool]:
    """The status is this one, where it should be another."""
    return lambda sound, wrong: wrong.status_code == code != sound.status_code


@cache
def _default_mock() -> ASGIApp:
    """The tickets that the mock has by default."""
    return mock_app(tickets=500, seed=7)


@contextmanager
def _served(app: ASGIApp) -> Iterator[httpx.Client]:
    with httpx.Client(transport=InProcess(app), base_url=f"http://mock{application.BASE_PATH}") as client:
        yield client


def _last_answer(app: ASGIApp, requests: Iterable[Read | Find]) -> httpx.Response:
    with _served(app) as client:
        return [request.sent(client) for request in requests][-1]


EFFECTS: Final[dict[str, Effect]] = {
    "hits-satisfy-filters": others,
    "matching-tickets-are-found": missed,
    "page-is-filled": shorter,
    "page-lists-a-ticket-once": repeated,
    "total-counts-the-matches": miscounted,
    "total-covers-the-page": miscounted,
    "pages-agree-on-total": miscounted,
    "order-is-kept": disordered,
    "orders-are-reverses": disordered,
    "order-keeps-all-tickets": missed,
    "no-server-error": status(500),
    "valid-request-is-accepted": status(400),
    "unknown-members-are-ignored": status(400),
    "invalid-parameter-is-refused": status(200),
    "malformed-body-is-refused": status(200),
    "unknown-order-field-is-refused": status(200),
    "unknown-ticket-is-refused": status(200),
    "credentials-are-required": status(200),
    "token-counts-as-bearer-only": status(200),
}
"""How the faults of a clause show, unless it is said otherwise."""


def parameters(faults: Iterable[Fault], shown: Mapping[str, Any]) -> Iterator[Any]:
    """A test case for each fault: fault, the requests that show it, and how it shows in the last answer.

    `shown` has, for each fault by its id without the operation, a request or several, before which may
    stand how it shows. Filters are a search by them.
    """
    made = list(faults)
    assert {_name(fault) for fault in made} == shown.keys()
    for fault in made:
        entry = shown[_name(fault)]
        parts = list(entry) if isinstance(entry, tuple) else [entry]
        effect = parts.pop(0) if callable(parts[0]) else EFFECTS.get(fault.clause.partition("/")[2], changed)
        yield pytest.param(fault, [_request(part) for part in parts], effect, id=fault.id)


def _name(fault: Fault) -> str:
    return fault.id.partition("/")[2] if fault.clause.startswith("searchTickets/") else fault.id


def _request(part: Any) -> Read | Find:
    if isinstance(part, dict):
        return filtered(part)
    return filtered(*part) if isinstance(part, list) else part


def answered(request: Read | Find) -> httpx.Response:
    """What the healthy mock answers."""
    return _last_answer(_default_mock(), [request])


def answers(fault: Fault, requests: Sequence[Read | Find]) -> tuple[httpx.Response, httpx.Response]:
    """The last answer of the healthy mock and that of the faulty one."""
    sound = _last_answer(_default_mock(), requests)
    faulty = Faulty(_default_mock(), [fault], 1.0, token=TOKEN, base=application.BASE_PATH)
    return sound, _last_answer(faulty, requests)
