"""Which partitions a body shows and which rules it puts to the test; test_judge.py tells of other clauses."""

from __future__ import annotations

import gc
import tracemalloc
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.plain_judging import exercised_plainly
from support.samples import contract, example, full, row
from support.strategies import ANY_JSON, mutants
from ticketgate.contract.partitions import partitions_of
from ticketgate.contract.places import values_at
from ticketgate.judging import exercised
from ticketgate.judging.exercised import compile_exercised
from ticketgate.judging.idsets import Index

FORMS = contract().representations
KNOWN = {name: frozenset(partitions_of(name, form.node)) for name, form in FORMS.items()}
INDEX = Index((*contract().clauses, *(name for known in KNOWN.values() for name in known)))
EXERCISED = {name: compile_exercised(form, INDEX) for name, form in FORMS.items()}


def shown_at(form: str, body: Any, place: str) -> set[str]:
    """Return what a body shows of the partitions of a place."""
    return {
        p.partition("=")[2] for p in INDEX.names(EXERCISED[form](body)) if p.startswith(f"{form}:{place}=")
    }


@pytest.mark.parametrize(
    ("place", "partitions"),
    [
        ("status", {"open", "pending", "closed"}),
        (
            "spamStatus",
            {"auto_spam", "auto_clean", "auto_programmatic", "manual_spam", "manual_clean", "null"},
        ),
        ("modifiedAt", {"null", "value"}),
        ("agent", {"null", "value"}),
        ("agent.nameAlias", {"absent", "present", "null", "value"}),
        ("tags", {"empty", "filled"}),
        ("tags[].channels", {"null", "value", "empty", "filled"}),
        ("tags[].channels[]", {"email", "portal", "phone", "letter", "system", "chat", "walkIn"}),
        ("agent.isSsoOnly", {"0", "1"}),
        ("intents[].outcome", {"absent", "present", "null", "value"}),
        ("cortexRequestId", {"absent", "present"}),
        ("id", set()),
    ],
)
def test_the_partitions_of_a_place_follow_from_its_schema(place: str, partitions: set[str]) -> None:
    assert {p.partition("=")[2] for p in KNOWN["full"] if p.startswith(f"full:{place}=")} == partitions


@pytest.mark.parametrize(
    ("changes", "place", "shown"),
    [
        ({"status": "pending"}, "status", {"pending"}),
        ({"status": "waiting"}, "status", set()),
        ({"status": []}, "status", set()),
        ({"spamStatus": None}, "spamStatus", {"null"}),
        ({"spamStatus": "manual_spam"}, "spamStatus", {"manual_spam"}),
        ({"modifiedAt": None}, "modifiedAt", {"null"}),
        ({"tags": []}, "tags", {"empty"}),
        ({"tags": []}, "tags[].color", set()),
        ({"agent": None}, "agent", {"null"}),
        ({"agent": None}, "agent.nameAlias", set()),
        ({"tags": "x"}, "tags", set()),
    ],
)
def test_a_body_shows_the_partitions_of_the_values_in_it(
    changes: dict[str, Any], place: str, shown: set[str]
) -> None:
    assert shown_at("full", {**full(), **changes}, place) == shown


def test_each_item_of_an_array_shows_its_partitions() -> None:
    assert shown_at("full", full(), "tags[].color") == {"green", "orange"}
    assert shown_at("full", full(), "tags[].sla") == {"null", "value"}
    assert shown_at("full", full(), "assignedAgents[].isSsoOnly") == {"0", "1"}
    assert shown_at("compact", row(), "intents[].infos[].type") == {"success", "neutral"}


def test_an_optional_member_is_absent_or_present() -> None:
    body = full()
    assert shown_at("full", body, "emailSubchannelId") == {"present", "value"}
    del body["emailSubchannelId"]
    assert shown_at("full", body, "emailSubchannelId") == {"absent"}


@settings(max_examples=100)
@given(mutants())
def test_whatever_is_shown_is_a_clause_or_partition_of_the_form(mutant: tuple[str, Any]) -> None:
    form, body = mutant
    told = set(INDEX.names(EXERCISED[form](body)))
    assert told - KNOWN[form] <= {clause.id for clause in contract().clauses.values() if clause.root == form}


@settings(max_examples=200)
@given(mutants() | st.tuples(st.sampled_from(sorted(FORMS)), ANY_JSON))
def test_any_body_exercises_what_a_plain_look_at_each_value_tells(drawn: tuple[str, Any]) -> None:
    form, body = drawn
    assert set(INDEX.names(EXERCISED[form](body))) == exercised_plainly(FORMS[form], body)


def test_what_is_remembered_of_shapes_does_not_change_what_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exercised, "_MOST_REMEMBERED", 100)
    forgetful = compile_exercised(FORMS["full"], INDEX)
    for i in range(6):  # more shapes than are remembered, each seen twice
        body = {**full(), f"member{i % 3}": i, "subject": None if i % 2 else "x"}
        assert forgetful(body) == EXERCISED["full"](body)


def test_shapes_without_end_take_no_memory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exercised, "_MOST_REMEMBERED", 50)
    told = compile_exercised(FORMS["full"], INDEX)

    def grown(count: int, members: int) -> int:
        tracemalloc.start()
        try:
            for i in range(count):
                told({f"member{i}.{n}": n for n in range(members)})
            gc.collect()  # it also gives up the memory that freed tuples are kept for
            return tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()

    assert grown(400, 10) < 20_000  # each of these shapes takes about a kilobyte
    assert grown(4, 5000) < 100_000  # a single one of these shapes would take more


@pytest.mark.parametrize("form", FORMS)
def test_a_whole_body_of_another_type_puts_the_type_to_the_test(form: str) -> None:
    for body in (None, 5, "x", [], True):
        assert list(INDEX.names(EXERCISED[form](body))) == [f"{form}:/type"]


def test_the_page_shows_itself_and_not_its_rows() -> None:
    told = set(INDEX.names(EXERCISED["search"](example("search-page"))))
    assert {"search:tickets/type", "search:total/range", "search:success/enum"} <= told
    assert not [name for name in told if "[]" in name]


# Which rules: those whose condition an object at their place meets, as the validator of the condition says

VALUES = (None, True, False, 0, 1, 10, 19, -1, 0.0, 1.0, 10.0, 1.5, 2**70, "", "x", [], ["x"], {}, {"x": 1})


def rules_exercised(form: str, body: Any) -> set[str]:
    rules = {rule.clause for rule in FORMS[form].rules.values()}
    return rules.intersection(INDEX.names(EXERCISED[form](body)))


def rules_met(form: str, body: Any) -> set[str]:
    """The rules whose condition holds for an object at its place, each validator asked for each whole object."""
    return {
        condition.rule.clause
        for conditions in FORMS[form].conditions
        for condition in conditions.each
        if any(condition.holds.is_valid(part) for part in objects_at(body, conditions.place))
    }


def objects_at(body: Any, place: str) -> list[Any]:
    return [value for value in values_at(body, place) if isinstance(value, dict)]


def enumerated(schema: Any) -> list[Any]:
    """All values that stand in the enumerations of a schema, and near misses of the texts."""
    if not isinstance(schema, dict):
        return []
    own = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    own += [value.upper() for value in own if isinstance(value, str)]
    return own + [value for below in schema.get("properties", {}).values() for value in enumerated(below)]


@pytest.mark.parametrize("form", ["full", "compact"])
def test_whatever_a_condition_reads_is_judged_as_its_validator_judges_it(form: str) -> None:
    sound = {"full": full, "compact": row}[form]()
    for conditions in FORMS[form].conditions:
        for condition in conditions.each:
            schema = condition.rule.schema["if"]
            for name in schema["required"]:
                for value in (*VALUES, *enumerated(schema)):
                    body = deepcopy(sound)
                    for part in objects_at(body, conditions.place):
                        part[name] = value
                    assert rules_exercised(form, body) == rules_met(form, body), (
                        condition.rule.clause,
                        value,
                    )


@settings(max_examples=200)
@given(mutants())
def test_a_mutant_exercises_the_rules_whose_conditions_the_validators_say_hold(
    mutant: tuple[str, Any],
) -> None:
    form, body = mutant
    assert rules_exercised(form, body) == rules_met(form, body)


@pytest.mark.parametrize("body", [None, [], "x", 1, {}])
def test_what_is_no_ticket_exercises_no_rule(body: Any) -> None:
    assert not rules_exercised("full", body)
