"""``ticketgate mock``: the embedded server on its own, to develop against."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from ticketgate.cli.output import complain, say, with_contract, with_overlays
from ticketgate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ticketgate.mock.faults.fault import Fault

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
    metavar="SHARE",
    help="Show the faults on this share of the tickets or requests, the same ones each time; else on all.",
)
@click.option(
    "--list-faults",
    is_flag=True,
    help="List the faults with what the server does wrong; with --fault, those whose ids begin so.",
)
@click.option("--https", is_flag=True, help="Serve over https, with a certificate made at start.")
@with_contract
@with_overlays
def mock(  # noqa: PLR0913, PLR0917 - one parameter for each option
    port: int,
    mock_tickets: int,
    seed: int,
    mock_token: str,
    db: Path | None,
    faults: tuple[str, ...],
    fault_rate: float | None,
    list_faults: bool,  # noqa: FBT001 - click calls by name
    https: bool,  # noqa: FBT001
    folder: str | None,
    overlays: tuple[str, ...],
) -> int:
    """Serve the ticket API with made-up tickets until Ctrl-C.

    It answers as promised, or with faults. Each request is a line on standard error.
    """
    if fault_rate is not None and not faults:
        raise UsageError("--fault-rate goes with --fault; name the faults that are to show at that rate")
    from ticketgate.contract.bundle import bundle  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.contract.loading import contract_at, unadapted  # noqa: PLC0415
    from ticketgate.contract.wording import in_number  # noqa: PLC0415
    from ticketgate.mock.faults.adaptation import adaptation  # noqa: PLC0415
    from ticketgate.mock.faults.finding import chosen, faults_of  # noqa: PLC0415
    from ticketgate.mock.service.server import MockServer  # noqa: PLC0415
    from ticketgate.report.fault_list import listing  # noqa: PLC0415

    contract = contract_at(folder, overlays)
    if list_faults:
        say(listing(_listed(faults_of(contract), faults)))
        return 0
    openapi = bundle(contract)
    broken = chosen(contract, faults)
    server = MockServer(
        tickets=mock_tickets,
        seed=seed,
        token=mock_token,
        port=port,
        db=db,
        openapi=openapi,
        adaptation=adaptation(unadapted(contract), contract),
        faults=broken,
        fault_rate=1.0 if fault_rate is None else fault_rate,
        https=https,
        told=complain,
    )
    for fault in broken:
        say(f"Fault {fault.id}: the server {fault.says}.")
    trust = f" --cacert {server.certificate}" if server.certificate else ""
    say(f"Serving {in_number(mock_tickets, 'ticket')} at {server.base_url} until Ctrl-C. Try:")
    held = quote(f"Authorization: Bearer {mock_token}")
    say(f'  curl{trust} -H {held} "{server.base_url}/ticket/search" \\')
    say("    -X POST -H 'Content-Type: application/json' -d '{\"limit\": 1}'")
    server.serve_forever()
    return 0


def _listed(faults: "Mapping[str, Fault]", asked: tuple[str, ...]) -> list["Fault"]:
    found = [fault for name, fault in faults.items() if not asked or name.startswith(asked)]
    if not found:
        raise UsageError(f"no fault has an id that begins with {' or '.join(asked)}")
    return found
