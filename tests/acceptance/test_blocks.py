"""Every shell block of README and docs does what a stranger expects who follows it in order, in a fresh folder."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from support.servers import CERTIFICATE
from support.serving import TOKEN, Served, mock_app
from support.wheels import build_wheel

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: What the gates of the project run: it takes a network, or minutes.
INSTALLS = ("python3 -m venv", "pip install", "npm ", "NODE_PATH=", ". .venv/bin/activate")
#: What a stranger is told to run in a checkout; the rest is run in a fresh folder.
OF_A_CHECKOUT = "pytest tests/contract"
#: Exit codes that are not 0: of a network that is not here, of a mock with a fault, of a contract that breaks consumers.
STATUSES = {
    "--allow-http api": 3,
    "--cluster tcp:": 2,
    "--mock --base-url": 1,
    "--old-overlay generation": 1,
    "docs/open-api": 3,
}
#: What takes minutes, and is run by the proof.
PROOF_OF_ALL = re.compile(r"ticketgate prove\s*(#.*)?")
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: The command as it is, but for a run that would spare a tenant for minutes.
SHIM = """#!/usr/bin/env bash
case "$*" in
  "run --mock"*) exec {python} -m ticketgate "$@" ;;
  run*) exec {python} -m ticketgate "$@" --max-requests 40 --rate 1000 --timeout 20 --ca-bundle {certificate} ;;
  *) exec {python} -m ticketgate "$@" ;;
esac
"""


@pytest.fixture(scope="module")
def instance() -> Iterator[str]:
    """A tenant over https: its host and port."""
    with Served(mock_app(500), certificate=CERTIFICATE) as served:
        yield served.base_url.removeprefix("https://").removesuffix("/api/mind")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("stranger")
    commands = made / "bin"
    commands.mkdir()
    for name, text in {
        "ticketgate": SHIM.format(python=sys.executable, certificate=CERTIFICATE),
        "pytest": f'#!/bin/sh\nexec {sys.executable} -m pytest "$@"\n',
        "python": f'#!/bin/sh\nexec {sys.executable} "$@"\n',
    }.items():
        (commands / name).write_text(text, encoding="utf-8")
        (commands / name).chmod(0o700)
    ZipFile(build_wheel(made)).extractall(made / "installed")
    checkout = made / "checkout" / "tests"
    shutil.copytree(ROOT / "tests" / "contract", checkout / "contract")
    shutil.copy(ROOT / "conftest.py", checkout.parent)
    _save_traffic(made)
    (made / "waivers.yaml").write_text(
        re.findall(r"^```yaml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[0], "utf-8"
    )
    return made


def _save_traffic(made: Path) -> None:
    """Put a ticket where the commands on saved traffic look for some."""
    ticket = (ROOT / "specs" / "examples" / "ticket-full.json").read_bytes()
    line = json.dumps(json.loads(ticket)).encode()
    for name, content in {
        "tickets/371180.json": ticket,
        "logs/monday.ndjson.gz": gzip.compress(line),
        "tickets.ndjson.zst": zstd.compress(line),
    }.items():
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_bytes(content)


def commands_of(page: str) -> list[str]:
    """Return the commands of the blocks that are run, a continued line as one."""
    text = "\n".join(_BLOCK.findall(page)).replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip()]
    return [
        line
        for line in lines
        if not any(words in line for words in INSTALLS) and not PROOF_OF_ALL.fullmatch(line)
    ]


class Terminal:
    """Runs command after command in one folder, and keeps what was exported and set."""

    def __init__(self, folder: Path, instance: str, installed: Path | None = None) -> None:
        self._folder = folder
        self._installed = installed or folder / "installed"
        self._instance = instance
        self._set: list[str] = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.serving: subprocess.Popen[bytes] | None = None

    def run(self, line: str) -> tuple[int, str]:
        """Run a line as bash does; a mock stays until the next one is started."""
        line = line.replace("demo.example.com", self._instance).replace("8005", str(self.port))
        line = line.replace("ENNEO_TOKEN=...", f"ENNEO_TOKEN={TOKEN}").replace(".venv/bin/", "")
        if re.match(r"(export )?[A-Z_a-z]+=\S*(\s+#.*)?$", line):
            self._set.append(line)
            return 0, ""
        if line.startswith("ticketgate mock ") and "--list" not in line:
            self._serve(line)
            return 0, ""
        script = "\n".join([*self._set, line])
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self._folder / "checkout" if OF_A_CHECKOUT in line else self._folder,
            env=self._environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        return done.returncode, done.stdout + done.stderr

    def stop(self) -> None:
        if self.serving:
            assert self.serving.stdout
            self.serving.stdout.close()
            self.serving.terminate()
            self.serving.wait(60)
            self.serving = None

    def _serve(self, line: str) -> None:
        self.stop()
        words = line.split("#", maxsplit=1)[0].split()
        options = [] if "--port" in words else ["--port", str(self.port)]
        self.serving = subprocess.Popen(
            [sys.executable, "-m", *words, *options],
            cwd=self._folder,
            env=self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self.serving.stdout
        said = iter(self.serving.stdout.readline, b"")
        assert any(line.startswith(b"Serving ") for line in said)

    @property
    def _environ(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("ENNEO_", "PYTEST_"))
        }
        return {
            **kept,
            "PYTHONPATH": str(self._installed),
            "PATH": f"{self._folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "CURL_CA_BUNDLE": str(CERTIFICATE),
            "PYTEST_ADDOPTS": "--ticketgate-rate=1000 --ticketgate-max-requests=60 -p no:cacheprovider "
            f"--ticketgate-ca-bundle={CERTIFICATE}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }


def follow(page: str, terminal: Terminal) -> None:
    """Run the commands of a page in their order; each ends as a stranger is told."""
    try:
        for line in commands_of(page):
            expected = next((status for words, status in STATUSES.items() if words in line), 0)
            status, said = terminal.run(line)
            assert status == expected, f"{line}\nends with {status}:\n{said[-2000:]}"
            assert "Traceback" not in said
    finally:
        terminal.stop()


def test_the_readme_can_be_followed(folder: Path, instance: str) -> None:
    follow(README, Terminal(folder, instance))


@pytest.mark.parametrize("name", ["diff", "findings", "proof"])
def test_a_page_can_be_followed(name: str, folder: Path, instance: str) -> None:
    follow((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8"), Terminal(folder, instance))


def test_the_pages_with_blocks_are_followed() -> None:
    with_blocks = {page.stem for page in (ROOT / "docs").glob("*.md") if commands_of(page.read_text("utf-8"))}
    # Those of docs/scale.md are followed in test_scale_page.
    assert with_blocks == {"diff", "findings", "overlays", "own-tests", "proof", "scale"}


def test_the_page_on_overlays_can_be_followed(folder: Path, instance: str, tmp_path: Path) -> None:
    shutil.copytree(folder / "bin", tmp_path / "bin")
    page = (ROOT / "docs" / "overlays.md").read_text(encoding="utf-8")
    overlay = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[0]
    (tmp_path / "tenant.yaml").write_text(overlay, encoding="utf-8")
    follow(page, Terminal(tmp_path, instance, folder / "installed"))


def test_the_page_on_own_tests_can_be_followed(folder: Path, instance: str, tmp_path: Path) -> None:
    shutil.copytree(folder / "bin", tmp_path / "bin")
    (tmp_path / "token.txt").write_text(TOKEN, encoding="utf-8")
    page = (ROOT / "docs" / "own-tests.md").read_text(encoding="utf-8")
    for name, code in re.findall(r"```python\n# (\S+)\n(.*?)```", page, re.DOTALL):
        (tmp_path / name).write_text(code, encoding="utf-8")
    follow(
        page.replace("https://HOST", "https://demo.example.com"),
        Terminal(tmp_path, instance, folder / "installed"),
    )
