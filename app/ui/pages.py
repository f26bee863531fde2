"""A PDF's printed pages as images, with a quote marked where it stands."""

from __future__ import annotations

import io
import logging
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageDraw

from ingest.models import Plan, Span
from ingest.vietnamese import nfc

_LOG = logging.getLogger(__name__)

# The panel is at most 700 CSS px wide; twice that is sharp on a dense screen.
_WIDTH = 1200
_LARGEST = 2000  # px of either side, however long a page is
_MOST_PAGES = 3  # shown of a quote that runs over pages
_KEPT = 24  # images kept, some 100 kB each
_SHORTEST = 12  # letters that may stand for a quote of which only a part is found
_MARK = (255, 227, 138)
# pdfium must not be entered by two threads.
_PDFIUM = threading.Lock()


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as WebP; `marked` says whether the quote was found on it (not on a scanned page)."""

    page: int
    image: bytes
    width: int
    height: int
    marked: bool


def page_images(file: Path, plan: Plan, quote: Span) -> tuple[PageImage, ...]:
    """Return the pages of `file` that `quote` stands on; none where it is no PDF or cannot be shown."""
    with file.open("rb") as stream:
        if stream.read(1024).find(b"%PDF-") < 0:
            return ()
    return tuple(
        image
        for page, part in _parts(plan, quote)[:_MOST_PAGES]
        if (image := _rendered(file, file.stat().st_mtime_ns, page, part))
    )


def _parts(plan: Plan, quote: Span) -> list[tuple[int, str]]:
    """Return for each page that the quote touches its number and the words of the quote on it."""
    ends = [start.start for start in plan.pages[1:]] + [len(plan.text)]
    parts: list[tuple[int, str]] = []
    for begin, end in zip(plan.pages, ends, strict=False):
        part = Span(max(begin.start, quote.start), min(end, quote.end))
        if part.start < part.end and (words := part.of(plan.text).strip()):
            parts.append((begin.page, words))
    return parts


@lru_cache(maxsize=_KEPT)
def _rendered(file: Path, _changed: int, number: int, words: str) -> PageImage | None:
    import pypdfium2 as pdfium  # loads a shared library: only where a page is asked for

    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(file)
            try:
                return _page(document[number - 1], number, words)
            finally:
                document.close()
        except (pdfium.PdfiumError, IndexError, ValueError) as error:
            _LOG.warning("page %s of %s cannot be shown: %s", number, file.name, error)
            return None


def _page(page: Any, number: int, words: str) -> PageImage:
    width, height = page.get_size()
    scale = min(_WIDTH / width, _LARGEST / max(width, height))
    image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    boxes = _boxes(page, words)
    if boxes:
        marks = Image.new("RGB", image.size, "white")
        draw = ImageDraw.Draw(marks)
        for left, bottom, right, top in boxes:
            x, y = _pixel(page, left, top, scale, image.size)
            x2, y2 = _pixel(page, right, bottom, scale, image.size)
            draw.rectangle((min(x, x2) - 1, min(y, y2) - 2, max(x, x2) + 1, max(y, y2) + 2), fill=_MARK)
        image = ImageChops.multiply(image, marks)  # like a highlighter: the letters stay black
    stream = io.BytesIO()
    image.save(stream, "WEBP", quality=80, method=2)
    return PageImage(number, stream.getvalue(), image.width, image.height, marked=bool(boxes))


def _pixel(page: Any, x: float, y: float, scale: float, size: tuple[int, int]) -> tuple[float, float]:
    """Return where a point of the page stands in its image: turned pages are rendered upright."""
    left, bottom, right, top = page.get_cropbox()
    match page.get_rotation():
        case 90:
            return (y - bottom) * scale, (x - left) * scale
        case 180:
            return (right - x) * scale, (y - bottom) * scale
        case 270:
            return (top - y) * scale, (right - x) * scale
    return (x - left) * scale, (top - y) * scale


def _boxes(page: Any, words: str) -> list[tuple[float, float, float, float]]:
    """Return one box per line of the quote: left, bottom, right, top in points."""
    text = page.get_textpage()
    try:
        letters, places = _letters(text)
        found = _found(letters, "".join(words.split()))
        if found is None:
            return []
        lines: list[list[float]] = []
        for place in places[found.start : found.end]:
            left, bottom, right, top = text.get_charbox(place, loose=True)
            line = lines[-1] if lines else None
            same = line and bottom < (line[1] + line[3]) / 2 < top and left >= line[0]
            if line and same:
                line[:] = [line[0], min(line[1], bottom), max(line[2], right), max(line[3], top)]
            else:
                lines.append([left, bottom, right, top])
        return [(line[0], line[1], line[2], line[3]) for line in lines]
    finally:
        text.close()


def _letters(text: Any) -> tuple[str, list[int]]:
    """Return the page's letters without white space, composed, and each one's place on the page.

    Marks that the page prints apart from their letter are composed with it: plans are stored so.
    """
    letters: list[str] = []
    places: list[int] = []
    for place in range(text.count_chars()):
        letter = text.get_text_range(place, 1)
        if not letter or letter.isspace() or not letter.isprintable():
            continue
        composed = nfc(letters[-1] + letter) if letters else letter
        if letters and len(composed) == 1:
            letters[-1] = composed
        else:
            composed = nfc(letter)
            letters += composed
            places += [place] * len(composed)
    return "".join(letters), places


def _found(letters: str, words: str) -> Span | None:
    """Return where the words stand among the letters; failing that their beginning to their end.

    A reader repairs what a page prints wrongly, so the middle of a quote may differ.
    """
    at = letters.find(words)
    if at >= 0:
        return Span(at, at + len(words))
    if len(words) < 2 * _SHORTEST:
        return None
    first, last = letters.find(words[:_SHORTEST]), letters.find(words[-_SHORTEST:])
    if first >= 0 and first < last and last - first < 1.2 * len(words):
        return Span(first, last + _SHORTEST)
    return None
