"""Writes a verdict, or the contract alone, as one HTML file that needs neither a network nor a script."""

import hashlib
from base64 import b64encode
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ticketgate import __version__
from ticketgate.contract.clauses import Kind, Level
from ticketgate.contract.model import Contract
from ticketgate.report import html_coverage as coverage
from ticketgate.report import html_words as words
from ticketgate.report.changes_section import percentage
from ticketgate.report.html_contract import Held, form_trees, held_clauses, promise_rows
from ticketgate.report.html_findings import MOST_VARIANTS, change_rows, finding_entries, fitted
from ticketgate.report.html_head import kind_counts, level_counts, not_seen, release_answer, took
from ticketgate.report.verdict_sentence import verdict_sentence, verdict_word
from ticketgate.verdict.changes import Change
from ticketgate.verdict.decision import State, Verdict
from ticketgate.verdict.outline import Outline, outline_of
from ticketgate.verdict.stored_verdict import as_stored

__all__ = ["contract_as_html", "verdict_as_html"]

_FOLDER: Final = Path(__file__).with_name("html")
#: What a browser is told to refuse, all but the style and the script of the page (CSP level 2).
_NOTHING_ELSE: Final = ("default-src 'none'", "base-uri 'none'", "form-action 'none'")


def verdict_as_html(verdict: Verdict) -> bytes:
    """Return the page of a verdict; one read back from its JSON gives the same bytes."""
    verdict = as_stored(verdict)
    environment = _environment()
    macros: Any = environment.get_template("finding.jinja").module
    entries = finding_entries(verdict)
    findings = fitted(entries, macros.entry, macros.line)
    held = held_clauses(verdict.states)
    return _page(
        environment,
        title=f"{verdict_word(verdict)} · {verdict.info.target}",
        verdict=verdict,
        word=verdict_word(verdict),
        sentence=verdict_sentence(verdict),
        answer=release_answer(verdict, entries),
        not_seen=tuple(not_seen(verdict)),
        kinds=tuple(kind_counts(verdict)),
        entries=entries,
        findings=findings,
        changes=tuple(change_rows(verdict.baseline.changes)) if verdict.baseline else (),
        levels=tuple(coverage.levels_checked(verdict)),
        partitions=tuple(coverage.partition_counts(verdict)),
        unjudged=tuple(coverage.unjudged_clauses(verdict)),
        unseen=tuple(coverage.unseen_partitions(verdict)),
        power=tuple(coverage.power_charts(verdict)),
        took=took(verdict),
        **_contract_parts(verdict.outline, held, verdict),
    )


def contract_as_html(contract: Contract) -> bytes:
    """Return the page of the contract, to browse."""
    held = tuple(Held(clause) for clause in contract.clauses.values())
    return _page(
        _environment(),
        title="The contract",
        verdict=None,
        version=contract.version,
        digest=contract.digest,
        levels=tuple(level_counts([each.clause for each in held])),
        findings=None,
        **_contract_parts(outline_of(contract), held, None),
    )


def _contract_parts(outline: Outline, held: tuple[Held, ...], verdict: Verdict | None) -> dict[str, Any]:
    return {
        "trees": form_trees(outline, held, verdict.coverage.partitions if verdict else ()),
        "within": promise_rows(outline, held, on_answers=False),
        "on_answers": promise_rows(outline, held, on_answers=True),
    }


def _page(environment: Environment, **context: Any) -> bytes:
    style, script = ((_FOLDER / name).read_text("utf-8") for name in ("page.css", "page.js"))
    text = environment.get_template("page.jinja").render(
        style=style,
        script=script,
        policy="; ".join((*_NOTHING_ELSE, f"style-src {_hash(style)}", f"script-src {_hash(script)}")),
        tool=__version__,
        **context,
    )
    return text.encode("utf-8", "replace")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "anchor": words.anchor,
        "clipped": words.clipped,
        "fragment": words.fragment,
        "milliseconds": words.milliseconds,
        "unbroken": words.in_one_piece,
        "percentage": percentage,
        "rounded_down": words.rounded_down,
        "rounded_up": words.rounded_up,
        "sentence": words.as_sentence,
    }
    environment.globals |= {
        "Change": Change,
        "Kind": Kind,
        "Level": Level,
        "State": State,
        "SIGNS": words.SIGNS,
        "MOST_VARIANTS": MOST_VARIANTS,
    }
    return environment


def _hash(content: str) -> str:
    """Return what a policy names an inline element by, so that no other one is carried out."""
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
