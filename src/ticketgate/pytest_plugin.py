"""Runs the contract suite under pytest: the target is asked once, and one item per clause reads the result.

Wiring only. Loaded by ``pytest_plugins`` in a conftest or by ``-p ticketgate.pytest_plugin``.
"""

import sys
from argparse import ArgumentError
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from ticketgate.client import Client
from ticketgate.contract.clauses import Clause
from ticketgate.contract.loading import default_contract
from ticketgate.contract.model import Contract
from ticketgate.errors import TicketgateError
from ticketgate.launch.connect import Launch, connect, launch_of, mock_target, recorder_of
from ticketgate.launch.options import OPTIONS
from ticketgate.report.progress import ProgressLine
from ticketgate.report.terminal import describe_finding, render
from ticketgate.run.collect import collect
from ticketgate.verdict.as_json import dumps, from_json, to_json
from ticketgate.verdict.decision import ClauseState, Outcome, State, Verdict, decide
from ticketgate.verdict.waivers import read_waivers

VERDICT: Final = pytest.StashKey[Verdict]()
FAILURE: Final = pytest.StashKey[TicketgateError]()
_LAUNCH: Final = pytest.StashKey[Launch]()
_TICKETS: Final = pytest.StashKey[tuple[Mapping[str, Any], ...]]()
_CLIENT: Final = pytest.StashKey[Client]()
_OPEN: Final = pytest.StashKey[ExitStack]()

_FIXTURES: Final = frozenset(("client", "sampled_tickets", "verdict", "clause_state"))
#: pytest's own statuses for crash, usage and no tests mean "could not run" to a user of the suite.
_COULD_NOT_RUN: Final = (
    pytest.ExitCode.INTERNAL_ERROR,
    pytest.ExitCode.USAGE_ERROR,
    pytest.ExitCode.NO_TESTS_COLLECTED,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a run; an existing --base-url (of pytest-base-url) is taken over."""
    group = parser.getgroup("ticketgate", "contract tests of the ticket API")
    for option in OPTIONS:
        rest: dict[str, Any] = {"help": option.help, "dest": option.name, "default": option.default}
        if option.type is bool:
            rest["action"] = "store_true"
        else:
            rest |= {"type": option.type, "metavar": option.metavar}
            if option.many:
                rest |= {"action": "append", "default": []}
        try:
            group.addoption(option.flag, **rest)
        except (ValueError, ArgumentError):  # another plugin has the option: its value is read all the same
            if option.flag != "--base-url":
                raise
    group.addoption("--verdict-json", metavar="FILE", default=None, help="Write the verdict to FILE.")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker that says which clauses a test function is run for."""
    config.addinivalue_line("markers", "clauses(*kinds): run once per clause of these kinds")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test function one item per clause of the kinds its marker names."""
    kinds = [kind for mark in metafunc.definition.iter_markers("clauses") for kind in mark.args]
    if not kinds or "clause" not in metafunc.fixturenames:
        return
    chosen = [c for c in default_contract().clauses.values() if c.kind in kinds]
    metafunc.parametrize("clause", chosen, ids=[c.id for c in chosen])


# The target is asked once: before collection where workers wait for it, else when the items are known.


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Under xdist, ask the target in the controller, before the workers start.

    Last but for xdist itself, which is registered later: Hypothesis's plugin has to have started.
    """
    if _is_controller(session.config) and not session.config.option.collectonly:
        _collect(session.config)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Without xdist, ask the target if any item wants to know."""
    config = session.config
    if _is_worker(config) or _is_controller(config) or config.option.collectonly:
        return
    if any(map(_asks_the_target, session.items)):
        _collect(config)


def _asks_the_target(item: pytest.Item) -> bool:
    """Tell whether an item uses a fixture of ours, and not one of the same name that hides it."""
    info = getattr(item, "_fixtureinfo", None)  # there is no public way from an item to its fixtures
    used = (info.name2fixturedefs.get(name) for name in _FIXTURES) if info else ()
    return any(found and found[-1].func.__module__ == __name__ for found in used)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the result to a worker of xdist."""
    stash = node.config.stash
    if VERDICT in stash:
        node.workerinput["ticketgate"] = orjson.dumps(
            {
                "verdict": to_json(stash[VERDICT]),
                "tickets": list(stash[_TICKETS]),
                "url": stash[_CLIENT].target.base_url,
            }
        )


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _is_controller(config: pytest.Config) -> bool:
    return not _is_worker(config) and bool(getattr(config.option, "tx", None))


def _launch(config: pytest.Config) -> Launch:
    if _LAUNCH not in config.stash:
        config.stash[_LAUNCH] = launch_of({option.name: config.getoption(option.name) for option in OPTIONS})
    return config.stash[_LAUNCH]


def _collect(config: pytest.Config) -> None:
    """Ask the target and keep the verdict, or end the session with the one message that says why not."""
    stash = config.stash
    contract = default_contract()
    try:
        launch = _launch(config)
        waivers = read_waivers(launch.waive, contract) if launch.waive else ()
        stash[_OPEN] = ExitStack()
        client = stash[_CLIENT] = stash[_OPEN].enter_context(connect(launch, contract))
        with ProgressLine(sys.stderr) as progress, recorder_of(launch, contract, client) as recorder:
            collected = collect(contract, client, launch.settings, progress, recorder=recorder)
    except TicketgateError as error:
        stash[FAILURE] = error
        pytest.exit(f"ticketgate: {error}", returncode=error.exit_code)
    stash[_TICKETS] = collected.tickets
    info = collected.info
    if launch.target is None:
        info = replace(info, notes=("No other target was named: this is the embedded mock.", *info.notes))
    stash[VERDICT] = decide(
        contract,
        collected.result,
        info,
        waivers=waivers,
        fail_on=launch.fail_on,
        today=datetime.now(UTC).date(),
        sought=collected.sought,
        min_coverage=launch.min_coverage,
    )
    _write_json(config)


def _write_json(config: pytest.Config) -> None:
    path = config.getoption("verdict_json")
    if path:
        Path(path).write_bytes(dumps(config.stash[VERDICT]))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Set the exit status that the verdict means; see the README for the table."""
    config = session.config
    if FAILURE in config.stash:
        session.exitstatus = config.stash[FAILURE].exit_code
    elif session.exitstatus in _COULD_NOT_RUN:
        session.exitstatus = 2
    elif VERDICT in config.stash:
        verdict = config.stash[VERDICT]
        nothing = session.exitstatus == pytest.ExitCode.OK and verdict.outcome is Outcome.NOTHING_CHECKED
        if nothing or not verdict.info.complete:
            session.exitstatus = verdict.exit_code


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the client, and the embedded mock if there is one."""
    if _OPEN in config.stash:
        config.stash[_OPEN].close()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the report below pytest's own."""
    if VERDICT in config.stash:
        writer = terminalreporter._tw  # noqa: SLF001 - there is no public way to its width and colours
        terminalreporter.write_sep("=", "contract")
        terminalreporter.write(render(config.stash[VERDICT], width=writer.fullwidth, color=writer.hasmarkup))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """End an item whose clause is not kept: here a breach is a failure, in a fixture it were an error."""
    fixtures = getattr(item, "funcargs", {})
    if "clause_state" in fixtures:
        _end_unless_kept(fixtures["clause_state"], fixtures["verdict"])


def _end_unless_kept(state: ClauseState, verdict: Verdict) -> None:
    clause = state.clause
    if state.state is State.BROKEN:
        findings = [finding for finding in verdict.findings if finding.clause.id == clause.id]
        lines = [line for finding in findings for line in describe_finding(finding)]
        text = "\n".join([f"{clause.level.name} {clause.title}.", *lines])
        if any(finding in verdict.failing for finding in findings):
            pytest.fail(text, pytrace=False)
        pytest.xfail(text)
    if state.reason:
        pytest.skip(f"{clause.level.name} {state.state}: {state.reason}")


# Fixtures: what a test of the suite, or one of your own beside it, can ask for


@pytest.fixture(scope="session")
def contract() -> Contract:
    """Return the contract that the target is judged by."""
    return default_contract()


@pytest.fixture(scope="session")
def verdict(request: pytest.FixtureRequest, contract: Contract) -> Verdict:
    """Return what the run came to: findings, clause states, counts."""
    config = request.config
    if VERDICT in config.stash:
        return config.stash[VERDICT]
    return from_json(contract, _handed_over(config)["verdict"])


@pytest.fixture(scope="session")
def sampled_tickets(request: pytest.FixtureRequest) -> tuple[Mapping[str, Any], ...]:
    """Return the full tickets that the run read, as JSON values, in the order of reading."""
    config = request.config
    return config.stash[_TICKETS] if VERDICT in config.stash else tuple(_handed_over(config)["tickets"])


@pytest.fixture(scope="session")
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """Yield a client of the target for requests of your own: paced, bounded and read-only.

    In one process it shares the budget of the run; each worker of xdist has a budget of its own.
    """
    config = request.config
    if _CLIENT in config.stash:
        yield config.stash[_CLIENT]
        return
    launch = _launch(config)
    target = launch.target or mock_target(_handed_over(config)["url"], launch.budget)
    with Client(target) as own:
        yield own


@pytest.fixture
def clause_state(clause: Clause, verdict: Verdict) -> ClauseState:
    """Return the state of the clause that the item is about; the item runs only if it is kept.

    Broken at or above the threshold fails the item, broken below or waived is an expected failure,
    unexercised and undecided skip it with the reason.
    """
    return next(state for state in verdict.states if state.clause.id == clause.id)


_HANDED: dict[bytes, Any] = {}


def _handed_over(config: pytest.Config) -> Any:
    """Return what the controller sent to this worker."""
    sent: bytes = getattr(config, "workerinput")["ticketgate"]  # noqa: B009 - set by xdist
    if sent not in _HANDED:
        _HANDED[sent] = orjson.loads(sent)
    return _HANDED[sent]
