"""Clients for tests: with a credential to look for, and with a time that does not pass by itself."""

from __future__ import annotations

from typing import Any

from ticketgate.client import Client, Credential, Target

TOKEN = Credential("s3cret-t0ken", "ENNEO_TOKEN")
COOKIE = Credential("connect.sid=s3cret-c00kie", "ENNEO_COOKIE")


class FakeTime:
    """A clock that only moves when somebody pauses."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    def clock(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def client_of(base_url: str, fake: FakeTime | None = None, **options: Any) -> Client:
    fake = fake or FakeTime()
    target = Target.create(base_url, TOKEN, **{"timeout": 5.0, "is_mock": True, **options})
    return Client(target, clock=fake.clock, pause=fake.pause)
