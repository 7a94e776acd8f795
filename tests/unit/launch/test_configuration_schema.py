"""The published schema is that of the options there are, and takes what the reader takes."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft7Validator

from ticketgate.errors import TicketgateError
from ticketgate.launch.configuration_file import read_configuration
from ticketgate.launch.configuration_schema import CONFIGURATION_SCHEMA, configuration_schema
from ticketgate.launch.options import FILE_OPTIONS

if TYPE_CHECKING:
    from pathlib import Path

PUBLISHED = json.loads(CONFIGURATION_SCHEMA.read_bytes())


def test_the_published_schema_is_that_of_the_code() -> None:
    assert configuration_schema() == PUBLISHED, "run `tox run -e docs`"
    Draft7Validator.check_schema(PUBLISHED)


def test_every_option_is_described_at_the_top_and_in_an_environment() -> None:
    top = dict(PUBLISHED["properties"])
    environment = top.pop("environments")["additionalProperties"]["properties"]
    described = {option.key: option.help for option in FILE_OPTIONS}
    assert {key: each["description"] for key, each in top.items()} == described
    assert {key: each["description"] for key, each in environment.items()} == described


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("", True),
        ("seed = 3", True),
        ("seed = 'x'", False),
        ("seed = true", False),
        ("sed = 3", False),
        ("token = 'x'", False),
        ("rate = 1", True),
        ("rate = 1.5", True),
        ("rate = 1e301", False),
        ("rate = true", False),
        ("mock = true", True),
        ("mock = 1", False),
        ("base-url = 'x'", True),
        ("base-url = ' '", False),
        ("base-url = 5", False),
        ('base-url = "a\\u0001"', False),
        ("waive = []", True),
        ("waive = ['a', 'b']", True),
        ("waive = 'a'", False),
        ("waive = [1]", False),
        ("waive = ['']", False),
        ("ticket = [1]", True),
        ("ticket = ['1']", False),
        ("fail-on = 'may'", True),
        ("fail-on = 'May'", False),
        ("as = 'full'", True),
        ("as = 'none'", False),
        ("token-env = 'A_TOKEN'", True),
        ("token-env = 'A-TOKEN'", False),
        ("token-env = 'A'\ntoken-file = 'b'", False),
        ("token-env = 'A'\nenvironments.a.token-file = 'b'", True),
        ("environments.a.token-env = 'A'\nenvironments.a.token-file = 'b'", False),
        ("[environments]", True),
        ("[environments.a-1_B]\nseed = 1", True),
        ("[environments.a]\nsed = 1", False),
        ("[environments.'a.b']", False),
        ("environments = 1", False),
        ("environments.a = 1", False),
        ("[environments.a.environments.b]", False),
    ],
)
def test_the_schema_takes_what_the_reader_takes(text: str, *, fits: bool, tmp_path: Path) -> None:
    path = tmp_path / "ticketgate.toml"
    path.write_text(text)
    assert Draft7Validator(PUBLISHED).is_valid(tomllib.loads(text)) is fits
    try:
        read_configuration(path)
    except TicketgateError:
        assert not fits
    else:
        assert fits
