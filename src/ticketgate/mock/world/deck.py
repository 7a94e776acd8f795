"""Seeded choice without replacement: frequencies are skewed as asked, yet rare values are certain to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from random import Random

T = TypeVar("T")


class Deck(Generic[T]):
    """A shuffled deck of cards that is shuffled again when it runs out.

    Drawing independently would leave a one-in-fifty value out of some data sets of five hundred tickets;
    dealing from a deck of fifty shows each value once in fifty draws, whatever the seed.
    """

    __slots__ = ("_cards", "_left", "_random")

    def __init__(self, rng: Random, cards: Iterable[T]) -> None:
        self._random = rng.random
        self._cards = list(cards)
        self._left: list[T] = []

    @classmethod
    def weighted(cls, rng: Random, weights: Mapping[T, int], one_in: int | None = None) -> Deck[T]:
        """Build a deck that holds each value as many times as its weight says.

        With `one_in` it has so many cards instead: one of each value, the rest of the most frequent one.
        """
        if one_in is not None:
            most_frequent = max(weights, key=lambda value: weights[value])
            weights = dict.fromkeys(weights, 1) | {most_frequent: one_in - len(weights) + 1}
        return cls(rng, [value for value, weight in weights.items() for _ in range(weight)])

    @classmethod
    def odds(cls, rng: Random, yes: int, no: int, one_in: int | None = None) -> Deck[bool]:
        """Build a deck of `yes` true and `no` false cards; with `one_in` the rarer is one of so many."""
        return Deck.weighted(rng, {True: yes, False: no}, one_in)

    def deal(self) -> T:
        """Take the next card."""
        if not self._left:
            # Sorting by random keys shuffles three times as fast as `Random.shuffle`.
            self._left = sorted(self._cards, key=lambda _: self._random())
        return self._left.pop()
