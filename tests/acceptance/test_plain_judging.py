"""Judging fast and judging plainly come to the same, on whatever the mock serves, sound or spoilt by a fault."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from support.plain_judging import exercised_plainly
from support.requests import get_ticket, search
from support.samples import answer, contract, judge
from ticketgate.contract.partitions import partitions_of
from ticketgate.judging.exercised import compile_exercised
from ticketgate.judging.idsets import Index
from ticketgate.mock.faults.finding import faults_of
from ticketgate.mock.service import bodies
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.situations import FIRST_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMS = contract().representations
PARTITIONS = {name for form in FORMS.values() for name in partitions_of(form.name, form.node)}
INDEX = Index((*contract().clauses, *PARTITIONS))
EXERCISED = {name: compile_exercised(form, INDEX) for name, form in FORMS.items()}
ASKED = {
    "full": get_ticket(FIRST_ID, includeCustomer=True, includeIntents=True, includeRawData=True),
    "compact": search({}),
    "search": search({}),
}
TICKETS = 100


@cache
def sound(root: str, seed: int = 1) -> list[bytes]:
    """Bodies as the mock serves them."""
    if root == "search":
        return [b'{"tickets":[],"total":0,"offset":0,"limit":1,"success":true}']
    store = Store.temporary(TICKETS, seed)
    pieces = [store.find(ticket) for ticket in range(FIRST_ID, FIRST_ID + TICKETS)]
    if root == "full":
        return [bytes(bodies.full(each, raw_data=True)) for each in pieces if each]
    return [bytes(bodies.compact(each, routing_view=False)) for each in pieces if each]


def spoilt(root: str) -> Iterator[bytes]:
    """A body for each fault of bodies, as a server with that fault would send it."""
    for fault in faults_of(contract()).values():
        if change := fault.forms.get(root):
            changed = (orjson.dumps(change(orjson.loads(content))) for content in sound(root))
            yield from islice((each for each in changed if each not in sound(root)), 1)


def assert_judged_alike(root: str, content: bytes) -> tuple[bool, bool]:
    """Return whether the body was taken for sound at once, and whether it is."""
    body: Any = orjson.loads(content)
    assert set(INDEX.names(EXERCISED[root](body))) == exercised_plainly(FORMS[root], body)
    exchange = answer(ASKED[root], 200, content)
    # Without its text a body is given to the validator that tells what is wrong, whether or not anything is.
    fast, plain = (judge().check_ticket(root, body, exchange, text) for text in (content, None))
    assert fast == plain
    return FORMS[root].usual.is_valid(body), FORMS[root].validator.is_valid(body)


@pytest.mark.parametrize("seed", [1, 17, 50])
@pytest.mark.parametrize("root", ["full", "compact"])
def test_sound_tickets_are_judged_alike_and_nearly_all_at_once(root: str, seed: int) -> None:
    taken = [assert_judged_alike(root, content) for content in sound(root, seed)]
    assert all(is_sound for _, is_sound in taken)
    assert sum(at_once for at_once, _ in taken) > 0.95 * TICKETS


@pytest.mark.parametrize("root", FORMS)
def test_what_a_fault_spoilt_is_judged_alike_and_never_taken_for_sound_at_once(root: str) -> None:
    taken = [assert_judged_alike(root, content) for content in spoilt(root)]
    assert taken
    assert not [at_once for at_once, is_sound in taken if at_once and not is_sound]
