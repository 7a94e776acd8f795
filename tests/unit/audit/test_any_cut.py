"""Any cut of any traffic into blocks, judged in any order by any number of judges, gives the same verdict."""

from __future__ import annotations

import json
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.samples import contract, example, full, row_of_full
from support.saved import in_memory
from ticketgate.audit import omissions, search_sample, ticket_sample
from ticketgate.audit.block_judge import BlockJudge
from ticketgate.audit.cutting import Cutter
from ticketgate.audit.saved_traffic import judge_saved
from ticketgate.errors import UsageError
from ticketgate.verdict.as_json import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ticketgate.audit.blocks import Block
    from ticketgate.audit.sums import Audited
    from ticketgate.contract.model import Contract

URL = "https://demo.example/api/mind/ticket"


def ticket(**members: Any) -> dict[str, Any]:
    return {**full(), **members}


def exchange(answer: Any, path: str = "/376189", **request: Any) -> Any:
    return {
        "request": {"method": "GET", "url": URL + path, **request},
        "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": answer},
    }


def disputed(*, shared: bool = False, **members: Any) -> dict[str, Any]:
    """Return a ticket that breaks a rule: one library takes the ending with a line feed for a PDF."""
    body = ticket(**members)
    body["attachments"][0] |= {"inline": True, "fileEnding": "exe" if shared else "pdf\n"}
    return body


def search(first: int, *ids: int, **asked: Any) -> Any:
    """Return a page of two tickets of the search for all, or for others."""
    body = {"limit": 2, "offset": first, **asked}
    rows = [row_of_full(id=i) for i in ids]
    page = {"tickets": rows, "total": 4, "offset": first, "limit": 2, "success": True}
    return exchange(page, "/search", method="POST", body=body)


def har(exchanges: list[Any]) -> bytes:
    entries = [
        {
            "request": {**each["request"], "postData": {"text": json.dumps(each["request"].get("body"))}},
            "response": {"status": 200, "content": {"text": json.dumps(each["response"]["body"])}},
        }
        for each in exchanges
    ]
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


#: Ids of tickets: few, so that they meet.
IDS = range(1, 8)
SEARCH = {
    "method": "POST",
    "body": {"filters": [{"key": "t.status", "comparator": "in", "values": ["closed"]}]},
}
WAITING = {"filters": [{"key": "t.subStatus", "comparator": "=", "value": "x"}]}
#: Answers that others came to as well, some of which disagree with these.
ANSWERS = [
    *(lambda _, first=first: search(first, 9 - first, 8 - first) for first in (0, 2, 4)),
    *(lambda i, first=first: search(first, 9 - first, i, **WAITING) for first in (0, 2)),
    lambda i: search(0, 9, 8, orderByField="t.id", undocumented=i),
    lambda _: search(0, 9, 8, orderByField="t.id"),
]
KINDS = st.sampled_from(
    [
        *(lambda i, s=status: ticket(id=i, status=s) for status in ("open", "waiting", "parked", None)),
        *(lambda i, s=subject: row_of_full(id=i, subject=s) for subject in ("same", "other", 7)),
        lambda i: disputed(id=i),
        lambda i: disputed(id=i, shared=True),
        lambda i: exchange(ticket(id=i)),
        lambda i: exchange(ticket(id=i), f"/{i}"),
        lambda i: exchange({**example("search-page"), "total": i}, "/search", **SEARCH),
        *ANSWERS,
        lambda _: exchange({}, "/stats"),
        lambda _: exchange(None, status="x"),
        lambda i: {**example("search-page"), "limit": i},
        lambda i: {"unknown": i},
        lambda i: i,
    ]
)
LINES = st.builds(lambda kind, i: json.dumps(kind(i)), KINDS, st.sampled_from(IDS)) | st.sampled_from(
    ['{"id": 5, ', "", "s3cret"]
)
SOURCES = st.lists(st.lists(LINES, min_size=1, max_size=12), min_size=1, max_size=3)
ENTRIES = st.lists(
    st.builds(lambda kind, i: kind(i), st.sampled_from([*ANSWERS, lambda i: exchange(ticket(id=i))]), st.sampled_from(IDS)),
    max_size=9,
)  # fmt: skip
WHOLE = 2**60


def verdict_on(
    sources: list[list[str]], size: int, judging: Any = None, entries: list[Any] | None = None
) -> Any:
    files = [(f"{i}.ndjson", "\n".join(lines).encode()) for i, lines in enumerate(sources)]
    files += [("h.har", har(entries))] if entries else []
    more = {"judging": judging} if judging else {}
    try:
        verdict = judge_saved(contract(), in_memory(*files), cutter=Cutter(500, size), **more)
    except UsageError as refusal:
        return str(refusal)
    return {**to_json(verdict), "started": "", "finished": ""}


@pytest.fixture
def little_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of little traffic some is beyond what is kept, as of much."""
    monkeypatch.setattr(ticket_sample, "MOST_TICKETS", 3)
    monkeypatch.setattr(search_sample, "MOST_ANSWERS", 5)
    monkeypatch.setattr(search_sample, "_MOST_TO_ONE", 3)
    monkeypatch.setattr(omissions, "_MOST_TOLD", 2)
    monkeypatch.setattr(omissions, "_MOST_NAMED", 2)


@pytest.mark.usefixtures("little_is_kept")
@given(SOURCES, ENTRIES, st.integers(1, 20_000), st.randoms(use_true_random=False), st.integers(1, 3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cut_in_any_order_gives_the_verdict_of_one_pass(
    sources: list[list[str]], entries: list[Any], size: int, random: Any, judges: int
) -> None:
    def anyhow(contract: Contract, work: Iterable[Sequence[Block]]) -> Iterator[Audited]:
        several = [BlockJudge(contract) for _ in range(judges)]
        batches = list(work)
        random.shuffle(batches)
        sums = [random.choice(several).judge(batch) for batch in batches]
        while len(sums) > 2 and random.random() < 0.8:
            sums[:2] = [reduce(add, sums[:2])]
            random.shuffle(sums)
        yield from sums

    assert verdict_on(sources, size, anyhow, entries) == verdict_on(sources, WHOLE, None, entries)


@pytest.mark.usefixtures("little_is_kept")
def test_the_traffic_of_the_test_above_has_all_that_could_depend_on_a_cut() -> None:
    lines = [json.dumps(ticket(id=i, status="waiting")) for i in IDS]
    lines += [json.dumps(row_of_full(id=i, subject="other")) for i in IDS]
    lines += ["{", "7", json.dumps(exchange({}, "/stats")), json.dumps(disputed(id=0))]
    verdict = verdict_on([lines], 5_000)
    disputes = {each["clause"]: each["disputed"] for each in verdict["findings"]}
    assert sorted(disputes.values()) == [False, True]
    assert verdict["judged"]["pair"] == 3
    assert [each["count"] for each in verdict["unconfirmed"]] == [3]
    assert verdict["notes"] == [
        "0.ndjson: left out line 16: a number, neither a ticket nor a page of a search.",
        "0.ndjson: left out line 17: for something else than a ticket by its number.",
        "Left out beside these: 1 more, for other reasons or from other sources.",
        (
            "Both forms were looked for of 1,000 tickets, chosen by the ids of all; "
            "3 tickets came in both, and these were compared."
        ),
    ]


@pytest.mark.usefixtures("little_is_kept")
def test_the_answers_of_the_test_above_are_held_together_wherever_they_are_from() -> None:
    entries = [kind(i) for i in (1, 2) for kind in ANSWERS]
    lines = [json.dumps(each) for each in entries]
    verdict = verdict_on([lines], 2_000, None, entries)
    assert [(each["clause"], each["count"]) for each in verdict["unconfirmed"]] == [
        ("searchTickets/offset-past-the-end-is-empty", 1)
    ]
    assert (verdict["judged"]["searchTickets"], verdict["judged"]["searches"]) == (28, 6)
    assert verdict["notes"] == [
        (
            "Of many answers to searches some 1,000 were looked at together, chosen by what was asked for; "
            "5 answers to 2 searches were held against each other."
        )
    ]
