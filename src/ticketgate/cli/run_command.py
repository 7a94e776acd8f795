"""``ticketgate run``: a target, judged against the contract."""

import sys
from typing import Any

import click

from ticketgate.cli.given_options import configured, with_options
from ticketgate.cli.output import report, write
from ticketgate.launch.options import CHOOSING_OPTIONS, RUN_OPTIONS
from ticketgate.report.files import refuse_shared, refuse_unwritable

__all__ = ["run"]


@click.command()
@with_options(*RUN_OPTIONS, *CHOOSING_OPTIONS)
def run(**_: Any) -> int:
    """Judge a target against the contract.

    Without a target the embedded mock is started and judged.
    """
    configuration = configured(RUN_OPTIONS)
    values = configuration.values
    json_file, junit_file = values["json"], values["junit"]
    with configuration.placing_errors():
        refuse_unwritable("--json", json_file)
        refuse_unwritable("--junit", junit_file)
        shared = ("json", "junit", "record", "baseline")
        refuse_shared({f"--{name}": values[name] for name in shared})
    from ticketgate.launch.checked_options import run_options_from  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.launch.judge_target import judge_target  # noqa: PLC0415
    from ticketgate.report.junit import as_junit  # noqa: PLC0415
    from ticketgate.report.progress import ProgressLine  # noqa: PLC0415
    from ticketgate.verdict.as_json import dumps  # noqa: PLC0415

    with configuration.placing_errors():
        options = run_options_from(values, notes=configuration.notes)
    with ProgressLine(sys.stderr) as progress, judge_target(options, progress) as judged:
        verdict = judged.verdict
    if json_file:
        write(json_file, dumps(verdict))
    if junit_file:
        write(junit_file, as_junit(verdict))
    report(verdict, json_file, junit_file)
    judged.refuse_unrecorded()
    return verdict.exit_code
