"""Searches for what a request says beside its filters: pages, what is left out, scopes, words and moments."""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

from ticketgate.contract.search_terms import FilterKey, FilterObject, SearchTerms
from ticketgate.exchange.request import Json
from ticketgate.judging.relations.fields import Field, Row
from ticketgate.planning.comparisons.window import WINDOW, Comparison, Pair, Window

__all__ = [
    "RELATIVE",
    "comparators_unshown",
    "defaults_left_out",
    "first_page",
    "pages_of_all",
    "pages_of_window",
    "relative_moments",
    "special_views",
    "unshown",
    "words",
]

#: The promise on moments relative to now.
RELATIVE: Final = "relative-moments-share-one-now"
#: Tickets of the pages that look at all there are, and of the window that the default limit cuts.
_FEW: Final = 5
#: As few as a page can have and still be one of several.
_TWO: Final = 2
_BESIDE_DEFAULT: Final = 20
#: Letters of the words that are looked for: the shorter ones are often left out of an index.
_SHORTEST: Final = 5
_LONGEST: Final = 20


def pages_of_window(window: Window) -> Iterator[Comparison]:
    """Compare pages of the window with the whole, at the edges of limit and offset."""
    terms, size = window.terms, len(window.rows)
    whole = window.search()
    first = max(1, size // 2)
    half = {**whole, terms.limit: first}
    rest = {**whole, terms.limit: max(1, size - first - 1), terms.offset: first}
    past = {**whole, terms.limit: first, terms.offset: size}
    yield Comparison("pages-join-up", (half, rest, whole))
    # A page of one may be made in a way of its own.
    yield Comparison("pages-join-up", (half, {**rest, terms.limit: 1}, whole))
    yield Comparison("pages-agree-on-total", (half, rest, whole))
    yield Comparison("offset-past-the-end-is-empty", (half, rest, past))
    as_ordered = frozenset({(terms.id_key, terms.rising)})
    yield Comparison("repeating-gives-the-same-page", (whole, whole), as_ordered)
    if size > 1:
        # The tickets of one part are known by then, and the whole has to have them.
        yield Comparison("in-is-a-union", (window.search_for(window.ids[1::2]), whole))
        one = {**whole, terms.limit: 1}
        last = {**whole, terms.limit: size, terms.offset: size - 1}
        yield Comparison("pages-agree-on-total", (one, last, whole))


def pages_of_all(window: Window, total: int) -> Iterator[Comparison]:
    """Compare pages of all tickets, in an order that new ones do not shift: first, deep, last and beyond."""
    terms, plain = window.terms, first_page(window.terms, window.scope)

    def page(limit: int, offset: int = 0) -> dict[str, Json]:
        return {**plain, terms.limit: limit, terms.offset: offset}

    yield Comparison("filters-only-narrow", (plain, _with_all_ids(window, plain)))
    if total <= 6 * _FEW:
        return
    # A server may have a limit of its own anywhere.
    size = window.choose.randrange(_FEW, max(_FEW + 1, min(terms.default_limit, total // 4)))
    deep = window.choose.randrange(total // 2, total - size - _FEW)
    middle, next_ = page(size, deep), page(_TWO, deep + size)
    end, past = page(2 * _FEW, total - _FEW), page(_FEW, total + _FEW)
    yield Comparison("pages-join-up", (middle, next_, page(size + _TWO, deep)))
    yield Comparison("pages-join-up", (plain, end))
    yield Comparison("pages-agree-on-total", (plain, middle, end))
    yield Comparison("offset-past-the-end-is-empty", (plain, middle, past))
    # So many rows show whether all are put in order, or a part of them.
    many = page(terms.most_rows - 1)
    dated, numbered = (
        {**many, terms.order: _ordering_key(window, kind), terms.direction: terms.falling}
        for kind in ("date", "integer")
    )
    yield Comparison("pages-agree-on-total", (plain, dated))
    yield Comparison("order-keeps-all-tickets", (dated, numbered))


def _ordering_key(window: Window, kind: str) -> str:
    """Return a key of one kind of which most rows have a value; the id only where there is no other."""
    keys = [key for key in window.chosen(sorted(window.values)) if key != window.terms.id_key]
    fields = [field for field in map(window.fields.__getitem__, keys) if field.sortable and not field.many]
    alike = [field for field in fields if field.kind == kind]

    def filled(field: Field) -> int:
        return sum(field.values(row) not in (None, (None,)) for row in window.rows)

    return max(alike, key=filled).key if alike else window.terms.id_key


def first_page(terms: SearchTerms, scope: Sequence[FilterObject]) -> dict[str, Json]:
    """Return the body of a search for the oldest tickets."""
    return {
        terms.filters: [*scope],
        terms.limit: _FEW,
        terms.offset: 0,
        terms.order: terms.id_key,
        terms.direction: terms.rising,
    }


def _with_all_ids(window: Window, body: Mapping[str, Any]) -> dict[str, Json]:
    """Return the search with a filter that every ticket meets."""
    terms = window.terms
    every = terms.compared(terms.id_key, "at-least", terms.plausible_ids[0])
    return {**body, terms.filters: [*body[terms.filters], every]}


def defaults_left_out(window: Window, rows: Mapping[int, Row]) -> Iterator[Comparison]:
    """Leave out each member of the request that has a default, and all of them."""
    terms, promise = window.terms, "defaults-are-as-documented"
    ids = sorted(rows)[: terms.default_limit + _BESIDE_DEFAULT]
    spelled = {**terms.defaults, terms.filters: window.search_for(ids)[terms.filters]}
    for names in ({*terms.defaults} - {terms.filters}, *({name} for name in terms.defaults)):
        left_out = {name: value for name, value in spelled.items() if name not in names}
        if terms.filters not in names:
            yield Comparison(promise, (spelled, left_out))
    if not window.scope:
        few = {**spelled, terms.filters: [], terms.limit: _FEW, terms.direction: terms.rising}
        without = {name: value for name, value in few.items() if name != terms.filters}
        yield Comparison(promise, (few, without))
        yield Comparison(promise, ({**terms.defaults}, {}))


def special_views(window: Window) -> Iterator[Comparison]:
    """Leave spam out, by its filter and by the scope."""
    whole, terms = window.search(), window.terms
    scoped = {**whole, **terms.spam_left_out_by}
    # Where the scope belongs is open: that it counts where nothing else is asked for shows that it is read.
    plain = first_page(terms, window.scope)
    read = {**plain, terms.limit: _FEW + 1, **terms.spam_left_out_by}
    unmarked = window.search(terms.besides(terms.spam_key, *terms.spam_marks))
    yield Comparison("spam-exclusion-keeps-unmarked", (whole, unmarked))
    if terms.spam_left_in_by:
        # Rows that the default leaves out are not known, so that they are in no window.
        yield Comparison("defaults-are-as-documented", ({**plain, **terms.spam_left_in_by}, plain))
    yield Comparison("skills-scope-leaves-out-spam", (whole, scoped, plain, read))
    yield Comparison("skills-scope-leaves-out-nothing-else", (whole, scoped))
    yield Comparison("skills-scope-shows-routing-tags", (whole, scoped, plain, read))


def relative_moments(window: Window, rows: Mapping[int, Row]) -> tuple[list[Comparison], list[Comparison]]:
    """Compare searches by moments relative to now, for each date that rows show; the second list can wait.

    The first has the keys of documented samples, and one whose moments may lie ahead: later than any creation
    or change that rows show. Without these what is before now is all there is.
    """
    terms = window.terms
    relative = [said for said in terms.samples if _is_relative(window, said)]
    dates = window.chosen([key for key in sorted(window.values) if window.fields[key].kind == "date"])
    # Where no row has a moment, none of these searches tells anything.
    dated = {key: found for key in dates if (found := _dated(window, key, rows))}
    sampled = [key for key in dated if key in {said[terms.parts["key"]] for said in relative}]
    changes = [key for key in dated if window.fields[key].place == terms.changed]
    past = max((dated[key][-1][0] for key in (*sampled, *changes)), default="")
    others = sorted((key for key in dated if key not in sampled), key=lambda key: dated[key][-1][0] <= past)
    planned = [_relative_at(window, key, _around(past, dated[key]), relative) for key in (*sampled, *others)]
    first = len(sampled) + 1
    return planned[:first], planned[first:]


def _dated(window: Window, key: str, rows: Mapping[int, Row]) -> list[tuple[str, int]]:
    """Return the moments that rows show at a key, each with the id of its ticket, the earliest first."""
    field = window.fields[key]
    return sorted(
        (value, ticket) for ticket, row in rows.items() for value in field.values(row) or () if value
    )


def _around(moment: str, dated: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    """Return those next to a moment, as many as a window has: the closer, the more they tell of it."""
    start = bisect(dated, moment, key=itemgetter(0)) - WINDOW // 2
    start = max(0, min(start, len(dated) - WINDOW))
    return dated[start : start + WINDOW]


def _relative_at(
    window: Window, key: str, dated: Sequence[tuple[str, int]], relative: Sequence[FilterObject]
) -> Comparison:
    """Compare searches by relative moments among the dated tickets, and by moments that are written out."""
    terms = window.terms
    ids = sorted(ticket for _, ticket in dated)
    written_out = [
        window.search_for(ids, *conditions)
        for conditions in _between_quarters(terms, key, [value for value, _ in dated])
    ]
    operands = [str(said[terms.parts["one"]]) for said in relative]
    conditions = [{**said, terms.parts["key"]: key} for said in relative]
    pairs = {(key, operand) for operand in operands}
    if spans := [operand for operand in operands if operand not in {terms.now, terms.today}]:
        conditions.append(terms.between(key, "within", spans[0], terms.now))
        pairs |= {(terms.comparators["within"], operand) for operand in (spans[0], terms.now)}
    searches = (window.search_for(ids, said) for said in conditions)
    return Comparison(RELATIVE, (window.search_for(ids), *written_out, *searches), frozenset(pairs))


def _between_quarters(terms: SearchTerms, key: str, values: Sequence[str]) -> Iterator[list[FilterObject]]:
    """Yield conditions by moments that rows show: they tell what is not for the present moment."""
    low, high = values[len(values) // 4], values[-1 - len(values) // 4]
    compared = (("greater", low), ("at-least", low), ("at-most", high))
    yield [terms.compared(key, meaning, value) for meaning, value in compared]
    yield [terms.between(key, "within", low, high)]


def _is_relative(window: Window, said: Mapping[str, Any]) -> bool:
    terms = window.terms
    operand = str(said.get(terms.parts["one"], ""))
    return operand in (terms.now, terms.today) or any(operand.endswith(f" {unit}") for unit in terms.units)


def unshown(window: Window) -> Iterator[Comparison]:
    """Filter by what no row tells: it finds no more than there is, each ticket once, and counts it once.

    Nothing is found by a condition together with its opposite.
    """
    whole = window.search()
    for both in _contradictions(window):
        yield Comparison("filters-only-narrow", (whole, window.search(*both)), _said_by(window, *both))
    for condition in _unshown(window):
        search = window.search(condition)
        yield Comparison("total-counts-the-matches", (whole, search), _said_by(window, condition))
        yield Comparison("filters-only-narrow", (whole, search))


def _said_by(window: Window, *conditions: FilterObject) -> frozenset[Pair]:
    """Return what conditions put to the test: a key with a word that stands for values, or a comparator."""
    terms = window.terms
    key, several, comparator = (terms.parts[part] for part in ("key", "several", "comparator"))
    return frozenset(
        (said[key], word)
        for said in conditions
        for word in ({*said.get(several, ())} & terms.keys[said[key]].words.keys() or {said[comparator]})
    )


def comparators_unshown(window: Window) -> Iterator[Comparison]:
    """Filter by each comparator on all keys of which no row tells what they find: it finds no more either."""
    terms, moment = window.terms, _moment(window)
    unshown_keys = [key for key in terms.keys.values() if key.undecided or not key.place]
    open_keys = [key for key in unshown_keys if key.family in ("set", "date") and not key.personal]
    for meaning in terms.comparators:
        said = [
            condition
            for key in open_keys
            for operand in (_values_shown(window, key) or moment)[:1]
            if (condition := _by(terms, key, meaning, operand)) is not None
        ]
        if said:
            narrowed = window.search(*said)
            yield Comparison("filters-only-narrow", (window.search(), narrowed), _said_by(window, *said))


def _by(terms: SearchTerms, key: FilterKey, meaning: str, operand: Any) -> FilterObject | None:
    """Return the condition with one operand for all that the comparator takes, None if the key takes none."""
    is_date = key.family == "date"
    if meaning in ("among", "besides"):
        listed = terms.among if meaning == "among" else terms.besides
        return None if key.unlisted else listed(key.key, operand)
    if meaning in ("within", "outside"):
        return terms.between(key.key, meaning, operand, operand) if is_date else None
    return terms.compared(key.key, meaning, operand)


def _moment(window: Window) -> list[str]:
    """Return the middle one of the moments that rows show, as a list; none where they show none."""
    dates = [key for key, each in window.fields.items() if each.kind == "date"]
    shown = sorted({value for key in dates for value in window.values.get(key, ())})
    return shown[len(shown) // 2 :][:1]


def _contradictions(window: Window) -> Iterator[tuple[FilterObject, FilterObject]]:
    terms = window.terms
    for key in terms.keys.values():
        if key.personal or key.place is not None:
            continue
        if key.family == "date":
            for middle in _moment(window):
                yield terms.compared(key.key, "less", middle), terms.compared(key.key, "at-least", middle)
        elif key.family == "set":
            without = terms.without_value
            yield terms.among(key.key, without), terms.besides(key.key, without)


def _unshown(window: Window) -> Iterator[FilterObject]:
    terms = window.terms
    for key in terms.keys.values():
        if key.personal:
            continue
        values = _values_shown(window, key)
        if key.family == "tags" and key.key not in terms.sets and values:
            yield terms.tagged(key.key, *values[:_FEW])
        elif key.undecided and values:
            yield terms.among(key.key, *values[:_FEW])
        yield from (terms.among(key.key, word) for word, means in key.words.items() if means == "unknown")


def _values_shown(window: Window, key: FilterKey) -> list[Any]:
    """Return what rows show at the place of a key, first those of the ticket that has most."""
    field = next((each for each in window.fields.values() if each.place == key.place), None)
    held = sorted(((field.values(row) if field else ()) or () for row in window.rows), key=len, reverse=True)
    return [*dict.fromkeys(value for values in held for value in values)]


def words(window: Window, *, personal: bool) -> Iterator[Comparison]:
    """Search full text for what rows show, and for what matches nothing.

    Where nothing personal may be sent, that is the id of a ticket alone.
    """
    terms, whole = window.terms, window.search()
    shown = _telling_words(window) if personal else ()
    names = [name for name in terms.numbered if personal or name == terms.id]
    numbers = (_one_of(window, _numbers_at(window, name)) for name in names)
    absent = terms.absent_word
    sought = [*filter(None, (*shown, *numbers)), absent, absent[: terms.shortest_word - 1]]
    for key in terms.text:
        for rank in terms.ranks:
            ranked = window.search({terms.parts["key"]: key, terms.parts["one"]: sought[0]}, order=rank)
            yield Comparison("matching-tickets-are-found", (whole, ranked))
        for at, each in enumerate(dict.fromkeys(sought)):
            search = window.search({terms.parts["key"]: key, terms.parts["one"]: each})
            yield Comparison("matching-tickets-are-found", (whole, search))
            yield Comparison("total-counts-the-matches", (whole, search))
            if not at:
                # Full text may be answered by a part of the server that pages in a way of its own.
                one = {**search, terms.limit: 1}
                second = {**one, terms.offset: 1}
                yield Comparison("pages-join-up", (one, second))
                yield Comparison("pages-agree-on-total", (one, second, search))


def _telling_words(window: Window) -> Iterator[str]:
    """Yield a word that one text has and the other has not, one that is not ASCII, and two of one text."""
    terms = window.terms
    texts = [_words_at(window, name) for name in terms.worded]
    yield _most_frequent(window, texts[0] - texts[-1])
    yield _most_frequent(window, texts[-1] - texts[0])
    yield _most_frequent(window, {word for shown in texts for word in shown if not word.isascii()})
    two = (found[:2] for row in window.rows if len(found := _words(row[terms.worded[0]])) > 1)
    yield " ".join(next(two, ()))


def _words_at(window: Window, name: str) -> set[str]:
    return {word for row in window.rows for word in _words(row.get(name))}


def _words(text: Any) -> list[str]:
    """Return the words of a text that stand between blanks and are long enough to be looked for."""
    return [word for word in str(text).split() if word.isalpha() and _SHORTEST <= len(word) <= _LONGEST]


def _most_frequent(window: Window, found: set[str]) -> str:
    """Return the word that most rows have: a server may find no more than a few."""
    texts = [{word for name in window.terms.worded for word in _words(row.get(name))} for row in window.rows]
    return max(sorted(found), key=lambda word: sum(word in text for text in texts), default="")


def _numbers_at(window: Window, name: str) -> set[str]:
    return {text for row in window.rows if (text := str(row.get(name))).isdecimal()}


def _one_of(window: Window, found: set[str]) -> str:
    return window.choose.choice(sorted(found)) if found else ""
