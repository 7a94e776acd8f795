"""The command line: parses, wires and prints. Each command loads what it needs when it runs."""

import atexit
import gc
import signal
import sys
from io import StringIO
from typing import Final

import click

from ticketgate import __version__
from ticketgate.cli.bundle_command import write_bundle
from ticketgate.cli.check_command import check
from ticketgate.cli.clauses_command import clauses
from ticketgate.cli.compare_command import compare_verdicts
from ticketgate.cli.config_command import show_configuration
from ticketgate.cli.diff_command import compare_contracts
from ticketgate.cli.init_command import init
from ticketgate.cli.mock_command import mock
from ticketgate.cli.output import INTERRUPTED, complain, prepare_streams, settle_streams
from ticketgate.cli.overlay_command import propose_overlay
from ticketgate.cli.prove_command import prove
from ticketgate.cli.report_command import report_stored
from ticketgate.cli.run_command import run
from ticketgate.errors import TicketgateError

__all__ = ["cli", "main"]

#: So many more objects made than freed start a search for cycles.
_SEARCH_EVERY: Final = 20_000

_EPILOG = """\b
Exit codes of every command:
  0    every clause checked is kept, or only broken below the threshold
  1    broken, new, worse or different; a waiver is stale; too little checked
  2    could not run: wrong usage, or a file that cannot be used
  3    nothing could be tested, or the target gave up with nothing broken
  130  interrupted
"""


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ticketgate")
def cli() -> None:
    """Contract tests for the ticket API of enneo.MIND."""


for command in (
    init,
    show_configuration,
    run,
    check,
    compare_verdicts,
    compare_contracts,
    report_stored,
    propose_overlay,
    clauses,
    mock,
    prove,
    write_bundle,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; no traceback reaches the user for anything expected.

    What ends other programs at once, SIGTERM, is taken as Ctrl-C: a run still tells what it found.
    """
    _search_cycles_seldom()
    prepare_streams()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        status = cli.main(prog_name="ticketgate", standalone_mode=False)
    except click.exceptions.Exit as error:
        status = error.exit_code
    except click.ClickException as error:
        said = StringIO()
        error.show(said)
        complain(said.getvalue())
        status = error.exit_code
    except TicketgateError as error:
        complain(f"ticketgate: {error}")
        status = error.exit_code
    except OSError as error:
        complain(f"ticketgate: {error.filename or 'standard output'}: {error.strerror}")
        status = TicketgateError.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    settle_streams()
    sys.exit(status if isinstance(status, int) else 0)


def _search_cycles_seldom() -> None:
    """Let Python look less often for cycles of garbage, and not at all at the end.

    A command keeps most of what it makes until it ends; looking through all of it took a sixth of a run.
    """
    gc.set_threshold(_SEARCH_EVERY)
    atexit.register(gc.freeze)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
