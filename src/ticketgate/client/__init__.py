"""The only code that speaks HTTP to the target: credentials, pacing, budget, retries, smoke check."""

from ticketgate.client.http import BodyTooLarge, BudgetSpent, Client, TimeSpent, Unanswered
from ticketgate.client.served_document import served_document
from ticketgate.client.smoke import smoke
from ticketgate.client.target import (
    Credential,
    Target,
    base_url_from,
    checked_url,
    credentials_from,
    refuse_limits,
)
from ticketgate.client.waiting import result_of, started

__all__ = [
    "BodyTooLarge",
    "BudgetSpent",
    "Client",
    "Credential",
    "Target",
    "TimeSpent",
    "Unanswered",
    "base_url_from",
    "checked_url",
    "credentials_from",
    "refuse_limits",
    "result_of",
    "served_document",
    "smoke",
    "started",
]
