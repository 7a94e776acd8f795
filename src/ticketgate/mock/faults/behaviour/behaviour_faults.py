"""All faults of searches, requests, credentials and flags, and which of them the suite is not yet held to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketgate.mock.faults.behaviour.awaited import AWAITED, PROPOSED
from ticketgate.mock.faults.behaviour.body_faults import body_faults
from ticketgate.mock.faults.behaviour.body_text_faults import body_text_faults
from ticketgate.mock.faults.behaviour.combining_faults import combining_faults
from ticketgate.mock.faults.behaviour.comparator_faults import comparator_faults
from ticketgate.mock.faults.behaviour.count_faults import count_faults
from ticketgate.mock.faults.behaviour.credential_faults import credential_faults
from ticketgate.mock.faults.behaviour.double_breaks import as_named
from ticketgate.mock.faults.behaviour.flag_effect_faults import flag_effect_faults
from ticketgate.mock.faults.behaviour.flag_faults import flag_faults
from ticketgate.mock.faults.behaviour.list_faults import list_faults
from ticketgate.mock.faults.behaviour.moment_faults import moment_faults
from ticketgate.mock.faults.behaviour.moment_operand_faults import moment_operand_faults
from ticketgate.mock.faults.behaviour.operand_faults import operand_faults
from ticketgate.mock.faults.behaviour.order_faults import order_faults
from ticketgate.mock.faults.behaviour.order_field_faults import order_field_faults
from ticketgate.mock.faults.behaviour.page_faults import page_faults
from ticketgate.mock.faults.behaviour.path_faults import path_faults
from ticketgate.mock.faults.behaviour.refusal_faults import refusal_faults
from ticketgate.mock.faults.behaviour.scope_faults import scope_faults
from ticketgate.mock.faults.behaviour.seldom_faults import seldom_faults
from ticketgate.mock.faults.behaviour.tag_faults import tag_faults
from ticketgate.mock.faults.behaviour.text_faults import text_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.mock.faults.fault import Fault

_SUBJECTS = (
    comparator_faults,
    list_faults,
    operand_faults,
    moment_faults,
    moment_operand_faults,
    tag_faults,
    text_faults,
    combining_faults,
    scope_faults,
    order_faults,
    order_field_faults,
    page_faults,
    count_faults,
    seldom_faults,
    body_faults,
    body_text_faults,
    credential_faults,
    refusal_faults,
    flag_faults,
    flag_effect_faults,
    path_faults,
)


def behaviour_faults() -> Iterator[Fault]:
    """Yield every fault, expected to be found or not; built anew each time, for some keep count."""
    for faults in _SUBJECTS:
        yield from map(as_named, faults())


def expected_faults() -> Iterator[Fault]:
    """Yield the faults that the suite is held to: their clause exists, and it has been seen to find them."""
    return (fault for fault in behaviour_faults() if fault.clause not in PROPOSED and fault.id not in AWAITED)
