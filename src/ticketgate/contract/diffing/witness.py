"""Finds the smallest value that one side accepts and the other refuses; both validators decide."""

from itertools import islice
from typing import Any, Final

from hypothesis import find
from hypothesis.errors import HypothesisException

from ticketgate.contract.diffing.changes_at_places import PlaceChange
from ticketgate.contract.diffing.constraints import Constraints, Schemas, constraints_of, json_types, text_of
from ticketgate.contract.diffing.described_api import ApiDescription
from ticketgate.contract.diffing.sought_values import SEARCH, UNNAMED, SoughtValues, chance

__all__ = ["Witnesses"]


#: So many objects that tell a rule apart are tried, and so many that other rules refuse are repaired, which
#: takes milliseconds each.
_MOST_MADE: Final = 200
_MOST_REPAIRED: Final = 10


class Witnesses:
    """Finds witnesses of changes between two APIs; the same change is looked for once."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Any] | None] = {}

    def of(
        self, change: PlaceChange, taking: ApiDescription, refusing: ApiDescription, *, old_takes: bool
    ) -> tuple[Any] | None:
        """Return the smallest value that one side takes and the other refuses, alone in a tuple, or None.

        ``old_takes`` tells whether the side that takes it is the old one.
        """
        here, there = (change.old, change.new) if old_takes else (change.new, change.old)
        key = text_of([old_takes, here, there, change.keyword, change.about, change.said])
        if key not in self._found:
            self._found[key] = _find(change, (taking, here), (refusing, there))
        return self._found[key]


def _find(
    change: PlaceChange, taking: tuple[ApiDescription, Schemas], refusing: tuple[ApiDescription, Schemas]
) -> tuple[Any] | None:
    here, there = (constraints_of(api.form, schemas) for api, schemas in (taking, refusing))
    reason = (_reason(change, here, there),)

    def shows(value: Any) -> bool:
        """Tell whether the value is refused for what has changed; other changes at its place do not count."""
        return (
            taking[0].accepts(taking[1], value)
            and not refusing[0].accepts(reason, value)
            and not refusing[0].accepts(refusing[1], value)
        )

    def differs(value: Any) -> bool:
        """Tell whether what has changed refuses the value on one side alone, whatever else is said there."""
        return not refusing[0].accepts(reason, value) and taking[0].accepts(kept, value)

    kept = (_reason(change, there, here),)
    sought = SoughtValues(taking, change, there)
    shown = [each for api, _ in (refusing, taking) for each in api.form.examples.get(change.about, ())]
    # A search takes a hundred times as long as a value that is there.
    made = list(islice(sought.made(shown, differs), _MOST_MADE))
    for value in (*change.tries, *made):
        if shows(value):
            return (value,)
    if change.keyword == "if":
        # What a rule reads was gone through: a search by chance would find no more.
        nearest = sorted(made, key=lambda value: taking[0].complaints(taking[1], value))
        repaired = map(sought.repaired, nearest[:_MOST_REPAIRED])
        return next(((value,) for value in repaired if shows(value)), None)
    try:
        return (find(sought.values(taking[1]), shows, settings=SEARCH, random=chance()),)
    except HypothesisException:
        return None


def _reason(change: PlaceChange, here: Constraints, there: Constraints) -> Any:
    """Return of all that the refusing side asks only that which the change is about."""
    said: Any = None
    match change.keyword:
        case "type":
            said = {"type": json_types(there.types)} if there.types else False
        case "enum":
            said = {"enum": list((there.enum or {}).values())}
        case "required":
            said = {"required": [change.about]}
        case "properties" if change.about:
            said = {"properties": {change.about: False}}
        case "additionalProperties":
            said = {"properties": {UNNAMED: False}}
        case "format" | "pattern" | "multipleOf" | "uniqueItems" as key:
            said = {"allOf": [True, *({key: part[key]} for part in there.parts if key in part)]}
        case key if key in here.bounds or key in there.bounds:
            said = {name: value for name, value in there.bounds.items() if here.bounds.get(name) != value}
        case _:
            said = {"allOf": [True, *_changed_others(change, here, there)]}
    return said


def _changed_others(change: PlaceChange, here: Constraints, there: Constraints) -> list[Any]:
    """Return what is not taken apart and has changed; of a member newly described, all that is said."""
    own = [other for key, other in there.others.items() if here.texts.get(key) != there.texts[key]]
    if change.about:
        return [each for each in own if each.get("x-clause") == change.about]
    return own or list(there.parts)
