"""``ticketgate clauses``: the list of all promises, or one of them explained."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from ticketgate.cli.output import refuse_unwritable, say, write
from ticketgate.errors import UsageError

if TYPE_CHECKING:
    from ticketgate.contract.model import Contract

__all__ = ["clauses"]


@click.command()
@click.argument("clause_id", required=False, metavar="[ID]")
@click.option("--json", "json_file", metavar="FILE", help="Write the clauses as JSON; - is standard output.")
def clauses(clause_id: str | None, json_file: str | None) -> int:
    """List the clauses of the contract, or explain the one with this ID."""
    refuse_unwritable("--json", json_file)
    from ticketgate.contract.loading import default_contract  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.report import clause_list  # noqa: PLC0415

    contract = default_contract()
    chosen = [contract.clauses[_known(contract, clause_id)]] if clause_id else list(contract.clauses.values())
    if json_file:
        write(json_file, clause_list.as_json(chosen))
    elif clause_id:
        say(clause_list.explain(chosen[0]))
    else:
        say(clause_list.table(chosen))
    return 0


def _known(contract: "Contract", clause_id: str) -> str:
    if clause_id in contract.clauses:
        return clause_id
    near = get_close_matches(clause_id, contract.clauses, 3, 0.5)
    hint = f"the nearest are {', '.join(near)}" if near else "`ticketgate clauses` lists them all"
    raise UsageError(f"no clause has the id {clause_id!r}; {hint}")
