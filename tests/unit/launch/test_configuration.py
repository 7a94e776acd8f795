"""What counts where the command line, an environment, a variable and the top of the file all say something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ticketgate.errors import TicketgateError, UsageError
from ticketgate.launch.configuration import Configuration, configuration_of
from ticketgate.launch.options import CHECK_OPTIONS, FILE_OPTIONS

if TYPE_CHECKING:
    from pathlib import Path

HERE = {"ENNEO_INSTANCE": "shell.example.com"}
TOP, STAGING, GIVEN = (f"https://{name}.example.com/api/mind" for name in ("top", "staging", "given"))
SECRET = "s3cret-t0ken"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def configured(
    text: str | None, folder: Path, given: dict[str, Any] | None = None, **rest: Any
) -> Configuration:
    if text is not None:
        (folder / "ticketgate.toml").write_text(text, "utf-8")
    return configuration_of(rest.pop("options", FILE_OPTIONS), given or {}, **{"environ": {}, **rest})


def test_without_anything_the_defaults_are_in_force(tmp_path: Path) -> None:
    found = configured(None, tmp_path)
    assert found.values == {option.name: option.default for option in FILE_OPTIONS}
    assert {each.origin() for each in found.options.values()} == {"default"}
    assert (found.notes, found.file, found.environment) == ((), None, None)


def test_the_command_line_beats_the_environment_and_that_the_top_and_that_the_default(tmp_path: Path) -> None:
    text = """\
seed = 1
timeout = 1
rate = 1
[environments.staging]
seed = 2
timeout = 2
"""
    found = configured(text, tmp_path, {"seed": 3}, environment="staging")
    names = ("seed", "timeout", "rate", "max_requests")
    assert [(found.options[name].value, found.options[name].origin()) for name in names] == [
        (3, "command line"),
        (2.0, "ticketgate.toml:6, environment staging"),
        (1.0, "ticketgate.toml:3"),
        (600, "default"),
    ]
    assert found.notes == ("Configured by ticketgate.toml, environment staging.",)
    assert configured(text, tmp_path).values["seed"] == 1
    assert configured(text, tmp_path).notes == ("Configured by ticketgate.toml.",)


def test_an_array_is_taken_as_a_whole(tmp_path: Path) -> None:
    text = "ticket = [1, 2]\n[environments.a]\nticket = [3]\n"
    assert configured(text, tmp_path).values["ticket"] == (1, 2)
    assert configured(text, tmp_path, environment="a").values["ticket"] == (3,)
    assert configured(text, tmp_path, {"ticket": (4,)}, environment="a").values["ticket"] == (4,)


def test_the_file_above_is_named_as_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    found = configured("seed = 1\n", tmp_path)
    assert (found.values["seed"], found.notes) == (1, ("Configured by ../../ticketgate.toml.",))


def test_a_file_that_is_named_counts_instead_of_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("seed = 2\n")
    assert configured("seed = 1\n", tmp_path, config="other.toml").values["seed"] == 2


FILE = f"""\
base-url = "{TOP}"
token-env = "TOP_TOKEN"
[environments.staging]
base-url = "{STAGING}"
token-env = "STAGING_TOKEN"
[environments.same-token]
base-url = "{STAGING}"
[environments.other-token]
token-file = "token.txt"
[environments.mock]
mock = true
[environments.local]
mock = true
base-url = "http://127.0.0.1:8005/api/mind"
token-env = "LOCAL_TOKEN"
[environments.tenant]
mock = false
"""
LOCAL = "http://127.0.0.1:8005/api/mind"


@pytest.mark.parametrize(
    ("environment", "given", "environ", "address", "mock", "token"),
    [
        (None, {}, {}, TOP, False, "TOP_TOKEN"),
        (None, {}, {"ENNEO_INSTANCE": " "}, TOP, False, "TOP_TOKEN"),
        (None, {}, HERE, None, False, None),
        (None, {"base_url": GIVEN}, {}, GIVEN, False, None),
        (None, {"base_url": GIVEN}, HERE, GIVEN, False, None),
        (None, {"base_url": GIVEN, "token_env": "X"}, {}, GIVEN, False, "X"),
        (None, {"token_env": "X"}, {}, TOP, False, "X"),
        (None, {"mock": True}, HERE, None, True, None),
        ("staging", {}, {}, STAGING, False, "STAGING_TOKEN"),
        ("staging", {}, HERE, STAGING, False, "STAGING_TOKEN"),
        ("staging", {"base_url": GIVEN}, {}, GIVEN, False, None),
        ("staging", {"mock": True}, {}, None, True, None),
        ("staging", {"token_file": "f"}, {}, STAGING, False, "f"),
        ("same-token", {}, {}, STAGING, False, None),
        ("other-token", {}, {}, TOP, False, "token.txt"),
        ("mock", {}, {}, None, True, None),
        ("mock", {}, HERE, None, True, None),
        ("mock", {"base_url": GIVEN}, {}, GIVEN, False, None),
        ("local", {}, {}, LOCAL, True, "LOCAL_TOKEN"),
        ("local", {"base_url": GIVEN}, {}, GIVEN, False, None),
        ("tenant", {}, {}, TOP, False, "TOP_TOKEN"),
    ],
)
def test_a_target_comes_from_one_place_and_a_token_goes_to_no_other(  # noqa: PLR0913, PLR0917 - a table
    environment: str | None,
    given: dict[str, Any],
    environ: dict[str, str],
    address: str | None,
    mock: bool,  # noqa: FBT001 - as above
    token: str | None,
    tmp_path: Path,
) -> None:
    found = configured(FILE, tmp_path, given, environment=environment, environ=environ).values
    named = [found[name] for name in ("token_env", "token_file") if found[name] is not None]
    assert (found["base_url"], found["mock"], named) == (address, mock, [] if token is None else [token])


@pytest.mark.parametrize(
    ("given", "token"),
    [({}, "SHARED"), ({"base_url": GIVEN}, "SHARED"), ({"base_url": LOCAL, "mock": True}, None)],
)
def test_a_token_beside_no_target_goes_to_any_but_a_mock(
    given: dict[str, Any], token: str | None, tmp_path: Path
) -> None:
    text = f'token-env = "SHARED"\n[environments.a]\nbase-url = "{STAGING}"\n'
    assert configured(text, tmp_path, given, environment="a").values["token_env"] == token


def test_the_top_may_say_that_a_mock_is_judged(tmp_path: Path) -> None:
    text = f'mock = true\n[environments.a]\nbase-url = "{STAGING}"\n[environments.b]\nmock = false\n'
    values = configured(text, tmp_path).values
    assert (values["mock"], values["base_url"]) == (True, None)
    values = configured(text, tmp_path, environment="a").values
    assert (values["mock"], values["base_url"]) == (False, STAGING)
    assert configured(text, tmp_path, environment="b").values["mock"] is False
    assert configured(text, tmp_path, environ=HERE).options["base_url"].origin() == "ENNEO_INSTANCE"
    assert configured(text, tmp_path, environ=HERE).values["mock"] is False


def test_check_takes_what_means_the_same_there(tmp_path: Path) -> None:
    text = f'base-url = "{TOP}"\nfail-on = "may"\nas = "full"\nrate = 3\n'
    values = configured(text, tmp_path, options=CHECK_OPTIONS).values
    assert (values["base_url"], values["fail_on"], values["as"]) == (None, "may", "full")
    assert "rate" not in values
    given = configured(text, tmp_path, {"base_url": GIVEN}, options=CHECK_OPTIONS)
    assert given.values["base_url"] == GIVEN


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (None, "a", "--environment a: there is no ticketgate.toml here or above; `ticketgate init` writes one"),
        ("", "a", "--environment a: ticketgate.toml has no such environment; it has none"),
        ("[environments.staging]\n", "stagin", "--environment stagin: ticketgate.toml has no such environment; did you"),
        ("[environments.a]\n[environments.b]\n", "x", "--environment x: ticketgate.toml has no such environment; it has a, b"),
    ],
)  # fmt: skip
def test_an_environment_that_is_not_there_is_refused(
    text: str | None, name: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(TicketgateError) as refused:
        configured(text, tmp_path, environment=name)
    assert str(refused.value).startswith(said)


def test_a_working_directory_that_is_gone_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(UsageError, match="the working directory is gone"):
        configuration_of(FILE_OPTIONS, {}, environ={})


def placed(configuration: Configuration, said: str) -> str:
    with pytest.raises(UsageError) as refused, configuration.placing_errors():
        raise UsageError(said)
    return str(refused.value)


def test_an_option_that_is_refused_is_placed_in_the_file(tmp_path: Path) -> None:
    found = configured(
        f"rate = 0\n[environments.a]\ntoken-file = '{SECRET}'\n", tmp_path, {"seed": 1}, environment="a"
    )
    assert placed(found, "--rate 0: give more") == "ticketgate.toml:1: --rate 0: give more"
    assert placed(found, f"--token-file {SECRET}: No such file") == (
        "ticketgate.toml:3, environment a: --token-file FILE: No such file"
    )
    for said in ("--seed 1: give another", "--timeout 0: give more", "--nothing: it is", "rate 0"):
        assert placed(found, said) == said
