"""What is cleaned away of a scanned page before it is read: dust and pens, never a full stop."""

import numpy as np
import pytest
from documents import FONTS
from PIL import Image, ImageDraw, ImageFont

from ingest.readers.scan_image import DPI, cleaned

TEXT = "Trước ngày 30.6.2025. Hỗ trợ 5.000 hộ."


def font():
    return ImageFont.truetype(str(FONTS / "DejaVuSerif.ttf"), round(9 * DPI / 72))


@pytest.fixture
def page():
    """A line of type as small as tables have it, 9 points."""
    sheet = Image.new("RGB", (900, 300), "white")
    ImageDraw.Draw(sheet).text((40, 120), TEXT, fill=(15, 15, 15), font=font())
    return sheet


def ink(page, box=None):
    return int((np.asarray(page.convert("L").crop(box)) < 150).sum())


def test_specks_go_and_stops_stay(page):
    dusty = page.copy()
    chance = np.random.default_rng(3)
    for x, y in zip(chance.integers(5, 890, 400), chance.integers(5, 105, 400), strict=True):
        dusty.paste((40, 40, 40), (int(x), int(y), int(x) + 2, int(y) + 2))
    dust, stops = (0, 0, 900, 110), (0, 200, 900, 300)
    ImageDraw.Draw(dusty).text((40, 210), ". . . . . . . . .", fill=(15, 15, 15), font=font())
    left = cleaned(dusty)
    assert ink(dusty, dust) > 1000
    assert ink(left, dust) < 0.2 * ink(dusty, dust)  # two that touch are no speck
    assert ink(left, stops) >= ink(dusty, stops) > 50


def test_pen_and_stamp_go_and_type_below_them_stays(page):
    before = ink(cleaned(page))
    signed = page.copy()
    draw = ImageDraw.Draw(signed)
    draw.line([(30, 200), (300, 250), (500, 210), (880, 280)], fill=(40, 50, 170), width=6)
    draw.ellipse((100, 40, 500, 280), outline=(205, 45, 50), width=8)
    left = cleaned(signed)
    assert ink(signed, (0, 190, 900, 300)) > 2000
    assert ink(left, (0, 190, 900, 300)) == 0
    assert ink(left) > 0.95 * before
