"""Searching the mock over HTTP, against an independent reading of all rows in Python."""

import re
from pathlib import Path

import httpx
import pytest
import yaml

from ticketgate.mock.service.columns import FILTER_KEYS, RELEVANCE, SORT_COLUMNS
from ticketgate.mock.service.server import MockServer
from ticketgate.mock.world.people import TEAM_IDS

REQUEST_SCHEMA = Path(__file__).parents[4] / "specs" / "schemas" / "search-request.yaml"
NOW = "2026-03-02 14:30:00"
SPAM = ["auto_spam", "auto_programmatic", "manual_spam"]
AI_AGENT, TAG, AGENT = 103, 63, 12


@pytest.fixture(scope="module")
def client():
    with (
        MockServer(seed=11) as server,
        httpx.Client(base_url=server.base_url, headers={"Authorization": "Bearer mock-token"}) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def rows(client):
    return search(client, limit=500)["tickets"]


@pytest.fixture(scope="module")
def words(client, rows):
    """The words of every ticket, by id."""
    found = {}
    for row in rows:
        ticket = client.get(f"/ticket/{row['id']}?viewing=false").json()
        text = " ".join((ticket["subject"], ticket["summary"], ticket["bodyPlain"] or ""))
        found[row["id"]] = set(re.findall(r"\w+", text.lower()))
    return found


def search(client, **body):
    answer = client.post("/ticket/search", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def among(key, *values):
    return {"key": key, "comparator": "in", "values": list(values)}


def not_among(key, *values):
    return {"key": key, "comparator": "not in", "values": list(values)}


def compare(key, comparator, value):
    return {"key": key, "comparator": comparator, "value": value}


def span(key, comparator, start, end):
    return {"key": key, "comparator": comparator, "from": start, "to": end}


def agents(row):
    return {intent["aiAgentId"] for intent in row["intents"]}


def tags(row):
    return set(row["tagIds"])


@pytest.mark.parametrize(
    ("filter_", "holds"),
    [
        (among("t.status", "open", "pending"), lambda r: r["status"] in {"open", "pending"}),
        (not_among("t.status", "open"), lambda r: r["status"] != "open"),
        (compare("t.status", "=", "closed"), lambda r: r["status"] == "closed"),
        (compare("t.status", "!=", "closed"), lambda r: r["status"] != "closed"),
        (among("t.channel", "email"), lambda r: r["channel"] == "email"),
        (among("t.direction", "out", "internal"), lambda r: r["direction"] != "in"),
        (compare("t.priority", "=", "urgent"), lambda r: r["priority"] == "urgent"),
        (among("t.aiSupportLevel", "bot"), lambda r: r["aiSupportLevel"] == "bot"),
        (among("t.spamStatus", *SPAM), lambda r: r["spamStatus"] in SPAM),
        (not_among("t.spamStatus", *SPAM), lambda r: r["spamStatus"] not in SPAM),
        (among("t.spamStatus", "null"), lambda r: r["spamStatus"] is None),
        (among("t.spamStatus", None, "auto_spam"), lambda r: r["spamStatus"] in {None, "auto_spam"}),
        (
            not_among("t.spamStatus", "null", "auto_spam"),
            lambda r: r["spamStatus"] not in {None, "auto_spam"},
        ),
        (compare("t.spamStatus", "!=", "auto_clean"), lambda r: r["spamStatus"] != "auto_clean"),
        (compare("t.spamStatus", "=", "null"), lambda r: r["spamStatus"] is None),
        (compare("t.spamStatus", "!=", "null"), lambda r: r["spamStatus"] is not None),
        (among("t.sentiment", "negative"), lambda r: r["sentiment"] == "negative"),
        (not_among("t.sentiment", "negative"), lambda r: r["sentiment"] != "negative"),
        (among("t.language", "English"), lambda r: r["language"] == "English"),
        (among("t.languageCode", "de", "null"), lambda r: r["languageCode"] in {"de", None}),
        (compare("t.channelId", "!=", "null"), lambda r: r["channel"] == "chat"),
        (compare("t.subchannelId", ">=", 31), lambda r: (r["subchannelId"] or 0) >= 31),
        (compare("t.subchannelId", "<", "31"), lambda r: (r["subchannelId"] or 99) < 31),
        (among("t.subchannelId", "22", 41), lambda r: r["subchannelId"] in {22, 41}),
        (compare("t.partnerId", ">", 0), lambda r: r["partnerId"] is not None),
        ({"key": "t.isCustomerActive", "comparator": "=", "value": True}, lambda r: r["isCustomerActive"]),
        (among("t.isCustomerActive", "false"), lambda r: not r["isCustomerActive"]),
        (compare("t.isCustomerActive", "!=", 0), lambda r: r["isCustomerActive"]),
        (among("t.customerId", "null"), lambda r: r["customerId"] is None),
        (not_among("t.contractId", "null"), lambda r: r["contractId"] is not None),
        (compare("t.from", ">=", "m"), lambda r: r["from"] is not None and r["from"] >= "m"),
        (
            compare("t.externalTicketId", "<=", "SD-0371200"),
            lambda r: (r["externalTicketId"] or "z") <= "SD-0371200",
        ),
        (among("t.agentId", AGENT), lambda r: r["agentId"] == AGENT),
        (among("t.agentId", "unassigned"), lambda r: r["agentId"] is None),
        (compare("t.agentId", "=", "unassigned"), lambda r: r["agentId"] is None),
        (compare("t.agentId", "!=", "unassigned"), lambda r: r["agentId"] is not None),
        (among("t.agentId", "team"), lambda r: r["agentId"] in TEAM_IDS),
        (compare("t.agentId", "=", "team"), lambda r: r["agentId"] in TEAM_IDS),
        (among("t.agentId", "team", "unassigned"), lambda r: r["agentId"] in {None, *TEAM_IDS}),
        (not_among("t.agentId", "team"), lambda r: r["agentId"] not in TEAM_IDS),
        (compare("t.id", "<=", 371100), lambda r: r["id"] <= 371100),
        (among("t.id", 371100, "371200"), lambda r: r["id"] in {371100, 371200}),
        (compare("t.modelRunAt", "=", "null"), lambda r: r["aiSupportLevel"] == "unprocessed"),
        (among("i.aiAgentId", AI_AGENT, 104), lambda r: agents(r) & {AI_AGENT, 104}),
        (not_among("i.aiAgentId", AI_AGENT), lambda r: AI_AGENT not in agents(r)),
        (compare("i.aiAgentId", "=", AI_AGENT), lambda r: AI_AGENT in agents(r)),
        (compare("i.aiAgentId", ">", 107), lambda r: any(agent > 107 for agent in agents(r))),
        (compare("i.aiAgentId", "!=", AI_AGENT), lambda r: AI_AGENT not in agents(r)),
        (among("i.aiAgentId", "null"), lambda r: not agents(r)),
        (not_among("i.aiAgentId", "null", AI_AGENT), lambda r: agents(r) and AI_AGENT not in agents(r)),
        (among("tt.tagId", TAG), lambda r: TAG in tags(r)),
        (among("tt.tagId", TAG, "null"), lambda r: TAG in tags(r) or not tags(r)),
        (not_among("tt.tagId", TAG), lambda r: TAG not in tags(r)),
        (not_among("w.id", "null"), lambda r: r["workedOnByIds"]),
        (compare("t.createdAt", ">=", "2026-01-15"), lambda r: r["createdAt"] >= "2026-01-15 00:00:00"),
        (
            compare("t.createdAt", "<", "2026-01-15 12:00:00"),
            lambda r: r["createdAt"] < "2026-01-15 12:00:00",
        ),
        (compare("t.createdAt", ">=", "CURRENT_DATE"), lambda r: r["createdAt"] >= "2026-03-02 00:00:00"),
        (compare("t.dueBy", "<", "CURRENT_TIME"), lambda r: r["dueBy"] is not None and r["dueBy"] < NOW),
        (compare("t.createdAt", ">=", "-7 DAY"), lambda r: r["createdAt"] >= "2026-02-23 14:30:00"),
        (compare("t.createdAt", ">", "-4 HOUR"), lambda r: r["createdAt"] > "2026-03-02 10:30:00"),
        (compare("t.dueBy", ">", "+3 DAY"), lambda r: (r["dueBy"] or "") > "2026-03-05 14:30:00"),
        (compare("t.createdAt", "<=", 1767225600), lambda r: r["createdAt"] <= "2026-01-01 00:00:00"),
        (
            span("t.createdAt", "between", "2026-01-01", "2026-02-01"),
            lambda r: "2026-01-01 00:00:00" <= r["createdAt"] <= "2026-02-01 00:00:00",
        ),
        (
            span("t.closedAt", "between", "-30 DAY", "CURRENT_TIME"),
            lambda r: "2026-01-31 14:30:00" <= (r["closedAt"] or "") <= NOW,
        ),
        (
            span("t.closedAt", "not between", "-30 DAY", "CURRENT_TIME"),
            lambda r: not "2026-01-31 14:30:00" <= (r["closedAt"] or "") <= NOW,
        ),
        (compare("t.modifiedAt", "<", "-60 DAY"), lambda r: (r["modifiedAt"] or "9") < "2026-01-01 14:30:00"),
        (
            compare("t.firstResponseDueBy", ">", "-60 DAY"),
            lambda r: (r["firstResponseDueBy"] or "") > "2026-01-01 14:30:00",
        ),
        (
            compare("t.lastMessageAt", ">", "-7 DAY"),
            lambda r: (r["modifiedAt"] or r["createdAt"]) > "2026-02-23 14:30:00",
        ),
        (compare("t.lastCustomerMessageAt", ">", "2000-01-01"), lambda r: r["direction"] == "in"),
        ({"key": "tt_matchAll.tagId", "values": [TAG, 71]}, lambda r: tags(r) >= {TAG, 71}),
        ({"key": "tt_matchAny.tagId", "values": [TAG, 71]}, lambda r: tags(r) & {TAG, 71}),
        ({"key": "tt_matchExact.tagId", "values": [TAG, TAG]}, lambda r: tags(r) == {TAG}),
        ({"key": "tt_matchExact.tagId", "values": []}, lambda r: not tags(r)),
        ({"key": "tt_allowed.tagId", "values": [61, 62, TAG]}, lambda r: tags(r) <= {61, 62, TAG}),
        ({"key": "tt_excluded.tagId", "values": [61, "62"]}, lambda r: not tags(r) & {61, 62}),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
def test_a_filter_finds_exactly_the_rows_it_describes(client, rows, filter_, holds):
    page = search(client, filters=[filter_], limit=500)
    expected = {row["id"] for row in rows if holds(row)}
    assert {row["id"] for row in page["tickets"]} == expected
    assert page["total"] == len(expected)
    assert 0 < len(expected) < len(rows)


@pytest.mark.parametrize(
    "filter_",
    [among("t.channel", "all"), among("t.channel", "all", "chat"), compare("t.channel", "=", "all")],
)
def test_all_channels_is_no_restriction(client, filter_):
    assert search(client, filters=[filter_])["total"] == 500


def test_filters_are_joined_with_and(client, rows):
    page = search(client, filters=[among("t.channel", "email"), compare("t.status", "=", "open")], limit=500)
    expected = {r["id"] for r in rows if r["channel"] == "email" and r["status"] == "open"}
    assert {row["id"] for row in page["tickets"]} == expected


def test_an_empty_list_matches_nothing_and_its_negation_everything(client):
    assert search(client, filters=[among("t.status")])["total"] == 0
    assert search(client, filters=[not_among("t.status")])["total"] == 500


def test_what_is_no_value_of_the_field_just_matches_nothing(client):
    assert search(client, filters=[among("t.status", "archived")])["total"] == 0
    assert search(client, filters=[compare("t.agentId", "=", "'; DROP TABLE ticket; --")])["total"] == 0


def sort_key(field):
    name = field.partition(".")[2]
    special = {
        "tt.tagId": lambda r: min(r["tagIds"], default=None),
        "i.aiAgentId": lambda r: min(agents(r), default=None),
        "t.lastMessageAt": lambda r: r["modifiedAt"] or r["createdAt"],
        "t.lastCustomerMessageAt": lambda r: r["createdAt"] if r["direction"] == "in" else None,
    }
    value = special.get(field, lambda r: r[name])
    return lambda r: (value(r) is None, value(r) if value(r) is not None else 0, r["id"])


@pytest.mark.parametrize("field", sorted(SORT_COLUMNS))
def test_every_field_sorts_with_nulls_as_the_largest_and_the_id_between_equals(client, rows, field):
    ascending = search(client, limit=500, orderByField=field, orderByDirection="asc")["tickets"]
    descending = search(client, limit=500, orderByField=field, orderByDirection="desc")["tickets"]
    expected = [row["id"] for row in sorted(rows, key=sort_key(field))]
    assert [row["id"] for row in ascending] == expected
    assert [row["id"] for row in descending] == expected[::-1]


def test_newest_id_comes_first_by_default(client, rows):
    page = search(client)
    assert [row["id"] for row in page["tickets"]] == sorted((r["id"] for r in rows), reverse=True)[:100]
    assert (page["limit"], page["offset"], page["total"], page["success"]) == (100, 0, 500, True)
    assert set(page) == {"tickets", "total", "offset", "limit", "success"}


def test_pages_join_to_the_whole(client):
    order = {"orderByField": "t.priority", "orderByDirection": "asc"}
    whole = search(client, limit=500, **order)["tickets"]
    pages = [search(client, limit=37, offset=offset, **order) for offset in range(0, 500, 37)]
    assert [row for page in pages for row in page["tickets"]] == whole
    assert [page["offset"] for page in pages] == list(range(0, 500, 37))
    assert {page["total"] for page in pages} == {500}


@pytest.mark.parametrize(
    ("sent", "limit", "rows_found"),
    [
        ({"limit": 1}, 1, 1),
        ({"limit": 501}, 500, 500),
        ({"limit": 10**9}, 500, 500),
        ({"offset": 499}, 100, 1),
    ],
)
def test_the_effective_limit_is_echoed(client, sent, limit, rows_found):
    page = search(client, **sent)
    assert (page["limit"], len(page["tickets"])) == (limit, rows_found)


def test_an_offset_past_the_end_gives_an_empty_page_with_the_total(client):
    page = search(client, offset=10_000)
    assert (page["tickets"], page["total"], page["offset"]) == ([], 500, 10_000)


def test_the_routing_view_drops_spam_and_tags_that_do_not_count(client, rows):
    view = search(client, limit=500, ticketScope="skills")
    assert {row["id"] for row in view["tickets"]} == {r["id"] for r in rows if r["spamStatus"] not in SPAM}
    assert view["total"] < 500
    whole = {row["id"]: row for row in rows}
    dropped = 0
    for row in view["tickets"]:
        counting = [tag for tag in whole[row["id"]]["tags"] if tag["routingRelevance"]]
        dropped += len(whole[row["id"]]["tags"]) - len(counting)
        assert row == {**whole[row["id"]], "tags": counting}
    assert dropped > 0


@pytest.mark.parametrize("text", ["Abschlag", "abschlag", "Kündigung fristgerecht", "Zählerstand"])
def test_full_text_finds_tickets_with_all_the_words(client, words, text):
    found = search(client, filters=[{"key": "q", "value": text}], limit=500)
    expected = {id_ for id_, known in words.items() if set(text.lower().split()) <= known}
    assert {row["id"] for row in found["tickets"]} == expected
    assert 0 < len(expected) < 500


@pytest.mark.parametrize("text", ["", "der", "Abschlag zum", "----", "Rechnungsbetragsnachweis", '"NEAR('])
def test_short_and_unknown_words_find_nothing(client, text):
    assert search(client, filters=[{"key": "q", "value": text}])["total"] == 0


@pytest.mark.parametrize(
    "text", ['"Abschlag"', "Abschlag\0*", "(Abschlag)", "words:Abschlag", "Abschlag Abschlag"]
)
def test_nothing_in_the_text_is_an_operator(client, words, text):
    found = search(client, filters=[{"key": "q", "value": text}], limit=500)
    expected = set() if ":" in text else {id_ for id_, known in words.items() if "abschlag" in known}
    assert {row["id"] for row in found["tickets"]} == expected


def test_a_number_finds_ids_of_ticket_contract_and_customer(client, rows, words):
    row = next(r for r in rows if (r["contractId"] or "").isdecimal())
    for number in (str(row["id"]), row["contractId"], row["customerId"]):
        found = search(client, filters=[{"key": "q", "value": number}], limit=500)
        expected = {
            r["id"]
            for r in rows
            if number in {str(r["id"]), r["contractId"], r["customerId"]} or number in words[r["id"]]
        }
        assert {r["id"] for r in found["tickets"]} == expected
        assert row["id"] in expected


def test_relevance_ranks_only_together_with_full_text(client, rows):
    ids = [row["id"] for row in rows]
    plain = search(client, limit=500, orderByField=RELEVANCE)["tickets"]
    assert [row["id"] for row in plain] == sorted(ids, reverse=True)
    body = {"limit": 500, "filters": [{"key": "q", "value": "Abschlag"}]}
    best_first = [row["id"] for row in search(client, **body, orderByField=RELEVANCE)["tickets"]]
    best_last = search(client, **body, orderByField=RELEVANCE, orderByDirection="asc")["tickets"]
    by_id = [row["id"] for row in search(client, **body)["tickets"]]
    assert [row["id"] for row in best_last] == best_first[::-1]
    assert sorted(best_first) == sorted(by_id)
    assert best_first != by_id
    subjects = {row["id"]: row["subject"] for row in rows}
    assert "Abschlag" in subjects[best_first[0]]


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 0},
        {"limit": -1},
        {"limit": True},
        {"limit": 1.5},
        {"limit": "10"},
        {"limit": None},
        {"offset": -1},
        {"offset": False},
        {"offset": 2**63},
        {"orderByField": "t.summary"},
        {"orderByField": "t.closedAt"},
        {"orderByField": "t.spamStatus"},
        {"orderByField": "id"},
        {"orderByField": None},
        {"orderByDirection": "up"},
        {"ticketScope": "mine"},
        {"filters": {}},
        {"filters": None},
        {"filters": ["t.id"]},
        {"filters": [{}]},
        {"filters": [{"key": "t.subject", "comparator": "=", "value": "x"}]},
        {"filters": [{"key": ["t.id"], "comparator": "=", "value": 1}]},
        {"filters": [{"key": "t.id", "value": 1}]},
        {"filters": [{"key": "t.id", "comparator": "like", "value": 1}]},
        {"filters": [{"key": "t.id", "comparator": "between", "from": 1, "to": 2}]},
        {"filters": [{"key": "t.id", "comparator": "in", "value": 1}]},
        {"filters": [{"key": "t.id", "comparator": "in", "values": 1}]},
        {"filters": [{"key": "t.id", "comparator": "=", "values": [1]}]},
        {"filters": [{"key": "t.id", "comparator": ">", "value": None}]},
        {"filters": [{"key": "t.id", "comparator": "in", "values": [[1]]}]},
        {"filters": [{"key": "t.id", "comparator": "=", "value": 2**63}]},
        {"filters": [{"key": "t.id", "comparator": "in", "values": [1] * 1001}]},
        {"filters": [{"key": "t.createdAt", "comparator": "in", "values": ["2026-01-01"]}]},
        {"filters": [{"key": "t.createdAt", "comparator": ">", "value": "yesterday"}]},
        {"filters": [{"key": "t.createdAt", "comparator": ">", "value": "2026-02-30"}]},
        {"filters": [{"key": "t.createdAt", "comparator": ">", "value": "2026-01-01T00:00:00Z"}]},
        {"filters": [{"key": "t.createdAt", "comparator": ">", "value": 10**15}]},
        {"filters": [{"key": "t.createdAt", "comparator": "between", "from": "2026-01-01"}]},
        {"filters": [{"key": "q"}]},
        {"filters": [{"key": "q", "value": ["Abschlag"]}]},
        {"filters": [{"key": "q", "comparator": "in", "value": "Abschlag"}]},
        {"filters": [{"key": "tt_matchAll.tagId"}]},
        {"filters": [{"key": "tt_matchAll.tagId", "values": ["Umzug"]}]},
        {"filters": [{"key": "tt_matchAll.tagId", "values": [str(2**63)]}]},
        {"filters": [{"key": "tt_matchAll.tagId", "values": [1e30]}]},
        {"filters": [{"key": "t.id", "comparator": "=", "value": 1}] * 101},
    ],
    ids=lambda body: str(body)[:70],
)
def test_a_search_that_makes_no_sense_is_refused(client, body):
    answer = client.post("/ticket/search", json=body)
    assert answer.status_code == 400
    error = answer.json()
    assert error["success"] is False
    (name,) = body
    assert name in error["message"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b"null", b"\xff", b"[" * 5000])
def test_a_body_that_is_no_json_object_is_refused(client, content):
    answer = client.post("/ticket/search", content=content)
    assert (answer.status_code, answer.json()["success"]) == (400, False)


def test_a_body_beyond_a_megabyte_is_refused(client):
    answer = client.post("/ticket/search", json={"padding": "x" * 1_000_000})
    assert (answer.status_code, answer.json()["success"]) == (413, False)


def test_members_the_search_does_not_know_are_ignored(client):
    assert search(client, colour="blue")["total"] == 500


def test_distances_beyond_the_calendar_stop_at_its_ends(client):
    far = [compare("t.createdAt", ">", "-999999 DAY"), compare("t.createdAt", "<", "+999999 DAY")]
    assert search(client, filters=far)["total"] == 500


def enums(node):
    if isinstance(node, dict):
        if "enum" in node:
            yield set(node["enum"])
        for child in node.values():
            yield from enums(child)
    elif isinstance(node, list):
        for child in node:
            yield from enums(child)


def test_the_whitelists_are_those_of_the_contract():
    listed = list(enums(yaml.safe_load(REQUEST_SCHEMA.read_text(encoding="utf-8"))))
    (sortable,) = (values for values in listed if RELEVANCE in values)
    keys = set().union(*(v for v in listed if v == {"q"} or all("." in key for key in v)))
    assert {*SORT_COLUMNS, RELEVANCE} == sortable
    assert keys == FILTER_KEYS


def test_a_whole_number_may_be_written_with_a_fraction_of_nothing(client, rows):
    own = rows[0]["id"]
    plain = search(client, limit=3, offset=1, filters=[among("t.id", own), compare("t.createdAt", ">", 17)])
    assert (
        search(
            client,
            limit=3.0,
            offset=1.0,
            filters=[among("t.id", float(own)), compare("t.createdAt", ">", 17.0)],
        )
        == plain
    )
    assert client.post("/ticket/search", json={"limit": 1.5}).status_code == 400
