"""The page under test, served on a free port, and a browser that notes everything it is asked for."""

from __future__ import annotations

import os
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
WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}


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


def served(assistant: Assistant, settings: Settings | None = None) -> Iterator[Served]:
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

    def watch(self) -> None:
        page = self.page
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def clean(self) -> None:
        assert self.hosts - {""} == {"127.0.0.1"}  # "" are data: and blob: addresses
        assert self.complaints == []


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

    def open_page(url: str, **options) -> Visit:
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(15_000)
        found = Visit(context.new_page())
        found.watch()
        found.page.goto(url)
        found.page.wait_for_selector(":is(.pc-root, .pl-root):visible")
        visits.append(found)
        return found

    yield open_page
    for found in visits:
        found.page.context.close()
    for found in visits:
        found.clean()
