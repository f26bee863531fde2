"""Makes the files that people have from a plan's text: PDF, DOCX, HTML, with a real table.

The words are the plan's own, in their order; only the lines of the letterhead go into two columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

FONTS = Path("/usr/share/fonts/truetype/dejavu")
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_FIRST_HEAD = re.compile(r"\t\s*S?TT\s*")
_NUMBER_AND_DATE = re.compile(r"(Số:\s*\d*\s*/\S+)\s+(\S.*ngày.*)")


@dataclass(frozen=True)
class Face:
    """A typeface with Vietnamese letters, and the sizes (points) of text and table."""

    name: str
    regular: Path
    bold: Path
    size: float
    small: float

    @property
    def bold_name(self) -> str:
        """The name of its bold cut."""
        return f"{self.name}-Bold"

    def register(self) -> None:
        """Make it known to reportlab."""
        if self.name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(self.name, self.regular))
            pdfmetrics.registerFont(TTFont(self.bold_name, self.bold))


SANS = Face("DejaVu", FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSans-Bold.ttf", 11, 8)


@dataclass(frozen=True)
class PlanParts:
    """A plan's text in parts: letterhead left and right, paragraphs, and a table at the end."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def body(self) -> str:
        """Everything below the letterhead, in order."""
        return "\n".join([*self.paragraphs, *(cell for row in self.rows for cell in row)])


def parts_of(text: str, issuer: Sequence[str] = ()) -> PlanParts:
    """Split a plan's text; with an `issuer` the letterhead has it, and the national motto."""
    lines = text.replace("\ufeff", "").splitlines()
    table_at = next((index for index, line in enumerate(lines) if _FIRST_HEAD.fullmatch(line)), len(lines))
    rows: list[list[str]] = [[]]
    for line in lines[table_at:]:
        if line.startswith("\t"):
            rows[-1].append(line.strip())
        elif rows[-1]:
            rows.append([])
    paragraphs = [line.strip() for line in lines[:table_at] if line.strip()]
    title_at = next(index for index, line in enumerate(paragraphs) if line == "KẾ HOẠCH")
    left, right = list(issuer), list(MOTTO) if issuer else []
    for line in paragraphs[:title_at]:
        both = _NUMBER_AND_DATE.fullmatch(line)
        if both:
            left.append(both[1])
            right.append(both[2])
        elif not (issuer and "Tự do" in line):
            (left if line.startswith("Số:") else right).append(line)
    filled = tuple(tuple(row) for row in rows if row)
    return PlanParts(tuple(left), tuple(right), tuple(paragraphs[title_at:]), filled)


def as_pdf(
    text: str, path: Path, issuer: Sequence[str] = (), *, face: Face = SANS, **encryption: Any
) -> None:
    """Write a PDF: wrapped and justified, page numbers from page 2, column heads on every page."""
    face.register()
    plan = parts_of(text, issuer)
    body = ParagraphStyle(
        "body",
        fontName=face.name,
        fontSize=face.size,
        leading=face.size * 1.37,
        alignment=TA_JUSTIFY,
        spaceAfter=4,
    )
    middle = ParagraphStyle("middle", parent=body, alignment=TA_CENTER)
    bold = ParagraphStyle("bold", parent=middle, fontName=face.bold_name)
    small = ParagraphStyle(
        "small", parent=body, fontSize=face.small, leading=face.small * 1.25, alignment=0, spaceAfter=0
    )
    columns = [[Paragraph(escape(line), middle) for line in side] for side in (plan.left, plan.right)]
    letterhead = Table([columns], colWidths=[6.5 * cm, 10 * cm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
    flow: list[Any] = [letterhead, Spacer(1, 12)]
    for paragraph in plan.paragraphs:
        flow.append(Paragraph(escape(paragraph), bold if paragraph.isupper() else body))
    if plan.rows:
        cells = [[Paragraph(escape(cell), small) for cell in row] for row in plan.rows]
        grid = ("GRID", (0, 0), (-1, -1), 0.5, "black")
        order, rest = 1.1 * cm, (16.5 - 1.1) * cm / (len(plan.rows[0]) - 1)
        widths = [order, *[rest] * (len(plan.rows[0]) - 1)]
        flow.append(
            Table(cells, colWidths=widths, repeatRows=1, style=[grid, ("VALIGN", (0, 0), (-1, -1), "TOP")])
        )

    def number(canvas: Any, document: Any) -> None:
        canvas.setFont(face.name, 10)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 1.2 * cm, str(document.page))

    template = SimpleDocTemplate(
        str(path), pagesize=A4, leftMargin=2.5 * cm, rightMargin=2 * cm, topMargin=2 * cm, **encryption
    )
    template.build(flow, onLaterPages=number)


def as_docx(text: str, path: Path, issuer: Sequence[str] = ()) -> None:
    """Write a Word file: letterhead in a table without borders, tasks in one with borders."""
    plan = parts_of(text, issuer)
    document = Document()
    letterhead = document.add_table(rows=1, cols=2)
    for cell, lines in zip(letterhead.rows[0].cells, (plan.left, plan.right), strict=True):
        cell.text = "\n".join(lines)
    for paragraph in plan.paragraphs:
        added = document.add_paragraph(paragraph)
        if paragraph.isupper():
            added.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if plan.rows:
        table = document.add_table(rows=0, cols=len(plan.rows[0]), style="Table Grid")
        for row in plan.rows:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = value
    document.save(str(path))


def as_html(text: str, path: Path, issuer: Sequence[str] = ()) -> None:
    """Write a page as a portal shows it: menus around the document, the letterhead in a table."""
    plan = parts_of(text, issuer)
    sides = "".join(f"<td>{'<br>'.join(map(escape, side))}</td>" for side in (plan.left, plan.right))
    paragraphs = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in plan.paragraphs)
    rows = "\n".join(
        "<tr>" + "".join(f"<td><p>{escape(cell)}</p></td>" for cell in row) + "</tr>" for row in plan.rows
    )
    table = f'<table border="1">{rows}</table>' if rows else ""
    path.write_text(
        f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Cổng thông tin</title>
<style>p {{ margin: 0 }}</style></head><body><nav><a href="/">Trang chủ</a></nav>
<div class="content"><table border="0"><tr>{sides}</tr></table>
{paragraphs}
{table}</div><footer>Bản quyền</footer><script>var menu = 1;</script></body></html>""",
        "utf-8",
    )


MAKERS: dict[str, Callable[[str, Path], None]] = {".pdf": as_pdf, ".docx": as_docx, ".html": as_html}
