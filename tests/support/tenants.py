"""Tenants with several faults at once, each on a share of its own of the tickets or requests."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from support.serving import TOKEN, mock_app
from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults.finding import faults_of
from ticketgate.mock.faults.serving import Faulty
from ticketgate.mock.service import app

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp

    from ticketgate.mock.faults.fault import Fault


@cache
def known_faults() -> Mapping[str, Fault]:
    return faults_of(default_contract())


def tenant(faults: Mapping[str, float], tickets: int, seed: int = 7) -> ASGIApp:
    """The mock with faults by their ids, each of which shows on this share of what it could show on."""
    served = mock_app(tickets, seed)
    for rate in sorted(set(faults.values())):
        alike = [known_faults()[name] for name, share in faults.items() if share == rate]
        served = Faulty(served, alike, rate, token=TOKEN, base=app.BASE_PATH)
    return served
