"""The relations and behaviours that ``relations.yaml`` states."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ticketgate.contract.clauses import Clause, Evidence, Kind, level_of, word
from ticketgate.contract.documents import Documents, Pointer
from ticketgate.contract.forms import FULL, Form
from ticketgate.contract.representations import Representation

RELATIONS: Final = "relations.yaml"
#: What promises about the two forms of a ticket are on.
PAIR: Final = "pair"
_PROMISE_KEYS: Final = (
    "id title judges on evidence confidence rules operands description keeps breaks".split()
)
_JUDGES: Final = ("ticket", "pair", "answer", "content", "search", "searches", "reads", "reading")


@dataclass(frozen=True, slots=True)
class Promise:
    """A relation or behaviour as ``relations.yaml`` states it; code elsewhere is bound to its id."""

    id: str
    kind: Kind
    judges: str
    on: tuple[str, ...]
    operands: tuple[str, ...]

    def clause(self, root: str) -> str:
        """Return the id of the clause that this promise is for one form or operation."""
        return f"{root}/{self.id}"


def promises_of(
    documents: Documents,
    forms: Mapping[str, Form],
    representations: Mapping[str, Representation],
    operations: Iterable[str],
) -> Iterator[tuple[Promise, list[Clause]]]:
    """Yield each promise with its clauses, one for each form or operation."""
    makes_sense_on = {
        "ticket": tuple(representations),
        **dict.fromkeys(("pair", "reading"), (PAIR,)),
        **dict.fromkeys(("answer", "content", "search", "searches", "reads"), tuple(operations)),
    }
    for section, kind in (("relations", Kind.RELATION), ("behaviours", Kind.BEHAVIOUR)):
        for i, said in enumerate(documents.contents.get(RELATIONS, {}).get(section, ())):
            at = (section, i)
            if missing := [key for key in _PROMISE_KEYS if key not in said]:
                raise documents.error(RELATIONS, at, f"the promise lacks {', '.join(missing)}")
            judges = word(documents, RELATIONS, (*at, "judges"), said["judges"], _JUDGES)
            promise = Promise(said["id"], kind, judges, tuple(said["on"]), tuple(said["operands"]))
            for root in promise.on:
                word(documents, RELATIONS, (*at, "on"), root, makes_sense_on[judges])
                _refuse_unknown_operands(documents, promise, at, representations.get(root))
            yield promise, [_clause_of(documents, forms, promise, root, at, said) for root in promise.on]


def _refuse_unknown_operands(
    documents: Documents, promise: Promise, at: Pointer, form: Representation | None
) -> None:
    places = {node.place for node in form.node.walk()} if form else set()
    if unknown := [operand for operand in promise.operands if operand not in places]:
        problem = f"{promise.id} reads what no place of the form is: {', '.join(unknown)}"
        raise documents.error(RELATIONS, (*at, "operands"), problem)


def _clause_of(  # noqa: PLR0913, PLR0917 - private: the parts of the document it is made of
    documents: Documents,
    forms: Mapping[str, Form],
    promise: Promise,
    root: str,
    at: Pointer,
    said: Mapping[str, Any],
) -> Clause:
    # Both forms of a ticket together are counted as tickets.
    form = forms.get(root) or (forms[FULL] if root == PAIR else None)
    return Clause(
        id=promise.clause(root),
        kind=promise.kind,
        level=level_of(documents, RELATIONS, at, said),
        evidence=Evidence(said["evidence"]),
        title=said["title"],
        root=root,
        place="",
        written=documents.overlay_within(RELATIONS, at) or documents.at(RELATIONS, (*at, "id")),
        rules=tuple(said["rules"]),
        conflicts=tuple(said.get("conflicts", ())),
        why=said.get("why"),
        description=said["description"],
        keeps=said["keeps"],
        breaks=said["breaks"],
        counted=(form.one, form.many) if form else ("answer", "answers"),
    )
