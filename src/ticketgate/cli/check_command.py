"""``ticketgate check``: saved traffic, judged without a server."""

import sys
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ticketgate.cli.given_options import configured, with_options
from ticketgate.cli.output import report
from ticketgate.cli.report_files import refuse_reports, telling_failure, write_reports
from ticketgate.cli.report_makers import verdict_as
from ticketgate.errors import UsageError
from ticketgate.launch.configuration import Configuration
from ticketgate.launch.options import CHECK_OPTIONS, CHOOSING_OPTIONS

if TYPE_CHECKING:
    from ticketgate.verdict.decision import Verdict

__all__ = ["check"]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="SOURCE...")
@with_options(*CHECK_OPTIONS, *CHOOSING_OPTIONS)
def check(paths: tuple[str, ...], **_: Any) -> int:
    """Judge saved traffic of any size, without a server.

    A SOURCE is a file, a folder, a pattern, a URL (with ticketgate[remote]) or - for standard input. It holds
    bodies (tickets, search pages, arrays or NDJSON of them), exchanges in NDJSON or a recording (HAR), packed
    with gzip, bzip2, xz, zstd or not at all.

    Bodies are told apart by their members: a page has tickets, a full ticket has body, attachments or
    template. What depends on the request that fetched a body is not judged. Where both forms of a ticket are
    given, they are compared. Of exchanges and HAR the requests to the API are judged, the rest is counted;
    answers to one search are held against each other.
    """
    if paths.count("-") > 1:
        raise UsageError("- is named more than once; standard input can be read one time only")
    configuration = configured(CHECK_OPTIONS)
    values = configuration.values
    with configuration.placing_errors():
        refuse_reports(values, "baseline")
    with telling_failure(values):
        verdict = _judge(paths, configuration)
    write_reports(partial(verdict_as, verdict), values)
    report(verdict, values)
    return verdict.exit_code


def _judge(paths: tuple[str, ...], configuration: Configuration) -> "Verdict":
    from ticketgate.audit.saved_traffic import judge_saved  # noqa: PLC0415
    from ticketgate.audit.sources import sources_of, without_credentials  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.audit.workers import judging_by, refuse_workers  # noqa: PLC0415
    from ticketgate.contract.clauses import Level  # noqa: PLC0415
    from ticketgate.contract.loading import contract_at  # noqa: PLC0415
    from ticketgate.launch.baseline_options import baseline_options_from  # noqa: PLC0415
    from ticketgate.recording.har_entry import base_of  # noqa: PLC0415
    from ticketgate.report.terminal.progress import TrafficLine  # noqa: PLC0415
    from ticketgate.verdict.waivers import read_waivers  # noqa: PLC0415

    values = configuration.values
    base_url = values["base_url"]
    if base_url is not None and base_of(base_url) is None:
        shown = "" if "@" in base_url else f" {base_url!r}"
        raise UsageError(f"--base-url{shown}: give the URL of the API, such as https://HOST/api/mind")
    with configuration.placing_errors():
        refuse_workers(values["jobs"], values["cluster"])
        options = baseline_options_from(
            values["baseline"], values["fail_on_new"], update=values["update_baseline"]
        )
        known = options.read()
        contract = contract_at(values["contract"], values["overlay"])
        waivers = read_waivers(map(Path, values["waive"]), contract)
    sources = sources_of(paths)
    line = nullcontext() if values["quiet"] else TrafficLine(sys.stderr)
    with line as progress, judging_by(values["jobs"], values["cluster"]) as judging:
        verdict = judge_saved(
            contract,
            sources,
            values["as"],
            target=", ".join(
                "standard input" if name == "-" else without_credentials(name) for name in paths
            ),
            base_url=base_url,
            waivers=waivers,
            fail_on=Level[values["fail_on"].upper()],
            baseline=known,
            fail_on_new=options.fail_on_new,
            judging=judging,
            progress=progress,
        )
    verdict = replace(verdict, info=replace(verdict.info, notes=(*configuration.notes, *verdict.info.notes)))
    return options.updated(verdict, known)
