"""Plans searches: the fewest pages that show, or prove absent, what no row has shown yet."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice, zip_longest
from typing import Final

from ticketgate.contract.forms import COMPACT
from ticketgate.contract.places import values_at
from ticketgate.planning.sampling.ground import NULL, Ground
from ticketgate.planning.sampling.known import (
    PageAnswer,
    PageSearch,
    Sampled,
    ShowingFilter,
    is_end_of_list,
    needs,
)

__all__ = ["absent", "next_searches"]

#: Searches planned at a time: what one shows can make the next ones needless.
_AT_A_TIME: Final = 4
#: A tenant of so few pages is read whole.
_FEW_PAGES: Final = 6
#: Pages that look at random for what no filter reaches, and how many in a row may show nothing new.
_MOST_PAGES: Final = 16
_FRUITLESS: Final = 10
#: A value shown by so many rows is known well enough.
_FEW_ROWS: Final = 50
#: Values that a search leaves out at most.
_MOST_EXCLUDED: Final = 500


def next_searches(ground: Ground, known: Sampled, most: int) -> list[PageSearch]:
    """Return the searches to make next, at most ``most``; none when searching brings no more.

    First the rest of the pages, where they are few; then values a filter can name, all missing values of
    a member at once; then proof that the filters work whose searches found nothing; then conditions of
    rules; then wherever the data is thinly known. A search that was made is never planned again.
    """
    made = {answer.search for answer in known.answers}
    opening = PageSearch()
    if opening not in made:
        return [opening][:most]
    looking = () if ground.names_tickets else (_hunts, _controls, _extremes, _for_conditions, _for_variety)
    for stage in (_whole, *looking):
        new = dict.fromkeys(search for search in stage(ground, known) if search not in made)
        if new:
            return list(islice(new, min(most, _AT_A_TIME)))
    return []


def absent(ground: Ground, known: Sampled) -> tuple[frozenset[str], frozenset[str]]:
    """Return the partitions that searches found no ticket of: those proven absent, and those not.

    It is proof where a filter of the same shape was seen to work.
    """
    proven, failing = known.proven(ground), known.failing()
    sure, unsure = set[str](), set[str]()
    for answer in known.answers:
        if len(answer.search.filters) != 1 or not answer.whole:
            continue
        (filter_,) = answer.search.filters
        works = filter_.key not in failing and proven.issuperset(needs(filter_))
        (sure if works else unsure).update(filter_.shows - known.seen)
    return frozenset(sure), frozenset(unsure - sure)


def _missing(ground: Ground, known: Sampled) -> frozenset[str]:
    return ground.rows - known.seen


def _whole(ground: Ground, known: Sampled) -> Iterator[PageSearch]:
    """Yield every page, if all are wanted, or searching for what is missing would take more requests."""
    pages = -(-(known.total or 0) // ground.search.most_rows)
    if ground.reads_all or (_missing(ground, known) and pages <= _FEW_PAGES):
        yield from (PageSearch(offset=page * ground.search.most_rows) for page in range(1, pages))


def _hunts(ground: Ground, known: Sampled) -> Iterator[PageSearch]:
    """Yield, for each key, a search for all values of its member that were not seen; most values first."""
    skipped = known.failing() | ground.pinned
    settled = frozenset().union(*absent(ground, known))
    wanted: dict[tuple[str, str], list[str]] = {}
    for partition in sorted(_missing(ground, known) - settled):
        operand = ground.operands.get(partition)
        if operand is not None and operand.key not in skipped:
            wanted.setdefault((operand.key, operand.meaning), []).append(partition)
    for partitions in sorted(wanted.values(), key=len, reverse=True):
        yield PageSearch((_filter(ground, partitions),))


def _filter(ground: Ground, partitions: Iterable[str]) -> ShowingFilter:
    """Return the filter that lets through tickets which show one of the partitions, all of one key."""
    partitions = list(partitions)
    operands = [ground.operands[partition] for partition in partitions]
    first = operands[0]
    return ShowingFilter(
        key=first.key,
        meaning=first.meaning,
        values=tuple(o.value for o in operands),
        shows=frozenset(partitions),
        without_value=any(o.without_value for o in operands),
        several=first.several,
    )


def _controls(ground: Ground, known: Sampled) -> Iterator[PageSearch]:
    """Yield, for each filter that did not find all it asked for, one of the same shape that has to."""
    counts = _counts(known)
    for need, filter_ in _doubted(ground, known).items():
        # A control that found nothing, though rows show what it is for, tells that the filter does not work.
        if any(_failed(answer, need, counts) for answer in known.answers):
            continue
        control = _control(ground, known, need, filter_)
        if control is not None:
            yield PageSearch((control,))


def _doubted(ground: Ground, known: Sampled) -> dict[str, ShowingFilter]:
    """Return what was not seen to work yet, and the first filter that needs it to prove something absent."""
    proven, failing = known.proven(ground), known.failing()
    doubted: dict[str, ShowingFilter] = {}
    for answer in known.answers:
        for filter_ in answer.search.filters if answer.whole else ():
            if filter_.key not in failing and (answer.total == 0 or filter_.shows - known.seen):
                for need in needs(filter_):
                    if need not in proven:
                        doubted.setdefault(need, filter_)
    return doubted


def _control(ground: Ground, known: Sampled, need: str, doubted: ShowingFilter) -> ShowingFilter | None:
    """Return a filter that needs the same to work, with what the fewest rows show; None if none shows it.

    A list is as long as the one in doubt. It has at both ends what is there, or at the end in question if
    only one value is there.
    """
    counts, failing = _counts(known), known.failing()
    there = sorted(
        (counts[partition], partition)
        for partition, operand in ground.operands.items()
        if counts[partition] and operand.key not in failing
    )
    if not is_end_of_list(need, doubted):
        fitting = (p for _, p in there if need in needs(_filter(ground, [p])))
        partition = next(fitting, None)
        return None if partition is None else _filter(ground, [partition])
    ends = [partition for _, partition in there if _is_alike(ground, partition, doubted)][:2]
    missing = [partition for partition in sorted(doubted.shows) if partition not in ends]
    between = missing[: len(doubted.values) - len(ends)]
    if not ends:
        return None
    if need == needs(doubted)[0]:
        return _filter(ground, [ends[0], *between, *ends[1:]])
    return _filter(ground, [*ends[1:], *between, ends[0]])


def _is_alike(ground: Ground, partition: str, doubted: ShowingFilter) -> bool:
    """Tell whether a partition is found by a value in a list of the same key."""
    operand = ground.operands[partition]
    return (operand.key, operand.meaning) == (doubted.key, doubted.meaning) and not operand.without_value


def _failed(answer: PageAnswer, need: str, counts: Counter[str]) -> bool:
    return answer.total == 0 and any(
        need in needs(filter_) and any(counts[partition] for partition in filter_.shows)
        for filter_ in answer.search.filters
    )


def _counts(known: Sampled) -> Counter[str]:
    """Return how many rows show each partition."""
    return Counter(chain.from_iterable(known.shows.values()))


def _extremes(ground: Ground, known: Sampled) -> Iterator[PageSearch]:
    """Yield both ends of the order by a date that was never, or always, seen without value."""
    if known.has_every_row:
        return
    missing = _missing(ground, known)
    for key, place in ground.date_keys.items():
        if f"{COMPACT}:{place}={NULL}" in missing or f"{COMPACT}:{place}=value" in missing:
            yield PageSearch(order=key, rising=True)
            yield PageSearch(order=key)


def _for_conditions(ground: Ground, known: Sampled) -> Iterator[PageSearch]:
    """Yield searches for what filters can express of the conditions of rules that no ticket met."""
    if known.has_every_row:
        return
    failing = known.failing() | ground.pinned
    for clause, ways in ground.conditions.items():
        if clause in known.seen or clause not in ground.rows | ground.full:
            continue
        for way in ways:
            filters = tuple(sorted((_filter(ground, wanted) for wanted in _split(ground, way)), key=repr))
            if filters and not any(filter_.key in failing for filter_ in filters):
                yield PageSearch(filters)


def _split(ground: Ground, way: Iterable[frozenset[str]]) -> Iterator[list[str]]:
    """Yield what a way to meet a condition asks of each member; a filter has one comparator."""
    for wanted in way:
        by_meaning: dict[str, list[str]] = {}
        for partition in sorted(wanted):
            by_meaning.setdefault(ground.operands[partition].meaning, []).append(partition)
        if len(by_meaning) == 1:
            yield from by_meaning.values()


def _for_variety(ground: Ground, known: Sampled) -> Iterator[PageSearch]:
    """Yield searches where the data is thinly known, while some show something new.

    They take turns: values that few rows show, values that the contract does not list and no row shows
    yet, and pages spread over the whole.
    """
    if known.has_every_row or not _missing(ground, known) or _is_fruitless(ground, known):
        return
    kinds = (_thin(ground, known), _others(ground, known), _spread(ground, known))
    yield from (search for turn in zip_longest(*kinds) for search in turn if search is not None)


def _is_fruitless(ground: Ground, known: Sampled) -> bool:
    last = known.answers[-_FRUITLESS:]
    return len(last) == _FRUITLESS and all(answer.brought.isdisjoint(ground.rows) for answer in last)


def _thin(ground: Ground, known: Sampled) -> Iterator[PageSearch]:
    failing = known.failing() | ground.pinned
    whole = {
        p for a in known.answers if a.whole and len(a.search.filters) == 1 for p in a.search.filters[0].shows
    }
    counts = _counts(known)
    thin = [
        (counts[partition], partition)
        for partition, operand in ground.operands.items()
        if 0 < counts[partition] < _FEW_ROWS and operand.key not in failing and partition not in whole
    ]
    yield from (PageSearch((_filter(ground, [partition]),)) for _, partition in sorted(thin))


def _others(ground: Ground, known: Sampled) -> Iterator[PageSearch]:
    """Yield searches for other values than all that were seen of a member."""
    failing = known.failing() | ground.pinned
    for key, place in ground.open_keys.items():
        values = (value for row in known.rows.values() for value in values_at(row, place))
        seen = {value for value in values if type(value) in (int, str)}
        shows = f"{COMPACT}:{place.partition('[]')[0]}={'filled' if '[]' in place else 'value'}"
        if key in failing or not 0 < len(seen) <= _MOST_EXCLUDED or shows not in ground.rows:
            continue
        excluded = (*sorted(seen, key=repr), ground.search.without_value)
        several = "[]" in place
        besides = ShowingFilter(
            key, "besides", excluded, frozenset((shows,)), without_value=True, several=several
        )
        yield PageSearch((besides,))


def _spread(ground: Ground, known: Sampled) -> Iterator[PageSearch]:
    """Yield pages over the whole, each in the middle of the widest gap that the ones before leave."""
    pages = -(-(known.total or 0) // ground.search.most_rows)
    for i in range(1, min(pages, _MOST_PAGES)):
        page = int((_van_der_corput(i) + (ground.seed % 97) / 97) % 1 * pages)
        if page:
            yield PageSearch(offset=page * ground.search.most_rows)


def _van_der_corput(number: int) -> float:
    """Return the digits of number, base 2, mirrored at the point: 1/2, 1/4, 3/4, 1/8 ..."""
    value, part = 0.0, 0.5
    while number:
        value += part * (number & 1)
        number >>= 1
        part /= 2
    return value
