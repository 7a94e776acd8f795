"""Values of tickets for tests of one's own: they are what they are, but show themselves in no output.

pytest prints what an assertion compared to terminals and reports, and those values are customers' data.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from ticketgate.contract.clauses import Node
from ticketgate.contract.model import Contract
from ticketgate.contract.wording import in_number

__all__ = ["HiddenText", "hidden"]

_DERIVING: Final = (
    *("__add__", "__getitem__", "__mul__", "capitalize", "casefold", "expandtabs", "join", "lower", "lstrip"),
    *("partition", "removeprefix", "removesuffix", "replace", "rpartition", "rsplit", "rstrip", "split"),
    *("splitlines", "strip", "swapcase", "title", "upper"),
)


class HiddenText(str):
    """A text that hides itself and what its own methods make of it; ``str()`` and format strings show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<a text of {in_number(len(self), 'character')}>"

    def __iter__(self) -> Iterator[str]:
        return map(HiddenText, super().__iter__())


class HiddenInteger(int):
    """A whole number that hides itself."""

    __slots__ = ()
    __str__ = int.__repr__

    def __repr__(self) -> str:
        return "<a whole number>"


class HiddenNumber(float):
    """A number that hides itself."""

    __slots__ = ()
    __str__ = float.__repr__

    def __repr__(self) -> str:
        return "<a number>"


class HiddenList(list[Any]):
    """An array that hides its items."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<an array of {len(self)}>"


class HiddenObject(dict[str, Any]):
    """An object that hides its members."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<an object of {in_number(len(self), 'member')}>"


def hidden(body: Any, contract: Contract) -> Any:
    """Return a ticket, or a page of tickets, whose values hide themselves.

    What may be shown stays as it is: ids of tickets, numbers of a page, and every word that the contract has.
    """
    rows = body.get(contract.search.rows) if isinstance(body, Mapping) else None
    known = _words(contract)
    if not isinstance(rows, list):
        return _ticket(body, contract.search.id, known)
    page = {name: each if isinstance(each, int) else _hide(each, known) for name, each in body.items()}
    listed = HiddenList(_ticket(row, contract.search.id, known) for row in rows)
    return HiddenObject(page | {contract.search.rows: listed})


def _ticket(body: Any, id_name: str, known: frozenset[str]) -> Any:
    shown = _hide(body, known)
    if isinstance(body, Mapping) and isinstance(body.get(id_name), int):
        shown[id_name] = body[id_name]
    return shown


def _hide(value: Any, known: frozenset[str]) -> Any:
    if isinstance(value, str):
        return value if value in known else HiddenText(value)
    if isinstance(value, Mapping):
        return HiddenObject({_hide(name, known): _hide(each, known) for name, each in value.items()})
    if isinstance(value, list):
        return HiddenList(_hide(each, known) for each in value)
    if isinstance(value, bool) or value is None:
        return value
    return HiddenInteger(value) if isinstance(value, int) else HiddenNumber(value)


def _words(contract: Contract) -> frozenset[str]:
    """Return the names of members and the enumerated texts of the contract."""
    return frozenset(
        word
        for form in contract.representations.values()
        for node in form.node.walk()
        for word in _words_at(node)
    )


def _words_at(node: Node) -> Iterable[str]:
    return (*node.members, *node.absence, *(each for each in node.enum or () if isinstance(each, str)))


def _hiding(name: str) -> Callable[..., Any]:
    plain = getattr(str, name)

    def method(self: str, *args: Any, **options: Any) -> Any:
        made = plain(self, *args, **options)
        if isinstance(made, str):
            return HiddenText(made)
        return type(made)(map(HiddenText, made)) if isinstance(made, list | tuple) else made

    return method


for _name in _DERIVING:
    setattr(HiddenText, _name, _hiding(_name))
