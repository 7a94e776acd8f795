"""Faults that break more than one promise: each is known by both, and does what it did."""

from __future__ import annotations

from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults.behaviour.awaited import AWAITED
from ticketgate.mock.faults.behaviour.behaviour_faults import behaviour_faults
from ticketgate.mock.faults.behaviour.double_breaks import as_named
from ticketgate.mock.faults.behaviour.list_faults import list_faults
from ticketgate.mock.faults.behaviour.page_faults import page_faults

CLAUSES = default_contract().clauses
ALL = {fault.id: fault for fault in behaviour_faults()}


def test_a_fault_by_another_promise_says_under_which_it_was_written() -> None:
    (written,) = [fault for fault in list_faults() if fault.id == "searchTickets/in-is-a-union=range"]
    named = as_named(written)
    assert named.id == "searchTickets/hits-satisfy-filters=in-is-a-union-range"
    assert named.clause == "searchTickets/hits-satisfy-filters"
    assert (named.says, named.ask, named.tell) == (written.says, written.ask, written.tell)
    assert ALL[named.id].says == written.says
    assert written.id not in ALL


def test_what_breaks_as_well_is_said_with_the_reason() -> None:
    (written,) = [fault for fault in page_faults() if fault.id == "searchTickets/pages-join-up=twice"]
    named = as_named(written)
    assert (written.also, named.also) == ((), ("searchTickets/page-is-filled",))
    assert named.because == "a page lacks what it is counted to have"
    assert named.clause == written.clause


def test_all_that_breaks_is_a_promise_of_the_contract() -> None:
    assert {clause for fault in ALL.values() for clause in fault.also} <= CLAUSES.keys()
    assert all(fault.because for fault in ALL.values() if fault.also)


def test_the_suite_is_held_to_all_but_a_few() -> None:
    assert len(AWAITED) < 0.069 * len(ALL)
