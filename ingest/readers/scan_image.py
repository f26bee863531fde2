"""A scanned page as a picture: rendered, cleaned, set straight; and the lines ruled on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

DPI = 250
"""Dots an inch at which pages are read, whatever they were scanned at. Of three pages scanned at 200, in two
typefaces, .06 and .7 % of the characters were wrong at 250, .5 and .7 at 200, .1 and .7 at 300, at which
they took a third longer."""

_POINTS = 72
_MOST_PIXELS = 40_000_000  # 8 by 12 inches have 3.8 million
_INK = 0.6  # of the paper's brightness; what is darker is ink
_MOST_SKEW = 3.0  # degrees
_SKEW_STEPS = (0.5, 0.1)
_LEAST_SKEW = 0.08  # half a letter's height over a whole line is 0.2
_RULING = 0.3  # inches: no letter has a stroke as long
_GAP = 0.06  # inches: a line of a scan may be broken this far
_THICK = 0.05  # inches: what is thicker is no line
_STAMP = 140  # of 255: the brightest of the three colours in dark blue type is below, in stamps above
_VIVID = 60  # of 255, between the brightest and the darkest colour: no paper and no black type
_EDGE, _EDGE_COLOUR = 7, 0.35  # dots across; and how much of its brightness is colour
_BLACK = 80  # of 255: the brightest of the three colours inside a black letter is below
_DARKEST_PAPER = 60  # of 255; where all is darker, it is a picture
# Brighter than that is paper. Left grey, the noise of a sensor makes Tesseract, on a page of two lines, see
# ink everywhere and no letter; pages of noise are read twice as fast, clean ones alike.
_WHITE = 0.85
_BLANK = 0.0001  # of a page: three letters
_PAPER_GRID = 24  # cells across the page in which its brightness is measured
# Specks of dust, in dots across and as brightness (of the paper's). Of pages tried, clean and photographed
# ones had no dot as small standing alone; the full stop of 9 points is four across.
_SPECK, _SPECK_INK = 3, 0.75
_TINY_SPECK = 2
_MANY_SPECKS = 200  # places of tiny ones on a page; noisy pages had 2,700 and more


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line: its place on the other axis, and where it begins and ends (pixels)."""

    at: float
    start: int
    end: int


def render(pdf: Path, number: int) -> Image.Image:
    """Return page `number` (from 1) of a PDF in colour at `DPI`, smaller where the page is gigantic."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = DPI / _POINTS
        scale *= min(1.0, (_MOST_PIXELS / (width * height * scale * scale)) ** 0.5)
        image: Image.Image = page.render(scale=scale).to_pil()
        return image.convert("RGB")
    finally:
        document.close()


def cleaned(page: Image.Image) -> Image.Image:
    """Return the page in grey: stamps and signatures gone, the paper evenly white, set straight."""
    pixels = _black_ink(np.asarray(page.convert("RGB")))
    flat = np.clip(pixels / _paper(pixels) * 255, 0, 255).astype(np.uint8)
    flat[flat > _WHITE * 255] = 255
    even = Image.fromarray(_without_specks(flat))
    angle = skew(np.asarray(even))
    if abs(angle) < _LEAST_SKEW:
        return even
    return even.rotate(-angle, Image.Resampling.BICUBIC, fillcolor=255)


def _black_ink(colours: Pixels) -> npt.NDArray[np.float32]:
    """Return the page without the red of stamps and the blue of pens; black and dark blue type stays."""
    bright = colours.max(axis=2)
    colour = bright - colours.min(axis=2)
    stamp = bright > _STAMP
    vivid = Image.fromarray(stamp & (colour > _VIVID))
    faded: npt.NDArray[np.float32] = bright.astype(np.float32)
    faded[stamp] = np.minimum(faded[stamp] + colour[stamp], 255)
    if vivid.getbbox() is not None:
        # JPEG darkens the edge of a stroke, which stays as a row of dots.
        letter = Image.fromarray(bright < _BLACK)
        edge = _widened(vivid) & ~_widened(letter) & (colour > _EDGE_COLOUR * bright)
        faded[edge] = 255
    return faded


def _widened(mask: Image.Image) -> Mask:
    wide: Mask = np.asarray(mask.convert("L").filter(ImageFilter.MaxFilter(_EDGE))) > 0
    return wide


def _paper(pixels: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the brightness of the paper at each dot: that of the bright dots around it."""
    height, width = pixels.shape
    small = Image.fromarray(pixels.astype(np.uint8)).resize(
        (max(1, width // 8), max(1, height // 8)), Image.Resampling.BOX
    )
    reach = max(3, small.width // _PAPER_GRID) | 1
    bright = small.filter(ImageFilter.MaxFilter(reach)).filter(ImageFilter.GaussianBlur(reach / 2))
    paper = np.asarray(bright.resize((width, height), Image.Resampling.BILINEAR), dtype=np.float32)
    lit: npt.NDArray[np.float32] = np.maximum(paper, np.float32(_DARKEST_PAPER))
    return lit


def _without_specks(pixels: Pixels) -> Pixels:
    """Return the page without specks of dust, which read as stops and dashes, where it has many.

    On 49 noisy pages this took the wrong characters from .14 to .09 %, and no record was wrong any more.
    Blurring the page or taking medians made it worse than specks do.
    """
    if min(pixels.shape) < _SPECK + 2:
        return pixels
    ink = pixels < _SPECK_INK * 255
    if np.count_nonzero(_alone(ink, _TINY_SPECK)) < _MANY_SPECKS:
        return pixels
    rows, columns = np.nonzero(_alone(ink, _SPECK))
    clean = pixels.copy()
    for row in range(1, _SPECK + 1):
        for column in range(1, _SPECK + 1):
            clean[rows + row, columns + column] = 255
    return clean


def _alone(ink: Mask, size: int) -> Mask:
    """Return where (by its upper left corner) a frame without ink lies around a square with some."""
    framed, inside = _counts(ink, size + 2), _counts(ink, size)[1:-1, 1:-1]
    alone: Mask = (framed == inside) & (inside > 0)
    return alone


def _counts(ink: Mask, size: int) -> Pixels:
    """Return how many dots of ink each square of `size` dots has, by its upper left corner."""
    dots = ink.view(np.uint8)
    rows = dots[: len(dots) - size + 1].copy()
    for shift in range(1, size):
        rows += dots[shift : len(dots) - size + 1 + shift]
    width = dots.shape[1] - size + 1
    counts = rows[:, :width].copy()
    for shift in range(1, size):
        counts += rows[:, shift : width + shift]
    return counts


def skew(pixels: Pixels) -> float:
    """Return by how many degrees the page is turned counter-clockwise.

    Set straight, its lines of type are sharpest: the ink of its rows differs most.
    """
    small = Image.fromarray(pixels).resize((pixels.shape[1] // 2, pixels.shape[0] // 2), Image.Resampling.BOX)
    ys, xs = np.nonzero(np.asarray(small) < _INK * 255)
    if len(ys) == 0:
        return 0.0
    best, reach = 0.0, _MOST_SKEW
    for step in _SKEW_STEPS:
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(xs, ys, angle)))
        reach = step
    return best


def _sharpness(xs: npt.NDArray[np.int_], ys: npt.NDArray[np.int_], angle: float) -> float:
    rows = (ys + xs * np.tan(np.radians(angle))).astype(np.int_)
    ink = np.bincount(rows - rows.min()).astype(np.float64)
    return float(np.square(np.diff(ink)).sum())


def is_blank(page: Image.Image) -> bool:
    """Say whether there is next to nothing on a cleaned page: the back of a sheet."""
    return float((np.asarray(page) < _INK * 255).mean()) < _BLANK


# --- ruled lines -----------------------------------------------------------------------------


def rulings(page: Image.Image) -> tuple[list[Ruling], list[Ruling]]:
    """Return the horizontal and the vertical lines that are ruled on a cleaned page."""
    ink = np.asarray(page) < _INK * 255
    return _lines(ink), _lines(ink.T)


def _lines(ink: Mask) -> list[Ruling]:
    """Return the horizontal lines: long runs of ink, those of neighbouring rows as one."""
    length, gap, thick = round(_RULING * DPI), round(_GAP * DPI), _THICK * DPI
    groups: list[list[tuple[int, int, int]]] = []
    open_groups: list[list[tuple[int, int, int]]] = []
    for row in np.flatnonzero(ink.sum(axis=1) >= length):
        open_groups = [group for group in open_groups if row - group[-1][0] <= 2]
        for start, end in _runs(ink[row], length):
            near = [
                group
                for group in open_groups
                if any(start <= last[2] + gap and last[1] <= end + gap for last in group[-3:])
            ]
            if near:
                near[0].append((int(row), start, end))
                for other in near[1:]:
                    near[0].extend(other)
                    near[0].sort()
                    groups.remove(other)
                    open_groups.remove(other)
            else:
                groups.append([(int(row), start, end)])
                open_groups.append(groups[-1])
    found = []
    for group in groups:
        weights = sum(end - start for _, start, end in group)
        start, end = min(run[1] for run in group), max(run[2] for run in group)
        # A line that leans a little passes through several rows, but has only its own ink.
        if weights / (end - start) <= thick:
            middle = sum(row * (end - start) for row, start, end in group) / weights
            found.append(Ruling(middle, start, end))
    return found


def _runs(row: Mask, length: int) -> list[tuple[int, int]]:
    """Return the runs of ink of at least `length` in a row; up to two white dots do not end one."""
    filled = row.copy()
    for reach in (2, 3):
        both = row[:-reach] & row[reach:]
        for place in range(1, reach):
            filled[place : len(row) - reach + place] |= both
    edges = np.flatnonzero(np.diff(np.concatenate(([0], filled.view(np.int8), [0]))))
    return [
        (int(start), int(end))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if end - start >= length
    ]


def without(page: Image.Image, boxes: Sequence[tuple[float, float, float, float]]) -> Image.Image:
    """Return the page with these boxes (left, top, right, bottom) blank."""
    copy = page.copy()
    for box in boxes:
        left, top, right, bottom = (round(edge) for edge in box)
        copy.paste(255, (left, top, right, bottom))
    return copy
