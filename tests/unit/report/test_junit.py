"""JUnit XML from the command line."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

from support.verdicts import MAY, MUST, found, verdict_of
from ticketgate.report.junit import as_junit
from ticketgate.report.suite_items import Ending, items_of

BROKEN = verdict_of(found(MUST, 'is "waiting"'), found(MAY, "has a member"))


def test_cases_endings_and_counts_are_those_of_the_verdict() -> None:
    document = ET.fromstring(as_junit(BROKEN))
    elements = {element.attrib["name"]: element for element in document.iter("testcase")}
    expected = {item.name: item for item in items_of(BROKEN)}
    assert elements.keys() == expected.keys()
    for name, element in elements.items():
        assert element.attrib["classname"] == expected[name].module
        shown = {Ending.PASSED: [], Ending.FAILED: ["failure"]}.get(expected[name].ending, ["skipped"])
        assert [child.tag for child in element] == shown
    counts = Counter(item.ending for item in expected.values())
    assert counts[Ending.FAILED] == counts[Ending.XFAILED] == 1
    for node in (document, document[0]):
        assert int(node.attrib["tests"]) == len(expected)
        assert int(node.attrib["failures"]) == counts[Ending.FAILED]
        assert int(node.attrib["skipped"]) == counts[Ending.XFAILED] + counts[Ending.SKIPPED]
        assert (node.attrib["errors"], float(node.attrib["time"])) == ("0", 9.0)


def test_a_failure_says_what_the_report_says() -> None:
    (failure,) = ET.fromstring(as_junit(BROKEN)).iter("failure")
    lines = failure.attrib["message"].splitlines()
    assert lines[0].startswith("MUST status is one of open, pending, closed. ")
    assert 'status is "waiting", on 1 of 12 tickets: 371004.' in lines
    assert failure.text == failure.attrib["message"]


def test_what_was_skipped_has_the_types_that_readers_of_pytest_know() -> None:
    skipped = {element.attrib["type"]: element for element in ET.fromstring(as_junit(BROKEN)).iter("skipped")}
    assert skipped.keys() == {"pytest.skip", "pytest.xfail"}
    assert "has a member" in skipped["pytest.xfail"].attrib["message"]
    assert " unexercised: " in skipped["pytest.skip"].attrib["message"]


def test_what_xml_cannot_hold_is_written_out() -> None:
    finding = next(finding for finding in BROKEN.findings if finding.clause.id == MUST)
    odd = replace(BROKEN, findings=(replace(finding, source="a\x1b[31m\udcff\x00<&>.json\t"),))
    text = "".join(ET.fromstring(as_junit(odd)).itertext())
    assert "in a#x1B[31m#xDCFF#x00<&>.json\t." in text
