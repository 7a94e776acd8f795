"""All faults: those derived from the contract and those written by hand, by their ids."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ticketgate.errors import UsageError
from ticketgate.mock.faults.answer_faults import answer_faults
from ticketgate.mock.faults.behaviour.behaviour_faults import expected_faults
from ticketgate.mock.faults.getting_in_faults import getting_in_faults
from ticketgate.mock.faults.parameter_faults import parameter_faults
from ticketgate.mock.faults.relation_faults import relation_faults
from ticketgate.mock.faults.request_faults import request_faults
from ticketgate.mock.faults.rule_faults import rule_faults
from ticketgate.mock.faults.search_faults import search_faults
from ticketgate.mock.faults.structural_faults import structural_faults
from ticketgate.mock.faults.unusual_body_faults import unusual_body_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ticketgate.contract.model import Contract
    from ticketgate.mock.faults.fault import Fault


def faults_of(contract: Contract) -> Mapping[str, Fault]:
    """Return every fault by its id, in the order of the clauses; made anew each time, for some keep count."""
    order = {clause: number for number, clause in enumerate(contract.clauses)}
    made = sorted(
        (fault for fault in _all(contract) if fault.clause in order), key=lambda fault: order[fault.clause]
    )
    twice = [name for name, count in Counter(fault.id for fault in made).items() if count > 1]
    assert not twice, twice
    return {fault.id: fault for fault in made}


def chosen(contract: Contract, names: Iterable[str]) -> list[Fault]:
    """Return the faults named by their ids; the id of a clause stands for all faults that break it.

    Raises UsageError for an id that is neither, naming the nearest.
    """
    faults = faults_of(contract)
    found: dict[str, Fault] = {}
    for name in names:
        of_clause = [fault for fault in faults.values() if name in (fault.id, fault.clause)]
        if not of_clause:
            near = get_close_matches(name, faults, 3, 0.5)
            hint = (
                f"the nearest are {', '.join(near)}" if near else "`ticketgate mock --list-faults` shows all"
            )
            raise UsageError(f"there is no fault {name!r}; {hint}")
        found |= {fault.id: fault for fault in of_clause}
    return list(found.values())


def _all(contract: Contract) -> Iterator[Fault]:
    yield from structural_faults(contract)
    yield from rule_faults(contract)
    yield from relation_faults(contract)
    yield from answer_faults()
    yield from getting_in_faults()
    yield from request_faults()
    yield from unusual_body_faults()
    yield from parameter_faults()
    yield from search_faults()
    yield from expected_faults()
