"""Finds and reads ``ticketgate.toml``, or the table in ``pyproject.toml``; refuses what is no option."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from ticketgate.errors import DocumentError, UsageError
from ticketgate.launch.options import FILE_OPTIONS, Option

__all__ = [
    "CONTROL",
    "ENVIRONMENT",
    "ENVIRONMENTS",
    "FILE_NAME",
    "LARGEST",
    "VARIABLE",
    "ConfigurationFile",
    "configuration_in",
    "find_configuration",
    "read_configuration",
    "shown_path",
]

FILE_NAME: Final = "ticketgate.toml"
_SHARED_FILE: Final = "pyproject.toml"
ENVIRONMENTS: Final = "environments"
#: What names a variable that a shell can set, and an environment without quotes in TOML.
VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ENVIRONMENT: Final = re.compile(r"[A-Za-z0-9_-]+")
_KEYS: Final = {option.key: option for option in FILE_OPTIONS}
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
#: No option has use for a larger number; beyond 1e308 there is no float.
LARGEST: Final = 1e300
#: Keys that people try for a credential, with what to do instead.
_CREDENTIALS: Final = {
    "token": "name the variable or the file that holds it, with token-env or token-file",
    "cookie": "put it into the variable ENNEO_COOKIE",
}
#: What a value of a type is called; bool is asked for first, since it is an int as well.
_KINDS: Final[tuple[tuple[type, str], ...]] = (
    (bool, "true or false"),
    (int, "a whole number"),
    (float, "a number"),
    (str, "a string"),
    (list, "an array"),
    (dict, "a table"),
)


@dataclass(frozen=True, slots=True)
class ConfigurationFile:
    """The options that a file gives: by their names, checked for their kinds, paths as seen from here."""

    path: Path
    #: Where ticketgate's keys are: at the top of its own file, else in ``tool.ticketgate``.
    table: tuple[str, ...]
    text: str = field(repr=False)
    #: What counts in every environment.
    top: Mapping[str, Any] = field(default_factory=dict)
    #: What counts in one environment, by its name.
    environments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def line(self, *keys: str) -> int:
        """Return the line, counted from 1, on which a key or a table of ticketgate's begins.

        Every statement of TOML ends with its line. So the key begins after the last beginning of the file
        that can be read by itself and lacks the key.
        """
        begins = 1
        lines = self.text.split("\n")
        for end in range(len(lines) + 1):
            try:
                content = tomllib.loads("\n".join(lines[:end]))
            except tomllib.TOMLDecodeError:
                continue
            if _holds(content, (*self.table, *keys)):
                break
            begins = end + 1
        return begins

    def error(self, keys: tuple[str, ...], problem: str) -> DocumentError:
        """Make the error that refuses what stands at keys."""
        return DocumentError(shown_path(self.path), self.line(*keys), problem)


def shown_path(path: Path) -> str:
    """Return a path as seen from the working directory."""
    return os.path.relpath(path)


def find_configuration(folder: Path) -> Path | None:
    """Return the configuration of a folder or else of the nearest one above it, None where there is none.

    Raises UsageError for one in a folder like /tmp, into which others can put a file that sends a token to
    them, and DocumentError for a ``pyproject.toml`` that is no TOML.
    """
    found = next(filter(None, map(configuration_in, (folder, *folder.parents))), None)
    if found is not None and _is_shared(found.parent):
        raise UsageError(
            f"{shown_path(found)}: everybody may write into this folder; "
            "move the file to one of your own, or name it with --config"
        )
    return found


def configuration_in(folder: Path) -> Path | None:
    """Return the configuration of this very folder; a ``pyproject.toml`` is none without the table."""
    own, shared = folder / FILE_NAME, folder / _SHARED_FILE
    if _is_there(own):
        return own
    return shared if _is_there(shared) and _holds(_parsed(shared)[1], _table_of(shared)) else None


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except PermissionError:  # a folder above that is closed to this user holds no configuration of theirs
        return False


def _is_shared(folder: Path) -> bool:
    mode = folder.stat().st_mode
    return bool(mode & stat.S_ISVTX and mode & stat.S_IWOTH)


def read_configuration(path: Path) -> ConfigurationFile:
    """Read a configuration; a file called ``pyproject.toml`` holds it in the table ``tool.ticketgate``.

    Raises UsageError for a file that cannot be read, DocumentError with its line for what is no TOML, no
    option or of another kind. No message shows a value.
    """
    text, content = _parsed(path)
    file = ConfigurationFile(path, _table_of(path), text)
    if not _holds(content, file.table):
        raise DocumentError(shown_path(path), None, "has no table [tool.ticketgate]")
    for step in file.table:
        content = content[step]
        if not isinstance(content, dict):
            raise DocumentError(shown_path(path), None, f"{step} is {_kind(content)}, where a table belongs")
    environments = content.pop(ENVIRONMENTS, {})
    if not isinstance(environments, dict):
        raise file.error((ENVIRONMENTS,), f"{ENVIRONMENTS} is {_kind(environments)}, where tables belong")
    top = dict(_checked(file, (), content))
    named = {name: _environment(file, name, table) for name, table in environments.items()}
    return ConfigurationFile(path, file.table, text, top, named)


def _parsed(path: Path) -> tuple[str, dict[str, Any]]:
    """Return text and content of a file; lines end with a line feed alone."""
    shown = shown_path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except OSError as error:
        raise UsageError(f"cannot read {shown}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DocumentError(shown, line, "is not UTF-8; save it as that") from None
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(shown, _damaged_line(str(error), text), "is no TOML here; repair it") from None
    except (RecursionError, ValueError):  # ValueError: a number with more digits than Python reads
        raise DocumentError(
            shown, None, "holds what no configuration needs: deep nesting or a huge number"
        ) from None


def _damaged_line(message: str, text: str) -> int:
    """Return the line that the parser names; its end is the last line."""
    found = re.search(r"\(at line (\d+)", message)
    return int(found[1]) if found else max(1, len(text.rstrip("\n").split("\n")))


def _table_of(path: Path) -> tuple[str, ...]:
    return ("tool", "ticketgate") if path.name == _SHARED_FILE else ()


def _holds(content: Any, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if not isinstance(content, dict) or key not in content:
            return False
        content = content[key]
    return True


def _environment(file: ConfigurationFile, name: str, table: Any) -> dict[str, Any]:
    keys = (ENVIRONMENTS, name)
    if not ENVIRONMENT.fullmatch(name):
        raise file.error(keys, f"the environment {name!r}: name it with letters, digits, - and _")
    if not isinstance(table, dict):
        raise file.error(keys, f"{ENVIRONMENTS}.{name} is {_kind(table)}, where a table belongs")
    return dict(_checked(file, keys, table))


def _checked(
    file: ConfigurationFile, keys: tuple[str, ...], table: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Yield the options of a table by their names."""
    for key, value in table.items():
        where = (*keys, key)
        if key in _CREDENTIALS:
            raise file.error(where, f"{key}: no credential is written here; {_CREDENTIALS[key]}")
        if key not in _KEYS:
            raise file.error(where, f"no option is called {key!r}; {_nearest(key, top=not keys)}")
        option = _KEYS[key]
        if problem := _problem(option, value):
            raise file.error(where, f"{key} {problem}")
        yield option.name, _read(option, value, file.path.parent)
    if {"token-file", "token-env"} <= table.keys():
        raise file.error(
            (*keys, "token-env"), "token-env: there is token-file as well; leave one of them out"
        )


def _nearest(key: str, *, top: bool) -> str:
    known = [*_KEYS, ENVIRONMENTS] if top else [*_KEYS]
    near = get_close_matches(key.lower().replace("_", "-"), known, 1)
    return f"did you mean {near[0]}?" if near else "the options are those of `ticketgate run --help`"


def _problem(option: Option, value: Any) -> str:
    """Return what is wrong with a value, nothing where it can be used; its kind is said, not the value."""
    if option.many and not isinstance(value, list):
        return f"is {_kind(value)}, where an array belongs: write it in [ ]"
    values = value if option.many else [value]
    return next(filter(None, (_problem_of_one(option, each) for each in values)), "")


def _problem_of_one(option: Option, value: Any) -> str:
    holds = "holds" if option.many else "is"
    if not _has_type(option, value):
        name = next(name for kind, name in _KINDS if kind is option.type)
        return f"{holds} {_kind(value)}, where {name} belongs"
    if isinstance(value, str):
        return _problem_of_text(option, value)
    if option.type is float and abs(value) > LARGEST:
        return f"{holds} a number that is too large"
    return ""


def _has_type(option: Option, value: Any) -> bool:
    wanted = (int, float) if option.type is float else (option.type,)
    return type(value) in wanted


def _problem_of_text(option: Option, value: str) -> str:
    if not value.strip() or CONTROL.search(value):
        return f"{'holds' if option.many else 'is'} a string that is empty or has control characters in it"
    if option.choices and value not in option.choices:
        return f"is none of {', '.join(option.choices)}"
    if option.key == "token-env" and not VARIABLE.fullmatch(value):
        return "is no name of a variable; give one such as STAGING_TOKEN"
    return ""


def _kind(value: Any) -> str:
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "a date or time")


def _read(option: Option, value: Any, folder: Path) -> Any:
    if option.many:
        return tuple(_read_one(option, each, folder) for each in value)
    return _read_one(option, value, folder)


def _read_one(option: Option, value: Any, folder: Path) -> Any:
    if option.type is float:
        return float(value)
    # A path is meant from where it is written.
    return shown_path(folder / value) if isinstance(value, str) and option.is_path(value) else value
