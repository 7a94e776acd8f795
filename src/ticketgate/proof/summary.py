"""What the proof as a whole came to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ticketgate.contract.model import Contract

#: Stands for the mock without any fault where the ids of faults stand.
HEALTH: Final = "none"
#: The share of faults that may break other clauses besides their own; in what an operation does, one answer
#: often breaks two promises.
_MOST_ACCOMPANIED: Final = 0.03


@dataclass(frozen=True, slots=True)
class Proven:
    """What looking for one fault came to.

    ``found`` says that its clause was reported, ``others`` are the clauses reported beside it, ``expected``
    those that the fault is known to break as well, for the reason in ``because``. ``problem`` is why a run
    ended early. Without a fault, ``found`` says that the run came to its end, and ``others`` should be empty.
    """

    fault: str
    clause: str
    found: bool
    others: tuple[str, ...]
    expected: tuple[str, ...] = ()
    because: str = ""
    problem: str = ""
    requests: int = 0
    seconds: float = 0.0

    @property
    def alone(self) -> bool:
        """Whether nothing but the clause was reported."""
        return self.found and not self.others

    @property
    def holds(self) -> bool:
        """Whether the clause was reported, and nothing that is not known to break with it."""
        return self.found and set(self.others) <= set(self.expected)


@dataclass(frozen=True, slots=True)
class Summary:
    """The proof as a whole: all faults in the order of the contract, and what stands against the suite.

    ``health`` is what the mock came to without a fault, None when that was not tried.
    """

    health: Proven | None
    faults: tuple[Proven, ...]
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything is as it should be."""
        return not self.problems


def summarize(contract: Contract, results: Sequence[Proven], *, whole: bool) -> Summary:
    """Sum the results up; whole says that all faults were tried, so that every clause has to have one."""
    order = {clause: number for number, clause in enumerate(contract.clauses)}
    health = next((proven for proven in results if proven.fault == HEALTH), None)
    faults = sorted((p for p in results if p.fault != HEALTH), key=lambda p: (order[p.clause], p.fault))
    return Summary(health, tuple(faults), tuple(_problems(contract, health, faults, whole=whole)))


def _problems(
    contract: Contract, health: Proven | None, faults: Sequence[Proven], *, whole: bool
) -> Iterator[str]:
    if health is not None and not health.alone:
        yield f"Without a fault this is found: {', '.join(health.others) or health.problem}."
    for proven in faults:
        if not proven.found:
            yield f"{proven.fault} is missed{f': {proven.problem}' if proven.problem else ''}."
        elif not proven.holds:
            yield f"{proven.fault} is not found alone: {', '.join(proven.others)}."
    if whole:
        tried = {proven.clause for proven in faults}
        yield from (f"{clause} has no fault." for clause in contract.clauses if clause not in tried)
    accompanied = sum(not proven.alone for proven in faults)
    if whole and accompanied > _MOST_ACCOMPANIED * len(faults):
        yield f"{accompanied} of {len(faults)} faults are not found alone, more than {_MOST_ACCOMPANIED:.0%}."
