"""The files that a verdict is reported to: checked before any work, and written when it is done."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from ticketgate.cli.output import write
from ticketgate.errors import TicketgateError, UsageError
from ticketgate.launch.options import MARKDOWN, REPORT_OPTIONS
from ticketgate.report.files import STDOUT, append_to_file, refuse_shared, refuse_unwritable

if TYPE_CHECKING:
    from ticketgate.verdict.decision import Verdict

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


def write_reports(verdict: "Verdict", values: Mapping[str, Any]) -> None:
    """Write each report that is asked for."""
    for flag, path in report_places(values).items():
        write_report(flag, path, _MAKERS[flag](verdict))


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
        from ticketgate.report import failure_report as made  # noqa: PLC0415

        makers = {
            "--json": made.failure_to_json,
            "--junit": made.failure_to_junit,
            "--markdown": made.failure_to_markdown,
            "--sarif": made.failure_to_sarif,
        }
        for flag, path in report_places(values).items():
            if flag in makers:
                with suppress(UsageError):  # the first error is the one to tell
                    write_report(flag, path, makers[flag](error))
        raise


# Each loads what it needs when it is asked for: --help must not wait for that.


def _json(verdict: "Verdict") -> bytes:
    from ticketgate.verdict.as_json import dumps  # noqa: PLC0415

    return dumps(verdict)


def _junit(verdict: "Verdict") -> bytes:
    from ticketgate.report.junit.junit_xml import as_junit  # noqa: PLC0415

    return as_junit(verdict)


def _html(verdict: "Verdict") -> bytes:
    from ticketgate.report.html.verdict_page import verdict_as_html  # noqa: PLC0415

    return verdict_as_html(verdict)


def _markdown(verdict: "Verdict") -> bytes:
    from ticketgate.report.markdown.verdict_markdown import as_markdown  # noqa: PLC0415

    return as_markdown(verdict)


def _sarif(verdict: "Verdict") -> bytes:
    from ticketgate.report.sarif import as_sarif  # noqa: PLC0415

    return as_sarif(verdict)


_MAKERS: Final[Mapping[str, Callable[["Verdict"], bytes]]] = {
    "--json": _json,
    "--junit": _junit,
    "--html": _html,
    "--markdown": _markdown,
    "--sarif": _sarif,
}
