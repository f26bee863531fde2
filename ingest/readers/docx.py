"""Word files: paragraphs and tables in document order, with their automatic numbers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from ingest.errors import RefusedFile
from ingest.models import Line, Source
from ingest.readers.docx_notes import Notes
from ingest.readers.docx_runs import Runs
from ingest.readers.grid import Row, is_layout, padded, table_lines
from ingest.readers.legacy import converted, name_of
from ingest.readers.limits import Limits
from ingest.readers.numbering import Numbering, W

# A long plan's XML shrinks to a tenth or a twentieth; what shrinks to less than a hundredth, or
# grows far beyond the largest file that is taken, was made to fill the memory.
_MOST_RATIO = 100
_MOST_EXPANDED = 8
_SMALL = 1024 * 1024
_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TABS = re.compile(r"[ \u00a0]*\t[\t \u00a0]*")
# A paragraph that ends so goes on in the next one, and a note would stand between them.
_GOES_ON = (":", ";", ",")
_NO_BORDER = (None, "none", "nil")


def read_docx(data: bytes, file: str, limits: Limits) -> Source:
    """Read a DOCX file. It has no pages: Word makes them when it prints.

    Raises RefusedFile for an archive that expands beyond measure.
    """
    check_expansion(data, file, limits)
    document = Document(BytesIO(data))
    runs = Runs(document.styles.element)
    body = _Body(_numbering(document), document.styles.element, runs, Notes(_note_parts(document), runs))
    body.take(document.element.body)
    body.end()
    notices = [converted(*sorted(name_of(encoding) for encoding in runs.encodings))] if runs.encodings else []
    return Source(tuple(body.lines), "docx", notices=tuple(notices))


def _note_parts(document: Any) -> dict[str, Any]:
    """Return the elements of footnotes and endnotes, each kind with the name of its references."""
    parts = {}
    for name, relation in (
        ("footnoteReference", RELATIONSHIP_TYPE.FOOTNOTES),
        ("endnoteReference", RELATIONSHIP_TYPE.ENDNOTES),
    ):
        try:
            parts[name] = parse_xml(document.part.part_related_by(relation).blob)
        except KeyError:
            continue  # the document has none of this kind
    return parts


def check_expansion(data: bytes, file: str, limits: Limits) -> None:
    """Raise RefusedFile for a document in an archive that expands beyond measure."""
    # The sizes are what the archive says; zipfile never unpacks more than that.
    expanded = sum(entry.file_size for entry in zipfile.ZipFile(BytesIO(data)).infolist())
    if expanded > limits.max_bytes * _MOST_EXPANDED or expanded > max(len(data) * _MOST_RATIO, _SMALL):
        raise RefusedFile("expands", file=file)


def _numbering(document: Any) -> Numbering:
    try:
        numbering = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        numbering = None
    return Numbering(numbering, document.styles.element)


class _Body:
    """Walks the body and collects its lines."""

    def __init__(self, numbering: Numbering, styles: Any, runs: Runs, notes: Notes) -> None:
        self.lines: list[Line] = []
        self._runs = runs
        self._notes = notes
        self._carried = ""  # what stood before a deleted paragraph mark
        self._numbering = numbering
        self._styles = {style.get(f"{W}styleId"): style for style in styles.findall(f"{W}style")}
        self._tables = 0

    def take(self, parent: Any) -> None:
        """Add what `parent` holds."""
        for block in _blocks(parent):
            if block.tag == f"{W}tbl":
                self._take_table(block)
                self._take_notes()
            else:
                lines = self._paragraph(block, in_cell=False)
                self.lines.extend(Line(text) for text in lines)
                if lines and lines[-1] and not lines[-1].endswith(_GOES_ON):
                    self._take_notes()

    def end(self) -> None:
        """Add what is still to come when everything is taken."""
        if self._carried:
            self.lines.append(Line(self._carried))
        self._take_notes()

    def _take_notes(self) -> None:
        """Add the notes to what was taken, below it: never in mid-sentence."""
        self.lines.extend(Line(text) for text in self._notes.waiting())

    def _take_table(self, table: Any) -> None:
        cells = [list(_children(row, "tc")) for row in _children(table, "tr")]
        if all(len(row) == 1 for row in cells) and table.find(f".//{W}tc//{W}tbl") is not None:
            for (cell,) in cells:  # a frame around a document that has tables of its own
                self.take(cell)
            return
        rows = self._rows(table)
        if is_layout(rows, bordered=self._is_bordered(table)):
            # Issuer, then motto: column by column, as a person reads them.
            for column in range(max((len(row.cells) for row in rows), default=0)):
                self.lines.extend(Line(text) for row in rows for text in row.cells[column])
            return
        self.lines.extend(table_lines(rows, self._tables))
        self._tables += 1

    def _paragraph(self, paragraph: Any, *, in_cell: bool) -> list[str]:
        """Return the lines of a paragraph, blank ones too, then those of its text boxes."""
        label = self._numbering.label(paragraph)
        text = self._carried + _TABS.sub(" ", self._runs.text(paragraph))
        self._carried = ""
        self._notes.look(paragraph)
        if not in_cell and paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None and text.strip():
            self._carried = text  # the number of what it is joined to stays
            return []
        lines = [line.strip() for line in text.split("\n")]
        if label and (in_cell or text.strip()):  # a running number may be all that a cell has
            lines[0] = f"{label} {lines[0]}".strip()
        elif not text.strip() and paragraph.find(f".//{W}del") is not None:
            lines = []
        for box in paragraph.iter(f"{W}txbxContent"):
            # The same box stands again below as a fallback for old versions of Word.
            if not any(above.tag == f"{_MARKUP}Fallback" for above in box.iterancestors()):
                lines.extend(self._flat(box))
        return lines

    def _flat(self, parent: Any) -> list[str]:
        """Return the lines of a cell or box, tables in it cell by cell, blank lines left out."""
        lines: list[str] = []
        for block in _blocks(parent):
            if block.tag == f"{W}tbl":
                lines.extend(text for row in self._rows(block) for cell in row.cells for text in cell)
            else:
                lines.extend(line for line in self._paragraph(block, in_cell=True) if line)
        return lines

    def _rows(self, table: Any) -> list[Row]:
        # Where every row has as many cells, the grid below them only mirrors ragged borders.
        rows = [
            list(_children(row, "tc"))
            for row in _children(table, "tr")
            if row.find(f"{W}trPr/{W}del") is None
        ]
        even = len({len(cells) for cells in rows}) == 1
        grid = [self._row(cells, even) for cells in rows]
        columns = max((len(row.cells) for row in grid), default=0)
        return [replace(row, cells=padded(row.cells, columns)) for row in grid]

    def _row(self, cells: list[Any], even: bool) -> Row:
        """Return a row's cells by column; a merged cell has its text once, at its first place."""
        found: list[tuple[str, ...]] = []
        lower: list[int] = []
        if cells and not even:
            found.extend([()] * _span(cells[0].getparent(), "trPr", "gridBefore", 0))
        for cell in cells:
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merged is not None and merged.get(f"{W}val") != "restart"
            if goes_on:
                lower.append(len(found))
            found.append(() if goes_on else tuple(self._flat(cell)))
            if not even:
                found.extend([()] * (_span(cell, "tcPr", "gridSpan", 1) - 1))
        return Row(tuple(found), merged=tuple(lower))

    def _is_bordered(self, table: Any) -> bool:
        borders = [table.find(f"{W}tblPr/{W}tblBorders")]
        name = table.find(f"{W}tblPr/{W}tblStyle")
        style = None if name is None else self._styles.get(name.get(f"{W}val"))
        seen: set[str] = set()
        while borders == [None] and style is not None and style.get(f"{W}styleId") not in seen:
            seen.add(style.get(f"{W}styleId"))
            borders = [style.find(f"{W}tblPr/{W}tblBorders")]
            parent = style.find(f"{W}basedOn")
            style = None if parent is None else self._styles.get(parent.get(f"{W}val"))
        borders.extend(table.iter(f"{W}tcBorders"))
        # A line below one cell is the rule under the issuer's name; a table has lines between cells.
        inner = {f"{W}insideH", f"{W}insideV", f"{W}left", f"{W}start"}
        return any(
            side.get(f"{W}val") not in _NO_BORDER
            for border in borders
            if border is not None
            for side in border
            if side.tag in inner
        )


def _children(parent: Any, name: str) -> Iterator[Any]:
    """Yield rows of a table or cells of a row, those inside content controls too."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _children(child, name)


def _blocks(parent: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables directly below `parent`, those inside content controls too."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml"):
            yield from _blocks(child)


def _span(node: Any, properties: str, name: str, default: int) -> int:
    found = node.find(f"{W}{properties}/{W}{name}")
    value = "" if found is None else found.get(f"{W}val", "")
    return min(int(value), 63) if value.isdigit() else default  # Word's own limit of columns
