"""DOCX: automatic numbers, merged and nested cells, tracked changes, text boxes."""

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.readers import Limits, read

LEVELS = (
    ("upperRoman", "%1."),
    ("decimal", "%2."),
    ("decimal", "%2.%3."),
    ("lowerLetter", "%4)"),
    ("bullet", "\uf0b7"),
    ("bullet", "+"),
)


@pytest.fixture
def document():
    made = Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(LEVELS)
    )
    numbering = made.part.numbering_part.element
    numbering.append(
        parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>')
    )
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    for number, extra in (("90", ""), ("91", override)):
        xml = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="90"/>{extra}</w:num>'
        numbering.append(parse_xml(xml))
    return made


def numbered(paragraph, depth, number="90"):
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))


def lines(document, tmp_path):
    path = tmp_path / "a.docx"
    document.save(path)
    return read(path, Limits())


def test_automatic_numbers_are_printed(document, tmp_path):
    outline = [
        (0, "MỤC TIÊU"),
        (1, "Chung"),
        (1, "Cụ thể"),
        (2, "Đến 2025"),
        (2, "Đến 2030"),
        (3, "Số lượng"),
        (4, "Mới"),
    ]
    outline += [(5, "Trong đó"), (0, "NHIỆM VỤ"), (1, "Tuyên truyền"), (3, "Báo")]
    for depth, text in outline:
        numbered(document.add_paragraph(text), depth)
    numbered(document.add_paragraph("KINH PHÍ"), 0, "91")
    numbered(document.add_paragraph(""), 0)
    numbered(document.add_paragraph("TỔ CHỨC"), 0)
    document.add_paragraph("Hết", style="List Number")
    document.add_paragraph("Nơi", style="List Bullet")
    numbered(document.add_paragraph("Không số", style="List Number"), 0, "0")
    assert [line.text for line in lines(document, tmp_path).lines] == [
        "I. MỤC TIÊU",
        "1. Chung",
        "2. Cụ thể",
        "2.1. Đến 2025",
        "2.2. Đến 2030",
        "a) Số lượng",
        "- Mới",
        "+ Trong đó",
        "II. NHIỆM VỤ",
        "1. Tuyên truyền",
        "a) Báo",
        "IV. KINH PHÍ",
        "",
        "VI. TỔ CHỨC",
        "1. Hết",
        "- Nơi",
        "Không số",
    ]


def test_merged_nested_and_numbered_cells(document, tmp_path):
    document.add_paragraph("Trước bảng")
    table = document.add_table(rows=4, cols=3, style="Table Grid")
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Gộp ngang"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "Gộp dọc"
    numbered(table.cell(1, 0).paragraphs[0], 1)
    numbered(table.cell(2, 0).paragraphs[0], 1)
    table.cell(1, 1).text = "Một\nHai"
    nested = table.cell(3, 1).add_table(rows=1, cols=2)
    nested.cell(0, 0).text = "trong"
    nested.cell(0, 1).text = "bảng"
    document.add_paragraph("Sau bảng")
    source = lines(document, tmp_path)
    assert [(line.cell.row, line.cell.column, line.text) for line in source.lines if line.cell] == [
        *((0, 0, "Gộp ngang"), (0, 1, ""), (0, 2, "")),
        *((1, 0, "1."), (1, 1, "Một"), (1, 1, "Hai"), (1, 2, "Gộp dọc")),
        *((2, 0, "2."), (2, 1, ""), (2, 2, "")),
        *((3, 0, ""), (3, 1, "trong"), (3, 1, "bảng"), (3, 2, "")),
    ]
    assert [line.text for line in source.lines if not line.cell] == ["Trước bảng", "Sau bảng"]
    merged = [line.cell for line in source.lines if line.cell and line.cell.merged]
    assert [(cell.row, cell.column) for cell in merged] == [(2, 2)]


def test_a_table_in_a_frame_around_the_document_is_a_table(document, tmp_path):
    frame = document.add_table(rows=1, cols=1).cell(0, 0)
    frame.text = "Trước bảng"
    inner = frame.add_table(rows=2, cols=2)
    inner.style = "Table Grid"
    for cell, text in zip(inner._cells, "abcd", strict=True):
        cell.text = text
    frame.add_paragraph("Sau bảng")
    read = lines(document, tmp_path).lines
    assert [(line.cell and (line.cell.row, line.cell.column), line.text) for line in read if line.text] == [
        (None, "Trước bảng"),
        *(((0, 0), "a"), ((0, 1), "b"), ((1, 0), "c"), ((1, 1), "d")),
        (None, "Sau bảng"),
    ]


RUNS = (
    '<w:p {ns}><w:r><w:t xml:space="preserve">Sở </w:t></w:r>'
    '<w:ins w:id="1" w:author="a"><w:r><w:t>Tài chính</w:t></w:r></w:ins>'
    '<w:del w:id="2" w:author="a"><w:r><w:delText>Công Thương</w:delText></w:r></w:del>'
    "<w:hyperlink><w:r><w:tab/><w:t>chủ</w:t><w:noBreakHyphen/><w:t>trì</w:t><w:br/>"
    "<w:t>dòng hai</w:t></w:r></w:hyperlink>"
    "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
)
DELETED = '<w:p {ns}><w:del w:id="3" w:author="a"><w:r><w:delText>Bỏ</w:delText></w:r></w:del></w:p>'
CONTROL = (
    "<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>Trong ô điều khiển</w:t></w:r></w:p></w:sdtContent></w:sdt>"
)
BOX = (
    '<w:p {ns} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><mc:AlternateContent>'
    '<mc:Choice Requires="wps">'
    "<w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
    "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
    "</mc:AlternateContent><w:t>Ngoài khung</w:t></w:r></w:p>"
)


def test_changes_controls_and_text_boxes(document, tmp_path):
    body = document.element.body
    for xml in (RUNS, DELETED, CONTROL, BOX):
        body.insert(len(body) - 1, parse_xml(xml.format(ns=nsdecls("w"))))
    source = lines(document, tmp_path)
    texts = [line.text for line in source.lines]
    assert texts == ["Sở Tài chính chủ-trì", "dòng hai", "Trong ô điều khiển", "Ngoài khung", "Trong khung"]


def test_only_tables_that_place_text_become_lines(document, tmp_path):
    signature = document.add_table(rows=1, cols=2)
    signature.cell(0, 0).text = "Nơi nhận:\n- Như trên;"
    signature.cell(0, 1).text = "CHỦ TỊCH"
    targets = document.add_table(rows=1, cols=2, style="Table Grid")
    targets.cell(0, 0).text, targets.cell(0, 1).text = "Số HTX", "15"
    source = lines(document, tmp_path)
    assert [(line.text, line.cell is not None) for line in source.lines] == [
        ("Nơi nhận:", False),
        ("- Như trên;", False),
        ("CHỦ TỊCH", False),
        ("Số HTX", True),
        ("15", True),
    ]
