"""Relations within the answer to a search, and between the answers to several.

Only what the answers themselves show is used, nothing is known about the data. A function returns None
when the answers do not tell, for instance because a page does not hold all matches.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import groupby, pairwise
from typing import Any, Final

from ticketgate.contract.wording import in_number
from ticketgate.judging.relations.criteria import criterion_of, field_of, folded
from ticketgate.judging.relations.fields import Field, Row
from ticketgate.judging.relations.judgements import KEPT, Disagreement, Judgement, unless
from ticketgate.judging.relations.pages import Page

_IDS: Final = "tickets[].id"


# One answer


def hits_satisfy_filters(page: Page) -> Judgement:
    judged = False
    failed: set[tuple[str, str]] = set()
    for said in page.filters:
        field, meets = field_of(page, said), criterion_of(page, said)
        if field is None or meets is None:
            continue
        verdicts = {meets(row) for row in page.rows}
        judged = judged or bool(verdicts - {None})
        if False in verdicts:
            failed.add((field.place, str(said[page.terms.parts["key"]])))
    if not judged:
        return None
    return tuple(
        Disagreement(f"tickets[].{place}", f"does not meet the filter on {key}")
        for place, key in sorted(failed)
    )


def order_is_kept(page: Page) -> Judgement:
    field, rises = _ordering(page)
    if field is None or field.kind not in ("integer", "date") or field.many:
        return None
    values = [value for value in _shown(field, page.rows) if value is not None]
    if len(set(values)) < 2:  # noqa: PLR2004 - one alone is always in order
        return None
    pairs = pairwise(values)
    kept = all(a <= b for a, b in pairs) if rises else all(a >= b for a, b in pairs)
    order = "rise" if rises else "fall"
    return unless(kept, f"tickets[].{field.place}", f"does not {order} from ticket to ticket as asked")


def _ordering(page: Page) -> tuple[Field | None, bool]:
    """Return what the page was to be ordered by and whether rising, as far as the search says both."""
    terms = page.terms
    key, direction = page.search.get(terms.order), page.search.get(terms.direction)
    if not isinstance(key, str) or direction not in (terms.rising, terms.falling):
        return None, False
    return page.fields.get(key), direction == terms.rising


def _shown(field: Field, rows: Iterable[Row]) -> Iterator[Any]:
    """Yield the single value that each row shows, where it shows one."""
    for row in rows:
        values = field.values(row)
        if values is not None and len(values) == 1:
            yield values[0]


# Pages of one search


def pages_agree_on_total(*pages: Page) -> Judgement:
    totals = {page.total for page in pages}
    if None in totals:
        return None
    return unless(len(totals) == 1, "total", "differs between pages of one search")


def pages_join_up(first: Page, second: Page, larger: Page) -> Judgement:
    joined = first.ids + second.ids
    if joined != larger.ids[: len(joined)] or len(joined) < min(first.limit + second.limit, len(larger.ids)):
        return (Disagreement(_IDS, "of two pages in a row is not that of one larger page"),)
    agreed = {first.total, second.total, larger.total} == {larger.total}
    ends = larger.offset == 0 and len(larger.rows) < larger.limit
    if agreed and ends and larger.total is not None and len(larger.rows) != larger.total:
        shown = _tickets(len(larger.rows))
        detail = f"shows {shown} up to the end of the search, total says {larger.total}"
        return (Disagreement("tickets", detail, "shows another number of tickets than total says"),)
    return KEPT if joined else None


def offset_past_the_end_is_empty(everything: Page, second: Page, past: Page) -> Judgement:
    pages_work = second.ids == everything.ids[second.offset : second.offset + second.limit]
    if not (pages_work and everything.complete and everything.total == second.total):
        return None
    if everything.total is None or past.offset < everything.total:
        return None
    if past.rows:
        detail = f"holds {_tickets(len(past.rows))} past the end of the search"
        return (Disagreement("tickets", detail, "holds tickets past the end of the search"),)
    if past.total is None:
        return None
    return unless(past.total == everything.total, "total", "differs past the end of the search")


def repeating_gives_the_same_page(first: Page, again: Page) -> Judgement:
    if first.ids != again.ids:
        return (Disagreement(_IDS, "differs, or comes in another order, when the search is repeated"),)
    return unless(first.total == again.total, "total", "differs when the search is repeated")


# Orders


def orders_are_reverses(rising: Page, falling: Page, *_known: Page) -> Judgement:
    field, _ = _ordering(rising)
    if field is None or field.many or not _all_complete(rising, falling):
        return None
    up, down = (_runs(field, page) for page in (rising, falling))
    if len(up) < 2:  # noqa: PLR2004 - one value alone is its own reverse
        return None
    place = f"tickets[].{field.place}"
    if any(len(set(runs)) < len(runs) for runs in (up, down)):
        return (
            Disagreement(
                place, "has equal values apart from one another although the search is ordered by it"
            ),
        )
    return unless(up == down[::-1], place, "falls in an order that is not the reverse of how it rises")


def _runs(field: Field, page: Page) -> list[Any]:
    """Return the values in their order, each stretch of equal ones once; where null stands is open (R78).

    Without those that come in several spellings: only the server knows whether these are equal.
    """
    values = [value for value in _shown(field, page.rows) if value is not None]
    spellings = Counter(folded(value) for value in set(values))
    return [value for value, _ in groupby(values) if spellings[folded(value)] == 1]


# Filters


def in_is_a_union(one: Page, other: Page, both: Page) -> Judgement:
    if not _all_complete(one, other, both) or not (one.rows and other.rows):
        return None
    parts = {*one.ids, *other.ids}
    return _same_tickets({*both.ids}, parts, "in with all values", "in with each half of them")


def not_in_is_the_complement(everything: Page, among: Page, rest: Page) -> Judgement:
    field = _last_field(among)
    if field is None or field.many or not _all_complete(everything, among, rest):
        return None
    filled = {row["id"] for row in everything.rows if field.values(row) not in (None, (None,))}
    if not filled:
        return None
    found = {*among.ids, *rest.ids}
    twice = {*among.ids} & {*rest.ids}
    return _counted(
        (filled - found, "found neither with in nor with not in although the field is filled"),
        (twice, "found with in and with not in"),
    )


def spam_exclusion_keeps_unmarked(everything: Page, rest: Page) -> Judgement:
    field = _last_field(rest)
    if field is None or not _all_complete(everything, rest):
        return None
    unmarked = {row["id"] for row in everything.rows if field.values(row) == (None,)}
    if not unmarked:
        return None
    return _counted((unmarked - {*rest.ids}, "without spamStatus not found when spam is excluded"))


def equals_agrees_with_in(equal: Page, listed: Page) -> Judgement:
    return _agree(equal, listed, "=", "in with the same value")


def between_is_both_comparisons(between: Page, compared: Page) -> Judgement:
    return _agree(between, compared, "between", "the comparisons with its two ends")


def filters_only_narrow(wide: Page, narrow: Page) -> Judgement:
    if wide.total is None or narrow.total is None:
        return None
    if narrow.total > wide.total:
        return (Disagreement("total", "grows when a filter is added"),)
    if not wide.complete:
        return KEPT
    return _counted(({*narrow.ids} - {*wide.ids}, "found only after a filter was added"))


def skills_scope_leaves_out_spam(everything: Page, scoped: Page) -> Judgement:
    field = scoped.fields[scoped.terms.spam_key]
    if everything.total is None or scoped.total is None or everything.total == scoped.total:
        return None
    spam = {row["id"] for row in scoped.rows if set(field.values(row) or ()) & set(scoped.terms.spam_marks)}
    return _counted((spam, "marked as spam although the scope is skills"))


def _last_field(page: Page) -> Field | None:
    """Return the field of the last filter: what tells a search from the one it is compared with."""
    key = page.filters[-1].get(page.terms.parts["key"]) if page.filters else None
    return page.fields.get(key) if isinstance(key, str) else None


def _all_complete(*pages: Page) -> bool:
    return all(page.complete for page in pages)


def _agree(one: Page, other: Page, name: str, other_name: str) -> Judgement:
    if not _all_complete(one, other) or not (one.rows or other.rows):
        return None
    return _same_tickets({*one.ids}, {*other.ids}, name, other_name)


def _same_tickets(one: AbstractSet[int], other: AbstractSet[int], name: str, other_name: str) -> Judgement:
    only, only_other = len(one - other), len(other - one)
    counts = f"{_tickets(only)} only in the first, {only_other} only in the second"
    way = f"differs between {name} and {other_name}"
    return unless(one == other, _IDS, f"{way}: {counts}", way)


def _counted(*found: tuple[AbstractSet[int], str]) -> Judgement:
    """Return a disagreement for each set that is not empty, telling how many tickets are in it."""
    return tuple(
        Disagreement(_IDS, f"names {_tickets(len(ids))} {detail}", f"names tickets {detail}")
        for ids, detail in found
        if ids
    )


def _tickets(count: int) -> str:
    return in_number(count, "ticket")
