"""The mock serves a contract as overlays adapted it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.overlays import FIELDS, FULL_TICKET, adapted, overlay_text
from support.samples import SPECS, contract, full, row
from ticketgate.contract.loading import load, unadapted
from ticketgate.mock.faults.adaptation import adaptation

if TYPE_CHECKING:
    from pathlib import Path

    from ticketgate.contract.model import Contract


def served(after: Contract, form: str, body: Any) -> Any:
    """Return a body of a form as the mock sends it then."""
    for change in adaptation(contract(), after).changes:
        if form in change.forms:
            body = change.forms[form](body)
    return body


def test_without_overlays_nothing_is_changed() -> None:
    assert unadapted(contract()) is contract()
    assert adaptation(contract(), contract()) == adaptation(unadapted(contract()), contract())
    assert (adaptation(contract(), contract()).changes, adaptation(contract(), contract()).flags) == (
        (),
        frozenset(),
    )


def test_the_contract_without_its_overlays_is_that_of_its_folder(tmp_path: Path) -> None:
    action = "{target: $, update: {title: Ticket}}"
    assert unadapted(adapted(tmp_path, overlay_text(FULL_TICKET, action))) is contract()


def test_an_older_generation_lacks_members_and_has_others() -> None:
    after = load(SPECS, ["generation-2"])
    body, shown = served(after, "full", full()), served(after, "compact", row())
    assert full().keys() - body.keys() == row().keys() - shown.keys() == {"spamStatus"}
    assert body.keys() <= full().keys()
    assert body["intents"]
    assert {intent["tags"] for intent in body["intents"]} == {"prePopulated"}
    assert not [intent for intent in body["intents"] if "status" in intent]
    assert not [tag for tag in (*body["tags"], *shown["tags"]) if "routingRelevance" in tag]
    assert not [info for intent in shown["intents"] for info in intent["infos"] if "code" in info]


def test_what_is_there_already_is_not_overwritten(tmp_path: Path) -> None:
    after = adapted(tmp_path, overlay_text(FULL_TICKET, "{target: $, update: {required: [success]}}"))
    del (bare := full())["success"]
    assert served(after, "full", {**full(), "success": False})["success"] is False
    assert served(after, "full", bare)["success"] is True


PHONE = "schemas/customer.yaml", "$.properties.phone"


@pytest.mark.parametrize(
    ("allowed", "value", "expected"),
    [
        ("[string]", 491721, "491721"),
        ("[string]", "+49 1721", "+49 1721"),
        ("[integer]", "491721", 491721),
        ("[integer]", "+49 1721", 1),
        ("[integer]", 7, 7),
        ("[integer, 'null']", None, None),
        ("[number]", 7, 7),
        ("[boolean]", 1, True),
        ("[array]", 1, []),
    ],
)
def test_a_value_of_a_kind_that_is_no_longer_allowed_is_put_otherwise(
    tmp_path: Path, allowed: str, value: Any, expected: Any
) -> None:
    document, phone = PHONE
    text = overlay_text(
        document,
        f"{{target: {phone}.type, remove: true}}",
        f"{{target: {phone}, update: {{type: {allowed}}}}}",
    )
    body = full()
    body["customer"]["phone"] = value
    made = served(adapted(tmp_path, text), "full", body)["customer"]["phone"]
    assert json.dumps(made) == json.dumps(expected)


def test_words_that_are_no_longer_listed_give_way_to_one_that_is(tmp_path: Path) -> None:
    target = "$.properties.visibility.enum[?@ == 'public']"
    text = overlay_text("schemas/tag.yaml", f'{{target: "{target}", remove: true}}')
    body = full()
    for tag, visibility in zip(body["tags"], ("public", "disabled"), strict=False):
        tag["visibility"] = visibility
    made = served(adapted(tmp_path, text), "full", body)["tags"]
    expected = ["private", "disabled"][: len(made)]
    assert [tag["visibility"] for tag in made[:2]] == expected


def test_what_filters_read_stays_as_it_is(tmp_path: Path) -> None:
    text = overlay_text(FIELDS, "{target: \"$['$defs'].channel.enum[?@ == 'email']\", remove: true}")
    after = adapted(tmp_path, text)
    assert (full()["channel"], served(after, "full", full())["channel"]) == ("email", "email")


def test_flags_that_no_longer_matter_count_as_sent() -> None:
    assert adaptation(contract(), load(SPECS, ["undemanded"])).flags == {"includeCustomer", "includeIntents"}
