"""Monstrous bodies: judged like others, at the cost of a ticket."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from support.requests import search
from support.samples import answer, contract, full, judge, observe, row
from ticketgate.judging.pruning import pruned

LONG = "x" * 100_000
UNDOCUMENTED = {f"made up {i}": i for i in range(20_000)}


def node(form: str) -> Any:
    return contract().representations[form].node


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def test_a_usual_body_is_judged_as_it_is() -> None:
    ticket = full()
    kept, cut = pruned(ticket, node("full"))
    assert kept is ticket
    assert not cut


@pytest.mark.parametrize(
    "changes",
    [
        {"rawData": {"a": LONG}},
        {"rawData": {"a": deep(300)}},
        {"body": LONG},
        {"tagIds": list(range(30_000)), "tags": []},
    ],
    ids="long deep text array".split(),
)
def test_what_a_monstrous_body_breaks_is_what_it_breaks_without_its_mass(changes: dict[str, Any]) -> None:
    small = {"rawData": {"a": 1}, "body": "x", "tagIds": [1], "tags": []}
    lean = {name: small[name] for name in changes}
    for broken in ({}, {"status": "reopened"}, {"id": None, "createdAt": "yesterday"}):
        found = observe("full", {**full(), **changes, **broken}).findings
        expected = observe("full", {**full(), **lean, **broken}).findings
        assert {(f.clause, f.place, f.pointer) for f in found} == {
            (f.clause, f.place, f.pointer) for f in expected
        }


def test_details_are_of_the_whole_value() -> None:
    (finding,) = observe("full", {**full(), "status": LONG}).findings
    assert (finding.clause, finding.detail) == ("full:status/enum", "is a string of 100000 characters")


def test_members_that_must_not_be_there_are_found_among_many() -> None:
    body = {**UNDOCUMENTED, **row(), "body": LONG}
    clauses = [finding.clause for finding in observe("compact", body).findings]
    assert set(clauses) == {"compact:body/absence", "compact:/undocumented"}
    assert len(clauses) < 100


def test_what_is_kept_is_small_whatever_grows() -> None:
    tags = full()["tags"] * 20_000
    ticket = {**full(), **UNDOCUMENTED, "tags": tags, LONG: 1, "summary": LONG, "additionalData": {"a": tags}}
    kept, cut = pruned(ticket, node("full"))
    assert len(orjson.dumps(kept)) < 3_000_000
    assert {"tags[]", "summary"} <= cut


def test_what_is_cut_is_compared_with_nothing() -> None:
    """All tags are among the 1500 ids, but not among those that are kept."""
    many = [{**full()["tags"][0], "id": i} for i in range(1500)]
    body = {**full(), "tags": many, "tagIds": list(range(1500))}
    observed = observe("full", body)
    assert not observed.findings
    assert "full:tags[].id/type" in observed.exercised
    assert "full/tags-are-among-tag-ids" in observed.undecided
    assert "full/tags-are-among-tag-ids" in observe("full", {**body, "tags": many[:9]}).exercised


def test_of_two_forms_too_deep_to_compare_what_is_kept_whole_is_compared() -> None:
    ticket = {**full(), "additionalData": deep(990), "tagIds": list(range(1500))}
    same = {"id": ticket["id"], "status": ticket["status"], "additionalData": deep(990), "tagIds": [0]}
    assert not judge().check_pair(ticket, same).findings
    other = judge().check_pair(ticket, {**same, "status": "other"})
    assert [finding.place for finding in other.findings] == ["status"]


def test_objects_beyond_number_are_cut_however_few_bytes_they_take() -> None:
    def tagged(count: int) -> dict[str, Any]:
        return {"id": 1, "tags": [{}] * count}

    for count, whole in ((499, True), (500, False), (10_000, False)):
        ticket = tagged(count)
        assert len(orjson.dumps(ticket)) < 32_000
        kept, _ = pruned(ticket, node("full"))
        assert (kept is ticket) is whole
        assert len(kept["tags"]) == min(count, 1000)


def test_rows_are_no_longer_judged_when_tens_of_thousands_of_findings_are_made() -> None:
    tickets = [{**row(), "id": i, "tags": [{}] * 400} for i in range(1, 21)]
    page = {"tickets": tickets, "total": 20, "offset": 0, "limit": 20, "success": True}
    _, _, *rows = judge().check(answer(search({"limit": 20}), content=orjson.dumps(page)))
    assert 1 < len(rows) < 10
    assert sum(len(observed.findings) for observed in rows[:-1]) <= 50_000
    assert {finding.clause for finding in rows[0].findings} == {f.clause for f in rows[-1].findings}


def test_rows_beyond_any_page_are_not_judged() -> None:
    page = {"tickets": [{}] * 20_000, "total": 20_000, "offset": 0, "limit": 500, "success": True}
    observed = judge().check(answer(search({"limit": 500}), content=orjson.dumps(page)))
    assert len([each for each in observed if each.subject == "compact"]) == 500
