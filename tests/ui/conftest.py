"""The page under test, served on a free port, and a browser that notes everything it is asked for."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fake_assistant import PLANS, FakeAssistant, hostile_plan

from app.settings import Settings
from app.ui.page import serve
from app.ui.protocol import Assistant

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OFFLINE = re.compile(r"ERR_|Server stopped unexpectedly")
# What Gradio says when a reload cuts its stream of events.
RELOADED = re.compile(r"AbortError: signal is aborted|errored out")
WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}
# For what does not depend on the width, and for what depends on both width and colours.
ONE_WIDTH = pytest.mark.parametrize("size", [WIDTHS["desktop"]], ids=["desktop"])
EACH_LOOK = pytest.mark.parametrize(
    ("size", "scheme"),
    [(WIDTHS["desktop"], "light"), (WIDTHS["phone"], "dark")],
    ids=["desktop-light", "phone-dark"],
)


def assistant_under_test() -> Assistant:
    """The real assistant where PLANCHAT_TEST_HOME names a folder for its library, else the fake one."""
    home = os.environ.get("PLANCHAT_TEST_HOME")
    return real_assistant(Path(home)) if home else FakeAssistant()


def real_assistant(home: Path) -> Assistant:
    """The assistant over the shipped plans, taken into the library in `home` where they are not yet."""
    from app.assistant import Assistant as RealAssistant
    from ingest.embedding import open_embedder
    from ingest.library import Library
    from ingest.reading import read_plan

    library = Library(home, open_embedder("bundled", home))
    library.add([PLANS], read_plan)
    return RealAssistant(library)


@dataclass
class Served:
    url: str
    assistant: Assistant


def real_plan_pdf(folder: Path) -> tuple[FakeAssistant, int]:
    """A fake assistant over a shipped plan printed as PDF, and the page its first quote is on."""
    from documents import as_pdf

    from ingest.reading import read_plan

    text = max(PLANS.glob("*.txt"), key=lambda file: file.stat().st_size)
    file = folder / f"{text.stem}.pdf"
    as_pdf(text.read_text("utf-8"), file)
    plan = read_plan(file)
    assistant = FakeAssistant([plan], home=folder)
    assistant.library.originals[plan.id] = file
    page = plan.page_at(assistant.ask("trang nào").citations[0].span.start)
    assert page is not None
    assert page > 1
    return assistant, page


def served(assistant: Assistant, settings: Settings | None = None, *, port: int = 0) -> Iterator[Served]:
    """Serve the page, on a free port unless one is named."""
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    page = serve(assistant, settings or Settings(), "127.0.0.1", port, wait=False)
    yield Served(f"http://127.0.0.1:{port}/", assistant)
    page.close(verbose=False)


@pytest.fixture(scope="session")
def site() -> Iterator[Served]:
    yield from served(assistant_under_test())


@pytest.fixture(scope="session")
def fake_site() -> Iterator[Served]:
    yield from served(FakeAssistant())


@pytest.fixture(scope="session")
def hostile_site() -> Iterator[Served]:
    yield from served(FakeAssistant([hostile_plan()]))


@pytest.fixture(scope="session")
def empty_site() -> Iterator[Served]:
    yield from served(FakeAssistant([]))


@dataclass
class Visit:
    """An open page, with what it asked for and complained about."""

    page: object
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    offline: bool = False  # the test breaks the connection: the browser complains about that alone

    def watch(self) -> None:
        page = self.page
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def clean(self) -> None:
        assert self.hosts - {""} == {"127.0.0.1"}  # "" are data: and blob: addresses
        serious = [one for one in self.complaints if not RELOADED.search(one)]
        assert [one for one in serious if not (self.offline and OFFLINE.search(one))] == []


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's chromium")
    # A home of its own: Chromium writes beside its profile too.
    environment = {**os.environ, "HOME": str(tmp_path_factory.mktemp("home"))}
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=str(CHROMIUM), headless=True, args=FLAGS, env=environment
        )
        yield opened
        opened.close()


@pytest.fixture(params=WIDTHS)
def size(request):
    return WIDTHS[request.param]


@pytest.fixture
def visit(browser, size):
    """Open a page at the size under test: `visit(url)`; what it did is checked at the end."""
    visits: list[Visit] = []

    def open_page(url: str, *, offline: bool = False, **options) -> Visit:
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(15_000)
        found = Visit(context.new_page(), offline=offline)
        found.watch()
        found.page.goto(url)
        # The chat when it is ready to be asked; another tab, from a link to it, when it shows.
        found.page.wait_for_selector(":is(.pc-welcome, .pc-empty, #pc-past .pc-turn, .pl-root):visible")
        visits.append(found)
        return found

    yield open_page
    for found in visits:
        found.page.context.close()
    for found in visits:
        found.clean()
