"""``ticketgate run``: a target, judged against the contract."""

import sys
from typing import Any

import click

from ticketgate.cli.output import report, write
from ticketgate.launch.options import OPTIONS
from ticketgate.report.files import refuse_shared, refuse_unwritable

__all__ = ["run"]


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
    refuse_shared({"--json": json_file, "--junit": junit_file, "--record": values["record"]})
    from ticketgate.launch.checked_options import run_options_from  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.launch.judge_target import judge_target  # noqa: PLC0415
    from ticketgate.report.junit import as_junit  # noqa: PLC0415
    from ticketgate.report.progress import ProgressLine  # noqa: PLC0415
    from ticketgate.verdict.as_json import dumps  # noqa: PLC0415

    options = run_options_from(values)
    with ProgressLine(sys.stderr) as progress, judge_target(options, progress) as judged:
        verdict = judged.verdict
    if json_file:
        write(json_file, dumps(verdict))
    if junit_file:
        write(junit_file, as_junit(verdict))
    report(verdict, json_file, junit_file)
    judged.refuse_unrecorded()
    return verdict.exit_code
