"""``ticketgate config``: what is in force, and where each value comes from."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

from ticketgate.cli.given_options import configured, with_options
from ticketgate.cli.output import say
from ticketgate.launch.configuration import INSTANCE, Configuration
from ticketgate.launch.options import CHOOSING_OPTIONS, FILE_OPTIONS, RUN_OPTIONS

__all__ = ["show_configuration"]

_HEAD: Final = ("option", "in force", "given by")


@click.command("config")
@with_options(*CHOOSING_OPTIONS)
def show_configuration(**_: Any) -> int:
    """Show what is in force, and where it is given.

    These are the options of run and check, without those of a command line. Credentials are named, filters
    shown by their keys.
    """
    configuration = configured(FILE_OPTIONS)
    rows = [_HEAD, *_rows(configuration, os.environ)]
    first, second = (max(len(row[column]) for row in rows) for column in (0, 1))
    head = configuration.notes or ("There is no ticketgate.toml here or above.",)
    lines = [f"{key:<{first}}  {value:<{second}}  {origin}" for key, value, origin in rows]
    say("\n".join([*head, "", *lines]))
    _refuse_what_a_run_refuses(configuration)
    return 0


def _refuse_what_a_run_refuses(configuration: Configuration) -> None:
    """Raise UsageError for values that make no sense.

    Left out are credentials, of which the table says whether they are there, and filters: what is said of one
    shows its value.
    """
    from ticketgate.launch.checked_options import run_options_from  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.verdict.waivers import read_waivers  # noqa: PLC0415

    left_out = {"base_url": None, "mock": True, "token_file": None, "token_env": None, "filter": ()}
    run = {option.name: option.default for option in RUN_OPTIONS}
    with configuration.placing_errors():
        options = run_options_from({**run, **configuration.values, **left_out}, {})
        read_waivers(options.waive, options.contract)


def _rows(configuration: Configuration, environ: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield option, value and origin of each option, then the variables that credentials are read from."""
    for option in FILE_OPTIONS:
        given = configuration.options[option.name]
        yield option.key, _shown(option.name, configuration, environ), given.origin()
    values = configuration.values
    if not (values["token_file"] or values["token_env"]) and _asks_a_tenant(configuration):
        for name in ("ENNEO_TOKEN", "ENNEO_COOKIE"):
            yield name, "set" if environ.get(name, "").strip() else "not set", "variable"


def _asks_a_tenant(configuration: Configuration) -> bool:
    address = configuration.options["base_url"]
    return not configuration.values["mock"] and (address.value is not None or address.origin() == INSTANCE)


def _shown(name: str, configuration: Configuration, environ: Mapping[str, str]) -> str:
    value = configuration.values[name]
    match name:
        case "base_url":
            return _address(configuration, environ)
        case "token_env" if value is not None:
            # A name may be a token that was put into the wrong place, unless there is such a variable.
            return value if environ.get(value, "").strip() else "a variable that is not set"
        case "token_file" if value is not None:
            return value if Path(value).exists() else "a file that does not exist"
        case "filter":
            value = [_key_of(each) for each in value]
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value)) or None
    return "-" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _key_of(filter_text: str) -> str:
    key, sign, _ = filter_text.partition("=")
    return f"{key}=..." if sign else "a filter without a key"


def _address(configuration: Configuration, environ: Mapping[str, str]) -> str:
    """Return the base URL; raises UsageError, without showing it, for one that may hold a password."""
    from ticketgate.client import base_url_from, checked_url  # noqa: PLC0415 - heavy, see the package docstring

    value = configuration.values["base_url"]
    if value is None and _asks_a_tenant(configuration):
        value = base_url_from(environ, _server(configuration))
    if value is None:
        return "- (the embedded mock)"
    with configuration.placing_errors():
        return str(checked_url(value))


def _server(configuration: Configuration) -> str:
    from ticketgate.contract.loading import contract_at  # noqa: PLC0415 - heavy, see the package docstring

    with configuration.placing_errors():
        return contract_at(configuration.values["contract"], configuration.values["overlay"]).server
