"""``ticketgate run``: a target, judged against the contract."""

import sys
from contextlib import nullcontext
from functools import partial
from typing import Any

import click

from ticketgate.cli.given_options import configured, configured_second, given_options, with_options
from ticketgate.cli.output import report, say_beside
from ticketgate.cli.report_files import refuse_reports, report_places, telling_failure, write_reports
from ticketgate.cli.report_makers import differences_as, verdict_as
from ticketgate.launch.configuration import Configuration
from ticketgate.launch.options import AGAINST, CHOOSING_OPTIONS, RUN_OPTIONS, SARIF

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
    write_reports(partial(verdict_as, verdict), values)
    report(verdict, values)
    judged.refuse_unrecorded()
    return verdict.exit_code


def _compare(configuration: Configuration, against: str) -> int:
    from ticketgate.launch.checked_options import run_options_from  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.launch.second_side import compare_with_second, refuse_judging_options  # noqa: PLC0415
    from ticketgate.report.terminal.differences_report import render_differences  # noqa: PLC0415
    from ticketgate.report.terminal.progress import ProgressLine  # noqa: PLC0415

    refuse_judging_options(given_options())
    # A configuration may name a file for findings: there are none here.
    values = {**configuration.values, SARIF.name: None}
    with telling_failure(values):
        second = configured_second(RUN_OPTIONS, against)
        sides = []
        for side in (configuration, second):
            with side.placing_errors():
                sides.append(run_options_from(side.values, notes=side.notes))
        with ProgressLine(sys.stderr) as progress:
            verdict = compare_with_second(sides[0], sides[1], (configuration, second), progress)
    write_reports(partial(differences_as, verdict), values)
    say_beside(report_places(values).values(), partial(render_differences, verdict))
    return verdict.exit_code
