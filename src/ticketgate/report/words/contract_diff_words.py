"""What renderings of differences between contracts share: which changes are one, and the words for them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from ticketgate.contract.diffing.contract_diff import ClauseChange, ContractDiff, Effect, WireChange
from ticketgate.contract.diffing.sought_values import MOST_TRIES
from ticketgate.contract.wording import in_number

__all__ = ["HEADINGS", "ChangeEntry", "change_entries", "clause_lists", "diff_sentence"]

HEADINGS: Final = {
    Effect.BREAKS: "Breaks consumers",
    Effect.SAFE: "Safe for consumers",
    Effect.TEXTUAL: "Textual: no value was found that shows a difference",
}
#: Characters of a witness that a reader is shown; all of it is in the JSON form.
_LONGEST: Final = 160


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """Changes that are the same in several places: their words, the witnesses as text, and the places."""

    said: str
    witnesses: tuple[str, ...]
    places: tuple[str, ...]


def change_entries(diff: ContractDiff, effect: Effect) -> list[ChangeEntry]:
    """Return the changes of one effect, those that read alike as one."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for each in diff.wire:
        if each.effect is effect:
            last = each.change.place.rpartition(".")[2] or "the whole"
            key = f"{last} {each.change.said}", tuple(_witnesses(each))
            where = each.change.place or "the whole"
            found.setdefault(key, []).append(
                f"{each.body.operation}, {each.body.direction} {each.body.part}: {where}"
            )
    return [ChangeEntry(*key, tuple(places)) for key, places in found.items()]


def _witnesses(each: WireChange) -> Iterator[str]:
    whole = "" if each.change.at == each.change.place else f", as {_last(each.change.at)}"
    if each.admitted is not None:
        yield f"accepted now and not before{whole}: {_shown(each.admitted[0], each.change.about)}"
    if each.refused is not None:
        yield f"accepted before and not now{whole}: {_shown(each.refused[0], each.change.about)}"
    if not each.is_shown:
        yield f"no witness found in {MOST_TRIES} tries"


def _last(place: str) -> str:
    return place.rpartition(".")[2] or "the whole"


def _shown(value: Any, about: str) -> str:
    """Return a witness as text, the member that it is about first."""
    if isinstance(value, dict) and about in value:
        value = {about: value[about], **value}
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … (all of it is in the JSON form)"


def clause_lists(changes: Iterable[ClauseChange]) -> dict[str, list[str]]:
    """Return the ids of the clauses by what became of them, levels and evidence apart."""
    found: dict[str, list[str]] = {}
    for each in changes:
        if each.promise != "same":
            found.setdefault(each.promise, []).append(each.clause.id)
        if each.level:
            found.setdefault("of another level", []).append(f"{each.clause.id} ({' → '.join(each.level)})")
        if each.evidence:
            shown = f"{each.clause.id} ({' → '.join(each.evidence)})"
            found.setdefault("of other evidence", []).append(shown)
    return found


def diff_sentence(diff: ContractDiff) -> str:
    """Say in one sentence what the differences come to."""
    if count := len(diff.breaking):
        verb = "breaks" if count == 1 else "break"
        return f"BREAKS: {in_number(count, 'change')} on the wire {verb} consumers."
    textual = sum(1 for each in diff.wire if each.effect is Effect.TEXTUAL)
    rest = f"; {in_number(textual, 'textual change')} could not be shown by a value" if textual else ""
    return f"SAFE: nothing breaks consumers, of {in_number(len(diff.wire), 'change')} on the wire{rest}."
