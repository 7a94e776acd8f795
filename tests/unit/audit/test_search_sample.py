"""Of many answers to searches a sample is kept that is the same whatever comes first."""

from __future__ import annotations

import json
from functools import reduce
from operator import add
from random import Random
from typing import Any

import pytest

from support.requests import get_ticket, search
from support.samples import answer, contract, full, row
from ticketgate.audit import search_sample
from ticketgate.audit.search_sample import KeptPage, SearchKeeper, SearchSample
from ticketgate.judging.judge import Judge

JUDGE = Judge(contract())
STATUS = {"key": "t.status", "comparator": "in", "values": ["open"]}
TAGS = {"key": "tt.tagId", "comparator": "in", "values": [7]}


def page(asked: Any, *rows: Any) -> Any:
    body = {"tickets": rows, "total": 9, "offset": 0, "limit": 100, "success": True}
    return answer(search(asked), content=json.dumps(body).encode())


def sample(keeper: SearchKeeper, *seen: tuple[Any, int]) -> SearchSample:
    for exchange, at in seen:
        keeper.see(exchange, (0, at), f"s:{at}")
    return keeper.taken()


def kept(asked: Any, *rows: Any) -> KeptPage:
    ((only,),) = sample(SearchKeeper(JUDGE), (page(asked, *rows), 1)).pages.values()
    return only


def test_of_a_row_is_kept_what_its_search_asks_about_and_when_it_was_changed() -> None:
    asked = {"filters": [STATUS, TAGS], "orderByField": "t.dueBy", "limit": 2}
    only = kept(asked, row(), {"id": 7})
    assert json.loads(only.search) == asked
    whole = row()
    names = {"id", "status", "tagIds", "dueBy", contract().search.changed}
    assert json.loads(only.page)["tickets"] == [{name: whole[name] for name in names}, {"id": 7}]
    assert json.loads(only.page)["total"] == 9


@pytest.mark.parametrize(
    "asked", [{"filters": [{"key": ["x"]}, 7, {"key": "t.none"}], "orderByField": {}}, {"filters": 7}, {}]
)
def test_whatever_a_search_asks_the_id_is_kept(asked: Any) -> None:
    assert json.loads(kept(asked, row()).page)["tickets"][0]["id"] == row()["id"]


def test_what_is_no_page_of_a_search_is_passed_over() -> None:
    no_ids = page({}, {"status": "open"})
    ticket = answer(get_ticket(1), content=json.dumps(full()).encode())
    refused = answer(search({}), 400, b"{}")
    nothing = sample(SearchKeeper(JUDGE), *((each, 1) for each in (no_ids, ticket, refused, page(None))))
    assert nothing == SearchSample()


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ({}, {"limit": 5, "offset": 10}, True),
        ({}, {"filters": [], "orderByField": "t.id", "orderByDirection": "desc"}, True),
        ({"filters": [STATUS]}, {"filters": [dict(reversed(STATUS.items()))]}, True),
        ({}, {"orderByDirection": "asc"}, False),
        ({}, {"filters": [STATUS]}, False),
        ({}, {"undocumented": 1}, False),
    ],
)
def test_answers_are_to_one_search_when_only_the_part_of_it_differs_that_they_show(
    one: Any, other: Any, are_one: object
) -> None:
    both = sample(SearchKeeper(JUDGE), (page(one), 1), (page(other), 2))
    assert len(list(both.several())) == bool(are_one)


def test_pages_that_are_too_long_are_counted_and_not_kept() -> None:
    endless = {**row(), "tagIds": [*range(20_000)]}
    assert sample(SearchKeeper(JUDGE), (page({"filters": [TAGS]}, endless), 1)) == SearchSample(too_long=1)
    assert len(sample(SearchKeeper(JUDGE), (page({}, endless), 1)).pages) == 1
    assert sample(SearchKeeper(JUDGE), (page({"filters": [TAGS]}, {**row(), "tagIds": [2**70]}), 1)).too_long


@pytest.mark.parametrize("seed", range(5))
def test_the_sample_does_not_depend_on_what_comes_first(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(search_sample, "MOST_ANSWERS", 20)
    monkeypatch.setattr(search_sample, "_MOST_TO_ONE", 6)
    random = Random(seed)
    seen = [(page({"filters": [{**STATUS, "values": [i % 40 // (1 + i % 3)]}]}), i) for i in range(400)]
    whole = sample(SearchKeeper(JUDGE), *seen)
    sizes = [len(pages) for pages in whole.pages.values()]
    assert 20 <= sum(sizes) < 26
    assert max(sizes) == 6
    assert whole.partial
    random.shuffle(seen)
    keepers = [SearchKeeper(JUDGE) for _ in range(3)]
    parts = [sample(random.choice(keepers), *seen[i : i + 30]) for i in range(0, len(seen), 30)]
    random.shuffle(parts)
    assert reduce(add, parts) == whole
    # What was judged twice, since a worker was lost, counts once.
    assert reduce(add, [*parts, *parts]) == whole
    assert max(sum(map(len, keeper._places.values())) for keeper in keepers) < 26


def test_all_of_a_few_are_kept() -> None:
    few = sample(SearchKeeper(JUDGE), *((page({"offset": i}), i) for i in range(5)))
    assert ([len(pages) for pages in few.several()], few.partial) == ([5], False)
