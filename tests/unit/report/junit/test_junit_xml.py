"""JUnit XML from the command line."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from support.verdicts import MAY, MUST, TARGET, accepted, found, verdict_of
from ticketgate.report.junit.junit_xml import as_junit
from ticketgate.report.junit.suite_items import Ending, items_of
from ticketgate.report.words.promise_lines import describe_promise
from ticketgate.verdict.entries import broken_promises
from ticketgate.verdict.stored_verdict import as_stored

if TYPE_CHECKING:
    from ticketgate.verdict.decision import Verdict

BROKEN = verdict_of(found(MUST, 'is "waiting"'), found(MAY, "has a member"))
TAGS = {
    Ending.PASSED: [],
    Ending.FAILED: ["failure"],
    Ending.XFAILED: ["system-out"],
    Ending.SKIPPED: ["skipped"],
}


def test_cases_endings_and_counts_are_those_of_the_verdict() -> None:
    document = ET.fromstring(as_junit(BROKEN))
    elements = {element.attrib["name"]: element for element in document.iter("testcase")}
    expected = {item.name: item for item in items_of(BROKEN)}
    assert elements.keys() == expected.keys()
    for name, element in elements.items():
        assert element.attrib["classname"] == expected[name].group
        assert [child.tag for child in element] == TAGS[expected[name].ending]
    counts = Counter(item.ending for item in expected.values())
    assert counts[Ending.FAILED] == counts[Ending.XFAILED] == 1
    for node in (document, document[0]):
        assert int(node.attrib["tests"]) == len(expected)
        assert int(node.attrib["failures"]) == counts[Ending.FAILED]
        assert int(node.attrib["skipped"]) == counts[Ending.SKIPPED]
        assert (node.attrib["errors"], float(node.attrib["time"])) == ("0", 9.0)


def test_cases_are_grouped_by_form_and_kind() -> None:
    groups = {
        element.attrib["name"].partition("[")[2][:-1]: element.attrib["classname"]
        for element in ET.fromstring(as_junit(BROKEN)).iter("testcase")
    }
    assert groups[MUST] == "full.enum"
    assert groups["searchTickets/success-is-json"] == "searchTickets.behaviour"
    assert groups[""] == "run"


def test_the_suite_tells_target_digest_and_seed_and_no_host() -> None:
    [suite] = ET.fromstring(as_junit(BROKEN)).iter("testsuite")
    assert suite.attrib["name"] == "ticketgate"
    assert "hostname" not in suite.attrib
    assert {each.attrib["name"]: each.attrib["value"] for each in suite.iter("property")} == {
        "target": TARGET,
        "contractDigest": BROKEN.contract_digest,
        "exitCode": "1",
        "seed": "7",
    }


def test_a_failure_is_the_entry_of_the_report() -> None:
    (failure,) = ET.fromstring(as_junit(BROKEN)).iter("failure")
    [promise] = broken_promises(BROKEN.failing)
    assert failure.text == f"MUST {chr(10).join(describe_promise(promise))}"
    assert failure.attrib["message"] == failure.text.splitlines()[0]


def test_what_fails_nothing_passes_with_its_text_as_output() -> None:
    (output,) = ET.fromstring(as_junit(BROKEN)).iter("system-out")
    assert output.text is not None
    assert output.text.startswith("MAY The ticket has no undocumented members.")
    assert "has a member" in output.text
    waived = replace(BROKEN, findings=tuple(map(accepted, BROKEN.findings)))
    outputs = [str(output.text) for output in ET.fromstring(as_junit(waived)).iter("system-out")]
    assert ["Waived: known" in each for each in outputs] == [True, True]


def test_what_was_not_judged_is_skipped_with_the_reason() -> None:
    skipped = [element.attrib["message"] for element in ET.fromstring(as_junit(BROKEN)).iter("skipped")]
    assert "MUST unexercised: no such value was seen" in skipped


def test_stale_waivers_and_too_little_coverage_fail_with_a_sentence() -> None:
    verdict = replace(verdict_of(min_coverage=90.0), stale=("w.yaml: entry 1: ended",))
    failures = [failure.attrib["message"] for failure in ET.fromstring(as_junit(verdict)).iter("failure")]
    assert failures[0].endswith(" MUST clauses were put to the test, less than the 90 % asked for")
    assert failures[1] == "w.yaml: entry 1: ended"


@pytest.mark.parametrize("verdict", [BROKEN, verdict_of()])
def test_one_read_back_from_its_json_gives_the_same_bytes(verdict: Verdict) -> None:
    assert as_junit(as_stored(verdict)) == as_junit(verdict)


def test_what_xml_cannot_hold_is_written_out() -> None:
    finding = next(finding for finding in BROKEN.findings if finding.clause.id == MUST)
    odd = replace(BROKEN, findings=(replace(finding, source="a\x1b[31m\udcff\x00<&>.json\t"),))
    text = "".join(ET.fromstring(as_junit(odd)).itertext())
    assert "in a#x1B[31m#xDCFF#x00<&>.json\t." in text
