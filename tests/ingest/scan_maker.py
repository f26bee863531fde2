"""Makes scans of plans: printed in a serif type, then skewed, noisy, under a stamp, or photographed.

What comes out is a PDF of pictures, without a text layer.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from documents import FONTS, Face, as_pdf
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

NOTO = Path("/usr/share/fonts/truetype/noto")
FACES = {
    "DejaVu Serif": Face("DejaVuSerif", FONTS / "DejaVuSerif.ttf", FONTS / "DejaVuSerif-Bold.ttf", 12, 9),
    "Noto Serif": Face("NotoSerif", NOTO / "NotoSerif-Regular.ttf", NOTO / "NotoSerif-Bold.ttf", 13, 10),
}
_POINTS = 72

Damage = Callable[[Image.Image, np.random.Generator], Image.Image]


@dataclass(frozen=True)
class Scan:
    """How a plan was printed and scanned."""

    name: str
    face: str
    dpi: int
    damage: Damage | None = None


def skewed(page: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Turn the sheet by up to two degrees."""
    angle = float(chance.uniform(0.5, 2.0) * chance.choice([-1, 1]))
    return page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)


def noisy(page: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Blur the letters, add the sensor's noise and specks of dust."""
    pixels = np.asarray(page.filter(ImageFilter.GaussianBlur(page.width / 2400)), dtype=np.float32)
    pixels = pixels * 0.85 + 25 + chance.normal(0, 18, pixels.shape)
    specks = chance.random(pixels.shape) < 0.0004
    return Image.fromarray(np.where(specks, 40, pixels).clip(0, 255).astype(np.uint8))


def stamped(page: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Put a round red stamp and a blue signature over the text."""
    colour = page.convert("RGB")
    over = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(over)
    unit = page.width / 21  # a centimetre
    x, y = chance.uniform(4, 15) * unit, chance.uniform(4, 24) * unit
    for radius, width in ((1.8, 0.12), (1.2, 0.06)):
        box = (x - radius * unit, y - radius * unit, x + radius * unit, y + radius * unit)
        draw.ellipse(box, outline=(205, 45, 50), width=round(width * unit))
    line = [
        (x + (t / 12 - 1) * unit, y + math.sin(t * 0.9) * 0.7 * unit * chance.uniform(0.5, 1))
        for t in range(48)
    ]
    draw.line(line, fill=(40, 50, 170), width=round(0.06 * unit))
    return ImageChops.multiply(colour, over)


def photographed(page: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Take the page with a phone: seen slightly from the side, unevenly lit, compressed."""
    width, height = page.size
    near, far = chance.uniform(0.004, 0.012, 2)
    corners = (-near * width, 0, far * width, height, width - far * width, height, width + near * width, 0)
    page = page.convert("L").transform(
        page.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=230
    )
    rows, columns = np.mgrid[0:height, 0:width]
    light = 0.55 + 0.4 * (columns / width) * (1 - 0.4 * rows / height)
    pixels = np.asarray(page, dtype=np.float32) * light + chance.normal(0, 6, (height, width))
    stream = io.BytesIO()
    shot = Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(width / 2600)
    )
    shot.save(stream, "JPEG", quality=55)
    return Image.open(stream)


SCANS = (
    Scan("dejavu-200", "DejaVu Serif", 200),
    Scan("dejavu-300", "DejaVu Serif", 300),
    Scan("noto-200", "Noto Serif", 200),
    Scan("noto-300", "Noto Serif", 300),
    Scan("skewed-200", "Noto Serif", 200, skewed),
    Scan("noisy-200", "Noto Serif", 200, noisy),
    Scan("stamped-200", "Noto Serif", 200, stamped),
    Scan("photographed-200", "Noto Serif", 200, photographed),
)


def printed(text: str, path: Path, face: str, issuer: Sequence[str] = ()) -> None:
    """Write the PDF that goes to the printer."""
    as_pdf(text, path, issuer, face=FACES[face])


def scan_of(printed_pdf: Path, path: Path, scan: Scan, pages: Sequence[int] | None = None) -> None:
    """Scan the pages (from 0; None: all) of a PDF into another one."""
    chance = np.random.default_rng(5)
    document = pypdfium2.PdfDocument(printed_pdf)
    shots = []
    for number in range(len(document)) if pages is None else pages:
        shot = document[number].render(scale=scan.dpi / _POINTS, grayscale=True).to_pil()
        shots.append(scan.damage(shot, chance) if scan.damage else shot)
    document.close()
    from_images(shots, path, scan.dpi)


def from_images(shots: Sequence[Image.Image], path: Path, dpi: int) -> None:
    """Write pictures as the pages of a PDF."""
    canvas = Canvas(str(path))
    for shot in shots:
        size = (shot.width * _POINTS / dpi, shot.height * _POINTS / dpi)
        canvas.setPageSize(size)
        stream = io.BytesIO()
        shot.save(stream, "JPEG", quality=85)
        canvas.drawImage(ImageReader(stream), 0, 0, *size)
        canvas.showPage()
    canvas.save()
