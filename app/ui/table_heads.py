"""Which characters of a table's head stand over which column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.models import Span
from ingest.vietnamese import fold, fold_space

BARS = re.compile(r"\|[\s|]*(?:[:-][\s|:-]*)?")
_BAR_ROW = re.compile(r"\|.*\|")
_BETWEEN_GAPS = re.compile(r"\S+(?:[ \u00a0]{1,2}\S+)*")


def side_by_side(text: str, span: Span, columns: int) -> list[dict[int, Span]]:
    """Return for each line of column heads what stands in which column; none where lines are no rows.

    Cells are set off by bars ("| Năm 2025 | |"), tabs or gaps.
    """
    rows = []
    at = span.start
    for line in span.of(text).splitlines(keepends=True):
        begin, at = at, at + len(line)
        if BARS.fullmatch(line.strip()):
            continue
        barred = _BAR_ROW.fullmatch(line.strip())
        cells = list(re.finditer(r"[^|]+", line.rstrip()[:-1]) if barred else _BETWEEN_GAPS.finditer(line))
        if len(cells) < columns:
            return []
        row = {column: cell for column, cell in enumerate(cells[-columns:]) if cell[0].strip()}
        rows.append({column: Span(begin + cell.start(), begin + cell.end()) for column, cell in row.items()})
    return rows


def over_columns(text: str, span: Span, heads: Sequence[str]) -> list[dict[int, Span]] | None:
    """Return for each row of column heads which characters stand over which column.

    The lines of `span` are laid over `heads` from left to right; where they begin again at the left,
    there is another row. None where a line belongs to no head.
    """
    names = [fold(head) for head in heads]
    rows: list[dict[int, Span]] = []
    column = len(heads)
    at = span.start
    for line in span.of(text).splitlines(keepends=True):
        begin, at = at, at + len(line)
        words = fold(fold_space(line).strip("| "))
        if not words:
            continue
        if rows and column < len(names):
            whole = fold(fold_space(text[rows[-1][column].start : at]).strip("| "))
            if whole in names[column]:
                rows[-1][column] = Span(rows[-1][column].start, at)
                continue
        right = next((one for one in range(column + 1, len(names)) if words in names[one]), None)
        if right is None:
            right = next((one for one, name in enumerate(names) if words in name), None)
            if right is None:
                return None
            rows.append({})
        column = right
        rows[-1][column] = Span(begin, at)
    return rows or None
