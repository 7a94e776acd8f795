"""``ticketgate check``: saved bodies, judged without a server."""

import sys
from pathlib import Path

import click

from ticketgate.cli.output import refuse_unwritable, report, write
from ticketgate.errors import UsageError

__all__ = ["check"]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--as",
    "form",
    type=click.Choice(["full", "compact", "search"]),
    help="What the bodies are; else told by their members.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["must", "should", "may"], case_sensitive=False),
    default="must",
    show_default=True,
    help="Lowest level whose breach fails.",
)
@click.option("--waive", metavar="FILE", help="YAML file of findings accepted until a date.")
@click.option("--json", "json_file", metavar="FILE", help="Write the verdict as JSON; - is standard output.")
def check(
    paths: tuple[str, ...], form: str | None, fail_on: str, waive: str | None, json_file: str | None
) -> int:
    """Judge saved bodies (tickets, search pages, NDJSON of either) or recordings (HAR); - is standard input.

    Bodies are told apart by their members: a page has tickets, a full ticket has body, attachments or
    template. What depends on the request that fetched a body is not judged.
    """
    refuse_unwritable("--json", json_file)
    from ticketgate.contract.clauses import Level  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.contract.loading import default_contract  # noqa: PLC0415
    from ticketgate.run.saved_bodies import judge_saved  # noqa: PLC0415
    from ticketgate.verdict.as_json import dumps  # noqa: PLC0415
    from ticketgate.verdict.waivers import read_waivers  # noqa: PLC0415

    contract = default_contract()
    verdict = judge_saved(
        contract,
        [(name, _read(name)) for name in paths],
        form,
        waivers=read_waivers(Path(waive), contract) if waive else (),
        fail_on=Level[fail_on.upper()],
    )
    if json_file:
        write(json_file, dumps(verdict))
    report(verdict, json_file)
    return verdict.exit_code


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {name}: {error.strerror}") from None
