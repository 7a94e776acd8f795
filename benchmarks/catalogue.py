"""Counts how many faults of searches, requests, credentials and flags a default run finds; names the rest.

    python benchmarks/catalogue.py [--size N] [--seeds 5] [--into docs/proof.md]

Each fault is served to a whole run for each seed, which stands for the tickets and for what the run chooses.
It is found when the run names its clause; whatever else the run blames has to be what the fault declares to
break as well. Of all faults, or a sample that has its share of each clause. The table goes into the page
given, between the two comments that mark its place there.
"""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import click
from whole_runs import blamed_by_run, sample, served_faults

from ticketgate.contract.loading import default_contract
from ticketgate.contract.wording import in_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BEGIN = "<!-- catalogue: written by `python benchmarks/catalogue.py` -->\n"
END = "<!-- end of catalogue -->\n"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run with one fault and one seed came to."""

    fault: str
    seed: int
    named: bool
    """Whether its clause is among those blamed."""
    besides: tuple[str, ...]
    """What is blamed and neither its clause nor declared."""
    tested: bool
    """Whether anything could be tested at all."""


@click.command()
@click.option("--size", type=click.IntRange(1), help="How many faults to draw; all unless given.")
@click.option("--seeds", type=click.IntRange(1), default=5, help="How many seeds, from 1 on.")
@click.option("--processes", type=click.IntRange(1), default=2, help="Processes that share the work.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The page that the table goes into; it is printed unless given.",
)
def main(size: int | None, seeds: int, processes: int, into: Path | None) -> None:
    """Serve the faults, count what is found and write the table."""
    page = None if into is None else into.read_text(encoding="utf-8")
    if page is not None and not (BEGIN in page and END in page):
        raise click.UsageError(
            f"{into} has no place for the table: it lacks {BEGIN.strip()} or {END.strip()}"
        )
    clauses = {name: fault.clause for name, fault in served_faults(of_requests=True).items()}
    drawn = sample(clauses, size)
    outcomes = list(_tried([(name, seed) for name in drawn for seed in range(1, seeds + 1)], processes))
    text = "\n".join(section(outcomes, clauses)) + "\n"
    if into is None or page is None:
        click.echo(text, nl=False)
    else:
        into.write_text(renewed(page, text), encoding="utf-8")


def _tried(work: Sequence[tuple[str, int]], processes: int) -> Iterator[Outcome]:
    """Yield the outcomes in the order of the work, and tell how far it is."""
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        for done, outcome in enumerate(pool.map(_try, work), 1):
            sys.stderr.write(f"{done} of {len(work)}: {outcome.fault}, seed {outcome.seed}\n")
            yield outcome


def _try(case: tuple[str, int]) -> Outcome:
    name, seed = case
    fault = served_faults(of_requests=True)[name]
    blamed = blamed_by_run(fault, seed)
    others = (blamed or frozenset()) - {fault.clause, *fault.also}
    return Outcome(name, seed, fault.clause in (blamed or ()), tuple(sorted(others)), blamed is not None)


def section(outcomes: Sequence[Outcome], clauses: dict[str, str]) -> Iterator[str]:
    """Yield the lines that go into the page: table, then what was not named and what was blamed besides."""
    names = dict.fromkeys(outcome.fault for outcome in outcomes)
    seeds = {outcome.seed for outcome in outcomes}
    yield f"{len(names)} of {len(clauses)} faults, {in_number(len(seeds), 'seed')} each:"
    yield ""
    yield "| faults of | faults | runs | its clause named | nothing else blamed |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    subjects: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        subjects.setdefault(_subject(clauses[outcome.fault]), []).append(outcome)
    for subject, each in (*sorted(subjects.items()), ("all", [*outcomes])):
        yield _row(subject, each)
    yield ""
    yield from _listed("Not named", ((o, "") for o in outcomes if o.tested and not o.named))
    yield from _listed(
        "Not testable, so that the run ended at once", ((o, "") for o in outcomes if not o.tested)
    )
    yield from _listed("Blamed besides", ((o, f" ({', '.join(o.besides)})") for o in outcomes if o.besides))


def _subject(clause: str) -> str:
    """Say what a clause is about: answers of an operation, or how it treats requests."""
    kind = default_contract().clauses[clause].kind.name.lower()
    return f"`{clause.partition('/')[0]}`, {kind}"


def _row(subject: str, outcomes: Sequence[Outcome]) -> str:
    faults = len({outcome.fault for outcome in outcomes})
    named = sum(outcome.named for outcome in outcomes) / len(outcomes)
    alone = sum(not outcome.besides for outcome in outcomes) / len(outcomes)
    return f"| {subject} | {faults} | {len(outcomes)} | {named:.1%} | {alone:.1%} |"


def _listed(what: str, outcomes: Iterable[tuple[Outcome, str]]) -> Iterator[str]:
    """Yield a line for each fault, with its seeds, below a heading; nothing for none."""
    seeds: dict[str, list[int]] = {}
    for outcome, words in outcomes:
        seeds.setdefault(f"`{outcome.fault}`{words}", []).append(outcome.seed)
    counts = Counter({fault: len(each) for fault, each in seeds.items()})
    if seeds:
        yield from (f"{what}:", "")
    for fault, _ in counts.most_common():
        yield f"- {fault}: seed {', '.join(map(str, seeds[fault]))}"
    if seeds:
        yield ""


def renewed(page: str, text: str) -> str:
    """Return the page with this text at its place."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}{text}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    main()
