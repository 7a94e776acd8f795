"""``ticketgate mock``: the embedded server on its own, to develop against."""

from pathlib import Path

import click

from ticketgate.cli.output import say

__all__ = ["mock"]


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8005,
    show_default=True,
    metavar="PORT",
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@click.option(
    "--mock-tickets",
    type=click.IntRange(min=1),
    default=500,
    show_default=True,
    metavar="N",
    help="Tickets to make.",
)
@click.option("--seed", type=int, default=7, show_default=True, metavar="N", help="Seed of the tickets.")
@click.option(
    "--mock-token", default="mock-token", show_default=True, metavar="TOKEN", help="Bearer token it accepts."
)
@click.option(
    "--db",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep the tickets in this file; in memory otherwise.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="ID",
    help="Break this clause on purpose, or in this one way; may be repeated. See --list-faults.",
)
@click.option(
    "--fault-rate",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    show_default=True,
    metavar="SHARE",
    help="Show a fault on this share of the tickets or requests, the same ones each time.",
)
@click.option("--list-faults", is_flag=True, help="List the faults with what the server does wrong.")
def mock(  # noqa: PLR0913, PLR0917 - one parameter for each option
    port: int,
    mock_tickets: int,
    seed: int,
    mock_token: str,
    db: Path | None,
    faults: tuple[str, ...],
    fault_rate: float,
    list_faults: bool,  # noqa: FBT001 - click calls by name
) -> int:
    """Serve the ticket API with made-up tickets until Ctrl-C, as promised or with faults."""
    from ticketgate.contract.bundle import bundle  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.contract.documents import bundled_specs  # noqa: PLC0415
    from ticketgate.contract.loading import default_contract  # noqa: PLC0415
    from ticketgate.mock.faults import faults_of  # noqa: PLC0415
    from ticketgate.mock.service.server import MockServer  # noqa: PLC0415
    from ticketgate.report.fault_list import listing  # noqa: PLC0415

    if list_faults:
        say(listing(faults_of(default_contract()).values()))
        return 0
    openapi = bundle(default_contract(), bundled_specs())
    server = MockServer(
        tickets=mock_tickets,
        seed=seed,
        token=mock_token,
        port=port,
        db=db,
        openapi=openapi,
        faults=faults,
        fault_rate=fault_rate,
    )
    click.echo(f"Serving {mock_tickets} tickets at {server.base_url} until Ctrl-C. Try:")
    click.echo(f'  curl -H "Authorization: Bearer {mock_token}" "{server.base_url}/ticket/search" \\')
    click.echo("    -X POST -H 'Content-Type: application/json' -d '{\"limit\": 1}'")
    server.serve_forever()
    return 0
