"""Each fault of credentials, flags, paths and bodies, shown by a request that goes wrong."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any, Final

import orjson
import pytest

from support.serving import TOKEN
from support.showing import BEARER, Effect, Find, Read, answers, by, changed, filtered, parameters, status
from ticketgate.mock.faults.behaviour.body_faults import body_faults
from ticketgate.mock.faults.behaviour.body_text_faults import body_text_faults
from ticketgate.mock.faults.behaviour.credential_faults import credential_faults
from ticketgate.mock.faults.behaviour.flag_effect_faults import flag_effect_faults
from ticketgate.mock.faults.behaviour.flag_faults import flag_faults
from ticketgate.mock.faults.behaviour.path_faults import path_faults
from ticketgate.mock.faults.behaviour.refusal_faults import refusal_faults

if TYPE_CHECKING:
    import httpx

    from ticketgate.mock.faults.fault import Fault

QUIET: Final = "371003?viewing=false"


def jwt(algorithm: str, signature: str, **claims: Any) -> str:
    parts = (orjson.dumps({"alg": algorithm, "typ": "JWT"}), orjson.dumps(claims))
    return ".".join([*(urlsafe_b64encode(part).decode().rstrip("=") for part in parts), signature])


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


PRESENTED: Final[dict[str, dict[str, str]]] = {
    "empty-header": {"Authorization": ""},
    "bearer-alone": {"Authorization": "Bearer"},
    "any-basic": {"Authorization": "Basic bm9ib2R5OmFueXRoaW5n"},
    "digest": {"Authorization": 'Digest username="nobody"'},
    "null-token": bearing("null"),
    "other-case": bearing(TOKEN.upper()),
    "cut-by-one": bearing(TOKEN[:-1]),
    "first-cut": bearing(TOKEN[1:]),
    "beginning": bearing(TOKEN[:5]),
    "one-more": bearing(f"{TOKEN}x"),
    "followed": bearing(f"{TOKEN}.and.more"),
    "within": bearing(f"before-{TOKEN}-after"),
    "same-length": bearing("x" * len(TOKEN)),
    "swapped": bearing(TOKEN[len(TOKEN) // 2 :] + TOKEN[: len(TOKEN) // 2]),
    "alg-none": bearing(jwt("None", "c2ln", sub="nobody")),
    "any-jwt": bearing(jwt("HS256", "c2ln", admin=True)),
    "ran-out": bearing(jwt("HS256", "c2ln", exp=1_600_000_000)),
    "any-subject": bearing(jwt("HS256", "c2ln", sub="nobody")),
    "any-named-cookie": {"Cookie": "token=anything"},
    "local": {"X-Forwarded-For": "127.0.0.1"},
    "session-beside-token": {**bearing("nothing"), "Cookie": "connect.sid=nothing"},
    "empty-session": {"Cookie": "connect.sid="},
}
ELSEWHERE: Final[dict[str, dict[str, str]]] = {
    "basic-scheme": {"Authorization": f"Basic {TOKEN}"},
    "token-scheme": {"Authorization": f"Token {TOKEN}"},
    "no-scheme": {"Authorization": TOKEN},
    "listed": bearing(f"nothing, Bearer {TOKEN}"),
    "cookie-token": {"Cookie": f"auth={TOKEN}"},
    "key-header": {"X-Api-Key": TOKEN},
}


def of_both(shown: dict[str, Any], clause: str = "credentials-are-required") -> dict[str, Any]:
    """What shows the faults of a clause of both operations, where a header does."""
    reads = {f"getTicket/{clause}={name}": Read(QUIET, headers) for name, headers in shown.items()}
    searches = {f"{clause}={name}": Find({"limit": 1}, headers) for name, headers in shown.items()}
    return {**reads, **searches}


CREDENTIALS: Final[dict[str, Any]] = {
    **of_both(PRESENTED),
    **of_both(ELSEWHERE, "token-counts-as-bearer-only"),
    "getTicket/token-counts-as-bearer-only=query-token": Read(
        f"371003?viewing=false&access_token={TOKEN}", {}
    ),
    "getTicket/credentials-are-required=any-query-token": Read("371003?viewing=false&token=anything", {}),
    "getTicket/credentials-are-required=once-read": (Read(QUIET), Read(QUIET, {})),
    "getTicket/credentials-are-required=every-5th": tuple([Read(QUIET, {})] * 5),
    "token-counts-as-bearer-only=query-token": Find({"limit": 1}, {}, f"?token={TOKEN}"),
    "credentials-are-required=any-query-token": Find({"limit": 1}, {}, "?token=anything"),
    "credentials-are-required=once-read": (Find({"limit": 1}), Find({"limit": 1}, {})),
    "credentials-are-required=every-5th": tuple([Find({"limit": 1}, {})] * 5),
}


def told(shown: dict[str, tuple[Effect, dict[str, str]]]) -> dict[str, Any]:
    """What shows how both operations refuse: the effect, and the headers that are not valid."""
    reads = {f"getTicket/{name}": (effect, Read(QUIET, headers)) for name, (effect, headers) in shown.items()}
    searches = {name: (effect, Find({"limit": 1}, headers)) for name, (effect, headers) in shown.items()}
    return {**reads, **searches}


NOBODY: Final = {"Accept": "application/json"}
REFUSALS: Final[dict[str, Any]] = {
    **told(
        {
            "missing-credentials-are-unauthorized=400": (status(400), NOBODY),
            "missing-credentials-are-unauthorized=404": (status(404), NOBODY),
            "missing-credentials-are-unauthorized=redirect": (status(302), NOBODY),
            "credentials-are-required=page-to-sign-in": (status(200), NOBODY),
            "credentials-are-required=200-failure": (status(200), NOBODY),
            "refusal-shows-no-ticket=with-data": (changed, NOBODY),
            "credentials-are-required=no-content": (status(204), NOBODY),
            "no-server-error=no-credentials": (status(500), NOBODY),
            "no-server-error=garbled-token": (status(500), bearing("nothing")),
            "no-server-error=other-scheme": (status(500), {"Authorization": "Basic bm9ib2R5"}),
            "no-server-error=unsigned-token": (status(500), bearing(jwt("none", "", sub="nobody"))),
            "no-server-error=ran-out": (status(500), bearing(jwt("HS256", "c2ln", exp=1_600_000_000))),
            "errors-say-why=page-to-sign-in": (changed, NOBODY),
            "errors-say-why=401-empty": (changed, NOBODY),
            "token-is-not-echoed=body": (changed, BEARER),
        }
    ),
    "getTicket/credentials-come-first=looked-up": (status(404), Read("5", {})),
    "credentials-come-first=looked-up": (status(400), Find({}, {})),
    "getTicket/token-is-not-echoed=set-cookie": (
        lambda _, wrong: TOKEN in wrong.headers["set-cookie"],
        Read(QUIET),
    ),
    "token-is-not-echoed=set-cookie": (lambda _, wrong: TOKEN in wrong.headers["set-cookie"], Find()),
}


def read(*parameters: str, ticket: int = 371003) -> Read:
    return Read(f"{ticket}?{'&'.join(parameters)}")


BOOLEAN_FLAGS: Final = (
    "erpCacheOnly includeRawData includeCustomer includeIntents viewing includeSessions".split()
)
PAIRS: Final = "includeCustomer-with-includeIntents includeRawData-with-includeCustomer includeRawData-with-includeIntents erpCacheOnly-with-includeCustomer includeRawData-with-erpCacheOnly viewing-with-includeSessions".split()
SPELLED: Final = "1 0 yes no TRUE False".split()
FLAGS: Final[dict[str, Any]] = {
    **{f"getTicket/no-server-error={name}": read(f"{name}=false") for name in BOOLEAN_FLAGS},
    "getTicket/no-server-error=contentTranslationLanguage": read("contentTranslationLanguage=de"),
    **{
        f"getTicket/valid-request-is-accepted={name}-{value}": read(f"{name}={value}")
        for name in BOOLEAN_FLAGS
        for value in ("true", "false")
    },
    **{
        f"getTicket/no-server-error={pair}": read(*(f"{name}=true" for name in pair.split("-with-")))
        for pair in PAIRS
    },
    **{
        f"getTicket/invalid-parameter-is-refused=flag-{text}": read(f"includeRawData={text}")
        for text in SPELLED
    },
    "getTicket/invalid-parameter-is-refused=flag-empty": read("includeRawData="),
    "getTicket/valid-request-is-accepted=no-parameters": Read("371003"),
    "getTicket/valid-request-is-accepted=viewing-alone": Read(QUIET),
    "getTicket/valid-request-is-accepted=four-parameters": read(*(f"{name}=true" for name in BOOLEAN_FLAGS)),
    "getTicket/valid-request-is-accepted=raw-data-with-cache": read(
        "includeRawData=true", "erpCacheOnly=true"
    ),
    "getTicket/no-server-error=no-parameters": Read("371003"),
    "getTicket/no-server-error=flag-twice": read("viewing=false", "viewing=false"),
    "getTicket/no-server-error=flag-of-another-kind": read("viewing=perhaps"),
    "getTicket/no-server-error=language-unknown": read("contentTranslationLanguage=xx"),
}


def member(name: str) -> Effect:
    """The two tickets differ in this member, or one of them lacks it."""
    return lambda sound, wrong: (
        sound.status_code == wrong.status_code == 200 and sound.json().get(name) != wrong.json().get(name)
    )


def other_worker(sound: httpx.Response, wrong: httpx.Response) -> bool:
    """Somebody joined who does not work on the ticket."""
    return set(sound.json()["workedOnByIds"]) < set(wrong.json()["workedOnByIds"])


CUSTOMER, INTENTS, RAW = (
    read("viewing=false", "includeCustomer=true"),
    read("viewing=false", "includeIntents=true"),
    read("viewing=false", "includeRawData=true"),
)
CACHE: Final = read("viewing=false", "erpCacheOnly=true", "includeCustomer=true", ticket=371498)
EFFECTS_OF_FLAGS: Final[dict[str, Any]] = {
    "getTicket/customer-only-on-request=always": (member("customer"), Read(QUIET)),
    "getTicket/customer-only-on-request=false": (
        member("customer"),
        read("viewing=false", "includeCustomer=false"),
    ),
    "getTicket/intents-only-on-request=always": (member("intents"), Read(QUIET)),
    "getTicket/intents-only-on-request=false": (
        member("intents"),
        read("viewing=false", "includeIntents=false"),
    ),
    "getTicket/customer-on-request=ignored": (member("customer"), CUSTOMER),
    "getTicket/customer-on-request=inverted": (member("customer"), CUSTOMER),
    "getTicket/customer-on-request=intents-too": (member("customer"), CUSTOMER),
    "getTicket/intents-on-request=ignored": (member("intents"), INTENTS),
    "getTicket/intents-on-request=inverted": (member("intents"), INTENTS),
    "getTicket/intents-on-request=customer-too": (member("intents"), INTENTS),
    "getTicket/intents-on-request=brief": (
        member("intents"),
        read("viewing=false", "includeIntents=true", ticket=371498),
    ),
    "getTicket/raw-data-only-on-request=false": (
        member("rawData"),
        read("viewing=false", "includeRawData=false"),
    ),
    "getTicket/raw-data-only-on-request=customer": (member("rawData"), CUSTOMER),
    "getTicket/raw-data-only-on-request=inverted": (member("rawData"), Read(QUIET)),
    "getTicket/raw-data-on-request=ignored": (member("rawData"), RAW),
    "getTicket/raw-data-on-request=left-out": (member("rawData"), RAW),
    "getTicket/raw-data-on-request=contracts": (
        member("customer"),
        read("viewing=false", "includeRawData=true", "includeCustomer=true", ticket=371500),
    ),
    "getTicket/flags-change-only-their-members=raw-data-drops-attachments": (member("attachments"), RAW),
    "getTicket/flags-change-only-their-members=raw-data-empties-body": (member("body"), RAW),
    "getTicket/flags-change-only-their-members=customer-changes-status": (
        member("status"),
        read("viewing=false", "includeCustomer=true", ticket=371497),
    ),
    "getTicket/flags-change-only-their-members=customer-drops-tags": (
        member("tagIds"),
        read("viewing=false", "includeCustomer=true", ticket=371498),
    ),
    "getTicket/flags-change-only-their-members=no-customer-no-id": (
        member("customerId"),
        read("viewing=false", ticket=371500),
    ),
    "getTicket/flags-change-only-their-members=intents-change-level": (
        member("aiSupportLevel"),
        read("viewing=false", "includeIntents=true", ticket=371500),
    ),
    "getTicket/flags-change-only-their-members=cache-empties-contracts": (member("customer"), CACHE),
    "getTicket/flags-change-only-their-members=cache-forgets-contract": (member("contractId"), CACHE),
    "getTicket/flags-change-only-their-members=cache-drops-priority": (member("priority"), CACHE),
    "getTicket/flags-change-only-their-members=sessions-drop-workers": (
        member("workedOnByIds"),
        read("includeSessions=false", ticket=371400),
    ),
    "getTicket/flags-change-only-their-members=language-changes-language": (
        member("language"),
        read("viewing=false", "contentTranslationLanguage=en", ticket=371500),
    ),
    "getTicket/flags-change-only-their-members=viewing-hides-template": (
        member("template"),
        read("viewing=false", ticket=371497),
    ),
    "getTicket/answers-with-the-ticket-asked-for=with-customer": (member("id"), CUSTOMER),
    "pair/reading-changes-nothing=cache": (
        other_worker,
        read("viewing=false", "erpCacheOnly=true", ticket=371301),
    ),
    "pair/reading-changes-nothing=customer": (
        other_worker,
        read("viewing=false", "includeCustomer=true", ticket=371302),
    ),
    "pair/reading-changes-nothing=false-is-true": (other_worker, read("viewing=false", ticket=371303)),
    "pair/reading-changes-nothing=sessions": (
        other_worker,
        read("viewing=false", "includeSessions=false", ticket=371305),
    ),
}

IDS: Final = {
    "plus": "+371003", "blanks": "%20371003", "fraction-of-zero": "371003.0", "fraction": "371003.9", "exponent": "3.71003e5",
    "hexadecimal": hex(371003), "underscore": "371_003", "other-digits": "%D9%A3%D9%A7%D9%A1%D9%A0%D9%A0%D9%A3", "letters-after": "371003abc",
    "letters-before": "T-371003", "list": "371003,371004", "semicolon": "371003;x", "quoted": "%22371003%22", "word": "mine",
    "null-word": "undefined", "latest": "latest", "wildcard": "*", "condition": "371003%20or%201=1",
}  # fmt: skip
FAILURES: Final = {
    "word": "mine", "mixed": "12ab", "fraction": "1.5", "quote": "1'", "nul": "1%00", "percent": "%25", "blank": "%20",
    "other-script": "%C3%BC", "twenty-digits": "9" * 20, "above-32-bits": str(2**40), "far-below-zero": "-99999999999", "leading-zeros": "0371003",
}  # fmt: skip
UNKNOWN: Final = {
    "sign": "-371003", "32-bits": str(2**32 + 371003), "64-bits": str(2**64 + 371003), "six-digits": "3710039", "last-six-digits": "9371003",
    "nearest-below": "371501", "nearest-above": "5", "zero": "0", "minus-one": "-1", "one": "1", "list": "5", "text": "5", "id-alone": "5",
    "nulls": "5", "code": "5",
}  # fmt: skip
PATHS: Final[dict[str, Any]] = {
    **{
        f"getTicket/invalid-parameter-is-refused={name}": Read(f"{text}?viewing=false")
        for name, text in IDS.items()
    },
    **{f"getTicket/no-server-error={name}": Read(f"{text}?viewing=false") for name, text in FAILURES.items()},
    **{
        f"getTicket/unknown-ticket-is-refused={name}": Read(f"{text}?viewing=false")
        for name, text in UNKNOWN.items()
    },
    "getTicket/unknown-ticket-is-refused=no-content": (status(204), Read("5")),
    "getTicket/unknown-ticket-is-not-found=401": (status(401), Read("5")),
    "getTicket/unknown-ticket-is-not-found=405": (status(405), Read("5")),
    "getTicket/unknown-ticket-is-not-found=redirect": (status(302), Read("5")),
    "getTicket/invalid-parameter-is-refused=empty": Read("mine"),
    "getTicket/invalid-parameter-is-refused=null": Read("mine"),
    "getTicket/answers-with-the-ticket-asked-for=one-in-ten": (member("id"), Read("371007?viewing=false")),
    "getTicket/answers-with-the-ticket-asked-for=last-hundred": (member("id"), Read("371450?viewing=false")),
}

MEMBERS: Final[dict[str, Any]] = {
    "limit-text": {"limit": "10"}, "limit-fraction": {"limit": 1.5}, "limit-boolean": {"limit": True}, "limit-null": {"limit": None}, "limit-list": {"limit": [1]},
    "limit-object": {"limit": {}}, "offset-text": {"offset": "1"}, "offset-fraction": {"offset": 1.5}, "offset-null": {"offset": None}, "offset-boolean": {"offset": True},
    "offset-negative": {"offset": -1}, "order-null": {"orderByField": None}, "order-list": {"orderByField": ["t.id"]}, "order-number": {"orderByField": 1},
    "direction-null": {"orderByDirection": None}, "direction-long": {"orderByDirection": "descending"}, "direction-number": {"orderByDirection": -1},
    "direction-boolean": {"orderByDirection": True}, "direction-empty": {"orderByDirection": ""}, "scope-unknown": {"ticketScope": "mine"}, "scope-null": {"ticketScope": None},
    "scope-list": {"ticketScope": ["all"]}, "filters-null": {"filters": None}, "filters-object": {"filters": by("t.status", "in", "open")}, "filters-text": {"filters": "open"},
    "filters-number": {"filters": 1}, "filter-null": {"filters": [None]}, "filter-text": {"filters": ["open"]}, "filter-list": {"filters": [[]]},
}  # fmt: skip
CREATED: Final = "t.createdAt"
INVALID_FILTERS: Final[dict[str, Any]] = {
    "key-unknown": by("t.nothing", "in", 1),
    "key-left-out": {"comparator": "in", "values": [1]},
    "key-null": {"key": None, "comparator": "in", "values": [1]},
    "key-list": {"key": ["t.id"], "comparator": "in", "values": [1]},
    "key-without-prefix": by("status", "in", "open"),
    "key-in-other-case": by("T.Status", "in", "open"),
    "comparator-unknown": by("t.status", "~", "open"),
    "comparator-ignored": by("t.status", "~", "open"),
    "comparator-left-out": {"key": "t.status", "values": ["open"]},
    "like": by("t.status", "like", "open"),
    "double-equals": by("t.status", "==", "open"),
    "angle-brackets": by("t.status", "<>", "open"),
    "comparator-in-capitals": by("t.status", "in", "open") | {"comparator": "IN"},
    "moments-in": by(CREATED, "in", "2026-01-15"),
    "ranges": by("t.id", "between", 371001, 371003),
    "half-a-range": {"key": CREATED, "comparator": "between", "from": "2026-01-15"},
    "range-with-value": {"key": CREATED, "comparator": "between", "value": "2026-01-15"},
    "tags-compared": by("tt_matchAll.tagId", ">", 62),
    "text-compared": by("q", ">", "Tarif"),
    "no-operand": {"key": "t.status", "comparator": "in"},
    "values-no-list": {"key": "t.status", "comparator": "in", "values": "open"},
    "value-list": {"key": "t.status", "comparator": "=", "value": ["open"]},
    "value-for-values": {"key": "t.status", "comparator": "in", "value": "open"},
    "values-for-value": {"key": "t.status", "comparator": "=", "values": ["open"]},
    "value-object": {"key": "t.status", "comparator": "=", "value": {}},
    "no-such-day": by(CREATED, "<", "2026-02-30"),
    "no-moment": by(CREATED, "<", "yesterday"),
    "rfc-3339": by(CREATED, "<", "2026-02-01T00:00:00Z"),
    "tag-text": by("tt_matchAll.tagId", None, "complaint"),
}
BODIES: Final[dict[str, Any]] = {
    **{f"invalid-parameter-is-refused={name}": Find(body) for name, body in MEMBERS.items()},
    **{f"invalid-parameter-is-refused={name}": filtered(each) for name, each in INVALID_FILTERS.items()},
}
FAILING_FILTERS: Final[dict[str, Any]] = {
    "key-left-out": {"comparator": "in", "values": [1]},
    "key-object": {"key": {}, "comparator": "in", "values": [1]},
    "comparator-left-out": {"key": "t.status", "values": ["open"]},
    "comparator-unknown": by("t.status", "~", "open"),
    "operand-left-out": {"key": "t.status", "comparator": "in"},
    "operand-object": {"key": "t.status", "comparator": "=", "value": {}},
    "operand-list": by("t.status", "in", ["open"]),
    "values-text": {"key": "t.status", "comparator": "in", "values": "open"},
    "moments-in": by(CREATED, "in", "2026-01-15"),
    "no-such-day": by(CREATED, "<", "2026-02-30"),
    "ranges": by("t.id", "between", 371001, 371003),
    "half-a-range": {"key": CREATED, "comparator": "between", "from": "2026-01-15"},
    "tag-text": by("tt_matchAll.tagId", None, "complaint"),
    "long-text": by("t.from", "=", "x" * 2001),
}
FAILING_BODIES: Final[dict[str, Any]] = {
    "body-list": [], "body-null": None, "body-text": "open", "body-number": 1, "body-empty": b"", "filters-null": {"filters": None}, "filters-object": {"filters": {}},
    "filter-null": {"filters": [None]}, "limit-huge": {"limit": 2**64 - 1}, "scope-unknown": {"ticketScope": "mine"}, "depth": b"[" * 30 + b"]" * 30,
    "member-twice": b'{"limit":1,"limit":2}', "large-body": {"x": "x" * 65_000},
    "not-utf-8": b'{"filters": "\xe4"}',
}  # fmt: skip
MALFORMED: Final[dict[str, bytes]] = {
    "empty": b"", "comma": b'{"limit": 1,}', "comment": b'{"limit": 1 /* one */}', "single-quotes": b"{'limit': 1}", "cut": b'{"limit": 1', "followed": b'{"limit": 1} x',
    "bare-names": b"{limit: 1}", "form": b"orderByField=t.id", "nan": b'{"limit": NaN}', "latin-1": b'{"limit": 1, "x": "\xe4"}', "bom": b'\xef\xbb\xbf{"limit": 1}',
    "text": b"open tickets", "leading-zeros": b'{"limit": 01}', "line-break": b'{"limit": 1, "x": "a\nb"}',
}  # fmt: skip
TEXTS: Final[dict[str, Any]] = {
    **{f"no-server-error={name}": filtered(each) for name, each in FAILING_FILTERS.items()},
    **{f"no-server-error={name}": Find(body) for name, body in FAILING_BODIES.items()},
    **{f"malformed-body-is-refused={name}": Find(body) for name, body in MALFORMED.items()},
    "valid-request-is-accepted=charset": Find(
        {}, {**BEARER, "Content-Type": "application/json; charset=utf-8"}
    ),
    "valid-request-is-accepted=blanks": Find(b'{"limit": 1}'),
    "valid-request-is-accepted=no-blanks": Find(b'{"limit":1}'),
    "valid-request-is-accepted=escapes": Find(b'{"orderByField":"t.\\u0069d"}'),
    "valid-request-is-accepted=long-list": filtered(by("t.id", "in", *range(371001, 371060))),
    "unknown-members-are-ignored=refused": Find({"newMember": 1}),
    "unknown-members-are-ignored=in-filter": filtered(by("t.status", "in", "open") | {"note": "x"}),
}

CASES: Final = [
    *parameters(credential_faults(), CREDENTIALS),
    *parameters(refusal_faults(), REFUSALS),
    *parameters(flag_faults(), FLAGS),
    *parameters(flag_effect_faults(), EFFECTS_OF_FLAGS),
    *parameters(path_faults(), PATHS),
    *parameters(body_faults(), BODIES),
    *parameters(body_text_faults(), TEXTS),
]


@pytest.mark.parametrize(("fault", "requests", "effect"), CASES)
def test_the_fault_shows_in_an_answer(fault: Fault, requests: list[Find | Read], effect: Effect) -> None:
    sound, wrong = answers(fault, requests)
    assert effect(sound, wrong), (sound.text[:300], wrong.text[:300])
