"""Overlays written for a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.samples import SPECS
from ticketgate.contract.loading import load

if TYPE_CHECKING:
    from pathlib import Path

    from ticketgate.contract.model import Contract

FIELDS, FULL_TICKET = "schemas/ticket-fields.yaml", "schemas/ticket-full.yaml"


def overlay_text(document: str, *actions: str, version: str = "1.1.0", more: str = "") -> str:
    """Return an overlay whose actions stand on the lines from the fifth on."""
    head = (
        f'overlay: {version}\ninfo: {{title: A tenant, version: "1"}}\nextends: {document}{more}\nactions:\n'
    )
    return head + "".join(f"  - {action}\n" for action in actions)


def write_overlay(tmp_path: Path, *texts: str, name: str = "tenant.yaml") -> Path:
    file = tmp_path / name
    file.write_text("---\n".join(texts), encoding="utf-8")
    return file


def adapted(tmp_path: Path, *texts: str) -> Contract:
    """Return the contract with one overlay file that holds these overlays."""
    return load(SPECS, [str(write_overlay(tmp_path, *texts))])
