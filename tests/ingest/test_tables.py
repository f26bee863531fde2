"""Tables: of text files a row a line or a cell a line, heads over columns, cells over rows."""

import pytest
from documents import SANS
from docx import Document
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
from test_structure import check_partition

from ingest.models import Line, Source
from ingest.reading import plan_of, read_plan

HEAD = "KẾ HOẠCH\nPhát triển hợp tác xã năm 2026\nCăn cứ Luật Hợp tác xã năm 2023;\nI. MỤC TIÊU\n"


def read(body):
    source = Source(tuple(Line(line) for line in (HEAD + body).split("\n")), "text")
    return plan_of(source, plan_id="p", file="p.txt", sha256="x")


def rows(plan):
    return [
        [" ".join(cell.of(plan.text).split()) for cell in unit.cells]
        for unit in plan.units
        if unit.kind == "row"
    ]


WANTED = [["1", "Số hợp tác xã", "HTX", "11", "13"], ["2", "Tỷ lệ loại khá, tốt", "%", "54,5", "61,5"]]


@pytest.mark.parametrize(
    "body",
    [
        "TT\tChỉ tiêu\tĐVT\tTH 2025\tKH 2026\n1\tSố hợp tác xã\tHTX\t11\t13\n"
        "2\tTỷ lệ loại khá, tốt\t%\t54,5\t61,5\nVăn bản đi tiếp.",
        "| STT | Chỉ tiêu | Đơn vị | Năm 2025 | Năm 2026 |\n|---|---|---|---|---|\n"
        "| 1 | Số hợp tác xã | HTX | 11 | 13 |\n"
        "| 2 | Tỷ lệ loại khá, tốt | % | 54,5 | 61,5 |",
        "TT   Chỉ tiêu              ĐVT   Thực hiện 2025   Kế hoạch 2026\n"
        "1    Số hợp tác xã         HTX   11               13\n"
        "2    Tỷ lệ loại khá, tốt   %     54,5             61,5\nVăn bản đi tiếp.",
        "TT\nChỉ tiêu\nĐVT\nThực hiện năm 2025\nKế hoạch năm 2026\n1\nSố hợp tác xã\nHTX\n11\n13\n"
        "2\nTỷ lệ loại khá, tốt\n%\n54,5\n61,5\n",
        "TT\tChỉ tiêu\tĐVT\t2025\t2026\n1\tSố hợp tác xã\tHTX\t11\t13\n"
        "2\tTỷ lệ loại\nkhá, tốt\t%\t54,5\t61,5",
    ],
    ids=["tabs", "bars", "gaps", "a cell a line", "a cell over two lines"],
)  # fmt: skip
def test_a_table_of_indicators_in_whatever_form(body):
    plan = read(body)
    assert rows(plan) == WANTED
    targets = [(one.indicator, one.value, one.unit, one.year) for one in plan.records.targets]
    assert targets == [("Số hợp tác xã", 13, "HTX", 2026), ("Tỷ lệ loại khá, tốt", 61.5, "%", 2026)]


def test_a_head_over_two_columns_stands_before_each():
    plan = read(
        "| TT | Chỉ tiêu | ĐVT | Năm 2025 | | Năm 2026 |\n| | | | Kế hoạch | Ước thực hiện | Kế hoạch |\n"
        "| (1) | (2) | (3) | (4) | (5) | (6) |\n| 1 | Số hợp tác xã | HTX | 10 | 11 | 13 |"
    )
    assert plan.tables[0].heads[3:] == ("Năm 2025 Kế hoạch", "Năm 2025 Ước thực hiện", "Năm 2026 Kế hoạch")
    assert [(one.value, one.year) for one in plan.records.targets] == [(13, 2026)]


YEARS = (
    "TT\nChỉ tiêu\nĐVT\nKế hoạch\nNăm 2026\nNăm 2027\n"
    "1\nSố hợp tác xã\nHTX\n120\n130\n2\nSố thành viên\nngười\n"
)


def test_a_head_over_two_years_in_a_table_of_a_cell_a_line():
    plan = read(YEARS + "3.100\n3.300\n")
    assert plan.tables[0].heads[3:] == ("Kế hoạch Năm 2026", "Kế hoạch Năm 2027")
    assert [(one.value, one.year) for one in plan.records.targets] == [
        (120, 2026),
        (130, 2027),
        (3100, 2026),
        (3300, 2027),
    ]


def test_numbers_whose_column_cannot_be_told_are_no_targets():
    plan = read(YEARS.replace("Kế hoạch\n", "Ghi chú\n") + "3.100\n3.300\n")
    assert plan.records.targets == ()


def test_a_unit_in_the_head_of_its_column():
    plan = read("TT\tChỉ tiêu\tNăm 2026 (triệu đồng)\n1\tDoanh thu bình quân\t2.350\n2\tLãi bình quân\t210")
    assert [(one.value, one.unit) for one in plan.records.targets] == [
        (2350, "triệu đồng"),
        (210, "triệu đồng"),
    ]


GROUPS = (
    "TT\nNhiệm vụ\nCơ quan chủ trì\nThời hạn\nI\nĐào tạo\n1\nMở lớp kế toán\nSở Nội vụ\nQuý I/2026\n"
    "2\nMở lớp marketing\n"
    "Sở Công Thương\nQuý II/2026\nII\nTín dụng\n{number}\n"
    "Cho vay ưu đãi\nLiên minh Hợp tác xã tỉnh\nQuý III/2026\n"
)  # fmt: skip


@pytest.mark.parametrize("number", [1, 3], ids=["counted anew", "counted on"])
def test_groups_of_rows_are_rows_of_their_own(number):
    plan = read(GROUPS.format(number=number) + "Ghi chú: Thời hạn tính theo ngày làm việc.\n")
    assert [row[:2] for row in rows(plan)] == [
        ["I", "Đào tạo"],
        ["1", "Mở lớp kế toán"],
        ["2", "Mở lớp marketing"],
        ["II", "Tín dụng"],
        [str(number), "Cho vay ưu đãi"],
    ]
    assert [(one.agency, one.deadline) for one in plan.records.duties] == [
        ("Sở Nội vụ", "Quý I/2026"),
        ("Sở Công Thương", "Quý II/2026"),
        ("Liên minh Hợp tác xã tỉnh", "Quý III/2026"),
    ]


def test_lines_with_tabs_that_are_no_table_stay_text():
    plan = read(
        "- Nội dung\tthực hiện trong năm\n- Nhiệm vụ\tgiao cho các sở\n"
        "Toàn tỉnh có   20 hợp tác xã   hoạt động."
    )
    assert not plan.tables


def test_what_one_must_have_to_be_helped_is_no_target():
    plan = read("1. Chỉ tiêu\nThành lập 05 hợp tác xã.\nII. ĐIỀU KIỆN HỖ TRỢ\na) Có ít nhất 10 thành viên.\n"
                "III. HỖ TRỢ\n"
                "a) Cấp giống cho hợp tác xã trồng mới từ 05 ha trở lên.")  # fmt: skip
    assert [one.value for one in plan.records.targets] == [5]


# --- cells over several rows -----------------------------------------------------------------

FRONT = ("KẾ HOẠCH", "Phát triển hợp tác xã năm 2025", "Căn cứ Luật Hợp tác xã;", "I. PHÂN CÔNG NHIỆM VỤ")
MERGED = [
    ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian hoàn thành"),
    ("1", "Bố trí kinh phí thực hiện Kế hoạch", "Sở Tài chính", "30/6/2025"),
    ("2", "Hỗ trợ tham gia hội chợ", "Sở Công Thương", "Quý IV/2025"),
    ("3", "Tập huấn cán bộ quản lý", "", "20/11/2025"),
    ("4", "Khảo sát nhu cầu thị trường", "", ""),
]


def merged_docx(path):
    document = Document()
    for text in FRONT:
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=4, style="Table Grid")
    for row in MERGED:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(2, 2).merge(table.cell(3, 2))
    document.save(path)


def merged_html(path):
    rows = ["".join(f"<td>{cell}</td>" for cell in row) for row in MERGED]
    rows[2] = rows[2].replace("<td>Sở", "<td rowspan=2>Sở")
    rows[3] = rows[3].replace("<td></td>", "")
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    path.write_text(f"<html><p>{'</p><p>'.join(FRONT)}</p><table border=1>{table}</table></html>", "utf-8")


def merged_pdf(path):
    SANS.register()
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("SPAN", (2, 2), (2, 3))]
    style.append(("FONT", (0, 0), (-1, -1), SANS.name, 9))
    paragraph = ParagraphStyle("a", fontName=SANS.name)
    flow = [*(Paragraph(text, paragraph) for text in FRONT), Table(MERGED, style=style)]
    SimpleDocTemplate(str(path)).build(flow)


@pytest.mark.parametrize("make", [merged_docx, merged_html, merged_pdf])
def test_an_agency_merged_over_rows_has_the_tasks_of_all_of_them(make, tmp_path):
    path = tmp_path / f"a.{make.__name__.removeprefix('merged_')}"
    make(path)
    plan = read_plan(path)
    assert [(duty.agency, duty.task, duty.deadline) for duty in plan.records.duties] == [
        ("Sở Tài chính", MERGED[1][1], "30/6/2025"),
        ("Sở Công Thương", MERGED[2][1], "Quý IV/2025"),
        ("Sở Công Thương", MERGED[3][1], "20/11/2025"),
    ]  # nobody has the fourth: its empty cell stands by itself
    quote = plan.records.duties[2].quote.of(plan.text)
    assert "Sở Công Thương" in quote
    assert MERGED[3][1] in quote
    check_partition(plan)


@pytest.mark.parametrize("ditto", ["nt", "- nt -", "Như trên", '"', "”"])
def test_ditto_marks_name_the_agency_above(ditto):
    plan = read(
        "TT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n1\tBố trí kinh phí\tSở Tài chính\t30/6/2025\n"
        f"2\tKiểm tra việc sử dụng\t{ditto}\t{ditto}\n3\tTổng hợp\tSở Nội vụ\tQuý IV/2025"
    )
    assert [(duty.agency, duty.deadline) for duty in plan.records.duties] == [
        ("Sở Tài chính", "30/6/2025"),
        ("Sở Tài chính", "30/6/2025"),
        ("Sở Nội vụ", "Quý IV/2025"),
    ]
    assert "Sở Tài chính" in plan.records.duties[1].quote.of(plan.text)


def test_a_table_of_tasks_below_the_signature_needs_no_heading():
    plan = read(
        "1. Một mục tiêu.\nTrên đây là Kế hoạch./.\nNơi nhận:\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n"
        "Trần Văn Bình\nTT\tNhiệm vụ\tCơ quan chủ trì\n"
        "1\tBố trí kinh phí\tSở Tài chính\n2\tTổng hợp\tSở Nội vụ"
    )
    assert [duty.agency for duty in plan.records.duties] == ["Sở Tài chính", "Sở Nội vụ"]
    assert plan.unit_path(plan.units[plan.records.duties[1].unit]) == "dòng 2"
