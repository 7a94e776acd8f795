"""The representations by name: which document describes each, and what a reader calls one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from ticketgate.contract.documents import Documents

__all__ = ["COMPACT", "FULL", "PAGE", "Form", "forms_of"]

#: The forms that every contract has: a ticket as it is read, as a search lists it, and the page of a search.
FULL: Final = "full"
COMPACT: Final = "compact"
PAGE: Final = "search"
_KEY: Final = "x-form"
_WORDS: Final = ("name", "called", "one", "many")


@dataclass(frozen=True, slots=True)
class Form:
    """A representation by its name: its document, and the words for it (``The row``; ``row``, ``rows``)."""

    name: str
    document: str
    called: str
    one: str
    many: str


def forms_of(documents: Documents) -> Mapping[str, Form]:
    """Return the forms by name, those of every contract first.

    Raises DocumentError for one that is said wrongly or twice, and when one that every contract has is
    missing.
    """
    found: dict[str, Form] = {}
    for form in _found(documents):
        if form.name in found:
            problem = f"the form {form.name} is described by specs/{found[form.name].document} already"
            raise documents.error(form.document, (_KEY, "name"), problem)
        found[form.name] = form
    if missing := [name for name in (FULL, COMPACT, PAGE) if name not in found]:
        name = missing[0]
        problem = f"no schema describes the form {name}; say {_KEY}: {{name: {name}, ...}} at the root of one"
        raise documents.error("openapi.yaml", (), problem)
    order = (FULL, COMPACT, PAGE, *(name for name in found if name not in (FULL, COMPACT, PAGE)))
    return MappingProxyType({name: found[name] for name in order})


def _found(documents: Documents) -> Iterator[Form]:
    for path in documents.schemas:
        said: Any = documents.contents[path].get(_KEY)
        if said is None:
            continue
        if not isinstance(said, dict) or any(not isinstance(said.get(each), str) for each in _WORDS):
            raise documents.error(path, (_KEY,), f"{_KEY} is a mapping of {', '.join(_WORDS)} to words")
        yield Form(said["name"], path, said["called"], said["one"], said["many"])
