"""What is in force: options of the command line, of a configuration and of variables, with their origins."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from ticketgate.errors import DocumentError, UsageError
from ticketgate.launch.configuration_file import (
    FILE_NAME,
    ConfigurationFile,
    find_configuration,
    read_configuration,
    shown_path,
)
from ticketgate.launch.options import BASE_URL, FILE_OPTIONS, Option

__all__ = ["INSTANCE", "Configuration", "InForce", "configuration_of"]

#: The variable that names the host of the instance.
INSTANCE: Final = "ENNEO_INSTANCE"
_TARGET: Final = frozenset(("base_url", "mock"))
_CREDENTIAL: Final = frozenset(("token_file", "token_env"))
#: What messages on files begin with that name no option, by the option that names the file.
_READ_FROM: Final = {"waive": "cannot read the waiver file {}: ", "contract": "{}: "}
_FLAG_FIRST: Final = re.compile(r"--[a-z-]+")


@dataclass(frozen=True, slots=True)
class InForce:
    """The value of an option, and where it comes from."""

    value: Any
    #: Such as ``command line``, ``ticketgate.toml:12, environment staging`` or ``default``.
    origin: Callable[[], str]
    #: Whether a file of configuration gives it.
    from_file: bool = False


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that was given, by whatever means."""

    #: By the names of the options.
    options: Mapping[str, InForce]
    #: The file that was read, if there is one.
    file: ConfigurationFile | None = None
    #: The environment that was chosen, if one was.
    environment: str | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The values alone."""
        return {name: each.value for name, each in self.options.items()}

    @property
    def notes(self) -> tuple[str, ...]:
        """What a report says of the configuration, nothing where there is none."""
        if self.file is None:
            return ()
        environment = f", environment {self.environment}" if self.environment else ""
        return (f"Configured by {shown_path(self.file.path)}{environment}.",)

    @contextmanager
    def placing_errors(self) -> Iterator[None]:
        """Say of an option that is refused in this block in which file and line it is given."""
        try:
            yield
        except (UsageError, DocumentError) as error:
            said = str(error)
            name = self._refused(said)
            if name is None or not self.options[name].from_file:
                raise
            if name in _CREDENTIAL:  # what names a credential may be one
                said = said.replace(self.options[name].value, "FILE")
            raise UsageError(f"{self.options[name].origin()}: {said}") from None

    def _refused(self, said: str) -> str | None:
        """Return the option that a message begins with, or else the one that gives what it cannot read."""
        if flag := _FLAG_FIRST.match(said):
            name = flag.group()[2:].replace("-", "_")
            return name if name in self.options else None
        for name, start in _READ_FROM.items():
            if name in self.options and any(
                said.startswith(start.format(each)) for each in self._named(name)
            ):
                return name
        return None

    def _named(self, name: str) -> Iterable[str]:
        """Return the files that an option names."""
        value = self.options[name].value
        return () if value is None else (value,) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class _Layer:
    """What one means gives; ``origin`` says for a name where that is."""

    values: Mapping[str, Any]
    origin: Callable[[str], str]
    from_file: bool = False

    @property
    def names_target(self) -> bool:
        return "base_url" in self.values or bool(self.values.get("mock"))

    def without(self, names: frozenset[str]) -> "_Layer":
        kept = {name: value for name, value in self.values.items() if name not in names}
        return _Layer(kept, self.origin, self.from_file)


def configuration_of(  # noqa: PLR0913 - each says what counts
    options: Iterable[Option],
    given: Mapping[str, Any],
    *,
    config: str | None = None,
    environment: str | None = None,
    chosen_by: str = "--environment",
    environ: Mapping[str, str] = os.environ,
) -> Configuration:
    """Return what is in force for the options, of which the command line gives those in ``given``.

    The command line comes first, then the chosen environment of the file, then ENNEO_INSTANCE, then the top
    of the file. ``config`` is the file, None for the nearest one; ``chosen_by`` is the option that names the
    environment. Where a target comes from one of them, what
    those below say of their own targets does not count, neither address nor credential: no token goes to an
    address that it was not written for. The value of ``base_url`` is None where ENNEO_INSTANCE names the
    target.

    Raises UsageError or DocumentError for a file or an environment that cannot be used.
    """
    options = tuple(options)
    file = _file(config)
    layers = [_Layer(given, lambda _: "command line")]
    if environment is not None:
        layers.append(_of_environment(file, environment, chosen_by))
    if environ.get(INSTANCE, "").strip():
        layers.append(_Layer({BASE_URL.name: None}, lambda _: INSTANCE))
    if file is not None:
        layers.append(_Layer(file.top, lambda name: _place(file, name), from_file=True))
    layers = list(_of_one_target(layers))
    return Configuration({option.name: _in_force(option, layers) for option in options}, file, environment)


def _file(config: str | None) -> ConfigurationFile | None:
    try:
        path = find_configuration(Path.cwd()) if config is None else Path(config)
    except FileNotFoundError:
        raise UsageError("the working directory is gone; change into one that exists") from None
    return None if path is None else read_configuration(path)


def _of_environment(file: ConfigurationFile | None, name: str, chosen_by: str) -> _Layer:
    if file is None:
        raise UsageError(
            f"{chosen_by} {name}: there is no {FILE_NAME} here or above; `ticketgate init` writes one"
        )
    if name not in file.environments:
        near = get_close_matches(name, file.environments, 1)
        known = ", ".join(file.environments) or "none"
        hint = f"did you mean {near[0]}?" if near else f"it has {known}"
        raise UsageError(f"{chosen_by} {name}: {shown_path(file.path)} has no such environment; {hint}")
    return _Layer(
        file.environments[name],
        lambda option: f"{_place(file, 'environments', name, option)}, environment {name}",
        from_file=True,
    )


def _place(file: ConfigurationFile, *names: str) -> str:
    *tables, option = names
    return f"{shown_path(file.path)}:{file.line(*tables, option.replace('_', '-'))}"


def _of_one_target(layers: Iterable[_Layer]) -> Iterator[_Layer]:
    """Yield the layers, the highest first, without what belongs to the target of another one."""
    dropped: frozenset[str] = frozenset()
    for layer in layers:
        foreign = _CREDENTIAL if dropped >= _TARGET and layer.names_target else frozenset()
        own = layer.without(dropped | foreign)
        if own.names_target:
            # A mock gets no credential that is not named beside it.
            dropped |= _TARGET | (_CREDENTIAL if own.values.get("mock") else frozenset())
        if own.values.keys() & _CREDENTIAL:
            dropped |= _CREDENTIAL
        yield own


def _in_force(option: Option, layers: list[_Layer]) -> InForce:
    # What has the same key and means something else, as --base-url of check, is on the command line only.
    readable = layers if option in FILE_OPTIONS else layers[:1]
    layer = next((layer for layer in readable if option.name in layer.values), None)
    if layer is None:
        return InForce(option.default, lambda: "default")
    return InForce(layer.values[option.name], lambda: layer.origin(option.name), layer.from_file)
