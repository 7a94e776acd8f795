"""The options of a run, stated once for the command line and for pytest."""

from dataclasses import dataclass
from typing import Any, Final

__all__ = ["OPTIONS", "Option"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a run; ``many`` may be given again, a ``type`` of bool is a switch without a value."""

    flag: str
    help: str
    type: type = str
    metavar: str = "TEXT"
    default: Any = None
    many: bool = False

    @property
    def name(self) -> str:
        """The option as a Python name."""
        return self.flag.removeprefix("--").replace("-", "_")


OPTIONS: Final[tuple[Option, ...]] = (
    Option(
        "--base-url", "Base URL of the API, such as https://HOST/api/mind; else ENNEO_INSTANCE.", str, "URL"
    ),
    Option("--mock", "Use the embedded mock whatever the environment says.", bool),
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
    Option("--rate", "Requests per second; 5 off loopback unless given.", float, "N"),
    Option("--max-requests", "Budget of requests, retries included; 0 is unlimited.", int, "N", 600),
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
    Option("--waive", "YAML file of findings accepted until a date.", str, "FILE"),
)
