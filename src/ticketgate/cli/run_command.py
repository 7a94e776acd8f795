"""``ticketgate run``: a target, judged against the contract."""

import json
import sys
from contextlib import nullcontext
from functools import partial
from typing import Any

import click

from ticketgate.cli.given_options import configured, configured_second, given_options, with_options
from ticketgate.cli.output import report, say_beside, write
from ticketgate.cli.report_files import refuse_reports, telling_failure, write_reports
from ticketgate.launch.configuration import Configuration
from ticketgate.launch.options import AGAINST, CHOOSING_OPTIONS, RUN_OPTIONS

__all__ = ["run"]


@click.command()
@with_options(*RUN_OPTIONS, *CHOOSING_OPTIONS, AGAINST)
def run(against: str | None, **_: Any) -> int:
    """Judge a target, or compare its answers with those of another one.

    Without a target the embedded mock is started and judged.
    """
    configuration = configured(RUN_OPTIONS)
    values = configuration.values
    with configuration.placing_errors():
        refuse_reports(values, "record", "baseline")
    return _judge(configuration) if against is None else _compare(configuration, against)


def _judge(configuration: Configuration) -> int:
    from ticketgate.launch.checked_options import run_options_from  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.launch.judge_target import judge_target  # noqa: PLC0415
    from ticketgate.report.terminal.progress import ProgressLine  # noqa: PLC0415

    values = configuration.values
    with telling_failure(values), configuration.placing_errors():
        options = run_options_from(values, notes=configuration.notes)
        shown = nullcontext() if values["quiet"] else ProgressLine(sys.stderr)
        with shown as progress, judge_target(options, progress) as judged:
            verdict = judged.verdict
    write_reports(verdict, values)
    report(verdict, values)
    judged.refuse_unrecorded()
    return verdict.exit_code


def _compare(configuration: Configuration, against: str) -> int:
    from ticketgate.launch.checked_options import run_options_from  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.launch.second_side import compare_with_second, refuse_judging_options  # noqa: PLC0415
    from ticketgate.report.junit.difference_items import differences_to_junit  # noqa: PLC0415
    from ticketgate.report.terminal.differences_report import render_differences  # noqa: PLC0415
    from ticketgate.report.terminal.progress import ProgressLine  # noqa: PLC0415
    from ticketgate.verdict.two_environments import differences_to_json  # noqa: PLC0415

    refuse_judging_options(given_options())
    with telling_failure(configuration.values):
        second = configured_second(RUN_OPTIONS, against)
        sides = []
        for side in (configuration, second):
            with side.placing_errors():
                sides.append(run_options_from(side.values, notes=side.notes))
        with ProgressLine(sys.stderr) as progress:
            verdict = compare_with_second(sides[0], sides[1], (configuration, second), progress)
    json_file, junit_file = configuration.values["json"], configuration.values["junit"]
    if json_file:
        write(json_file, f"{json.dumps(differences_to_json(verdict), indent=2)}\n".encode())
    if junit_file:
        write(junit_file, differences_to_junit(verdict))
    say_beside((json_file, junit_file), partial(render_differences, verdict))
    return verdict.exit_code
