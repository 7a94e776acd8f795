"""The option --overlay in every command, and the adaptations that docs/overlays.md shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.invoking import SMALL, ticketgate
from support.overlays import FIELDS, overlay_text, write_overlay
from support.samples import SPECS, contract, full
from ticketgate.contract.loading import load
from ticketgate.contract.overlay_effects import overlay_effects

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = Path(__file__).parents[2] / "docs" / "overlays.md"
ASLEEP = overlay_text(FIELDS, "{target: \"$['$defs'].priority.enum\", update: [vital]}")


def without(name: str) -> dict[str, Any]:
    return {member: value for member, value in full().items() if member != name}


def of_another_chat() -> dict[str, Any]:
    return {
        **full(),
        "channel": "chat",
        "channelId": None,
        "ccEmails": [],
        "bccEmails": [],
        "replyCcEmails": [],
    }


#: What each adaptation of the page does to clauses, a body that only the adapted contract accepts, and what
#: is found in it without the overlay.
SHOWN: dict[str, tuple[dict[str, str], Callable[[], dict[str, Any]], str]] = {
    "one more value of an enum": (
        {"full:status/enum": "changed", "compact:status/enum": "changed"},
        lambda: {**full(), "status": "waitingOnCustomer", "autoExecuteAt": None},
        "full:status/enum",
    ),
    "a field that may be null": (
        {f"{form}:summary/{kind}": effect for form in ("full", "compact") for kind, effect in (("type", "changed"), ("nullability", "removed"))},
        lambda: {**full(), "summary": None},
        "full:summary/nullability",
    ),
    "an undocumented field made known": (
        {"full:queueName/type": "added", "full:queueName/nullability": "added"},
        lambda: {**full(), "queueName": "meters"},
        "full:/undocumented",
    ),
    "a field that this tenant lacks": (
        {"full:bccEmails/presence": "removed"},
        lambda: without("bccEmails"),
        "full:bccEmails/presence",
    ),
    "a promise of another level": (
        {"full:aiSupportLevel/presence": "changed"},
        lambda: {**without("aiSupportLevel"), "autoExecuteAt": None},
        "full:aiSupportLevel/presence",
    ),
    "a rule switched off": ({"full/chat-has-channel-id": "removed"}, of_another_chat, "full/chat-has-channel-id"),
}  # fmt: skip


def adaptations() -> dict[str, tuple[str, list[str]]]:
    """Return what the page shows: what one wants, with the document and the actions."""
    rows = re.findall(
        r"^\| (.+?) \| `(schemas/.+?)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {wanted: (document, re.findall(r"`(\{.+?\})`", actions)) for wanted, document, actions in rows}


def test_the_page_shows_the_six_that_are_tried_here() -> None:
    assert adaptations().keys() == SHOWN.keys()


def found_in(body: dict[str, Any], tmp_path: Path, *options: object) -> set[tuple[str, str]]:
    """Return clause and level of what `ticketgate check` finds in a body."""
    file, verdict = tmp_path / "body.json", tmp_path / "verdict.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    done = ticketgate("check", "--as", "full", file, "--json", verdict, *options)
    assert done.status in (0, 1), done.err
    return {(each["clause"], each["level"]) for each in json.loads(verdict.read_bytes())["findings"]}


@pytest.mark.parametrize("wanted", SHOWN)
def test_each_adaptation_of_the_page_does_what_it_says(tmp_path: Path, wanted: str) -> None:
    effects, body, clause = SHOWN[wanted]
    document, actions = adaptations()[wanted]
    overlay = write_overlay(tmp_path, overlay_text(document, *actions))
    assert overlay_effects(contract(), load(SPECS, [str(overlay)])) == effects
    before = found_in(body(), tmp_path)
    after = found_in(body(), tmp_path, "--overlay", overlay)
    assert clause in {found for found, _ in before}
    if wanted == "a promise of another level":
        assert {(clause, "SHOULD")} <= before
        assert {(clause, "MAY")} <= after
    else:
        assert {found for found, _ in after} == {found for found, _ in before} - {clause}


def test_the_first_overlay_of_the_page_can_be_used(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(overlay: .+?)```", text, re.DOTALL)
    file = tmp_path / "tenant.yaml"
    file.write_text(shown, encoding="utf-8")
    done = ticketgate("clauses", "--overlay", file)
    marked = {line.split()[1] for line in done.out.splitlines() if line[:2] in ("+ ", "~ ", "- ")}
    assert marked == {
        "full:status/enum",
        "compact:status/enum",
        "full:queueName/type",
        "full:queueName/nullability",
    }


def test_a_clause_that_an_overlay_wrote_is_explained_by_its_line(tmp_path: Path) -> None:
    overlay = write_overlay(tmp_path, ASLEEP)
    done = ticketgate("clauses", "full:priority/enum", "--overlay", overlay)
    lines = dict(
        re.split(r"\s{2,}", line, maxsplit=1) for line in done.out.partition("\n\n")[0].splitlines()[1:]
    )
    assert (lines["Evidence"], lines["Overlay"], lines["Written"]) == ("tenant", "changed it", f"{overlay}:5")


def test_a_clause_that_an_overlay_removed_is_explained_as_it_was(tmp_path: Path) -> None:
    removing = overlay_text(
        "schemas/ticket-full.yaml", "{target: \"$.required[?@ == 'body']\", remove: true}"
    )
    done = ticketgate("clauses", "full:body/presence", "--overlay", write_overlay(tmp_path, removing))
    assert done.status == 0
    assert "Overlay    removed it" in done.out.splitlines()


def test_a_verdict_names_its_overlays_and_a_finding_points_into_them(tmp_path: Path) -> None:
    overlay, verdict = write_overlay(tmp_path, ASLEEP), tmp_path / "verdict.json"
    body = tmp_path / "body.json"
    body.write_text(json.dumps({**full(), "priority": "dull"}), encoding="utf-8")
    done = ticketgate("check", body, "--overlay", overlay, "--json", verdict)
    assert done.status == 1
    assert done.out.splitlines()[0].partition(" · ")[2].startswith("contract 1+tenant.yaml, digest ")
    # A long path goes on in the next line.
    assert f"tenant·{overlay}:5" in "".join(done.out.split())
    told = json.loads(verdict.read_bytes())
    assert told["contract"]["version"] == "1+tenant.yaml"
    assert told["contract"]["digest"] != contract().digest
    (finding,) = told["findings"]
    assert (finding["evidence"], finding["written"]) == ("tenant", f"{overlay}:5")


def test_a_run_judges_by_the_adapted_contract(tmp_path: Path) -> None:
    narrow = overlay_text(FIELDS, "{target: \"$['$defs'].channel.enum[?@ == 'email']\", remove: true}")
    overlay, verdict = write_overlay(tmp_path, narrow), tmp_path / "verdict.json"
    done = ticketgate("run", *SMALL, "--overlay", overlay, "--json", verdict)
    found = {each["clause"] for each in json.loads(verdict.read_bytes())["findings"]}
    assert (done.status, {"full:channel/enum", "compact:channel/enum"} <= found) == (1, True)


def test_the_configuration_names_overlays_as_seen_from_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "below"
    folder.mkdir()
    write_overlay(tmp_path, ASLEEP)
    (tmp_path / "ticketgate.toml").write_text(
        '[environments.staging]\noverlay = ["./tenant.yaml"]\n', "utf-8"
    )
    monkeypatch.chdir(folder)
    body = {**full(), "priority": "vital"}
    assert {found for found, _ in found_in(body, tmp_path)} == {"full:priority/enum"}
    assert not found_in(body, tmp_path, "--environment", "staging")
    shown = ticketgate("config", "--environment", "staging").out
    assert re.search(r"^overlay +\.\./tenant\.yaml +", shown, re.MULTILINE)


def test_a_name_in_a_configuration_is_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ticketgate.toml").write_text('overlay = ["sleepy"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    done = ticketgate("run", *SMALL)
    assert done.status == 2
    assert done.said.startswith("ticketgate: ticketgate.toml:1: --overlay sleepy: no overlay of that name")


@pytest.mark.parametrize(
    "command",
    [
        ("run", *SMALL),
        ("check", "body.json"),
        ("clauses",),
        ("bundle",),
        ("mock",),
        ("clauses", "full:status/enum"),
    ],
)
def test_every_command_refuses_an_overlay_with_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "body.json").write_text(json.dumps(full()), encoding="utf-8")
    write_overlay(tmp_path, overlay_text(FIELDS, "{target: $.nothing, remove: true}"))
    done = ticketgate(*command, "--overlay", "tenant.yaml")
    assert (done.status, done.out) == (2, "")
    assert done.said == f"ticketgate: tenant.yaml:5: the target matches nothing in specs/{FIELDS}\n"


def test_the_bundle_is_the_adapted_contract(tmp_path: Path) -> None:
    done = ticketgate("bundle", "--overlay", write_overlay(tmp_path, ASLEEP))
    fields = json.loads(done.out)["components"]["schemas"]["ticket-fields"]["$defs"]
    assert fields["priority"]["enum"] == ["low", "medium", "high", "urgent", "vital"]
