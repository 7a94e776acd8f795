"""Which tickets of the mock a fault is looked for on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from ticketgate.mock.faults.fault import Fault
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.situations import FIRST_ID
from ticketgate.proof.faulty_mock import SEED, TICKETS
from ticketgate.proof.ticket_choice import healthy_tickets, tickets_for

if TYPE_CHECKING:
    from collections.abc import Callable

CLAUSE = "full:status/enum"


def shouted(body: Any) -> Any:
    return {**body, "status": body["status"].upper()}


def of_closed(body: Any) -> Any:
    return shouted(body) if body["status"] == "closed" else body


def fault(**forms: Callable[[Any], Any]) -> Fault:
    return Fault("one", CLAUSE, "does something", forms)


def healthy(*statuses: str) -> dict[int, tuple[bytes, bytes]]:
    bodies = {n: orjson.dumps({"id": n, "status": status}) for n, status in enumerate(statuses, 1)}
    return {ticket: (body, body) for ticket, body in bodies.items()}


@pytest.mark.parametrize(
    ("forms", "chosen"),
    [
        ({"full": shouted}, (1, 2)),
        ({"full": of_closed}, (2, 4)),
        ({"compact": of_closed}, (2, 4)),
        ({"search": shouted}, (1, 2)),
        ({"full": lambda body: body}, ()),
    ],
    ids=["all", "some", "some rows", "pages", "none"],
)
def test_two_tickets_that_show_the_fault_are_chosen(forms: Any, chosen: tuple[int, ...]) -> None:
    assert (
        tickets_for(fault(**forms), healthy("open", "closed", "open", "closed", "closed"), rate=1) == chosen
    )


def test_a_fault_of_some_tickets_is_looked_for_after_one_that_it_leaves_alone() -> None:
    of_half = fault(full=shouted)
    many = healthy(*["open"] * 40)
    first, *others = tickets_for(of_half, many, rate=0.5)
    assert not of_half.hits(first, 0.5)
    assert len(others) == 2
    assert all(of_half.hits(ticket, 0.5) for ticket in others)


def test_every_ticket_of_the_mock_is_there_in_both_forms() -> None:
    tickets = healthy_tickets(Store.temporary(TICKETS, SEED))
    assert list(tickets) == list(range(FIRST_ID, FIRST_ID + TICKETS))
    for ticket, forms in list(tickets.items())[:3]:
        assert [orjson.loads(form)["id"] for form in forms] == [ticket, ticket]
