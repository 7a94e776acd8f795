"""The relation between the rows of tickets before and after the suite read them in full."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from ticketgate.judging.relations.fields import Row
from ticketgate.judging.relations.judgements import Disagreement, Judgement
from ticketgate.judging.relations.one_ticket import settled

#: Tickets that have to show the same change before it is put down to our reading, not to somebody's work.
_ENOUGH: Final = 3


def reading_changes_nothing(
    moving: AbstractSet[str], before: Sequence[Row], after: Sequence[Row]
) -> Judgement:
    later = {row["id"]: row for row in after}
    pairs = [(row, later[row["id"]]) for row in before if row["id"] in later]
    if len(pairs) < _ENOUGH:
        return None
    changed = {
        "workedOnByIds": _joined(pairs),
        "modifiedAt": _all_stamped(pairs),
        **_changed_in_silence(pairs, moving),
    }
    return tuple(
        Disagreement(name, f"is another on {count} of {len(pairs)} tickets once they were read")
        for name, count in changed.items()
        if count >= _ENOUGH
    )


def _joined(pairs: Sequence[tuple[Row, Row]]) -> int:
    """Count the tickets that one and the same agent joined: us, if it is every ticket without that agent."""
    absent, joined = Counter[int](), Counter[int]()
    workers = [(_workers(before), _workers(after)) for before, after in pairs]
    known = {agent for _, after in workers for agent in after}
    for before, after in workers:
        absent.update(known - before)
        joined.update(after - before)
    return max((count for agent, count in joined.items() if count == absent[agent]), default=0)


def _workers(row: Row) -> frozenset[int]:
    ids = row.get("workedOnByIds")
    return (
        frozenset(agent for agent in ids if isinstance(agent, int)) if isinstance(ids, list) else frozenset()
    )


def _all_stamped(pairs: Sequence[tuple[Row, Row]]) -> int:
    """Count the tickets if every one of them was modified; single ones may have been modified by anybody."""
    stamped = sum(not _unstamped(*pair) for pair in pairs)
    return stamped if stamped == len(pairs) else 0


def _changed_in_silence(pairs: Sequence[tuple[Row, Row]], moving: AbstractSet[str]) -> Counter[str]:
    """Count by member the tickets on which it changed although their modifiedAt did not.

    Members that move are left out; who works on a ticket is judged by its ids, apart.
    """
    return Counter(
        name
        for before, after in pairs
        if _unstamped(before, after)
        for name in before
        if name in after
        and name not in moving
        and settled(before[name], moving) != settled(after[name], moving)
    )


def _unstamped(before: Row, after: Row) -> bool:
    return bool(before.get("modifiedAt") == after.get("modifiedAt"))
