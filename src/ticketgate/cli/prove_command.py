"""``ticketgate prove``: shows that the suite finds every fault the mock can be given."""

import os
import sys

import click

from ticketgate.cli.output import colored, say, width, with_contract, write
from ticketgate.report.files import STDOUT, refuse_unwritable

__all__ = ["prove"]


@click.command()
@click.argument("names", nargs=-1, metavar="[ID...]")
@click.option("--json", "json_file", metavar="FILE", help="Write the proof as JSON; - is standard output.")
@click.option(
    "-j",
    "workers",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default="one per processor",
    metavar="N",
    help="Processes that share the work.",
)
@with_contract
def prove(names: tuple[str, ...], json_file: str | None, workers: int, folder: str | None) -> int:
    """Show that the suite finds the faults of the mock.

    The mock is given one fault at a time: the suite has to name the clause that it breaks, and no other.

    An ID is that of a fault or of a clause, which stands for all of its faults; `ticketgate mock
    --list-faults` lists them. Without any, all faults are tried, and the mock without a fault.
    """
    refuse_unwritable("--json", json_file)
    from ticketgate.contract.loading import contract_at  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.mock.faults.finding import chosen, faults_of  # noqa: PLC0415
    from ticketgate.proof.summary import HEALTH, summarize  # noqa: PLC0415
    from ticketgate.proof.workshop import prove_all  # noqa: PLC0415
    from ticketgate.report.terminal.progress import ProgressLine  # noqa: PLC0415
    from ticketgate.report.terminal.proof_report import proof_as_json, render_proof  # noqa: PLC0415

    contract = contract_at(folder)
    faults = [fault.id for fault in chosen(contract, names)] if names else [HEALTH, *faults_of(contract)]
    results = []
    with ProgressLine(sys.stderr) as progress:
        for proven in prove_all(faults, min(workers, len(faults)), folder):
            results.append(proven)
            progress("trying faults", len(results), len(faults))
    summary = summarize(contract, results, whole=not names)
    if json_file:
        write(json_file, proof_as_json(summary))
    stream = sys.stderr if json_file == STDOUT else sys.stdout
    color = colored(stream)
    text = render_proof(contract, summary, width=width(), color=color)
    say(text, stream, color=color)
    return 0 if summary.holds else 1
