"""Other tools take the bundled contract: validators, linters and generators, whose code holds the example bodies.

`tox run -e interop` installs them; INTEROP_NODE is the folder of those that are written in JavaScript.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
#: The schema of each body that has an example.
BODIES = {"TicketFull": "ticket-full", "SearchPage": "search-page", "Error": "error-not-found"}


def done(*command: object, cwd: Path | None = None, **environ: str) -> str:
    """Run a tool to its end and return what it said; fails with that when the tool does."""
    run = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    return run.stdout


def node_tool(name: str) -> Path:
    return node_modules() / ".bin" / name


def node_modules() -> Path:
    return Path(os.environ["INTEROP_NODE"]) / "node_modules"


def body(name: str) -> Any:
    specs = HERE.parents[1] / "specs" / "examples"
    return json.loads((specs / f"{name}.json").read_bytes())


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _bundle(tmp_path_factory)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _bundle(tmp_path_factory, "--plain")


def _bundle(tmp_path_factory: pytest.TempPathFactory, *options: str) -> Path:
    file = tmp_path_factory.mktemp("bundle") / "openapi.json"
    done(sys.executable, "-m", "ticketgate", "bundle", *options, file)
    return file


def test_ajv_compiles_the_full_bundle(bundled: Path) -> None:
    said = done("node", HERE / "compile.js", bundled, NODE_PATH=str(node_modules()))
    assert said.startswith("ajv compiled ")


def test_ajv_compiles_the_plain_bundle_in_strict_mode(plain: Path) -> None:
    said = done("node", HERE / "compile.js", plain, "strict", NODE_PATH=str(node_modules()))
    count = len(json.loads(plain.read_bytes())["components"]["schemas"])
    assert said == f"ajv compiled {count} schemas of the bundled contract\n"


@pytest.mark.skipif(shutil.which("java") is None, reason="Specmatic needs Java, which is not here")
def test_specmatic_takes_all_but_the_session_cookie(plain: Path, tmp_path: Path) -> None:
    validate = ("java", "-jar", node_modules() / "specmatic" / "specmatic.jar", "validate", "--spec-file")
    with pytest.raises(AssertionError) as refused:
        done(*validate, plain, cwd=tmp_path)
    # It knows no key that is sent as a cookie (OAS9999), and misses it where it is named (OAS0021).
    assert re.findall("OAS[0-9]+", str(refused.value).partition("[FAIL]")[2]) == ["OAS9999", "OAS0021"]
    document = json.loads(plain.read_bytes())
    schemes = document["components"]["securitySchemes"]
    (cookie,) = (name for name, scheme in schemes.items() if scheme.get("in") == "cookie")
    del schemes[cookie]
    document["security"] = [each for each in document["security"] if cookie not in each]
    without = tmp_path / "without-cookie.json"
    without.write_text(json.dumps(document), encoding="utf-8")
    done(*validate, without, cwd=tmp_path)


def test_spectral_finds_no_error(plain: Path, tmp_path: Path) -> None:
    rules = tmp_path / "spectral.yaml"
    rules.write_text('extends: ["spectral:oas"]\n', encoding="utf-8")
    done(node_tool("spectral"), "lint", plain, "--ruleset", rules, "--fail-severity", "error")


def test_redocly_finds_no_error(plain: Path) -> None:
    done(node_tool("redocly"), "lint", plain, REDOCLY_TELEMETRY="off")


def test_types_for_typescript_hold_the_examples(plain: Path, tmp_path: Path) -> None:
    done(node_tool("openapi-typescript"), plain, "--output", tmp_path / "api.ts")
    lines = ['import type { components } from "./api";']
    for name, example in BODIES.items():
        lines.append(f'export const a{name}: components["schemas"]["{name}"] = {json.dumps(body(example))};')
    (tmp_path / "examples.ts").write_text("\n".join(lines), encoding="utf-8")
    done(
        node_tool("tsc"),
        "--noEmit",
        "--strict",
        "--module",
        "esnext",
        "--moduleResolution",
        "bundler",
        "examples.ts",
        cwd=tmp_path,
    )


def test_types_for_typescript_refuse_what_is_none(plain: Path, tmp_path: Path) -> None:
    done(node_tool("openapi-typescript"), plain, "--output", tmp_path / "api.ts")
    wrong = json.dumps({**body("ticket-full"), "status": "waiting"})
    text = f'import type {{ components }} from "./api";\nexport const a: components["schemas"]["TicketFull"] = {wrong};'
    (tmp_path / "wrong.ts").write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError, match=r"wrong\.ts\(2,\d+\): error TS2322"):
        done(
            node_tool("tsc"),
            "--noEmit",
            "--strict",
            "--module",
            "esnext",
            "--moduleResolution",
            "bundler",
            "wrong.ts",
            cwd=tmp_path,
        )


def test_models_of_datamodel_code_generator_hold_the_examples(plain: Path, tmp_path: Path) -> None:
    models = tmp_path / "models.py"
    done(
        "datamodel-codegen", "--input", plain, "--input-file-type", "openapi", "--output", models,
        "--output-model-type", "pydantic_v2.BaseModel",
    )  # fmt: skip
    code = """\
import json, sys, models
for name, body in json.load(sys.stdin).items():
    model = getattr(models, name).model_validate(body)
    assert model.model_dump(mode="json", by_alias=True, exclude_unset=True) == body, name
"""
    _run(code, tmp_path)


def test_a_client_of_openapi_python_client_holds_the_examples(plain: Path, tmp_path: Path) -> None:
    said = done(
        "openapi-python-client",
        "generate",
        "--path",
        plain,
        "--output-path",
        tmp_path / "client",
        "--meta",
        "none",
    )
    assert "WARNING" not in said.upper(), said
    code = """\
import json, sys
from client import models
from client.api.ticket import get_ticket, search_tickets
for name, body in json.load(sys.stdin).items():
    assert getattr(models, name).from_dict(body).to_dict() == body, name
"""
    _run(code, tmp_path)


def _run(code: str, folder: Path) -> None:
    """Run code that imports what was generated, with the examples as its input."""
    examples = json.dumps({name: body(example) for name, example in BODIES.items()})
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        input=examples,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
