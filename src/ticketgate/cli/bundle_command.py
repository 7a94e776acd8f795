"""``ticketgate bundle``: the contract as one OpenAPI document."""

import click

from ticketgate.cli.output import with_contract, with_overlays, write
from ticketgate.report.files import refuse_unwritable

__all__ = ["write_bundle"]


@click.command("bundle")
@click.argument("file", default="-", metavar="[FILE]")
@with_contract
@with_overlays
def write_bundle(file: str, folder: str | None, overlays: tuple[str, ...]) -> int:
    """Write the contract as one OpenAPI 3.1 document.

    It goes to FILE, to standard output without one.
    """
    refuse_unwritable("bundle", file)
    import orjson  # noqa: PLC0415 - heavy, see the package docstring

    from ticketgate.contract.bundle import bundle  # noqa: PLC0415
    from ticketgate.contract.loading import contract_at  # noqa: PLC0415

    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    write(file, orjson.dumps(bundle(contract_at(folder, overlays)), option=options))
    return 0
