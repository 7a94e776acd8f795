"""Where the seconds of a default run of the embedded mock go, as a table.

Seconds of the whole process and of its main thread: the rest of the first is what the mock and the client's
threads take beside it. What is indented is part of the line above it. Nothing fails on these figures.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    contextmanager,
    redirect_stderr,
    redirect_stdout,
    suppress,
)
from importlib import import_module
from io import StringIO
from typing import Any
from unittest.mock import patch

#: What is timed, in the order of the table: module, function or class with method, and what it is.
TIMED = (
    ("ticketgate.mock.service.server", "MockServer.__enter__", "the embedded mock, started"),
    ("ticketgate.run.asking", "Asking.reach", "first look at the target"),
    ("ticketgate.run.phases.data_sampling", "sample_tickets", "sampling tickets"),
    ("ticketgate.run.phases.read_comparisons", "compare_reads", "reading in many ways"),
    ("ticketgate.run.phases.generated_requests", "ask_generated", "generated requests"),
    ("ticketgate.run.phases.generated_requests", "plan_cases", "  planned"),
    ("ticketgate.run.phases.search_comparisons", "compare_searches", "searches compared"),
    ("ticketgate.run.phases.search_comparisons", "plan_comparisons", "  planned"),
    ("ticketgate.launch.judge_target", "_verdict", "the verdict"),
    ("ticketgate.cli.run_command", "report", "the report"),
    ("ticketgate.client.http", "Client.send", "in all: answers waited for"),
    ("ticketgate.judging.judge", "Judge.check", "in all: answers judged"),
    ("ticketgate.judging.judge", "Judge.check_several", "in all: answers compared"),
)


class Clock:
    """Sums up the seconds of what is timed."""

    def __init__(self) -> None:
        self.calls: defaultdict[str, int] = defaultdict(int)
        self.process: defaultdict[str, float] = defaultdict(float)
        self.main: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Add the seconds of the block to a name."""
        process, main = time.process_time(), time.thread_time()
        try:
            yield
        finally:
            self.calls[name] += 1
            self.process[name] += time.process_time() - process
            self.main[name] += time.thread_time() - main

    def timing(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with its seconds added to a name."""

        def timed(*args: Any, **options: Any) -> Any:
            with self.time(name):
                return function(*args, **options)

        return timed


def main() -> None:
    """Run once, and print the table."""
    clock = Clock()
    with clock.time("imports"):
        for module in dict.fromkeys(module for module, _, _ in TIMED):
            import_module(module)
        from ticketgate.cli import main as command  # noqa: PLC0415 - timed
        from ticketgate.contract.loading import default_contract  # noqa: PLC0415
    with clock.time("the contract, compiled"):
        default_contract()
    with ExitStack() as patches, redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        for key, (module, name, _) in enumerate(TIMED):
            patches.enter_context(_timed(clock, str(key), module, name))
        patches.enter_context(patch.object(sys, "argv", ["ticketgate", "run"]))
        patches.enter_context(suppress(SystemExit))
        with clock.time("the command"):
            command()
    _print(clock)


def _timed(clock: Clock, key: str, module: str, name: str) -> AbstractContextManager[Any]:
    """Time a function where it is called from, or a method; a phase of a run where the run names it."""
    owner, _, method = name.rpartition(".")
    where = getattr(import_module(module), owner) if owner else import_module(module)
    function = getattr(where, method)
    timed = clock.timing(key, function)
    running = import_module("ticketgate.run.collect")
    if function in running.PHASES:
        phases = tuple(timed if phase is function else phase for phase in running.PHASES)
        return patch.object(running, "PHASES", phases)
    return patch.object(where, method, timed)


def _print(clock: Clock) -> None:
    lines = [("imports", "imports"), ("the contract, compiled", "the contract, compiled")]
    lines += [(str(number), words) for number, (_, _, words) in enumerate(TIMED)]
    lines += [("the command", "the whole command without imports")]
    print(f"{'seconds of':34} {'process':>8} {'main':>8} {'calls':>8}")
    for key, words in lines:
        print(f"{words:34} {clock.process[key]:8.2f} {clock.main[key]:8.2f} {clock.calls[key]:8}")


if __name__ == "__main__":
    main()
