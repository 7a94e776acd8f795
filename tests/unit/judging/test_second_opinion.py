"""The second library: it shares what is broken, disputes what is not, and where both really differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from support.samples import contract, full, observe, opinion, row
from ticketgate.judging.findings import Finding, Observation


def reported(body: Any, *findings: Finding, form: str = "full") -> Observation:
    return replace(observe(form, body), findings=findings)


FALSE_ALARM = Finding("full:status/enum", "status", "is a string of 4 characters", "/status")


def test_a_finding_that_the_second_library_does_not_share_is_disputed() -> None:
    assert [f.disputed for f in opinion().confirmed(reported(full(), FALSE_ALARM), full()).findings] == [True]


def test_the_same_finding_is_shared_where_the_body_shows_it() -> None:
    body = {**full(), "status": "waiting"}
    assert [f.disputed for f in opinion().confirmed(reported(body, FALSE_ALARM), body).findings] == [False]


def test_another_place_or_another_kind_is_no_support() -> None:
    body = {**full(), "status": "waiting"}
    elsewhere = replace(FALSE_ALARM, place="priority")
    otherwise = replace(FALSE_ALARM, clause="full:status/nullability")
    findings = opinion().confirmed(reported(body, elsewhere, otherwise), body).findings
    assert [finding.disputed for finding in findings] == [True, True]


def test_relations_are_no_matter_of_validation() -> None:
    finding = Finding("full/tags-are-among-tag-ids", "tags[].id", "has an id that tagIds lacks", "/tags/id")
    assert [f.disputed for f in opinion().confirmed(reported(full(), finding), full()).findings] == [False]


def test_all_but_the_findings_stays_as_it_was() -> None:
    before = reported(full(), FALSE_ALARM)
    assert replace(opinion().confirmed(before, full()), findings=()) == replace(before, findings=())


@pytest.mark.parametrize(
    ("form", "changes", "identities"),
    [
        ("full", {}, set()),
        ("full", {"createdAt": None}, {("full:createdAt/nullability", "createdAt")}),
        ("full", {"subject": None, "x": 1}, {("full:subject/nullability", "subject"), ("full:/undocumented", "")}),
        ("full", {"status": "closed"}, {("full/closed-ticket-has-closing-time", "closedAt")}),
        ("full", {"tagIds": [True]}, {("full:tagIds[]/type", "tagIds[]")}),
        ("full", {"subchannelId": 3.0}, set()),
        ("compact", {"body": 1, "template": None}, {("compact:body/absence", "body"), ("compact:template/absence", "template")}),
    ],
)  # fmt: skip
def test_it_objects_to_clauses_at_places(
    form: str, changes: dict[str, Any], identities: set[tuple[str, str]]
) -> None:
    body = {**(full() if form == "full" else row()), "autoExecuteAt": None, **changes}
    assert set(opinion().identities(contract().representations[form], body)) == identities


def test_the_end_of_a_line_before_the_end_of_a_text_is_seen_by_one_library_only() -> None:
    # In Python's regular expressions $ also matches before a final line end, in ECMA 262 it does not.
    # The pattern of a file ending is the only one that no format of our own stands beside.
    body = full()
    body["attachments"][0] |= {"inline": True, "fileEnding": "pdf\n"}
    observation = opinion().confirmed(observe("full", body), body)
    assert [(f.clause, f.disputed) for f in observation.findings] == [("full/inline-attachment-is-pdf", True)]
