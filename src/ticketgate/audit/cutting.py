"""Cuts sources into blocks while they are read; what cannot be read on is left out and named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from ticketgate.audit.array_items import LONGEST, ArrayItems
from ticketgate.audit.blocks import Block, Holding
from ticketgate.audit.recognition import Recognised
from ticketgate.exchange.answer import NotJson, parse_json
from ticketgate.recording.unwrapping import DamagedSource, looked_at, unwrapped, without_beginning

__all__ = ["BLOCK_SIZE", "Cutter", "batches"]

#: About how many bytes of content make a block: a tenth of a second of judging.
BLOCK_SIZE: Final = 2 * 1024 * 1024
#: Sentences on sources that are kept; of further ones only that there were some.
_MOST_NOTES: Final = 50
#: What ends HAR behind its entries.
_NOTHING_BEHIND: Final = b"}}"


@dataclass(slots=True)
class Cutter:
    """Cuts sources into blocks, and keeps what there is to say of them."""

    #: The most rows that a page may have.
    most_rows: int
    #: About how many bytes a block has.
    size: int = BLOCK_SIZE
    #: How many bytes were read of what is stored.
    stored: int = field(default=0, init=False)
    #: How many sources could not be read to their end.
    damaged: int = field(default=0, init=False)
    #: Sentences on sources.
    notes: list[str] = field(default_factory=list, init=False)

    def blocks(self, recognised: Recognised) -> Iterator[Block]:
        """Yield the blocks of a source, in its order."""
        content = unwrapped(self._counted(recognised.source.pieces()))
        if recognised.taken_off:
            self._note(f"{recognised.source.shown}: taken off: {' and '.join(recognised.taken_off)}.")
        cut = {
            Holding.LINES: self._lines,
            Holding.ITEMS: self._items,
            Holding.ROWS: self._rows,
            Holding.ENTRIES: self._entries,
            Holding.RECORDING: self._recording,
        }
        yield from cut.get(recognised.held, self._whole)(recognised, content.pieces)

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.stored += len(piece)
            yield piece

    def _note(self, sentence: str) -> None:
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(sentence)
        elif len(self.notes) == _MOST_NOTES:
            self.notes.append("Of further sources there is more to say of this kind.")

    def _end(self, recognised: Recognised, where: str, why: object) -> None:
        self.damaged += 1
        self._note(f"{recognised.source.shown}: left out {where}: {why}.")

    def _whole(self, recognised: Recognised, pieces: Iterator[bytes]) -> Iterator[Block]:
        content = bytearray()
        try:
            for piece in pieces:
                content += piece
        except DamagedSource as damage:
            self._end(recognised, f"all of it, for it has {len(content):,} bytes and no end", damage)
            return
        yield recognised.block(1, (bytes(content),))

    # Lines

    def _lines(self, recognised: Recognised, pieces: Iterator[bytes]) -> Iterator[Block]:
        first, kept, offset = 1, bytearray(), 0
        try:
            for piece in pieces:
                kept += piece
                end = kept.rfind(b"\n") + 1
                if end >= self.size or (end and len(kept) > LONGEST):
                    yield recognised.block(first, bytes(kept[:end]))
                    first, offset = first + kept.count(b"\n", 0, end), offset + end
                    del kept[:end]
                elif len(kept) > LONGEST:
                    # As much of it as shows that it is too long: whoever judges the block leaves it out.
                    yield recognised.block(first, bytes(kept))
                    first, offset = first + 1, offset + _passed_over(kept, pieces)
        except DamagedSource as damage:
            end = kept.rfind(b"\n") + 1
            last, behind = first + kept.count(b"\n"), offset + end
            self._end(
                recognised, f"line {last} and what follows it, from byte {behind:,} of its content", damage
            )
            del kept[end:]
        if kept.strip():
            yield recognised.block(first, bytes(kept))

    # Arrays

    def _items(self, recognised: Recognised, pieces: Iterator[bytes]) -> Iterator[Block]:
        items = ArrayItems(pieces)
        for first, some in self._by_size(recognised, "item", enumerate(items, 1)):
            yield recognised.block(first, some)
        if (items.behind or b"").strip():
            self._note(f"{recognised.source.shown}: left out what follows the array.")

    def _rows(self, recognised: Recognised, pieces: Iterator[bytes]) -> Iterator[Block]:
        """Yield the page with as many rows as show whether it has too many, and the others by themselves."""
        before, pieces = _split(pieces, recognised.parts_at or 0)
        items, count, held = ArrayItems(pieces), 0, list[bytes]()
        rows = enumerate(items, 1)
        for number, row in self._until_damage(recognised, "row", rows):
            held.append(row)
            if number > self.most_rows:
                break
        rest = chain([(len(held), held[-1])] if len(held) > self.most_rows else [], rows)
        for first, some in self._by_size(recognised, "row", rest):
            count = first + len(some) - 1
            yield recognised.block(first, some, Holding.ROWS)
        count = max(count, len(held))
        if items.behind is None:
            yield recognised.block(1, tuple(held[: self.most_rows]), Holding.ROWS)
            return
        behind = items.behind + b"".join(pieces)
        page = before + b"[" + b",".join(held) + b"]" + behind
        self._note(
            f"{recognised.source.shown}: is one page of {count:,} rows: "
            f"the promises on pages were judged with the first {len(held):,} of them."
        )
        yield recognised.block(1, (page,), Holding.ONE_BODY)

    # HAR

    def _entries(self, recognised: Recognised, pieces: Iterator[bytes]) -> Iterator[Block]:
        none = True
        if recognised.parts_at is not None:
            _, pieces = _split(pieces, recognised.parts_at)
            items = ArrayItems(pieces)
            for first, some in self._by_size(recognised, "entry", enumerate(items, 1)):
                none = False
                yield recognised.block(first, some)
            none = none and items.behind is not None
        if none:
            self._note(f"{recognised.source.shown}: is a HAR file without entries.")

    def _recording(self, recognised: Recognised, pieces: Iterator[bytes]) -> Iterator[Block]:
        """Yield a recording of ours as one; of one that was cut without what it says behind its entries."""
        before, pieces = _split(pieces, recognised.parts_at or 0)
        items = ArrayItems(pieces)
        entries = [text for _, text in self._until_damage(recognised, "entry", enumerate(items, 1))]
        behind = _NOTHING_BEHIND
        if items.behind is not None:
            try:
                behind = items.behind + b"".join(pieces)
                parse_json(before + b"[]" + behind)
            except (DamagedSource, NotJson):
                self._end(recognised, "what follows its entries", "it breaks off")
                behind = _NOTHING_BEHIND
        content = before + b"[" + b",".join(entries) + b"]" + behind
        entries.clear()  # they would wait here while the block is judged
        yield recognised.block(1, (content,))

    def _by_size(
        self, recognised: Recognised, kind: str, numbered: Iterable[tuple[int, bytes]]
    ) -> Iterator[tuple[int, tuple[bytes, ...]]]:
        """Yield texts that follow one another, as many as make a block, with the number of the first."""
        some, first, size = list[bytes](), 1, 0
        for number, text in self._until_damage(recognised, kind, numbered):
            first = first if some else number
            some.append(text)
            size += len(text)
            if size >= self.size:
                yield first, tuple(some)
                some, size = [], 0
        if some:
            yield first, tuple(some)

    def _until_damage(
        self, recognised: Recognised, kind: str, numbered: Iterable[tuple[int, bytes]]
    ) -> Iterator[tuple[int, bytes]]:
        last = 0
        try:
            for last, text in numbered:
                yield last, text
        except DamagedSource as damage:
            self._end(recognised, f"{kind} {last + 1} and what follows it", damage)


def _split(pieces: Iterator[bytes], at: int) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes, as far as they are there, and what follows them."""
    beginning, pieces = looked_at(pieces, at)
    return beginning[:at], without_beginning(pieces, at)


def _passed_over(kept: bytearray, pieces: Iterator[bytes]) -> int:
    """Pass over the line that was begun, and return its length; what follows it is kept."""
    length = 0
    while (end := kept.find(b"\n")) < 0:
        length += len(kept)
        kept.clear()
        piece = next(pieces, None)
        if piece is None:
            return length
        kept += piece
    del kept[: end + 1]
    return length + end + 1


def batches(blocks: Iterable[Block], size: int) -> Iterator[tuple[Block, ...]]:
    """Yield blocks together that have about so many bytes: of many small files many are judged at once."""
    some, total = list[Block](), 0
    for block in blocks:
        some.append(block)
        total += block.size
        if total >= size:
            yield tuple(some)
            some, total = [], 0
    if some:
        yield tuple(some)
