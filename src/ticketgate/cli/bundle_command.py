"""``ticketgate bundle``: the contract as one OpenAPI document."""

import click

from ticketgate.cli.output import with_contract, with_overlays, write
from ticketgate.report.files import refuse_unwritable

__all__ = ["write_bundle"]


@click.command("bundle")
@click.argument("file", default="-", metavar="[FILE]")
@click.option(
    "--plain", is_flag=True, help="Without rules and in plain schemas, for generators and other tools."
)
@with_contract
@with_overlays
def write_bundle(
    file: str,
    plain: bool,  # noqa: FBT001 - click calls by name
    folder: str | None,
    overlays: tuple[str, ...],
) -> int:
    """Write the contract as one OpenAPI 3.1 document.

    It goes to FILE, to standard output without one.
    """
    refuse_unwritable("bundle", file)
    import orjson  # noqa: PLC0415 - heavy, see the package docstring

    from ticketgate.contract.bundle import bundle  # noqa: PLC0415
    from ticketgate.contract.loading import contract_at  # noqa: PLC0415
    from ticketgate.contract.plain_bundle import plain_bundle  # noqa: PLC0415

    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    contract = contract_at(folder, overlays)
    write(file, orjson.dumps(plain_bundle(contract) if plain else bundle(contract), option=options))
    return 0
