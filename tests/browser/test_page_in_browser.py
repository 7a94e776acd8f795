"""The HTML page as people use it, in Chromium: accessible, by keyboard alone, without script, and without network.

`tox run -e browser` installs what this needs beside the browser itself.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from support.page_kinds import KINDS, pages_of_all_kinds
from support.verdicts import MUST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT: Final = Path(__file__).resolve().parents[2]
#: Where npm puts the script that looks for barriers.
AXE: Final = Path(os.environ.get("AXE_CORE", ROOT / "build/node_modules/axe-core/axe.min.js"))
WIDTHS: Final = (1440, 768, 390)
_FOCUSED: Final = "document.activeElement"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    # Here and not above, so that whoever lacks it can still run all other tests.
    from playwright.sync_api import sync_playwright

    assert found, "no chromium is here; install Debian's package chromium"
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root, as whom most CI containers run; the pages are our own.
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The URL of each kind of page."""
    folder = tmp_path_factory.mktemp("pages")
    contents = pages_of_all_kinds(folder)
    for name, content in contents.items():
        (folder / f"{name}.html").write_bytes(content)
    return {name: (folder / f"{name}.html").as_uri() for name in contents}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab that takes any error, any message box and any request but for the file itself as a failure."""
    yield from watched(browser)


def watched(browser: Browser, **options: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, **options)
    context.set_default_timeout(10_000)
    opened, complaints, requests = context.new_page(), [], []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    opened.on("request", lambda request: requests.append(request.url.partition("#")[0]))
    yield opened
    loaded = {url for url in requests if url.startswith("file:") and url.endswith(".html")}
    assert set(requests) == loaded
    assert complaints == []
    context.close()


def open_all(page: Page) -> None:
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDTHS[0]), ("dark", WIDTHS[-1])])
@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_no_barrier(name: str, scheme: Any, width: int, page: Page, pages: dict[str, str]) -> None:
    assert AXE.is_file(), f"{AXE} is not here; npm install --prefix build axe-core@4, or name it by AXE_CORE"
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(pages[name])
    # What is folded is not looked at. Of the places, which are all alike, some are opened.
    places = ".tree > li > details > ul > li:nth-child(-n + 6) > details"
    page.evaluate(
        f"document.querySelectorAll('details:not(.tree *), {places}').forEach((each) => each.open = true)"
    )
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((all) => all.violations)")
    nodes = [(each["id"], node) for each in found for node in each["nodes"][:3]]
    assert [(rule, node["target"], node["failureSummary"]) for rule, node in nodes] == []


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_wider_than_the_window(name: str, page: Page, pages: dict[str, str]) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(pages[name])
        open_all(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def tab_to(page: Page, selector: str, *, most: int = 60) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"{_FOCUSED}.matches({selector!r})"):
            return
    pytest.fail(f"{selector} is not reached by {most} steps of Tab")


def test_a_finding_is_found_opened_copied_and_followed_by_keyboard_alone(
    page: Page, pages: dict[str, str]
) -> None:
    from playwright.sync_api import expect

    page.goto(pages["broken"])
    tab_to(page, "#find-finding")
    page.keyboard.type("status is one of")
    assert page.text_content("#findings-found") == "1 of 6 shown"
    tab_to(page, "#entries > details:not([hidden]) > summary")
    page.keyboard.press("Enter")
    tab_to(page, ".copy")
    page.keyboard.press("Enter")
    expect(page.locator(".copy:focus")).to_have_text("Copied")
    line = page.evaluate(f"{_FOCUSED}.closest('.again').querySelector('code').textContent")
    assert line.startswith("curl -sS -H")

    tab_to(page, "a[href='#at:status']")
    page.keyboard.press("Enter")
    expect(page.locator("[id='at:status'][open]")).to_be_focused()
    tab_to(page, f"a[href='#{MUST}']")
    page.keyboard.press("Enter")
    expect(page.locator(f"[id='{MUST}']")).to_be_focused()

    page.focus("#find-finding")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+V")
    assert page.input_value("#find-finding") == line


def test_findings_are_filtered_by_what_they_are(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["broken"])
    for name, value, shown in (
        ("level", "MUST", 3),
        ("kind", "enum", 3),
        ("form", "compact", 1),
        ("change", "fails", 2),
    ):
        page.click("#clear")
        page.select_option(f"[data-filter={name}]", value)
        assert page.locator("#entries > .entry:visible").count() == shown, name
        assert page.text_content("#findings-found") == f"{shown} of 6 shown"


def test_a_deep_link_shows_what_it_leads_to_whatever_hides_it(page: Page, pages: dict[str, str]) -> None:
    from playwright.sync_api import expect

    page.goto(f"{pages['broken']}#{MUST}")
    row = page.locator(f"[id='{MUST}']")
    assert row.is_visible()
    page.select_option("[data-filter=level]", "MAY")
    assert not row.is_visible()
    page.evaluate("location.hash = ''")
    page.evaluate(f"location.hash = '{MUST}'")
    expect(row).to_be_focused()
    assert row.is_visible()
    page.goto(f"{pages['broken']}#full:customer.contracts[].id/type")
    assert page.locator("[id='full:customer.contracts[].id/type']").is_visible()


def test_places_are_found_by_a_part_of_their_name(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["contract"])
    page.fill("#find-place", "contracts[].lastname")
    assert page.locator("[id='at:customer.contracts[].lastname'] > summary").is_visible()
    assert not page.locator("[id='at:status'] > summary").is_visible()
    assert page.text_content("#places-found") == "1 found"
    page.fill("#find-place", "")
    assert page.locator("[id='at:status'] > summary").is_visible()


def test_without_script_all_can_be_read_and_links_lead_on(browser: Browser, pages: dict[str, str]) -> None:
    for page in watched(browser, java_script_enabled=False):
        page.goto(f"{pages['broken']}#{MUST}")
        assert page.locator(f"[id='{MUST}']").is_visible()
        assert not page.locator("#find-finding").is_visible()
        assert page.locator(".copy:visible").count() == 0
        page.locator("#entries > details > summary").nth(1).click()
        assert page.locator("#entries > details").nth(1).get_attribute("open") is not None
        page.locator("a[href='#at:status']").first.click()
        assert page.locator("[id='at:status']").is_visible()


@pytest.mark.parametrize("name", [name for name in KINDS if name.startswith("hostile")])
def test_what_a_server_injects_does_nothing(name: str, page: Page, pages: dict[str, str]) -> None:
    """The tab itself fails for any error, message box, or request; a script of theirs would need one of these."""
    page.goto(pages[name])
    open_all(page)
    page.fill("#find-finding", "<script>")
    page.locator("#entries > .entry:visible").first.hover()
    assert page.locator("script").count() == 1
    assert page.locator("#entries").inner_text().count("<script>alert(") >= 1


def test_differences_are_filtered_and_their_requests_copied(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["differences"])
    page.select_option("[data-filter=change]", "waived")
    assert page.text_content("#findings-found") == "1 of 2 shown"
    page.click("#clear")
    page.fill("#find-finding", "cut off")
    assert page.text_content("#findings-found") == "1 of 2 shown"
    page.locator("#entries > .entry:visible > summary").click()
    assert page.locator(".copy:visible").count() == 2
    page.click("a[href='#full:subject/length']")
    assert page.locator("[id='full:subject/length']").get_attribute("open") is not None


def test_from_a_change_a_link_leads_to_the_finding(page: Page, pages: dict[str, str]) -> None:
    from playwright.sync_api import expect

    page.goto(pages["comparison"])
    page.locator(f"#changes a[href='#{MUST}']").first.click()
    expect(page.locator(f"[id='{MUST}']")).to_be_focused()
    assert page.locator("#entries .copy:visible").count() == 1


def test_printed_the_findings_are_open(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["broken"])
    assert not page.locator(f"[id='{MUST}']").is_visible()
    page.emulate_media(media="print")
    assert page.locator(f"[id='{MUST}']").is_visible()
    assert not page.locator("nav").is_visible()
