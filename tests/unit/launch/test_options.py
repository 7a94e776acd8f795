"""How an option is called on the command line and under pytest."""

from __future__ import annotations

import pytest

from ticketgate.launch.options import OPTIONS, in_pytest_words


def test_under_pytest_every_option_has_the_prefix_but_the_one_that_is_shared() -> None:
    flags = {option.flag: option.pytest_flag for option in OPTIONS}
    assert flags.pop("--base-url") == "--base-url"
    assert flags == {flag: f"--ticketgate-{flag[2:]}" for flag in flags}


@pytest.mark.parametrize(
    ("said", "under_pytest"),
    [
        ("--mock or --base-url: leave one out", "--ticketgate-mock or --base-url: leave one out"),
        ("--mock-tickets 0: give a number", "--ticketgate-mock-tickets 0: give a number"),
        ("Raise --max-requests.", "Raise --ticketgate-max-requests."),
        ("(--timeout)", "(--ticketgate-timeout)"),
        ("all listed by --json", "all listed by --ticketgate-json"),
        ("curl --data-raw '{}' -H 'x--seed: 1'", "curl --data-raw '{}' -H 'x--seed: 1'"),
        ("`ticketgate mock --list-faults`", "`ticketgate mock --list-faults`"),
        ("--ticketgate-seed", "--ticketgate-seed"),
        ("--seeds, --seed_, ---seed", "--seeds, --seed_, ---seed"),
    ],
)
def test_a_message_names_options_as_pytest_has_them(said: str, under_pytest: str) -> None:
    assert in_pytest_words(said) == under_pytest
