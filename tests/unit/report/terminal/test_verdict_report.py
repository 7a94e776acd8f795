"""The report for terminals and logs: its lines, its width, its colours."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from support.verdicts import MAY, MUST, SHOULD, TARGET, TODAY, found, verdict_of
from ticketgate import __version__
from ticketgate.contract.clauses import Kind, Level
from ticketgate.contract.loading import default_contract
from ticketgate.launch.options import in_pytest_words
from ticketgate.report.terminal.verdict_report import render
from ticketgate.verdict.baseline import Baseline, Scope
from ticketgate.verdict.changes import CountedVariant
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.decision import State
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.power import Power
from ticketgate.verdict.shares import Share
from ticketgate.verdict.waivers import Waiver

BROKEN = found(MUST, 'is "halfOpen"', 3)
CLAUSES = default_contract().clauses
COUNT = len(CLAUSES)


WHOLE = Sought(power=(Power("full", "", 12, 12),))


def waiver(clause: str, **changes: Any) -> Waiver:
    values = {
        "clause": clause,
        "place": None,
        "reason": "known",
        "until": TODAY,
        "written": "w.yaml: entry 1",
    }
    return Waiver(**{**values, **changes})


def finding_lines(text: str, clause: str) -> list[str]:
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if line.endswith(f"  {clause}"))
    return lines[start : lines.index("", start)]


def test_the_head_says_what_was_judged() -> None:
    verdict = verdict_of(notes=("A note that stands alone.",), sought=Sought())
    kept = verdict.count(State.KEPT)
    checked = [(level.name, verdict.checked(level)) for level in reversed(Level)]
    covered = ", ".join(f"{c.count} of {c.of} {name} ({int(10 * c.percent) / 10:g} %)" for name, c in checked)
    assert render(verdict, width=140).splitlines()[:11] == [
        f"ticketgate {__version__} · contract {verdict.contract_version}, digest {verdict.contract_digest}",
        f"Target  {TARGET} (seed 7)",
        "Judged  20 requests sent; 12 full tickets, 1 row, 1 page, 12 pairs of both forms",
        "Verdict KEPT: 2 clauses checked, none fails the run (threshold MUST).",
        "",
        f"Clauses {kept} kept, 0 broken, {COUNT - kept} unexercised, 0 undecided; --coverage says which and why",
        f"Covered {covered}",
        "",
        "Notes",
        "  A note that stands alone.",
        "",
    ]


def test_a_note_of_a_hundred_parts_is_cut_between_words_and_says_where_the_rest_is() -> None:
    note = "Left out for the budget: " + "; ".join(f"t.key{i} <, >" for i in range(100))
    shown = " ".join(render(verdict_of(notes=(note,))).partition("Left out")[2].partition("\n\n")[0].split())
    assert shown.startswith("for the budget: t.key0 <, >; t.key1 <, >;")
    assert shown.endswith(" t.key25 <, ... --json has the rest.")
    assert len(shown) < 400


def test_several_variants_are_told_with_their_counts_the_most_frequent_first() -> None:
    many = {f"way{number:02}": 1 for number in range(9)}
    finding = found(MUST, 'is "waiting"', 12, variants={"waiting": 9, "parked": 2, **many}, others=3)
    told = " ".join(" ".join(finding_lines(render(verdict_of(finding)), MUST)).split())
    assert "Variants: waiting on 9, parked on 2, way00 on 1" in told
    assert told.count("way") == 6
    assert "and 4 more, all listed by --json." in told
    assert "others on 3" in render(verdict_of(found(MUST, "is null", 3, variants={"null": 3}, others=3)))
    assert "Variants" not in render(verdict_of(BROKEN))


def test_a_waived_variant_is_told_beside_those_that_are_not() -> None:
    finding = found(MUST, 'is "waiting"', 9, variants={"waiting": 9, "parked": 2})
    lines = finding_lines(render(verdict_of(finding, waivers=(waiver(MUST, variant="parked"),))), MUST)
    assert lines[-2].strip() == f"Waived, parked: known (until {TODAY})"


def against(*lines: CountedVariant) -> Baseline:
    return Baseline("known.jsonl", default_contract().digest, Scope.SAVED, lines)


def known_line(clause: str, variant: str, count: int) -> CountedVariant:
    told = CLAUSES[clause]
    return CountedVariant(
        clause, told.place, variant, told.level, told.title, Share(count, 300), "2026-01-31"
    )


JUDGED = {"exercised": dict.fromkeys((MUST, SHOULD, MAY, "full:direction/enum"), 300)}


def test_with_a_baseline_the_report_begins_with_what_changed() -> None:
    verdict = verdict_of(
        found(MUST, 'is "waiting"', 120, variants={"waiting": 120, "parked": 2}),
        found(SHOULD, "is null", 30),
        baseline=against(
            known_line(MUST, "waiting", 6),
            known_line(SHOULD, "is null", 30),
            known_line("full:direction/enum", "up", 60),
            known_line("full:subject/nullability", "null", 1),
        ),
        **JUDGED,
    )
    lines = render(verdict, width=120).splitlines()
    assert lines[3:8] == [
        "Verdict BROKEN: 1 of 4 clauses checked fails the run (1 MUST); 1 broken as known (1 SHOULD; a run without",
        "        --baseline counts it).",
        f"First   MUST {MUST}: {CLAUSES[MUST].title}",
        "",
        "Since known.jsonl: 1 new, 1 worse, 1 mended",
    ]
    assert lines[7:16] == [
        "Since known.jsonl: 1 new, 1 worse, 1 mended",
        f"  NEW     MUST    {MUST}",
        "                  parked, on 2 of 300 (0.67 %)",
        f"  WORSE   MUST    {MUST}",
        "                  waiting, on 120 of 300 (40 %); before on 6 of 300 (2 %), known since 2026-01-31",
        "  MENDED  MUST    full:direction/enum",
        "                  up; was on 60 of 300 (20 %), known since 2026-01-31",
        "  1 as known, 1 not seen and judged too seldom to tell.",
        "",
    ]
    assert finding_lines("\n".join(lines[16:]), MUST)[-2].strip() == (
        "Variants: waiting on 120 (worse), parked on 2 (new)."
    )
    assert finding_lines("\n".join(lines[16:]), SHOULD)[3].strip() == "Known from the baseline."


def test_what_is_new_stands_above_what_is_known_whatever_its_level() -> None:
    verdict = verdict_of(
        *(found(MUST, 'is "waiting"', 6, variants={"waiting": 6}), found(SHOULD, "is null", 1)),
        baseline=against(known_line(MUST, "waiting", 6)),
        **JUDGED,
    )
    text = render(verdict, quiet=True)
    assert text.index(SHOULD) < text.index(MUST)


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([], "4 clauses checked, none fails the run (threshold MAY)."),
        (
            [found(SHOULD, "is null", 30)],
            "none fails the run (threshold MAY); 1 broken as known (1 SHOULD; a run without --baseline counts it).",
        ),
        ([found(MUST, "is null", 30)], "1 of 4 clauses checked fails the run (1 MUST)."),
        (
            [found(MAY, "has x", 30)],
            "; 1 new or worse below the threshold (1 MAY; --fail-on-new any fails the run for it).",
        ),
    ],
)
def test_the_last_sentence_tells_what_is_new_from_what_is_known(groups: list[Any], said: str) -> None:
    verdict = verdict_of(*groups, baseline=against(known_line(SHOULD, "is null", 30)), **JUDGED)
    assert " ".join(render(verdict).rpartition("Verdict")[2].split()).endswith(said)


def test_clauses_are_counted_by_kind_and_in_total() -> None:
    rows = [line.split() for line in render(verdict_of(BROKEN), coverage=True).splitlines()]
    enums = sum(clause.kind == "enum" for clause in CLAUSES.values())
    assert ["Clauses", "kept", "broken", "unexercised", "undecided"] in rows
    assert ["enum", "1", "1", str(enums - 2), "0"] in rows
    assert ["total", "1", "1", str(COUNT - 2), "0"] in rows


def test_a_finding_has_promise_spread_evidence_and_command() -> None:
    clause = CLAUSES[MUST]
    assert finding_lines(render(verdict_of(BROKEN), width=140), MUST) == [
        f"MUST    {MUST}",
        f"        {clause.title}. {clause.description}",
        f"        published · {clause.written}"
        + "".join(f" · {rule}" for rule in (*clause.rules, *clause.conflicts)),
        '        status is "halfOpen", on 3 of 12 tickets, first on 371004.',
        (
            "        curl -sS -H \"Authorization: Bearer $ENNEO_TOKEN\" -H 'Accept: application/json' "
            f"'{TARGET}/ticket/371004?includeCustomer=true'"
        ),
    ]


@pytest.mark.parametrize(
    ("group", "line"),
    [
        (found(MUST, "is null"), "status is null, on 1 of 12 tickets: 371004."),
        (found(MUST, "is null", ticket=None), "status is null, on 1 of 12 tickets."),
        (found(MUST, "is null", ticket=None, source="saved.ndjson:3"), "of 12 tickets in saved.ndjson:3."),
        (
            found("full:tags[].id/type", "is null", 2, pointer="/tags/4/id"),
            "tags[].id is null, on 2 of 2 tickets, first on 371004, at /tags/4/id.",
        ),
        (found("compact:id/type", "is null"), "id is null, on 1 of 1 row: 371004."),
        (found("getTicket/request-is-answered", "answers 500", place=""), "It answers 500, on 1 of 1 answer"),
    ],
)
def test_the_spread_of_a_finding_reads_as_a_sentence(group: Any, line: str) -> None:
    assert line in render(verdict_of(group), width=140)


def test_doubt_and_waivers_are_said() -> None:
    text = render(verdict_of(found(MUST, "is null", disputed=True), waivers=[waiver(MUST)]), width=140)
    assert "        The second validation library sees no fault here: read it before you report it." in text
    assert f"        Waived: known (until {TODAY})" in text


def test_the_gravest_findings_come_first() -> None:
    groups = [found(clause, "is null") for clause in (MAY, SHOULD, "full:subject/type", MUST)]
    lines = render(verdict_of(*groups)).splitlines()
    heads = [line for line in lines if re.match(r"(MUST|SHOULD|MAY) ", line)]
    assert heads == [f"MUST    {MUST}", "MUST    full:subject/type", f"SHOULD  {SHOULD}", f"MAY     {MAY}"]


@pytest.mark.parametrize(
    ("verdict", "line"),
    [
        (verdict_of(), "Verdict KEPT: 2 clauses checked, none fails the run (threshold MUST)."),
        (
            verdict_of(found(MAY, "has a member"), fail_on=Level.SHOULD),
            (
                "Verdict PASSED WITH FINDINGS: 3 clauses checked, none fails the run (threshold SHOULD); "
                "1 broken below the threshold (1 MAY; --fail-on may fails the run for it)."
            ),
        ),
        (verdict_of(BROKEN), "Verdict BROKEN: 1 of 2 clauses checked fails the run (1 MUST)."),
        (
            verdict_of(BROKEN, found(SHOULD, "is null"), found(MAY, "is null"), fail_on=Level.SHOULD),
            (
                "Verdict BROKEN: 2 of 4 clauses checked fail the run (1 MUST, 1 SHOULD); "
                "1 broken below the threshold (1 MAY; --fail-on may fails the run for it)."
            ),
        ),
        (
            verdict_of(waivers=[waiver(MUST)], sought=WHOLE),
            "Verdict BROKEN: no clause fails the run, but 1 waiver is stale.",
        ),
        (
            verdict_of(waivers=[waiver(MUST), waiver("full:direction/enum")], sought=WHOLE),
            "Verdict BROKEN: no clause fails the run, but 2 waivers are stale.",
        ),
        (
            verdict_of(exercised={}, judged={"full": 0}),
            "Verdict NOTHING CHECKED: no clause was put to the test.",
        ),
        (
            verdict_of(ended=Ended(EarlyEnd.INTERRUPTED, "the run was interrupted")),
            (
                "Verdict INCOMPLETE: 2 clauses checked, none fails the run (threshold MUST). "
                "Interrupted: this is what was found so far."
            ),
        ),
        (
            verdict_of(ended=Ended(EarlyEnd.SILENT, "10 requests got no answer")),
            (
                "Verdict INCOMPLETE: 2 clauses checked, none fails the run (threshold MUST). "
                "Incomplete: 10 requests got no answer; this is what was found until then."
            ),
        ),
        (
            verdict_of(ended=Ended(EarlyEnd.BUDGET_SPENT, "the budget is used up")),
            "Verdict KEPT: 2 clauses checked, none fails the run (threshold MUST).",
        ),
    ],
)
def test_the_last_line_is_the_verdict(verdict: Any, line: str) -> None:
    assert render(verdict, width=200).splitlines()[-1] == line


def test_too_little_coverage_is_said_with_its_numbers() -> None:
    of = sum(clause.level is Level.MUST for clause in CLAUSES.values())
    assert render(verdict_of(min_coverage=90.0), width=200).splitlines()[-1] == (
        f"Verdict TOO LITTLE CHECKED: 2 of {of} MUST clauses were put to the test, "
        "less than the 90 % that --min-coverage asks for."
    )


def test_the_share_of_clauses_put_to_the_test_is_never_rounded_up_to_all() -> None:
    every = {clause.id: 1 for clause in CLAUSES.values() if clause.id != MUST}
    must, should, may = (
        sum(clause.level is level for clause in CLAUSES.values()) for level in reversed(Level)
    )
    almost = int(1000 * (must - 1) / must) / 10
    assert almost < 100
    assert (
        f"Covered {must - 1} of {must} MUST ({almost} %), "
        f"{should} of {should} SHOULD (100 %), {may} of {may} MAY (100 %)"
    ) in render(verdict_of(exercised=every, sought=Sought()), width=140).splitlines()


def test_stale_waivers_stand_above_the_verdict() -> None:
    past = waiver(MUST, until=TODAY.replace(year=2025))
    *_, stale, _ = render(verdict_of(BROKEN, waivers=[past]), width=140).splitlines()
    assert stale == f"w.yaml: entry 1: the waiver of {MUST} ended on 2025-11-24; mend or renew it"


def test_what_was_not_judged_is_listed_by_reason_with_the_gravest_first() -> None:
    lines = [line.strip() for line in render(verdict_of(), width=140, coverage=True).splitlines()]
    start = lines.index("Not checked")
    reasons = [line for line in lines[start:] if re.match(r"\d+ because ", line)]
    counted = sum(int(line.split()[0]) for line in reasons)
    assert counted == COUNT - 2
    assert "(MUST)" in lines[start + 2]
    assert " more, all listed by --json" in " ".join(lines[start:])


def test_of_many_fields_that_were_not_seen_the_first_are_named_and_the_rest_counted() -> None:
    verdict = verdict_of()
    fields = {(state.partition.root, state.partition.field) for state in verdict.coverage.partitions}
    text = " ".join(render(verdict, width=140, coverage=True).split())
    listed = re.findall(r"Fields with partitions not seen: (.*?)\.(?= \d)", text)
    assert len(listed) == 1
    named, more = re.fullmatch(r"(.*) and (\d+) more, all listed by --json", listed[0]).groups()  # type: ignore[union-attr]
    assert len(named.split("; ")) + int(more) == len({field for field in fields if field[1]})
    assert len(named.split("; ")) == 6


def test_without_a_clause_in_question_there_is_no_table_without_rows() -> None:
    lines = render(verdict_of(exercised={}, judged={"full": 0}, roots=())).splitlines()
    assert [line.split()[0] for line in lines if line] == [
        "ticketgate",
        "Target",
        "Judged",
        "Verdict",
        "Verdict",
    ]


def test_the_power_is_said_of_each_rule_that_few_tickets_were_about() -> None:
    seen = {"full/closed-after-created": 3, "full/system-ticket-has-no-sender": 140, "full:id/type": 1}
    verdict = verdict_of(exercised=seen, sought=Sought(power=(Power("full", "", 297, 500),)))
    text = " ".join(render(verdict, coverage=True).split())
    of_rules = "closed-after-created 63.2 % (3), system-ticket-has-no-sender 2.2 % (140)."
    assert f"Of the tickets that a rule is about, the least first: {of_rules}" in text
    # Where every ticket was judged, a fault on one of them was seen.
    assert "rule is about" not in render(verdict_of(exercised=seen, sought=WHOLE), coverage=True)


def test_no_line_begins_with_a_per_cent_sign() -> None:
    power = (Power("full", "", 297, 500), Power("full", "channel=email", 75))
    verdict = verdict_of(sought=Sought(power=power))
    for width in range(60, 141):
        brief, text = render(verdict, width=width), render(verdict, width=width, coverage=True)
        assert "1.1 %" in " ".join(text.split())
        assert [line for line in brief.splitlines() if line.lstrip().startswith("%")] == []
        assert [line for line in text.splitlines() if line.lstrip().startswith("%")] == []


@pytest.mark.parametrize("width", [80, 140])
def test_only_lines_to_copy_are_longer_than_the_width(width: int) -> None:
    groups = [
        BROKEN,
        found("full/system-ticket-has-no-sender", "does not agree with what stands beside it " * 3),
        found(
            "full:customer.contracts[].customerId/type",
            "is null",
            2,
            pointer="/customer/contracts/0/customerId",
        ),
    ]
    notes = ("A sentence that goes on and on, so that it has to be broken. " * 3,)
    text = render(verdict_of(*groups, notes=notes, waivers=[waiver(SHOULD)]), width=width)
    long = [line for line in text.splitlines() if len(line) > width]
    assert all(line.startswith(("Target  ", "        curl ")) for line in long)
    assert sum(line.startswith("        curl ") for line in text.splitlines()) == len(groups)
    assert not [line for line in text.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("width", [60, 80, 100])
def test_lines_are_broken_in_the_words_that_are_shown(width: int) -> None:
    """The options are longer under pytest, wherever one is named."""
    notes = tuple(f"{'x' * count} --max-requests and --filter." for count in range(30, 60))
    verdict = verdict_of(
        BROKEN,
        found(MAY, "is null"),
        notes=notes,
        waivers=[waiver(SHOULD)],
        ended=Ended(EarlyEnd.TOO_FAST, "requests were refused; lower --rate, or raise --max-time"),
    )
    text = render(verdict, width=width, coverage=True, in_words=in_pytest_words)
    long = [line for line in text.splitlines() if len(line) > width]
    assert all(line.startswith(("Target  ", "        curl ")) for line in long)
    said = " ".join(text.split())
    for option in ("max-requests", "filter", "json", "rate", "max-time", "fail-on"):
        assert f"--ticketgate-{option}" in said
        assert f" --{option}" not in said
    plain = " ".join(render(verdict, width=width, coverage=True).split())
    assert said == in_pytest_words(plain)


def test_colours_are_only_there_when_asked_for_and_change_no_word() -> None:
    verdict = verdict_of(BROKEN, found(SHOULD, "is null"), waivers=[waiver("full:direction/enum")])
    plain, coloured = render(verdict, width=100), render(verdict, width=100, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31mMUST" in coloured
    assert re.search(r"\x1b\[[0-9;]*33mSHOULD", coloured)
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()


@pytest.mark.parametrize("width", [60, 80, 140])
def test_a_line_that_goes_on_stands_below_its_text(width: int) -> None:
    verdict = verdict_of(
        found(SHOULD, "is wrong"),
        notes=("A note " + "that goes on " * 20,),
        waivers=(waiver(SHOULD, until=date(2020, 1, 1)),),
    )
    begun = (
        "ticketgate ",
        "Target  ",
        "Judged  ",
        "Notes",
        "Clauses",
        "total ",
        "First   ",
        "SHOULD  ",
        "Not checked",
        "Coverage",
        "w.yaml:",
        "Verdict ",
    )
    kinds = tuple(str(kind) for kind in Kind)
    lines = render(verdict, width=width, coverage=True).splitlines()
    assert [line for line in lines if line and not line.startswith((" ", *begun, *kinds))] == []


def test_one_of_a_thing_is_no_plural() -> None:
    verdict = verdict_of(found(MUST, "is wrong"), exercised={MUST: 1})
    assert (
        render(verdict, width=140).splitlines()[-1]
        == "Verdict BROKEN: 1 of 1 clause checked fails the run (1 MUST)."
    )


def test_what_was_found_once_is_shown_apart_and_counted_in_the_verdict() -> None:
    verdict = verdict_of(BROKEN)
    once = replace(verdict, findings=(), unconfirmed=verdict.findings)
    lines = render(once, width=200).splitlines()
    start = lines.index("Found once and not asked again, so neither broken nor kept")
    assert lines[start + 2] == f"MUST    {MUST}"
    assert lines[-1].endswith("; 1 found broken once and not asked again.")


AGENT = [
    f"{form}:{place}.id/type"
    for form in ("full", "compact")
    for place in ("agent", "assignedAgents[]", "workedOnBy[]")
]


def test_a_promise_in_six_places_is_one_entry_with_a_line_to_copy_for_each_form() -> None:
    verdict = verdict_of(*(found(clause, "is a string", 2, pointer="/x") for clause in AGENT))
    lines = [line.strip() for line in render(verdict, width=200, quiet=True).splitlines()]
    assert lines[0] == "MUST    full:agent.id/type and 5 more"
    assert lines[1] == "id is an integer. Number of the agent."
    assert lines[3:6] == [
        "full:agent.id is a string, on 2 of 2 tickets, first on 371004.",
        "full:assignedAgents[].id is a string, on 2 of 2 tickets, first on 371004, at /x.",
        "full:workedOnBy[].id is a string, on 2 of 2 tickets, first on 371004, at /x.",
    ]
    assert [line.partition(" ")[0] for line in lines[6:11]] == [
        "curl",
        "compact:agent.id",
        "compact:assignedAgents[].id",
        "compact:workedOnBy[].id",
        "curl",
    ]


def test_of_many_places_the_first_are_named_and_the_rest_counted() -> None:
    rows = [clause for clause in CLAUSES if clause.startswith("full:") and clause.endswith("/format")]
    dates = [clause for clause in rows if CLAUSES[clause].written == CLAUSES["full:createdAt/format"].written]
    text = render(verdict_of(*(found(clause, "is a string") for clause in dates)), width=140)
    assert text.count("is a string, on") == 8
    assert f"{len(dates) - 8} more places of full, all listed by --json." in text


def test_the_first_promises_are_named_above_and_the_others_counted() -> None:
    groups = [found(clause, "is null") for clause in (MAY, SHOULD, "full:subject/type", MUST)]
    lines = render(verdict_of(*groups, fail_on=Level.MAY)).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("First   "))
    assert [line.split(":")[0].split()[-2] for line in lines[start : start + 3]] == ["MUST", "MUST", "SHOULD"]
    assert lines[start + 3].strip() == "and 1 more promise below."
    assert all(len(line) <= 80 for line in lines[start : start + 4])
    only_must = render(verdict_of(*groups)).splitlines()
    assert [line for line in only_must if SHOULD in line] == [f"SHOULD  {SHOULD}"]


def test_findings_stand_at_the_end_and_the_verdict_last() -> None:
    verdict = verdict_of(BROKEN, notes=("A note.",))
    for coverage in (False, True):
        text = render(verdict, coverage=coverage)
        heads = [text.index(head) for head in ("\nVerdict ", "\nClauses ", "\nNotes", f"\nMUST    {MUST}")]
        assert heads == sorted(heads)
        assert text.splitlines()[-1].startswith("Verdict BROKEN: ")


def test_what_is_quiet_tells_findings_and_verdict_only() -> None:
    verdict = verdict_of(BROKEN, notes=("A note.",), waivers=[waiver("full:direction/enum")], sought=WHOLE)
    lines = render(verdict, width=140, quiet=True).splitlines()
    assert lines[0] == f"MUST    {MUST}"
    assert lines[-2].startswith("w.yaml: entry 1: ")
    assert lines[-1] == render(verdict, width=140).splitlines()[-1]
    assert "note" not in "".join(lines)


@pytest.mark.parametrize(
    ("judged", "sought", "shown"),
    [
        ({"full": 19}, None, []),
        ({"full": 12, "compact": 7}, None, []),
        ({"full": 12, "compact": 8}, None, ["Covered", "Power"]),
        ({"full": 3}, Sought(power=(Power("full", "", 3, 12),)), ["Covered", "Power"]),
    ],
)
def test_a_handful_of_saved_bodies_is_told_without_coverage(
    judged: dict[str, int], sought: Sought | None, shown: list[str]
) -> None:
    labels = [line[:8].strip() for line in render(verdict_of(judged=judged, sought=sought)).splitlines()]
    assert [label for label in labels if label in ("Covered", "Power")] == shown


def test_a_run_with_findings_is_never_called_kept() -> None:
    waived = verdict_of(BROKEN, found(SHOULD, "is null"), waivers=[waiver(MUST)])
    assert render(waived, width=200).splitlines()[-1] == (
        "Verdict PASSED WITH FINDINGS: 3 clauses checked, none fails the run (threshold MUST); "
        "1 broken below the threshold (1 SHOULD; --fail-on should fails the run for it); 1 waived (1 MUST)."
    )
    assert waived.exit_code == 0


def test_two_findings_of_a_check_can_be_read_on_one_screen() -> None:
    """24 lines, of which the prompt takes one."""
    findings = [
        found(MUST, 'is "halfOpen"', source="ticket.json"),
        found("full:closedAt/format", "is a string of 20 characters (RFC 3339)", source="ticket.json"),
    ]
    lines = render(verdict_of(*findings, judged={"full": 1}), width=80).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("MUST    "))
    assert len(lines[start:]) <= 23
