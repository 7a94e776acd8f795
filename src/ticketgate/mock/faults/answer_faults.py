"""The bugs that both operations can have: how answers are framed, what errors say, whether any comes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from ticketgate.mock.faults.fault import GET_TICKET, SEARCH, Answered, Asked, Fault, Manner
from ticketgate.mock.faults.made import JSON, made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ticketgate.mock.faults.fault import Tell

_HTML = {"content-type": "text/html"}


def answer_faults() -> Iterator[Fault]:
    """Yield the faults of both operations, each with the clause it breaks."""
    for operation in (GET_TICKET, SEARCH):
        yield from _framing(operation)
        yield from _errors(operation)
        yield from _leaks(operation)
        yield from _silence(operation)


# How an answer is framed


def _framing(operation: str) -> Iterator[Fault]:
    for variant, media in (
        ("html", "text/html"),
        ("text", "text/plain"),
        ("xml", "application/xml"),
        ("none", ""),
    ):
        headers = {"content-type": media} if media else {}
        yield made(
            f"{operation}/success-is-json",
            variant,
            f"declares a success as {media or 'nothing'}",
            tell=_on_success(_declared_as(headers)),
        )
    for variant, says, spoil in _SPOILT_BODIES:
        yield made(
            f"{operation}/success-is-well-formed",
            variant,
            f"sends a success {says}",
            tell=_on_success(_spoilt_by(spoil)),
        )
    for variant, says, body in (
        ("success-false", "that says success is false", {"success": False, "message": "It did not work."}),
        ("failure", "as an object", {"error": {"message": "cancelled"}, "status": "failure"}),
        ("text", "as a text", {"error": "cancelled"}),
    ):
        yield made(
            f"{operation}/success-is-no-error",
            variant,
            f"answers with a success an error {says}",
            tell=_on_success(_replaced_by(orjson.dumps(body))),
        )
    for variant, says, pattern, instead in (
        (
            "fraction",
            "writes customerLegitimation with a fraction",
            rb'("customerLegitimation":[0-9]+)',
            rb"\1.0",
        ),
        ("exponent", "writes agentId with an exponent", rb'("agentId":[0-9]+)', rb"\1e0"),
        ("item", "writes the last of tagIds with a fraction", rb'("tagIds":\[[0-9,]*[0-9])\]', rb"\1.0]"),
    ):
        yield made(
            f"{operation}/whole-numbers-have-no-fraction",
            variant,
            says,
            tell=_on_success(_rewritten(re.compile(pattern), instead)),
        )
    yield made(
        f"{operation}/token-is-not-echoed",
        "header",
        "sends the caller's token back in a header of a success",
        tell=_echoing_in_header,
    )


_SPOILT_BODIES: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
    ("empty", "without a body", lambda _: b""),
    ("cut", "that ends in the middle", lambda body: body[: len(body) // 2]),
    ("bom", "after a byte order mark", lambda body: b"\xef\xbb\xbf" + body),
    ("utf-16", "in UTF-16", lambda body: body.decode().encode("utf-16")),
    ("latin-1", "in Latin-1", lambda body: body.decode().encode("latin-1", "replace")[:-1] + b',"x":"\xe4"}'),
    ("comma", "with a comma too many", lambda body: body[:-1] + b",}"),
    ("nan", "with NaN as a number", lambda body: body[:-1] + b',"x":NaN}'),
    ("twice", "twice in one body", lambda body: body + b"\n" + body),
    ("html", "as a page of HTML", lambda _: b"<!doctype html><title>Ticket</title>"),
)


def _declared_as(headers: Mapping[str, str]) -> Callable[[Answered], Answered]:
    return lambda answered: replace(answered, headers=headers)


def _spoilt_by(spoil: Callable[[bytes], bytes]) -> Callable[[Answered], Answered]:
    return lambda answered: replace(answered, body=spoil(answered.body))


def _replaced_by(body: bytes) -> Callable[[Answered], Answered]:
    return lambda answered: replace(answered, body=body)


def _rewritten(pattern: re.Pattern[bytes], instead: bytes) -> Callable[[Answered], Answered]:
    return lambda answered: replace(answered, body=pattern.sub(instead, answered.body))


def _on_success(change: Callable[[Answered], Answered]) -> Tell:
    return lambda _, answered: change(answered) if answered.succeeded else answered


def _on_error(change: Callable[[Asked, Answered], Answered]) -> Tell:
    return lambda asked, answered: answered if answered.succeeded else change(asked, answered)


def _echoing_in_header(asked: Asked, answered: Answered) -> Answered:
    if not (answered.succeeded and asked.authorized):
        return answered
    return replace(answered, headers={**answered.headers, "x-debug-token": asked.token})


# What errors say


def _errors(operation: str) -> Iterator[Fault]:
    clause = f"{operation}/errors-say-why"
    for variant, says, body in (
        ("no-message", "without a message", {"success": False}),
        ("no-success", "without success", {"message": "It did not work."}),
        ("success", "that claims success", {"success": True, "message": "It did not work."}),
        ("empty-message", "with an empty message", {"success": False, "message": ""}),
        ("object-message", "with an object for a message", {"success": False, "message": {"text": "No."}}),
        ("list", "in a list", [{"success": False, "message": "It did not work."}]),
        ("null", "as null", None),
    ):
        tell = _on_error(_saying(orjson.dumps(body), JSON))
        yield made(clause, variant, f"answers an error {says}", tell=tell)
    for variant, says, content in (
        ("html", "as a page of HTML", b"<!doctype html><title>Error</title>"),
        ("text", "as plain text", b"It did not work."),
        ("empty", "without a body", b""),
    ):
        tell = _on_error(_saying(content, _HTML))
        yield made(clause, variant, f"answers an error {says}", tell=tell)
    yield made(
        f"{operation}/token-is-not-echoed",
        "error",
        "quotes the caller's token in the message of an error",
        tell=_on_error(_echoing_in_message),
    )


def _leaks(operation: str) -> Iterator[Fault]:
    """Yield refusals that bring what they refuse."""
    shown = {"id": 371001, "subject": "Bill", "status": "open", "customerId": "4711"}
    for variant, says, body in (
        ("beside", "with the ticket beside the message", {"ticket": shown}),
        ("rows", "with tickets in a list", {"tickets": [shown]}),
        ("whole", "with the members of the ticket", shown),
    ):
        content = orjson.dumps({**body, "success": False, "message": "No."})
        tell = _on_error(_saying(content, JSON))
        yield made(f"{operation}/refusal-shows-no-ticket", variant, f"answers an error {says}", tell=tell)


def _saying(body: bytes, headers: Mapping[str, str]) -> Tell:
    return lambda _, answered: replace(answered, headers=headers, body=body)


def _echoing_in_message(asked: Asked, answered: Answered) -> Answered:
    if not asked.authorized:
        return answered
    return answered.with_json({"success": False, "message": f"refused: Bearer {asked.token}"})


# Whether an answer comes


def _silence(operation: str) -> Iterator[Fault]:
    clause = f"{operation}/request-is-answered"
    yield made(clause, "trickle", "sends one byte a second", manner=Manner.TRICKLE)
    yield made(clause, "cut", "closes the connection in the middle", manner=Manner.CUT)
    yield made(clause, "silence", "never answers", manner=Manner.SILENCE)
