"""A plan's whole canonical text as a readable document, and its sections as navigation.

Nothing is added to the text and nothing left out: page numbers are drawn by the stylesheet
(document.css) from attributes, so that what can be selected and copied is the plan alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from app.catalogue import say
from app.models import Language
from app.ui.markup import attribute, escape
from app.ui.table_heads import BARS, over_columns, side_by_side
from ingest.models import Plan, Section, Span, Unit

_FIRST_LEVEL = 3  # of headings: the page has h1, the plan's name above the document h2
_LAST_LEVEL = 6
# Some three screens of text are laid out together; browsers skip those that are out of sight.
_CHUNK = 6000
_LETTERS_A_LINE, _LINE_HEIGHT = 75, 27  # estimates, in letters and px, of a chunk not yet laid out
_NAME_WORDS = 10  # of a numbered paragraph that stand for its missing heading
# Two columns of a letterhead in plain text stand apart by blanks.
_COLUMNS = re.compile(r"[ \t\u00a0]{3,}")


def document_html(plan: Plan, language: Language, *, marked: Sequence[Span] = (), anchor: str = "doc") -> str:
    """Return the plan's text as HTML; every id in it begins with `anchor`.

    A section's heading has the id `{anchor}-s{section.index}`, page n begins at `{anchor}-p{n}`. What
    `marked[i]` covers stands in <mark data-mark="i">, several where it runs over paragraphs or cells;
    the first has the id `{anchor}-m{i}`.
    """
    writer = _Writer(plan, language, marked, anchor)
    chunks = "".join(_chunks(writer.blocks()))
    return f'<div class="pc-doc" lang="vi">{chunks}</div>'


def section_tree_html(plan: Plan, language: Language, *, anchor: str = "doc") -> str:
    """Return links to the document's sections as a nested list; "" for a plan without sections.

    Each link goes to `#{anchor}-s{index}`, which stands in its `data-section` too, for a page that
    scrolls by itself and keeps the address as it is.
    """
    below: dict[int | None, list[Section]] = {}
    for section in plan.sections:
        below.setdefault(section.parent, []).append(section)
    if not below:
        return ""
    label = attribute("aria-label", say("document.tree", language))
    return f'<nav class="pc-doc-tree"{label} lang="vi">{_branch(plan, below, None, anchor)}</nav>'


def _branch(plan: Plan, below: dict[int | None, list[Section]], parent: int | None, anchor: str) -> str:
    items = []
    for section in below.get(parent, ()):
        target = f"{anchor}-s{section.index}"
        name = escape(section.heading or _first_words(plan, section))
        items.append(
            f"<li><a{attribute('href', f'#{target}')}{attribute('data-section', target)}>"
            f'<span class="pc-doc-label">{escape(section.label)}</span> {name}</a>'
            f"{_branch(plan, below, section.index, anchor)}</li>"
        )
    return f"<ol>{''.join(items)}</ol>" if items else ""


def _first_words(plan: Plan, section: Section) -> str:
    """Return the beginning of a numbered paragraph, without its number."""
    words = plan.text[section.heading_span.end : section.span.end].split()
    return " ".join(words[:_NAME_WORDS]) + (" …" if len(words) > _NAME_WORDS else "")


def _chunks(blocks: Iterator[tuple[str, int]]) -> Iterator[str]:
    """Wrap blocks, given with their letters, so that those out of sight cost no layout."""
    held: list[str] = []
    letters = 0
    for html, length in blocks:
        held.append(html)
        letters += length
        if letters >= _CHUNK:
            yield _chunk(held, letters)
            held, letters = [], 0
    yield _chunk(held, letters)


def _chunk(blocks: Sequence[str], letters: int) -> str:
    height = max(1, (letters // _LETTERS_A_LINE + len(blocks)) * _LINE_HEIGHT)
    return (
        f'<div class="pc-doc-chunk" style="contain-intrinsic-height: auto {height}px">{"".join(blocks)}</div>'
    )


class _Writer:
    """Writes the text from its first character to its last, each once, block by block."""

    def __init__(self, plan: Plan, language: Language, marked: Sequence[Span], anchor: str) -> None:
        self._plan = plan
        self._text = plan.text
        self._language = language
        self._anchor = anchor
        self._marked = marked
        self._ends = sorted({at for span in marked for at in (span.start, span.end)})
        self._has_id: set[int] = set()
        self._pages = plan.pages
        self._page_starts = [page.start for page in plan.pages]
        self._next_page = 0
        self._at = 0  # everything before it is written
        self._barred = False  # inside a table, whose bars are drawn as borders
        self._sections = {section.heading_span.start: section for section in plan.sections}
        self._levels: list[int] = []
        for section in plan.sections:
            self._levels.append(_FIRST_LEVEL if section.parent is None else self._levels[section.parent] + 1)
        title = plan.header.title
        self._letterhead = title.span.end if title else 0
        self._title = title.span if title else Span(0, 0)

    def blocks(self) -> Iterator[tuple[str, int]]:
        """Yield each block's HTML and number of letters."""
        for (kind, _), same in groupby(self._plan.units, _together):
            units = [unit for unit in same if unit.span.start >= self._at]
            if not units:
                continue
            yield from self._between(units[0].span.start)
            if kind == "bullet":
                yield self._wrote(units, self._list(units))
            elif kind == "table":
                yield self._wrote(units, self._table(units))
            elif kind in ("recipients", "signature"):
                inner = "".join(self._paragraph(unit) for unit in units)
                yield self._wrote(units, f'<div class="pc-doc-{kind}">{inner}</div>')
            else:
                for unit in units:
                    yield from self._between(unit.span.start)
                    yield self._wrote([unit], self._paragraph(unit))
        yield from self._between(len(self._text))
        if pages := self._page_breaks(len(self._text) + 1):
            yield pages, 0

    @staticmethod
    def _wrote(units: Sequence[Unit], html: str) -> tuple[str, int]:
        return html, units[-1].span.end - units[0].span.start

    # --- blocks ------------------------------------------------------------------------------

    def _between(self, end: int) -> Iterator[tuple[str, int]]:
        """Yield what stands before `end` and in no unit, a paragraph a line."""
        for line in self._text[self._at : end].splitlines(keepends=True):
            start = self._at
            if line.strip():
                pages = self._page_breaks(start)
                yield (
                    f"{pages}<p{self._id(start, start + len(line))}>{self._run(start + len(line))}</p>",
                    len(line),
                )
            self._at = start + len(line)

    def _paragraph(self, unit: Unit) -> str:
        start, end = unit.span.start, unit.span.end
        pages = self._page_breaks(start)
        section = self._sections.get(start)
        if unit.kind == "heading" and section is not None and section.heading:
            level = min(self._levels[section.index], _LAST_LEVEL)
            return f"{pages}<h{level}{self._id(start, end)}>{self._run(end)}</h{level}>"
        names = ["pc-doc-number" if unit.kind == "heading" else f"pc-doc-{unit.kind}"]
        if unit.kind == "preamble" and start < self._letterhead:
            names.append("pc-doc-title" if self._title.start <= start else "pc-doc-letterhead")
        columns = unit.kind == "preamble" and _COLUMNS.search(unit.span.of(self._text))
        inner = self._columns(unit) if columns else self._run(end)
        return f"{pages}<p{self._id(start, end)}{attribute('class', ' '.join(names))}>{inner}</p>"

    def _columns(self, unit: Unit) -> str:
        """Return the lines of a letterhead whose two columns stand apart by blanks."""
        shown = ""
        at = unit.span.start
        for line in unit.span.of(self._text).splitlines(keepends=True):
            parts = []
            for gap in _COLUMNS.finditer(line):
                if line[: gap.start()].strip() and line[gap.end() :].strip():
                    parts.append(f"<span>{self._run(at + gap.end())}</span>")
            at += len(line)
            parts.append(f"<span>{self._run(at)}</span>")
            shown += f'<span class="pc-doc-line">{"".join(parts)}</span>'
        return shown

    def _list(self, units: Sequence[Unit]) -> str:
        """Return bullets as nested lists; the printed "-" or "+" stays part of the text."""
        shown = self._page_breaks(units[0].span.start)
        open_depths: list[int] = []
        for unit in units:
            while open_depths and unit.depth < open_depths[-1]:
                open_depths.pop()
                shown += "</li></ul>"
            if not open_depths or unit.depth > open_depths[-1]:
                shown += "<ul>"
                open_depths.append(unit.depth)
            else:
                shown += "</li>"
            shown += f"<li{self._id(unit.span.start, unit.span.end)}>{self._run(unit.span.end)}"
        return shown + "</li></ul>" * len(open_depths)

    def _table(self, units: Sequence[Unit]) -> str:
        table = self._plan.tables[units[0].table or 0]
        width = max([len(table.heads), 1, *(len(unit.cells) for unit in units)])
        pages = self._page_breaks(units[0].span.start)
        label = attribute("aria-label", say("document.table", self._language, number=table.index + 1))
        shown = f'{pages}<div class="pc-doc-scroll" tabindex="0" role="region"{label}><table>'
        body = False
        self._barred = True
        for unit in units:
            if unit.kind == "table_head" and not body:
                rows = self._head_rows(unit, table.heads, width)
                shown += f"<thead>{''.join(rows)}</thead>"
                continue
            if not body:
                shown += "<tbody>"
                body = True
            shown += f"<tr{self._id(unit.span.start, unit.span.end)}>{self._cells(unit, width)}</tr>"
        self._barred = False
        return shown + ("</tbody>" if body else "") + "</table></div>"

    def _cells(self, unit: Unit, width: int) -> str:
        """Return a row's cells; one over the whole width where their order is not the text's."""
        # A cell merged with one above has its words there.
        filled = [cell for cell in unit.cells if cell.start < cell.end and cell.end > unit.span.start]
        ordered = all(one.end <= other.start for one, other in pairwise(filled))
        if not filled or not ordered or not unit.span.covers(Span(filled[0].start, filled[-1].end)):
            return f"<td{attribute('colspan', width)}>{self._run(unit.span.end)}</td>"
        # What stands between two cells (a bar left over) stays with the one before.
        ends = iter([*(cell.start for cell in filled[1:]), unit.span.end])
        shown = "".join(
            f"<td>{self._run(next(ends))}</td>" if cell in filled else "<td></td>" for cell in unit.cells
        )
        return shown + "<td></td>" * (width - len(unit.cells))

    def _head_rows(self, unit: Unit, heads: Sequence[str], width: int) -> list[str]:
        """Return the rows of column heads, as far as the heads tell which line stands over which column."""
        rows = side_by_side(self._text, unit.span, width) or over_columns(self._text, unit.span, heads)
        if rows is None:
            return [
                f'<tr><th scope="colgroup"{attribute("colspan", width)}>{self._run(unit.span.end)}</th></tr>'
            ]
        shown = []
        for row in rows:
            cells = "".join(
                f'<th scope="col">{self._run(row[column].end)}</th>' if column in row else "<td></td>"
                for column in range(width)
            )
            shown.append(f"<tr>{cells}</tr>")
        return shown

    # --- inside a block ----------------------------------------------------------------------

    def _id(self, start: int, end: int) -> str:
        """Return the id attribute of a block in which a section begins."""
        section = self._sections.get(start)
        if section is None and self._text[start:end].strip():
            blank = len(self._text[start:end]) - len(self._text[start:end].lstrip())
            section = self._sections.get(start + blank)
        return attribute("id", f"{self._anchor}-s{section.index}") if section else ""

    def _run(self, end: int) -> str:
        """Return the characters up to `end`, escaped, with marks and the page breaks among them."""
        shown = ""
        while self._at < end and self._text[self._at].isspace():
            self._at += 1
        while self._at < end:
            shown += self._page_breaks(self._at)
            stop = min(end, self._after(self._ends), self._after(self._page_starts))
            shown += self._piece(Span(self._at, stop))
            self._at = stop
        return shown

    def _after(self, places: Sequence[int]) -> int:
        """Return the next of sorted places behind what is written."""
        found = bisect_right(places, self._at)
        return places[found] if found < len(places) else len(self._text)

    def _piece(self, span: Span) -> str:
        inner = escape(span.of(self._text))
        if not inner.strip():
            return inner
        if self._barred:
            inner = BARS.sub(lambda bars: f"<span hidden>{bars[0]}</span>", inner)
        for number, marked in enumerate(self._marked):
            if marked.covers(span):
                named = "" if number in self._has_id else attribute("id", f"{self._anchor}-m{number}")
                self._has_id.add(number)
                inner = f"<mark{named}{attribute('data-mark', number)}>{inner}</mark>"
        return inner

    def _page_breaks(self, upto: int) -> str:
        """Return the breaks of pages that begin at `upto` or before and have none yet."""
        first = self._next_page
        self._next_page = max(first, bisect_left(self._page_starts, upto + 1))
        shown = ""
        for page in self._pages[first : self._next_page]:
            told = say("document.page", self._language, page=page.page)
            shown += (
                f'<span class="pc-doc-page" role="doc-pagebreak"'
                f"{attribute('id', f'{self._anchor}-p{page.page}')}{attribute('aria-label', told)}></span>"
            )
        return shown


def _together(unit: Unit) -> tuple[str, int | None]:
    """Say which units form one block: a list, a table, the recipients, the signature."""
    if unit.table is not None:
        return "table", unit.table
    if unit.kind in ("bullet", "recipients", "signature"):
        return unit.kind, unit.section
    return "single", None
