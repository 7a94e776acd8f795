"""``ticketgate overlay``: proposes an overlay by what a stored verdict found, or by what held in it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ticketgate.cli.output import complain, with_contract, with_overlays, write
from ticketgate.errors import UsageError
from ticketgate.launch.options import CONTRACT, OVERLAY
from ticketgate.report.files import refuse_unwritable

if TYPE_CHECKING:
    from ticketgate.contract.model import Contract
    from ticketgate.verdict.decision import Verdict

__all__ = ["propose_overlay"]


@click.command("overlay")
@click.argument("stored", metavar="VERDICT")
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE",
    help="Write it to this file; - is standard output, as it is without one.",
)
@click.option(
    "--tighten",
    is_flag=True,
    help="Make a MUST of each weaker promise that held on 500 things at least, instead.",
)
@with_contract
@with_overlays
def propose_overlay(
    stored: str,
    output: str,
    tighten: bool,  # noqa: FBT001 - click calls by name
    folder: str | None,
    overlays: tuple[str, ...],
) -> int:
    """Propose an overlay by what a verdict found that --json wrote.

    Each finding becomes an action with counts as its description. All are commented: the file changes nothing
    until a person takes the signs away from an action, and so accepts what was found.

    The contract is the one that the verdict was made by: name the same folder and overlays as for the run.
    """
    refuse_unwritable("--output", output)
    from ticketgate.contract.loading import contract_at  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.report.overlay_file import proposal_as_file  # noqa: PLC0415
    from ticketgate.verdict.proposed_overlay import propose_to_accept, propose_to_bind  # noqa: PLC0415
    from ticketgate.verdict.stored_verdict import stored_verdict  # noqa: PLC0415

    verdict, contract = stored_verdict(Path(stored)), contract_at(folder, overlays)
    _refuse_another_contract(stored, verdict, contract)
    proposed = (propose_to_bind if tighten else propose_to_accept)(contract, verdict)
    if not proposed.amendments:
        nothing = "no weaker promise held on enough" if tighten else "it found nothing"
        complain(f"ticketgate: {stored}: {nothing} that an overlay could say; none is written")
    else:
        write(output, proposal_as_file(proposed, Path(stored).name, verdict, commented=not tighten).encode())
    return 0


def _refuse_another_contract(stored: str, verdict: "Verdict", contract: "Contract") -> None:
    """Raise UsageError when a verdict was made by another contract: its clauses may say something else."""
    if verdict.contract_digest != contract.digest:
        raise UsageError(
            f"{stored}: made by contract {verdict.contract_version}, digest {verdict.contract_digest}, and "
            f"this is {contract.version}, digest {contract.digest}; name that one by {CONTRACT.flag} and "
            f"{OVERLAY.flag}, or run again"
        )
