"""Writes what two environments answer differently as an HTML page, each difference with both requests."""

from functools import partial
from typing import Final

from ticketgate.report.html.hypertext import while_it_fits
from ticketgate.report.html.one_file import html_page, macros_of
from ticketgate.report.words.difference_words import (
    agreement_sentence,
    beside_differences,
    compared_in_words,
    describe_side,
    failing_first,
)
from ticketgate.verdict.two_environments import Agreement, EnvironmentsVerdict

__all__ = ["differences_to_html"]

#: Bytes of the page for differences; all of them are in the JSON form.
_ROOM: Final = 700_000
#: Whether they answer alike, in a word, and its colour.
_ANSWERS: Final = {
    Agreement.ALIKE: ("Yes", "good"),
    Agreement.DIFFERENT: ("No", "bad"),
    Agreement.INCOMPLETE: ("Not known", "warn"),
    Agreement.NOTHING_COMPARED: ("Not known", "warn"),
}


def differences_to_html(verdict: EnvironmentsVerdict) -> bytes:
    """Return the page of a comparison of two environments."""
    found = failing_first(verdict)
    entry = partial(macros_of("difference.jinja").entry, verdict)
    answer, tone = _ANSWERS[verdict.agreement]
    return html_page(
        "differences_page.jinja",
        title=f"{verdict.agreement} · {verdict.sides[1].environment or verdict.sides[1].target}",
        verdict=verdict,
        sentence=agreement_sentence(verdict),
        answer=answer,
        tone=tone,
        found=found,
        entries=tuple(while_it_fits(found, entry, _ROOM)),
        beside=tuple(beside_differences(verdict)),
        sides=tuple(map(describe_side, verdict.sides)),
        compared=compared_in_words(verdict),
    )
