"""The relation between the rows of tickets before and after the suite read them in full."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

from ticketgate.judging.relations.fields import Row
from ticketgate.judging.relations.judgements import Disagreement, Judgement
from ticketgate.judging.relations.one_ticket import settled

#: Tickets that have to show the same change before it is put down to our reading, not to somebody's work.
_ENOUGH: Final = 3
#: A row before and after.
_Pairs: TypeAlias = Sequence[tuple[Row, Row]]


def reading_changes_nothing(
    moving: AbstractSet[str],
    before: Sequence[Row],
    after: Sequence[Row],
    read: AbstractSet[int] | None = None,
) -> Judgement:
    """Judge the rows of the tickets that were read, all unless said, beside those that were not."""
    later = {row["id"]: row for row in after}
    pairs = [(row, later[row["id"]]) for row in before if row["id"] in later]
    ours = [pair for pair in pairs if read is None or pair[0]["id"] in read]
    others = [pair for pair in pairs if read is not None and pair[0]["id"] not in read]
    if len(ours) < _ENOUGH:
        return None
    changed = {
        "workedOnByIds": _joined(ours, others),
        "modifiedAt": _all_stamped(ours, others),
        **_changed_in_silence(ours, others, moving),
    }
    return tuple(
        Disagreement(
            name,
            f"is another on {count} of {len(ours)} tickets once they were read",
            "is another once a ticket was read",
        )
        for name, count in changed.items()
        if count >= _ENOUGH
    )


def _joined(pairs: _Pairs, others: _Pairs) -> int:
    """Count the tickets that one and the same agent joined: us, if it is every ticket without that agent.

    Whoever joined a ticket that we did not read is somebody else.
    """
    absent, joined = Counter[int](), Counter[int]()
    workers = [(_workers(before), _workers(after)) for before, after in pairs]
    elsewhere = {agent for before, after in others for agent in _workers(after) - _workers(before)}
    known = {agent for _, after in workers for agent in after} - elsewhere
    for before, after in workers:
        absent.update(known - before)
        joined.update((after - before) & known)
    return max((count for agent, count in joined.items() if count == absent[agent]), default=0)


def _workers(row: Row) -> frozenset[int]:
    ids = row.get("workedOnByIds")
    return (
        frozenset(agent for agent in ids if isinstance(agent, int)) if isinstance(ids, list) else frozenset()
    )


def _all_stamped(pairs: _Pairs, others: _Pairs) -> int:
    """Count the tickets if each of them was modified and not each other one was, too."""
    ours, theirs = (sum(not _unstamped(*pair) for pair in each) for each in (pairs, others))
    elsewhere = bool(others) and theirs == len(others)
    return ours if ours == len(pairs) and not elsewhere else 0


def _changed_in_silence(pairs: _Pairs, others: _Pairs, moving: AbstractSet[str]) -> Counter[str]:
    """Count by member the tickets on which it changed although their modifiedAt did not.

    What changes on other tickets half as often is no effect of reading. Members that move are left out; who
    works on a ticket is judged by its ids, apart.
    """
    ours, theirs = _silent(pairs, moving), _silent(others, moving)
    return Counter(
        {name: count for name, count in ours.items() if count * len(others) > 2 * theirs[name] * len(pairs)}
        if others
        else ours
    )


def _silent(pairs: _Pairs, moving: AbstractSet[str]) -> Counter[str]:
    return Counter(
        name
        for before, after in pairs
        if _unstamped(before, after)
        for name in before
        if name in after
        and name not in moving
        and settled(before[name], name, moving) != settled(after[name], name, moving)
    )


def _unstamped(before: Row, after: Row) -> bool:
    return bool(before.get("modifiedAt") == after.get("modifiedAt"))
