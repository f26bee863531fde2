"""Web pages: block elements become lines, tables become rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, Tag

from ingest.models import Line, Notice, Source
from ingest.readers.grid import Row, is_layout, padded, table_lines
from ingest.readers.html_page import cut_to_document, is_page_line
from ingest.readers.limits import Limits
from ingest.readers.mhtml import is_mhtml, page_in
from ingest.readers.numbering import format_number
from ingest.readers.text import Decoded, decode

# What a page has around the document. Forms stay: some sites put the whole page into one.
_DROPPED = frozenset(
    {
        *("script", "style", "noscript", "template", "head", "nav", "header", "footer", "aside"),
        *("button", "select", "textarea", "iframe", "svg", "object"),
    }
)
_BLOCKS = frozenset(
    {
        *(
            "html",
            "body",
            "main",
            "article",
            "section",
            "div",
            "form",
            "fieldset",
            "legend",
            "figure",
            "figcaption",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "blockquote", "address", "center", "hr"),
        *(
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "caption",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "td",
            "th",
        ),
    }
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_BORDER = re.compile(
    r"border(?:-(?:top|right|bottom|left))?(?:-width|-style)?\s*:\s*(?!\s*(?:none|0|hidden|collapse))",
    re.IGNORECASE,
)
_LIST_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HAS_MARK = re.compile(r"[-+*•–]|\d{1,3}[.)]|[a-zđ]\)|[IVX]+\.")
# Far wider or longer than any table of a plan: a page that says more says it to fill the memory.
_MOST_SPAN = 100
_MOST_COLUMNS = 100
_LOWER: Final = "lower part"
_GridCell = Tag | Literal["lower part"] | None


def read_html(data: bytes, file: str, limits: Limits) -> Source:
    """Read a web page saved as a file, with or without its pictures in it.

    Raises RefusedFile where its letters are not in the encoding it declares (UTF-8 if it does not).
    """
    charset = None
    if is_mhtml(data):
        data, charset = page_in(data, file)
    declared = _CHARSET.search(data[:4096])
    charset = charset or (declared[1].decode("ascii") if declared else "utf-8")
    found = decode(data, file, charset)
    if found.latin is not None:
        # Capitals are told by their line: without the tags around it, when `legacy.settled` looks.
        found = Decoded(found.latin)
    soup = BeautifulSoup(found.text, "lxml")
    for element in soup.find_all(_DROPPED):
        element.decompose()
    cut = cut_to_document(soup)
    page = _Page()
    page.take(soup)
    page.end_line()
    lines = [line for line in page.lines if line.cell or not is_page_line(line.text)]
    cut += len(page.lines) - len(lines)
    notices = (Notice("cut_away", (("count", str(cut)),)),) if cut else ()
    return Source(tuple(lines), "html", notices=(*found.notices, *notices))


class _Page:
    """Walks the elements and collects lines; in a cell, tables are flattened."""

    def __init__(self, *, in_cell: bool = False) -> None:
        self.lines: list[Line] = []
        self._in_cell = in_cell
        self._parts: list[str] = []
        self._mark = ""
        self._tables = 0

    def take(self, parent: Tag) -> None:
        """Add what `parent` holds."""
        for child in parent.children:
            if isinstance(child, Tag):
                self._take_element(child)
            elif type(child) in (NavigableString, CData):  # not a comment or a declaration
                self._parts.append(_BLANKS.sub(" ", str(child)))

    def end_line(self) -> None:
        """Finish the line that is being collected, if there is one."""
        text = _BLANKS.sub(" ", "".join(self._parts)).strip()
        self._parts.clear()
        if text:
            if self._mark and not _HAS_MARK.match(text):
                text = f"{self._mark} {text}"
            self._mark = ""
            self.lines.append(Line(text))

    def _take_element(self, element: Tag) -> None:
        if element.name == "br":
            self.end_line()
        elif element.name == "table":
            self.end_line()
            self._take_table(element)
        elif element.name == "pre":
            self._take_printed(element)
        elif element.name in _BLOCKS:
            self.end_line()
            if element.name == "li":
                self._mark = _list_mark(element)
            self.take(element)
            self.end_line()
        else:
            self.take(element)

    def _take_printed(self, element: Tag) -> None:
        self.end_line()
        for text in element.get_text().splitlines():
            self._parts.append(text)
            self.end_line()

    def _take_table(self, table: Tag) -> None:
        for caption in table.find_all("caption", recursive=False):
            self.take(caption)
            self.end_line()
        grid = _grid(table)
        if self._in_cell or table.find("table") is not None:
            self._take_cells(cell for row in grid for cell in row)
            return
        columns = max((len(row) for row in grid), default=0)
        rows = [
            Row(
                padded([_paragraphs(cell if isinstance(cell, Tag) else None) for cell in row], columns),
                merged=tuple(column for column, cell in enumerate(row) if cell is _LOWER),
            )
            for row in grid
        ]
        if is_layout(rows, bordered=_is_bordered(table)):
            self._take_cells(row[column] for column in range(columns) for row in grid if column < len(row))
            return
        self.lines.extend(table_lines(rows, self._tables))
        self._tables += 1

    def _take_cells(self, cells: Iterator[_GridCell]) -> None:
        for cell in cells:
            if isinstance(cell, Tag):
                self.take(cell)
                self.end_line()


def _paragraphs(cell: Tag | None) -> tuple[str, ...]:
    if cell is None:
        return ()
    page = _Page(in_cell=True)
    page.take(cell)
    page.end_line()
    return tuple(line.text for line in page.lines)


def _grid(table: Tag) -> list[list[_GridCell]]:
    """Return the cells by row and column; a merged cell stands at its first place only.

    Below it is `_LOWER`, beside it None.
    """
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    grid: list[list[_GridCell]] = []
    taken: dict[int, int] = {}  # column → rows below that a cell still reaches into
    for row in rows:
        cells: list[_GridCell] = []
        below: dict[int, int] = {column: left - 1 for column, left in taken.items() if left > 1}
        for cell in row.find_all(["td", "th"], recursive=False, limit=_MOST_COLUMNS):
            if len(cells) >= _MOST_COLUMNS:
                break
            while len(cells) in taken:
                cells.append(_LOWER)
            height = _span(cell, "rowspan")
            for offset in range(_span(cell, "colspan")):
                if height > 1:
                    below[len(cells)] = height - 1
                cells.append(None if offset else cell)
        while len(cells) in taken:
            cells.append(_LOWER)
        taken = below
        grid.append(cells[:_MOST_COLUMNS])
    return [cells for cells in grid if cells]


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    return max(1, min(int(value), _MOST_SPAN)) if value.isdecimal() else 1


def _is_bordered(table: Tag) -> bool:
    border = str(table.get("border", "")).strip()
    if border not in ("", "0"):
        return True
    return any(
        _BORDER.search(str(node.get("style", ""))) for node in [table, *table.find_all(["td", "th"], limit=8)]
    )


def _list_mark(item: Tag) -> str:
    """Return what a browser prints before a list item."""
    parent = item.parent
    if parent is None or parent.name != "ol":
        return "-"
    start = str(parent.get("start", "1"))
    number = int(start) if start.isdecimal() else 1
    for other in parent.find_all("li", recursive=False):
        value = str(other.get("value", ""))
        number = int(value) if value.isdecimal() else number
        if other is item:
            break
        number += 1
    return format_number(number, _LIST_FORMS.get(str(parent.get("type", "1")), "decimal")) + "."
