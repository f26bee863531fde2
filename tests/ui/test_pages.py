"""A quote on its printed page: found, marked, and where it is not, said so."""

import io

import pytest
from documents import as_pdf
from fake_assistant import PLANS
from PIL import Image

from app.ui.pages import page_images
from ingest.models import Span
from ingest.reading import read_plan

PLAN = min(PLANS.glob("*.txt"), key=lambda file: file.stat().st_size)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    file = tmp_path_factory.mktemp("pdf") / "thu.pdf"
    as_pdf(PLAN.read_text("utf-8"), file)
    return file, read_plan(file)


def yellow(image: bytes) -> int:
    pixels = Image.open(io.BytesIO(image)).convert("RGB").resize((300, 424)).tobytes()
    triples = zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True)
    return sum(red > 200 and blue < red - 60 for red, _, blue in triples)


def test_every_leaf_is_found_on_its_page(printed):
    file, plan = printed
    leaves = [unit for unit in plan.units if unit.kind in ("paragraph", "bullet")][::7]
    assert len(leaves) > 3
    for unit in leaves:
        images = page_images(file, plan, unit.span)
        assert images[0].page == plan.page_at(unit.span.start)
        assert all(image.marked for image in images)
        assert all(yellow(image.image) > 20 for image in images)


def test_a_longer_quote_marks_more(printed):
    file, plan = printed
    leaf = max(
        (unit for unit in plan.units if unit.kind == "paragraph"),
        key=lambda one: one.span.end - one.span.start,
    )
    short = Span(leaf.span.start, leaf.span.start + 30)
    few, many = (
        sum(yellow(one.image) for one in page_images(file, plan, span)) for span in (short, leaf.span)
    )
    assert 0 < few < many / 3


def test_a_quote_over_two_pages_shows_both(printed):
    file, plan = printed
    turn = plan.pages[1].start
    images = page_images(file, plan, Span(turn - 60, turn + 60))
    assert [image.page for image in images] == [1, 2]


def test_a_page_without_the_words_is_shown_unmarked(printed, tmp_path):
    _, plan = printed
    other = tmp_path / "other.pdf"
    as_pdf("KẾ HOẠCH\nKhác hẳn\n" + "Một dòng nào đó. " * 900, other)
    leaf = next(unit for unit in plan.units if unit.kind == "paragraph")
    (image,) = page_images(other, plan, leaf.span)
    assert not image.marked
    assert yellow(image.image) == 0


@pytest.mark.parametrize("content", [b"", b"no PDF at all", b"%PDF-1.7 cut off"])
def test_what_is_no_pdf_has_no_pages(printed, tmp_path, content):
    _, plan = printed
    file = tmp_path / "x"
    file.write_bytes(content)
    assert page_images(file, plan, Span(0, 50)) == ()
