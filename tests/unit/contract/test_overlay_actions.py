"""What actions make of documents, where what they wrote is written, and which actions are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.overlays import FIELDS, FULL_TICKET, adapted, overlay_text, write_overlay
from support.samples import ASKED_FOR_ALL, SPECS, answer, contract, full, observe
from ticketgate.contract.clauses import Evidence, Level
from ticketgate.contract.documents import read_documents
from ticketgate.contract.loading import load
from ticketgate.contract.overlay_actions import overlaid
from ticketgate.contract.overlays import read_overlay
from ticketgate.errors import DocumentError
from ticketgate.judging.judge import Judge

if TYPE_CHECKING:
    from pathlib import Path

    from ticketgate.contract.documents import Documents

DOCUMENTS = read_documents(SPECS)
STATUS = "$['$defs'].status"


def made(tmp_path: Path, *actions: str, version: str = "1.1.0", document: str = FIELDS) -> Documents:
    file = write_overlay(tmp_path, overlay_text(document, *actions, version=version))
    return overlaid(DOCUMENTS, [read_overlay(DOCUMENTS, str(file))])


def refusal(tmp_path: Path, *actions: str, version: str = "1.1.0", document: str = FIELDS) -> str:
    with pytest.raises(DocumentError) as refused:
        made(tmp_path, *actions, version=version, document=document)
    return str(refused.value).removeprefix(f"{tmp_path}/")


@pytest.mark.parametrize(
    ("action", "pointer", "value"),
    [
        (f'{{target: "{STATUS}.enum", update: [asleep]}}', ("enum",), ["open", "pending", "closed", "asleep"]),
        (f'{{target: "{STATUS}.enum", update: asleep}}', ("enum",), ["open", "pending", "closed", "asleep"]),
        (f'{{target: "{STATUS}", update: {{enum: [asleep]}}}}', ("enum",), ["open", "pending", "closed", "asleep"]),
        (f'{{target: "{STATUS}.description", update: State.}}', ("description",), "State."),
        (f'{{target: "{STATUS}", update: {{description: State.}}}}', ("description",), "State."),
        (f'{{target: "{STATUS}", update: {{x-rules: {{enum: [R1]}}}}}}', ("x-rules", "enum"), ["R1"]),
        (f'{{target: "{STATUS}.enum[?@ == \'pending\']", remove: true}}', ("enum",), ["open", "closed"]),
        (f'{{target: "{STATUS}.enum[0, 2, 0]", remove: true}}', ("enum",), ["pending"]),
        (f'{{target: "{STATUS}.enum", copy: "$[\'$defs\'].direction.enum"}}', ("enum",), ["open", "pending", "closed", "in", "out", "internal"]),
    ],
)  # fmt: skip
def test_an_action_changes_its_target_and_nothing_else(
    tmp_path: Path, action: str, pointer: tuple[str, ...], value: Any
) -> None:
    before = repr(DOCUMENTS.contents)
    after = made(tmp_path, action)
    assert after.get(FIELDS, ("$defs", "status", *pointer)) == value
    others = {path: content for path, content in after.contents.items() if path != FIELDS}
    assert others == {path: content for path, content in DOCUMENTS.contents.items() if path != FIELDS}
    definitions = {**after.contents[FIELDS]["$defs"], "status": None}
    assert definitions == {**DOCUMENTS.contents[FIELDS]["$defs"], "status": None}
    assert repr(DOCUMENTS.contents) == before


def test_an_array_is_one_item_for_the_older_version(tmp_path: Path) -> None:
    action = f'{{target: "{STATUS}.enum", update: [asleep]}}'
    after = made(tmp_path, action, version="1.0.0")
    assert after.get(FIELDS, ("$defs", "status", "enum")) == ["open", "pending", "closed", ["asleep"]]


def test_a_member_is_removed_and_actions_see_what_those_before_did(tmp_path: Path) -> None:
    after = made(
        tmp_path,
        f'{{target: "{STATUS}.enum", remove: true}}',
        f'{{target: "{STATUS}", update: {{enum: [asleep]}}}}',
    )
    assert after.get(FIELDS, ("$defs", "status", "enum")) == ["asleep"]


def test_what_is_written_is_found_in_the_overlay_and_the_rest_where_it_was(tmp_path: Path) -> None:
    after = made(
        tmp_path,
        f'{{target: "{STATUS}.enum[0]", remove: true}}',
        f'{{target: "{STATUS}", update: {{x-stratum: false}}}}',
    )
    at, written = ("$defs", "status"), f"{tmp_path}/tenant.yaml"
    assert str(after.at(FIELDS, (*at, "enum"))) == f"{written}:5"
    assert str(after.at(FIELDS, (*at, "x-stratum"))) == f"{written}:6"
    assert after.at(FIELDS, (*at, "description")) == DOCUMENTS.at(FIELDS, (*at, "description"))
    # Items that moved up stand where they stood.
    assert after.at(FIELDS, (*at, "enum", 0)) == DOCUMENTS.at(FIELDS, (*at, "enum", 1))
    assert str(after.overlay_within(FIELDS, at)).startswith(written)
    assert after.overlay_within(FIELDS, ("$defs", "channel")) is None


def test_members_behind_one_that_was_removed_keep_their_lines(tmp_path: Path) -> None:
    after = made(tmp_path, '{target: "$.allOf[0]", remove: true}', document=FULL_TICKET)
    rules = DOCUMENTS.contents[FULL_TICKET]["allOf"]
    assert after.contents[FULL_TICKET]["allOf"] == rules[1:]
    for i in range(1, len(rules)):
        assert after.at(FULL_TICKET, ("allOf", i - 1)) == DOCUMENTS.at(FULL_TICKET, ("allOf", i))


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("{target: $.nothing, remove: true}", f"the target matches nothing in specs/{FIELDS}"),
        ("{target: $, remove: true}", "a whole document cannot be removed"),
        ("{target: \"$['$defs'].status\", update: [asleep]}", "an array cannot be merged into an object; remove that with an action before"),
        ("{target: \"$['$defs'].subject\", update: {type: [string]}}", "an array cannot be merged into a single value; remove that with an action before"),
        ("{target: \"$['$defs'].channel.*\", update: []}", "the target matches a single value and an array, not things alike"),
        ("{target: \"$['$defs'].status\", copy: \"$['$defs'].*\"}", f"copy takes one node, this matches {len(DOCUMENTS.contents[FIELDS]['$defs'])} in specs/{FIELDS}"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_with_file_and_line(tmp_path: Path, action: str, said: str) -> None:
    assert refusal(tmp_path, action) == f"tenant.yaml:5: {said}"


@pytest.mark.parametrize(
    "target", ["status", "$.$defs.status", "$[", "", "$.a..", "$[?@.x ==]", "$[?nope(@)]"]
)
def test_a_target_that_is_no_json_path_is_refused_with_file_and_line(tmp_path: Path, target: str) -> None:
    said = refusal(tmp_path, f'{{target: "{target}", remove: true}}')
    assert said.startswith(f"tenant.yaml:5: {target!r} is no JSONPath: ")


@given(st.text(alphabet="$.[]'\"?@()*,:=<>&|!0aé-\\ ", max_size=25))
def test_whatever_a_target_is_it_is_refused_with_a_line_or_carried_out(
    tmp_path_factory: pytest.TempPathFactory, target: str
) -> None:
    quoted = target.replace("'", "''")
    said = ":5: "
    try:
        made(tmp_path_factory.mktemp("any"), f"{{target: '{quoted}', remove: true}}")
    except DocumentError as error:
        said = str(error)
    assert ":5: " in said


def test_single_values_are_out_of_reach_for_the_older_version(tmp_path: Path) -> None:
    action = f'{{target: "{STATUS}.enum[0]", remove: true}}'
    said = refusal(tmp_path, action, version="1.0.0")
    assert (
        said
        == "tenant.yaml:5: the target is a single value: Overlay 1.0 changes objects and arrays only; say overlay: 1.1.0"
    )


# The contract that comes of it.


def test_a_result_that_the_loader_refuses_is_blamed_on_the_action_that_brought_it_about(
    tmp_path: Path,
) -> None:
    with pytest.raises(DocumentError) as refused:
        adapted(
            tmp_path,
            overlay_text(
                FULL_TICKET,
                "{target: $, update: {title: Ticket}}",
                "{target: $.properties.language, remove: true}",
                "{target: $, update: {title: A ticket}}",
            ),
        )
    at = DOCUMENTS.at(FULL_TICKET, ("required",))
    assert str(refused.value) == (
        f"{tmp_path}/tenant.yaml:6: the contract is refused after this action: {at}: required but not described: language"
    )


def test_what_is_wrong_in_the_overlay_itself_is_refused_at_its_line(tmp_path: Path) -> None:
    action = f'{{target: "{STATUS}", update: {{maxLenght: 3}}}}'
    with pytest.raises(DocumentError) as refused:
        adapted(tmp_path, overlay_text(FIELDS, action))
    assert str(refused.value) == f"{tmp_path}/tenant.yaml:5: nothing would check the keyword 'maxLenght'"


def test_what_an_overlay_states_is_of_the_tenant_and_binding(tmp_path: Path) -> None:
    action = "{target: \"$['$defs'].interface.enum\", update: [webhook]}"
    was = contract().clauses["full:interface/enum"]
    clause = adapted(tmp_path, overlay_text(FIELDS, action)).clauses["full:interface/enum"]
    assert (was.evidence, was.level) == (Evidence.PUBLISHED, Level.SHOULD)
    assert (clause.evidence, clause.level, clause.why) == (Evidence.TENANT, Level.MUST, None)
    assert str(clause.written) == f"{tmp_path}/tenant.yaml:5"


@pytest.mark.parametrize(
    ("more", "action"),
    [
        ("\nx-evidence: client", "{target: \"$['$defs'].status.enum\", update: [asleep]}"),
        ("", "{target: \"$['$defs'].status.enum\", update: [asleep], x-evidence: client}"),
        ("", "{target: \"$['$defs'].status\", update: {enum: [asleep], x-evidence: {enum: client}}}"),
    ],
)
def test_an_overlay_can_say_other_evidence(tmp_path: Path, more: str, action: str) -> None:
    clause = adapted(tmp_path, overlay_text(FIELDS, action, more=more)).clauses["full:status/enum"]
    assert (clause.evidence, clause.level) == (Evidence.CLIENT, Level.SHOULD)


def test_an_overlay_can_say_another_level_with_a_reason(tmp_path: Path) -> None:
    action = (
        "{target: \"$['$defs'].status\", update: {enum: [asleep], x-level: {enum: MAY}, x-why: Not sure.}}"
    )
    clause = adapted(tmp_path, overlay_text(FIELDS, action)).clauses["full:status/enum"]
    assert (clause.evidence, clause.level, clause.why) == (Evidence.TENANT, Level.MAY, "Not sure.")


def test_a_level_alone_leaves_the_evidence(tmp_path: Path) -> None:
    action = (
        "{target: $.properties.language, update: {x-level: {presence: MAY, type: SHOULD}, x-why: Seldom.}}"
    )
    clauses = adapted(tmp_path, overlay_text(FULL_TICKET, action)).clauses
    for name, level in (("full:language/presence", Level.MAY), ("full:language/type", Level.SHOULD)):
        clause = clauses[name]
        assert (clause.evidence, clause.level, clause.why) == (Evidence.PUBLISHED, level, "Seldom.")
        assert str(clause.written) == f"{tmp_path}/tenant.yaml:5"
    assert clauses["compact:language/type"] == contract().clauses["compact:language/type"]


def test_new_members_are_promised_by_the_overlay(tmp_path: Path) -> None:
    text = overlay_text(
        FULL_TICKET, "{target: $, update: {required: [queue], properties: {queue: {type: string}}}}"
    )
    clauses = adapted(tmp_path, text).clauses
    new = {name: clause for name, clause in clauses.items() if name not in contract().clauses}
    assert new.keys() == {"full:queue/presence", "full:queue/nullability", "full:queue/type"}
    for clause in new.values():
        assert (clause.evidence, clause.level) == (Evidence.TENANT, Level.MUST)
        assert str(clause.written) == f"{tmp_path}/tenant.yaml:5"


def test_a_member_can_be_forbidden(tmp_path: Path) -> None:
    text = overlay_text(
        FULL_TICKET,
        "{target: \"$.required[?@ == 'language']\", remove: true}",
        "{target: $.properties.language, remove: true}",
        "{target: $.properties, update: {language: false}}",
    )
    clause = adapted(tmp_path, text).clauses["full:language/absence"]
    assert (clause.evidence, clause.level) == (Evidence.TENANT, Level.MUST)
    assert str(clause.written) == f"{tmp_path}/tenant.yaml:7"


@pytest.mark.parametrize(
    ("document", "target"),
    [
        ("rules/agents.yaml", "$['$defs']['assigned-ticket-has-agent']['x-clause']"),
        ("relations.yaml", "$.relations[?@.id == 'forms-agree']"),
    ],
)
def test_rules_and_relations_that_an_overlay_changes_point_into_it(
    tmp_path: Path, document: str, target: str
) -> None:
    changed = adapted(
        tmp_path, overlay_text(document, f'{{target: "{target}", update: {{level: MAY, why: Odd here.}}}}')
    )
    differing = [name for name, clause in changed.clauses.items() if clause != contract().clauses[name]]
    assert differing
    for name in differing:
        assert (changed.clauses[name].level, changed.clauses[name].why) == (Level.MAY, "Odd here.")
        assert str(changed.clauses[name].written) == f"{tmp_path}/tenant.yaml:5"


def test_each_relation_can_be_switched_off(tmp_path: Path) -> None:
    text = overlay_text("relations.yaml", "{target: \"$['relations','behaviours'][*].on[*]\", remove: true}")
    left = adapted(tmp_path, text)
    assert {clause.kind for clause in left.clauses.values()}.isdisjoint({"relation", "behaviour"})
    Judge(left)


def test_overlays_are_applied_in_order_and_named(tmp_path: Path) -> None:
    action = f'{{target: "{STATUS}", update: {{enum: [asleep]}}}}'
    first = write_overlay(
        tmp_path, overlay_text(FIELDS, f'{{target: "{STATUS}.enum", remove: true}}', action), name="a.yaml"
    )
    second = write_overlay(
        tmp_path,
        overlay_text(FIELDS, f"{{target: \"{STATUS}.enum[?@ == 'asleep']\", update: idle}}"),
        name="b.yaml",
    )
    both = load(SPECS, [str(first), str(second)])
    assert both.representations["full"].node.members["status"].enum == ("idle",)
    assert both.version == "1+a.yaml+b.yaml"
    assert len({both.digest, load(SPECS, [str(first)]).digest, contract().digest}) == 3
    with pytest.raises(DocumentError, match=r"b\.yaml:5: the target matches nothing"):
        load(SPECS, [str(second), str(first)])


def test_bodies_are_judged_by_the_adapted_contract(tmp_path: Path) -> None:
    action = "{target: \"$['$defs'].priority.enum\", update: [vital]}"
    judge = Judge(adapted(tmp_path, overlay_text(FIELDS, action)))
    vital = {**full(), "priority": "vital"}
    assert {found.clause for found in observe("full", vital).findings} == {"full:priority/enum"}
    assert not judge.check_ticket("full", vital, answer(ASKED_FOR_ALL)).findings
    found = judge.check_ticket("full", {**vital, "priority": "odd"}, answer(ASKED_FOR_ALL)).findings
    assert {each.clause for each in found} == {"full:priority/enum"}
