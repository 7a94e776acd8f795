"""Relations within the answer to a search, and between the answers to several.

Only what the answers themselves show is used, nothing is known about the data. A function returns None
when the answers do not tell, for instance because a page does not hold all matches.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby, pairwise
from typing import Any, Final

from ticketgate.contract.wording import in_number
from ticketgate.judging.relations.criteria import contradicted_keys, criterion_of, field_of, folded
from ticketgate.judging.relations.expectation import conditions_beside, expected_of
from ticketgate.judging.relations.fields import Field, Row
from ticketgate.judging.relations.judgements import KEPT, Disagreement, Judgement, unless
from ticketgate.judging.relations.pages import Page

_IDS: Final = "tickets[].id"


# One answer


def hits_satisfy_filters(page: Page) -> Judgement:
    contradicted = contradicted_keys(page)
    told, unmet = _told_by_filters(page)
    failed = {(field.place if field else page.terms.id, key) for field, key, _ in unmet}
    if page.rows:
        failed |= {(page.terms.id, key) for key in contradicted}
    if not (told or contradicted):
        return None
    return tuple(
        Disagreement(f"tickets[].{place}", f"does not meet the filter on {key}")
        for place, key in sorted(failed)
    )


def unmet_conditions(page: Page) -> frozenset[tuple[str, str]]:
    """Return key and comparator of the filters that some hit surely does not meet."""
    return frozenset((key, comparator) for _, key, comparator in _told_by_filters(page)[1])


def _told_by_filters(page: Page) -> tuple[bool, list[tuple[Field | None, str, str]]]:
    """Return whether the hits tell anything of the filters, and each filter that one of them does not meet.

    Of that it is what shows it in a row, if anything does, the key and the comparator.
    """
    told, unmet = False, []
    name, comparator = page.terms.parts["key"], page.terms.parts["comparator"]
    for said in page.filters:
        meets = criterion_of(page, said)
        verdicts = {*meets.on(page)} if meets else set[bool | None]()
        told = told or bool(verdicts - {None})
        if False in verdicts:
            # No member of a row shows full text.
            unmet.append((field_of(page, said), str(said[name]), str(said.get(comparator))))
    return told, unmet


def page_is_filled(page: Page) -> Judgement:
    """Judge a page of all tickets, or of some that are named: with other filters the total may be wrong."""
    key = page.terms.parts["key"]
    plain = all(said.get(key) == page.terms.id_key for said in page.filters)
    filled = _is_filled(page) if plain and not _counts_too_many(page) else None
    if filled is None:
        return None
    way = "although limit, offset and total leave more"
    return unless(filled, "tickets", f"holds {_tickets(len(page.rows))} {way}", f"holds too few {way}")


def _counts_too_many(page: Page) -> bool:
    """Tell whether more tickets are counted than are named."""
    key, several = page.terms.parts["key"], page.terms.parts["several"]
    listed = [said.get(several) for said in page.filters if said.get(key) == page.terms.id_key]
    named = [len(values) for values in listed if isinstance(values, list)]
    return page.total is not None and any(page.total > each > 0 for each in named)


def _is_filled(page: Page) -> bool | None:
    """Tell whether a page that was asked for with a limit of its own has all that it can have.

    One past the end is judged with others.
    """
    limit = page.search.get(page.terms.limit)
    if page.total is None or not isinstance(limit, int) or not 1 <= limit <= page.terms.most_rows:
        return None
    left = page.total - page.offset
    return None if left < 1 else len(page.rows) >= min(limit, left)


def order_is_kept(page: Page) -> Judgement:
    field, rises = _ordering(page)
    if field is None or field.kind not in ("integer", "date") or field.many:
        return None
    values = [value for value in _shown(field, page) if value is not None]
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


def _shown(field: Field, page: Page) -> Iterator[Any]:
    """Yield the single value that each row shows, where it shows one."""
    for values in page.shown(field):
        if values is not None and len(values) == 1:
            yield values[0]


# Pages of one search


def pages_agree_on_total(*pages: Page) -> Judgement:
    totals = {page.total for page in pages}
    if None in totals:
        return None
    return unless(len(totals) == 1, "total", "differs between pages of one search")


def pages_join_up(first: Page, second: Page, larger: Page | None = None) -> Judgement:
    """Judge two pages in a row; without one as long as both, no ticket of the first may come again.

    Where they are not ordered by the id, equal values may change places, so the values are compared.
    """
    if larger is None:
        twice = {*first.ids} & {*second.ids}
        return _counted((twice, "on two pages of one search")) if first.ids and second.ids else None
    joined, whole = (*_sequence(first), *_sequence(second)), _sequence(larger)
    if not joined:
        return None
    agree = joined == whole[: len(joined)]
    return unless(agree, _IDS, "of two pages in a row is not that of one larger page")


def _sequence(page: Page) -> tuple[Any, ...]:
    """Return what the order of a page is compared by: ids, or the values that it is ordered by."""
    key = page.search.get(page.terms.order, page.terms.id_key)
    if key == page.terms.id_key:
        return page.ids
    field = page.fields.get(str(key))
    values = page.shown(field) if field and not field.many else ()
    return tuple(tuple(map(folded, each or ())) for each in values)


def offset_past_the_end_is_empty(first: Page, second: Page, past: Page) -> Judgement:
    """Judge by a search whose second page is another one than the first, so that its offset works."""
    total = first.total
    pages_work = second.ids and {*first.ids}.isdisjoint(second.ids) and total == second.total
    if not pages_work or total is None or not second.offset < total <= past.offset:
        return None
    if past.rows:
        detail = f"holds {_tickets(len(past.rows))} past the end of the search"
        return (Disagreement("tickets", detail, "holds tickets past the end of the search"),)
    if past.total is None:
        return None
    return unless(past.total == total, "total", "differs past the end of the search")


def repeating_gives_the_same_page(first: Page, again: Page) -> Judgement:
    if first.ids != again.ids:
        return (Disagreement(_IDS, "differs, or comes in another order, when the search is repeated"),)
    return unless(first.total == again.total, "total", "differs when the search is repeated")


def defaults_are_as_documented(spelled: Page, left_out: Page) -> Judgement:
    if spelled.ids != left_out.ids:
        return (Disagreement(_IDS, f"differs when {_missing_members(spelled, left_out)} is left out"),)
    both = {"total": (spelled.total, left_out.total)}
    both |= {
        name: (spelled.told[name], left_out.told[name]) for name in spelled.told if name in left_out.told
    }
    detail = f"differs when {_missing_members(spelled, left_out)} is left out"
    return tuple(Disagreement(name, detail) for name, (one, other) in both.items() if one != other)


def _missing_members(spelled: Page, left_out: Page) -> str:
    return " and ".join(name for name in spelled.search if name not in left_out.search)


# Orders


def order_keeps_all_tickets(plain: Page, ordered: Page) -> Judgement:
    if plain.total is None or ordered.total is None or not plain.rows:
        return None
    if plain.total != ordered.total:
        return (Disagreement("total", "changes with the order of the search"),)
    if not _all_complete(plain, ordered):
        return KEPT
    return unless({*plain.ids} == {*ordered.ids}, _IDS, "differs when the search is ordered otherwise")


def orders_are_reverses(rising: Page, falling: Page, *_known: Page) -> Judgement:
    field, _ = _ordering(rising)
    if field is None or field.many or not _all_complete(rising, falling):
        return None
    if rising.total != falling.total:  # what an order leaves out is another matter
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
    values = [value for value in _shown(field, page) if value is not None]
    spellings = Counter(folded(value) for value in set(values))
    return [value for value, _ in groupby(values) if spellings[folded(value)] == 1]


# Filters


def total_counts_the_matches(everything: Page, found: Page) -> Judgement:
    """Judge a page on which a search ends, beside one that is filled: it is not that a page holds less."""
    if _counts_too_many(everything):
        return (Disagreement("total", "counts more tickets than are named"),)
    conditions = conditions_beside(everything, found)
    filled = _is_filled(found) if conditions and _is_filled(everything) else None
    if filled is None or len(found.rows) >= found.limit:
        return None
    return unless(filled, "total", "counts more than is shown up to the end of the search")


def matching_tickets_are_found(known: Page, found: Page) -> Judgement:
    """Judge whether a page that holds every match has the known tickets that meet its conditions."""
    must = expected_of(known, found).must if found.complete else frozenset()
    if not must:
        return None
    missing = must - {*found.ids}
    detail = f"lacks {_tickets(len(missing))} known to meet {_conditions(known, found)}"
    return unless(not missing, _IDS, detail, "lacks tickets known to meet its filters")


def spam_exclusion_keeps_unmarked(everything: Page, rest: Page) -> Judgement:
    field = rest.fields.get(rest.terms.spam_key)
    if field is None or not rest.complete:
        return None
    must = expected_of(everything, rest).must
    unmarked = {row["id"] for row in everything.rows if field.values(row) == (None,)} & must
    if not unmarked:
        return None
    return _counted((unmarked - {*rest.ids}, "without spamStatus not found when spam is excluded"))


def filters_only_narrow(wide: Page, narrow: Page) -> Judgement:
    if wide.total is None or narrow.total is None:
        return None
    if narrow.total > wide.total:
        return (Disagreement("total", "grows when a filter is added"),)
    if not wide.complete:
        return KEPT
    return _counted(({*narrow.ids} - {*wide.ids}, "found only after a filter was added"))


def skills_scope_leaves_out_spam(everything: Page, scoped: Page, *elsewhere: Page) -> Judgement:
    """Judge a search by its scope, which is known to be read where it changes a total, of it or elsewhere."""
    if not _scope_is_read((everything, scoped, *elsewhere)):
        return None
    spam = {row["id"] for row in scoped.rows if _is_spam(scoped, row)}
    return _counted((spam, "marked as spam although the scope is skills"))


def skills_scope_leaves_out_nothing_else(everything: Page, scoped: Page) -> Judgement:
    if not _all_complete(everything, scoped) or everything.total == scoped.total:
        return None
    # A row that does not show the mark may be of a ticket that has it.
    shown = everything.fields[everything.terms.spam_key]
    clean = {
        row["id"]
        for row in everything.rows
        if shown.values(row) is not None and not _is_spam(everything, row)
    }
    if not clean:
        return None
    return _counted((clean - {*scoped.ids}, "not marked as spam that the scope skills leaves out"))


def skills_scope_shows_routing_tags(everything: Page, scoped: Page, *elsewhere: Page) -> Judgement:
    """Judge the tags of a search by its scope, which is known to be read where it changes a total.

    A page with spam on it is not that view at all, which is found by itself.
    """
    shown = {row["id"]: _not_for_routing(row) for row in everything.rows}
    told = any(shown.get(row["id"]) for row in scoped.rows)
    if any(_is_spam(scoped, row) for row in scoped.rows):
        return None
    if not told or not _scope_is_read((everything, scoped, *elsewhere)):
        return None
    found = sum(bool(_not_for_routing(row)) for row in scoped.rows)
    detail = f"shows on {_tickets(found)} a tag that does not count for routing although the scope is skills"
    way = "shows a tag that does not count for routing although the scope is skills"
    return unless(not found, "tickets[].tags[]", detail, way)


def _not_for_routing(row: Row) -> list[Any]:
    tags = row.get("tags")
    listed = tags if isinstance(tags, list) else []
    return [tag for tag in listed if isinstance(tag, dict) and tag.get("routingRelevance") is False]


def _scope_is_read(pages: Sequence[Page]) -> bool:
    """Tell whether of two pages in turn, one without and one with the scope, any differ in their total."""
    pairs = zip(pages[::2], pages[1::2], strict=True)
    return any(wide.total != narrow.total for wide, narrow in pairs if None not in {wide.total, narrow.total})


def _is_spam(page: Page, row: Row) -> bool:
    values = page.fields[page.terms.spam_key].values(row)
    return not {*(values or ())}.isdisjoint(page.terms.spam_marks)


def _all_complete(*pages: Page) -> bool:
    return all(page.complete for page in pages)


def _conditions(known: Page, found: Page) -> str:
    """Name the keys and comparators of what a search asks beside the known page; no operand is shown."""
    key, comparator = found.terms.parts["key"], found.terms.parts["comparator"]
    said = conditions_beside(known, found)
    known_words = {*found.terms.comparators.values()}
    words = ([each[key], each.get(comparator)] for each in said)
    return " and ".join(
        " ".join(word for word in each if word in known_words or word == each[0]) for each in words
    )


def _counted(*found: tuple[AbstractSet[int], str]) -> Judgement:
    """Return a disagreement for each set that is not empty, telling how many tickets are in it."""
    return tuple(
        Disagreement(_IDS, f"names {_tickets(len(ids))} {detail}", f"names tickets {detail}")
        for ids, detail in found
        if ids
    )


def _tickets(count: int) -> str:
    return in_number(count, "ticket")
