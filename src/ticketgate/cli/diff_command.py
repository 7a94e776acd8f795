"""``ticketgate diff``: what two contracts differ in, and what that does to a consumer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from ticketgate.cli.given_options import with_options
from ticketgate.cli.output import say_beside, write
from ticketgate.cli.report_files import write_report
from ticketgate.errors import UsageError
from ticketgate.launch.options import BASE_URL, CONNECTION_OPTIONS, MARKDOWN, OVERLAY
from ticketgate.report.files import refuse_shared, refuse_unwritable

if TYPE_CHECKING:
    from ticketgate.contract.diffing.described_api import ApiDescription

__all__ = ["compare_contracts"]

_OVERLAY_HELP = "Overlay that adapts the {} contract; may be repeated, in order."


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--old-overlay", metavar="FILE|NAME", multiple=True, help=_OVERLAY_HELP.format("old"))
@click.option("--new-overlay", metavar="FILE|NAME", multiple=True, help=_OVERLAY_HELP.format("new"))
@click.option("--json", "json_file", metavar="FILE", help="Write it as JSON; - is standard output.")
@with_options(MARKDOWN, *CONNECTION_OPTIONS)
def compare_contracts(  # noqa: PLR0913, PLR0917 - click calls by name
    old: str,
    new: str,
    old_overlay: tuple[str, ...],
    new_overlay: tuple[str, ...],
    json_file: str | None,
    markdown: str | None,
    **connection: Any,
) -> int:
    """Compare two contracts.

    Each is a folder such as specs/, a file of OpenAPI 3.0 or 3.1 in JSON or YAML, the URL at which an
    instance serves one (docs/open-api), or the word default for the contract that comes along.

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
    from ticketgate.report.terminal.contract_diff_report import render_contract_diff  # noqa: PLC0415

    _refuse_two_hosts(old, new)
    with _naming({OVERLAY.flag: "--old-overlay", BASE_URL.flag: "OLD"}):
        before = _side(old, old_overlay, connection)
    with _naming({OVERLAY.flag: "--new-overlay", BASE_URL.flag: "NEW"}):
        after = _side(new, new_overlay, connection)
    diff = diff_contracts(before, after)
    if json_file:
        text = json.dumps(contract_diff_to_json(diff), indent=2, ensure_ascii=False)
        write(json_file, f"{text}\n".encode("utf-8", "replace"))
    if markdown:
        from ticketgate.report.markdown.contract_diff_markdown import contract_diff_to_markdown  # noqa: PLC0415

        write_report(MARKDOWN.flag, markdown, contract_diff_to_markdown(diff))
    say_beside((json_file, markdown), partial(render_contract_diff, diff))
    return diff.exit_code


def _is_url(named: str) -> bool:
    return named.lower().startswith(("http://", "https://"))


def _refuse_two_hosts(old: str, new: str) -> None:
    """Raise UsageError where the credential of one instance would be sent to another."""
    hosts = {urlsplit(side).netloc.lower() for side in (old, new) if _is_url(side)}
    if len(hosts) > 1:
        raise UsageError(
            f"OLD and NEW are served by {' and '.join(sorted(hosts))}, and a credential is for one of them; "
            "save one of the documents, and name the file"
        )


def _side(named: str, overlays: tuple[str, ...], connection: dict[str, Any]) -> "ApiDescription":
    from ticketgate.contract.diffing.described_api import api_from, read_api  # noqa: PLC0415

    if not _is_url(named):
        return read_api(named, overlays)
    if overlays:
        raise UsageError(f"{OVERLAY.flag}: it adapts a folder of a contract, or default; {named} is neither")
    from ticketgate.launch.connect import document_at  # noqa: PLC0415

    return api_from(named, document_at(named, connection))


@contextmanager
def _naming(flags: dict[str, str]) -> Iterator[None]:
    """Name the words of this command for options of others where one is refused in the block."""
    try:
        yield
    except UsageError as error:
        text = str(error)
        for flag, name in flags.items():
            if text.startswith(flag):
                text = name + text.removeprefix(flag)
        raise UsageError(text) from None
