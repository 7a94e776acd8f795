"""Writes why there is no verdict as an HTML page."""

from ticketgate.errors import TicketgateError
from ticketgate.report.html.one_file import html_page

__all__ = ["failure_to_html"]


def failure_to_html(error: TicketgateError) -> bytes:
    """Return the page of an error, with the exit code that it means."""
    return html_page("failure_page.jinja", title="not run", error=str(error), exit_code=error.exit_code)
