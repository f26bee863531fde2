"""From lines to sections and leaves: nothing lost, nothing twice, the same from every format."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from records_aid import plan_from_text

from ingest.models import Line, Source
from ingest.reading import plan_of

HERE = Path(__file__).parent
SHIPPED = sorted((HERE.parents[1] / "corpus").glob("*.txt"))
OTHERS = sorted((HERE / "plans").glob("*.txt"))
ALL = {path.stem: path for path in (*SHIPPED, *OTHERS)}


@cache
def plan(name):
    return plan_from_text(ALL[name])


def read(text):
    """Read a text as it would stand in a file."""
    source = Source(tuple(Line(line) for line in text.strip("\n").split("\n")), "text")
    return plan_of(source, plan_id="p", file="p.txt", sha256="x")


def paths(read_plan):
    return [section.path for section in read_plan.sections]


def leaves(read_plan):
    """Kind, section path and words of every leaf."""
    return [
        (unit.kind, read_plan.section_path(unit.section), " ".join(unit.span.of(read_plan.text).split()))
        for unit in read_plan.units
    ]


def check_partition(one):
    """Every non-blank character belongs to exactly one leaf, leaves are in order, sections nest."""
    at = 0
    for unit in one.units:
        assert one.text[at : unit.span.start].strip(" \t\n|") == "", one.text[at : unit.span.start]
        assert unit.span.start >= at
        assert unit.span.of(one.text).strip()
        at = unit.span.end
    assert one.text[at:].strip(" \t\n|") == ""
    for section in one.sections:
        assert section.span.covers(section.heading_span)
        if section.parent is not None:
            parent = one.sections[section.parent]
            assert section.parent < section.index
            assert parent.span.covers(section.span), (parent.path, section.path)
    for unit in one.units:
        if unit.section is not None:
            assert one.sections[unit.section].span.covers(unit.span)
        if unit.lead_in is not None:
            assert unit.lead_in < unit.index
        shared = {cell for row in one.units[: unit.index] if row.table == unit.table for cell in row.cells}
        for cell in unit.cells:
            assert unit.span.covers(cell) or cell.start == cell.end or cell in shared
    assert len(set(paths(one))) == len(one.sections)


@pytest.mark.parametrize("name", ALL)
def test_leaves_partition_the_text_and_sections_nest(name):
    check_partition(plan(name))


@pytest.mark.parametrize("name", ALL)
def test_passages_never_cut_a_leaf_in_mid_sentence(name):
    one = plan(name)
    ends = tuple(".;:!?…”\"')|/")
    for passage in one.passages:
        leaf_ends = {one.units[index].span.end for index in passage.units}
        assert passage.span.end in leaf_ends or passage.span.of(one.text).endswith(ends)


# --- headers ---------------------------------------------------------------------------------

HEADERS = {
    "binh-phuoc-2024": (None, "Ủy ban nhân dân tỉnh Bình Phước", "Bình Phước", None, None, (2024, 2024),
                        "Triển khai Đề án phát triển kinh tế hợp tác"),
    "dak-nong-2023": ("371/KH-UBND", "UBND tỉnh Đắk Nông", "Đắk Nông", date(2023, 6, 14), None, (2023, 2023),
                      "TRIỂN KHAI CÁC HOẠT ĐỘNG PHÁT TRIỂN KINH TẾ TẬP THỂ"),
    "hon-quan-2025": (None, "Ủy ban nhân dân huyện Hớn Quản", "Hớn Quản",
                      None, "Nguyễn Vũ Tiến", (2025, 2025),
                      "Phát triển kinh tế tập thể, hợp tác xã năm 2025"),
    "kon-tum-2024": ("3819/KH-UBND", "Ủy ban nhân dân tỉnh Kon Tum", "Kon Tum", date(2024, 10, 23),
                     "Nguyễn Hữu Tháp", (2021, 2025), "HOÀN THIỆN MÔ HÌNH HỢP TÁC XÃ THAM GIA ĐỀ ÁN"),
    "lai-chau-2024": (None, "Ủy ban nhân dân tỉnh Lai Châu", "Lai Châu", None, "Hà Trọng Hải", (None, 2030),
                      "Thực hiện Quyết định số 182/QĐ-TTg ngày 20 tháng 02 năm 2024"),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_header_fields_are_as_printed_or_none(name):
    number, issuer, place, issued, signer, period, title = HEADERS[name]
    header, text = plan(name).header, plan(name).text
    value = {
        key: getattr(header, key) and getattr(header, key).value
        for key in ("number", "issuer", "place", "signer")
    }
    assert value == {"number": number, "issuer": issuer, "place": place, "signer": signer}
    assert header.issued == issued
    assert (header.period.start, header.period.end) == period
    assert header.title.value.startswith(title)
    assert " ".join(header.title.span.of(text).split()) == header.title.value


@pytest.mark.parametrize(
    ("head", "number", "issuer", "place", "issued"),
    [
        ("ỦY BAN NHÂN DÂN\nTỈNH SƠN GIANG\nSố: 12/KH-UBND\nSơn Giang, ngày 03 tháng 4 năm 2024",
         "12/KH-UBND", "ỦY BAN NHÂN DÂN TỈNH SƠN GIANG", "Sơn Giang", date(2024, 4, 3)),
        ("UBND TỈNH SƠN GIANG\nSỞ CÔNG THƯƠNG\nSố:371 /KH-SCT\nSơn Giang, ngày 3 tháng 4 năm 2024",
         "371/KH-SCT", "SỞ CÔNG THƯƠNG", "Sơn Giang", date(2024, 4, 3)),
        ("ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH SƠN GIANG            Độc "
         "lập - Tự do - Hạnh phúc\n"
         "Số: /KH-UBND            Sơn Giang, ngày     tháng     năm 2024",
         None, "ỦY BAN NHÂN DÂN TỈNH SƠN GIANG", "Sơn Giang", None),
        ("UBND TỈNH SƠN GIANG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
         "- SỞ CÔNG THƯƠNG Độc lập - Tự do - Hạnh phúc\nSố: 371/KH-SCT",
         "371/KH-SCT", "SỞ CÔNG THƯƠNG", None, None),
        ("ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
         "TỈNH SƠN GIANG Độc lập - Tự do - Hạnh phúc\nSố: 12/KH-UBND",
         "12/KH-UBND", "ỦY BAN NHÂN DÂN TỈNH SƠN GIANG", "SƠN GIANG", None),
        ("Số: …/KH-UBND\nSơn Giang, ngày … tháng 4 năm 2024", None, None, "Sơn Giang", None),
        ("Số 15/2024/KH-UBND\nSơn Giang, ngày 31 tháng 2 năm 2024", "15/2024/KH-UBND", None, "Sơn "
        "Giang", None),
        ("", None, None, None, None),
    ],
)  # fmt: skip
def test_letterheads(head, number, issuer, place, issued):
    one = read(
        f"{head}\nKẾ HOẠCH\nPhát triển hợp tác xã\nCăn cứ Luật Hợp tác xã năm 2023;\nI. MỤC TIÊU\n- Tốt hơn."
    )
    header = one.header
    assert (header.number and header.number.value) == number
    assert (header.issuer and header.issuer.value) == issuer
    assert (header.place and header.place.value) == place
    assert header.issued == issued
    assert header.title.value == "Phát triển hợp tác xã"
    check_partition(one)


# --- labels and headings ---------------------------------------------------------------------

FRONT = "KẾ HOẠCH\nPhát triển hợp tác xã năm 2025\nCăn cứ Luật Hợp tác xã năm 2023;\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # labels printed twice stay as printed, paths are unique
        ("VI. GIẢI PHÁP\n1. Tuyên truyền\n- Làm tốt.\nVI. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính\n- Bố trí vốn.",
         [("VI", "GIẢI PHÁP"), ("VI.1", "Tuyên truyền"), ("VI (lần 2)", "TỔ CHỨC THỰC HIỆN"),
          ("VI.1 (lần 2)", "Sở Tài chính")]),
        # a wrong label is no reason to nest
        ("III. NỘI DUNG\n- Một.\nVI. GIẢI PHÁP\n- Hai.\nV. KINH PHÍ\n- Ba.",
         [("III", "NỘI DUNG"), ("VI", "GIẢI PHÁP"), ("V", "KINH PHÍ")]),
        # a heading that carries text, a numbered paragraph, a heading of names behind a colon
        ("I. MỤC TIÊU\n1. Mục tiêu tổng quát: Tiếp tục củng cố, nâng cao hiệu quả hoạt động các hợp tác xã.\n"
         "2. Đề ra nhiệm vụ, giải pháp cụ thể để triển khai thực hiện tốt kế hoạch.\n3. Ủy ban nhân "
         "dân các huyện: A, B",
         [("I", "MỤC TIÊU"), ("I.1", "Mục tiêu tổng quát"), ("I.2", ""), ("I.3", "Ủy ban nhân dân các "
        "huyện: A, B")]),
        # a source with its amount is no heading
        ("I. KINH PHÍ\n1. Ngân sách tỉnh: 12,5 tỷ đồng.", [("I", "KINH PHÍ"), ("I.1", "")]),
        # the next label glued to the end of a heading, a whole heading glued
        ("III. TỔ CHỨC THỰC HIỆN 1.\nSở Tài chính\n- Bố trí vốn.",
         [("III", "TỔ CHỨC THỰC HIỆN"), ("III.1", "Sở Tài chính")]),
        ("III. TỔ CHỨC THỰC HIỆN 1. Sở Tài chính\n- Bố trí vốn.",
         [("III", "TỔ CHỨC THỰC HIỆN"), ("III.1", "Sở Tài chính")]),
        # … but not a date at the end of a numbered line
        ("I. VIỆC\n1. Sở Tài chính tổng hợp, báo cáo trước ngày 10 tháng 12.\n2. Sở Nội vụ tổng hợp, "
         "góp ý cho kế hoạch của các đơn vị.",
         [("I", "VIỆC"), ("I.1", ""), ("I.2", "")]),
        # a number alone on its line
        ("II. MỤC TIÊU\n2. Cụ thể\n2.1.\nĐến năm 2025\n- Tốt.\n2.2.\nĐến năm 2030\n- Tốt hơn.",
         [("II", "MỤC TIÊU"), ("II.2", "Cụ thể"), ("II.2.1", "Đến năm 2025"), ("II.2.2", "Đến năm 2030")]),
        # parts whose heading stands on the next lines
        ("Phần thứ nhất\nĐÁNH GIÁ TÌNH HÌNH\nI. KẾT QUẢ\n- Tốt.\nPhần thứ hai\nKẾ HOẠCH NĂM 2025\nI. "
         "MỤC TIÊU\n- Tốt hơn.",
         [("Phần thứ nhất", "ĐÁNH GIÁ TÌNH HÌNH"), ("Phần thứ nhất › I", "KẾT QUẢ"),
          ("Phần thứ hai", "KẾ HOẠCH NĂM 2025"), ("Phần thứ hai › I", "MỤC TIÊU")]),
        ("Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\n1. Kế hoạch này áp dụng trên địa bàn tỉnh.\na) "
         "Cho hợp tác xã;\nb) Cho tổ hợp tác.",
         [("Chương I", "QUY ĐỊNH CHUNG"), ("Chương I › Điều 1", "Phạm vi"), ("Chương I › Điều 1 › 1", ""),
          ("Chương I › Điều 1 › 1 › a", ""), ("Chương I › Điều 1 › 1 › b", "")]),
        # numbers that are no labels
        ("I. MỤC TIÊU\n1.550 triệu đồng/năm là doanh thu bình quân.\n30/11/2023 là hạn cuối.",
         [("I", "MỤC TIÊU")]),
    ],
)  # fmt: skip
def test_labels_and_headings(body, expected):
    one = read(FRONT + body)
    assert [(section.path, section.heading) for section in one.sections] == expected
    check_partition(one)


def test_bullets_know_their_lead_in_and_depth():
    one = read(
        FRONT + "I. VIỆC\nGiao các Sở:\n- Làm một việc, cụ thể:\n+ Việc nhỏ;\n+ Việc nhỏ nữa.\n- Làm việc "
        "hai.\nCâu khác.\n- Việc ba."
    )
    bullets = [unit for unit in one.units if unit.kind == "bullet"]
    above = [unit.lead_in and one.units[unit.lead_in].span.of(one.text) for unit in bullets]
    assert above == [
        "Giao các Sở:",
        "- Làm một việc, cụ thể:",
        "- Làm một việc, cụ thể:",
        "Giao các Sở:",
        None,
    ]
    assert [unit.depth for unit in bullets] == [1, 2, 2, 1, 1]


def test_wrapped_lines_are_joined_and_paragraphs_are_not():
    long = "Tiếp tục củng cố, nâng cao chất lượng hoạt động của các hợp tác xã trên địa bàn"
    lines = [f"{long}\nxã, huyện và tỉnh số {number}." for number in range(8)]
    one = read(FRONT + "I. VIỆC\n" + "\n".join(lines))
    texts = [words for kind, _, words in leaves(one) if kind == "paragraph"]
    assert texts == [" ".join(line.split()) for line in lines]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("- Nhân rộng mô hình hợp tác xã kiểu mới trong năm năm tiếp theo (giai đoạn 2026", "- 2030)."),
        ("- Nhân rộng mô hình hợp tác xã kiểu mới trên địa bàn tỉnh giai đoạn 2026", "-2030 ở các xã."),
        ("- Thực hiện Nghị quyết số 20", "-NQ/TW của Ban Chấp hành Trung ương."),
    ],
)
def test_a_dash_that_goes_on_from_the_line_above_is_no_bullet(above, below):
    one = read(FRONT + f"I. VIỆC\n{above}\n{below}\n- Việc hai.\nKết quả đến năm 2025\n- 2026: 5 việc.")
    kept = [words for kind, path, words in leaves(one) if kind == "bullet" and path == "I"]
    assert kept == [f"{above} {below}", "- Việc hai.", "- 2026: 5 việc."]


def test_a_heading_that_breaks_behind_an_open_word_goes_on():
    one = read(
        FRONT + "I. VIỆC\n1. Sở Tài chính và\nCông an tỉnh\n- Làm tốt.\n2. Chuyển đổi số\nTỉnh làm tốt."
    )
    assert [section.heading for section in one.sections] == [
        "VIỆC",
        "Sở Tài chính và Công an tỉnh",
        "Chuyển đổi số",
    ]


def test_an_enumeration_broken_behind_its_colon_is_one_leaf():
    line = (
        "- Lồng ghép việc hỗ trợ hợp tác xã trong các chương trình, đề án trên địa bàn như:\n"
        "Chương trình mục tiêu quốc gia."
    )
    one = read(FRONT + "I. VIỆC\n" + "\n".join([line] * 8))
    assert [kind for kind, path, _ in leaves(one) if path == "I"] == ["heading"] + ["bullet"] * 8


def test_signature_glued_to_the_annex_title():
    one = read(
        FRONT + "I. VIỆC\n- Làm tốt.\nTrên đây là Kế hoạch./.\nNơi nhận:\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\n"
        "PHÓ CHỦ TỊCH\n"
        "Nguyễn Văn An PHỤ LỤC I\nDANH MỤC NHIỆM VỤ\n1. Việc của phụ lục\n- Làm nốt."
    )
    assert paths(one) == ["I", "Phụ lục I", "Phụ lục I › 1"]
    assert one.header.signer.value == "Nguyễn Văn An"
    kinds = [kind for kind, _, _ in leaves(one)]
    assert kinds[kinds.index("closing") :][:6] == [
        "closing",
        "recipients",
        "recipients",
        "signature",
        "signature",
        "signature",
    ]


def test_a_plan_attached_to_a_decision_is_read_behind_its_signature():
    one = read(
        "Số: 435/QĐ-UBND Sơn Giang, ngày 04 tháng 5 năm 2020 QUYẾT ĐỊNH V/V BAN HÀNH CHƯƠNG TRÌNH HÀNH ĐỘNG\n"
        "Căn cứ Luật Tổ chức chính quyền địa phương;\nĐiều 1.\nBan hành kèm theo Quyết định này Chương "
        "trình hành động.\n"
        "Nơi nhận:\n- Như Điều 1;\nTM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Hữu An CHƯƠNG "
        "TRÌNH HÀNH ĐỘNG\n"
        "I. MỤC ĐÍCH, YÊU CẦU\n1. Nâng cao nhận thức của các cấp.\nII. TỔ CHỨC THỰC HIỆN\n1. Sở Tài "
        "chính\n- Bố trí kinh phí.\n"
    )
    assert paths(one) == ["Điều 1", "I", "I.1", "II", "II.1"]
    assert one.header.title.value == "V/V BAN HÀNH CHƯƠNG TRÌNH HÀNH ĐỘNG"
    assert one.header.signer.value == "Nguyễn Hữu An"
    assert [(duty.agency, duty.task) for duty in one.records.duties] == [("Sở Tài chính", "Bố trí kinh phí.")]
    check_partition(one)


# --- the appendix table ----------------------------------------------------------------------


def appendix_rows():
    """The cells of the real appendix, row by row, as the marked-up text has them."""
    text = ALL["dak-nong-2023"].read_text("utf-8")
    blocks = re.split(r"\n\n(?=\t)", text[text.index("\tTT\n") :])
    return [[line.strip() for line in block.split("\n") if line.startswith("\t")] for block in blocks]


def cells_of(one):
    return [
        [" ".join(cell.of(one.text).split()) for cell in unit.cells]
        for unit in one.units
        if unit.kind == "row"
    ]


def as_table(rows, cell):
    lines = [words for row in rows for words in cell(row)]
    return read(FRONT + "I. VIỆC\n- Làm tốt.\nPHỤ LỤC\n" + "\n".join(lines) + "\n")


def test_the_real_appendix_cell_by_cell():
    rows = appendix_rows()
    assert len(rows) == 21
    got = cells_of(plan("dak-nong-2023"))
    assert got == [[" ".join(cell.split()) for cell in row] for row in rows[1:]]
    assert plan("dak-nong-2023").tables[0].roles == ("order", "task", "lead", "partner", "result", "deadline")


def broken(cell, width=38):
    """A cell over several lines, as a narrow column prints it."""
    words, lines = cell.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


VARIANTS = {
    "empty cells as blank lines": lambda row: [f"\t{cell or ' '}" for cell in row],
    "empty cells lost": lambda row: [cell for cell in row if cell],
    "tasks over several lines": lambda row: [
        row[0],
        *broken(row[1], 60),
        *[cell for cell in row[2:] if cell],
    ],
    "with bars left over": lambda row: [f"{cell} |" if cell else " |" for cell in row],
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_appendix_flattened_in_other_ways(variant):
    rows = appendix_rows()
    one = as_table(rows, VARIANTS[variant])
    got = [[cell.rstrip(" |") for cell in row] for row in cells_of(one)]
    wanted = [[" ".join(cell.split()) for cell in row] for row in rows[1:]]
    assert [row for row in zip(got, wanted, strict=True) if row[0] != row[1]] == []


def test_the_appendix_with_every_cell_over_several_lines():
    rows = appendix_rows()
    one = as_table(rows, lambda row: [row[0], *(line for cell in row[1:] if cell for line in broken(cell))])
    wanted = [[" ".join(cell.split()) for cell in row] for row in rows[1:]]
    got = cells_of(one)
    wrong = [
        (a, b)
        for row, right in zip(got, wanted, strict=True)
        for a, b in zip(row, right, strict=True)
        if a != b
    ]
    assert len(got) == 20
    assert len(wrong) <= 0.05 * 120, wrong


@pytest.mark.parametrize("row", range(1, 21))
def test_one_row_of_the_appendix_without_its_partner(row):
    rows = [list(cells) for cells in appendix_rows()]
    rows[row][3] = ""
    one = as_table(rows, VARIANTS["empty cells lost"])
    assert cells_of(one)[row - 1] == [" ".join(cell.split()) for cell in rows[row]]


def test_a_date_cut_after_its_first_word_stays_with_its_task():
    one = read("""KẾ HOẠCH
Phát triển hợp tác xã năm 2025
I. TỔ CHỨC THỰC HIỆN
1. Sở Tài chính: Chủ trì bố trí kinh phí thực hiện Kế hoạch trước ngày
30/6/2025.
2. Sở Công Thương: Hỗ trợ hợp tác xã tham gia hội chợ.""")
    assert [(duty.agency, duty.due) for duty in one.records.duties] == [
        ("Sở Tài chính", date(2025, 6, 30)),
        ("Sở Công Thương", None),
    ]


NOTICE = """ỦY BAN NHÂN DÂN HUYỆN MƯỜNG KHE
THÔNG BÁO
V/v kết quả thực hiện các chỉ tiêu kế hoạch
phát triển kinh tế - xã hội năm 2018
Do thời điểm xây dựng Báo cáo số liệu mới chỉ là ước thực hiện, Ủy ban nhân
dân huyện thông báo số liệu chính thức
- xã hội năm 2018 như sau:
I. CÁC CHỈ TIÊU KINH TẾ
1. Giá trị sản xuất đạt 7.906,7 tỷ đồng, đạt 106% kế hoạch."""


def test_title_ends_with_its_year_and_a_report_has_no_targets():
    notice = read(NOTICE)
    title = "V/v kết quả thực hiện các chỉ tiêu kế hoạch phát triển kinh tế - xã hội năm 2018"
    assert notice.header.title.value == title
    assert notice.records.targets == ()
    wanted = read(NOTICE.replace("V/v kết quả thực hiện", "V/v giao"))
    assert [target.value for target in wanted.records.targets] == [7906.7, 106.0]
