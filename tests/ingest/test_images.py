"""Pictures of pages, as phones and scanners write them, are read like the pages of a scan."""

import pypdfium2
import pytest
from scan_maker import printed
from test_scans import HEAD

from ingest.readers import Limits, read


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    file = tmp_path_factory.mktemp("page") / "page.pdf"
    printed(HEAD, file, "Noto Serif")
    document = pypdfium2.PdfDocument(file)
    whole = document[0].render(scale=200 / 72).to_pil().convert("RGB")
    document.close()
    return whole.crop((0, 0, whole.width, whole.height * 2 // 5))  # below it there is nothing


def test_every_picture_of_a_tiff_is_a_page(page, tmp_path):
    file = tmp_path / "quet.tiff"
    page.save(file, save_all=True, append_images=[page], dpi=(200, 200))
    source = read(file, Limits())
    assert source.ocr_pages == (1, 2)
    assert all(line.origin == "ocr" for line in source.lines if line.text)
    for number in (1, 2):
        text = " ".join(line.text for line in source.lines if line.page == number)
        assert "Thành lập mới 5 hợp tác xã nông nghiệp" in text


def test_photograph_is_turned_as_the_phone_says(page, tmp_path):
    file = tmp_path / "anh.jpg"
    exif = page.getexif()
    exif[0x112] = 6  # to be turned clockwise by a quarter
    page.rotate(90, expand=True).save(file, exif=exif, quality=80)
    text = " ".join(line.text for line in read(file, Limits()).lines)
    assert "Thành lập mới 5 hợp tác xã nông nghiệp" in text
