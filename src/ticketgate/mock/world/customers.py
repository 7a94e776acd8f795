"""Customers and their supply contracts, made before the tickets that refer to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ticketgate.mock.world.catalogue import CUSTOMER_TAGS
from ticketgate.mock.world.clock import DAY, NOW
from ticketgate.mock.world.deck import Deck

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from ticketgate.mock.world.people import People, Person

_CHECK_BASE = 97
_UNASSIGNED_BANK = "90000000"  # German bank codes begin with 1 to 8
_PRODUCTS = {
    "electricity": ((311, "Beispiel Strom Fix", "STR-FIX-24"), (312, "Beispiel Ökostrom", "STR-OEK-12")),
    "gas": ((321, "Beispiel Gas Komfort", "GAS-KOM-12"), (322, "Beispiel Biogas 10", "GAS-BIO-24")),
}


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as the ticket shows it, except `emailMatches`, which depends on the ticket's sender."""

    members: dict[str, Any]
    addresses: tuple[str, ...]
    """The e-mail addresses of the customer and of the contracts, in that order."""

    @property
    def key(self) -> str:
        """The id as text, the form `customerId` and `contracts[].customerId` hold it in (R9, R11)."""
        return str(self.members["id"])

    @property
    def name(self) -> str:
        """How the customer signs."""
        names = (self.members["firstname"], self.members["lastname"])
        return " ".join(name for name in names if name) or str(self.members["company"])


def customers(pool: People, rng: Random, count: int) -> list[Customer]:
    """Make `count` customers with every shape the API allows in fixed proportions."""
    makers = _Makers(pool, rng)
    return [makers.customer(number) for number in range(count)]


class _Makers:
    """Holds the decks, so that shapes are spread evenly over all customers."""

    def __init__(self, pool: People, rng: Random) -> None:
        self._pool = pool
        self._rng = rng
        self._kind = Deck.weighted(rng, {"private": 9, "business": 2, "business without contact": 1})
        self._phone_type = Deck.weighted(rng, {"integer": 3, "string": 2, "null": 1})
        self._has_email = Deck.odds(rng, yes=7, no=1)
        self._contracts = Deck.weighted(rng, {0: 1, 1: 8, 2: 2})
        self._tags = Deck.weighted(rng, {0: 5, 1: 3, 2: 2})
        self._tag = Deck(rng, CUSTOMER_TAGS)
        self._additional = Deck.odds(rng, yes=2, no=3)
        self._supply = _SupplyDecks(rng)

    def customer(self, number: int) -> Customer:
        """Make one customer; every fourth has ids of letters and digits instead of integers (Q17)."""
        person, kind = self._pool.person(self._rng), self._kind.deal()
        business = kind != "private"
        named = kind != "business without contact"
        members: dict[str, Any] = {
            "id": f"CU-{1042 + number}" if number % 4 == 1 else 81_200 + 7 * number,
            "business": business,
            "company": self._rng.choice(self._pool.companies) if business else None,
            "firstname": person.first if named else None,
            "lastname": person.last if named else None,
            "address": person.address,
            "phone": _typed(self._phone_type.deal(), person.phone),
            "email": person.email if self._has_email.deal() else None,
            "tags": list({tag["id"]: tag for tag in self._customer_tags()}.values()),
        }
        # The page shows no tagIds in the full form, the compact form has them (C52): both kinds exist here.
        if members["tags"]:
            members["tagIds"] = [tag["id"] for tag in members["tags"]]
        members["contracts"] = list(self._supply_contracts(number, members, person))
        members["additionalData"] = {"newsletter": True, "region": "Nord"} if self._additional.deal() else {}
        known = (members["email"], *(contract["email"] for contract in members["contracts"]))
        return Customer(members, tuple(dict.fromkeys(address for address in known if address)))

    def _customer_tags(self) -> Iterator[dict[str, Any]]:
        for _ in range(self._tags.deal()):
            yield self._tag.deal()

    def _supply_contracts(
        self, number: int, customer: dict[str, Any], person: Person
    ) -> Iterator[dict[str, Any]]:
        for position in range(self._contracts.deal()):
            serial = 4 * number + position
            key = f"C-{10_010 + serial}" if isinstance(customer["id"], str) else 740_100 + 3 * serial
            yield self._supply.contract(key, customer, person, self._rng)


class _SupplyDecks:
    """The decks of supply contracts."""

    def __init__(self, rng: Random) -> None:
        self._energy = Deck.weighted(rng, {"electricity": 5, "gas": 3})
        self._ended = Deck.odds(rng, yes=1, no=4)
        self._tenant = Deck.odds(rng, yes=1, no=2)
        self._own_email = Deck.weighted(rng, {"same": 4, "other": 2, "null": 1})
        self._phone_type = Deck.weighted(rng, {"integer": 2, "string": 2, "null": 1})
        self._delivery = Deck.odds(rng, yes=5, no=1)
        self._billing = Deck.odds(rng, yes=1, no=3)
        self._preview = Deck.weighted(rng, {0: 1, 2: 2, 3: 1})
        self._has_link = Deck.odds(rng, yes=3, no=1)
        self._raw_data = Deck.odds(rng, yes=5, no=1)
        self._registers = Deck.weighted(rng, {0: 1, 1: 4, 2: 1})

    def contract(
        self, key: int | str, customer: dict[str, Any], person: Person, rng: Random
    ) -> dict[str, Any]:
        """Make a contract of this customer; one in six comes without the `rawData` of the ERP system."""
        energy, ended = self._energy.deal(), self._ended.deal()
        members = (
            {"id": key, "customerId": str(customer["id"])}
            | self._holder(customer, person, rng)
            | self._state(rng, energy, ended=ended)
            | self._product(rng, energy)
            | self._grid(rng, str(key), place=customer["address"].rsplit(" ", 1)[-1])
            | {"tabPreview": {"color": "red" if ended else "green", "icon": energy}}
        )
        members["agentPreview"] = _preview(self._preview.deal(), members)
        if self._raw_data.deal():
            members["rawData"] = None
        return members

    def _holder(self, customer: dict[str, Any], person: Person, rng: Random) -> dict[str, Any]:
        """Give the holder: names and `business` are the customer's, so that R31 holds here as there."""
        elsewhere = f"Postfach {rng.randrange(1000, 9999)}, {customer['address'].split(', ')[1]}"
        return {
            "email": self._email(customer["email"], person),
            "firstname": customer["firstname"],
            "lastname": customer["lastname"],
            "business": customer["business"],
            "phone": _typed(self._phone_type.deal(), person.phone),
            "deliveryAddress": customer["address"] if self._delivery.deal() else None,
            "billingAddress": elsewhere if self._billing.deal() else None,
            "iban": _iban(rng),
            "unpaidDebt": round(max(0.0, rng.gauss(0, 60)), 2),
        }

    def _state(self, rng: Random, energy: str, *, ended: bool) -> dict[str, Any]:
        start = NOW - rng.randrange(90, 1500) * DAY
        return {
            "orderId": 550_000 + rng.randrange(90_000),
            "tenant": "Stadtwerke Beispiel" if self._tenant.deal() else None,
            "signupDate": start - rng.randrange(7, 40) * DAY,
            "startDate": start,
            "endDate": NOW - rng.randrange(1, 60) * DAY if ended else None,
            "status": "ended" if ended else "active",
            "statusCode": 9000 if ended else 5000,
            "statusCodeTitle": "Belieferung beendet" if ended else "In Belieferung",
            "energy": energy,
            "energyTypeId": 1 if energy == "electricity" else 2,
            "energySubTypeId": rng.randrange(1, 5),
        }

    def _product(self, rng: Random, energy: str) -> dict[str, Any]:
        product_id, name, code = rng.choice(_PRODUCTS[energy])
        consumption, working_price = rng.randrange(1400, 21_000), round(rng.uniform(0.09, 0.34), 4)
        return {
            "productId": product_id,
            "productName": name,
            "productCode": code,
            "campaignId": rng.randrange(1, 40),
            "salesChannelId": rng.randrange(1, 9),
            "consumption": consumption,
            "monthlyDeposit": max(20, round(consumption * working_price / 12)),
            "vatRate": 0.19 if energy == "electricity" else 0.07,
            "basePrice": round(rng.uniform(7.5, 16.9), 2),
            "workingPrice": working_price,
        }

    def _grid(self, rng: Random, key: str, place: str) -> dict[str, Any]:
        link = {"url": f"https://erp.example.org/contract/{key}", "logo": "powercloud"}
        return {
            "counterNumber": f"1BSP{rng.randrange(10**9):010d}",
            "gridOperatorName": f"Netze {place}",
            "gridOperatorCode": 9_900_000_000_000 + rng.randrange(10**9),
            "registers": [{"obis": f"1-0:1.8.{number}"} for number in range(self._registers.deal())],
            "erpUrls": [link] if self._has_link.deal() else [],
        }

    def _email(self, own: str | None, person: Person) -> str | None:
        how = self._own_email.deal()
        return f"vertrag.{person.email}" if how == "other" else own if how == "same" else None


def _typed(how: str, number: str) -> int | str | None:
    """Give a telephone number in one of the forms the API has been seen to use (C47)."""
    if how == "null":
        return None
    return int(number[1:]) if how == "integer" else number


def _preview(count: int, contract: dict[str, Any]) -> list[dict[str, Any]]:
    """Make preview lines: with and without tooltip, link and the optional `type`."""
    lines: list[dict[str, Any]] = [
        {
            "label": "Tarif",
            "value": contract["productName"],
            "tooltip": f"Arbeitspreis {contract['workingPrice'] * 100:.2f} ct/kWh",
            "url": None,
        },
        {
            "label": "Abschlag",
            "value": f"{contract['monthlyDeposit']} EUR",
            "tooltip": None,
            "url": "https://erp.example.org/deposit",
            "type": "string",
        },
        {"label": "Zahlweise", "value": "Lastschrift", "tooltip": None, "url": None, "type": "string"},
    ]
    return lines[:count]


def _iban(rng: Random) -> str:
    """Make an IBAN that passes the check digits and belongs to no bank."""
    account = f"{_UNASSIGNED_BANK}{rng.randrange(10**10):010d}"
    check = _CHECK_BASE + 1 - int(f"{account}131400") % _CHECK_BASE
    return f"DE{check:02d}{account}"
