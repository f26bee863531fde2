"""The summary as a PDF of one page, with the page's own typeface inside."""

from __future__ import annotations

import io
from functools import cache, lru_cache
from typing import Any
from xml.sax.saxutils import escape

from app.models import Language
from app.summary import CONTROL, Summary
from app.ui.look import ASSETS

_REGULAR, _BOLD, _SPARE = "BeVietnamPro", "BeVietnamPro-SemiBold", "Vera"
_MARGIN = 42  # points
_WIDTHS = (0.42, 0.22, 0.2, 0.16)  # of the columns


def as_pdf(summary: Summary, language: Language) -> bytes:
    """Return the summary as one page of A4, with as many rows as find room on it."""
    return _written(summary.shortened(rows_on_a_page(summary, language)), language)[0]


@lru_cache(maxsize=64)
def rows_on_a_page(summary: Summary, language: Language) -> int:
    """Return how many of the rows find room on one page."""
    least, most = 0, summary.size
    while least < most:
        middle = (least + most + 1) // 2
        if _written(summary.shortened(middle), language)[1] == 1:
            least = middle
        else:
            most = middle - 1
    return least


@cache
def _fonts() -> frozenset[int]:
    """Register the fonts; return the characters that the typeface has."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, weight in ((_REGULAR, 400), (_BOLD, 600)):
        pdfmetrics.registerFont(TTFont(name, ASSETS / f"be-vietnam-pro-{weight}.ttf"))
    pdfmetrics.registerFont(TTFont(_SPARE, "Vera.ttf"))  # comes with reportlab; has signs like ≥
    return frozenset(pdfmetrics.getFont(_REGULAR).face.charToGlyph)


def _markup(text: str) -> str:
    """Return text for a paragraph; what the typeface lacks is set in the spare one, or shown as a box."""
    known = _fonts()
    text = CONTROL.sub(" ", text)
    return "".join(
        escape(letter)
        if ord(letter) in known or letter.isspace()
        else f'<font name="{_SPARE}">{escape(letter)}</font>'
        for letter in text
    )


def _written(summary: Summary, language: Language) -> tuple[bytes, int]:
    """Return the PDF and its number of pages."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    _fonts()

    def style(size: float, *, bold: bool = False, after: float = 0) -> Any:
        name = _BOLD if bold else _REGULAR
        return ParagraphStyle(
            f"{name}{size}", fontName=name, fontSize=size, leading=size * 1.38, spaceAfter=after
        )

    small, strong = style(8), style(8, bold=True)
    rows: list[list[Any]] = [[Paragraph(_markup(head), strong) for head in summary.heads]]
    headings = []
    for heading, measures in summary.groups:
        headings.append(len(rows))
        rows.append([Paragraph(_markup(heading), strong), "", "", ""])
        rows += [
            [Paragraph(_markup(cell), small) for cell in (one.support, one.confirm, one.turn, one.source)]
            for one in measures
        ]
    line = colors.HexColor("#c9cec8")
    looks: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, line),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#eef3f0")),
    ]
    looks += [("SPAN", (0, row), (-1, row)) for row in headings]
    width = A4[0] - 2 * _MARGIN
    story: list[Any] = [
        Paragraph(_markup(summary.title), style(15, bold=True, after=3)),
        Paragraph(_markup(summary.who), style(9.5, after=2)),
        Paragraph(_markup(summary.made), style(8.5, after=7)),
    ]
    if summary.groups:
        table = Table(rows, colWidths=[share * width for share in _WIDTHS], repeatRows=1)
        table.setStyle(TableStyle(looks))
        story += [table, Spacer(1, 6)]
    story += [Paragraph(_markup(note), style(8, after=2)) for note in summary.ending(language)]
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=summary.title,
        author="planchat",
        lang=language,
    )
    document.build(story)
    return stream.getvalue(), document.page
