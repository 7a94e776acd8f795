"""The options of runs and checks, stated once for the command line, for pytest and for ticketgate.toml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = [
    "AGAINST",
    "BASELINE",
    "BASE_URL",
    "CHECK_OPTIONS",
    "CHOOSING_OPTIONS",
    "CLUSTER",
    "CONTRACT",
    "FAIL_ON_NEW",
    "FILE_OPTIONS",
    "HTML",
    "JOBS",
    "JSON",
    "JUNIT",
    "MARKDOWN",
    "OPTIONS",
    "OVERLAY",
    "REPORT_OPTIONS",
    "RUN_OPTIONS",
    "SARIF",
    "UPDATE_BASELINE",
    "Option",
    "given_for_second",
    "in_pytest_words",
]


@dataclass(frozen=True, slots=True)
class Option:
    """One option, such as ``--max-requests N``."""

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
    #: The words that it takes, if not any: ``must``, ``should``, ``may``.
    choices: tuple[str, ...] = ()
    #: The same in short: ``-j``.
    short: str = ""

    @property
    def key(self) -> str:
        """As the configuration has it: ``max-requests``."""
        return self.flag.removeprefix("--")

    @property
    def name(self) -> str:
        """The option as a Python name: ``max_requests``."""
        return self.key.replace("-", "_")

    def is_path(self, value: str) -> bool:
        """Tell whether the value names a file or a folder; ``-`` is neither, nor is what has a name alone."""
        if self.metavar == "FILE|NAME":
            return bool(set(value) & set("./\\"))
        return self.metavar in ("FILE", "DIR") and value != "-"

    @property
    def pytest_flag(self) -> str:
        """As pytest has it: ``--ticketgate-max-requests``; ``--base-url`` is shared with other plugins."""
        return self.flag if self.flag == "--base-url" else self.flag.replace("--", "--ticketgate-", 1)


#: The options of every command that judges, explains or serves.
CONTRACT: Final = Option(
    "--contract", "Folder of the contract, a copy of specs/; else the one that comes along.", str, "DIR"
)
OVERLAY: Final = Option(
    "--overlay",
    "Overlay that adapts the contract, a file or one that comes with it; may be repeated, in order.",
    str,
    "FILE|NAME",
    (),
    many=True,
)
BASE_URL: Final = Option(
    "--base-url", "Base URL of the API, such as https://HOST/api/mind; else ENNEO_INSTANCE.", str, "URL"
)
_FAIL_ON: Final = Option(
    "--fail-on",
    "Lowest level whose breach fails the run.",
    default="must",
    choices=("must", "should", "may"),
)
_WAIVE: Final = Option(
    "--waive", "YAML file of findings accepted until a date; may be repeated.", str, "FILE", (), many=True
)
BASELINE: Final = Option(
    "--baseline", "File of what is known; only what is new or worse fails then.", str, "FILE"
)
UPDATE_BASELINE: Final = Option(
    "--update-baseline", "Write to the file of --baseline what is known from now on.", bool, default=False
)
FAIL_ON_NEW: Final = Option(
    "--fail-on-new",
    "Lowest level that fails if new or worse, any for undocumented members, too; may unless given.",
    choices=("must", "should", "may", "any"),
)
_COVERAGE: Final = Option(
    "--coverage",
    "Report by kind of clause what was put to the test, and why the rest was not.",
    bool,
    default=False,
)
_QUIET: Final = Option("--quiet", "Report the findings and the verdict only.", bool, default=False)
#: What a run asks for.
OPTIONS: Final[tuple[Option, ...]] = (
    BASE_URL,
    CONTRACT,
    OVERLAY,
    Option(
        "--mock",
        "Use the embedded mock whatever the environment says; with --base-url, that address is a mock.",
        bool,
        default=False,
    ),
    Option("--mock-tickets", "Tickets the embedded mock holds.", int, "N", 500),
    Option("--seed", "Seed of the choices of the run, and of the embedded mock.", int, "N", 7),
    Option("--ticket", "Judge only this ticket; may be repeated.", int, "ID", (), many=True),
    Option(
        "--filter",
        "Judge only tickets with this value, such as t.channel=email; may be repeated.",
        str,
        "KEY=VALUE",
        (),
        many=True,
    ),
    Option(
        "--only",
        "Ask for and judge only the clauses with this id, such as full:status/*; may be repeated.",
        str,
        "PATTERN",
        (),
        many=True,
    ),
    Option(
        "--token-file", "File that holds the bearer token; else ENNEO_TOKEN or ENNEO_COOKIE.", str, "FILE"
    ),
    Option(
        "--token-env",
        "Variable that holds the bearer token; no ENNEO_TOKEN or ENNEO_COOKIE then.",
        str,
        "NAME",
    ),
    Option("--timeout", "Seconds to wait for the target.", float, "SECONDS", 30.0),
    Option("--ca-bundle", "File of certificates to trust instead of the usual ones.", str, "FILE"),
    Option(
        "--allow-http",
        "Send the token to this host over plain HTTP; may be repeated.",
        str,
        "HOST",
        (),
        many=True,
    ),
    Option("--rate", "Requests per second; 5 unless given, unlimited for a mock.", float, "N"),
    Option("--max-requests", "Budget of requests, retries included; 0 is unlimited.", int, "N", 600),
    Option("--max-time", "Seconds for all requests together; unlimited unless given.", float, "SECONDS"),
    _FAIL_ON,
    Option(
        "--min-coverage",
        "Percentage of the MUST clauses that must be put to the test; less fails the run.",
        float,
        "PERCENT",
    ),
    _COVERAGE,
    Option("--record", "Write what was sent and answered as HAR, with pseudonyms, to FILE.", str, "FILE"),
    _WAIVE,
    BASELINE,
    UPDATE_BASELINE,
    FAIL_ON_NEW,
)
#: How a target is connected to, and with which credential.
CONNECTION_OPTIONS: Final = tuple(
    option
    for option in OPTIONS
    if option.flag in ("--token-file", "--token-env", "--timeout", "--ca-bundle", "--allow-http")
)
JSON: Final = Option("--json", "Write the verdict as JSON; - is standard output.", str, "FILE")
JUNIT: Final = Option("--junit", "Write a JUnit report; - is standard output.", str, "FILE")
HTML: Final = Option("--html", "Write the report as one HTML file; - is standard output.", str, "FILE")
MARKDOWN: Final = Option(
    "--markdown",
    "Add the report as Markdown to a file, such as a summary of CI; - is standard output.",
    str,
    "FILE",
)
SARIF: Final = Option("--sarif", "Write the findings as SARIF 2.1.0; - is standard output.", str, "FILE")
#: The files that a verdict is reported to, in the order in which they are written.
REPORT_OPTIONS: Final = (JSON, JUNIT, HTML, MARKDOWN, SARIF)
RUN_OPTIONS: Final = (
    *OPTIONS,
    *REPORT_OPTIONS,
    _QUIET,
)
_AS: Final = Option(
    "--as", "What the bodies are; else told by their members.", choices=("full", "compact", "search")
)
JOBS: Final = Option(
    "--jobs",
    "Processes that judge side by side; more than one needs ticketgate[cluster].",
    int,
    "N",
    1,
    short="-j",
)
CLUSTER: Final = Option(
    "--cluster", "Scheduler of Dask whose workers judge, such as tcp://HOST:8786.", str, "ADDRESS"
)
CHECK_OPTIONS: Final = (
    _AS,
    # Not the option of a run: where it asks now need not be where a recording was made.
    Option("--base-url", "Where the API was when traffic was recorded; else told from the file.", str, "URL"),
    JOBS,
    CLUSTER,
    _FAIL_ON,
    _WAIVE,
    BASELINE,
    UPDATE_BASELINE,
    FAIL_ON_NEW,
    _COVERAGE,
    *REPORT_OPTIONS,
    _QUIET,
    CONTRACT,
    OVERLAY,
)
#: What can stand in a configuration, by its key; each command reads those that it has. Not what renews the
#: baseline: a gate that did so each time would fail for nothing twice.
FILE_OPTIONS: Final = (
    *(option for option in RUN_OPTIONS if option is not UPDATE_BASELINE),
    _AS,
    JOBS,
    CLUSTER,
)
#: What says which configuration counts.
CHOOSING_OPTIONS: Final = (
    Option(
        "--config", "File of the configuration; else the nearest ticketgate.toml here or above.", str, "FILE"
    ),
    Option("--environment", "Environment of the configuration to take, such as staging.", str, "NAME"),
)
#: What turns a run into a comparison; on the command line alone, as what chooses an environment.
AGAINST: Final = Option(
    "--against",
    "Environment of the configuration to compare the answers with; the contract does not judge then.",
    str,
    "NAME",
)
#: What says on the command line who is asked, and with which credential: of two sides that is the first.
_OF_FIRST_SIDE: Final = frozenset(("base_url", "mock", "token_file", "token_env"))

_PYTEST_FLAGS: Final = {option.flag: option.pytest_flag for option in (*OPTIONS, *CHOOSING_OPTIONS, JSON)}
_FLAG: Final = re.compile(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*(?![\w-])")


def given_for_second(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of the command line that are meant for the second of two environments as well."""
    return {name: value for name, value in given.items() if name not in _OF_FIRST_SIDE}


def in_pytest_words(text: str) -> str:
    """Return a message or a report, which names options as the command line has them, as pytest has them."""
    return _FLAG.sub(lambda found: _PYTEST_FLAGS.get(found.group(), found.group()), text)
