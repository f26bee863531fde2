"""The summary as a Word document, with the rows that find room on one page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from app.models import Language
from app.summary import CONTROL, Summary
from app.summary_pdf import rows_on_a_page

_FONT = "Times New Roman"  # of administrative documents (Nghị định 30/2020/NĐ-CP), on every office machine
_WIDTHS = (7.5, 4.0, 3.6, 2.9)  # centimetres of the columns


def as_docx(summary: Summary, language: Language) -> bytes:
    """Return the summary as a DOCX of one page of A4."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    summary = summary.shortened(rows_on_a_page(summary, language))
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(1.5)
    base = document.styles["Normal"]
    base.font.name, base.font.size = _FONT, Pt(9)
    base.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    base.paragraph_format.space_after = Pt(2)
    document.core_properties.title = summary.title
    document.core_properties.author = "planchat"
    document.core_properties.language = language
    _paragraph(document, summary.title, size=Pt(15), bold=True)
    _paragraph(document, summary.who, size=Pt(10))
    _paragraph(document, summary.made)
    if summary.groups:
        _table(document, summary, [Cm(width) for width in _WIDTHS])
    for note in summary.ending(language):
        _paragraph(document, note)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _paragraph(document: Any, text: str, size: Any = None, *, bold: bool = False) -> None:
    run = document.add_paragraph().add_run(CONTROL.sub(" ", text))
    run.bold = bold
    if size is not None:
        run.font.size = size


def _table(document: Any, summary: Summary, widths: Sequence[Any]) -> None:
    table = document.add_table(rows=1, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _fill(table.rows[0].cells, summary.heads, widths, bold=True)
    for heading, rows in summary.groups:
        first, *_, last = table.add_row().cells
        _fill((first.merge(last),), (heading,), (sum(widths),), bold=True)
        for row in rows:
            _fill(table.add_row().cells, (row.support, row.confirm, row.turn, row.source), widths)


def _fill(cells: Any, texts: Sequence[str], widths: Sequence[Any], *, bold: bool = False) -> None:
    for cell, text, width in zip(cells, texts, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = 0
        paragraph.add_run(CONTROL.sub(" ", text)).bold = bold
