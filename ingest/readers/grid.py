"""Tables as the readers see them: rows of cells, and which of them are tables at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.models import Cell, Line
from ingest.vietnamese import fold, unify_tones

# The letterhead and the signature block stand in tables only for their two columns.
_LETTERHEAD = re.compile(r"cộng hòa xã hội chủ nghĩa|độc lập\s*[-–]\s*tự do|^\s*nơi nhận\s*:", re.MULTILINE)
_LAYOUT_ROWS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A row: for each column the cell's paragraphs, none for an empty cell, and the row's page.

    `merged` are the columns whose cell is the lower part of one in a row above. `origin` and
    `confidence` are those of its lines.
    """

    cells: tuple[tuple[str, ...], ...]
    page: int | None = None
    origin: Literal["text", "ocr"] = "text"
    confidence: float = 1.0
    merged: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """All paragraphs of the row, a line each."""
        return "\n".join(paragraph for cell in self.cells for paragraph in cell)


def table_lines(rows: Sequence[Row], table: int) -> list[Line]:
    """Return a line per cell and paragraph; an empty cell is one empty line, so no row loses its shape."""
    return [
        Line(
            paragraph, row.page, Cell(table, number, column, column in row.merged), row.origin, row.confidence
        )
        for number, row in enumerate(rows)
        for column, cell in enumerate(row.cells)
        for paragraph in cell or ("",)
    ]


def is_letterhead(text: str) -> bool:
    """Say whether `text` holds words of the letterhead or of the list of recipients."""
    lines = "\n".join(fold(line) for line in text.splitlines())
    return bool(_LETTERHEAD.search(unify_tones(lines)))


def is_layout(rows: Sequence[Row], *, bordered: bool) -> bool:
    """Say whether a table only places text on the page and is to be read as ordinary lines."""
    columns = max((len(row.cells) for row in rows), default=0)
    if columns <= 1:
        return True
    if len(rows) > _LAYOUT_ROWS or columns > 3:
        return False
    return not bordered or is_letterhead("\n".join(row.text for row in rows))


def padded(cells: Sequence[tuple[str, ...]], columns: int) -> tuple[tuple[str, ...], ...]:
    """Return `cells` with empty ones added up to `columns`."""
    return (*cells, *((),) * (columns - len(cells)))
