"""Invented people: name pools made once per seed, and the agents of the service desk.

Nobody here is real: addresses are in reserved domains, telephone numbers in the ranges kept free for fiction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from faker import Faker

from ticketgate.mock.world.clock import DAY, HOUR, NOW, date_time
from ticketgate.mock.world.deck import Deck

AGENTS = 24
ON_DUTY = 8
"""So many agents are at work now: only they can have been active within the last hour."""
FIRST_AGENT_ID = 11
CALLER_ID = FIRST_AGENT_ID
"""The agent whose key the caller uses: a read with `viewing=true` adds this one."""
TEAM_IDS = tuple(range(FIRST_AGENT_ID, FIRST_AGENT_ID + 6))
"""What `team` stands for in a filter on `t.agentId`: the caller's own team."""

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "-", "'": None})
_NAMES = 160


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person or, with a company, the contact person of a business."""

    first: str
    last: str
    address: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class People:
    """Pools to combine people from; combining is cheap where asking Faker is not."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    streets: tuple[str, ...]
    places: tuple[str, ...]
    companies: tuple[str, ...]

    def person(self, rng: Random) -> Person:
        """Put one person together."""
        first, last = rng.choice(self.first_names), rng.choice(self.last_names)
        street, place = rng.choice(self.streets), rng.choice(self.places)
        return Person(
            first=first,
            last=last,
            address=f"{street} {rng.randrange(1, 140)}, {place}",
            email=email(first, last, rng.choice(("example.com", "example.org", "example.net"))),
            phone=phone(rng),
        )


@lru_cache(maxsize=4)
def people(seed: int) -> People:
    """Make the pools of a seed; the same seed gives the same people within one Faker version."""
    fake = Faker("de_DE")
    fake.seed_instance(seed)
    return People(
        first_names=tuple(fake.first_name() for _ in range(_NAMES)),
        last_names=tuple(fake.last_name() for _ in range(_NAMES)),
        streets=tuple(fake.street_name() for _ in range(_NAMES)),
        places=tuple(f"{fake.postcode()} {fake.city_name()}" for _ in range(_NAMES)),
        companies=tuple(fake.company() for _ in range(_NAMES // 2)),
    )


def email(first: str, last: str, domain: str) -> str:
    """Write a plain ASCII address for a name; a dot stands between words and nowhere else (RFC 5321)."""
    words = re.findall(r"[a-z0-9-]*[a-z0-9]", f"{first}.{last}".lower().translate(_FOLDED))
    return f"{'.'.join(words)}@{domain}"


def phone(rng: Random) -> str:
    """Write a number from the Berlin range that no subscriber has: +49 30 23125000 to 23125999."""
    return f"+493023125{rng.randrange(1000):03d}"


@lru_cache(maxsize=4)
def agents(seed: int) -> tuple[dict[str, Any], ...]:
    """Make the agent objects of a seed; the first `ON_DUTY` of them were seen within the last minute."""
    pool, rng = people(seed), Random(seed)  # noqa: S311 - seeded on purpose: the same seed, the same people
    alias = Deck.weighted(rng, {"absent": 1, "null": 1, "given": 1})
    external = Deck.weighted(rng, {"absent": 1, "null": 1, "given": 1})
    single_sign_on = Deck.weighted(rng, {0: 2, 1: 1})
    made = []
    for number in range(AGENTS):
        person = pool.person(rng)
        seen = NOW - (rng.randrange(60) if number < ON_DUTY else rng.randrange(2 * HOUR, 2 * DAY))
        agent: dict[str, Any] = {
            "id": FIRST_AGENT_ID + number,
            "firstName": person.first,
            "lastName": person.last,
            "email": email(person.first, person.last, "service.example.com"),
            "phone": person.phone,
            "lastSeen": date_time(seen),
            "type": "enneo",
            "isSsoOnly": single_sign_on.deal(),
            "lang": "de" if number % 6 else "en",
        }
        _put(agent, "nameAlias", alias.deal(), f"{person.first} {person.last[0]}.")
        _put(agent, "externalId", external.deal(), f"MA-{4000 + number}")
        made.append(agent)
    return tuple(made)


def _put(agent: dict[str, Any], name: str, how: str, value: str) -> None:
    """Leave an optional member out, or set it to null or to the value."""
    if how != "absent":
        agent[name] = value if how == "given" else None
