"""``ticketgate run``: the suite against a target, in a pytest of its own."""

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, Final

import click

from ticketgate.cli.output import INTERRUPTED, refuse_unwritable, report, write
from ticketgate.launch.options import OPTIONS

__all__ = ["run"]

_INI: Final = "[pytest]\naddopts =\nfilterwarnings = default\n"


def _with_options(command: Any) -> Any:
    for option in reversed(OPTIONS):
        rest: dict[str, Any] = {"help": option.help, "show_default": option.default not in (None, (), False)}
        if option.type is bool:
            rest["is_flag"] = True
        else:
            rest |= {"type": option.type, "metavar": option.metavar, "multiple": option.many}
        command = click.option(option.flag, option.name, default=option.default, **rest)(command)
    return command


@click.command()
@_with_options
@click.option("--json", "json_file", metavar="FILE", help="Write the verdict as JSON; - is standard output.")
@click.option("--junit", "junit_file", metavar="FILE", help="Write a JUnit report; - is standard output.")
def run(json_file: str | None, junit_file: str | None, **values: Any) -> int:
    """Judge a target against the contract.

    Without a target the embedded mock is started and judged.
    """
    refuse_unwritable("--json", json_file)
    refuse_unwritable("--junit", junit_file)
    refuse_unwritable("--record", values["record"])
    from ticketgate.launch.connect import launch_of  # noqa: PLC0415 - heavy, see the package docstring

    launch_of(values)  # wrong usage is said before pytest starts
    with tempfile.TemporaryDirectory(prefix="ticketgate-") as folder:
        junit = Path(folder) / "junit.xml"
        verdict, status = _run_suite(values, Path(folder), junit if junit_file else None)
        if junit_file and junit.exists():
            write(junit_file, junit.read_bytes())
    if verdict is None:
        return status
    if json_file:
        from ticketgate.verdict.as_json import dumps  # noqa: PLC0415

        write(json_file, dumps(verdict))
    report(verdict, json_file, junit_file)
    return status


def _run_suite(values: dict[str, Any], folder: Path, junit: Path | None) -> tuple[Any, int]:
    """Run pytest on the suite; return the verdict, None when there is none, and the exit code."""
    import pytest  # noqa: PLC0415

    ini = folder / "pytest.ini"
    ini.write_text(_INI, encoding="utf-8")
    suite = suite_folder()
    arguments = [
        str(suite),
        *("-c", str(ini), f"--rootdir={suite}", f"--confcutdir={suite}"),
        *("-p", "no:cacheprovider", "-p", "ticketgate.pytest_plugin", "-s", "--tb=short"),
        *_arguments(values),
        *((f"--junitxml={junit}", "-o", "junit_family=xunit2") if junit else ()),
    ]
    receiver = _Receiver()
    said = io.StringIO()
    with _isolated(), redirect_stdout(said):
        status = int(pytest.main(arguments, plugins=[receiver]))
    if receiver.error is not None:
        raise receiver.error
    if receiver.interrupted:
        return receiver.verdict, INTERRUPTED
    if receiver.verdict is None or status == 2:  # noqa: PLR2004 - could not run: pytest knows why
        click.echo(said.getvalue(), err=True, nl=False)
    return receiver.verdict, status


class _Receiver:
    """Takes the verdict out of pytest before its configuration is gone."""

    verdict: Any = None
    error: Exception | None = None
    interrupted = False

    def pytest_keyboard_interrupt(self, excinfo: Any) -> None:
        # pytest raises subclasses of its own when it stops for another reason.
        self.interrupted = excinfo.type is KeyboardInterrupt

    def pytest_sessionfinish(self, session: Any) -> None:
        from ticketgate.pytest_plugin import FAILURE, VERDICT  # noqa: PLC0415

        self.verdict = session.config.stash.get(VERDICT, None)
        self.error = session.config.stash.get(FAILURE, None)


def suite_folder() -> Path:
    """Return the suite: beside the module when installed, else the checkout's."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "suite"
    return installed if installed.is_dir() else package.parents[1] / "tests" / "contract"


def _arguments(values: dict[str, Any]) -> Iterator[str]:
    for option in OPTIONS:
        value = values[option.name]
        if option.type is bool:
            yield from [option.flag] if value else []
        elif option.many:
            yield from (f"{option.flag}={each}" for each in value)
        elif value is not None:
            yield f"{option.flag}={value}"


@contextmanager
def _isolated() -> Iterator[None]:
    """Keep the pytest settings of the surroundings out, and leave the process as it was."""
    environ = dict(os.environ)
    modules, path = set(sys.modules), list(sys.path)
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ.pop("PYTEST_PLUGINS", None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(environ)
        sys.path[:] = path
        for name in set(sys.modules) - modules:
            if name.rpartition(".")[2].startswith("test_"):
                del sys.modules[name]
