"""`ticketgate run` and pytest come to the same verdict and the same test cases."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from support.invoking import ticketgate
from support.pytest_runs import SUITE
from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults.finding import chosen
from ticketgate.mock.service.server import MockServer

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "t0ken-of-the-tests"
#: One MUST, one MUST that is waived, one SHOULD, one MAY.
FAULTS = (
    "full:status/enum=case",
    "compact:channel/nullability=null",
    "full:interface/enum=unknown",
    "full:/undocumented",
)
#: Accepts one of the faults for another month, and something that is not broken.
WAIVERS = """\
- {{clause: "compact:channel/nullability", reason: being repaired, until: {until}}}
- {{clause: "full:direction/enum", reason: was repaired long ago, until: {until}}}
"""


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with MockServer(
        tickets=40, token=TOKEN, faults=chosen(default_contract(), FAULTS), fault_rate=0.5
    ) as server:
        yield server.base_url


def said(verdict: Path) -> dict[str, Any]:
    """The verdict without its times."""
    content = json.loads(verdict.read_bytes())
    return {name: value for name, value in content.items() if name not in ("started", "finished", "times")}


def cases(junit: Path) -> list[tuple[str, str]]:
    """Name and state of each case."""
    return sorted((case.attrib["name"], state(case)) for case in ET.parse(junit).iter("testcase"))


def state(case: ET.Element) -> str:
    """What is broken and fails nothing is an expected failure to pytest, which writes it as skipped."""
    ended = next((child for child in case if child.tag in ("failure", "error", "skipped")), None)
    if case.find("system-out") is not None or (ended is not None and ended.get("type") == "pytest.xfail"):
        return "tolerated"
    return "passed" if ended is None else ended.tag


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one-process", "workers"])
def test_both_come_to_the_same(
    workers: tuple[str, ...],
    base_url: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytester.makefile(".yaml", waivers=WAIVERS.format(until=datetime.now(UTC).date() + timedelta(days=30)))
    monkeypatch.setenv("ENNEO_TOKEN", TOKEN)
    asked = ("fail-on=should", "waive=waivers.yaml", "max-requests=300", "min-coverage=40")
    with_pytest = pytester.runpytest_subprocess(
        *(SUITE, "-p", "no:cacheprovider", "-q", "--tb=no", *workers),
        *(
            f"--base-url={base_url}",
            "--ticketgate-rate=1000",
            *(f"--ticketgate-{option}" for option in asked),
        ),
        *("--ticketgate-json=pytest.json", "--junitxml=pytest.xml"),
    )
    done = ticketgate(
        *("run", f"--base-url={base_url}", "--rate=1000", *(f"--{option}" for option in asked)),
        *("--json=run.json", "--junit=run.xml"),
        env={"ENNEO_TOKEN": TOKEN},
    )
    assert said(Path("run.json")) == said(Path("pytest.json"))
    assert cases(Path("run.xml")) == cases(Path("pytest.xml"))
    assert (done.status, with_pytest.ret) == (1, 1)
    assert_of_every_sort(said(Path("run.json")), cases(Path("run.xml")))


def test_both_come_to_the_same_against_a_baseline(
    base_url: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENNEO_TOKEN", TOKEN)
    target, asked = f"--base-url={base_url}", ("max-requests=60", "baseline=known.jsonl")
    run = ("run", target, "--rate=1000", *(f"--{option}" for option in asked))
    ticketgate(*run, "--update-baseline", env={"ENNEO_TOKEN": TOKEN})
    known = Path("known.jsonl")
    lines = known.read_text("utf-8").splitlines(keepends=True)
    known.write_text("".join(line for line in lines if "full:interface/enum" not in line), "utf-8")
    with_pytest = pytester.runpytest_subprocess(
        *(SUITE, "-p", "no:cacheprovider", "-q", "--tb=no", "-n", "2", target, "--ticketgate-rate=1000"),
        *(f"--ticketgate-{option}" for option in asked),
        *("--ticketgate-json=pytest.json", "--junitxml=pytest.xml"),
    )
    done = ticketgate(*run, "--json=run.json", "--junit=run.xml", env={"ENNEO_TOKEN": TOKEN})
    assert said(Path("run.json")) == said(Path("pytest.json"))
    assert cases(Path("run.xml")) == cases(Path("pytest.xml"))
    assert (done.status, with_pytest.ret) == (1, 1)
    failed = [name for name, end in cases(Path("run.xml")) if end == "failure"]
    assert failed == ["test_value_is_documented[full:interface/enum]"]
    with_pytest.stdout.fnmatch_lines(["Since known.jsonl: 1 new", "*NEW*full:interface/enum"])


def assert_of_every_sort(verdict: dict[str, Any], listed: list[tuple[str, str]]) -> None:
    """Show that the comparison above was worth making."""
    assert {finding["level"] for finding in verdict["findings"]} == {"MUST", "SHOULD", "MAY"}
    assert {bool(finding["waiver"]) for finding in verdict["findings"]} == {True, False}
    assert len(verdict["staleWaivers"]) == 1
    assert {clause["state"] for clause in verdict["clauses"]} >= {"kept", "broken", "unexercised"}
    assert ("test_no_waiver_is_stale", "failure") in listed
    states = {name.partition("[")[2].removesuffix("]"): state for name, state in listed}
    assert [states[fault.partition("=")[0]] for fault in FAULTS] == [
        "failure",
        "tolerated",
        "failure",
        "tolerated",
    ]
