"""``ticketgate diff``: what two contracts differ in, and what that does to a consumer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import click

from ticketgate.cli.given_options import with_options
from ticketgate.cli.output import say_beside, write
from ticketgate.cli.report_files import write_report
from ticketgate.errors import UsageError
from ticketgate.launch.options import MARKDOWN, OVERLAY
from ticketgate.report.files import refuse_shared, refuse_unwritable

__all__ = ["compare_contracts"]

_OVERLAY_HELP = "Overlay that adapts the {} contract; may be repeated, in order."


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--old-overlay", metavar="FILE|NAME", multiple=True, help=_OVERLAY_HELP.format("old"))
@click.option("--new-overlay", metavar="FILE|NAME", multiple=True, help=_OVERLAY_HELP.format("new"))
@click.option("--json", "json_file", metavar="FILE", help="Write it as JSON; - is standard output.")
@with_options(MARKDOWN)
def compare_contracts(  # noqa: PLR0913, PLR0917 - click calls by name
    old: str,
    new: str,
    old_overlay: tuple[str, ...],
    new_overlay: tuple[str, ...],
    json_file: str | None,
    markdown: str | None,
) -> int:
    """Compare two contracts.

    Each is a folder such as specs/, a file of OpenAPI 3.0 or 3.1 in JSON or YAML, or the word default for
    the contract that comes along.

    An answer that may hold more breaks who reads it, a request that may hold less breaks who sends it. Each
    change is shown by a value that one side accepts and the other refuses.
    """
    refuse_unwritable("--json", json_file)
    refuse_unwritable("--markdown", markdown)
    refuse_shared({"--json": json_file, "--markdown": markdown})
    from ticketgate.contract.diffing.contract_diff import (  # noqa: PLC0415 - heavy, see the package
        contract_diff_to_json,
        diff_contracts,
    )
    from ticketgate.contract.diffing.described_api import read_api  # noqa: PLC0415
    from ticketgate.report.terminal.contract_diff_report import render_contract_diff  # noqa: PLC0415

    with _naming("--old-overlay"):
        before = read_api(old, old_overlay)
    with _naming("--new-overlay"):
        after = read_api(new, new_overlay)
    diff = diff_contracts(before, after)
    if json_file:
        text = json.dumps(contract_diff_to_json(diff), indent=2, ensure_ascii=False)
        write(json_file, f"{text}\n".encode("utf-8", "replace"))
    if markdown:
        from ticketgate.report.markdown.contract_diff_markdown import contract_diff_to_markdown  # noqa: PLC0415

        write_report(MARKDOWN.flag, markdown, contract_diff_to_markdown(diff))
    say_beside((json_file, markdown), partial(render_contract_diff, diff))
    return diff.exit_code


@contextmanager
def _naming(flag: str) -> Iterator[None]:
    """Name the option of this command where an overlay is refused in the block."""
    try:
        yield
    except UsageError as error:
        raise UsageError(str(error).replace(f"{OVERLAY.flag} ", f"{flag} ", 1)) from None
