"""The questions answered at the head of the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from support.verdicts import MAY, MUST, accepted, found, verdict_of
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.report.html.finding_entries import finding_entries
from ticketgate.report.html.verdict_head import kind_counts, level_counts, not_seen, release_answer, took
from ticketgate.verdict.coverage import Reason, Sought
from ticketgate.verdict.decision import State, Verdict
from ticketgate.verdict.power import Power

EXERCISED = {MUST: 12, MAY: 12}
ALL = Sought()
WAIVED = verdict_of(found(MUST, "is null"), exercised=EXERCISED, sought=ALL)
WAIVED = replace(WAIVED, findings=tuple(map(accepted, WAIVED.findings)))
MUSTS = sum(clause.level is Level.MUST for clause in default_contract().clauses.values())
KEPT = f"As far as it was looked at, every promise is kept; 1 of {MUSTS} MUST clauses were put to the test"


@pytest.mark.parametrize(
    ("verdict", "word", "said", "tone"),
    [
        (
            verdict_of(found(MUST, "is null"), exercised=EXERCISED),
            "No",
            "1 broken promise fails the run.",
            "bad",
        ),
        (
            verdict_of(found(MAY, "has others"), exercised=EXERCISED, sought=ALL),
            "Yes",
            "Nothing fails the run, but 1 promise is broken.",
            "good",
        ),
        (WAIVED, "Yes", "Nothing fails the run; 1 broken promise is waived.", "good"),
        (
            verdict_of(exercised=EXERCISED, unconfirmed=(found(MUST, "is null"),), sought=ALL),
            "Yes",
            "Nothing fails the run, but 1 promise was found broken once and not asked again.",
            "good",
        ),
        (verdict_of(exercised=EXERCISED, sought=ALL), "Yes", f"{KEPT}.", "good"),
        (verdict_of(exercised=EXERCISED), "Not known", f"Only saved bodies were judged. {KEPT}.", ""),
        (
            verdict_of(exercised=EXERCISED, sought=ALL, only={MUST}),
            "Not known",
            f"Only 1 of {len(default_contract().clauses)} clauses were in question. {KEPT}.".replace(
                f"of {MUSTS}", "of 1"
            ),
            "",
        ),
        (
            verdict_of(exercised=EXERCISED, sought=Sought(limited=True)),
            "Not known",
            f"Only some of the tickets were judged. {KEPT}.",
            "",
        ),
        (
            replace(WAIVED, stale=("a waiver",)),
            "Not yet",
            "A waiver is stale: it has to be renewed or removed.",
            "bad",
        ),
        (verdict_of(exercised={}), "Not known", "Nothing was put to the test.", "warn"),
    ],
)
def test_whether_it_can_be_released(verdict: Verdict, word: str, said: str, tone: str) -> None:
    answer = release_answer(verdict, finding_entries(verdict))
    assert (answer.word, answer.sentence, answer.tone) == (word, said, tone)


def test_what_was_not_seen_is_counted_and_the_power_rounded_up() -> None:
    power = (Power("full", "", 100), Power("full", "channel=chat", 2), Power("compact", "", 9, 9))
    said = list(not_seen(verdict_of(exercised=EXERCISED, sought=Sought(power=power))))
    every = len(default_contract().clauses)
    assert said[0] == f"{every - 2} of {every} clauses were not judged."
    assert said[2:] == ["A fault on less than 3 % of the tickets (full) may be unseen."]


def test_clauses_that_were_not_in_question_were_not_seen_either() -> None:
    said = list(not_seen(verdict_of(exercised=EXERCISED, sought=ALL, only={MUST, MAY})))
    every = len(default_contract().clauses)
    assert said[:2] == ["0 of 2 clauses were not judged.", f"{every - 2} more clauses were not in question."]


def test_a_doubt_that_is_waived_is_no_broken_promise() -> None:
    verdict = verdict_of(exercised=EXERCISED, unconfirmed=(found(MUST, "is null"),), sought=ALL)
    verdict = replace(verdict, unconfirmed=tuple(map(accepted, verdict.unconfirmed)))
    said = release_answer(verdict, finding_entries(verdict)).sentence
    assert said == "Nothing fails the run, but 1 promise was found broken once and not asked again."


def test_the_picture_counts_every_clause_once() -> None:
    *kinds, every = kind_counts(verdict_of(found(MUST, "is null"), exercised=EXERCISED))
    assert every.of == sum(kind.of for kind in kinds) == len(default_contract().clauses)
    enum = next(kind for kind in kinds if kind.name == "enum")
    assert (enum.counts[State.BROKEN], enum.counts[State.KEPT]) == (1, 0)


def test_levels_of_the_contract_are_counted_by_kind() -> None:
    *kinds, (name, counts) = level_counts(list(default_contract().clauses.values()))
    assert name == "all"
    assert sum(counts.values()) == sum(sum(of.values()) for _, of in kinds) == len(default_contract().clauses)


@pytest.mark.parametrize(
    ("finished", "said"),
    [
        ("2026-11-24T10:00:09+00:00", "9.0 s"),
        ("2026-11-24T10:02:05+00:00", "2 min 5 s"),
        ("2026-11-24T10:00:09", ""),
        ("yesterday", ""),
    ],
)
def test_how_long_it_took_is_left_out_where_times_cannot_be_read(finished: str, said: str) -> None:
    verdict = verdict_of()
    assert took(replace(verdict, info=replace(verdict.info, finished=finished))) == said


def test_what_is_proven_not_to_be_there_is_told_if_there_is_any() -> None:
    reasons = {"full:status=pending": Reason.ABSENT}
    said = list(not_seen(verdict_of(exercised=EXERCISED, sought=Sought(reasons))))
    assert said[1].endswith("may be there and were not seen; 1 was proven not to be there.")
    assert list(not_seen(verdict_of(exercised=EXERCISED)))[1].endswith("may be there and were not seen.")
