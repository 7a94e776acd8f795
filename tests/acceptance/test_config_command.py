"""`ticketgate config` shows what is in force and where it stands, and neither a credential nor a value of a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.invoking import ticketgate
from ticketgate.launch.options import FILE_OPTIONS

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "s3cret_t0ken"
CANARY = "maria.canary@example.com"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def rows(out: str) -> dict[str, tuple[str, str]]:
    """Value and origin of each option shown."""
    _, _, table = out.partition("\n\n")
    head, *lines = table.splitlines()
    second, third = head.index("in force"), head.index("given by")
    return {line[:second].strip(): (line[second:third].strip(), line[third:]) for line in lines}


def test_every_option_is_shown_with_its_value_and_its_origin(tmp_path: Path) -> None:
    (tmp_path / "token.txt").write_text(SECRET)
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).touch()
    (tmp_path / "ticketgate.toml").write_text("""\
waive = ["a.yaml", "b.yaml"]
mock = true
[environments.staging]
base-url = "https://staging.example.com/api/mind"
token-file = "token.txt"
rate = 2
""")
    done = ticketgate("config", "--environment", "staging")
    assert done.status == 0
    assert done.out.startswith("Configured by ticketgate.toml, environment staging.\n\noption ")
    shown = rows(done.out)
    assert list(shown) == [option.key for option in FILE_OPTIONS]
    place = "ticketgate.toml:{}, environment staging"
    assert {
        name: shown[name] for name in ("base-url", "token-file", "rate", "waive", "mock", "seed", "ticket")
    } == {
        "base-url": ("https://staging.example.com/api/mind", place.format(4)),
        "token-file": ("token.txt", place.format(5)),
        "rate": ("2.0", place.format(6)),
        "waive": ("a.yaml, b.yaml", "ticketgate.toml:1"),
        "mock": ("false", "default"),
        "seed": ("7", "default"),
        "ticket": ("-", "default"),
    }
    assert SECRET not in done.out


def test_without_a_file_that_is_said_and_the_variables_are_named(tmp_path: Path) -> None:
    done = ticketgate("config", env={"ENNEO_INSTANCE": "demo.example.com", "ENNEO_TOKEN": SECRET})
    assert done.out.startswith("There is no ticketgate.toml here or above.\n\n")
    shown = rows(done.out)
    assert shown["base-url"] == ("https://demo.example.com/api/mind", "ENNEO_INSTANCE")
    assert (shown["ENNEO_TOKEN"], shown["ENNEO_COOKIE"]) == (("set", "variable"), ("not set", "variable"))
    assert SECRET not in done.out
    assert rows(ticketgate("config").out)["base-url"] == ("- (the embedded mock)", "default")
    assert "ENNEO_TOKEN" not in rows(ticketgate("config", env={"ENNEO_TOKEN": SECRET}).out)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'token-env = "{SECRET}"', ("token-env", "a variable that is not set")),
        (f'token-file = "{SECRET}"', ("token-file", "a file that does not exist")),
        (f'filter = ["t.from={CANARY}", "{CANARY}"]', ("filter", "t.from=..., a filter without a key")),
    ],
)
def test_what_may_be_a_secret_in_the_wrong_place_is_not_shown(
    text: str, shown: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "ticketgate.toml").write_text(f'base-url = "https://a.example.com"\n{text}\n')
    done = ticketgate("config", env={"ENNEO_TOKEN": "another"})
    assert done.status == 0
    assert rows(done.out)[shown[0]] == (shown[1], "ticketgate.toml:2")
    assert SECRET not in done.out + done.err
    assert CANARY not in done.out + done.err


def test_a_variable_that_is_set_is_named(tmp_path: Path) -> None:
    (tmp_path / "ticketgate.toml").write_text(
        'base-url = "https://a.example.com"\ntoken-env = "STAGING_TOKEN"\n'
    )
    done = ticketgate("config", env={"STAGING_TOKEN": SECRET})
    assert rows(done.out)["token-env"] == ("STAGING_TOKEN", "ticketgate.toml:2")
    assert SECRET not in done.out


@pytest.mark.parametrize(
    ("text", "environ", "said"),
    [
        (f'base-url = "https://u:{SECRET}@a.example.com"', {}, "ticketgate.toml:1: --base-url: no user or password"),
        (f'base-url = "https://a.example.com?key={SECRET}"', {}, "ticketgate.toml:1: --base-url: give the URL without"),
        (f'token = "{SECRET}"', {}, "ticketgate.toml:1: token: no credential is written here"),
        ("", {"ENNEO_INSTANCE": f"u:{SECRET}@a.example.com"}, "ENNEO_INSTANCE: give the host alone"),
    ],
)  # fmt: skip
def test_what_holds_a_secret_is_refused_and_not_shown(
    text: str, environ: dict[str, str], said: str, tmp_path: Path
) -> None:
    (tmp_path / "ticketgate.toml").write_text(f"{text}\n")
    done = ticketgate("config", env=environ)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"ticketgate: {said}")
    assert SECRET not in done.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mock-tickets = 0", "--mock-tickets 0: give a number above 0"),
        ("rate = 0", "--rate 0.0: give a number"),
        ('waive = ["none.yaml"]', "cannot read the waiver file none.yaml: No such file or directory"),
        ('contract = "none"', "none: no openapi.yaml here"),
    ],
)
def test_what_a_run_would_refuse_is_refused_below_the_table(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "ticketgate.toml").write_text(f"{text}\n")
    done = ticketgate("config")
    assert done.status == 2
    assert rows(done.out)[text.partition(" ")[0]][1] == "ticketgate.toml:1"
    assert done.err.startswith(f"ticketgate: ticketgate.toml:1: {said}")
    assert ticketgate("run").err == done.err
