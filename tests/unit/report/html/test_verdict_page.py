"""A verdict as one HTML page: all of it in one file, every text escaped, every link leading somewhere."""

from __future__ import annotations

import json
import lzma
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import verdicts
from support.pages import Page
from support.reported import BROKEN, VERDICTS, harmless, hostile, with_texts
from support.verdicts import MUST, found, verdict_of
from ticketgate.contract.loading import default_contract
from ticketgate.report.html.contract_page import contract_as_html
from ticketgate.report.html.verdict_page import verdict_as_html
from ticketgate.verdict.as_json import dumps
from ticketgate.verdict.decision import State
from ticketgate.verdict.stored_verdict import stored_verdict

if TYPE_CHECKING:
    from ticketgate.verdict.decision import Verdict

PAGES = {
    **{name: verdict_as_html(verdict) for name, verdict in VERDICTS.items()},
    "contract": contract_as_html(default_contract()),
}
SEEN = {name: Page(content) for name, content in PAGES.items()}


def page(verdict: Verdict) -> Page:
    return Page(verdict_as_html(verdict))


@pytest.mark.parametrize("name", PAGES)
def test_every_clause_can_be_linked_to(name: str) -> None:
    assert default_contract().clauses.keys() <= set(SEEN[name].ids)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        (
            "kept",
            "Can it be released? Not known Only saved bodies were judged. As far as it was looked at, every",
        ),
        ("broken", "Can it be released? No 2 broken promises fail the run."),
        ("too little checked", "Can it be released? Not known Too little was put to the test to say."),
        ("incomplete", "Can it be released? Not known The run did not come to its end; run it again."),
        ("nothing checked", "Can it be released? Not known Nothing was put to the test."),
    ],
)
def test_the_question_of_a_manager_is_answered(name: str, answer: str) -> None:
    seen = SEEN[name]
    assert answer in seen.text
    assert name.upper() in seen.text


def test_a_finding_says_what_is_promised_what_is_there_and_how_to_see_it() -> None:
    text = SEEN["broken"].text
    clause = default_contract().clauses[MUST]
    for said in (
        clause.title,
        'status is "waiting".',
        "9 of 12 tickets (75 %)",
        "first on 371004",
        "waiting on 7",
        "parked on 2",
        str(clause.written),
        "curl -sS -H",
    ):
        assert said in text, said


def test_both_forms_of_one_promise_are_one_entry() -> None:
    entries = [each for tag, each in SEEN["broken"].elements if "data-level" in each]
    [status] = [
        each for each in entries if each["data-kind"] == "enum" and each["data-form"] == "full compact"
    ]
    assert (status["data-level"], status["data-change"]) == ("MUST", "fails")
    assert len(entries) == 6
    assert [each["data-change"] for each in entries][-1] == "not confirmed"


def test_the_contract_shows_what_was_seen_and_what_was_not() -> None:
    seen = SEEN["broken"]
    meters = {each["aria-label"] for tag, each in seen.elements if each.get("class") == "meter"}
    assert meters == {"null on 1 of 4"}
    assert "open 3 not seen" in seen.text
    assert "#at:status" in seen.targets


def test_a_stored_verdict_gives_the_same_bytes(tmp_path: Path) -> None:
    file = tmp_path / "verdict.json"
    file.write_bytes(dumps(BROKEN))
    assert verdict_as_html(stored_verdict(file)) == PAGES["broken"]


@pytest.mark.parametrize("form", [1, 2])
def test_a_verdict_of_a_former_form_is_shown_and_says_what_it_lacks(form: int, tmp_path: Path) -> None:
    packed = Path(verdicts.__file__).with_name(f"verdict_of_form_{form}.json.xz").read_bytes()
    file = tmp_path / "verdict.json"
    file.write_bytes(lzma.decompress(packed))
    seen = page(stored_verdict(file))
    assert "it does not hold the places of the contract" in seen.text
    assert {target[1:] for target in seen.targets} <= set(seen.ids)
    assert all(each["promise"] in seen.text for each in json.loads(file.read_bytes())["findings"])


def test_a_page_of_five_thousand_findings_is_small_and_says_what_is_not_on_it() -> None:
    clauses = list(default_contract().clauses.values())
    groups = [
        found(
            clauses[number % len(clauses)].id,
            f"is a string of {number} characters",
            place=f"{clauses[number % len(clauses)].place or 'it'}{'.further' * (number // len(clauses))}",
            variants={f"variant {each} of {number}": 1 for each in range(20)},
        )
        for number in range(5000)
    ]
    content = verdict_as_html(verdict_of(*groups, exercised={clause.id: 500 for clause in clauses}))
    assert len(content) < 1_000_000
    seen = Page(content)
    entries = sum("data-level" in each for _, each in seen.elements)
    [left] = re.findall(r"(\d+) more broken promises are not on this page", seen.text) or ["0"]
    assert entries > 200
    assert entries + int(left) == len(
        {
            (
                str(c.written),
                c.kind,
                c.level,
                c.place.rpartition(".")[2] if c.kind in ("presence", "absence") else "",
            )
            for c in clauses
        }
    )


def test_two_hundred_injections_stay_text() -> None:
    attacked, quiet = page(with_texts(hostile)), page(with_texts(harmless))
    assert attacked.shape == quiet.shape
    assert attacked.raw == quiet.raw
    assert not {name for _, names in attacked.shape for name in names if name.startswith("on")}
    assert all(target.startswith("#") for target in attacked.targets)
    assert "<script>alert(0)</script>" in attacked.text
    assert "word0" in quiet.text


def test_the_contract_alone_is_no_verdict() -> None:
    seen = SEEN["contract"]
    assert f"{len(default_contract().clauses)} clauses" in seen.text
    assert not {"verdict", "findings", "coverage", "run"} & set(seen.ids)
    states = {each.get("class") for _, each in seen.elements} & {f"s {state}" for state in (*State, "none")}
    assert states == {"s none"}


def test_an_option_is_not_broken_over_lines() -> None:
    codes = [each for tag, each in SEEN["too little checked"].elements if each.get("class") == "option"]
    assert codes
