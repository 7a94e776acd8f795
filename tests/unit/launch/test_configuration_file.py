"""Which file is taken for the configuration, what is read from it, and how what cannot be used is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketgate.errors import TicketgateError
from ticketgate.launch.configuration_file import (
    ConfigurationFile,
    configuration_in,
    find_configuration,
    read_configuration,
)
from ticketgate.launch.options import FILE_OPTIONS, Option

SECRET = "s3cret-t0ken"
OURS = "[tool.ticketgate]\nseed = 3\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def read(folder: Path, text: str) -> ConfigurationFile:
    return read_configuration(written(folder / "ticketgate.toml", text))


def refused(path: Path) -> str:
    with pytest.raises(TicketgateError) as error:
        read_configuration(path)
    assert error.value.exit_code == 2
    return str(error.value)


# Finding


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, None),
        ({"ticketgate.toml": ""}, "ticketgate.toml"),
        ({"ticketgate.toml": "", "a/ticketgate.toml": ""}, "a/ticketgate.toml"),
        ({"ticketgate.toml": "", "a/b/c/ticketgate.toml": ""}, "ticketgate.toml"),
        ({"pyproject.toml": OURS}, "pyproject.toml"),
        ({"pyproject.toml": OURS, "ticketgate.toml": ""}, "ticketgate.toml"),
        ({"a/pyproject.toml": OURS, "ticketgate.toml": ""}, "a/pyproject.toml"),
        ({"a/pyproject.toml": "[tool.other]\n", "ticketgate.toml": ""}, "ticketgate.toml"),
        ({"a/pyproject.toml": "tool = 5\n"}, None),
    ],
)
def test_the_nearest_one_is_found(files: dict[str, str], found: str | None, tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name, text in files.items():
        written(tmp_path / name, text)
    assert find_configuration(tmp_path / "a" / "b") == (None if found is None else tmp_path / found)


def test_a_folder_above_that_is_closed_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_file(path: Path) -> bool:
        if path.parent.name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return path.exists()

    monkeypatch.setattr(Path, "is_file", is_file)
    (tmp_path / "closed" / "below").mkdir(parents=True)
    assert find_configuration(tmp_path / "closed" / "below") is None
    path = written(tmp_path / "ticketgate.toml", "")
    assert find_configuration(tmp_path / "closed" / "below") == path


def test_one_where_everybody_may_write_is_found_only_if_named(tmp_path: Path) -> None:
    path = written(tmp_path / "shared" / "ticketgate.toml", "seed = 3\n")
    below = path.parent / "below"
    below.mkdir()
    path.parent.chmod(0o1777)
    with pytest.raises(
        TicketgateError, match=r"^shared/ticketgate.toml: everybody may write into this folder"
    ):
        find_configuration(below)
    assert read_configuration(path).top == {"seed": 3}
    path.parent.chmod(0o777)  # as some CI systems check out
    assert find_configuration(below) == path


def test_the_table_of_a_folder_is_told_from_a_file_without_it(tmp_path: Path) -> None:
    written(tmp_path / "pyproject.toml", "[tool.other]\n")
    assert configuration_in(tmp_path) is None
    written(tmp_path / "pyproject.toml", OURS)
    assert configuration_in(tmp_path) == tmp_path / "pyproject.toml"


# Reading


def samples(option: Option) -> tuple[str, Any]:
    """A value of an option as it is written, and as it is read."""
    if option.choices:
        return f'"{option.choices[-1]}"', option.choices[-1]
    text, value = {
        str: ('"NAME"', "NAME"),
        int: ("12", 12),
        float: ("12", 12.0),
        bool: ("true", True),
    }[option.type]
    return (f"[{text}, {text}]", (value, value)) if option.many else (text, value)


@pytest.mark.parametrize("option", FILE_OPTIONS, ids=lambda option: option.key)
def test_every_option_can_stand_at_the_top_and_in_an_environment(option: Option, tmp_path: Path) -> None:
    text, value = samples(option)
    line = f"{option.key} = {text}\n"
    file = read(tmp_path, f"{line}[environments.other]\n{line}")
    assert file.top == file.environments["other"] == {option.name: value}
    assert type(file.top[option.name]) is type(value)


def test_it_is_read_from_pyproject_as_well(tmp_path: Path) -> None:
    text = f"[project]\nname = 'x'\n{OURS}[tool.ticketgate.environments.a]\nmock = true\n"
    file = read_configuration(written(tmp_path / "pyproject.toml", text))
    assert (file.top, file.environments) == ({"seed": 3}, {"a": {"mock": True}})
    assert (file.line("seed"), file.line("environments", "a", "mock")) == (4, 6)


def test_paths_are_meant_from_the_folder_of_the_file(tmp_path: Path) -> None:
    text = (
        'waive = ["known.yaml", "/etc/known.yaml"]\ncontract = "../specs"\nrecord = "a/run.har"\njson = "-"\n'
    )
    file = read_configuration(written(tmp_path / "up" / "ticketgate.toml", text))
    assert file.top == {
        "waive": ("up/known.yaml", os_relative(tmp_path, "/etc/known.yaml")),
        "contract": "specs",
        "record": "up/a/run.har",
        "json": "-",
    }


def os_relative(folder: Path, path: str) -> str:
    return "../" * (len(folder.parts) - 1) + path.removeprefix("/")


def test_a_byte_order_mark_and_line_ends_of_windows_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "ticketgate.toml"
    path.write_bytes(b"\xef\xbb\xbf# first\r\nseed = 3\r\n[environments.a]\r\nrate = 'x'\r\n")
    assert refused(path) == "ticketgate.toml:4: rate is a string, where a number belongs"


# Refusing


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sed = 7\n", "1: no option is called 'sed'; did you mean seed?"),
        ("seed = 7\n\nmax_requests = 9\n", "3: no option is called 'max_requests'; did you mean max-requests?"),
        ("Fail-On = 'may'\n", "1: no option is called 'Fail-On'; did you mean fail-on?"),
        ("environment = 'a'\n", "1: no option is called 'environment'; did you mean environments?"),
        ("[environments.a]\nwaiver = []\n", "2: no option is called 'waiver'; did you mean waive?"),
        ("config = 'x'\n", "1: no option is called 'config'; "),
        ("zzz = 1\n", "1: no option is called 'zzz'; the options are those of `ticketgate run --help`"),
        ("[server]\nurl = 'x'\n", "1: no option is called 'server'; "),
        ("seed = '7'\n", "1: seed is a string, where a whole number belongs"),
        ("seed = 7.0\n", "1: seed is a number, where a whole number belongs"),
        ("seed = true\n", "1: seed is true or false, where a whole number belongs"),
        ("rate = true\n", "1: rate is true or false, where a number belongs"),
        ("rate = 2026-01-02\n", "1: rate is a date or time, where a number belongs"),
        ("rate = inf\n", "1: rate is a number that is too large"),
        (f"rate = 1{'0' * 400}\n", "1: rate is a number that is too large"),
        ("mock = 'yes'\n", "1: mock is a string, where true or false belongs"),
        ("base-url = 5\n", "1: base-url is a whole number, where a string belongs"),
        ("base-url = ''\n", "1: base-url is a string that is empty or has control characters in it"),
        ('record = "a\\u0000b"\n', "1: record is a string that is empty or has control characters in it"),
        ("waive = 'a.yaml'\n", "1: waive is a string, where an array belongs: write it in [ ]"),
        ("# a\n\nwaive = [\n  'a.yaml',\n  3,\n]\n", "3: waive holds a whole number, where a string belongs"),
        ("ticket = [1, '2']\n", "1: ticket holds a string, where a whole number belongs"),
        ("waive = ['']\n", "1: waive holds a string that is empty or has control characters in it"),
        ("[waive]\n", "1: waive is a table, where an array belongs: write it in [ ]"),
        ("fail-on = 'Must'\n", "1: fail-on is none of must, should, may"),
        ("as = 'page'\n", "1: as is none of full, compact, search"),
        ("environments = 5\n", "1: environments is a whole number, where tables belong"),
        ("[environments]\na = 'x'\n", "2: environments.a is a string, where a table belongs"),
        ("[environments.'a b']\n", "1: the environment 'a b': name it with letters, digits, - and _"),
        ("token-file = 'f'\ntoken-env = 'E'\n", "2: token-env: there is token-file as well; leave one of them out"),
        ("[environments.a.environments.b]\n", "1: no option is called 'environments'; "),
    ],
)  # fmt: skip
def test_what_is_no_option_or_of_another_kind_is_refused_with_its_line(
    text: str, said: str, tmp_path: Path
) -> None:
    assert refused(written(tmp_path / "ticketgate.toml", text)).startswith(f"ticketgate.toml:{said}")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("token", "token: no credential is written here; name the variable or the file that holds it, with token-env"),
        ("cookie", "cookie: no credential is written here; put it into the variable ENNEO_COOKIE"),
        ("password", "no option is called 'password'"),
        ("token-env", "token-env is no name of a variable; give one such as STAGING_TOKEN"),
        ("seed", "seed is a string, where a whole number belongs"),
        ("fail-on", "fail-on is none of must, should, may"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("table", ["", "[environments.staging]\n"])
def test_a_credential_is_refused_and_not_shown(key: str, table: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path / "ticketgate.toml", f'# ours\n{table}{key} = "{SECRET}"\n')
    message = refused(path)
    assert message.startswith(f"ticketgate.toml:{3 if table else 2}: {said}")
    assert SECRET not in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"seed = 1\nseed = 2\n", "ticketgate.toml:2: is no TOML here; repair it"),
        (b"seed = 1\n\ntoken = s3cret-t0ken\n", "ticketgate.toml:3: is no TOML here; repair it"),
        (b"seed = 1\nwaive = [\n'a',\n", "ticketgate.toml:3: is no TOML here; repair it"),
        (b"[environments.a\n", "ticketgate.toml:1: is no TOML here; repair it"),
        (b"seed = 1\nrecord = 'caf\xe9'\n", "ticketgate.toml:2: is not UTF-8; save it as that"),
        (b"waive = " + b"[" * 5000, "ticketgate.toml: holds what no configuration needs"),
        (b"seed = 1" + b"0" * 5000, "ticketgate.toml: holds what no configuration needs"),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line_and_left_as_it_is(
    content: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "ticketgate.toml"
    path.write_bytes(content)
    message = refused(path)
    assert message.startswith(said)
    assert SECRET not in message
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("pyproject.toml", "[tool.other]\n", "pyproject.toml: has no table [tool.ticketgate]"),
        ("pyproject.toml", "tool = 5\n", "pyproject.toml: has no table [tool.ticketgate]"),
        ("pyproject.toml", "[tool]\nticketgate = 5\n", "pyproject.toml: ticketgate is a whole number, where a"),
        ("other.toml", None, "cannot read other.toml: No such file or directory"),
    ],
)  # fmt: skip
def test_a_file_without_a_configuration_is_refused(
    name: str, text: str | None, said: str, tmp_path: Path
) -> None:
    if text is not None:
        written(tmp_path / name, text)
    assert refused(tmp_path / name).startswith(said)


# Lines


LINES = '''# a comment = 1

seed = 1 # seed
base-url = """
timeout = 3
"""
waive = [
  "rate = 1",

  "]",
]
environments.dotted.rate = 1
[environments.a] # seed = 3
seed = 3
timeout = 4

[environments.b]
timeout = 5
environments = {c = {seed = 1}}
'''


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("seed",), 3),
        (("base-url",), 4),
        (("waive",), 7),
        (("environments",), 12),
        (("environments", "dotted", "rate"), 12),
        (("environments", "a"), 13),
        (("environments", "a", "seed"), 14),
        (("environments", "a", "timeout"), 15),
        (("environments", "b", "timeout"), 18),
        (("environments", "b", "environments", "c", "seed"), 19),
    ],
)
def test_the_line_of_a_key_is_where_it_begins(keys: tuple[str, ...], line: int, tmp_path: Path) -> None:
    assert ConfigurationFile(tmp_path, (), LINES).line(*keys) == line


_VALUES = st.sampled_from(["1", "'a'", "[\n 1,\n # b = 2\n 3]", '"""\nx = 1\n[y]\n"""', "{ a = 1 }", "[]"])


@given(
    st.lists(st.tuples(_VALUES, st.sampled_from(["", "\n", "# k0 = 1\n"])), min_size=1, max_size=8), st.data()
)
def test_the_line_of_any_key_is_found(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    text, lines = "", []
    for number, (value, before) in enumerate(parts):
        text += before
        lines.append(text.count("\n") + 1)
        text += f"k{number} = {value}\n"
    wanted = data.draw(st.sampled_from(range(len(parts))))
    assert ConfigurationFile(Path("ticketgate.toml"), (), text).line(f"k{wanted}") == lines[wanted]
