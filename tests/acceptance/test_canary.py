"""A tenant whose every value carries a mark, and a marked token: no output of a run that fails shows a mark.

Ids of tickets may be shown, names of fields and documented values too, and how many tickets there are.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

import ticketgate as ticketgate_package
from support.hostile import Healthy, Hostile
from support.invoking import ticketgate
from support.servers import Received, answer
from support.serving import TOKEN
from ticketgate.contract.formats import FORMATS
from ticketgate.contract.loading import default_contract

if TYPE_CHECKING:
    from collections.abc import Iterator

SUITE = Path(__file__).resolve().parents[1] / "contract"
#: Where the code under test is.
SOURCE = Path(ticketgate_package.__file__).parents[1]
MARK = "canary 7f3a!"
WORD = "canary"
#: Marked numbers have these digits and three more; a coordinate has those.
NUMBER = 753_190
COORDINATE = 53.197531
MARKS = (WORD, str(NUMBER), str(COORDINATE), TOKEN)
#: Beginnings that make a text look like a date, a media type or another form that is kept or moved.
_BEGINNINGS = (
    *("31.02.2026 ", "24.11.2026 10:00 ", "2026-01-02 10:00:", "2026-01-02 10:00:00", "image/", "message/"),
    *("application/pdf; name=", "open ", "0", "https://", "Frau "),
)
#: What a page says about itself, and ids of tickets, which are numbers that may be shown.
_SHOWN = {"id", "total", "offset", "limit"}
_MOMENTS = (FORMATS["mysql-datetime"], FORMATS["date-time"])
_DOCUMENTED = {
    value
    for form in default_contract().representations.values()
    for node in form.node.walk()
    for value in node.enum or ()
}

Change = Callable[[Any], Any]


def mark_all(value: Any) -> Any:
    """Mark every text and every number, enum tokens and dates included."""
    if isinstance(value, str):
        return f"{value[:3]} {MARK}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return NUMBER * 1000 + value % 1000
    return value


def mark_what_is_free(value: Any) -> Any:
    """Mark what the contract lets a tenant choose, so that what is documented is sound and rules apply.

    The marks stand behind what looks like a known form.
    """
    if isinstance(value, str):
        known = value in _DOCUMENTED or any(fits(value) for fits in _MOMENTS)
        return value if known else _BEGINNINGS[len(value) % len(_BEGINNINGS)] + WORD
    return COORDINATE if isinstance(value, float) else mark_all(value)


CHANGES = (mark_all, mark_what_is_free)


def marked(value: Any, change: Change, place: tuple[str, ...] = ()) -> Any:
    """Return a body with its values changed, and with members that nobody documents in each object."""
    if isinstance(value, list):
        return [marked(item, change, place) for item in value]
    if isinstance(value, dict):
        changed = {name: marked(item, change, (*place, name)) for name, item in value.items()}
        return {**changed, f"undocumented {MARK}": MARK, f"{MARK}": NUMBER, "free": {WORD: COORDINATE}}
    top = place[-1:] and place[:-1] in ((), ("tickets",))
    return value if top and place[-1] in _SHOWN else change(value)


def tenant(change: Change) -> Any:
    """Answer with marked bodies and repeat the token, wherever a server can put one."""

    def mischief(request: Received, healthy: Healthy) -> bytes:
        body = marked(orjson.loads(healthy.body), change)
        body["echo"] = f"{MARK} {TOKEN}"
        body[TOKEN] = TOKEN
        if healthy.status >= 400:
            body["message"] = f"{MARK} {TOKEN} {request.body.decode(errors='replace')}"
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = {
            "X_Echo": f"Bearer {TOKEN} {MARK}",
            "Set_Cookie": f"connect.sid={TOKEN}canary",
            "ETag": MARK,
        }
        media_type = f'{healthy.media_type}; note="{MARK} {TOKEN}"'
        reply = answer(content, healthy.status, media_type, **headers)
        return reply.replace(b" Reason\r\n", f" {MARK} {TOKEN}\r\n".encode(), 1)

    return mischief


@pytest.fixture(params=CHANGES)
def target(request: pytest.FixtureRequest) -> Iterator[str]:
    with Hostile(tenant(request.param)) as server:
        yield server.base_url


def assert_unmarked(folder: Path, *texts: str, but: tuple[str, ...] = ()) -> None:
    contents = {path.name: path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}
    assert all(contents.values())
    found = [
        (name, text[max(0, at - 200) : at + 80])
        for name, text in (*contents.items(), *enumerate(texts))
        if name not in but
        for mark in MARKS
        if (at := text.lower().find(mark)) >= 0
    ]
    assert not found, found[:5]


def test_nothing_marked_is_in_what_a_run_prints_and_writes(target: str, tmp_path: Path) -> None:
    outputs = {
        option: tmp_path / option.strip("-")
        for option in ("--json", "--junit", "--html", "--markdown", "--sarif", "--record", "--baseline")
    }
    files = [part for option, path in outputs.items() for part in (option, path)]
    options = (
        "--base-url",
        target,
        "--rate",
        1000,
        "--max-requests",
        60,
        "--fail-on",
        "may",
        "--update-baseline",
    )
    done = ticketgate("run", *options, *files, env={"ENNEO_TOKEN": TOKEN})
    assert done.status == 1
    assert "token-is-not-echoed" in done.out
    verdict = json.loads(outputs["--json"].read_bytes())
    assert len(verdict["findings"]) > 50
    assert len(outputs["--baseline"].read_bytes().splitlines()) > 50
    assert outputs["--html"].read_bytes().count(b'class="entry') > 20
    assert_unmarked(tmp_path, done.out, done.err)

    recorded = ticketgate("check", outputs["--record"], "--fail-on", "may", "--json", tmp_path / "again")
    assert recorded.status == 1
    assert_unmarked(tmp_path, recorded.out, recorded.err)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (f'filter = ["t.from={MARK}", "{MARK}"]', 0),
        (f'token-file = "token-{WORD}"', 0),
        (f'token-env = "{WORD}"', 0),
        (f'token-env = "{TOKEN}"', 2),
        (f'token = "{TOKEN}"', 2),
        (f'seed = "{TOKEN} {MARK}"', 2),
        (f'fail-on = "{TOKEN} {MARK}"', 2),
        (f'base-url = "https://{TOKEN}:{WORD}@a.example.com"', 2),
        (f'seed = 1 "{TOKEN} {MARK}', 2),
    ],
)
def test_nothing_marked_is_in_what_is_said_of_a_configuration(line: str, status: int, tmp_path: Path) -> None:
    file = tmp_path / "ticketgate.toml"
    file.write_text(f"[environments.marked]\n{line}\n[environments.other]\nmock = true\n", "utf-8")
    chosen = ("--config", file, "--environment", "marked")
    shown = ticketgate("config", *chosen, env={"ENNEO_TOKEN": TOKEN, "ENNEO_INSTANCE": "a.example.com"})
    assert shown.status == status
    assert_unmarked(tmp_path, shown.out, shown.err, but=(file.name,))
    if status:
        refused = ticketgate("run", *chosen, env={"ENNEO_TOKEN": TOKEN})
        assert refused.status == status
        assert_unmarked(tmp_path, refused.out, refused.err, but=(file.name,))


def test_nothing_marked_is_in_what_is_said_of_a_baseline_and_of_two_verdicts(
    target: str, tmp_path: Path
) -> None:
    """Half of the baseline is taken out, and the others had another share: so there are all sorts of changes."""
    options = ("--base-url", target, "--rate", 1000, "--max-requests", 40)
    known, old, new = (tmp_path / name for name in ("known", "old", "new"))
    token = {"ENNEO_TOKEN": TOKEN}
    ticketgate("run", *options, "--baseline", known, "--update-baseline", "--json", old, env=token)
    head, *lines = known.read_text("utf-8").splitlines()
    rare = [json.dumps({**json.loads(line), "share": 0.001, "judged": 1000}) for line in lines[::2]]
    known.write_text("\n".join([head, *rare]), "utf-8")
    done = ticketgate("run", *options, "--baseline", known, "--update-baseline", "--json", new, env=token)
    assert done.status == 1
    changes = {each["change"] for each in json.loads(new.read_bytes())["baseline"]["changes"]}
    assert {"new", "worse"} <= changes
    less = json.loads(old.read_bytes())
    less["findings"] = less["findings"][::2]
    old.write_text(json.dumps(less), "utf-8")
    flags = ("--json", "--junit", "--html", "--markdown", "--sarif")
    files = [part for flag in flags for part in (flag, tmp_path / f"comparison{flag}")]
    compared = ticketgate("compare", old, new, *files)
    assert compared.status == 1
    assert (tmp_path / "comparison--html").read_bytes().count(b'class="entry') > 5
    assert_unmarked(tmp_path, done.out, done.err, compared.out, compared.err)


def varied(value: Any, level: int) -> Any:
    """Return a body with marks beside its marks, but for the objects above the level."""
    if isinstance(value, list):
        return [varied(item, level) for item in value[::-1]]
    if not isinstance(value, dict):
        return f"{value}{WORD}" if isinstance(value, str) else value
    changed = {
        name: item if level > 0 and not isinstance(item, (dict, list)) else varied(item, level - 1)
        for name, item in value.items()
    }
    return {**changed, f"{WORD} beside {MARK}": MARK, "success": COORDINATE}


def varied_tenant(change: Change) -> Any:
    """Answer as the tenant does, with differences in full tickets and inside of what rows hold."""
    answers = tenant(change)

    def mischief(request: Received, healthy: Healthy) -> bytes:
        body = orjson.loads(healthy.body)
        level = 2 if isinstance(body, dict) and "tickets" in body else 0
        content = json.dumps(varied(marked(body, change), level)).encode()
        head, _, _ = answers(request, healthy).partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
        length = b"Content-Length: %d" % len(content)
        return b"\r\n".join([*lines, length]) + b"\r\n\r\n" + content

    return mischief


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("by_profile", [False, True])
def test_nothing_marked_is_in_what_is_said_of_two_environments(
    change: Change, tmp_path: Path, *, by_profile: bool
) -> None:
    other = CHANGES[change is CHANGES[0]]
    with (
        Hostile(tenant(change)) as one,
        Hostile(tenant(other) if by_profile else varied_tenant(change)) as two,
    ):
        lines = [
            f'[environments.{name}]\nbase-url = "{side.base_url}"'
            for name, side in zip("ab", (one, two), strict=True)
        ]
        (tmp_path / "ticketgate.toml").write_text(
            "\n".join(["rate = 1000", "max-requests = 80", *lines]), "utf-8"
        )
        names = ("json", "junit", "html", "markdown")
        files = [part for name in names for part in (f"--{name}", tmp_path / name)]
        chosen = ("--config", tmp_path / "ticketgate.toml", "--environment", "a", "--against", "b")
        done = ticketgate("run", *chosen, *files, env={"ENNEO_TOKEN": TOKEN})
    assert done.status == 1
    written = json.loads((tmp_path / "json").read_bytes())
    assert written["comparedBy"] == ("profile" if by_profile else "ticket")
    assert len(written["differences"]) >= (8 if by_profile else 50)
    assert (tmp_path / "html").read_bytes().count(b'class="entry') == len(written["differences"])
    assert_unmarked(tmp_path, done.out, done.err)


def test_nothing_marked_is_in_what_pytest_prints_at_its_most_talkative(target: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                SUITE,
                "--rootdir",
                tmp_path,
                "-c",
                "/dev/null",
                "-vv",
                "-rA",
                "-l",
            ),
            *("--log-level=DEBUG", "-o", "log_cli=true", "--log-file=log", "--tb=long", "--setup-show"),
            *("-p", "ticketgate.pytest_plugin", "-p", "no:cacheprovider", "--confcutdir", SUITE),
            *(
                "--base-url",
                target,
                "--ticketgate-rate=1000",
                "--ticketgate-max-requests=40",
                "--ticketgate-fail-on=may",
            ),
            *("--ticketgate-json=verdict", "--junitxml=junit", "--ticketgate-record=har"),
        ],
        cwd=tmp_path,
        env={"ENNEO_TOKEN": TOKEN, "PATH": "", "HOME": str(tmp_path), "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 1, done.stdout[-2000:] + done.stderr
    assert {"log", "verdict", "junit", "har"} <= {path.name for path in tmp_path.iterdir()}
    assert_unmarked(tmp_path, done.stdout, done.stderr)


#: Tests of one's own that fail on what they compare, in each way that pytest has words for.
OWN_TESTS = """
import pytest

def test_texts(sampled_tickets):
    assert sampled_tickets[0]["subject"] == "Meter reading"

def test_a_part_of_a_text(sampled_tickets):
    subject = sampled_tickets[0]["subject"].upper()
    assert "METER" in subject

def test_the_start_of_a_text(sampled_tickets):
    assert sampled_tickets[0]["from"].startswith("maria")

def test_a_set(sampled_tickets):
    senders = {ticket["from"] for ticket in sampled_tickets}
    assert {"maria"} <= senders

def test_lists(sampled_tickets):
    assert [ticket["from"] for ticket in sampled_tickets] == ["maria"]

def test_objects(sampled_tickets):
    assert sampled_tickets[0] == {"from": "maria"}

def test_numbers(sampled_tickets):
    found = [ticket["agentId"] for ticket in sampled_tickets]
    assert all(number == 5 for number in found), found

def test_a_missing_key(sampled_tickets):
    assert {}[sampled_tickets[0]["from"]]

def test_an_answer(client, sampled_tickets):
    answer = client.get_ticket(sampled_tickets[0]["id"])
    assert answer.json()["from"] == "maria", answer

def test_headers(client):
    assert client.search({"limit": 1}).headers["etag"] == "maria"

def test_rows(client):
    assert client.search({"limit": 2}).json()["tickets"] == []
"""


def test_nothing_marked_is_in_what_failing_tests_of_ones_own_print(target: str, tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text(OWN_TESTS, "utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", "/dev/null", "--rootdir", tmp_path, "-vv", "-rA", "-l"),
            *("-p", "ticketgate.pytest_plugin", "-p", "no:cacheprovider", "--junitxml=junit", tmp_path),
            *("--base-url", target, "--ticketgate-rate=1000", "--ticketgate-max-requests=60"),
        ],
        cwd=tmp_path,
        env={
            "ENNEO_TOKEN": TOKEN,
            "PATH": "",
            "HOME": str(tmp_path),
            "PYTHONPATH": str(SOURCE),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert f"{OWN_TESTS.count('def test_')} failed" in done.stdout
    assert_unmarked(tmp_path, done.stdout, done.stderr, but=("test_own.py",))


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_marked_is_in_what_a_check_of_saved_bodies_prints(change: Change, tmp_path: Path) -> None:
    examples = SUITE.parents[1] / "specs" / "examples"
    for name in ("ticket-full", "search-page"):
        body = marked(orjson.loads((examples / f"{name}.json").read_bytes()), change)
        (tmp_path / f"saved-{name}").write_text(json.dumps(body), "utf-8")
    saved = sorted(tmp_path.iterdir())
    files = (
        "--json",
        tmp_path / "verdict",
        "--html",
        tmp_path / "page",
        "--sarif",
        tmp_path / "sarif",
        "--markdown",
        tmp_path / "md",
    )
    done = ticketgate("check", *saved, "--fail-on", "may", *files)
    assert done.status == 1
    assert len(json.loads((tmp_path / "verdict").read_bytes())["findings"]) > 20
    assert_unmarked(tmp_path, done.out, done.err, but=tuple(path.name for path in saved))

    broken = tmp_path / "saved-broken"
    broken.write_text(f'{{"{MARK}": {NUMBER}, {MARK}', "utf-8")
    refused = ticketgate("check", broken)
    assert refused.status == 2
    assert_unmarked(tmp_path, refused.out, refused.err, but=tuple(p.name for p in (*saved, broken)))
