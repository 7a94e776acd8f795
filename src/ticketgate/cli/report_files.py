"""The files that reports go to: checked before any work, and written when it is done."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from ticketgate.cli.output import write
from ticketgate.cli.report_makers import failure_as
from ticketgate.errors import TicketgateError, UsageError
from ticketgate.launch.options import MARKDOWN, REPORT_OPTIONS
from ticketgate.report.files import STDOUT, append_to_file, refuse_shared, refuse_unwritable

__all__ = ["refuse_reports", "report_places", "telling_failure", "write_report", "write_reports"]


def refuse_reports(values: Mapping[str, Any], *others: str) -> None:
    """Raise UsageError where a report cannot be written, or goes where another file of the options goes."""
    places = report_places(values)
    for flag, path in places.items():
        refuse_unwritable(flag, path)
    refuse_shared({**places, **{f"--{name}": values[name] for name in others}})


def report_places(values: Mapping[str, Any]) -> dict[str, str]:
    """Return where the reports go that are asked for, by option."""
    asked = {option.flag: values.get(option.name) for option in REPORT_OPTIONS}
    return {flag: path for flag, path in asked.items() if path is not None}


def write_reports(made: Callable[[str], bytes], values: Mapping[str, Any]) -> None:
    """Write each report that is asked for, made by its option."""
    for flag, path in report_places(values).items():
        write_report(flag, path, made(flag))


def write_report(flag: str, path: str, content: bytes) -> None:
    """Write a report; Markdown is added to a file that is there, as a summary of CI wants it."""
    if flag == MARKDOWN.flag and path != STDOUT:
        append_to_file(path, content)
    else:
        write(path, content)


@contextmanager
def telling_failure(values: Mapping[str, Any]) -> Iterator[None]:
    """Leave the reports that are asked for with the reason where there can be no verdict, and raise on."""
    try:
        yield
    except TicketgateError as error:
        for flag, path in report_places(values).items():
            with suppress(UsageError):  # the first error is the one to tell
                write_report(flag, path, failure_as(error, flag))
        raise
