"""Judges a target under pytest: it is asked once, and the items read the verdict.

Loaded by ``pytest_plugins`` in the conftest at the root, or by ``-p ticketgate.pytest_plugin``. What takes
long to import is imported when a run needs it.
"""

# ruff: noqa: PLC0415 - see above

import sys
from argparse import ArgumentError
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pytest

from ticketgate.errors import TicketgateError, UsageError
from ticketgate.launch.configuration import Configuration, configuration_of
from ticketgate.launch.options import (
    BASE_URL,
    CHOOSING_OPTIONS,
    CONTRACT,
    JSON,
    OPTIONS,
    OVERLAY,
    Option,
    in_pytest_words,
)
from ticketgate.report.files import refuse_no_file, write_file
from ticketgate.report.terminal.progress import ProgressLine

if TYPE_CHECKING:
    from ticketgate.contract.clauses import Clause
    from ticketgate.contract.model import Contract
    from ticketgate.launch.checked_options import RunOptions
    from ticketgate.launch.judge_target import JudgedTarget
    from ticketgate.launch.own_client import OwnClient
    from ticketgate.verdict.decision import Verdict

__all__ = ["assert_kept"]

_JUDGED: Final["pytest.StashKey[JudgedTarget]"] = pytest.StashKey()
_FAILURE: Final = pytest.StashKey[TicketgateError]()
_OPEN: Final = pytest.StashKey[ExitStack]()
_CONFIGURATION: Final = pytest.StashKey[Configuration]()
#: In a worker of xdist: what the controller sent.
_HANDED: Final = pytest.StashKey[dict[str, Any]]()

#: pytest's own statuses for crash, usage and no tests mean "could not run" to a user of the suite.
_COULD_NOT_RUN: Final = (
    pytest.ExitCode.INTERNAL_ERROR,
    pytest.ExitCode.USAGE_ERROR,
    pytest.ExitCode.NO_TESTS_COLLECTED,
)
#: pytest's statuses when every test was run.
_ENDED: Final = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)


def assert_kept(clause: "Clause", verdict: "Verdict") -> None:
    """Go on if the clause is kept, else end the test, with the findings or the reason.

    A clause that is broken at or above the threshold fails the test; one broken below it or waived is an
    expected failure; one unexercised or undecided skips it.
    """
    from ticketgate.report.junit.suite_items import Ending, item_of

    state = next(state for state in verdict.states if state.clause.id == clause.id)
    item = item_of(state, verdict)
    message = in_pytest_words(item.message)
    if item.ending is Ending.FAILED:
        pytest.fail(message, pytrace=False)
    if item.ending is Ending.XFAILED:
        pytest.xfail(message)
    if item.ending is Ending.SKIPPED:
        pytest.skip(message)


# Options and items


#: Standard output is pytest's own.
_JSON: Final = replace(JSON, help="Write the verdict as JSON to FILE.")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options of a run."""
    for option in (*OPTIONS, *CHOOSING_OPTIONS, _JSON):
        if option is not BASE_URL:
            _add(parser, option)
    # Brought by a conftest, we come after all other plugins, and after the hook below was called.
    if any(name.endswith("conftest.py") for name, _ in pluginmanager.list_name_plugin()):
        _add_base_url(parser)


def pytest_load_initial_conftests(parser: pytest.Parser) -> None:
    """Add --base-url once all installed plugins have added their options."""
    _add_base_url(parser)


def _add_base_url(parser: pytest.Parser) -> None:
    """Add --base-url unless another plugin, such as pytest-base-url, has it: then its value is read."""
    try:
        _add(parser, BASE_URL)
    except (ValueError, ArgumentError):
        return


def _add(parser: pytest.Parser, option: Option) -> None:
    # None is what was not given: then the configuration counts.
    rest: dict[str, Any] = {"help": option.help, "default": None}
    if option.type is bool:
        rest["action"] = "store_true"
    elif option.choices:
        rest |= {"type": str.lower, "choices": option.choices}
    else:
        rest |= {"type": option.type, "metavar": option.metavar}
        if option.many:
            rest["action"] = "append"
    group = parser.getgroup("ticketgate", "contract tests of the ticket API")
    group.addoption(option.pytest_flag, **rest)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker that says which clauses a test function is run for."""
    config.addinivalue_line("markers", "clauses(*kinds): run once per clause of these kinds")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test function one item per clause of the kinds its marker names."""
    kinds = [kind for mark in metafunc.definition.iter_markers("clauses") for kind in mark.args]
    if not kinds or "clause" not in metafunc.fixturenames:
        return
    try:
        contract = _contract(metafunc.config)
    except TicketgateError as error:
        # Said once all is collected: other plugins make errors of an end in this hook.
        metafunc.config.stash[_FAILURE] = error
        return
    chosen = [clause for clause in contract.clauses.values() if clause.kind in kinds]
    metafunc.parametrize("clause", chosen, ids=[clause.id for clause in chosen])


# The target is asked once: before collection where workers wait for it, else when the items are known.


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Under xdist, ask the target in the controller, before the workers start.

    Last but for xdist itself, which is registered later: Hypothesis's plugin has to have started.
    """
    if _is_controller(session.config) and not session.config.option.collectonly:
        _judge(session.config)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Without xdist, ask the target if any item wants to know; end where there is no contract to ask by."""
    config = session.config
    if _FAILURE in config.stash:
        _end(config, config.stash[_FAILURE])
    if _is_worker(config) or _is_controller(config) or config.option.collectonly:
        return
    if any("ticketgate_judged" in getattr(item, "fixturenames", ()) for item in session.items):
        _judge(config)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _is_controller(config: pytest.Config) -> bool:
    return not _is_worker(config) and bool(getattr(config.option, "tx", None))


def _judge(config: pytest.Config) -> None:
    """Judge the target and keep the outcome, or end the session with the one message that says why not."""
    from ticketgate.launch.judge_target import judge_target
    from ticketgate.verdict.as_json import dumps

    stack = config.stash[_OPEN] = ExitStack()
    try:
        configuration = _configured(config)
        file = configuration.values[JSON.name]
        if file:
            with configuration.placing_errors():
                refuse_no_file(JSON.flag, file)
        _refuse_mock_at_configured_address(config)
        with configuration.placing_errors(), ProgressLine(sys.stderr) as progress:
            judged = stack.enter_context(judge_target(_run_options(config), progress))
        if file:
            write_file(file, dumps(judged.verdict))
        judged.refuse_unrecorded()
    except TicketgateError as error:
        _end(config, error)
    config.stash[_JUDGED] = judged


def _end(config: pytest.Config, error: TicketgateError) -> NoReturn:
    config.stash[_FAILURE] = error
    pytest.exit(in_pytest_words(f"ticketgate: {error}"), returncode=error.exit_code)


def _configured(config: pytest.Config) -> Configuration:
    """Return what is in force: the options of pytest, then a configuration, which is read once."""
    if _CONFIGURATION not in config.stash:
        options = (*OPTIONS, JSON)
        given = {option.name: config.getoption(option.pytest_flag) for option in options}
        file, environment = (config.getoption(option.pytest_flag) for option in CHOOSING_OPTIONS)
        config.stash[_CONFIGURATION] = configuration_of(
            options,
            {name: value for name, value in given.items() if value not in (None, "")},
            config=file,
            environment=environment,
        )
    return config.stash[_CONFIGURATION]


def _refuse_mock_at_configured_address(config: pytest.Config) -> None:
    """Raise UsageError for a mock at an address that configuration names: it is hardly meant for a mock."""
    named = any(argument.startswith(BASE_URL.flag) for argument in config.invocation_params.args)
    if config.getoption("--ticketgate-mock") and config.getoption(BASE_URL.flag) and not named:
        raise UsageError(
            "--mock: a base URL comes from a configuration file or the environment; "
            "give --base-url on the command line if a mock runs there, or leave --mock out"
        )


def _run_options(config: pytest.Config) -> "RunOptions":
    from ticketgate.launch.checked_options import run_options_from

    configuration = _configured(config)
    with configuration.placing_errors():
        return run_options_from(configuration.values, notes=configuration.notes)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the outcome to a worker of xdist."""
    if _JUDGED in node.config.stash:
        from json import dumps

        from ticketgate.verdict.as_json import to_json

        judged = node.config.stash[_JUDGED]
        node.workerinput["ticketgate"] = dumps(
            {
                "verdict": to_json(judged.verdict),
                "tickets": list(judged.tickets),
                "url": judged.target.base_url,
            }
        )


# The end of a session


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Set the exit status that the verdict means; see the README for the table."""
    stash = session.config.stash
    if _FAILURE in stash:
        session.exitstatus = stash[_FAILURE].exit_code
    elif session.exitstatus in _COULD_NOT_RUN:
        session.exitstatus = 2
    elif _JUDGED in stash:
        from ticketgate.verdict.decision import Outcome

        verdict = stash[_JUDGED].verdict
        # The verdict is on the whole contract, so it also counts where -k leaves out what is broken.
        passed_over = session.exitstatus == pytest.ExitCode.OK and verdict.exit_code
        nothing_checked = session.exitstatus in _ENDED and verdict.outcome is Outcome.NOTHING_CHECKED
        if not verdict.info.complete or passed_over or nothing_checked:
            session.exitstatus = verdict.exit_code


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the client, and the embedded mock if there is one."""
    if _OPEN in config.stash:
        config.stash[_OPEN].close()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the report below pytest's own."""
    if _JUDGED in config.stash:
        from ticketgate.report.terminal.verdict_report import render

        width, color = get_terminal_size().columns, terminalreporter.hasmarkup
        terminalreporter.write_sep("=", "contract")
        verdict = config.stash[_JUDGED].verdict
        coverage = _configured(config).values["coverage"]
        told = render(verdict, width=width, color=color, coverage=coverage, in_words=in_pytest_words)
        terminalreporter.write(told)


@pytest.hookimpl(tryfirst=True)
def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Say what was compared without the difference of two texts, where one hides itself."""
    from ticketgate.launch.hidden_values import HiddenText

    if isinstance(left, HiddenText) or isinstance(right, HiddenText):
        return [f"{left!r} {op} {right!r}"]
    return None


# Fixtures: what a test of the suite, or one of your own beside it, can ask for


@pytest.fixture(scope="session")
def contract(request: pytest.FixtureRequest) -> "Contract":
    """Return the contract that the target is judged by."""
    try:
        return _contract(request.config)
    except TicketgateError as error:
        _end(request.config, error)


@pytest.fixture(scope="session")
def ticketgate_judged(request: pytest.FixtureRequest) -> "JudgedTarget | None":
    """Return the target, judged before the first test; None in a worker, which is handed what it came to.

    All fixtures that need an answer of the target use this one: it tells their users from those of a fixture
    that has the name of ours, as `client` is elsewhere.
    """
    return request.config.stash.get(_JUDGED, None)


@pytest.fixture(scope="session")
def verdict(
    request: pytest.FixtureRequest, contract: "Contract", ticketgate_judged: "JudgedTarget | None"
) -> "Verdict":
    """Return what the run came to: findings, clause states, counts."""
    from ticketgate.verdict.as_json import from_json

    if ticketgate_judged is not None:
        return ticketgate_judged.verdict
    return from_json(contract, _handed_over(request.config)["verdict"])


@pytest.fixture(scope="session")
def sampled_tickets(
    request: pytest.FixtureRequest, contract: "Contract", ticketgate_judged: "JudgedTarget | None"
) -> tuple[Mapping[str, Any], ...]:
    """Return the full tickets that the run read, in the order of reading; their values hide themselves."""
    from ticketgate.launch.hidden_values import hidden

    tickets = ticketgate_judged.tickets if ticketgate_judged else _handed_over(request.config)["tickets"]
    return tuple(hidden(ticket, contract) for ticket in tickets)


@pytest.fixture(scope="session")
def client(
    request: pytest.FixtureRequest, contract: "Contract", ticketgate_judged: "JudgedTarget | None"
) -> "Iterator[OwnClient]":
    """Yield a client of the target for requests of your own: paced, bounded and read-only.

    It may send as many of them as the run of its own; under xdist each worker may.
    """
    from ticketgate.client import Client
    from ticketgate.launch.connect import mock_target
    from ticketgate.launch.own_client import OwnClient

    if ticketgate_judged is not None:
        target = ticketgate_judged.target
    else:
        options = _run_options(request.config)
        target = options.target or mock_target(_handed_over(request.config)["url"], options.limits)
    with Client(target) as own:
        yield OwnClient(own, contract)


def _handed_over(config: pytest.Config) -> Any:
    """Return what the controller sent to this worker."""
    from json import loads

    if _HANDED not in config.stash:
        config.stash[_HANDED] = loads(getattr(config, "workerinput")["ticketgate"])  # noqa: B009 - set by xdist
    return config.stash[_HANDED]


def _contract(config: pytest.Config) -> "Contract":
    from ticketgate.contract.loading import contract_at

    configuration = _configured(config)
    values = configuration.values
    with configuration.placing_errors():
        return contract_at(values[CONTRACT.name], tuple(values[OVERLAY.name]))
