"""Renders a proposed overlay as a file for a person to read, keep or delete."""

from typing import Final

from ticketgate.contract.overlay_text import overlay_as_text
from ticketgate.verdict.decision import Verdict
from ticketgate.verdict.proposed_overlay import HELD_ON, ProposedOverlay

__all__ = ["proposal_as_file"]

_TO_ACCEPT: Final = """\
# What was found in the run of {started}, as actions for a person to accept. None is in force:
# the file changes nothing as it stands. Take the "# " away from the lines of an action to accept what it
# describes, and delete the rest.
"""
_TO_BIND: Final = """\
# Promises below MUST that held on {held_on} things at least in the run of {started}. With
# this overlay each is a MUST. Delete what this tenant does not promise.
"""
_REFUSED: Final = "#\n# No action can be written for these; a waiver can accept them:\n"


def proposal_as_file(proposed: ProposedOverlay, name: str, verdict: Verdict, *, commented: bool) -> str:
    """Return the overlay in YAML, with what it is for above; name is the file of the verdict.

    commented is whether its actions are to be accepted first.
    """
    head = (_TO_ACCEPT if commented else _TO_BIND).format(started=verdict.info.started, held_on=HELD_ON)
    refused = "".join(f"#   {clause}: {problem}\n" for clause, problem in proposed.refused.items())
    text = overlay_as_text(f"Proposed by {name}", proposed.amendments, commented=commented)
    return head + (_REFUSED + refused if refused else "") + text
