"""A table that goes on over a page break, made one again."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher

from ingest.readers.grid import Row
from ingest.readers.pdf_layout import PageTable, join_wrapped
from ingest.vietnamese import fold

# Word repeats up to a few rows of column heads on each page.
_MOST_HEAD_ROWS = 3
# Two readings of the same heads differ in a short word at most ("TT" and "NHÉ"), other rows in most.
_ALIKE = 0.8


def continue_table(before: PageTable, after: PageTable) -> PageTable | None:
    """Return both parts as one table, None where the second has not as many columns.

    Column heads that are repeated on the new page, and a row that was cut in two, stand once.
    """
    if before.columns != after.columns:
        return None
    rows = list(after.rows[_repeated_heads(before, after) :])
    whole = list(before.rows)
    if rows and _is_rest(whole[-1], rows[0]):
        whole[-1] = _joined(whole[-1], rows.pop(0))
    return PageTable((*whole, *rows))


def _repeated_heads(before: PageTable, after: PageTable) -> int:
    count = 0
    for one, two in zip(before.rows[:_MOST_HEAD_ROWS], after.rows, strict=False):
        if not _alike(one, two):
            break
        count += 1
    return count


def _alike(one: Row, other: Row) -> bool:
    """Say whether two rows say the same; of a scan the one or other letter may be misread."""
    words = fold(one.text), fold(other.text)
    if one.origin == other.origin == "text":
        return words[0] == words[1]
    return SequenceMatcher(None, *words, autojunk=False).ratio() >= _ALIKE


def _is_rest(last: Row, first: Row) -> bool:
    """Say whether `first` is the rest of the row `last`: it has no number and begins in mid-sentence."""
    if not last.cells[0] or first.cells[0]:
        return False
    return any(cell and cell[0][:1].islower() for cell in first.cells)


def _joined(last: Row, rest: Row) -> Row:
    cells = []
    for above, below in zip(last.cells, rest.cells, strict=True):
        if above and below and below[0][:1].islower():
            cells.append((*above[:-1], join_wrapped(above[-1], below[0]), *below[1:]))
        else:
            cells.append(above + below)
    return replace(last, cells=tuple(cells))
