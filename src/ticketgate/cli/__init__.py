"""The command line: parses, wires and prints. Each command loads what it needs when it runs."""

import sys

import click

from ticketgate import __version__
from ticketgate.cli.check_command import check
from ticketgate.cli.clauses_command import clauses
from ticketgate.cli.mock_command import mock
from ticketgate.cli.output import INTERRUPTED
from ticketgate.cli.prove_command import prove
from ticketgate.cli.run_command import run
from ticketgate.errors import TicketgateError

__all__ = ["cli", "main"]

_EPILOG = """\b
Exit codes of every command:
  0    every clause checked is kept, or only broken below the threshold
  1    a clause is broken, a waiver is stale, or too little was checked
  2    could not run: wrong usage, or a file that cannot be used
  3    the target cannot be tested: unreachable, not authorised, no ticket readable
  130  interrupted
"""


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ticketgate")
def cli() -> None:
    """Contract tests for the ticket API of enneo.MIND."""


for command in (run, check, clauses, mock, prove):
    cli.add_command(command)


def main() -> None:
    """Run the command line; no traceback reaches the user for anything expected."""
    try:
        status = cli.main(prog_name="ticketgate", standalone_mode=False)
    except click.exceptions.Exit as error:
        status = error.exit_code
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except TicketgateError as error:
        click.echo(f"ticketgate: {error}", err=True)
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    sys.exit(status if isinstance(status, int) else 0)
