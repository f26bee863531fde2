"""Pictures of pages (PNG, JPEG, TIFF, WebP, BMP): how many there are; `scan` reads what is on them."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence

from ingest.errors import RefusedFile
from ingest.models import Source
from ingest.readers.limits import Limits

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP")
"""What is opened: formats that scanners and phones write."""

MOST_PIXELS = 120_000_000
"""The largest picture; phones take up to 108 million, A4 at 600 dots an inch has 35."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the sizes are looked at here

_PAPER = 8.27  # inches: the short side of A4, where a file does not tell
_LIKELY_DPI = (90, 1300)  # phones and web pages write 72, whatever was taken
_LIKELY_PAPER = (5.0, 12.0)  # inches: the short sides of A5 and A3


def read_image(data: bytes, file: str, limits: Limits) -> Source:
    """Return a source whose pages are all still to be read.

    Raises RefusedFile for a picture that is too large, and too many of them.
    """
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            count = getattr(image, "n_frames", 1)
            if count > limits.max_pages:
                raise RefusedFile("too_many_pages", file=file, pages=count, limit=limits.max_pages)
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > MOST_PIXELS:
                    raise RefusedFile("picture_too_big", file=file)
    except Image.DecompressionBombError as error:
        raise RefusedFile("picture_too_big", file=file) from error
    pages = tuple(range(1, count + 1))
    return Source((), "image", count, pages, pictures=pages)


def open_page(path: Path, number: int, dpi: int) -> Image.Image:
    """Return picture `number` (from 1) upright, in colour on white, at `dpi` dots an inch."""
    with Image.open(path, formats=FORMATS) as image:
        image.seek(number - 1)
        width, height = _inches(image)
        size = (round(width * dpi), round(height * dpi))
        if image.format == "JPEG":
            image.draft("RGB", size)  # decoded smaller, where it is much larger
        clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
        if clear:
            whole = image.convert("RGBA")
            paper = Image.new("RGBA", whole.size, "white")
            page = Image.alpha_composite(paper, whole).convert("RGB")
        else:
            page = image.convert("RGB")
        page = page.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        page.info = {}
        page.getexif().update(image.getexif())
        return ImageOps.exif_transpose(page)


def _inches(image: Image.Image) -> tuple[float, float]:
    """Return width and height of the sheet: as the file tells where that is likely, else A4's."""
    told = image.info.get("dpi")
    if told and all(_LIKELY_DPI[0] <= dots <= _LIKELY_DPI[1] for dots in told):
        width, height = image.width / float(told[0]), image.height / float(told[1])
        if _LIKELY_PAPER[0] <= min(width, height) <= _LIKELY_PAPER[1]:
            return width, height
    scale = _PAPER / min(image.size)
    return image.width * scale, image.height * scale
