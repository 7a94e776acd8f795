"""`ticketgate run` depends on nothing of the place it is called from, and the wheel lacks nothing it needs."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

from support.invoking import SMALL, spawn

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    (built,) = WheelBuilder(str(CHECKOUT)).build(directory=str(folder), versions=["standard"])
    return Path(built)


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
    assert json.loads(done.out)["judged"]["full"] > 15
    assert "another project" not in done.err
    assert sorted(tmp_path.rglob("*")) == before


def test_the_wheel_holds_the_contract_and_the_suite(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    for folder, inside in (("specs", "ticketgate/specs"), ("tests/contract", "ticketgate/suite")):
        files = [path for path in (CHECKOUT / folder).rglob("*") if path.suffix in {".yaml", ".json", ".py"}]
        assert len(files) > 10
        assert {f"{inside}/{path.relative_to(CHECKOUT / folder).as_posix()}" for path in files} <= names
    assert {"ticketgate/py.typed", "ticketgate/verdict/verdict.schema.json"} <= names
    assert not [name for name in names if name.startswith(("tests", "specs", "ticketgate/specs/.."))]


def test_what_the_wheel_installs_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    ZipFile(wheel).extractall(installed)
    elsewhere.mkdir()
    suite = installed / "ticketgate" / "suite"
    (suite / "test_of_this_copy.py").write_text("def test_it_is_run():\n    pass\n")
    junit = tmp_path / "junit.xml"
    done = spawn("run", *SMALL, "--junit", junit, cwd=elsewhere, env={"PYTHONPATH": str(installed)})
    assert done.status == 0
    assert "test_it_is_run" in junit.read_text(encoding="utf-8")
    assert "[full:status/enum]" in junit.read_text(encoding="utf-8")
