"""Findings by promise for a page: what fails first, and no more than fits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from support.verdicts import MAY, MUST, SHOULD, accepted, found, verdict_of
from ticketgate.contract.clauses import Level
from ticketgate.report.html import finding_entries as module
from ticketgate.report.html.finding_entries import change_rows, finding_entries, fitted
from ticketgate.verdict.changes import Change, ChangedVariant, CountedVariant
from ticketgate.verdict.shares import Share

if TYPE_CHECKING:
    import pytest

VERDICT = verdict_of(
    found(MUST, "is null", 9),
    found("compact:status/enum", "is null", 1),
    found(SHOULD, "is null"),
    found(MAY, "has undocumented members"),
    exercised={MUST: 12, "compact:status/enum": 50, SHOULD: 12, MAY: 12},
    unconfirmed=(found("full:direction/enum", "is null"),),
)


def test_what_fails_is_first_what_is_accepted_last_and_what_is_in_doubt_behind() -> None:
    waived = [accepted(each) if each.clause.id == SHOULD else each for each in VERDICT.findings]
    entries = finding_entries(replace(VERDICT, findings=tuple(waived)))
    shown = [(each.promise.clause.id, each.words) for each in entries]
    assert shown == [
        (MUST, ("fails",)),
        (MAY, ()),
        (SHOULD, ("waived",)),
        ("full:direction/enum", ("not confirmed",)),
    ]


def test_an_entry_tells_its_forms_its_greatest_share_and_where_it_stands_in_the_contract() -> None:
    first = finding_entries(VERDICT)[0]
    assert (first.forms, first.in_contract) == (("full", "compact"), "at:status")
    assert (first.most.count, first.most.of) == (9, 12)


def test_nothing_leads_into_a_contract_that_the_verdict_does_not_hold() -> None:
    former = replace(VERDICT, outline=type(VERDICT.outline)())
    assert finding_entries(former)[0].in_contract == ""


def test_a_page_holds_what_fits_and_counts_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_IN_FULL", 25)
    monkeypatch.setattr(module, "_IN_SHORT", 10)
    entries = finding_entries(VERDICT)
    found_room = fitted(entries, lambda _: "ä" * 10, lambda _: "b" * 10)
    assert (found_room.in_full, found_room.in_short) == (("ä" * 10,), ("b" * 10,))
    assert found_room.clauses == {MUST, "compact:status/enum", SHOULD}
    assert found_room.left_out == 2


def test_what_is_in_doubt_is_no_breach_to_link_to() -> None:
    [doubt] = [each for each in finding_entries(VERDICT) if each.in_doubt]
    assert fitted([doubt], lambda _: "a", lambda _: "b").clauses == frozenset()


def changed(change: Change, clause: str, variant: str, level: Level = Level.MUST) -> ChangedVariant:
    now = CountedVariant(clause, "status", variant, level, "a promise", Share(1, 2))
    return ChangedVariant(change, None, now)


def test_changes_are_told_by_clause_and_place_the_news_first(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = (
        changed(Change.SAME, MUST, "known"),
        changed(Change.MENDED, MUST, "gone"),
        changed(Change.NEW, SHOULD, "c", Level.SHOULD),
        changed(Change.NEW, MUST, "a"),
        changed(Change.NEW, MUST, "b"),
    )
    news, mended = change_rows(changes)
    assert [[each.variant.variant for each in alike] for alike in news.shown] == [["a", "b"], ["c"]]
    assert (mended.change, news.more) == (Change.MENDED, 0)
    monkeypatch.setattr(module, "_MOST_CHANGES", 2)
    assert next(iter(change_rows(changes))).more == 1


def test_words_name_each_change_once() -> None:
    finding = VERDICT.findings[0]
    first = finding.variants[0]
    variants = tuple(replace(first, variant=change, change=change) for change in (Change.SAME, Change.NEW))
    entry = finding_entries(replace(VERDICT, findings=(replace(finding, variants=variants),)))[0]
    assert entry.words == ("fails", "new", "same")
