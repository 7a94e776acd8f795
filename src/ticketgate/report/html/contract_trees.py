"""The contract in the HTML report: places of the forms, and promises on several places or on answers."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ticketgate.contract.clauses import Clause, Kind
from ticketgate.contract.places import outer
from ticketgate.report.html.hypertext import SIDE_BY_SIDE
from ticketgate.verdict.coverage import PartitionState
from ticketgate.verdict.decision import ClauseState, State
from ticketgate.verdict.entries import group_of
from ticketgate.verdict.outline import Outline, PlaceInForm

__all__ = [
    "FormTree",
    "Held",
    "PlaceRow",
    "PromiseRow",
    "contract_parts",
    "form_trees",
    "held_clauses",
    "promise_rows",
]

#: What the state of a place is, by those of its clauses: the first that one of them has.
_WORST: Final = (State.BROKEN, State.UNDECIDED, State.UNEXERCISED, State.KEPT)
_OF_SEVERAL: Final = (Kind.RULE, Kind.RELATION, Kind.BEHAVIOUR)
#: What the id of a partition ends with, and what it is a share of: itself and the other.
_SHARES: Final = (("null", "value"), ("absent", "present"), ("empty", "filled"))


@dataclass(frozen=True, slots=True)
class Held:
    """A clause and what became of it; no state where nothing was judged."""

    clause: Clause
    state: State | None = None
    exercised: int = 0
    reason: str = ""


@dataclass(slots=True)
class PlaceRow:
    """A place of one form or of several, with what each says of it."""

    place: str
    #: By form, what may stand there.
    forms: dict[str, PlaceInForm] = field(default_factory=dict)
    #: By kind, then by form, what is promised there.
    held: dict[Kind, dict[str, Held]] = field(default_factory=dict)
    #: By value, then by form, how often it was seen.
    seen: dict[str, dict[str, PartitionState]] = field(default_factory=dict)
    #: The rules and relations that read it.
    readers: list[Held] = field(default_factory=list)
    below: list["PlaceRow"] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The last step of the place."""
        return self.place.removeprefix(outer(self.place)).removeprefix(".") or "the whole body"

    @property
    def description(self) -> str:
        """What stands there, in words."""
        return next((each.description for each in self.forms.values() if each.description), "")

    @property
    def kind_of_value(self) -> str:
        """What may stand there: types, format, how many values."""
        said = list(dict.fromkeys(_kind_of_value(each) for each in self.forms.values()))
        return " / ".join(filter(None, said))

    def state(self, form: str) -> State | None:
        """Return the state of the place in a form: the worst of its clauses."""
        states = {of[form].state for of in self.held.values() if form in of}
        return next((state for state in _WORST if state in states), None)

    def promised(self, form: str) -> bool:
        """Tell whether the form promises anything of the place."""
        return any(form in of for of in self.held.values())

    def left_out(self, form: str) -> bool:
        """Tell whether the form promises that it is not there."""
        return form in self.held.get(Kind.ABSENCE, {})

    def shares(self, form: str) -> Iterator[tuple[str, int, int]]:
        """Yield on how many of how many it was null, absent or empty, as far as that can be."""
        for token, other in _SHARES:
            if (state := self._seen(token, form)) is not None:
                values = [each[form].seen for name, each in self.seen.items() if self._is_value(name, form)]
                others = self._seen(other, form)
                yield token, state, state + (sum(values) if others is None else others)

    def unseen(self, form: str) -> int:
        """Return how many classes of values were not seen, though they may be there."""
        states = (of[form] for of in self.seen.values() if form in of)
        return sum(state.reason is not None and not state.reason.proves_absence for state in states)

    @property
    def read_by(self) -> Iterator[tuple[Held, tuple[str, ...]]]:
        """Yield each promise that reads it once, with the forms in which it does."""
        groups: dict[str, list[Held]] = {}
        for held in self.readers:
            groups.setdefault(group_of(held.clause), []).append(held)
        for of in groups.values():
            yield of[0], tuple(held.clause.root for held in of)

    @property
    def worst_below(self) -> bool:
        """Whether something further in is broken."""
        return any(
            row.worst_below or any(row.state(form) is State.BROKEN for form in row.forms)
            for row in self.below
        )

    def _seen(self, token: str, form: str) -> int | None:
        state = self.seen.get(token, {}).get(form)
        return None if state is None else state.seen

    def _is_value(self, token: str, form: str) -> bool:
        return form in self.seen[token] and token not in {name for pair in _SHARES for name in pair}


@dataclass(frozen=True, slots=True)
class FormTree:
    """Forms whose places are shown side by side, and the row of their whole bodies."""

    forms: tuple[str, ...]
    root: PlaceRow


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise that reads several places, or is on answers, with what became of it in each form."""

    held: tuple[Held, ...]
    #: The places of a body that it reads.
    reads: tuple[str, ...]

    @property
    def clause(self) -> Clause:
        """The first of its clauses: what is promised is the same in all of them."""
        return self.held[0].clause

    @property
    def group(self) -> str:
        """What names the promise, wherever it holds."""
        return group_of(self.clause)

    @property
    def kept_by(self) -> str:
        """An exchange that keeps it; empty for what is not on requests."""
        return _spelled(self.clause.keeps)

    @property
    def broken_by(self) -> str:
        """An exchange that breaks it."""
        return _spelled(self.clause.breaks)


def contract_parts(
    outline: Outline, held: tuple[Held, ...], partitions: Iterable[PartitionState]
) -> dict[str, Any]:
    """Return what the template of the contract shows, by name."""
    return {
        "trees": form_trees(outline, held, partitions),
        "within": promise_rows(outline, held, on_answers=False),
        "on_answers": promise_rows(outline, held, on_answers=True),
    }


def form_trees(
    outline: Outline, held: Iterable[Held], partitions: Iterable[PartitionState]
) -> tuple[FormTree, ...]:
    """Return the trees of places: full and compact as one, and each other form."""
    rows = _Rows()
    for place in outline.places:
        rows.at(place.form, place.place).forms[place.form] = place
    for one in held:
        root = one.clause.root
        if one.clause.kind in _OF_SEVERAL:
            for read in outline.reads.get(one.clause.id, ()):
                rows.at(root, read).readers.append(one)
        elif root in outline.forms:
            rows.at(root, one.clause.place).held.setdefault(one.clause.kind, {})[root] = one
    for state in partitions:
        part = state.partition
        if part.root in outline.forms and part.id.startswith(prefix := f"{part.root}:{part.place}="):
            rows.at(part.root, part.place).seen.setdefault(part.id.removeprefix(prefix), {})[part.root] = (
                state
            )
    return tuple(FormTree(tuple(row.forms), row) for row in rows.roots)


def promise_rows(outline: Outline, held: Iterable[Held], *, on_answers: bool) -> tuple[PromiseRow, ...]:
    """Return what is promised of several places of a body, or of answers to requests."""
    groups: dict[str, list[Held]] = {}
    for each in held:
        if each.clause.kind in _OF_SEVERAL and (each.clause.root not in outline.forms) is on_answers:
            groups.setdefault(group_of(each.clause), []).append(each)
    return tuple(
        PromiseRow(tuple(of), tuple(dict.fromkeys(p for h in of for p in outline.reads.get(h.clause.id, ()))))
        for of in groups.values()
    )


def held_clauses(states: Iterable[ClauseState]) -> tuple[Held, ...]:
    """Return the clauses of a verdict with what became of them."""
    return tuple(Held(each.clause, each.state, each.exercised, each.reason) for each in states)


class _Rows:
    """The rows made so far, by tree and place."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], PlaceRow] = {}

    @property
    def roots(self) -> list[PlaceRow]:
        """The rows of the whole bodies."""
        return [row for (_, place), row in self._made.items() if not place]

    def at(self, form: str, place: str) -> PlaceRow:
        """Return the row of a place; one that only a clause names, since it must be left out, is made."""
        tree = SIDE_BY_SIDE[0] if form in SIDE_BY_SIDE else form
        row = self._made.get((tree, place))
        if row is None:
            row = self._made[tree, place] = PlaceRow(place)
            if place:
                self.at(form, outer(place)).below.append(row)
        return row


def _kind_of_value(place: PlaceInForm) -> str:
    if place.enum is not None:
        words = [f"one of {len([value for value in place.enum if value is not None])}"]
        return " or ".join(words + ["null"] * (None in place.enum))
    named = [place.format if place.format and each == "string" else each for each in place.types]
    return " or ".join(named)


def _spelled(example: object) -> str:
    return "" if example is None else json.dumps(example, ensure_ascii=False)
