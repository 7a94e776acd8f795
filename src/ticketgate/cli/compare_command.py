"""``ticketgate compare``: what changed from one verdict to another."""

import json
from functools import partial
from pathlib import Path

import click

from ticketgate.cli.given_options import with_options
from ticketgate.cli.output import say_beside, write
from ticketgate.cli.report_files import write_report
from ticketgate.launch.options import FAIL_ON_NEW, MARKDOWN
from ticketgate.report.files import refuse_shared, refuse_unwritable

__all__ = ["compare_verdicts"]


@click.command("compare")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@with_options(FAIL_ON_NEW)
@click.option("--json", "json_file", metavar="FILE", help="Write it as JSON; - is standard output.")
@with_options(MARKDOWN)
def compare_verdicts(
    old: str, new: str, fail_on_new: str | None, json_file: str | None, markdown: str | None
) -> int:
    """Compare two verdicts that --json wrote.

    Each is of this or of the former version of ticketgate.

    It tells findings by change, clauses no longer put to the test, partitions that appeared or vanished, and
    how long answers took.
    """
    refuse_unwritable("--json", json_file)
    refuse_unwritable("--markdown", markdown)
    refuse_shared({"--json": json_file, "--markdown": markdown})
    from ticketgate.report.terminal.comparison_report import render_comparison  # noqa: PLC0415 - heavy, see the package
    from ticketgate.verdict.changes import FailOnNew  # noqa: PLC0415
    from ticketgate.verdict.comparison import compare, comparison_to_json  # noqa: PLC0415
    from ticketgate.verdict.past_verdict import read_verdict  # noqa: PLC0415

    threshold = FailOnNew.MAY if fail_on_new is None else FailOnNew(fail_on_new)
    comparison = compare(read_verdict(Path(old)), read_verdict(Path(new)), threshold)
    if json_file:
        text = json.dumps(comparison_to_json(comparison), indent=2, ensure_ascii=False)
        write(json_file, f"{text}\n".encode("utf-8", "replace"))
    if markdown:
        from ticketgate.report.markdown.comparison_markdown import comparison_to_markdown  # noqa: PLC0415

        write_report(MARKDOWN.flag, markdown, comparison_to_markdown(comparison))
    say_beside((json_file, markdown), partial(render_comparison, comparison))
    return comparison.exit_code
