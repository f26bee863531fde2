"""A scanned page by position: tables cell by cell where lines are ruled, letterhead by columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import Any

from pdfplumber import table as ruled
from PIL import Image

from ingest.models import Line
from ingest.readers.grid import Row, is_layout
from ingest.readers.pdf_layout import Box, PageTable, PrintedLine, Word, in_reading_order, joined, paragraphs
from ingest.readers.scan_image import DPI, Ruling, rulings, without
from ingest.readers.tesseract import words_of

_UNIT = 72 / DPI  # points in a dot: what `pdf_layout` measures in
_COLUMN_OF_TEXT, _EVEN_BLOCK, _ONE_LINE = 4, 6, 7  # Tesseract's ways of dividing a picture
# In dots. The ends of ruled lines that should meet miss each other by a few.
_SNAP, _JOIN, _MEET = 6, 20, 11
_EDGE = 5  # of a cell, where the ruling itself is
_LEAST_CELL = 15
_ROOM = 30  # white around each cell where all are put into one picture
_SAME_LINE = 0.5  # of the lower line's height
# Specks, the rule under the motto, the edge of a stamp: no letter or digit, and not a mark that lists use.
_NO_WORD = re.compile(r"[^\w\d+*()\[\]%&/<>≥≤.,;:“”\"-]+|[_—–=~-]{2,}|[.,;:'\"]+")
_DOUBTED = 0.3
_UNSURE = 0.7  # a line with less is read again
_MOST_LOOKS = 8  # on a page; each takes a quarter of a second
_LARGER = 2  # times; short words like "TT" are read right so
_WIDE_GAP = 1.5  # of the height of its letters
_LETTERS = re.compile(r"\w")

PageItem = Line | PageTable


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a ruled table, in dots, and where its picture went in the common one."""

    box: Box
    shift: float = 0.0


def lay_out_scan(page: Image.Image, number: int) -> list[PageItem]:
    """Return the lines and tables of a cleaned page in reading order."""
    placed: list[tuple[float, PageItem]] = []
    boxes: list[Box] = []
    for found in _tables(*rulings(page)):
        rows = _rows(page, found, number)
        filled = sum(1 for row in rows for cell in row.cells if cell)
        if filled > 1 and not is_layout(rows, bordered=True):
            placed.append((found.bbox[1] * _UNIT, PageTable(tuple(rows))))
            boxes.append(found.bbox)
    text = _without_rules(without(page, boxes))
    lines = _merged(_looked_again(text, words_of(text, DPI, _COLUMN_OF_TEXT)))
    for top, line in in_reading_order([_scaled(line) for line in lines]):
        placed.append((top, Line(joined(line), number, None, "ocr", _confidence(line))))
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def _confidence(words: Sequence[Word]) -> float:
    """Return how sure the engine is of a line: the mean of its words, weighed by their letters."""
    letters = sum(len(word.text) for word in words)
    return round(sum(word.confidence * len(word.text) for word in words) / letters, 3) if letters else 0.0


def _without_rules(page: Image.Image) -> Image.Image:
    """Return the page without ruled lines: those under names and headings read as dashes."""
    across, down = rulings(page)
    boxes: list[Box] = [(line.start, line.at - 3, line.end, line.at + 3) for line in across]
    boxes += [(line.at - 3, line.start, line.at + 3, line.end) for line in down]
    return without(page, boxes)


# --- second looks ----------------------------------------------------------------------------


def _looked_again(page: Image.Image, lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines, those read with little confidence read once more by themselves.

    What stands beside a line, a rule or another column, is what makes it hard to read.
    """
    unsure = [line for line in lines if _confidence(line) < _UNSURE and _letters(line)]
    looked = [line for line in lines if line not in unsure] + unsure[_MOST_LOOKS:]
    for line in unsure[:_MOST_LOOKS]:
        for part in _parted(line):
            again = _read_alone(page, part)
            looked.append(again if again and _confidence(again) > _confidence(part) else part)
    return looked


def _letters(line: PrintedLine) -> int:
    return sum(char.isalnum() for word in line for char in word.text)


def _parted(line: PrintedLine) -> list[PrintedLine]:
    """Return a line cut where it has a wide gap."""
    parts = [[line[0]]]
    for word in line[1:]:
        if word.x0 - parts[-1][-1].x1 > _WIDE_GAP * word.height:
            parts.append([])
        parts[-1].append(word)
    return parts


def _read_alone(page: Image.Image, line: PrintedLine) -> PrintedLine | None:
    margin = line[0].height / 4
    left = max(0, round(min(word.x0 for word in line) - 2 * margin))
    top = max(0, round(min(word.top for word in line) - margin))
    right = round(max(word.x1 for word in line) + 2 * margin)
    bottom = round(max(word.bottom for word in line) + margin)
    crop = page.crop((left, top, min(right, page.width), min(bottom, page.height)))
    around = Image.new("L", (crop.width + 2 * _ROOM, crop.height + 2 * _ROOM), 255)
    around.paste(crop, (_ROOM, _ROOM))
    larger = around.resize((around.width * _LARGER, around.height * _LARGER), Image.Resampling.BICUBIC)
    found = words_of(larger, DPI * _LARGER, _ONE_LINE)
    if not found:
        return None
    x, y = left - _ROOM, top - _ROOM
    return [
        replace(
            word,
            x0=word.x0 / _LARGER + x,
            x1=word.x1 / _LARGER + x,
            top=word.top / _LARGER + y,
            bottom=word.bottom / _LARGER + y,
        )
        for word in found[0]
    ]


# --- lines -----------------------------------------------------------------------------------


def _merged(lines: Sequence[Sequence[Word]]) -> list[PrintedLine]:
    """Return lines top to bottom, what stands at one height in one line, without specks."""
    merged: list[PrintedLine] = []
    kept = ([word for word in line if not _is_speck(word)] for line in lines)
    for line in sorted((line for line in kept if line), key=_middle):
        last = merged[-1] if merged else None
        near = last and _middle(line) - _middle(last) < _SAME_LINE * min(line[0].height, last[0].height)
        if last and near and not _overlap(last, line):
            last.extend(line)
        else:
            merged.append(list(line))
    return [sorted(line, key=lambda word: word.x0) for line in merged]


def _is_speck(word: Word) -> bool:
    if word.text in ("-", "–", "+", "*", "•", "/"):
        return False
    doubted = word.confidence < _DOUBTED and not _LETTERS.search(word.text)
    return doubted or bool(_NO_WORD.fullmatch(word.text))


def _middle(line: Sequence[Word]) -> float:
    return median((word.top + word.bottom) / 2 for word in line)


def _overlap(one: Sequence[Word], other: Sequence[Word]) -> bool:
    return any(a.x0 < b.x1 and b.x0 < a.x1 for a in one for b in other)


def _scaled(line: PrintedLine) -> PrintedLine:
    """Return a line in points."""
    return [
        replace(
            word,
            x0=word.x0 * _UNIT,
            x1=word.x1 * _UNIT,
            top=word.top * _UNIT,
            bottom=word.bottom * _UNIT,
        )
        for word in line
    ]


# --- tables ----------------------------------------------------------------------------------


def _tables(across: Sequence[Ruling], down: Sequence[Ruling]) -> list[Any]:
    """Return pdfplumber's tables from ruled lines."""
    edges = [_edge("h", line.start, line.end, line.at, line.at) for line in across]
    edges += [_edge("v", line.at, line.at, line.start, line.end) for line in down]
    merged = ruled.merge_edges(edges, _SNAP, _SNAP, _JOIN, _JOIN)
    cells = ruled.intersections_to_cells(ruled.edges_to_intersections(merged, _MEET, _MEET))
    return [ruled.Table(None, found) for found in ruled.cells_to_tables(cells)]


def _edge(orientation: str, x0: float, x1: float, top: float, bottom: float) -> dict[str, Any]:
    return {
        "object_type": "line",
        "orientation": orientation,
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
    }


def _rows(page: Image.Image, table: Any, number: int) -> list[Row]:
    """Return the rows of a table; a merged cell has its text once.

    Which cells are merged is not told: a ruled line may be too faint to be seen.
    """
    cells = [_Cell(box) for row in table.rows for box in row.cells if box is not None]
    strip, cells = _strip(page, cells)
    lines = _merged(_looked_again(strip, words_of(strip, DPI, _EVEN_BLOCK))) if strip else []
    texts: dict[Box, tuple[str, ...]] = {}
    sure: dict[Box, float] = {}
    for cell in cells:
        own = [line for line in lines if _stands_in(line, cell)]
        texts[cell.box] = paragraphs([_scaled(line) for line in own], (cell.box[2] - cell.box[0]) * _UNIT)
        sure[cell.box] = _confidence([word for line in own for word in line]) if own else 1.0
    return [
        Row(
            tuple(texts.get(box, ()) if box else () for box in row.cells),
            number,
            "ocr",
            round(fmean([sure.get(box, 1.0) for box in row.cells if box]), 3),
        )
        for row in table.rows
    ]


def _strip(page: Image.Image, cells: Sequence[_Cell]) -> tuple[Image.Image | None, list[_Cell]]:
    """Return the cells below each other in one picture: read alone each would cost a call."""
    crops: list[tuple[_Cell, Image.Image]] = []
    for cell in cells:
        left, top, right, bottom = (round(edge) for edge in cell.box)
        box = (left + _EDGE, top + _EDGE, right - _EDGE, bottom - _EDGE)
        if box[2] - box[0] >= _LEAST_CELL and box[3] - box[1] >= _LEAST_CELL:
            crop = page.crop(box)
            if crop.getextrema()[0] < 128:  # type: ignore[operator]
                crops.append((cell, crop))
    if not crops:
        return None, []
    width = max(crop.width for _, crop in crops) + 2 * _ROOM
    strip = Image.new("L", (width, sum(crop.height + _ROOM for _, crop in crops) + _ROOM), 255)
    at = _ROOM
    placed = []
    for cell, crop in crops:
        strip.paste(crop, (_ROOM, at))
        placed.append(replace(cell, shift=at - cell.box[1]))
        at += crop.height + _ROOM
    return strip, placed


def _stands_in(line: PrintedLine, cell: _Cell) -> bool:
    return cell.box[1] + cell.shift <= _middle(line) < cell.box[3] + cell.shift + _ROOM / 2
