"""Pages that only their picture can tell: read by OCR, several at a time, each kept until the plan is in.

Whoever adds files says with `recognising` where pages are kept and who is told of progress; a run
that was broken off goes on with the page after the last.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.errors import RefusedFile
from ingest.models import Line, Notice, Source
from ingest.readers.confined import environment
from ingest.readers.pages import PageItem, is_usable, lines_of, page_list
from ingest.readers.pdf_layout import PageTable
from ingest.readers.scan_page import items_from_json, items_to_json
from ingest.readers.scan_repair import mended
from ingest.readers.tesseract import Engine, needed_engine

Told = Callable[[int, int], None]

SCAN_VERSION = "4"
"""Changes whenever pages must be read again: the code reads them differently."""

_SECONDS = 300.0  # for one page, also where many programs share the machine
# Every other page of a real scan may be an empty back.
_MOST_IN_VAIN, _SHARE_IN_VAIN = 3, 0.6
_LEFT_BEHIND = 30 * 86400.0  # seconds after which nobody will go on with a broken-off file
# Clean type reaches .95; every page tried, noisy, photographed and stamped ones too, was above this.
_DOUBTFUL = 0.80
# On 150 pages every line of type was above .35; below were shadows at the edge ("Hà dã ca": .26).
_RUBBISH = 0.30
_LEAST_LOST = 40  # characters; a shadow read as type has fewer


@dataclass(frozen=True, slots=True)
class _Run:
    """Where pages are kept (None: nowhere), and who is told of (done, total)."""

    cache: Path | None
    tell: Told


_run: ContextVar[_Run | None] = ContextVar("scan_run", default=None)


@contextmanager
def recognising(cache: Path, tell: Told) -> Iterator[None]:
    """Keep the pages read inside the `with` statement under `cache`, and tell of each."""
    token = _run.set(_Run(cache, tell))
    try:
        yield
    finally:
        _run.reset(token)


def forget(cache: Path, digest: str) -> None:
    """Drop the pages kept of a file with this SHA-256, and those that nobody came back for."""
    shutil.rmtree(cache / digest, ignore_errors=True)
    if cache.is_dir():
        for folder in cache.iterdir():
            if folder.stat().st_mtime < time.time() - _LEFT_BEHIND:
                shutil.rmtree(folder, ignore_errors=True)


def with_scans(source: Source, data: bytes, file: str) -> Source:
    """Return `source`, read from `data`, with the pages that had to be read from their pictures.

    Raises RefusedFile, with what to install, where Tesseract or its Vietnamese data is missing.
    """
    if not source.pictures:
        return replace(source, notices=(*source.notices, *_unread(source.empty_pages)))
    engine = needed_engine(file)
    run = _run.get() or _Run(None, lambda done, total: None)
    kept = _Kept(run.cache, hashlib.sha256(data).hexdigest(), engine)
    read = _read(source, data, kept, run.tell)
    legible = {number: [item for item in items if not _is_rubbish(item)] for number, items in read.items()}
    usable = {number: items for number, items in legible.items() if _is_usable(items)}
    doubtful = [number for number in usable if _is_doubtful(read[number])]
    if not usable and not source.lines:
        raise RefusedFile("no_text", file=file, pages=source.pages)
    lines, repaired = mended(lines_of(usable))
    unread = tuple(number for number in source.empty_pages if number not in usable)
    return replace(
        source,
        lines=_in_order(source.lines, lines),
        empty_pages=unread,
        ocr_pages=tuple(usable),
        pictures=(),
        repaired=source.repaired + repaired,
        notices=(*source.notices, *_unread(unread), *_notices(tuple(usable), doubtful)),
    )


def _is_usable(items: Sequence[PageItem]) -> bool:
    return is_usable(_text(items), scanned=False)


def _is_rubbish(item: PageItem) -> bool:
    """Say whether nobody could read a line either: a shadow at the edge, what a pen wrote over type."""
    return isinstance(item, Line) and item.confidence < _RUBBISH


def _text(items: Sequence[PageItem]) -> str:
    return "\n".join(
        item.text if isinstance(item, Line) else "\n".join(row.text for row in item.rows) for item in items
    )


def _unread(pages: Sequence[int]) -> list[Notice]:
    return [Notice("empty_pages", (("pages", page_list(pages)),))] if pages else []


def _is_doubtful(items: Sequence[PageItem]) -> bool:
    """Say whether a page was hard to read, or a line of it (a few letters are a shadow) not at all."""
    lost = any(
        _is_rubbish(item) and len(item.text) >= _LEAST_LOST for item in items if isinstance(item, Line)
    )
    return lost or _sureness(items) < _DOUBTFUL


def _notices(read: Sequence[int], doubtful: Sequence[int]) -> list[Notice]:
    found = [Notice("ocr_pages", (("pages", page_list(read)),))] if read else []
    return found + ([Notice("ocr_doubtful", (("pages", page_list(doubtful)),))] if doubtful else [])


def _sureness(items: Sequence[PageItem]) -> float:
    """Return how sure the engine is of a page: the mean of its lines, weighed by their length."""
    weighed = [
        (len(part.text), part.confidence)
        for item in items
        for part in (item.rows if isinstance(item, PageTable) else [item])
    ]
    letters = sum(length for length, _ in weighed)
    return sum(length * sure for length, sure in weighed) / letters if letters else 1.0


def _in_order(printed: Sequence[Line], read: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of both in the order of their pages, tables numbered on."""
    used = 1 + max((line.cell.table for line in printed if line.cell), default=-1)
    shifted = [
        replace(line, cell=replace(line.cell, table=line.cell.table + used)) if line.cell else line
        for line in read
    ]
    return tuple(sorted([*printed, *shifted], key=lambda line: line.page or 0))


# --- reading ---------------------------------------------------------------------------------


class _Kept:
    """The pages of a file that were read already."""

    def __init__(self, cache: Path | None, digest: str, engine: Engine) -> None:
        self._folder = None if cache is None else cache / digest / f"{engine.version}-{SCAN_VERSION}"

    def page(self, number: int) -> list[PageItem] | None:
        """Return a page, None where it is not kept."""
        if self._folder is None:
            return None
        try:
            return items_from_json((self._folder / f"{number}.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return None

    def keep(self, number: int, items: list[PageItem]) -> None:
        """Keep a page."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{number}.part"
        part.write_bytes(items_to_json(items))
        part.replace(self._folder / f"{number}.json")


def _read(source: Source, data: bytes, kept: _Kept, tell: Told) -> dict[int, list[PageItem]]:
    """Return the pages' items; none for a page that cannot be read.

    A file is given up when page after page is in vain: one that was made to keep the machine busy, or
    an album of photographs.
    """
    numbers = source.pictures
    pages = {number: items for number in numbers if (items := kept.page(number)) is not None}
    missing = [number for number in numbers if number not in pages]
    if pages:
        tell(len(pages), len(numbers))
    if missing:
        in_vain = 0
        with tempfile.TemporaryDirectory(prefix="planchat-scan-") as folder:
            file = Path(folder, "scan")
            file.write_bytes(data)
            workers = _Workers(file, source.format)
            with closing(_several(workers, missing)) as several:
                for number, items in several:
                    pages[number] = items or []
                    if items is not None:
                        kept.keep(number, items)
                    tell(len(pages), len(numbers))
                    in_vain += not items or not _is_usable(items)
                    if in_vain > _MOST_IN_VAIN + _SHARE_IN_VAIN * len(pages):
                        break
    return dict(sorted(pages.items()))


def _several(workers: _Workers, numbers: Sequence[int]) -> Generator[tuple[int, list[PageItem] | None]]:
    """Yield pages as they are done, as many at a time as there are cores."""
    pool = ThreadPoolExecutor(max_workers=len(os.sched_getaffinity(0)))
    try:
        waiting = {pool.submit(workers.read, number): number for number in numbers}
        for done in as_completed(waiting):
            yield waiting[done], done.result()
    finally:
        workers.stop()
        pool.shutdown(cancel_futures=True)


class _Workers:
    """The processes that read pages; none outlives the run."""

    def __init__(self, file: Path, form: str) -> None:
        self._file = file
        self._form = form
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def read(self, number: int) -> list[PageItem] | None:
        """Return a page's items, None where it cannot be read."""
        with self._lock:
            if self._stopped:
                return None
            process = subprocess.Popen(
                [sys.executable, "-m", "ingest.readers.scan_page", str(self._file), str(number), self._form],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self._file.parent,
                env=environment(str(self._file.parent)),
                start_new_session=True,  # so that its Tesseract can be ended with it
            )
            self._running.add(process)
        try:
            out, _ = process.communicate(timeout=_SECONDS)
            return items_from_json(out) if process.returncode == 0 else None
        except (subprocess.TimeoutExpired, ValueError):
            return None
        finally:
            _end(process)
            with self._lock:
                self._running.discard(process)

    def stop(self) -> None:
        """End what is running, and let nothing begin."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()
