"""Judges blocks of saved traffic: each body and each exchange on its own."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from ticketgate.audit.array_items import LONGEST
from ticketgate.audit.blocks import NO_JSON, Block, Holding, Part
from ticketgate.audit.omissions import Omissions
from ticketgate.audit.search_sample import SearchKeeper
from ticketgate.audit.shown_findings import ShownFindings
from ticketgate.audit.sums import Audited
from ticketgate.audit.ticket_sample import TicketKeeper
from ticketgate.audit.told_bodies import form_told, saved_exchange, what_it_is
from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.model import Contract
from ticketgate.exchange.answer import Exchange
from ticketgate.judging.findings import Observation
from ticketgate.judging.judge import Judge
from ticketgate.judging.second_opinion import SecondOpinion
from ticketgate.judging.tally import Result, Tally
from ticketgate.recording.exchange_lines import entry_of_line, is_exchange_line
from ticketgate.recording.har_entry import LeftOut, asked_in, entry_of_har, exchange_of
from ticketgate.recording.reading import read_recording
from ticketgate.run.asking_again import Confirmations
from ticketgate.run.recorded_exchanges import judge_recording, notes_on

__all__ = ["BlockJudge"]

_NOT_JSON: Final = "no JSON"
_BREAKS_SCHEMA: Final = "an exchange, but not one as the schema of exchanges has it"


class BlockJudge:
    """Judges blocks of one traffic by a contract, as many and in whichever order they come."""

    def __init__(self, contract: Contract) -> None:
        """Compile what it judges by."""
        self._contract = contract
        self._judge = Judge(contract)
        self._shown = ShownFindings(SecondOpinion(contract))
        self._tickets = TicketKeeper()
        self._searches = SearchKeeper(self._judge)
        self._server = urlsplit(contract.server).path

    def judge(self, blocks: Iterable[Block]) -> Audited:
        """Return what the blocks show together."""
        batch = _Batch(self._judge)
        recorded, notes = Result(), dict[int, tuple[str, ...]]()
        for block in blocks:
            if block.held is Holding.RECORDING:
                recorded += self._recording(block, batch, notes)
                continue
            for part in block.parts():
                self._part(block, part, batch)
        for observation in batch.confirmations.unconfirmed():
            batch.tally.add_settled(observation)
        result = batch.tally.result()
        result = replace(result, groups=self._shown.settled(result.groups))
        return Audited(
            result + recorded,
            self._tickets.taken(),
            self._searches.taken(),
            batch.omissions,
            notes,
            batch.parts,
        )

    def _part(self, block: Block, part: Part, batch: "_Batch") -> None:
        if block.held is not Holding.ONE_BODY and len(part.content) > LONGEST:
            batch.leave_out(block, part, f"longer than {LONGEST >> 20} MiB")
            return
        if block.held is Holding.ENTRIES or (block.form is None and is_exchange_line(part.value)):
            self._exchange(block, part, batch)
            return
        told = block.usual if part.value is NO_JSON else form_told(self._contract, part.value)
        form = block.form or told
        if form is None:
            why = _NOT_JSON if part.value is NO_JSON else what_it_is(part.value)
            batch.leave_out(block, part, why)
            return
        exchange = saved_exchange(self._contract, form, part)
        self._count(block, part, exchange, self._judge.check_saved(form, exchange), batch)

    def _exchange(self, block: Block, part: Part, batch: "_Batch") -> None:
        exchange = self._read(block, part)
        if isinstance(exchange, str):
            batch.leave_out(block, part, exchange)
            return
        answer, *bodies = self._judge.check(exchange)
        if not answer.findings:
            self._searches.see(exchange, (block.ordinal, part.number), block.where(part))
        certain = batch.confirmations.answer(answer.from_source(block.where(part)), exchange)
        self._count(block, part, exchange, (certain, *bodies), batch)

    def _read(self, block: Block, part: Part) -> Exchange | str:
        """Return the exchange of a line or an entry, or why it is left out."""
        of_har = block.held is Holding.ENTRIES
        entry = entry_of_har(part.content) if of_har else entry_of_line(part.content)
        if entry is None and not of_har:
            return _BREAKS_SCHEMA
        asked = asked_in(self._contract, entry)
        if isinstance(asked, LeftOut):
            return str(asked)
        # What the beginning of the source had no request to is told by the path of the contract.
        here = (
            urlsplit(asked.base).path == self._server
            if block.base_url is None
            else asked.base == block.base_url
        )
        exchange = exchange_of(entry, asked, ours=False) if here else LeftOut.ELSEWHERE
        return exchange if isinstance(exchange, Exchange) else _why(exchange, block)

    def _count(
        self,
        block: Block,
        part: Part,
        exchange: Exchange,
        observations: Iterable[Observation],
        batch: "_Batch",
    ) -> None:
        batch.parts += 1
        where = block.where(part)
        for i, each in enumerate(observations):
            observation = each.from_source(where)
            batch.tally.add(observation)
            if observation.findings and observation.subject in self._contract.representations:
                self._shown.see(observation)
            if observation.subject in (FULL, COMPACT) and observation.ticket is not None:
                self._keep(observation, observation.ticket, exchange, (block.ordinal, part.number, i), where)

    def _keep(
        self,
        observation: Observation,
        ticket: int,
        exchange: Exchange,
        position: tuple[int, int, int],
        where: str,
    ) -> None:
        whole = observation.body is exchange.json()
        content = exchange.content if whole else _as_json(observation.body)
        self._tickets.see(
            (ticket, observation.subject), position, where, content, lambda: self._judge.blamed(observation)
        )

    def _recording(self, block: Block, batch: "_Batch", notes: dict[int, tuple[str, ...]]) -> Result:
        (part,) = block.parts()
        recording = read_recording(part.content, self._contract, block.base_url)
        if recording is None:
            batch.leave_out(block, part, _NOT_JSON)
            return Result()
        batch.parts += len(recording.entries)
        if said := notes_on(self._contract, recording, block.shown):
            notes[block.ordinal] = tuple(said)
        return judge_recording(self._contract, recording, block.shown)


class _Batch:
    """What is added up while some blocks are judged."""

    def __init__(self, judge: Judge) -> None:
        self.tally = Tally()
        self.omissions = Omissions()
        self.parts = 0
        #: Nobody can be asked again: what could have moved in between is neither broken nor kept.
        self.confirmations = Confirmations(judge, lambda _: None)

    def leave_out(self, block: Block, part: Part, why: str) -> None:
        self.omissions += Omissions.of(block, part.number, why)


def _why(reason: LeftOut, block: Block) -> str:
    """Say why an exchange is left out, and what could be done for it to be judged."""
    if reason is LeftOut.ELSEWHERE and block.base_url is not None:
        return f"{reason}; judged is {block.base_url}, and --base-url judges another"
    if reason in (LeftOut.NO_BODY, LeftOut.PART):
        return f"{reason}; to have it judged, save it with the bodies of responses"
    return str(reason)


def _as_json(value: Any) -> bytes | None:
    """Write a row of a page; None for one with numbers that are too long, or nested without sense."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return None
