"""How fast the page is with few plans and with many: python tests/aids/bench_page.py [5 200].

Many plans are the shipped ones with other numbers. Their passages get vectors by chance: how long a
search takes does not depend on what it finds. PLANCHAT_BENCH_HOME names a folder in which the
libraries are kept for the next time. Times are the browser's own, in milliseconds, the median of
several runs but for what happens once: from a click to the first frame that shows what was asked for.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "ui"), str(ROOT / "tests" / "ingest")]

from conftest import CHROMIUM, FLAGS, served  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402
from shipped import PLAN_FILES  # noqa: E402
from steps import BOX, LAST, wait_rested  # noqa: E402

from app.assistant import Assistant  # noqa: E402
from app.commands.chat import warm  # noqa: E402
from ingest.embedding import BUNDLED, Embedder, open_embedder  # noqa: E402
from ingest.library import Library  # noqa: E402
from ingest.models import Plan  # noqa: E402
from ingest.reading import read_plan  # noqa: E402

RUNS = 3
SHORT = "Kinh phí thực hiện kế hoạch lấy từ những nguồn nào?"
LIST = "Sở Tài chính có những nhiệm vụ gì?"

# What is done on the other tabs: its name, what does it, what is seen then (both JavaScript).
TABS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "duties": (
        ("second page", "press('[data-page=\"2\"]')", "find('.pl-pager [data-page=\"1\"]:enabled')"),
        ("an agency", "pick('agency', 'Sở Tài chính')", "said().includes('Sở Tài chính')"),
        ("timeline", "press('[data-value=timeline]')", "find('.pl-time')"),
        ("source", "press('.pl-place')", "document.querySelector('#pc-panel mark')"),
    ),
    "targets": (
        ("plots", "press('[data-value=chart]')", "find('.pl-figure')"),
        ("source", "press('.pl-place')", "document.querySelector('#pc-panel mark')"),
    ),
    "funding": (("wording", "press('.pl-cell')", "find('.pl-wordings li')"),),
    "support": (
        ("list", "fill('province', 'Kon Tum'); press('form .pk-primary')", "find('.pk-result h2')"),
        ("fifty more", "press('section [data-part]')", "!find('section [data-part][data-from=\"10\"]')"),
    ),
    "library": (
        ("search", "search('lai chau')", "!find('[type=search]') || find('[data-plan^=kon-tum]').hidden"),
        ("document", "press('[data-read]')", "document.querySelector('#pk-reader h2')"),
    ),
}
SEEN = {
    "duties": ".pl-said",
    "targets": ".pl-said",
    "funding": ".pl-matrix",
    "support": "form",
    "library": ".pk-plan",
}
HANDS = """([tab]) => {
    window.find = (what) => document.querySelector(`#pc-${tab}`).querySelector(what);
    window.press = (what) => find(what).click();
    window.said = () => find('.pl-said').textContent;
    window.pick = (name, value) => {
        const box = find('#pl-agency'); box.focus(); box.value = value; box.blur();
    };
    window.fill = (name, value) => { find(`[name=${name}]`).value = value; };
    window.search = (words) => {
        const box = find('[type=search]') ?? document.createElement('input');
        box.value = words; box.dispatchEvent(new Event('input', { bubbles: true }));
    };
}"""


class ByChance:
    """Embeds questions with the real model and passages by their digest."""

    def __init__(self, real: Embedder) -> None:
        self._real = real
        self.model_id = real.model_id
        self.embed_query = real.embed_query

    def embed_passages(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> list[list[float]]:
        vectors = []
        for text in texts:
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
            vector = np.random.default_rng(seed).standard_normal(384)
            vectors.append((vector / np.linalg.norm(vector)).tolist())
        return vectors


def filled(home: Path, count: int) -> Library:
    """A library of `count` plans; as it is where `home` has it already."""
    embedder = ByChance(open_embedder(BUNDLED, home))
    embedder.embed_query("kế hoạch")
    library = Library(home, embedder)
    folder = home / "plans"
    if not folder.exists():
        folder.mkdir(parents=True)
        read = [read_plan(file) for file in PLAN_FILES]
        copies = {copy.id: copy for copy in (copied(read[at % len(read)], at) for at in range(count))}
        for copy in copies.values():
            (folder / copy.file).write_text(copy.text, "utf-8")
        library.add([folder], lambda file: copies[file.stem])
        library.close()
        library = Library(home, embedder)  # opened anew, as after a start
    return library


def copied(plan: Plan, at: int) -> Plan:
    """The plan with another number of the same length: all that was read from it stays where it is."""
    text, header = plan.text, plan.header
    if header.number:
        digits = header.number.value.partition("/")[0]
        value = header.number.value.replace(digits, str(10 ** (len(digits) - 1) + at), 1)
        span = header.number.span
        text = text[: span.start] + value + text[span.end :]
        header = replace(header, number=replace(header.number, value=value))
    name = f"{plan.id}-{at:03}"
    sha = hashlib.sha256(text.encode()).hexdigest()
    return replace(plan, id=name, file=f"{name}.txt", text=text, text_sha256=sha, sha256=sha, header=header)


def timed(page: Page, act: str, seen: str) -> float | None:
    """Milliseconds from `act` to the first frame in which `seen` holds; both are JavaScript.

    None where `act` cannot be done: few plans have no second page.
    """
    return page.evaluate(
        """([act, seen]) => new Promise((done) => {
            const begun = performance.now();
            try { (0, eval)(act); } catch { return done(null); }
            const look = () => (0, eval)(seen) ? requestAnimationFrame(() => done(performance.now() - begun))
                : requestAnimationFrame(look);
            look();
        })""",
        [act, seen],
    )


def asked(page: Page, question: str) -> tuple[float, float]:
    """Milliseconds until the question stands there, and until the answer's first words do."""
    turns = page.locator("#pc-past .pc-turn").count()
    page.fill(BOX, question)
    first = f"document.querySelectorAll('#pc-past .pc-turn').length > {turns}"
    words = "document.querySelector('#pc-conversation .pc-lead')"
    click = "document.querySelector('#pc-ask').click()"
    shown = page.evaluate(
        """([click, first, words]) => new Promise((done) => {
            const begun = performance.now(); const times = [];
            (0, eval)(click);
            const look = () => {
                const now = performance.now() - begun;
                if (!times.length && (0, eval)(first)) times.push(now);
                if (times.length && (0, eval)(words)) done([times[0], now]); else requestAnimationFrame(look);
            };
            look();
        })""",
        [click, first, words],
    )
    wait_rested(page, turns + 1)
    return shown[0], shown[1]


def tried(page: Page, tab: str, note: Callable[[str, float | None], None]) -> None:
    """Open a tab and do what is done there."""
    page.evaluate(HANDS, [tab])
    seen = f"document.querySelector('#pc-{tab} {SEEN[tab]}')?.offsetParent"
    note(f"{tab} opens", timed(page, f"document.querySelector('[data-tab-id={tab}]').click()", seen))
    for name, act, shown in TABS[tab]:
        note(f"{tab}: {name}", timed(page, act, shown))
        page.keyboard.press("Escape")


def measured(count: int) -> dict[str, float]:
    """Everything that is measured, with `count` plans."""
    found: dict[str, list[float]] = {}

    def note(name: str, value: float | None) -> None:
        if value is not None:
            found.setdefault(name, []).append(value)

    kept = os.environ.get("PLANCHAT_BENCH_HOME")
    folder = nullcontext(str(Path(kept) / str(count))) if kept else tempfile.TemporaryDirectory()
    with folder as home, sync_playwright() as playwright:
        started = time.perf_counter()
        assistant = Assistant(filled(Path(home), count))
        note("library filled, or opened", 1000 * (time.perf_counter() - started))
        started = time.perf_counter()
        site = served(assistant)
        url = next(site).url
        note("page served after", 1000 * (time.perf_counter() - started))
        started = time.perf_counter()
        warm(assistant)
        note("ready for the first question", 1000 * (time.perf_counter() - started))
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=FLAGS)
        for _ in range(RUNS):
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            page.goto(url)
            page.wait_for_selector(".pc-welcome")
            note("examples there", page.evaluate("performance.now()"))
            paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
            note("first paint", page.evaluate(paint))
            for name, question in (("short", SHORT), ("list", LIST)):
                if page.locator("#pc-past .pc-turn").count():
                    page.click("#pc-again")
                    page.wait_for_selector(".pc-welcome")
                there, words = asked(page, question)
                note("question stands there", there)
                note(f"first words, {name} answer", words)
                note(f"assistant alone, {name} answer", 1000 * assistant.ask(question).seconds)
            note("statements of the list", page.locator(f"{LAST} .pc-statements li").count())
            chip = f"document.querySelector('{LAST} .pc-chip').click()"
            note("source opens", timed(page, chip, "document.querySelector('#pc-panel mark')"))
            note("list unfolds", timed(page, f"document.querySelector('{LAST} .pc-unfold')?.click()", "true"))
            note(
                "earlier list opens",
                timed(
                    page,
                    "document.querySelector('#pc-history').click()",
                    "document.querySelector('#pc-history-list:not([hidden])')",
                ),
            )
            new = "document.querySelector('#pc-again').click()"
            note("new conversation", timed(page, new, "document.querySelector('.pc-welcome')?.offsetParent"))
            old = (
                "document.querySelector('#pc-history').click(); document.querySelector('[data-open]').click()"
            )
            note("earlier conversation", timed(page, old, "document.querySelector('#pc-past .pc-rating')"))
            for tab in TABS:
                tried(page, tab, note)
            page.context.close()
        browser.close()
        for _ in site:
            pass
        assistant.library.close()
    return {name: statistics.median(values) for name, values in found.items()}


def main() -> None:
    """Measure and print a Markdown table, a column per number of plans."""
    counts = [int(one) for one in sys.argv[1:]] or [5, 200]
    columns = [measured(count) for count in counts]
    print(f"| ms | {' | '.join(f'{count} plans' for count in counts)} |")
    print(f"|---|{'---|' * len(counts)}")
    for name in dict.fromkeys(name for column in columns for name in column):
        cells = (f"{column[name]:.0f}" if name in column else "" for column in columns)
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
