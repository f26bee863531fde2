"""Scans: read page by page, sections and records as from the text, doubtful fields as doubtful."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from zipfile import ZipFile

import pypdfium2
import pytest
from documents import as_pdf
from library_aid import TinyEmbedder
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from scan_maker import FACES, SCANS, from_images, printed, scan_of
from scans import compare
from shipped import ROOT

from ingest.errors import LibraryError, PlanchatError, RefusedFile
from ingest.library import Library
from ingest.models import Line, Source
from ingest.readers import Limits, read, tesseract
from ingest.readers.sandbox import shared
from ingest.readers.scan import forget, recognising
from ingest.readers.scan_page import items_from_json, items_to_json
from ingest.reading import READING_VERSION, plan_of, read_plan

PLANS = ROOT / "tests" / "ingest" / "plans"
CLEAN = next(scan for scan in SCANS if scan.name == "noto-200")
NOISY = next(scan for scan in SCANS if scan.name == "noisy-200")
HEAD = """ỦY BAN NHÂN DÂN TỈNH KON TUM
Số: 38/KH-UBND
Kon Tum, ngày 23 tháng 10 năm 2024
KẾ HOẠCH
Phát triển hợp tác xã năm 2025
Ủy ban nhân dân tỉnh ban hành Kế hoạch phát triển hợp tác xã năm 2025 như sau:
I. MỤC TIÊU
1. Thành lập mới 5 hợp tác xã nông nghiệp trên địa bàn tỉnh.
II. TỔ CHỨC THỰC HIỆN
1. Sở Tài chính: Chủ trì bố trí kinh phí thực hiện Kế hoạch trước ngày 30/6/2025.
2. Sở Công Thương: Hỗ trợ hợp tác xã tham gia hội chợ, triển lãm trong tỉnh."""
TABLE = """KẾ HOẠCH
Phát triển hợp tác xã năm 2025
I. PHÂN CÔNG NHIỆM VỤ
\tTT
\tNhiệm vụ
\tCơ quan chủ trì
\tThời gian hoàn thành

\t1
\tTập huấn cho cán bộ quản lý hợp tác xã nông nghiệp trên địa bàn
\tSở Tài chính
\tTháng 6/2025

\t2
\tHỗ trợ hợp tác xã tham gia hội chợ
\tSở Công Thương
\tQuý IV/2025
"""
GRID = [
    ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian hoàn thành"),
    ("1", "Tập huấn cho cán bộ quản lý hợp tác xã nông nghiệp trên địa bàn", "Sở Tài chính", "Tháng 6/2025"),
    ("2", "Hỗ trợ hợp tác xã tham gia hội chợ", "Sở Công Thương", "Quý IV/2025"),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _each_page_once(tmp_path_factory):
    """Keep the pages that were read: several tests look at the same scan."""
    with recognising(tmp_path_factory.mktemp("read"), lambda done, total: None):
        yield


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    """A plan on paper: its PDF with text, and the scan of it."""
    folder = tmp_path_factory.mktemp("scan")
    text, scan = folder / "van-ban.pdf", folder / "ban-quet.pdf"
    printed(HEAD, text, CLEAN.face, ("ỦY BAN NHÂN DÂN", "TỈNH KON TUM"))
    scan_of(text, scan, CLEAN)
    return text, scan


def rows(source):
    found = {}
    for line in source.lines:
        if line.cell:
            found.setdefault(line.cell.row, {}).setdefault(line.cell.column, []).append(line.text)
    return [tuple(" ".join(row[column]) for column in sorted(row)) for row in found.values()]


def test_sections_and_records_of_a_noisy_scan_are_those_of_the_text(tmp_path):
    text, scan = tmp_path / "a.pdf", tmp_path / "b.pdf"
    printed((PLANS / "dai-khe-2025.txt").read_text("utf-8"), text, CLEAN.face)
    scan_of(text, scan, NOISY)
    score = compare(read_plan(text), read_plan(scan))
    assert score.sections_found == score.sections > 5
    assert score.duties_found >= 0.95 * score.duties > 10
    assert score.foreign == 0
    assert score.errors < 0.01 * score.characters


def test_ruled_table_of_a_noisy_scan_becomes_rows(tmp_path):
    text, scan = tmp_path / "a.pdf", tmp_path / "b.pdf"
    printed(TABLE, text, CLEAN.face)
    scan_of(text, scan, NOISY)
    source = read(scan, Limits())
    # The first head, "TT" alone in a cell, is too short for OCR to be sure of it.
    assert [row[1:] for row in rows(source)] == [row[1:] for row in GRID]
    assert [row[0] for row in rows(source)[1:]] == ["1", "2"]
    assert {line.origin for line in source.lines} == {"ocr"}


def test_letterhead_is_read_by_columns_and_only_what_is_known_is_certain(scanned):
    plan = read_plan(scanned[1])
    header = plan.header
    assert header.number.value == "38/KH-UBND"
    assert header.issued.isoformat() == "2024-10-23"
    assert header.issuer.value == "ỦY BAN NHÂN DÂN TỈNH KON TUM"
    assert (header.number.certain, header.date_printed.certain) == (False, False)
    assert (header.issuer.certain, header.place.certain) == (True, True)
    assert (header.sure_number, header.sure_date) == (None, None)
    assert "38" not in plan.passages[0].breadcrumb
    assert [section.path for section in plan.sections] == ["I", "I.1", "II", "II.1", "II.2"]
    assert all(0.5 < line.confidence < 1 for line in read(scanned[1], Limits()).lines)


def test_line_that_nobody_could_read_is_left_out_and_told_of(scanned, tmp_path):
    def read_as_kept():
        with recognising(tmp_path, lambda done, total: None):
            return read(scanned[1], Limits())

    before = read_as_kept()
    kept = next(tmp_path.rglob("1.json"))
    items = items_from_json(kept.read_bytes())
    place = next(place for place, item in enumerate(items) if "Sở Công Thương" in item.text)
    items[place] = replace(items[place], confidence=0.1)
    kept.write_bytes(items_to_json(items))
    after = read_as_kept()
    gone = {line.text for line in before.lines} - {line.text for line in after.lines}
    assert gone == {items[place].text}
    assert "ocr_doubtful" in [notice.code for notice in after.notices]


def test_mixed_file_is_read_page_by_page(scanned, tmp_path):
    text, scan = scanned
    both = PdfWriter()
    for file in (text, scan, text):
        both.append(PdfReader(file))
    both.add_blank_page()
    path = tmp_path / "lẫn.pdf"
    both.write(path)
    source = read(path, Limits())
    assert (source.pages, source.ocr_pages, source.empty_pages) == (4, (2,), (4,))
    assert {line.page: line.origin for line in source.lines} == {1: "text", 2: "ocr", 3: "text"}
    assert [notice.code for notice in source.notices] == ["empty_pages", "ocr_pages"]
    plan = read_plan(path)
    assert plan.header.sure_number == "38/KH-UBND"
    first, second = (start.start for start in plan.pages[:2])
    assert plan.is_ocr(plan.units[-1].span) is False
    assert [plan.page_at(start) in plan.ocr_pages for start in (first, second)] == [False, True]


def test_hidden_text_behind_a_picture_counts_as_a_scan(scanned, tmp_path):
    page = pypdfium2.PdfDocument(scanned[0])[0].render(scale=100 / 72).to_pil()
    path = tmp_path / "a.pdf"
    as_pdf(HEAD, tmp_path / "unused.pdf")  # registers the typeface
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawImage(ImageReader(page), 0, 0, 595, 842)
    hidden = canvas.beginText(50, 800)
    hidden.setFont("DejaVu", 10)
    hidden.setTextRenderMode(3)
    hidden.textLine("Số: 99/KH-UBND do chương trình quét đọc được")
    canvas.drawText(hidden)
    canvas.save()
    source = read(path, Limits())
    assert source.ocr_pages == (1,)
    assert not any("99/KH-UBND" in line.text for line in source.lines)


def test_long_scan_that_was_broken_off_goes_on_with_the_next_page(tmp_path):
    pages = 16
    path, cache, shots = tmp_path / "dai.pdf", tmp_path / "cache", []
    for number in range(1, pages + 1):
        shot = Image.new("L", (700, 120), 255)
        type_ = ImageFont.truetype(FACES[CLEAN.face].regular, 36)
        ImageDraw.Draw(shot).text((20, 30), f"Sở Tài chính chủ trì việc thứ {number}.", 0, type_)
        shots.append(shot)
    from_images(shots, path, CLEAN.dpi)

    def break_off(done, total):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), recognising(cache, break_off):
        read(path, Limits())
    kept = {file: file.stat().st_mtime_ns for file in cache.rglob("*.json")}
    assert 5 <= len(kept) < pages
    told = []
    with recognising(cache, lambda done, total: told.append((done, total))):
        source = read(path, Limits())
    assert told == [(done, pages) for done in range(len(kept), pages + 1)]
    assert {file: file.stat().st_mtime_ns for file in kept} == kept  # none was read again
    assert [line.page for line in source.lines] == list(source.ocr_pages) == list(range(1, pages + 1))
    assert [line.text for line in source.lines][::11] == [
        f"Sở Tài chính chủ trì việc thứ {number}." for number in (1, 12)
    ]
    digest = next(cache.iterdir()).name
    forget(cache, digest)
    assert not list(cache.iterdir())


def test_scan_in_an_archive_is_read_and_leaves_nothing_behind(scanned, tmp_path, monkeypatch):
    archive, home, temp = tmp_path / "gui.zip", tmp_path / "home", tmp_path / "tmp"
    with ZipFile(archive, "w") as packed:
        packed.write(scanned[1], "quet/ban-quet.pdf")
    temp.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    shared().close()
    library, told = Library(home, TinyEmbedder()), []
    reports = library.add(
        [archive], read_plan, on_progress=lambda file, stage, *count: told.append((stage, count))
    )
    library.close()
    shared().close()
    assert [(report.status, report.pages_ocr) for report in reports] == [("added", 1)]
    assert reports[0].file == archive  # its only member goes by its name
    assert ("reading", (1, 1)) in told
    assert list(temp.iterdir()) == []
    assert list((home / "scans").iterdir()) == []


def test_a_run_that_is_told_to_end_leaves_nothing_behind(scanned, tmp_path):
    temp, home = tmp_path / "tmp", tmp_path / "home"
    temp.mkdir()
    run = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "ingest", str(scanned[1])],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(temp), "PLANCHAT_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not list(temp.glob("planchat-scan-*/scan")) and run.poll() is None:
        time.sleep(0.02)
    run.terminate()
    assert run.wait(60) == 128 + signal.SIGTERM
    assert list(temp.iterdir()) == []


@pytest.mark.parametrize("missing", ["program", "data"])
def test_without_tesseract_the_file_is_refused_with_the_command(missing, scanned, tmp_path, monkeypatch):
    variable = {"program": "PATH", "data": "TESSDATA_PREFIX"}[missing]
    monkeypatch.setenv(variable, str(tmp_path))
    tesseract.engine.cache_clear()
    try:
        with pytest.raises(RefusedFile) as refused:
            read(scanned[1], Limits())
        assert read(scanned[0], Limits()).lines  # a text layer needs none
    finally:
        tesseract.engine.cache_clear()
    assert refused.value.code == {"program": "no_tesseract", "data": "no_vietnamese_data"}[missing]
    assert refused.value.params["command"] == "sudo apt-get install tesseract-ocr tesseract-ocr-vie"


# --- confirming ------------------------------------------------------------------------------


def as_read_from_a_scan(path):
    """Read a text file as if its letters had come from a picture."""
    data = path.read_bytes()
    lines = tuple(Line(line, 1, None, "ocr", 0.9) for line in data.decode().split("\n"))
    source = Source(lines, "pdf", 1, ocr_pages=(1,))
    return plan_of(source, plan_id=path.stem, file=path.name, sha256=hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(("sureness", "numbers"), [(0.95, [5.0]), (0.6, [])])
def test_number_hardly_read_is_neither_target_nor_deadline(sureness, numbers):
    lines = tuple(Line(line, 1, None, "ocr", sureness) for line in HEAD.split("\n"))
    plan = plan_of(Source(lines, "pdf", 1, ocr_pages=(1,)), plan_id="a", file="a.pdf", sha256="")
    assert [target.value for target in plan.records.targets] == numbers
    assert any(duty.due for duty in plan.records.duties) == bool(numbers)
    assert plan.records.duties
    assert any(notice.code == "doubtful_numbers" for notice in plan.notices) != bool(numbers)


@pytest.mark.parametrize(("symbol", "certain"), [("38/KH-UBND", True), ("4/38 /KH-STC", False), ("…", True)])
def test_a_superior_body_is_no_certain_issuer(symbol, certain):
    """OCR may lose the line below it, with the department's name."""
    text = HEAD.replace("38/KH-UBND", symbol)
    lines = tuple(Line(line, 1, None, "ocr", 0.95) for line in text.split("\n"))
    plan = plan_of(Source(lines, "pdf", 1, ocr_pages=(1,)), plan_id="a", file="a.pdf", sha256="")
    assert plan.header.issuer.value == "ỦY BAN NHÂN DÂN TỈNH KON TUM"
    assert plan.header.issuer.certain is certain


@pytest.fixture
def doubtful(tmp_path):
    """A library with one plan that was read from a scan, and the plan's file."""
    file = tmp_path / "quet.txt"
    file.write_text(HEAD, "utf-8")
    library = Library(tmp_path / "home", TinyEmbedder())
    report = library.add([file], as_read_from_a_scan, version=READING_VERSION)[0]
    yield library, file, report
    library.close()


def test_report_names_what_is_doubtful(doubtful):
    _, _, report = doubtful
    assert (report.number, report.uncertain) == ("38/KH-UBND", ("number", "date", "title"))
    assert [notice.code for notice in report.warnings] == [
        "library_number_uncertain",
        "library_date_uncertain",
    ]
    assert (report.pages, report.pages_ocr, report.pages_unread) == (1, 1, 0)


def test_confirmed_values_are_certain_and_survive_the_same_bytes(doubtful):
    library, file, _ = doubtful
    library.confirm("quet", "number", " 39 /KH-UBND ")
    library.confirm("quet", "date", "24/10/2024")
    header = library.plan("quet").header
    assert (header.sure_number, header.number.confirmed) == ("39/KH-UBND", True)
    assert header.sure_date.isoformat() == "2024-10-24"
    again = library.add([file], as_read_from_a_scan, version=READING_VERSION)[0]
    assert (again.status, again.confirmed) == ("unchanged", ("number", "date"))
    anew = library.add([file], as_read_from_a_scan, version="another")[0]
    assert (anew.number, anew.uncertain) == ("39/KH-UBND", ("title",))
    library.remove("quet")
    library.add([file], as_read_from_a_scan, version=READING_VERSION)
    assert library.plan("quet").header.sure_number == "39/KH-UBND"
    file.write_text(HEAD + "\n3. Sở Nội vụ: Theo dõi.", "utf-8")
    other = library.add([file], as_read_from_a_scan, version=READING_VERSION)[0]
    assert (other.number, other.confirmed) == ("38/KH-UBND", ())


def test_confirming_keeps_every_passage(doubtful):
    library, _, _ = doubtful
    before = [passage.span for _, passage in library.all_passages()]
    library.confirm("quet", "issuer", "UBND tỉnh Kon Tum")
    assert [passage.span for _, passage in library.all_passages()] == before
    assert len(library.dense(TinyEmbedder().embed_query("hợp tác xã"), None, 50)) == len(before)


@pytest.mark.parametrize(
    ("plan", "field", "value", "code"),
    [
        ("quet", "number", "ba mươi tám", "confirm_number"),
        ("quet", "date", "ngày 32 tháng 1 năm 2024", "confirm_date"),
        ("quet", "date", "1/1/2999", "confirm_date"),
        ("quet", "title", "  ", "confirm_empty"),
        ("quet", "period", "2025", "confirm_field"),
        ("khac", "number", "1/KH-UBND", "confirm_no_plan"),
    ],
)
def test_what_cannot_be_is_not_confirmed(plan, field, value, code, doubtful):
    library, _, _ = doubtful
    with pytest.raises(PlanchatError) as error:
        library.confirm(plan, field, value)
    assert error.value.code == code
    assert not library.plan("quet").header.number.confirmed


def test_damaged_confirmations_are_an_error(doubtful, tmp_path):
    library, file, _ = doubtful
    library.confirm("quet", "number", "39/KH-UBND")
    (tmp_path / "home" / "library" / "confirmed.json").write_text("{", "utf-8")
    with pytest.raises(LibraryError, match="confirmations_unreadable"):
        library.add([file], as_read_from_a_scan, version="another")


def test_number_is_cited_only_when_certain(tmp_path, home):
    """The whole way: a doubtful number is marked and never cited, a confirmed one is."""
    from app.assistant import Assistant
    from app.wire import answer_object
    from ingest.embedding import BUNDLED, open_embedder

    file = tmp_path / "quet.txt"
    file.write_text(HEAD, "utf-8")
    (tmp_path / "models").symlink_to(home / "models")
    library = Library(tmp_path, open_embedder(BUNDLED, tmp_path))
    library.add([file], as_read_from_a_scan, version=READING_VERSION)
    assistant = Assistant(library)
    told = answer_object(assistant.ask("Kế hoạch số bao nhiêu?"))
    assert "chưa chắc chắn" in told["answer"]
    duty = answer_object(assistant.ask("Sở Tài chính có nhiệm vụ gì?"))
    assert duty["citations"]
    for answer in (told, duty):
        assert [one["number"] for one in answer["citations"]] == [None] * len(answer["citations"])
        assert all(one["ocr"] for one in answer["citations"])
    assert "38/KH-UBND" not in json.dumps(duty["answer"])
    library.confirm("quet", "number", "38/KH-UBND")
    sure = answer_object(assistant.ask("Kế hoạch số bao nhiêu?"))
    assert "chưa chắc chắn" not in sure["answer"]
    assert sure["citations"][0]["number"] == "38/KH-UBND"
    library.close()
