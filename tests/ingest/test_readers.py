"""Reading files: nothing is lost, the format is told by content, every refusal says what to do."""

import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from documents import MAKERS, as_docx, as_html, as_pdf, parts_of
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from app.catalogue import entries, say
from ingest.errors import RefusedFile
from ingest.readers import Limits, read
from ingest.reading import read_plan
from ingest.vietnamese import strip_accents, syllables

PLANS = sorted((Path(__file__).parents[2] / "corpus").glob("*.txt"))
LIMITS = Limits()
ISSUER = ("ỦY BAN NHÂN DÂN", "TỈNH KON TUM")


def words(lines):
    return [word for line in lines for word in syllables(line)]


def folded(text):
    """White space folded; a PDF's wrapped line does not tell "54- CTr" from "54-CTr"."""
    return re.sub(r"(?<=[-/]) ", "", " ".join(text.split()))


def table_rows(source):
    rows = {}
    for line in source.lines:
        if line.cell:
            row = rows.setdefault((line.cell.table, line.cell.row), {})
            row[line.cell.column] = folded(row.get(line.cell.column, "") + " " + line.text)
    return [tuple(row[column] for column in sorted(row)) for _, row in sorted(rows.items())]


@pytest.mark.parametrize("suffix", MAKERS)
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
def test_no_syllable_is_lost_and_tables_come_as_rows(plan, suffix, tmp_path):
    text = plan.read_text("utf-8")
    path = tmp_path / f"{plan.stem}{suffix}"
    MAKERS[suffix](text, path)
    source = read(path, LIMITS)
    parts = parts_of(text)
    expected = words([*parts.left, *parts.right, *parts.body.splitlines()])
    assert words(line.text for line in source.lines) == expected
    assert table_rows(source) == [tuple(folded(cell) for cell in row) for row in parts.rows]
    assert source.notices == ()
    if suffix == ".pdf":
        pages = [line.page for line in source.lines]
        assert pages == sorted(pages)
        assert set(pages) == set(range(1, source.pages + 1))
    else:
        assert source.pages is None


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
def test_text_keeps_every_line(plan):
    source = read(plan, LIMITS)
    lines = plan.read_text("utf-8-sig").split("\n")
    assert [line.text for line in source.lines] == [
        line.replace("\xa0", " ") for line in lines[: len(source.lines)]
    ]
    assert "".join(lines[len(source.lines) :]) == ""


@pytest.mark.parametrize("suffix", MAKERS)
def test_letterhead_reads_column_by_column(suffix, tmp_path):
    text = (
        "Số: 12/KH-UBND\nKon Tum, ngày 23 tháng 10 năm 2024\nKẾ HOẠCH\nVề hợp tác xã\nI. MỤC TIÊU\n"
        + "- Hỗ trợ.\n" * 9
    )
    path = tmp_path / f"ke-hoach{suffix}"
    MAKERS[suffix](text, path, issuer=ISSUER)
    lines = [line.text for line in read(path, LIMITS).lines if line.text]
    assert lines[:7] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH KON TUM",
        "Số: 12/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Kon Tum, ngày 23 tháng 10 năm 2024",
        "KẾ HOẠCH",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_any_unicode_encoding(encoding, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("Kế hoạch\r\n\r\n\tTT\r\n\t \r\ncuối  ".encode(encoding))
    assert [line.text for line in read(path, LIMITS).lines] == ["Kế hoạch", "", "\tTT", "\t ", "cuối  "]


def test_marks_of_markdown_go_where_a_text_is_full_of_them(tmp_path):
    path = tmp_path / "a.md"
    text = "# KẾ HOẠCH\n## Về hợp tác xã\n**I. MỤC TIÊU**\n- **Sở A**: một\n**II. NHIỆM VỤ**\n# Số 3\n"
    path.write_text(text, "utf-8")
    assert [line.text for line in read(path, LIMITS).lines] == [
        *("KẾ HOẠCH", "Về hợp tác xã", "I. MỤC TIÊU", "- Sở A: một", "II. NHIỆM VỤ", "Số 3"),
    ]
    path.write_text("Phần đầu\n**PHÓ CHỦ TỊCH**\n# 1\n", "utf-8")
    assert [line.text for line in read(path, LIMITS).lines] == ["Phần đầu", "**PHÓ CHỦ TỊCH**", "# 1"]


def test_a_text_without_accents_is_told_of(tmp_path):
    path = tmp_path / "a.txt"
    accented = PLANS[0].read_text("utf-8")
    for text, told in ((accented, False), (strip_accents(accented), True)):
        path.write_text(text, "utf-8")
        assert ("no_accents" in [notice.code for notice in read_plan(path).notices]) is told


def test_content_decides_not_the_name(tmp_path):
    text = PLANS[0].read_text("utf-8")
    for maker, kind in ((as_pdf, "pdf"), (as_docx, "docx"), (as_html, "html")):
        path = tmp_path / "ten.txt"
        maker(text, path)
        source = read(path, LIMITS)
        assert source.format == kind
        assert [notice.code for notice in source.notices] == ["format_differs"]


# --- refusals --------------------------------------------------------------------------------


def zipped(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def pdf_of(*pages, password=None):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for page in pages:
        canvas.drawString(72, 720, page)
        canvas.showPage()
    canvas.save()
    if password is None:
        return stream.getvalue()
    writer = PdfWriter(clone_from=PdfReader(stream))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
OOXML = {"[Content_Types].xml": "<Types/>"}
BAD_FILES = {
    "empty": ("a.txt", b""),
    "no_letters": ("a.txt", b" 12 \n\t\n3.4\n"),
    "encoding": ("a.txt", "Kế hoạch".encode()[:-3] + b"\xb5\xa9"),
    "password docx": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le")),
    "password": ("a.pdf", pdf_of("Ke hoach", password="secret")),
    "image": ("a.heic", b"\0\0\0\x18ftypheic" + bytes(100)),
    "image as pdf": ("a.pdf", b"GIF89a" + bytes(100)),
    "archive": ("a.zip", zipped(**{"a.txt": "Kế hoạch"})),
    "other_zip": ("a.xlsx", zipped(**OOXML, xl__workbook="")),
    "unsupported": ("a.bin", b"Ke hoach\0\1\2"),
    "unsupported xls": ("a.xls", OLE),
    "unreadable": ("a.pdf", b"%PDF-1.7\nnothing more"),
    "unreadable cut": ("a.pdf", pdf_of("Ke hoach")[:300]),
    "unreadable text": ("a.pdf", "Đây không phải PDF".encode()),
    "unreadable zip": ("a.docx", b"PK\x03\x04 and no more"),
    "unreadable docx": ("a.docx", zipped(**OOXML, word__document="<w")),
    "expands": ("a.docx", zipped(**OOXML, word__document=" " * 4_000_000)),
    "no_text": ("a.pdf", pdf_of("", "")),
    "too_many_pages": ("a.pdf", pdf_of("a", "b", "c", "d")),
    "too_big": ("a.txt", b"Ke hoach " * 20_000),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_refusal_says_why_in_both_languages(case, tmp_path, capfd):
    name, content = BAD_FILES[case]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RefusedFile) as refusal:
        read(path, Limits(max_bytes=100_000, max_pages=3))
    assert refusal.value.code == case.split()[0]
    for language in ("vi", "en"):
        assert name in say(f"error.{refusal.value.code}", language, **refusal.value.params)
    assert capfd.readouterr() == ("", "")


def test_missing_file_and_folder(tmp_path):
    for path, code in (
        (tmp_path / "a.pdf", "missing"),
        (tmp_path, "folder"),
        (Path("/dev/null"), "unsupported"),
    ):
        with pytest.raises(RefusedFile) as refusal:
            read(path, LIMITS)
        assert refusal.value.code == code
        assert path.name in say(f"error.{code}", **refusal.value.params)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Kế hoạch")
    path.chmod(0)
    with pytest.raises(RefusedFile, match="no_access"):
        read(path, LIMITS)


def test_entities_do_not_expand(tmp_path):
    source = tmp_path / "source.docx"
    as_docx("KẾ HOẠCH\nNội dung MARK", source)
    bomb = '<!DOCTYPE w [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;&a;">]>'
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry == "word/document.xml":
                content = content.replace(b"?>", b"?>" + bomb.encode(), 1).replace(b"MARK", b"&b;")
            new.writestr(entry, content)
    assert "boom" not in "".join(line.text for line in read(path, LIMITS).lines)


def test_catalogue_has_a_sentence_for_every_notice():
    known = {key for key in entries() if key.startswith("notice.")}
    assert {
        f"notice.{code}" for code in ("empty_pages", "tables_unread", "converted", "format_differs")
    } <= known
