"""The README and the pages beside it say what the code does."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click
import jsonschema
import pytest

from support import house
from support.saved import in_memory
from ticketgate.audit.saved_traffic import judge_saved
from ticketgate.cli import cli
from ticketgate.client.http import MAX_BODY_BYTES
from ticketgate.contract.clauses import Evidence, Kind, Level
from ticketgate.contract.loading import default_contract
from ticketgate.errors import TargetError, UsageError
from ticketgate.launch.configuration_file import read_configuration
from ticketgate.launch.configuration_schema import CONFIGURATION_SCHEMA
from ticketgate.launch.options import OPTIONS
from ticketgate.mock.faults.finding import chosen
from ticketgate.report.terminal.changes_section import print_against_baseline
from ticketgate.report.terminal.sheet import Sheet
from ticketgate.report.terminal.verdict_report import render
from ticketgate.report.words.promise_lines import describe_promise
from ticketgate.run.settings import SHARES
from ticketgate.verdict.as_json import SCHEMA
from ticketgate.verdict.baseline import dumps_baseline, read_baseline
from ticketgate.verdict.changes import Change, ChangedVariant, CountedVariant, FailOnNew
from ticketgate.verdict.coverage import Reason
from ticketgate.verdict.decision import EXIT_CODES, INTERRUPTED, Outcome, State
from ticketgate.verdict.entries import broken_promises
from ticketgate.verdict.known_findings import AgainstBaseline
from ticketgate.verdict.shares import (
    CHANCE_OF_DIFFERING,
    CHANCE_OF_MISSING,
    Share,
    chance_of_missing,
    is_more,
)
from ticketgate.verdict.waivers import read_waivers

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FINDINGS = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
BASELINE = (ROOT / "docs" / "baseline.md").read_text(encoding="utf-8")
COVERAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PAGES = ["README.md", "CHANGELOG.md", *(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md"))]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)]+)\)")
_VARIABLE = re.compile(r"[A-Z_]+=")


def blocks(page: str, language: str) -> list[str]:
    return [text for name, text in _FENCE.findall(page) if name == language]


def section(title: str) -> str:
    """Return the README from a heading to the next of the same level or above."""
    level = title.count("#")
    _, _, rest = README.partition(f"\n{title}\n")
    assert rest, f"the README has no section {title!r}"
    return re.split(rf"^#{{1,{level}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def table(text: str, heading: str) -> list[tuple[str, ...]]:
    """Return the rows of the table that has heading as its first cell."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"| {heading} |"):
            next(lines)
            rows = []
            for row in lines:
                if not row.startswith("|"):
                    break
                cells = re.split(r"(?<!\\)\|", row)[1:-1]
                rows.append(tuple(cell.strip().replace("\\|", "|") for cell in cells))
            return rows
    pytest.fail(f"no table that starts with | {heading} |")


def command_lines(page: str) -> Iterator[list[str]]:
    """Yield the words of each command of the page's shell blocks, variables and the folder of a tool dropped."""
    text = "\n".join(
        block if language == "sh" else "\n".join(re.findall(r"^\$ (.*)$", block, re.MULTILINE))
        for language, block in _FENCE.findall(page)
        if language in ("sh", "console")
    )
    for line in text.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;")
        lexer.whitespace_split = True
        words: list[str] = []
        for word in [*lexer, ";"]:
            if set(word) <= set("|&;"):
                if words:
                    yield [words[0].rpartition("/")[2], *words[1:]]
                words = []
            elif words or not _VARIABLE.match(word):
                words.append(word)


COMMAND_LINES = [
    words for page in PAGES for words in command_lines((ROOT / page).read_text(encoding="utf-8"))
]
TICKETGATE_LINES = [words[1:] for words in COMMAND_LINES if words[0] == "ticketgate"]


# Options, commands, exit codes


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_the_options_of_each_command_are_those_of_the_code(name: str) -> None:
    command = cli.commands[name]
    context = click.Context(command, info_name=name)
    expected = []
    for option in command.params:
        record = option.get_help_record(context)
        if isinstance(option, click.Option) and record:
            expected.append((f"`{record[0]}`", option.help, _default_shown(option)))
    assert table(section(f"### ticketgate {name}"), "option") == expected


def _default_shown(option: click.Option) -> str:
    """Return the default as the help has it: its own words for one that depends on the machine."""
    if isinstance(option.show_default, str):
        return option.show_default
    return f"`{option.default}`" if option.show_default else ""


def test_the_options_of_a_run_stand_in_the_order_of_the_code() -> None:
    rows = table(section("### ticketgate run"), "option")
    flags = [cell.strip("`").split()[0] for cell, _, _ in rows]
    assert flags[: len(OPTIONS)] == [option.flag for option in OPTIONS]


def test_the_commands_are_those_of_the_code() -> None:
    rows = table(section("## Commands"), "command")
    assert sorted(cell.strip("`").split()[1] for cell, _ in rows) == sorted(cli.commands)


def test_the_exit_codes_are_those_of_the_help_and_of_the_code() -> None:
    rows = table(section("### Exit codes"), "code")
    assert rows == re.findall(r"^\s+(\d+)\s+(.+)$", cli.epilog or "", re.MULTILINE)
    used = {*EXIT_CODES.values(), INTERRUPTED, UsageError.exit_code, TargetError.exit_code}
    assert {int(code) for code, _ in rows} == used
    meanings = {row[0]: row[1] for row in rows}
    assert "kept" in meanings[str(EXIT_CODES[Outcome.KEPT])]
    assert "broken" in meanings[str(EXIT_CODES[Outcome.BROKEN])]
    assert "could not run" in meanings[str(UsageError.exit_code)]
    assert "target" in meanings[str(TargetError.exit_code)]


def test_the_states_and_kinds_of_evidence_are_those_of_the_code() -> None:
    assert [row[0] for row in table(section("### States"), "state")] == [*State]
    assert [row[0] for row in table(section("### Levels and evidence"), "evidence")] == [*Evidence]


def test_the_reasons_for_what_was_not_seen_are_those_of_the_code() -> None:
    assert [row[0].strip("`") for row in table(COVERAGE, "reason")] == [*Reason]


def test_the_budget_is_divided_as_in_the_code() -> None:
    text = section("### What it does to a live tenant")
    assert [int(cell) for cell, _ in table(text, "requests of 600")] == [*SHARES.values()]
    default = next(option.default for option in OPTIONS if option.flag == "--max-requests")
    assert sum(SHARES.values()) == default == 600


def test_the_limits_are_those_of_the_code() -> None:
    text = " ".join(section("## Known limits").split())
    assert f"read up to {MAX_BODY_BYTES // 1024**2} MB" in text
    assert f"Of a page {default_contract().search.most_rows} rows are judged" in text


def test_the_rules_that_are_not_judged_are_those_of_the_contract() -> None:
    named = set(re.findall(r"\bR\d+\b", section("## Known limits")))
    why = {rule: reason for rule, reason in default_contract().unheld.items() if rule in named}
    assert why.keys() == named
    wanting = ("a write", "watching a ticket", "Sources disagree", "contradict each other")
    assert named == {
        rule
        for rule, reason in default_contract().unheld.items()
        if any(words in reason for words in wanting)
    }


# Examples


@pytest.mark.parametrize("words", TICKETGATE_LINES, ids=" ".join)
def test_every_command_line_parses(words: list[str]) -> None:
    name, *arguments = words
    with cli.commands[name].make_context(name, arguments) as context:
        params = context.params
    asked = params.get("asked")
    known = default_contract().clauses.values()
    assert asked is None or any(
        asked in (*clause.rules, clause.place) or clause.id.startswith(asked) for clause in known
    )
    faults = (*params.get("faults", ()), *params.get("names", ()))
    assert not faults or chosen(default_contract(), faults)


def test_every_command_has_an_example() -> None:
    assert {words[0] for words in TICKETGATE_LINES} == cli.commands.keys()


def test_every_tox_environment_named_exists() -> None:
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    named = {words[words.index("-e") + 1] for words in COMMAND_LINES if words[0] == "tox"}
    assert named >= {"contract", "tests"}
    assert {f"testenv:{name}" for name in named} <= set(tox.sections())


def test_the_pytest_command_lines_use_options_that_exist(pytestconfig: pytest.Config) -> None:
    known = pytestconfig._parser._opt2dest.keys()
    lines = [words for words in COMMAND_LINES if words[0] == "pytest"]
    assert lines
    long_options = {word.partition("=")[0] for words in lines for word in words if word.startswith("--")}
    assert long_options <= known


def test_the_finding_shown_is_what_check_says() -> None:
    body = json.loads((ROOT / "specs" / "examples" / "ticket-full.json").read_bytes())
    body |= {"status": "waiting", "closedAt": "2026-08-21T10:00:00Z"}
    verdict = judge_saved(default_contract(), in_memory(("ticket.json", json.dumps(body).encode())))
    shown = _settled(next(block for block in blocks(README, "console") if "check ticket.json" in block))
    for promise in broken_promises(verdict.findings):
        assert promise.clause.id in shown
        for line in describe_promise(promise):
            assert _settled(line) in shown
    # Once above the report, and once below.
    assert shown.count("full:") == 2 * len(verdict.findings)
    assert render(verdict, width=100).splitlines()[-1] in shown.splitlines()


def test_the_explanation_shown_is_that_of_the_clause(capsys: pytest.CaptureFixture[str]) -> None:
    [shown] = [block for block in blocks(README, "console") if block.startswith("$ ticketgate clauses ")]
    command, _, text = shown.partition("\n")
    cli.main(command.split()[2:], standalone_mode=False)
    assert _settled(text) == _settled(capsys.readouterr().out)


def test_the_proof_shown_counts_the_faults_there_are() -> None:
    [shown] = [block for block in blocks(README, "console") if block.startswith("$ ticketgate prove")]
    lines = shown.splitlines()
    contract = default_contract()
    faults = chosen(contract, lines[0].split()[3:])
    for kind in {contract.clauses[fault.clause].kind for fault in faults}:
        own = [fault for fault in faults if contract.clauses[fault.clause].kind is kind]
        row = next(line.split() for line in lines if line.startswith(f"{kind} "))
        clauses = sum(clause.kind is kind for clause in contract.clauses.values())
        counts = (clauses, len({fault.clause for fault in own}), len(own))
        assert tuple(map(int, row[1:4])) == counts
    assert lines[-1].startswith(f"Proof HOLDS: {len(faults)} faults found")


def test_the_json_shown_is_a_finding_by_the_schema() -> None:
    schema = json.loads(SCHEMA.read_bytes())
    [shown] = blocks(README, "json")
    validator = jsonschema.Draft202012Validator(
        {**schema["properties"]["findings"]["items"], "$defs": schema["$defs"]}
    )
    validator.validate(json.loads(shown))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**json.loads(shown), "value": 1})


def test_the_line_of_a_baseline_shown_is_one_that_is_read(tmp_path: Path) -> None:
    [shown] = blocks(README, "jsonl")
    head = {"ticketgate": "baseline", "version": 1, "contract": default_contract().digest, "scope": "run"}
    path = tmp_path / "known.jsonl"
    path.write_text(f"{json.dumps(head)}\n{shown}", encoding="utf-8")
    baseline = read_baseline(path)
    assert baseline is not None
    [line] = baseline.lines
    clause = default_contract().clauses[line.clause]
    assert (line.place, line.level, line.promise) == (clause.place, clause.level, clause.title)
    assert dumps_baseline(baseline).decode().splitlines()[1] == shown.strip()


def test_what_changed_is_shown_as_a_report_shows_it() -> None:
    [shown] = [block for block in blocks(README, "text") if block.startswith("Since known.jsonl")]
    known = {
        clause.id: CountedVariant(
            clause.id, clause.place, variant, clause.level, clause.title, share, "2026-11-26"
        )
        for clause, variant, share in (
            (default_contract().clauses["full:status/enum"], "parked", Share(2, 297)),
            (default_contract().clauses["full:subject/nullability"], "null", Share(30, 297)),
        )
    }
    new, mended = known.values()
    same = ChangedVariant(Change.SAME, new, new)
    changes = (
        ChangedVariant(Change.NEW, None, new),
        ChangedVariant(Change.MENDED, mended, None),
        *[same] * 11,
    )
    sheet = Sheet(100, color=False, in_words=str)
    print_against_baseline(sheet, AgainstBaseline("known.jsonl", FailOnNew.MAY, changes))
    assert sheet.text == f"{shown}\n"


def test_the_changes_explained_are_those_of_the_code() -> None:
    assert [row[0] for row in table(BASELINE, "change")] == [
        *(change for change in (Change.NEW, Change.WORSE, Change.MENDED, Change.BETTER, Change.GONE)),
        *(Change.SAME, Change.NOT_SEEN),
    ]


def test_the_figures_on_worse_and_mended_are_those_of_the_code() -> None:
    for before, least in table(BASELINE, "broken before"):
        known, grown = Share(int(before), 300), int(least)
        assert is_more(Share(grown, 300), known)
        assert not is_more(Share(grown - 1, 300), known)
    for before, least in table(BASELINE, "broken before, of 300"):
        known, judged = Share(int(before), 300), int(least)
        assert chance_of_missing(known, judged) <= CHANCE_OF_MISSING < chance_of_missing(known, judged - 1)
    assert f"at most {CHANCE_OF_DIFFERING:.1%}".replace("%", " %") in " ".join(BASELINE.split())


def test_the_waiver_file_shown_is_read(tmp_path: Path) -> None:
    [shown] = blocks(README, "yaml")
    path = tmp_path / "waivers.yaml"
    path.write_text(shown, encoding="utf-8")
    waivers = read_waivers([path], default_contract())
    assert [waiver.place for waiver in waivers] == ["status", None]


@pytest.mark.parametrize("page", ["README.md", "docs/configuration.md"])
def test_the_configuration_shown_is_read_and_fits_the_schema(page: str, tmp_path: Path) -> None:
    [shown] = blocks((ROOT / page).read_text(encoding="utf-8"), "toml")
    path = tmp_path / "ticketgate.toml"
    path.write_text(shown, encoding="utf-8")
    file = read_configuration(path)
    assert file.environments["staging"]["token_env"] == "STAGING_TOKEN"
    schema = json.loads(CONFIGURATION_SCHEMA.read_bytes())
    jsonschema.Draft7Validator(schema).validate(tomllib.loads(shown))


#: The edit of a valid body, as path and new value, behind the finding shown for each kind; ... deletes.
EDITS: dict[Kind, tuple[str, tuple[str | int, ...], object]] = {
    Kind.PRESENCE: ("ticket-full.json", ("tags", 0, "name"), ...),
    Kind.ABSENCE: ("search-page.json", ("tickets", 0, "body"), "text"),
    Kind.NULLABILITY: ("ticket-full.json", ("priority",), None),
    Kind.TYPE: ("ticket-full.json", ("customerId",), 5),
    Kind.ENUM: ("ticket-full.json", ("status",), "waiting"),
    Kind.FORMAT: ("ticket-full.json", ("closedAt",), "2026-08-21T10:00:00Z"),
    Kind.RANGE: ("ticket-full.json", ("intents", 0, "confidence"), 1.5),
    Kind.UNDOCUMENTED: ("ticket-full.json", ("tags", 0, "icon"), "text"),
    Kind.RULE: ("ticket-full.json", ("channel",), "system"),
    Kind.RELATION: ("ticket-full.json", ("agentId",), 4711),
}


def shown_finding(kind: Kind) -> list[str]:
    _, found, rest = FINDINGS.partition(f"\n## {kind}\n")
    assert found, f"docs/findings.md has no section on {kind}"
    return [line.strip() for line in blocks(rest, "text")[0].splitlines()]


@pytest.mark.parametrize("kind", EDITS)
def test_the_finding_shown_for_a_kind_is_what_check_says(kind: Kind) -> None:
    name, (*way, last), value = EDITS[kind]
    body = json.loads((ROOT / "specs" / "examples" / name).read_bytes())
    part = body
    for step in way:
        part = part[step]
    if value is ...:
        del part[last]
    else:
        part[last] = value
    source = "page.json" if name.startswith("search") else "ticket.json"
    verdict = judge_saved(default_contract(), in_memory((source, json.dumps(body).encode())))
    head, *lines = shown_finding(kind)
    [promise] = [each for each in broken_promises(verdict.findings) if each.clause.id == head.split()[1]]
    assert promise.clause.kind is kind
    assert head.split()[0] == promise.level.name
    said = " ".join(describe_promise(promise))
    assert _settled(" ".join(lines)) == _settled(said)


def test_every_kind_of_clause_is_on_the_page_of_findings() -> None:
    """What an operation does is not seen in a saved body: that finding is compared with its clause alone."""
    assert {*EDITS, Kind.BEHAVIOUR} == {*Kind}
    head, promise, *_ = shown_finding(Kind.BEHAVIOUR)
    clause = default_contract().clauses[head.split()[1]]
    assert head.split()[0] == clause.level.name
    assert promise.startswith(f"{clause.title}. ")


def test_every_finding_shown_names_a_clause_as_it_is() -> None:
    shown = [block.splitlines() for page in (README, FINDINGS) for block in blocks(page, "text")]
    findings = [lines for lines in shown if lines[0].split()[0] in Level.__members__]
    assert len(findings) > len(EDITS)
    for head, promise, *_ in findings:
        clause = default_contract().clauses[head.split()[1]]
        assert head.split()[0] == clause.level.name
        assert f"{promise.strip()} ".startswith(f"{clause.title}. ")


def _settled(text: str) -> str:
    """Return text without the line numbers of specs/, which move with every edit there."""
    return re.sub(r"(\.yaml):\d+", r"\1:N", text)


# Pages


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    text = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", (ROOT / page).read_text(encoding="utf-8")))
    for link in _LINK.findall(text):
        if not link.startswith("https://"):
            assert ((ROOT / page).parent / link).exists(), f"{page} links to {link}"


def test_the_tree_of_the_architecture_is_the_tree_on_disk() -> None:
    order = house.layers((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert {path.name for path in house.PACKAGE.iterdir() if (path / "__init__.py").exists()} <= set(order)
    assert house.BEGIN + house.tree(house.PACKAGE, order) + house.END in ARCHITECTURE, "run `tox run -e docs`"


def test_the_way_of_a_response_leads_through_files_and_functions_that_exist() -> None:
    way = re.findall(r"^\d\. `(\S+)`, `(\S+)`: ", ARCHITECTURE, re.MULTILINE)
    assert 1 < len(way) <= 8
    assert len({file for file, _ in way}) == len(way)
    for file, name in way:
        assert name in house.functions(house.PACKAGE / file), f"{file} defines no {name}"


def test_the_changelog_has_the_version_of_the_package() -> None:
    version = re.search(
        r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert version
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[?{re.escape(version[1])}\]? - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE)
