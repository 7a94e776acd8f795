"""What the derivation of clauses refuses, what it derives, and that every clause can be kept and broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from support.samples import Edit, contract, edited, line_of, observe
from ticketgate.contract.clauses import Clause, Kind, Level
from ticketgate.contract.loading import load
from ticketgate.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

FIELDS, TAG, AGENT = "schemas/ticket-fields.yaml", "schemas/tag.yaml", "schemas/agent.yaml"
TAG_RULES = "rules/tags.yaml"
NAME = "description: Name within the tag tree."
TAG_TYPE = "description: What the tag stands for."


def beside_name(lines: str) -> Edit:
    """Write more into the schema of a tag's name, a string."""
    return Edit(TAG, NAME, f"{lines}\n    {NAME}")


REFUSED: dict[str, tuple[list[Edit], str, str, str]] = {
    "fact stated in a reference again": (
        [Edit(FIELDS, "    $ref: agent.yaml\n", "    $ref: agent.yaml\n    additionalProperties: true # again\n")],
        FIELDS,
        "# again",
        "additionalProperties is stated here and in specs/schemas/agent.yaml again",
    ),
    "enum without null behind a reference": (
        [Edit(TAG, '$ref: "#/$defs/color"', 'type: [string, "null"]\n    $ref: "#/$defs/color"')],
        TAG,
        "[grey, green",
        "the node is nullable but its enum lacks null",
    ),
    "reference to no file": (
        [Edit(FIELDS, "$ref: attachment.yaml", "$ref: attachments.yaml")],
        FIELDS,
        "attachments.yaml",
        "the reference 'attachments.yaml' leads nowhere",
    ),
    "reference to no definition": (
        [Edit(TAG, '$ref: "#/$defs/color"', '$ref: "#/$defs/colour"')],
        TAG,
        "#/$defs/colour",
        "the reference '#/$defs/colour' leads nowhere",
    ),
    "reference out of the documents": (
        [Edit(TAG, '$ref: "#/$defs/color"', "$ref: https://example.com/color.yaml")],
        TAG,
        "https://",
        "the reference 'https://example.com/color.yaml' leads nowhere",
    ),
    "reference to itself": (
        [Edit(TAG, "    enum: [grey, green,", '    $ref: "#/$defs/color" # own\n    examples: [grey, green,')],
        TAG,
        "  color: # own",
        "the reference leads back to itself",
    ),
    "schema that contains itself": (
        [Edit(TAG, 'parent:\n    type: [integer, "null"]', "parent:\n    $ref: tag.yaml # whole")],
        TAG,
        "# whole",
        "tags[].parent contains itself without end",
    ),
    "level without why": (
        [beside_name("x-level: {type: MAY}")],
        TAG,
        "x-level",
        "a level of its own needs a reason: add x-why",
    ),
    "unknown level": (
        [beside_name("x-level: {type: SHALL}\n    x-why: Says who.")],
        TAG,
        "x-level",
        "'SHALL' is none of MAY, SHOULD, MUST",
    ),
    "level of no kind": (
        [beside_name("x-level: MAY\n    x-why: Says who.")],
        TAG,
        "x-level",
        "x-level maps kinds to levels",
    ),
    "unknown kind": (
        [beside_name("x-rules: {tpye: [R1]}")],
        TAG,
        "tpye",
        f"'tpye' is none of {', '.join(Kind)}",
    ),
    "unknown kind of evidence": (
        [Edit(AGENT, "x-evidence: {type: docs}\n    description: First", "x-evidence: {tpye: docs}\n    description: First")],
        AGENT,
        "tpye",
        f"'tpye' is none of {', '.join(Kind)}",
    ),
    "unknown evidence": (
        [Edit(TAG, f"x-evidence: docs\n    {NAME}", f"x-evidence: rumour\n    {NAME}")],
        TAG,
        "rumour",
        "'rumour' is none of published, docs, client, example, inferred, tenant",
    ),
    "rule that lacks keys": (
        [Edit(TAG_RULES, "      confidence: L\n      rules: [R34]\n", "")],
        TAG_RULES,
        "x-clause: # first",
        "x-clause lacks confidence, rules",
    ),
    "unknown confidence": (
        [Edit(TAG_RULES, "confidence: L", "confidence: low")],
        TAG_RULES,
        "confidence: low",
        "'low' is none of H, M, L",
    ),
    "level of a rule without why": (
        [Edit(TAG_RULES, "confidence: L", "confidence: L\n      level: MUST")],
        TAG_RULES,
        "level: MUST",
        "a level of its own needs a reason: add why",
    ),
    "rule without then": (
        [Edit(TAG_RULES, "    then:\n      properties: {reference: {const: ticket}}\n", "")],
        TAG_RULES,
        "x-clause: # first",
        "a rule lacks then",
    ),
    "rule with a condition outside": (
        [Edit(TAG_RULES, "    then:\n", "    required: [reference] # outside\n    then:\n")],
        TAG_RULES,
        "# outside",
        "required beside if and then is judged by nobody; put it into then",
    ),
    "reference within a rule": (
        [Edit(TAG_RULES, "{reference: {const: ticket}}", "{reference: {$ref: ../schemas/tag.yaml}}")],
        TAG_RULES,
        "    then: # first",
        "a reference within then hides what the rule reads; write it out",
    ),
    "keyword outside a rule": (
        [beside_name("anyOf: [{maxLength: 3}]")],
        TAG,
        "anyOf",
        "anyOf outside a rule belongs to no clause; make it a rule",
    ),
    "negation outside a rule": (
        [beside_name("not: {type: integer}")],
        TAG,
        "not: {type",
        "not outside a rule belongs to no clause; make it a rule",
    ),
    "allOf that is no rule": (
        [Edit(TAG, "allOf:\n", "allOf:\n  - {minProperties: 1}\n")],
        TAG,
        "minProperties",
        "allOf holds rules only, and a rule has x-clause",
    ),
    "required but not described": (
        [Edit(TAG, "  [id, name,", "  [id, nick, name,")],
        TAG,
        "required:",
        "required but not described: nick",
    ),
    "pattern of no format": (
        [beside_name('pattern: "^[A-Z]"')],
        TAG,
        "pattern",
        "a pattern stands beside the format it spells out",
    ),
    "levels of presence without why": (
        [Edit(TAG, "required:\n", "x-presence: {levels: {MUST: [id]}}\nrequired:\n")],
        TAG,
        "x-presence",
        "levels of their own need a reason: add why",
    ),
    "level for what is not required": (
        [Edit(TAG, "required:\n", "x-presence: {levels: {MUST: [nick]}, why: Says who.}\nrequired:\n")],
        TAG,
        "x-presence",
        "a level is given to what is not required: nick",
    ),
    "unknown evidence of presence": (
        [Edit(TAG, "required:\n", "x-presence: {evidence: rumour}\nrequired:\n")],
        TAG,
        "x-presence",
        "'rumour' is none of published, docs, client, example, inferred, tenant",
    ),
}  # fmt: skip

TAKEN = {
    "words about a reference": [Edit(FIELDS, "    $ref: agent.yaml\n", "    $ref: agent.yaml\n    title: Agent\n")],
    "enum with null behind a reference": [
        Edit(TAG, '$ref: "#/$defs/color"', 'type: [string, "null"]\n    $ref: "#/$defs/color"'),
        Edit(TAG, "orange, teal]", "orange, teal, null]"),
    ],
    "the same schema in two places": [
        Edit(TAG, 'parent:\n    type: [integer, "null"]', 'parent:\n    type: [object, "null"]\n    $ref: source.yaml')
    ],
    "level with why": [beside_name("x-level: {type: MAY}\n    x-why: Says who.")],
    "evidence of a kind": [Edit(TAG, f"x-evidence: docs\n    {NAME}", f"x-evidence: {{type: client}}\n    {NAME}")],
    "level of a rule with why": [
        Edit(TAG_RULES, "confidence: L", "confidence: L\n      level: MUST\n      why: Says who.")
    ],
    "condition within then": [
        Edit(TAG_RULES, "    then:\n", "    then:\n      required: [reference]\n")
    ],
    "described and required": [
        Edit(TAG, "  [id, name,", "  [id, nick, name,"),
        Edit(TAG, "  name:\n", "  nick: {type: string}\n  name:\n"),
    ],
    "levels of presence with why": [
        Edit(TAG, "required:\n", "x-presence: {levels: {MUST: [id]}, why: Says who.}\nrequired:\n")
    ],
}  # fmt: skip

#: The first rule of the document, told from the others for the sake of its line.
FIRST = (
    Edit(TAG_RULES, "    x-clause:\n", "    x-clause: # first\n"),
    Edit(TAG_RULES, "    then:\n", "    then: # first\n"),
    Edit(TAG, "  color:\n    enum", "  color: # own\n    enum"),
    Edit(TAG, '  color:\n    $ref: "#/$defs/color" # own', '  color: # own\n    $ref: "#/$defs/color"'),
)


def marked(root: Path) -> None:
    """Add the marks of FIRST where their text still stands."""
    for edit in FIRST:
        file = root / edit.file
        file.write_text(file.read_text(encoding="utf-8").replace(edit.old, edit.new, 1), encoding="utf-8")


@pytest.mark.parametrize("case", REFUSED)
def test_what_no_clause_would_claim_is_refused_with_file_and_line(tmp_path: Path, case: str) -> None:
    edits, file, at, problem = REFUSED[case]
    root = edited(tmp_path, edits)
    marked(root)
    with pytest.raises(DocumentError) as refusal:
        load(root)
    assert str(refusal.value) == f"specs/{file}:{line_of(root, file, at)}: {problem}"


@pytest.mark.parametrize("case", TAKEN)
def test_the_nearest_neighbour_is_taken(tmp_path: Path, case: str) -> None:
    assert load(edited(tmp_path, TAKEN[case])).clauses


def test_a_level_of_its_own_and_its_reason_reach_the_clause(tmp_path: Path) -> None:
    changed = load(edited(tmp_path, TAKEN["level with why"])).clauses
    clause, before = changed["full:tags[].name/type"], contract().clauses["full:tags[].name/type"]
    assert (clause.level, clause.why) == (Level.MAY, "Says who.")
    assert (before.level, before.why) == (Level.MUST, None)
    assert changed["full:tags[].name/nullability"].level is Level.MUST


def test_evidence_of_one_kind_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    changed = load(edited(tmp_path, TAKEN["evidence of a kind"])).clauses
    assert changed["full:tags[].name/type"].evidence == "client"
    assert changed["full:tags[].name/nullability"].evidence == "example"  # what tag.yaml says of all members


# What is derived


@pytest.mark.parametrize(
    ("place", "kinds"),
    [
        ("id", {"presence", "nullability", "type"}),
        ("status", {"presence", "nullability", "enum"}),  # an enum says the type
        ("spamStatus", {"presence", "enum"}),  # null is one of its values
        ("modifiedAt", {"presence", "type", "format"}),  # nullable
        ("createdAt", {"presence", "nullability", "type", "format"}),
        ("intents[].confidence", {"presence", "nullability", "type", "range"}),
        ("agent.nameAlias", {"type"}),  # neither required nor never null
        ("agent", {"presence", "type", "undocumented"}),
        ("rawData", {"presence", "type"}),  # open
        ("customer.contracts[]", {"nullability", "type"}),  # open: the tenant's code adds members
        ("contentTranslation", set()),  # nothing is known of it but that it may be there
        ("attachments[].extractedData", {"presence"}),
    ],
)
def test_the_kinds_of_clauses_that_follow_from_a_node(place: str, kinds: set[str]) -> None:
    derived = {c.kind for c in contract().clauses.values() if c.id.startswith(f"full:{place}/")}
    assert derived == kinds


def test_a_clause_knows_where_it_is_written_and_what_it_says() -> None:
    clause = contract().clauses["full:customer.contracts[].customerId/type"]
    assert clause.written.path == "schemas/supply-contract.yaml"
    assert clause.title == "customer.contracts[].customerId is a string"
    assert contract().clauses["full:status/enum"].title == "status is one of open, pending, closed"
    assert contract().clauses["full:interface/enum"].title == "interface is internal"
    assert contract().clauses["full:intents[].confidence/range"].title == (
        "intents[].confidence is at least 0 and at most 1"
    )
    assert contract().clauses["full:to/type"].title == "to is an array or a string"
    assert contract().clauses["full:body/presence"].title == "body is present"
    assert contract().clauses["compact:body/absence"].title == "body is left out"
    assert (
        contract().clauses["full:createdAt/format"].title
        == "createdAt is a date and time as YYYY-MM-DD HH:MM:SS"
    )
    assert contract().clauses["full:agent/undocumented"].title == "agent has no undocumented members"


def test_the_rows_of_a_page_are_no_part_of_the_page() -> None:
    assert not [place for place in contract().clauses if place.startswith("search:tickets[]")]


def test_the_operands_of_a_rule_are_the_places_it_reads() -> None:
    rules = {
        rule.clause: rule for node in contract().representations["full"].node.walk() for rule in node.rules
    }
    assert rules["full/pending-ticket-is-due"].operands == ("dueBy", "status")
    assert rules["full/pending-intent-has-no-outcome"].operands == ("intents[].outcome", "intents[].status")
    assert rules["full/ticket-from-the-house-is-legitimated"].operands == (
        "channel", "contractId", "customer.contracts", "customerLegitimation", "direction"
    )  # fmt: skip


# Every clause can be kept and broken


def around(place: str, value: Any) -> Any:
    """Return the smallest body that has value at place."""
    for step in reversed(place.replace("[]", ".[]").split(".") if place else []):
        value = [value] if step == "[]" else {step: value}
    return value


STRUCTURAL = [
    c for c in contract().clauses.values() if c.kind not in (Kind.RULE, Kind.RELATION, Kind.BEHAVIOUR)
]
IDS = {clause.id for clause in STRUCTURAL}


def broken_by(clause: Clause, value: Any) -> set[str]:
    """Return what value breaks at the clause's place in an otherwise empty body, which must exercise the clause."""
    place = clause.place
    if clause.kind in (Kind.PRESENCE, Kind.ABSENCE):  # the illustrations are objects around the member
        place = place.rpartition(".")[0]
    observation = observe(clause.root, around(place, value))
    assert clause.id in observation.exercised
    return {f.clause for f in observation.findings if f.place == clause.place and f.clause in IDS}


@pytest.mark.parametrize("form", ["full", "compact", "search"])
def test_each_structural_clause_is_kept_by_one_illustration_and_broken_by_the_other_alone(form: str) -> None:
    clauses = [clause for clause in STRUCTURAL if clause.root == form]
    assert len(clauses) > 10
    for clause in clauses:
        assert broken_by(clause, clause.keeps) == set(), clause.id
        assert broken_by(clause, clause.breaks) == {clause.id}, clause.id


def rules_of(form: str) -> list[Any]:
    return [condition for group in contract().representations[form].conditions for condition in group.each]


@pytest.mark.parametrize("form", ["full", "compact"])
def test_each_rule_is_triggered_by_both_illustrations_and_broken_by_one(form: str) -> None:
    assert (
        len(rules_of(form))
        == sum(c.kind is Kind.RULE and c.root == form for c in contract().clauses.values())
        > 20
    )
    for condition in rules_of(form):
        clause = contract().clauses[condition.rule.clause]
        then = jsonschema_rs.Draft202012Validator(
            condition.rule.schema["then"], validate_formats=True, formats={"email": lambda text: "@" in text}
        )
        assert condition.holds.is_valid(clause.keeps), clause.id
        assert condition.holds.is_valid(clause.breaks), clause.id
        assert then.is_valid(clause.keeps), clause.id
        assert not then.is_valid(clause.breaks), clause.id


def test_a_rule_is_not_triggered_by_an_object_without_its_members() -> None:
    for form in ("full", "compact"):
        for condition in rules_of(form):
            assert not condition.holds.is_valid({}), condition.rule.clause
