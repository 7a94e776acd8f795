"""Every kind of page: all of it in one file, every text escaped, every link leading somewhere."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from support.page_kinds import KINDS, comparison_of_texts, differences_of_texts, pages_of_all_kinds
from support.pages import Page
from support.reported import harmless, hostile

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    made = pages_of_all_kinds(tmp_path_factory.mktemp("pages"))
    return {name: Page(content) for name, content in made.items()}


@pytest.mark.parametrize("name", KINDS)
def test_every_link_leads_to_an_element_and_every_id_is_of_one(name: str, kinds: dict[str, Page]) -> None:
    seen = kinds[name]
    assert sorted(set(seen.ids)) == sorted(seen.ids)
    assert {target[:1] for target in seen.targets} == {"#"}
    assert {target[1:] for target in seen.targets} <= set(seen.ids)


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_fetched_and_only_its_own_script_and_style_are_allowed(
    name: str, kinds: dict[str, Page]
) -> None:
    seen = kinds[name]
    assert not {"link", "img", "iframe", "object", "embed", "base", "form"} & {
        tag for tag, _ in seen.elements
    }
    assert not {"src", "style", "srcset", "action"} & {name for _, names in seen.shape for name in names}
    assert not re.findall(r"url\(|@import|fetch\(|XMLHttp|https?:", seen.raw["style"] + seen.raw["script"])
    [policy] = [each["content"] for _, each in seen.elements if "http-equiv" in each]
    for part in ("script", "style"):
        digest = b64encode(hashlib.sha256(seen.raw[part].encode()).digest()).decode()
        assert f"{part}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", KINDS)
def test_every_page_has_a_title_and_one_heading_of_the_first_level(name: str, kinds: dict[str, Page]) -> None:
    tags = [tag for tag, _ in kinds[name].elements]
    assert (tags.count("title"), tags.count("h1"), tags.count("main")) == (1, 1, 1)
    assert kinds[name].text.split(" · ticketgate")[0]


def test_texts_that_inject_stay_texts_wherever_they_come_from(tmp_path: Path) -> None:
    assert Page(comparison_of_texts(hostile, tmp_path)).shape == (
        Page(comparison_of_texts(harmless, tmp_path)).shape
    )
    assert Page(differences_of_texts(hostile)).shape == Page(differences_of_texts(harmless)).shape
