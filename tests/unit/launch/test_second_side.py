"""Two environments of a configuration, checked together before either is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from ticketgate.errors import UsageError
from ticketgate.launch.checked_options import run_options_from
from ticketgate.launch.configuration import configuration_of
from ticketgate.launch.options import RUN_OPTIONS, given_for_second
from ticketgate.launch.second_side import compare_with_second, refuse_judging_options

if TYPE_CHECKING:
    from pathlib import Path

FILE = """\
base-url = "https://a.example.com/api/mind"
token-env = "TOKEN_A"
max-requests = 100

[environments.other]
base-url = "https://b.example.com/api/mind"
token-env = "TOKEN_B"
max-requests = 50

[environments.same]
base-url = "https://a.example.com/api/mind"
token-env = "TOKEN_A"

[environments.narrow]
base-url = "https://b.example.com/api/mind"
token-env = "TOKEN_B"
filter = ["t.channel=email"]

[environments.mock]
mock = true
"""
TOKENS = {"TOKEN_A": "a-token", "TOKEN_B": "b-token", "TOKEN_C": "c-token"}


def sides(tmp_path: Path, against: str, **given: Any) -> tuple[Any, Any, Any]:
    """Both sides as the command line makes them of what is given there."""
    file = tmp_path / "ticketgate.toml"
    file.write_text(FILE, "utf-8")
    made = [
        configuration_of(RUN_OPTIONS, values, config=str(file), environment=name, environ={})
        for values, name in ((given, None), (given_for_second(given), against))
    ]
    first, second = (run_options_from(each.values, TOKENS) for each in made)
    return first, second, tuple(made)


def test_each_side_has_its_own_target_credential_and_budget(tmp_path: Path) -> None:
    first, second, _ = sides(tmp_path, "other")
    assert [each.target.base_url for each in (first, second)] == [
        "https://a.example.com/api/mind",
        "https://b.example.com/api/mind",
    ]
    assert [each.target.token.value for each in (first, second)] == ["a-token", "b-token"]
    assert [each.target.max_requests for each in (first, second)] == [100, 50]
    assert [each.target.interval for each in (first, second)] == [0.2, 0.2]


def test_target_and_credential_of_the_command_line_are_those_of_the_first_side(tmp_path: Path) -> None:
    first, second, _ = sides(
        tmp_path, "other", base_url="https://c.example.com/api/mind", token_env="TOKEN_C", seed=3
    )
    assert (first.target.token.value, second.target.token.value) == ("c-token", "b-token")
    assert second.target.base_url == "https://b.example.com/api/mind"
    assert (first.settings.seed, second.settings.seed) == (3, 3)


@pytest.mark.parametrize(
    ("against", "problem"),
    [
        ("same", "--against same: both sides are https://a.example.com/api/mind; choose the other one"),
        ("narrow", "--against narrow: the two environments stay within other tickets; give --filter or"),
        ("mock", "--against mock: the environment names no target; give it a base-url"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_is_sent(
    against: str, problem: str, tmp_path: Path
) -> None:
    first, second, configurations = sides(tmp_path, against)
    with (
        mock.patch("ticketgate.launch.second_side.connect", side_effect=AssertionError("sends")),
        pytest.raises(UsageError) as error,
    ):
        compare_with_second(first, second, configurations)
    assert str(error.value).startswith(problem)


def test_a_filter_for_both_makes_two_environments_comparable(tmp_path: Path) -> None:
    first, second, _ = sides(tmp_path, "narrow", filter=("t.channel=chat",))
    assert first.settings == second.settings


@pytest.mark.parametrize("name", ["fail_on", "min_coverage", "record", "baseline", "update_baseline"])
def test_an_option_that_is_about_judging_is_refused(name: str) -> None:
    flag = f"--{name.replace('_', '-')}"
    with pytest.raises(UsageError, match=f"{flag}: is about judging, and --against does not judge"):
        refuse_judging_options({"seed": 3, name: "x"})
    refuse_judging_options({"seed": 3})
