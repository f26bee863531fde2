"""From blocks to the section tree and its leaves.

One loop walks the blocks in reading order and keeps the chain of open sections. Every block
becomes one or two units (a heading that carries text becomes two), so that every character of
the text belongs to exactly one leaf.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, join, line_blocks
from ingest.columns import FoundTable
from ingest.header import read_title
from ingest.headings import WORDED, shown_label, split_heading
from ingest.models import Line, Section, Span, Table, Unit, UnitKind
from ingest.patterns import (
    APPENDIX,
    BULLET,
    CLOSING,
    DOCUMENT_KIND,
    ENDS_SENTENCE,
    RECIPIENTS,
    SIGNATURE,
    SUB_BULLETS,
    Label,
    is_upper,
    label_of,
)
from ingest.sentences import trim
from ingest.tables import find_tables
from ingest.vietnamese import fold_space

PATH_SEPARATOR = " › "


@dataclass
class _Open:
    """A section whose end is not yet known."""

    index: int
    rank: int


@dataclass
class Structure:
    """Sections, leaves and tables of a text; `body` is the span of the numbered body."""

    sections: list[Section] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    body: Span = field(default_factory=lambda: Span(0, 0))


def read_structure(text: str, lines: Sequence[Line]) -> tuple[Structure, list[Block]]:
    """Return the structure of `text` (the canonical text of `lines`) and its joined blocks."""
    tables = find_tables(text, lines)
    blocks = _blocks(text, lines, tables)
    builder = _Builder(text, {table.head.start: table for table in tables})
    title, after_title = read_title(text, blocks)
    for index, block in enumerate(blocks):
        builder.take(block, in_front=title is not None and index < after_title)
    return builder.finish(), blocks


def _blocks(text: str, lines: Sequence[Line], tables: Sequence[FoundTable]) -> list[Block]:
    """Return joined blocks in order, a whole table as one block."""
    result: list[Block] = []
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line.text) + 1)
    start = 0
    for table in [*tables, None]:
        stop = table.lines.start if table else len(lines)
        shifted = [
            Block(Span(block.span.start + offsets[start], block.span.end + offsets[start]), block.cell)
            for block in line_blocks(text[offsets[start] : offsets[stop]], lines[start:stop])
        ]
        result.extend(join(text, shifted))
        if table:
            end = max([table.head.end, *(row.span.end for row in table.rows)])
            result.append(Block(Span(table.head.start, end)))
            start = table.lines.stop
    return result


class _Builder:
    def __init__(self, text: str, tables: dict[int, FoundTable]) -> None:
        self.text = text
        self.tables = tables
        self.result = Structure()
        self.open: list[_Open] = []
        self.zone: UnitKind = "preamble"
        self.heading_expected = False  # after "Phần thứ nhất" alone on its line
        self.paths: dict[str, int] = {}
        self.body_end: int | None = None

    # --- the loop's body -----------------------------------------------------------------

    def take(self, block: Block, in_front: bool) -> None:
        """Add one block to the structure."""
        text = self.text
        line = block.span.of(text)
        table = self.tables.get(block.span.start)
        if table is not None:
            self._table(table)
        elif in_front:
            self._unit("preamble", block.span)
        elif appendix := self._appendix(line):
            self._open_section(
                Label("appendix", 0, appendix["label"], appendix.end("label")),
                block.span,
                line[appendix.end() :],
            )
            self.heading_expected = not line[appendix.end() :].strip()
            self.zone = "paragraph"
        elif self.zone in ("recipients", "signature"):
            self._tail(block.span, line)
        elif RECIPIENTS.match(line) or self._signs(line):
            self._close_body(block.span.start)
            self._tail(block.span, line)
        elif label := label_of(line):
            self._labelled(block.span, line, label)
        else:
            self._plain(block.span, line)

    def _signs(self, line: str) -> bool:
        first = line.split("\n")[0]
        return self.zone != "preamble" and bool(SIGNATURE.match(line)) and is_upper(first)

    def _appendix(self, line: str) -> re.Match[str] | None:
        match = APPENDIX.match(line)
        if match is None or self.zone == "preamble":
            return None
        return match if is_upper(line[: match.end("label")]) or match.end() == len(line) else None

    def _tail(self, span: Span, line: str) -> None:
        if self._attached(line):
            # "Ban hành kèm theo Quyết định này Kế hoạch …": it follows the decision's signature.
            self.zone = "preamble"
            label = label_of(line)
            if label:
                self._labelled(span, line, label)
            else:
                self._unit("preamble", span)
            return
        if SIGNATURE.match(line) and not BULLET.match(line):
            self.zone = "signature"
        elif RECIPIENTS.match(line):
            self.zone = "recipients"
        self._unit(self.zone, span)

    def _attached(self, line: str) -> bool:
        """Say whether a document begins behind a signature: "KẾ HOẠCH" alone, or its first heading."""
        label = label_of(line)
        if label is None:
            return bool(DOCUMENT_KIND.match(line)) and self.zone == "signature"
        first = label.kind in ("part", "chapter") or label.text in ("I", "A")
        rest = line[label.end :]
        return first and (is_upper(rest) or (not rest.strip() and label.kind in ("part", "chapter")))

    def _labelled(self, span: Span, line: str, label: Label) -> None:
        self.heading_expected = False
        if label.kind == "decimal" and not self._extends(label):
            self._plain(span, line)
            return
        if self.zone == "preamble" and label.kind in ("letter", "decimal"):
            self._unit("preamble", span)
            return
        self.zone = "paragraph"
        rest = line[label.end :]
        heading, text_at = split_heading(rest, label)
        if text_at is None:
            self._open_section(label, span, heading)
            self.heading_expected = label.kind in ("part", "chapter") and not heading
            return
        at = span.start + label.end + text_at
        self._open_section(label, trim(self.text, Span(span.start, at)), heading)
        self._unit("paragraph", trim(self.text, Span(at, span.end)))

    def _extends(self, label: Label) -> bool:
        """Say whether a decimal label belongs under an open section ("2.1" under "2")."""
        prefix = label.text.rsplit(".", 1)[0]
        labels = [self.result.sections[entry.index].label for entry in self.open]
        siblings = [text.rsplit(".", 1)[0] for text in labels if "." in text]
        return prefix in labels or prefix in siblings or label.text.endswith(".1")

    def _plain(self, span: Span, line: str) -> None:
        bullet = BULLET.match(line)
        if self.heading_expected and not bullet and (is_upper(line) or not ENDS_SENTENCE.search(line)):
            self._complete_heading(span)
        elif CLOSING.match(line) and self.zone != "preamble":
            self._close_body(span.start)
            self._unit("closing", span)
        elif self.zone == "preamble":
            self._unit("preamble", span)
        elif bullet:
            depth = 2 if bullet["mark"] in SUB_BULLETS else 1
            self._unit("bullet", span, depth=depth)
        else:
            self._unit("paragraph", span)

    # --- sections ------------------------------------------------------------------------

    def _open_section(self, label: Label, span: Span, heading: str) -> None:
        while self.open and self.open[-1].rank >= label.rank:
            self._close(span.start)
        parent = self.open[-1].index if self.open else None
        index = len(self.result.sections)
        heading = fold_space(heading).rstrip(":").rstrip()
        label = replace(label, text=shown_label(label))
        self.result.sections.append(
            Section(index, label.kind, label.text, heading, self._path(parent, label), parent, span, span)
        )
        self.open.append(_Open(index, label.rank))
        if not self.result.body.end:
            self.result.body = Span(span.start, span.start + 1)
        self._unit("heading", span)

    def _complete_heading(self, span: Span) -> None:
        index = self.open[-1].index
        section = self.result.sections[index]
        whole = Span(section.heading_span.start, span.end)
        words = f"{section.heading} {fold_space(span.of(self.text))}".strip().rstrip(":")
        if span.of(self.text).startswith(
            "("
        ):  # "(Ban hành kèm theo Kế hoạch …)" is a remark below the heading
            self.heading_expected = False
            self._unit("paragraph", span)
            return
        self.result.sections[index] = replace(section, heading=words, heading_span=whole)
        self.result.units[-1] = replace(self.result.units[-1], span=whole)
        # An annex or part title may go on in capitals on the next line.
        self.heading_expected = is_upper(words)

    def _path(self, parent: int | None, label: Label) -> str:
        chain: list[Section] = []
        while parent is not None:
            chain.insert(0, self.result.sections[parent])
            parent = chain[0].parent
        labels = [section.label for section in chain]
        kinds = [section.kind for section in chain]
        if label.kind == "decimal":
            # "2.1" under "2": the printed number already contains its parent's.
            while labels and kinds[-1] in ("arabic", "decimal") and label.text.startswith(labels[-1] + "."):
                labels.pop()
                kinds.pop()
        labels.append(label.text)
        worded = label.kind in WORDED or any(kind in WORDED for kind in kinds)
        path = PATH_SEPARATOR.join(labels) if worded else ".".join(labels)
        count = self.paths[path] = self.paths.get(path, 0) + 1
        return path if count == 1 else f"{path} (lần {count})"

    def _close(self, at: int) -> None:
        entry = self.open.pop()
        section = self.result.sections[entry.index]
        end = trim(self.text, Span(section.span.start, at)).end
        self.result.sections[entry.index] = replace(section, span=Span(section.span.start, end))

    def _close_body(self, at: int) -> None:
        while self.open:
            self._close(at)
        if self.body_end is None:
            self.body_end = at

    # --- leaves --------------------------------------------------------------------------

    def _unit(self, kind: UnitKind, span: Span, *, depth: int = 0) -> None:
        section = (
            self.open[-1].index if self.open and kind not in ("preamble", "recipients", "signature") else None
        )
        lead_in = self._lead_in(kind, section, depth)
        self.result.units.append(Unit(len(self.result.units), kind, section, span, depth, lead_in))

    def _lead_in(self, kind: UnitKind, section: int | None, depth: int) -> int | None:
        if kind != "bullet":
            return None
        for unit in reversed(self.result.units):
            if unit.section != section or unit.kind == "heading":
                return None
            if unit.kind == "bullet" and unit.depth <= depth:
                return unit.index if unit.depth < depth else unit.lead_in
            if unit.kind == "paragraph":
                return unit.index if unit.span.of(self.text).endswith(":") else None
        return None

    def _table(self, found: FoundTable) -> None:
        self.heading_expected = False
        self.zone = "paragraph" if self.zone == "preamble" and self.result.sections else self.zone
        index = len(self.result.tables)
        section = self.open[-1].index if self.open else None
        self.result.tables.append(Table(index, section, found.heads, found.roles))
        if found.head.end > found.head.start:
            self.result.units.append(
                Unit(len(self.result.units), "table_head", section, found.head, table=index)
            )
        for row in found.rows:
            self.result.units.append(
                Unit(len(self.result.units), "row", section, row.span, table=index, cells=row.cells)
            )

    def finish(self) -> Structure:
        """Close what is open and return the structure."""
        if self.body_end is None:
            self.body_end = len(self.text)
        while self.open:
            self._close(len(self.text))
        start = self.result.sections[0].span.start if self.result.sections else 0
        self.result.body = Span(start, max(start, self.body_end))
        return self.result
