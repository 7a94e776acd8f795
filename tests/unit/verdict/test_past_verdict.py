"""Files of verdicts are read without their contract, those of the former forms, too."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support import verdicts
from support.verdicts import MUST, SHOULD, found, verdict_of
from ticketgate.contract.clauses import Level
from ticketgate.errors import DocumentError, UsageError
from ticketgate.verdict.as_json import SCHEMA, dumps
from ticketgate.verdict.baseline import Scope
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.past_verdict import PastVerdict, read_verdict
from ticketgate.verdict.power import Power
from ticketgate.verdict.shares import Share
from ticketgate.verdict.times import Times

#: A run of the versions before, on a mock with four faults, by the form of its verdict.
FORMERS = {
    form: lzma.decompress(Path(verdicts.__file__).with_name(f"verdict_of_form_{form}.json.xz").read_bytes())
    for form in (1, 2)
}
FORMER = FORMERS[1]
TIMES = {"getTicket": Times(3, 0.25, 0.5, 0.5)}


def read(tmp_path: Path, content: bytes | dict[str, Any]) -> PastVerdict:
    path = tmp_path / "verdict.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_verdict(path)


def test_a_verdict_of_today_is_read_with_its_variants(tmp_path: Path) -> None:
    verdict = verdict_of(
        found(MUST, 'is "waiting"', 9, variants={"waiting": 7, "parked": 2}, others=1),
        exercised={MUST: 12, SHOULD: 0},
        unconfirmed=(found(SHOULD, "is null"),),
        partitions={"full:status=open": 3},
        times=TIMES,
        sought=Sought(power=(Power("full", "", 12, 12), Power("compact", "", 1, 12))),
    )
    past = read(tmp_path, dumps(verdict))
    assert (past.form, past.scope, past.whole, past.outcome) == (3, Scope.RUN, True, "broken")
    assert [(each.variant, each.share) for each in past.variants] == [
        ("waiting", Share(7, 12)),
        ("parked", Share(2, 12)),
        (None, Share(1, 12)),
    ]
    assert past.in_doubt == {(SHOULD, "interface")}
    assert past.clauses[MUST].exercised == 12
    assert past.partitions["full:status=open"].judged == 12
    assert past.all_judged == {"full"}
    assert past.times == TIMES


def test_a_verdict_of_the_former_form_is_read_without(tmp_path: Path) -> None:
    past = read(tmp_path, FORMER)
    assert (past.form, past.scope, past.variants, past.times) == (1, None, (), {})
    assert [(each.clause, each.share, each.level) for each in past.findings] == [
        ("compact:channel/nullability", Share(19, 40), Level.MUST),
        ("full:/undocumented", Share(21, 40), Level.MAY),
        ("full:interface/enum", Share(19, 40), Level.SHOULD),
        ("full:status/enum", Share(20, 40), Level.MUST),
    ]
    assert past.partitions["full:channel=email"].judged == 40


def test_a_verdict_of_the_second_form_is_read_with_its_variants(tmp_path: Path) -> None:
    past = read(tmp_path, FORMERS[2])
    assert (past.form, past.scope) == (2, Scope.RUN)
    assert [(each.clause, each.variant) for each in past.variants if each.level is Level.MUST] == [
        ("compact:channel/nullability", "null"),
        ("full:agent.id/type", "a string"),
        ("full:status/enum", "CLOSED"),
        ("full:status/enum", "OPEN"),
        ("full:status/enum", "PENDING"),
    ]


@pytest.mark.parametrize("form", FORMERS)
def test_a_former_form_is_what_its_schema_says_and_not_what_the_present_one_does(form: int) -> None:
    former = json.loads(FORMERS[form])
    for schema, valid in ((SCHEMA.with_name(f"verdict-{form}.schema.json"), True), (SCHEMA, False)):
        assert jsonschema.Draft202012Validator(json.loads(schema.read_bytes())).is_valid(former) is valid


SECRET = "Frau Geheim"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", ":1: is no JSON; give a file that --json wrote"),
        (b'{\n"a": nil}', ":2: is no JSON; give a file that --json wrote"),
        (b"[]", ": is no verdict; give a file that --json wrote"),
        ({"schema": 4}, ": is a verdict of a form that is not known here; known are 1 to 3; update ticketgate, or write it again"),
        ({"schema": "2"}, ": is a verdict of a form that is not known here; known are 1 to 3; update ticketgate, or write it again"),
        ({"subject": SECRET}, ": is no verdict: the whole breaks verdict-1.schema.json (required); give a file that --json wrote"),
        ({**json.loads(FORMER), "requests": SECRET}, ": is no verdict: requests breaks verdict-1.schema.json (type); give a file that --json wrote"),
    ],
    ids=range(7),
)  # fmt: skip
def test_a_file_that_is_no_verdict_is_refused(
    tmp_path: Path, content: bytes | dict[str, Any], problem: str
) -> None:
    with pytest.raises(DocumentError) as refusal:
        read(tmp_path, content)
    assert str(refusal.value) == f"{tmp_path}/verdict.json{problem}"
    assert refusal.value.exit_code == 2


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*nothing: No such file or directory"):
        read_verdict(tmp_path / "nothing")
