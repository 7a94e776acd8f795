"""Writes the contract as an HTML page to browse, without a run."""

from ticketgate.contract.model import Contract
from ticketgate.report.html.contract_trees import Held, contract_parts
from ticketgate.report.html.one_file import html_page
from ticketgate.report.html.verdict_head import level_counts
from ticketgate.verdict.outline import outline_of

__all__ = ["contract_as_html"]


def contract_as_html(contract: Contract) -> bytes:
    """Return the page of the contract."""
    held = tuple(Held(clause) for clause in contract.clauses.values())
    return html_page(
        "contract_page.jinja",
        title="The contract",
        version=contract.version,
        digest=contract.digest,
        levels=tuple(level_counts([each.clause for each in held])),
        judged=False,
        shown=(),
        **contract_parts(outline_of(contract), held, ()),
    )
