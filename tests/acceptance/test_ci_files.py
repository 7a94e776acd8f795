"""The files for CI systems under docs/ci/ and the hooks for pre-commit: valid by their schemas, and their shell runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from support.invoking import ticketgate
from ticketgate.contract.documents import bundled_specs

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
GITHUB, GITLAB = ROOT / "docs" / "ci" / "github.yml", ROOT / "docs" / "ci" / "gitlab.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
#: A run of the files in little: of the embedded mock, whatever environment they name.
SHIM = """#!/usr/bin/env bash
exec {python} -m ticketgate "$@" --mock --mock-tickets 20 --max-requests 60
"""
CONFIGURATION = '[environments.staging]\nfail-on = "must"\n[environments.production]\nfail-on = "must"\n'


def check(*words: object) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_is_one_by_the_schema_of_github() -> None:
    check("--builtin-schema", "vendor.github-workflows", GITHUB)


def test_the_jobs_are_some_by_the_schema_of_gitlab() -> None:
    check("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", GITLAB)


def scripts() -> Iterator[tuple[str, str]]:
    """Yield each piece of shell of both files by a name, installing apart."""
    for name, job in yaml.safe_load(GITHUB.read_bytes())["jobs"].items():
        for step in job["steps"]:
            if "run" in step and step["name"] != "Install":
                yield f"{name}: {step['name']}", step["run"]
    for name, job in yaml.safe_load(GITLAB.read_bytes()).items():
        for line in job.get("script", ()):
            yield name, line


SCRIPTS = dict(scripts())


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a piece of shell as a CI system does, in a clone with a configuration and a baseline."""
    commands, origin, clone = tmp_path / "bin", tmp_path / "origin.git", tmp_path / "clone"
    commands.mkdir()
    (commands / "ticketgate").write_text(SHIM.format(python=sys.executable), "utf-8")
    (commands / "ticketgate").chmod(0o755)
    subprocess.run(["git", "init", "-q", "--bare", origin], check=True)
    subprocess.run(["git", "clone", "-q", origin, clone], check=True, capture_output=True)
    (clone / "ticketgate.toml").write_text(CONFIGURATION, "utf-8")
    (clone / "waivers.yaml").write_text("[]\n", "utf-8")
    monkeypatch.chdir(clone)
    env = {
        **os.environ,
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "BRANCH": "topic",
    }
    for name in ("ENNEO_TOKEN", "ENNEO_INSTANCE", "ENNEO_COOKIE"):
        env.pop(name, None)

    def run(name: str) -> subprocess.CompletedProcess[str]:
        words = ["bash", "-eo", "pipefail", "-c", SCRIPTS[name]]
        return subprocess.run(words, env=env, capture_output=True, text=True, check=False)

    return run


def test_the_baseline_is_made_committed_and_used(shell: Any, tmp_path: Path) -> None:
    done = shell("baseline: Renew the baseline")
    assert done.returncode == 0, done.stderr
    for _ in range(2):  # the second time there is nothing to commit
        done = shell("baseline: Commit it")
        assert done.returncode == 0, done.stderr
    log = subprocess.run(
        ["git", "log", "--format=%s", "topic"],
        cwd=tmp_path / "origin.git",
        capture_output=True,
        text=True,
        check=True,
    )
    assert log.stdout == "Renew the baseline of ticketgate\n"
    assert shell("contract: Judge").returncode == 0
    assert {path.name for path in Path().iterdir()} >= {"verdict.json", "report.html", "findings.sarif"}
    assert (tmp_path / "summary.md").read_text("utf-8").count("## ✅ ticketgate: kept") == 2
    assert shell("contract").returncode == 0
    assert {path.name for path in Path().iterdir()} >= {"junit.xml", "summary.md"}


def test_the_gate_of_the_protected_branch_is_stricter(shell: Any) -> None:
    done = shell("release gate")
    assert done.returncode == 0, done.stderr
    verdict = json.loads(Path("verdict.json").read_bytes())
    assert (verdict["failOn"], verdict["coverage"]["minimum"], verdict["baseline"]) == ("SHOULD", 90, None)
    assert Path("junit.xml").exists()


@pytest.mark.parametrize("name", ["against: Compare", "against production"])
def test_the_comparison_names_two_environments(name: str, shell: Any, tmp_path: Path) -> None:
    """It gets as far as the configuration, which names no target for either; the reports say so."""
    done = shell(name)
    assert done.returncode == 2
    assert "--against staging: the environment names no target" in done.stderr
    [page] = Path().glob("*.html")
    [summary] = [*Path().glob("summary.md"), *tmp_path.glob("summary.md")]
    for report in (page, summary):
        assert "the environment names no target" in report.read_text("utf-8").replace("\\-", "-")


def test_every_piece_of_shell_is_run_here() -> None:
    ran = {
        *("baseline: Renew the baseline", "baseline: Commit it", "contract: Judge", "contract"),
        *("release gate", "against: Compare", "against production"),
    }
    assert SCRIPTS.keys() == ran


def test_the_hooks_run_what_they_say(tmp_path: Path) -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load(HOOKS.read_bytes())}
    assert all({"id", "name", "entry", "language"} <= hook.keys() for hook in hooks.values())
    example = bundled_specs() / "examples" / "ticket-full.json"
    broken = tmp_path / "ticket.json"
    broken.write_text(json.dumps({**json.loads(example.read_bytes()), "status": "waiting"}), "utf-8")
    words = hooks["ticketgate-check"]["entry"].split()[1:]
    assert ticketgate(*words, example).status == 0
    done = ticketgate(*words, example, broken)
    assert (done.status, "full:status/enum" in done.out) == (1, True)
    words = hooks["ticketgate-clauses"]["entry"].split()[1:]
    assert ticketgate(*words, "--contract", bundled_specs()).status == 0
    assert ticketgate(*words, "--contract", tmp_path).status == 2
