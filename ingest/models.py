"""The data that flows from a file to the store.

A plan has exactly one canonical text. Everything read from it, section, passage or record,
points back at it with a `Span`, so that whatever is shown can be checked character for character.
All classes are frozen; functions take and return them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` (inclusive) to `end` (exclusive) of a plan's canonical text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the verbatim characters."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Say whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


# --- what a reader returns -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a line in a table that the file itself marks as one (DOCX, HTML, PDF).

    `table` counts the document's tables from 0; `row` and `column` count from 0 inside it. A `merged`
    cell is empty: it is the lower part of one whose text stands in a row above.
    """

    table: int
    row: int
    column: int
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source, without its line end. Page numbers count from 1; None: no pages."""

    text: str
    page: int | None = None
    cell: Cell | None = None
    origin: Literal["text", "ocr"] = "text"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about a file; the catalogue has its sentence.

    `code` names the catalogue entry `notice.<code>`; `params` fill its placeholders.
    """

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its lines in reading order, and how well the reading went.

    `pages` is the number of pages, None where the format has none; `empty_pages` are the
    page numbers without usable text; `repaired` counts repaired characters. `pictures` are pages
    that only their picture can tell, `ocr_pages` those that were read from it.
    """

    lines: tuple[Line, ...]
    format: Literal["text", "pdf", "docx", "doc", "odt", "rtf", "html", "image"]
    pages: int | None = None
    empty_pages: tuple[int, ...] = ()
    repaired: int = 0
    notices: tuple[Notice, ...] = ()
    pictures: tuple[int, ...] = ()
    ocr_pages: tuple[int, ...] = ()


# --- structure -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the header as printed, and where it stands. `certain` is False for OCR readings.

    `confirmed`: a person has given this value; the characters at `span` may say it otherwise, and
    there are none (an empty span) where the reader had found nothing.
    """

    value: str
    span: Span
    certain: bool = True
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """The years a plan is for, both inclusive; `start` is None for "đến năm 2030"."""

    start: int | None
    end: int
    span: Span

    def over(self, today: date) -> bool:
        """Say whether the period has ended before `today`."""
        return self.end < today.year


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above and below the body; None means "not stated", never a guess.

    `issuer` is as printed, or composed from printed parts ("Ủy ban nhân dân tỉnh" in the
    enacting sentence and the place of the date line); its span is the first part's.
    `issued` is the date of issue, `date_printed` the words it was read from.
    """

    number: Field | None = None
    issuer: Field | None = None
    place: Field | None = None
    date_printed: Field | None = None
    issued: date | None = None
    title: Field | None = None
    signer: Field | None = None
    period: Period | None = None
    basis: tuple[Span, ...] = ()

    @property
    def sure_number(self) -> str | None:
        """The number to cite: None where it is not stated or not certain."""
        return self.number.value if self.number and self.number.certain else None

    @property
    def sure_date(self) -> date | None:
        """The date of issue to cite: None where it is not stated or not certain."""
        return self.issued if self.date_printed is None or self.date_printed.certain else None


SectionKind = Literal[
    "part", "chapter", "letter_upper", "roman", "article", "arabic", "decimal", "letter", "appendix"
]


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered division of the body.

    `label` is as printed without its dot or bracket ("IV", "2.1", "a", "Phần thứ hai", "Phụ lục").
    `heading` is its words without the label and a closing colon, white space folded; empty for a
    numbered paragraph, which has a number but no heading. `path` is the printed path
    ("IV.2", "Phần thứ hai › II › 4"), made unique where labels repeat. `span` runs from the label
    to the end of the last descendant, `heading_span` covers label and heading.
    """

    index: int
    kind: SectionKind
    label: str
    heading: str
    path: str
    parent: int | None
    span: Span
    heading_span: Span


UnitKind = Literal[
    "preamble",  # header, title, legal basis, enacting sentence
    "heading",
    "paragraph",
    "bullet",  # "-" or "+" or "*"; `depth` 1 for "-", 2 for "+"
    "table_head",
    "row",
    "closing",  # "Trên đây là Kế hoạch …./."
    "recipients",
    "signature",
]


@dataclass(frozen=True, slots=True)
class Unit:
    """A leaf of the body. Every non-blank character of the text belongs to exactly one.

    `section` is the index of the innermost section, None before the first. `lead_in` is the index
    of the unit that introduces this one ("cụ thể như sau:", or the "-" above a "+").
    `cells` are a row's cells in column order (an empty span for an empty cell), `table` its table.
    """

    index: int
    kind: UnitKind
    section: int | None
    span: Span
    depth: int = 0
    lead_in: int | None = None
    table: int | None = None
    cells: tuple[Span, ...] = ()


ColumnRole = Literal[
    "order",
    "task",
    "lead",
    "partner",
    "result",
    "deadline",
    "funding",
    "indicator",
    "unit",
    "value",
    "other",
]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one column head per column (white space folded) and what each column means."""

    index: int
    section: int | None
    heads: tuple[str, ...]
    roles: tuple[ColumnRole, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded and found: one printed unit or a few short ones that belong together.

    `span` is contiguous and never cuts a sentence; `units` are the indexes of its leaves.
    `breadcrumb` is plan › section path › heading › lead-in, embedded along, never quoted.
    """

    index: int
    section: int | None
    span: Span
    units: tuple[int, ...]
    breadcrumb: str
    page: int | None = None


# --- records ---------------------------------------------------------------------------------

Role = Literal["lead", "partner", "contact", "requested"]


@dataclass(frozen=True, slots=True)
class Duty:
    """One assignee's part in one task.

    `agency` is the normalised name, `agency_printed` the words of the plan. `collective` marks
    assignees like "các sở, ban, ngành". `deadline` is as printed, `due` its last day where it is
    a date. `quote` is what is cited: the bullet, paragraph or table row.
    """

    agency: str
    agency_printed: str
    collective: bool
    role: Role
    task: str
    partners: tuple[str, ...]
    deadline: str | None
    due: date | None
    result: str | None
    section: int | None
    unit: int
    quote: Span


@dataclass(frozen=True, slots=True)
class Target:
    """A value to be reached. `comparator` is as printed ("trên", "ít nhất"), empty for exactly.

    `value` and `value_to` (for a range) are numbers in `unit` ("%", "HTX", "triệu đồng/năm").
    `kind` says what sort of number it is.
    """

    indicator: str
    comparator: str
    value: float
    value_to: float | None
    unit: str
    kind: str
    year: int | None
    area: str | None
    section: int
    unit_index: int
    quote: Span
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    """A funding source: its classes, its wording, the programme and the documents it names.

    `classes` are keys of the taxonomy, the leading one first.
    """

    classes: tuple[str, ...]
    wording: str
    programme: str | None
    documents: tuple[str, ...]
    section: int
    unit: int
    quote: Span


@dataclass(frozen=True, slots=True)
class Support:
    """A support measure: its kinds, whom it is for, on what condition, by whom, from which fund.

    `measures` are keys of the taxonomy, the leading one first.
    """

    measures: tuple[str, ...]
    wording: str
    beneficiaries: tuple[str, ...]
    conditions: tuple[str, ...]
    agency: str | None
    fund: str | None
    section: int
    unit: int
    quote: Span


@dataclass(frozen=True, slots=True)
class Records:
    """All records of one plan."""

    duties: tuple[Duty, ...] = ()
    targets: tuple[Target, ...] = ()
    funding: tuple[Funding, ...] = ()
    support: tuple[Support, ...] = ()


# --- a plan ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageStart:
    """Page `page` begins at character `start` of the canonical text."""

    page: int
    start: int


@dataclass(frozen=True)
class Plan:
    """A plan as read: canonical text, header, structure, passages and records.

    `id` is the file's stem. `sha256` is of the file's bytes, `version` of the code's way of
    reading it: either changed means the plan has to be read again. `text_sha256` is of the
    canonical text as it was read, so that a text changed in the store is noticed. `ocr_pages`
    were read from their pictures.
    """

    id: str
    file: str
    sha256: str
    text_sha256: str
    text: str
    header: Header
    sections: tuple[Section, ...]
    units: tuple[Unit, ...]
    tables: tuple[Table, ...]
    passages: tuple[Passage, ...]
    records: Records = field(default_factory=Records)
    pages: tuple[PageStart, ...] = ()
    page_count: int | None = None
    empty_pages: tuple[int, ...] = ()
    repaired: int = 0
    notices: tuple[Notice, ...] = ()
    version: str = ""
    ocr_pages: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the page on which character `offset` stands, None where there are no pages."""
        page = None
        for start in self.pages:
            if start.start > offset:
                break
            page = start.page
        return page

    def is_ocr(self, span: Span) -> bool:
        """Say whether any of these characters were read from a picture."""
        pages = {self.page_at(span.start), self.page_at(max(span.start, span.end - 1))}
        return not pages.isdisjoint(self.ocr_pages)

    @property
    def head_is_ocr(self) -> bool:
        """Say whether the letterhead was read from a picture: what it lacks was perhaps not readable."""
        return bool(self.ocr_pages) and self.page_at(0) in self.ocr_pages

    def section_path(self, section: int | None) -> str:
        """Return the printed path of a section, empty before the first."""
        return "" if section is None else self.sections[section].path

    def unit_path(self, unit: Unit) -> str:
        """Return the printed path of a leaf; a table row adds its running number ("…, dòng 14")."""
        path = self.section_path(unit.section)
        if unit.kind != "row" or not unit.cells:
            return path
        order = unit.cells[0].of(self.text).strip().rstrip(".")
        if not order:
            order = str(
                sum(
                    1 for row in self.units[: unit.index + 1] if row.table == unit.table and row.kind == "row"
                )
            )
        return f"{path}, dòng {order}".lstrip(", ")

    def section_heading(self, section: int | None) -> str:
        """Return the heading of a section, or of the nearest ancestor that has one."""
        while section is not None:
            found = self.sections[section]
            if found.heading:
                return found.heading
            section = found.parent
        return ""
