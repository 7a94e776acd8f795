"""``ticketgate clauses``: the list of all promises, of some, or one of them explained."""

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import click

from ticketgate.cli.output import say, with_contract, with_overlays, write
from ticketgate.errors import UsageError
from ticketgate.report.files import refuse_shared, refuse_unwritable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ticketgate.contract.clauses import Clause
    from ticketgate.contract.model import Contract

__all__ = ["clauses"]

_RULE_NUMBER: Final = re.compile(r"R\d+", re.ASCII)


@click.command()
@click.argument("asked", required=False, metavar="[ID]")
@click.option("--json", "json_file", metavar="FILE", help="Write the clauses as JSON; - is standard output.")
@click.option(
    "--html",
    "html_file",
    metavar="FILE",
    help="Write the contract as a page to browse; - is standard output.",
)
@with_contract
@with_overlays
def clauses(
    asked: str | None,
    json_file: str | None,
    html_file: str | None,
    folder: str | None,
    overlays: tuple[str, ...],
) -> int:
    """List the clauses of the contract, or explain one.

    An ID is that of a clause. The beginning of one, a place such as customer.contracts[].id, or the number of
    a rule of the API, such as R17, lists those that fit. With overlays, what they added (+), changed (~) and
    removed (-) is marked.
    """
    refuse_unwritable("--json", json_file)
    refuse_unwritable("--html", html_file)
    refuse_shared({"--json": json_file, "--html": html_file})
    if asked and html_file:
        raise UsageError(f"--html shows the whole contract; leave out {asked}, or --html")
    from ticketgate.contract.loading import contract_at, unadapted  # noqa: PLC0415 - heavy, see the package docstring
    from ticketgate.contract.overlay_effects import (  # noqa: PLC0415
        OverlayEffect,
        clauses_of_both,
        overlay_effects,
    )
    from ticketgate.report import clause_list  # noqa: PLC0415

    contract = contract_at(folder, overlays)
    before = unadapted(contract)
    effects, known = overlay_effects(before, contract), clauses_of_both(before, contract)
    chosen = _chosen(contract, known, asked) if asked else list(known.values())
    if html_file:
        from ticketgate.report.html.contract_page import contract_as_html  # noqa: PLC0415

        write(html_file, contract_as_html(contract))
    if json_file:
        write(json_file, clause_list.clauses_as_json(chosen, effects))
    if json_file or html_file:
        return 0
    if asked in known:
        effect = effects.get(chosen[0].id)
        written_in = before if effect is OverlayEffect.REMOVED else contract
        say(clause_list.explain_clause(chosen[0], written_in, effect))
    else:
        say(clause_list.table(chosen, effects if overlays else None))
    return 0


def _chosen(contract: "Contract", known: "Mapping[str, Clause]", asked: str) -> "list[Clause]":
    """Return the clause with this id, else all that it may mean; raises UsageError when there is none."""
    if asked in known:
        return [known[asked]]
    every = known.values()
    if _RULE_NUMBER.fullmatch(asked):
        found = [clause for clause in every if asked in clause.rules]
    else:
        found = [clause for clause in every if clause.id.startswith(asked) or clause.place == asked]
    if found:
        return found
    if asked in contract.unheld:
        raise UsageError(f"no clause holds {asked}: {contract.unheld[asked]}")
    near = get_close_matches(asked, known, 3, 0.5)
    hint = f"the nearest are {', '.join(near)}" if near else "`ticketgate clauses` lists them all"
    raise UsageError(f"no clause has the id {asked!r}; {hint}")
