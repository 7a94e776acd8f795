"""``ticketgate mock``: the embedded server on its own, to develop against."""

from pathlib import Path

import click

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
def mock(port: int, mock_tickets: int, seed: int, mock_token: str, db: Path | None) -> int:
    """Serve the ticket API with made-up tickets until Ctrl-C."""
    from ticketgate.bundle import bundle  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.contract import default_contract  # noqa: PLC0415
    from ticketgate.documents import bundled_specs  # noqa: PLC0415
    from ticketgate.mock.server import MockServer  # noqa: PLC0415

    openapi = bundle(default_contract(), bundled_specs())
    server = MockServer(tickets=mock_tickets, seed=seed, token=mock_token, port=port, db=db, openapi=openapi)
    click.echo(f"Serving {mock_tickets} tickets at {server.base_url} until Ctrl-C. Try:")
    click.echo(f'  curl -H "Authorization: Bearer {mock_token}" "{server.base_url}/ticket/search" \\')
    click.echo("    -X POST -H 'Content-Type: application/json' -d '{\"limit\": 1}'")
    server.serve_forever()
    return 0
