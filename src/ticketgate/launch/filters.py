"""Reads the filters that a run is to stay within, and refuses what no server would take for one."""

import re
from difflib import get_close_matches
from typing import Final

from ticketgate.contract.forms import COMPACT
from ticketgate.contract.model import Contract
from ticketgate.contract.search_terms import FilterKey
from ticketgate.errors import UsageError

__all__ = ["filter_from"]

_INTEGER: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def filter_from(contract: Contract, text: str) -> tuple[str, str]:
    """Return key and value of a filter such as ``t.channel=email``.

    Raises UsageError, naming the nearest key, for one that does not exist or takes no list of values, and for
    a value that is no number where the field is one.
    """
    name, sign, value = text.partition("=")
    if not (name and sign and value):
        raise UsageError(f"--filter {text!r}: write it as KEY=VALUE, such as {_example(contract)}")
    key = contract.search.keys.get(name)
    if key is None:
        raise UsageError(f"--filter {text!r}: no filter has the key {name!r}; {_keys_like(contract, name)}")
    if key.unlisted:
        problem = f"{name} takes no value, {key.unlisted}"
        raise UsageError(f"--filter {text!r}: {problem}; {_keys_like(contract, name)}")
    if _is_number(contract, key) and not _INTEGER.fullmatch(value) and value not in _words(contract, key):
        words = "".join(f" or {word}" for word in _words(contract, key))
        raise UsageError(f"--filter {text!r}: {name} takes a whole number{words}")
    return name, value


def _example(contract: Contract) -> str:
    nodes = contract.representations[COMPACT].node.walk()
    values = {node.place: node.enum for node in nodes if node.enum}
    known = (key for key in contract.search.keys.values() if key.place in values)
    return next((f"{key.key}={values[key.shown_at][0]}" for key in known), "KEY=17")


def _keys_like(contract: Contract, name: str) -> str:
    known = [key.key for key in contract.search.keys.values() if not key.unlisted]
    folded = {key.casefold(): key for key in known}
    near = [folded[each] for each in get_close_matches(name.casefold(), folded, 3, 0.6)]
    if not near:
        return f"the keys are {', '.join(known)}"
    return f"the nearest {'is' if len(near) == 1 else 'are'} {', '.join(near)}"


def _is_number(contract: Contract, key: FilterKey) -> bool:
    nodes = contract.representations[COMPACT].node.walk()
    types = next((node.types for node in nodes if node.place == key.place), ())
    return set(types) - {"null"} == {"integer"}


def _words(contract: Contract, key: FilterKey) -> tuple[str, ...]:
    """Return the operands that are no values of the field."""
    return (*key.words, contract.search.without_value)
