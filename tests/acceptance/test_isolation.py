"""`ticketgate run` depends on nothing of the place it is called from, and the wheel lacks nothing it needs."""

from __future__ import annotations

import json
import subprocess
import sys
from shutil import rmtree
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from support.invoking import SMALL, spawn
from support.wheels import CHECKOUT, build_wheel

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


def test_pytest_settings_of_a_foreign_folder_change_nothing(tmp_path: Path) -> None:
    hostile = {
        "pytest.ini": "[pytest]\naddopts = -k nothing -p no:terminal --strict-config\ntestpaths = nowhere\n",
        "pyproject.toml": "[tool.pytest.ini_options]\nminversion = '99'\n",
        "conftest.py": "raise RuntimeError('a conftest of another project was loaded')\n",
        "tests/test_enums.py": "raise RuntimeError('a test of another project was loaded')\n",
        "tests/contract/test_enums.py": "raise RuntimeError('a test of another project was loaded')\n",
    }
    for name, content in hostile.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    env = {"PYTEST_ADDOPTS": "-k nothing", "PYTEST_PLUGINS": "no_such_plugin"}
    before = sorted(tmp_path.rglob("*"))
    done = spawn("run", *SMALL, "--json", "-", cwd=tmp_path, env=env)
    assert done.status == 0
    assert json.loads(done.out)["judged"]["full"] > 5
    assert "another project" not in done.err
    assert sorted(tmp_path.rglob("*")) == before


def test_the_wheel_holds_the_contract_and_the_suite(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    for folder, inside in (("specs", "ticketgate/specs"), ("tests/contract", "ticketgate/suite")):
        files = [path for path in (CHECKOUT / folder).rglob("*") if path.suffix in {".yaml", ".json", ".py"}]
        assert len(files) > 10
        assert {f"{inside}/{path.relative_to(CHECKOUT / folder).as_posix()}" for path in files} <= names
    data = [
        path
        for path in (CHECKOUT / "src").rglob("*")
        if path.suffix in {".json", ".toml", ".yaml", ".yml", ".typed"}
    ]
    assert {path.name for path in data} >= {
        "verdict.schema.json",
        "configuration.schema.json",
        "ticketgate.toml",
    }
    assert {path.relative_to(CHECKOUT / "src").as_posix() for path in data} <= names
    assert not [name for name in names if name.startswith(("tests", "specs", "ticketgate/specs/.."))]


def test_what_the_wheel_installs_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    ZipFile(wheel).extractall(installed)
    elsewhere.mkdir()
    rmtree(installed / "ticketgate" / "suite")  # only pytest needs it
    junit = tmp_path / "junit.xml"
    done = spawn("run", *SMALL, "--junit", junit, cwd=elsewhere, env={"PYTHONPATH": str(installed)})
    assert done.status == 0
    assert "[full:status/enum]" in junit.read_text(encoding="utf-8")
    assert str(tmp_path) not in junit.read_text(encoding="utf-8")


def test_pytest_finds_the_suite_of_an_installation(wheel: Path, tmp_path: Path) -> None:
    ZipFile(wheel).extractall(tmp_path)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "ticketgate.pytest_plugin", "-p", "no:cacheprovider"),
            *("--pyargs", "ticketgate.suite", "-k", "full:status/enum", "-v"),
            *("--ticketgate-mock", "--ticketgate-mock-tickets=5"),
        ],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "ticketgate/suite/test_enums.py::test_value_is_documented[full:status/enum] PASSED" in done.stdout
    assert done.returncode == 0
