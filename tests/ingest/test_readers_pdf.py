"""PDF: pages, page numbers, tables over page breaks, scans, encryption."""

import io

import pytest
from documents import SANS
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import RefusedFile
from ingest.readers import Limits, read
from ingest.readers.grid import Row
from ingest.readers.pdf_layout import PageTable, join_wrapped
from ingest.readers.pdf_tables import continue_table

GOOD = "Ủy ban nhân dân tỉnh ban hành Kế hoạch phát triển hợp tác xã."
GARBLED = (
    "UBND TINH CONG Hcok xA HQI CHiJ NGHiA Thoc hien Cong van ve viec dam bao trat tu an toan giao thong " * 4
)


class Pages:
    """Draws pages from (x, y, text), lines, and scans."""

    def __init__(self):
        SANS.register()
        self.stream = io.BytesIO()
        self.canvas = Canvas(self.stream, pagesize=(595, 842))

    def page(self, *texts, scan=False, lines=(), width=None):
        self.canvas.setFont(SANS.name, 10)
        if scan:
            self.canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
        for x, y, text in texts:
            self.canvas.drawString(x, 842 - y, text)
        for x0, y0, x1, y1 in lines:
            self.canvas.line(x0, 842 - y0, x1, 842 - y1)
        self.canvas.showPage()
        return self

    def save(self, path):
        self.canvas.save()
        path.write_bytes(self.stream.getvalue())
        return path


def grid(xs, ys):
    return [*((xs[0], y, xs[-1], y) for y in ys), *((x, ys[0], x, ys[-1]) for x in xs)]


def shown(source):
    return [(line.page, line.text) for line in source.lines]


def test_page_numbers_go_and_other_numbers_stay(tmp_path):
    pages = Pages()
    pages.page((50, 60, GOOD), (50, 90, "2024"))
    pages.page((290, 30, "2"), (50, 60, "Tiếp tục thực hiện"))
    pages.page((290, 30, "- 3 -"), (50, 60, "Kết thúc"), (50, 90, "ngày"), (50, 105, "30"))
    source = read(pages.save(tmp_path / "a.pdf"), Limits())
    assert source.pages == 3
    assert shown(source) == [
        (1, GOOD),
        (1, "2024"),
        (2, "Tiếp tục thực hiện"),
        (3, "Kết thúc"),
        (3, "ngày"),
        (3, "30"),
    ]


def test_long_issuer_close_to_the_national_title_is_a_column_of_its_own(tmp_path):
    left = ("UBND THÀNH PHỐ SƠN GIANG", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "Số: 12/KH-SGDĐT")
    right = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Sơn Giang, ngày 3 tháng 4")
    pages = Pages()
    beside = 50 + max(pdfmetrics.stringWidth(line, SANS.name, 10) for line in left) + 8
    head = [
        (x, 60 + 15 * row, line)
        for row, lines in enumerate(zip(left, right, strict=True))
        for x, line in zip((50, beside), lines, strict=True)
    ]
    pages.page(*head, (50, 110, GOOD))
    texts = [text for _, text in shown(read(pages.save(tmp_path / "a.pdf"), Limits()))]
    assert texts == [*left, *right, GOOD]


def beside(*columns, top=120):
    """Texts of several columns, drawn row by row as some programs write them."""
    return [
        (x, top + 14 * row, text)
        for row, texts in enumerate(zip(*(texts for _, texts in columns), strict=True))
        for x, text in zip((x for x, _ in columns), texts, strict=True)
    ]


HEAD = [(200, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (220, 75, "Độc lập - Tự do - Hạnh phúc")]


def test_text_in_two_columns_is_read_column_by_column(tmp_path):
    left = [f"Cột trái, dòng {row}, đi tiếp cho đến hết cột" for row in range(10)]
    right = [f"Cột phải, dòng {row}, cũng đi tiếp đến hết cột" for row in range(10)]
    pages = Pages().page(*HEAD, (50, 100, GOOD), *beside((50, left), (310, right)))
    texts = [text for _, text in shown(read(pages.save(tmp_path / "a.pdf"), Limits()))]
    assert texts == [*(text for _, _, text in HEAD), GOOD, *left, *right]


def test_cells_side_by_side_are_no_columns_of_text(tmp_path):
    tasks = [f"Nhiệm vụ thứ {row} của hợp tác xã" for row in range(10)]
    agencies = ["Sở Công Thương"] * 10
    days = ["30/6/2025"] * 10
    pages = Pages().page(*HEAD, *beside((50, tasks), (310, agencies), (430, days)))
    texts = [text for _, text in shown(read(pages.save(tmp_path / "a.pdf"), Limits()))]
    assert texts[2:] == [f"{task} Sở Công Thương 30/6/2025" for task in tasks]


def test_numbering_that_begins_later_is_seen_by_its_regularity(tmp_path):
    pages = Pages()
    for number in (7, 8, 9):
        pages.page((50, 60, GOOD), (290, 800, f"Trang {number}/9"))
    assert shown(read(pages.save(tmp_path / "a.pdf"), Limits())) == [(1, GOOD), (2, GOOD), (3, GOOD)]


def test_pages_that_say_nothing_are_named_and_left_out(tmp_path):
    pages = Pages()
    pages.page((50, 60, GOOD))
    pages.page(scan=True)
    pages.page(*((50, 60 + 15 * row, GARBLED[:90]) for row in range(8)))
    pages.page((50, 60, "Phụ lục"), scan=True)
    source = read(pages.save(tmp_path / "a.pdf"), Limits())
    assert (source.empty_pages, source.ocr_pages) == ((2, 3), ())
    assert [(notice.code, notice.params) for notice in source.notices] == [
        ("empty_pages", (("pages", "2–3"),))
    ]
    assert shown(source) == [(1, GOOD), (4, "Phụ lục")]


def test_scan_of_nothing_is_refused(tmp_path):
    pages = Pages()
    for _ in range(4):
        pages.page(scan=True)
    with pytest.raises(RefusedFile, match="no_text"):
        read(pages.save(tmp_path / "a.pdf"), Limits())


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_encryption_without_password_opens(algorithm, tmp_path):
    path = Pages().page((50, 60, GOOD)).save(tmp_path / "a.pdf")
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt(user_password="", owner_password="owner", algorithm=algorithm)
    writer.write(path)
    assert shown(read(path, Limits())) == [(1, GOOD)]


def test_table_between_text_over_two_pages_with_merged_cells(tmp_path):
    xs = (50, 90, 250, 400)
    first = grid(xs, (100, 130)) + grid(xs, (130, 160, 190))
    first = [line for line in first if line != (90, 160, 400, 160)]
    pages = Pages()
    pages.page(
        (50, 60, GOOD),
        *((55, 120, "TT"), (95, 120, "Nhiệm vụ"), (255, 120, "Cơ quan")),
        *(
            (55, 150, "1"),
            (95, 145, "Tập huấn, bồi dưỡng thành"),
            (95, 156, "viên"),
            (255, 150, "Sở Tài chính"),
        ),
        *((55, 180, "2"), (95, 180, "Hỗ trợ vốn")),
        (50, 220, "Dưới bảng"),
        (50, 800, "1"),
        lines=first,
    )
    pages.page(
        *((55, 90, "1"), (95, 90, "a"), (55, 120, "2"), (95, 120, "b")),
        (50, 160, "Giữa hai bảng"),
        *((55, 200, "3"), (95, 200, "c"), (55, 230, "4"), (95, 230, "d")),
        lines=grid((50, 90, 250), (70, 100, 130)) + grid((50, 90, 250), (180, 210, 240)),
    )
    pages.page((55, 90, "5"), (95, 90, "e"), (50, 130, "Hết bảng"), lines=grid((50, 90, 250), (70, 100)) * 2)
    source = read(pages.save(tmp_path / "a.pdf"), Limits())
    cells = [(line.page, line.cell.table, line.cell.row, line.text) for line in source.lines if line.cell]
    assert cells == [
        *((1, 0, 0, text) for text in ("TT", "Nhiệm vụ", "Cơ quan")),
        *((1, 0, 1, text) for text in ("1", "Tập huấn, bồi dưỡng thành viên", "Sở Tài chính")),
        *((1, 0, 2, text) for text in ("2", "Hỗ trợ vốn", "")),
        *((2, 1, 0, text) for text in ("1", "a")),
        *((2, 1, 1, text) for text in ("2", "b")),
        *((2, 2, 0, text) for text in ("3", "c")),
        *((2, 2, 1, text) for text in ("4", "d")),
        *((3, 2, 2, text) for text in ("5", "e")),
    ]
    outside = [line.text for line in source.lines if not line.cell]
    assert outside == [GOOD, "Dưới bảng", "Giữa hai bảng", "Hết bảng"]


def rows(*texts, page=1):
    return PageTable(tuple(Row(tuple((cell,) if cell else () for cell in text), page) for text in texts))


def test_repeated_heads_and_a_row_cut_in_two_stand_once():
    before = rows(("TT", "Nhiệm vụ"), ("1", "Hướng dẫn thủ tục về cho thuê"))
    after = rows(("TT", "Nhiệm vụ"), ("", "đất, cấp giấy chứng nhận"), ("2", "Kiểm tra"), page=2)
    joined = continue_table(before, after)
    assert [row.cells for row in joined.rows] == [
        (("TT",), ("Nhiệm vụ",)),
        (("1",), ("Hướng dẫn thủ tục về cho thuê đất, cấp giấy chứng nhận",)),
        (("2",), ("Kiểm tra",)),
    ]
    assert [row.page for row in joined.rows] == [1, 1, 2]
    assert continue_table(before, rows(("1", "2", "3"))) is None


def test_row_without_number_that_begins_a_sentence_stays_a_row():
    joined = continue_table(rows(("1", "Hướng dẫn")), rows(("", "Kiểm tra, giám sát")))
    assert len(joined.rows) == 2


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Nghị quyết số 20-", "NQ/TW", "Nghị quyết số 20-NQ/TW"),
        ("Quyết định 12/QĐ-", "UBND", "Quyết định 12/QĐ-UBND"),
        ("giai đoạn 2021 -", "2025", "giai đoạn 2021 - 2025"),
        ("hợp tác", "xã", "hợp tác xã"),
    ],
)
def test_wrapped_document_numbers(before, after, expected):
    assert join_wrapped(before, after) == expected


def test_letterhead_drawn_line_by_line_reads_column_by_column(tmp_path):
    pages = Pages().page(
        (70, 50, "UBND TỈNH LAI CHÂU"),
        (290, 50, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (330, 65, "Độc lập - Tự do - Hạnh phúc"),
        (80, 90, "Số: 12/KH-UBND"),
        (330, 90, "Lai Châu, ngày 5 tháng 6 năm 2024"),
        (270, 120, "KẾ HOẠCH"),
        (70, 140, GOOD),
    )
    assert [line.text for line in read(pages.save(tmp_path / "a.pdf"), Limits()).lines] == [
        "UBND TỈNH LAI CHÂU",
        "Số: 12/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Lai Châu, ngày 5 tháng 6 năm 2024",
        "KẾ HOẠCH",
        GOOD,
    ]
