"""The options of the commands that judge: declared from their table, and joined with the configuration."""

from collections.abc import Callable, Iterable
from typing import Any

import click
from click.core import ParameterSource

from ticketgate.launch.configuration import Configuration, configuration_of
from ticketgate.launch.options import AGAINST, CHOOSING_OPTIONS, Option, given_for_second

__all__ = ["configured", "configured_second", "given_options", "with_options"]


def with_options(*options: Option) -> Callable[[Any], Any]:
    """Return what gives a command these options, in this order."""

    def declare(command: Any) -> Any:
        for option in reversed(options):
            command = click.option(
                *filter(None, (option.short, option.flag)), option.name, **_details(option)
            )(command)
        return command

    return declare


def _details(option: Option) -> dict[str, Any]:
    details = {
        "default": option.default,
        "help": option.help,
        "show_default": option.default not in (None, (), False),
    }
    if option.type is bool:
        return {**details, "is_flag": True}
    if option.choices:
        return {**details, "type": click.Choice(option.choices, case_sensitive=False)}
    return {**details, "type": option.type, "metavar": option.metavar, "multiple": option.many}


def configured(options: Iterable[Option]) -> Configuration:
    """Return what is in force for the options of the command that runs."""
    given = given_options()
    config, environment = (given.pop(option.name, None) for option in CHOOSING_OPTIONS)
    return configuration_of(options, given, config=config, environment=environment)


def configured_second(options: Iterable[Option], environment: str) -> Configuration:
    """Return what is in force for the environment that the command compares with."""
    given = given_for_second(given_options())
    config, _ = (given.pop(option.name, None) for option in CHOOSING_OPTIONS)
    return configuration_of(options, given, config=config, environment=environment, chosen_by=AGAINST.flag)


def given_options() -> dict[str, Any]:
    """Return what the command line gives to the command that runs, by the names of the options."""
    context = click.get_current_context()
    return {
        name: value
        for name, value in context.params.items()
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
