"""Starting and stopping the mock, and keeping its tickets in a file."""

import signal
import socket
import sqlite3
import subprocess
import sys

import httpx
import pytest

from ticketgate.errors import UsageError
from ticketgate.mock.service.server import MockServer

HEADERS = {"Authorization": "Bearer mock-token"}
SERVE = """
from ticketgate.mock.service.server import MockServer
server = MockServer(tickets=5)
print(server.base_url, flush=True)
server.serve_forever()
print("closed")
"""


def all_rows(server):
    return httpx.post(f"{server.base_url}/ticket/search", json={}, headers=HEADERS).json()


def test_it_serves_inside_the_block_and_not_after_it():
    with MockServer(tickets=3) as server:
        url = f"{server.base_url}/ticket/search"
        assert httpx.post(url, json={}, headers=HEADERS).json()["total"] == 3
    with pytest.raises(httpx.ConnectError):
        httpx.post(url, json={}, headers=HEADERS)


def test_a_mock_without_tickets_answers_an_empty_page():
    with MockServer(tickets=0) as server:
        assert (all_rows(server)["tickets"], all_rows(server)["total"]) == ([], 0)


def test_the_same_port_can_be_used_again_at_once():
    with MockServer(tickets=1) as first:
        port = httpx.URL(first.base_url).port
    with MockServer(tickets=1, port=port) as second:
        assert second.base_url == first.base_url
        assert all_rows(second)["total"] == 1


def test_several_mocks_run_side_by_side():
    with MockServer(tickets=1) as one, MockServer(tickets=2) as two:
        assert (all_rows(one)["total"], all_rows(two)["total"]) == (1, 2)


def test_a_server_never_started_gives_its_port_back():
    server = MockServer(tickets=1)
    port = httpx.URL(server.base_url).port
    server.close()
    MockServer(tickets=1, port=port).close()


def test_a_port_in_use_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"cannot listen on 127.0.0.1:{port}: "):
            MockServer(tickets=1, port=port)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"port": 65_536}, "65536 is no port"),
        ({"port": -1}, "-1 is no port"),
        ({"tickets": -1}, "cannot have -1 tickets"),
        ({"token": ""}, "token must not be empty"),
    ],
)
def test_options_out_of_range_are_named(options, message):
    with pytest.raises(UsageError, match=message):
        MockServer(**options)


def test_ctrl_c_ends_serving_in_good_order():
    with subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().strip()
        answer = httpx.post(f"{url}/ticket/search", json={}, headers=HEADERS, timeout=20)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
    assert answer.json()["total"] == 5
    assert (rest, process.returncode) == ("closed\n", 0)


def test_a_kept_database_is_used_again(tmp_path):
    path = tmp_path / "mock.db"
    with MockServer(tickets=20, db=path) as server:
        before = all_rows(server)["tickets"]
        untouched = next(row["id"] for row in before if not row["workedOnByIds"])
        httpx.get(f"{server.base_url}/ticket/{untouched}", headers=HEADERS)
    with MockServer(tickets=20, db=path) as server:
        after = all_rows(server)["tickets"]
    assert [row["id"] for row in after] == [row["id"] for row in before]
    changed = [row["id"] for row, was in zip(after, before, strict=True) if row != was]
    assert changed == [untouched]
    assert [file.name for file in tmp_path.iterdir()] == ["mock.db"]


@pytest.mark.parametrize("options", [{"tickets": 21, "seed": 7}, {"tickets": 20, "seed": 8}])
def test_a_kept_database_of_other_tickets_is_refused(tmp_path, options):
    path = tmp_path / "mock.db"
    MockServer(tickets=20, seed=7, db=path).close()
    message = (
        f"{path} holds 20 tickets of seed 7, asked for are {options['tickets']} of seed {options['seed']}"
    )
    with pytest.raises(UsageError, match=message):
        MockServer(**options, db=path)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("no database, only notes, and long enough to be read as a header" * 20, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(UsageError, match=r"notes\.txt"):
        MockServer(tickets=1, db=path)
    assert path.read_bytes() == before


def test_somebody_elses_database_is_refused(tmp_path):
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE meta (x)")
    connection.close()
    with pytest.raises(UsageError, match="is no database this version of the mock made"):
        MockServer(tickets=1, db=path)


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    path = tmp_path / "missing" / "mock.db"
    with pytest.raises(UsageError, match=r"mock\.db cannot be written"):
        MockServer(tickets=1, db=path)
    with pytest.raises(UsageError, match="cannot be written"):
        MockServer(tickets=1, db=tmp_path)


def test_an_unfinished_database_is_built_anew(tmp_path):
    path = tmp_path / "mock.db"
    (tmp_path / "mock.db.part").write_bytes(b"left by a killed process")
    with MockServer(tickets=4, db=path) as server:
        assert all_rows(server)["total"] == 4
    assert [file.name for file in tmp_path.iterdir()] == ["mock.db"]


def test_a_browser_is_answered_whatever_page_asks():
    with MockServer(tickets=1) as server:
        asking = {
            "Origin": "https://page.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        }
        preflight = httpx.options(f"{server.base_url}/ticket/search", headers=asking)
        answer = httpx.post(
            f"{server.base_url}/ticket/search", json={}, headers={**HEADERS, "Origin": asking["Origin"]}
        )
        plain = httpx.post(f"{server.base_url}/ticket/search", json={}, headers=HEADERS)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in plain.headers


def test_the_document_names_this_server_first():
    theirs = {"url": "https://{instance}/api/mind"}
    with MockServer(tickets=1, openapi={"openapi": "3.1.0", "servers": [theirs]}) as server:
        document = httpx.get(f"{server.base_url}/docs/open-api").json()
        assert document["servers"] == [{"url": server.base_url, "description": "This mock."}, theirs]
