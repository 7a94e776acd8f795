"""`ticketgate init` writes a gate that works as it is, and never over anything; what the README shows of it happens."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from support.invoking import spawn, ticketgate
from support.serving import TOKEN, Served, Tampered, mock_app
from ticketgate import __version__
from ticketgate.contract.loading import default_contract
from ticketgate.launch.configuration_file import read_configuration
from ticketgate.verdict.waivers import read_waivers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = Path(".github/workflows/ticketgate.yml")
FILES = {
    None: {Path("ticketgate.toml"), Path("waivers.yaml")},
    "github": {Path("ticketgate.toml"), Path("waivers.yaml"), WORKFLOW},
    "gitlab": {Path("ticketgate.toml"), Path("waivers.yaml"), Path(".gitlab-ci.yml")},
}
BUILTIN_SCHEMAS = {
    "github": ("--builtin-schema", "vendor.github-workflows", WORKFLOW),
    "gitlab": ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", ".gitlab-ci.yml"),
}
#: The command as it is, but for a run of seconds.
SHIM = f"""#!/usr/bin/env bash
case "$1" in
  run) exec {sys.executable} -m ticketgate "$@" --mock-tickets 30 --max-requests 45 ;;
  *) exec {sys.executable} -m ticketgate "$@" ;;
esac
"""
#: Installs nothing and keeps what it was asked to install.
PYTHON = """#!/usr/bin/env bash
[ "$1 $2 $3" = "-m pip install" ] && echo "$4" >> installed.txt
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "repository").mkdir()
    monkeypatch.chdir(tmp_path / "repository")


def init(ci: str | None = None) -> None:
    done = ticketgate("init", *(("--ci", ci) if ci else ()))
    assert (done.status, done.err) == (0, "")
    assert all(str(path) in done.out for path in FILES[ci])


def there() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def uncommented(path: Path, beginning: str) -> str:
    """Return the text with each line that is commented out taken in; sentences stay comments."""
    return re.sub(rf"^#(?={beginning})", "", path.read_text("utf-8"), flags=re.MULTILINE)


# What it writes


@pytest.mark.parametrize("ci", FILES)
def test_it_writes_its_files_and_no_other(ci: str | None) -> None:
    init(ci)
    assert there().keys() == FILES[ci]


def test_what_it_writes_works_as_it_is() -> None:
    init("github")
    before = there()
    done = spawn("run")
    assert done.status == 0
    assert "Configured by ticketgate.toml." in done.out
    assert "this is the embedded mock" in done.out
    assert there() == before


def test_what_is_commented_out_can_be_taken_in() -> None:
    init()
    text = uncommented(Path("ticketgate.toml"), r"[a-z-]+ = |\[")
    Path("ticketgate.toml").write_text(text, "utf-8")
    file = read_configuration(Path("ticketgate.toml"))
    assert file.top.keys() >= {"base_url", "token_env", "filter", "min_coverage", "rate", "waive", "fail_on"}
    assert file.environments.keys() == {"staging", "production"}
    assert all(table.keys() >= {"base_url", "token_env"} for table in file.environments.values())
    assert len(re.findall(r"^#[^ ]", text, re.MULTILINE)) == 0

    assert read_waivers([Path("waivers.yaml")], default_contract()) == ()
    Path("waivers.yaml").write_text(uncommented(Path("waivers.yaml"), "- |  "), "utf-8")
    [waiver] = read_waivers([Path("waivers.yaml")], default_contract())
    assert (waiver.clause, waiver.place) == ("full:status/enum", "status")


# What it never does


@pytest.mark.parametrize("ci", ["github", "gitlab"])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_it_writes_over_nothing(ci: str, which: int) -> None:
    present = sorted(FILES[ci])[which]
    present.parent.mkdir(parents=True, exist_ok=True)
    present.write_text("mine\n")
    done = ticketgate("init", "--ci", ci)
    assert (done.status, done.out) == (2, "")
    assert done.err == f"ticketgate: nothing written: there is {present} already; move it away first\n"
    assert there() == {present: b"mine\n"}


def test_a_second_call_names_all_that_is_there() -> None:
    init("gitlab")
    before = there()
    done = ticketgate("init", "--ci", "gitlab")
    assert done.status == 2
    assert "there are ticketgate.toml and waivers.yaml and .gitlab-ci.yml already; move them" in done.err
    assert there() == before


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    Path("waivers.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert ticketgate("init").status == 2
    assert not (tmp_path / "elsewhere.yaml").exists()
    assert there() == {}


def test_a_table_in_pyproject_is_a_configuration_already() -> None:
    Path("pyproject.toml").write_text("[tool.ticketgate]\nseed = 1\n")
    done = ticketgate("init")
    assert (done.status, "there is pyproject.toml with a table [tool.ticketgate] already" in done.err) == (
        2,
        True,
    )
    assert there().keys() == {Path("pyproject.toml")}
    Path("pyproject.toml").write_text("[tool.other]\n")
    init()


def test_where_one_file_cannot_be_written_none_is() -> None:
    Path(".github").write_text("no folder\n")
    done = ticketgate("init", "--ci", "github")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"ticketgate: nothing written: cannot write {WORKFLOW}: ")
    assert there() == {Path(".github"): b"no folder\n"}


# The jobs of CI systems


@pytest.mark.parametrize("ci", BUILTIN_SCHEMAS)
def test_a_job_is_one_by_the_schema_of_its_system(ci: str) -> None:
    init(ci)
    assert valid(ci).returncode == 0, valid(ci).stdout
    [path] = FILES[ci] - FILES[None]
    path.write_text(re.sub(r"timeout[a-z-]*: \w+", "timeout: [1]", path.read_text()))
    assert valid(ci).returncode == 1


def valid(ci: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", *map(str, BUILTIN_SCHEMAS[ci])]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def broken() -> Iterator[str]:
    def invent(body: dict[str, Any]) -> None:
        if "bodyPlain" in body:
            body["status"] = "halfOpen"

    with Served(Tampered(mock_app(20), invent)) as served:
        yield served.base_url


def run_job(ci: str, tmp_path: Path, variables: Mapping[str, str]) -> int:
    """Run the shell parts of the job as its system does, and return the exit code of the one that ends it."""
    commands = tmp_path / "bin"
    commands.mkdir()
    for name, text in (("ticketgate", SHIM), ("python", PYTHON)):
        (commands / name).write_text(text)
        (commands / name).chmod(0o755)
    env = {name: value for name, value in os.environ.items() if not name.startswith("ENNEO_")}
    env["PATH"] = f"{commands}:/usr/bin:/bin"
    for script, more in (github_steps if ci == "github" else gitlab_steps)(variables):
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            env={**env, **more}, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        if done.returncode:
            assert "Traceback" not in done.stderr
            return done.returncode
    return 0


def github_steps(variables: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield script and environment of each step; a variable that is not set is an empty one there."""
    job = yaml.safe_load(WORKFLOW.read_bytes())["jobs"]["contract"]
    for step in job["steps"]:
        env = {**job.get("env", {}), **step.get("env", {})}
        if "run" in step:
            yield step["run"], {name: filled(value, variables) for name, value in env.items()}


def filled(value: str, variables: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ (?:vars|secrets)\.(\w+) \}\}", lambda found: variables.get(found[1], ""), value)


def gitlab_steps(variables: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    job = yaml.safe_load(Path(".gitlab-ci.yml").read_bytes())["ticketgate"]
    yield "\n".join(job["script"]), {**job["variables"], **variables}


@pytest.mark.parametrize("ci", BUILTIN_SCHEMAS)
def test_a_job_installs_the_version_that_wrote_it_and_judges_the_mock_at_first(
    ci: str, tmp_path: Path
) -> None:
    init(ci)
    assert run_job(ci, tmp_path, {}) == 0
    assert Path("installed.txt").read_text() == f"ticketgate=={__version__}\n"
    assert json.loads(Path("verdict.json").read_bytes())["outcome"] == "kept"
    assert "[full:status/enum]" in Path("junit.xml").read_text("utf-8")


@pytest.mark.parametrize("ci", BUILTIN_SCHEMAS)
def test_a_job_fails_where_the_instance_is_broken(ci: str, tmp_path: Path, broken: str) -> None:
    init(ci)
    name_instance(broken)
    assert run_job(ci, tmp_path, {"ENNEO_TOKEN": TOKEN}) == 1
    verdict = json.loads(Path("verdict.json").read_bytes())
    assert (verdict["outcome"], verdict["target"]) == ("broken", broken)


@pytest.mark.parametrize("ci", BUILTIN_SCHEMAS)
def test_a_job_without_its_secret_fails_and_asks_nothing(ci: str, tmp_path: Path, broken: str) -> None:
    init(ci)
    name_instance(broken)
    assert run_job(ci, tmp_path, {}) == 2
    assert json.loads(Path("verdict.json").read_bytes())["outcome"] == "not run"


def name_instance(base_url: str) -> None:
    """Put the instance where the first file has an example of one."""
    text = Path("ticketgate.toml").read_text("utf-8")
    named = re.sub(
        r"^#base-url = .*$", f'base-url = "{base_url}"\nrate = 1000', text, count=1, flags=re.MULTILINE
    )
    Path("ticketgate.toml").write_text(named, "utf-8")


# The README


def test_the_life_of_a_gate_is_as_the_readme_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its commands, in order, in an empty repository."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    _, _, section = text.partition("\n## A gate for your repository\n")
    section, _, _ = section.partition("\n## ")
    monkeypatch.delenv("STAGING_TOKEN", raising=False)
    seen = []
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL):
        if language == "toml":
            Path("ticketgate.toml").write_text(block, "utf-8")
            continue
        assert language == "console"
        command, _, shown = block.partition("\n")
        program, *arguments = command.removeprefix("$ ").split()
        assert program == "ticketgate"
        done = spawn(*arguments)
        assert done.status == 0, done.err
        assert re.fullmatch(pattern(shown), settled(done.out)), done.out
        seen.append(arguments[0])
    assert seen == ["init", "config", "run"]


def pattern(shown: str) -> str:
    """Return a pattern for what is shown, in which a line of three dots stands for any lines."""
    return "".join(
        "(?:.*\n)*?" if line == "..." else f"{re.escape(line)}\n" for line in settled(shown).splitlines()
    )


def settled(text: str) -> str:
    return re.sub(r"digest [0-9a-f]{12}", "digest ...", text)
