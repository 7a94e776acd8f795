"""The relation between several reads of one ticket, which differ in their parameters or in nothing."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from ticketgate.contract.operations import Parameter
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Request
from ticketgate.judging.relations.judgements import Disagreement, Judgement
from ticketgate.judging.relations.one_ticket import OF_THE_ANSWER, differing_in_parts, settled
from ticketgate.judging.relations.pages import success_of

__all__ = ["flags_change_only_their_members"]


def flags_change_only_their_members(
    documented: AbstractSet[str], moving: AbstractSet[str], first: Exchange, second: Exchange
) -> Judgement:
    """Compare two reads; documented are the members of a ticket, moving what moves by itself."""
    bodies = success_of(first), success_of(second)
    if not all(isinstance(body, dict) and "id" in body for body in bodies):
        return None
    if any(bodies[0].get(name) != bodies[1].get(name) for name in ("id", "modifiedAt")):
        return None  # another ticket, which is found elsewhere, or one that was changed in between
    parameters = [each for each in first.request.operation.parameters if _differs(each, first, second)]
    places = (*_differing(documented, moving, parameters, *bodies),)
    words = _said(parameters)
    return tuple(Disagreement(place, f"differs between two reads {words}") for place in dict.fromkeys(places))


def _differs(parameter: Parameter, first: Exchange, second: Exchange) -> bool:
    return _taken(parameter, first.request) != _taken(parameter, second.request)


def _taken(parameter: Parameter, request: Request) -> str | None:
    """Return the value of a parameter that the server goes by."""
    sent = request.param(parameter.name)
    return parameter.default if sent is None else sent


def _differing(
    documented: AbstractSet[str],
    moving: AbstractSet[str],
    parameters: list[Parameter],
    first: Mapping[str, Any],
    second: Mapping[str, Any],
) -> Iterator[str]:
    """Yield the places that differ and that none of the parameters is about.

    What changes by itself is there all the same.
    """
    about = {place for each in parameters for place in (*each.fills, *each.changes)} | OF_THE_ANSWER
    whole = {member for each in parameters for member in each.completes}
    for name in sorted(documented - about):
        if name in first and name in second and name not in moving:
            yield from _differing_member(
                moving | about, name, first[name], second[name], reduced=name in whole
            )
        elif (name in first) != (name in second) and name not in whole:
            yield name


def _differing_member(
    aside: AbstractSet[str], name: str, first: Any, second: Any, *, reduced: bool
) -> Iterator[str]:
    if reduced:
        yield from differing_in_parts(aside, name, first, second)
    elif first != second and settled(first, name, aside) != settled(second, name, aside):
        yield name


def _said(parameters: list[Parameter]) -> str:
    names = ", ".join(each.name for each in parameters)
    return f"with another value of {names}" if names else "that ask for the same"
