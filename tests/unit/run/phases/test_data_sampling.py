"""The phase that samples the data: what its own pages are judged for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.serving import TOKEN, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults.finding import faults_of
from ticketgate.mock.faults.serving import Faulty
from ticketgate.mock.service.app import BASE_PATH
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.run.collect import collect
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from ticketgate.judging.tally import Result

CONTRACT = default_contract()
#: Tickets of two pages.
TICKETS = 520


def sampled(*faults: str) -> Result:
    app = Faulty(
        mock_app(TICKETS, 3), [faults_of(CONTRACT)[each] for each in faults], 1, token=TOKEN, base=BASE_PATH
    )
    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(TOKEN, "here"), max_requests=100, is_mock=True
    )
    with Client(target, InProcess(app)) as client:
        return collect(CONTRACT, client, Settings(), phases=[sample_tickets]).result


def test_its_pages_are_judged_by_each_other() -> None:
    result = sampled()
    assert result.groups == {}
    between = {"searchTickets/pages-join-up", "searchTickets/pages-agree-on-total"}
    assert between <= result.exercised.keys()


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("searchTickets/pages-join-up=overlap", "searchTickets/pages-join-up"),
        ("searchTickets/pages-agree-on-total=growing", "searchTickets/pages-agree-on-total"),
        ("searchTickets/page-is-filled=cut", "searchTickets/page-is-filled"),
    ],
)
def test_a_page_that_does_not_go_with_the_others_is_found(fault: str, found: str) -> None:
    assert found in {clause for clause, _ in sampled(fault).groups}
