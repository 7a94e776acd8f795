"""The options of a run, stated once for the command line and for pytest."""

import re
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["CONTRACT", "JSON", "OPTIONS", "Option", "in_pytest_words"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a run, such as ``--max-requests N``."""

    #: As the command line has it: ``--max-requests``.
    flag: str
    #: What it is for, in one sentence; the help and the README show it.
    help: str
    #: What its value is read as; bool is a switch without a value.
    type: type = str
    #: What stands for the value in the help: ``SECONDS``.
    metavar: str = "TEXT"
    #: The value when it is not given.
    default: Any = None
    #: Whether it may be given again; all of its values count then.
    many: bool = False

    @property
    def name(self) -> str:
        """The option as a Python name: ``max_requests``."""
        return self.flag.removeprefix("--").replace("-", "_")

    @property
    def pytest_flag(self) -> str:
        """As pytest has it: ``--ticketgate-max-requests``; ``--base-url`` is shared with other plugins."""
        return self.flag if self.flag == "--base-url" else self.flag.replace("--", "--ticketgate-", 1)


#: The option of every command that judges, explains or serves.
CONTRACT: Final = Option(
    "--contract", "Folder of the contract, a copy of specs/; else the one that comes along.", str, "DIR"
)
OPTIONS: Final[tuple[Option, ...]] = (
    Option(
        "--base-url", "Base URL of the API, such as https://HOST/api/mind; else ENNEO_INSTANCE.", str, "URL"
    ),
    CONTRACT,
    Option(
        "--mock",
        "Use the embedded mock whatever the environment says; with --base-url, that address is a mock.",
        bool,
    ),
    Option("--mock-tickets", "Tickets the embedded mock holds.", int, "N", 500),
    Option("--seed", "Seed of the choices of the run, and of the embedded mock.", int, "N", 7),
    Option("--ticket", "Judge only this ticket; may be repeated.", int, "ID", (), many=True),
    Option(
        "--filter",
        "Judge only tickets with this value, such as t.channel=email.",
        str,
        "KEY=VALUE",
        (),
        many=True,
    ),
    Option(
        "--token-file", "File that holds the bearer token; else ENNEO_TOKEN or ENNEO_COOKIE.", str, "FILE"
    ),
    Option("--timeout", "Seconds to wait for the target.", float, "SECONDS", 30.0),
    Option("--ca-bundle", "File of certificates to trust instead of the usual ones.", str, "FILE"),
    Option("--allow-http", "Send the token to this host over plain HTTP.", str, "HOST", (), many=True),
    Option("--rate", "Requests per second; 5 unless given, unlimited for a mock.", float, "N"),
    Option("--max-requests", "Budget of requests, retries included; 0 is unlimited.", int, "N", 600),
    Option("--max-time", "Seconds for all requests together; unlimited unless given.", float, "SECONDS"),
    Option(
        "--fail-on", "Lowest level whose breach fails the run: must, should or may.", str, "LEVEL", "must"
    ),
    Option(
        "--min-coverage",
        "Percentage of the MUST clauses that must be put to the test; less fails the run.",
        float,
        "PERCENT",
    ),
    Option("--record", "Write what was sent and answered as HAR, with pseudonyms, to FILE.", str, "FILE"),
    Option(
        "--waive",
        "YAML file of findings accepted until a date; may be repeated.",
        str,
        "FILE",
        (),
        many=True,
    ),
)
#: The option for the verdict as JSON; each front has its own words for it.
JSON: Final = Option("--json", "Write the verdict as JSON to FILE.", str, "FILE")

_PYTEST_FLAGS: Final = {option.flag: option.pytest_flag for option in (*OPTIONS, JSON)}
_FLAG: Final = re.compile(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*(?![\w-])")


def in_pytest_words(text: str) -> str:
    """Return a message or a report, which names options as the command line has them, as pytest has them."""
    return _FLAG.sub(lambda found: _PYTEST_FLAGS.get(found.group(), found.group()), text)
