"""What a quote says and what stands around it: lead-in, headings, column heads, the plan's header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from app.evidence import Evidence
from app.verification.atoms import Atom, Reading, read
from app.verification.lexicon import spelt
from ingest.agencies import Mention, find_agencies
from ingest.models import ColumnRole, Plan, Role, Span, Unit
from ingest.vietnamese import fold_space

Level = Literal["quote", "lead", "heading", "header"]


@dataclass(frozen=True)
class Piece:
    """A part of a source, and how far from the quote it stands.

    `counted`: a value of a table, behind what it counts, so that this is its unit too.
    """

    level: Level
    reading: Reading
    counted: bool = False


@dataclass(frozen=True, eq=False)
class Source:
    """One quote with its surroundings, nearest first.

    `assigned` are the agencies that the records give this task to, with their roles; `partners`
    are those they work with. `path` is the printed path of the quote.
    """

    plan: str
    pieces: tuple[Piece, ...]
    assigned: tuple[tuple[Mention, Role], ...]
    partners: tuple[Mention, ...]
    path: str
    row: bool

    @cached_property
    def spelt(self) -> str:
        """Return all its words as names are compared."""
        return "".join(spelt(piece.reading.text) for piece in self.pieces)

    @cached_property
    def spelt_below(self) -> str:
        """Return the words of the quote, its lead-in and headings, not of the plan's header."""
        return "".join(spelt(piece.reading.text) for piece in self.pieces if piece.level != "header")

    @property
    def quote(self) -> tuple[Reading, ...]:
        """Return what is quoted."""
        return tuple(piece.reading for piece in self.pieces if piece.level == "quote")


@dataclass(frozen=True)
class Place:
    """An atom of a source: where it stands."""

    source: Source
    piece: Piece
    index: int

    @property
    def atom(self) -> Atom:
        """Return the atom."""
        return self.piece.reading.atoms[self.index]


def source_of(evidence: Evidence) -> Source:
    """Return what a quote and its surroundings say."""
    plan, unit, quote = evidence.plan, evidence.unit, evidence.quote
    return _source(_Key(plan), unit.index, quote)


class _Key:
    """A plan as a key of the cache: by identity and text, never by its whole content."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return hash((self.plan.id, self.plan.text_sha256))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.plan is other.plan


@lru_cache(maxsize=512)
def _source(key: _Key, index: int, quote: Span) -> Source:
    plan, unit = key.plan, key.plan.units[index]
    pieces = [Piece("quote", read(text), counted) for text, counted in _quoted(plan, unit, quote)]
    pieces += [Piece("lead", read(text)) for text in _leads(plan, unit)]
    pieces += [Piece("heading", read(text)) for text in _headings(plan, unit)]
    pieces += [Piece("header", read(text)) for text in _header(plan)]
    assigned: list[tuple[Mention, Role]] = []
    partners: list[Mention] = []
    for duty in plan.records.duties:
        if duty.quote.start < quote.end and quote.start < duty.quote.end:
            named = _mentions((duty.agency_printed, duty.agency))
            own = [one for one in named if one.agency == duty.agency] or named[:1]
            assigned += [(one, duty.role) for one in own]
            partners += _mentions(duty.partners)
    return Source(
        plan.id, tuple(pieces), tuple(assigned), tuple(partners), plan.unit_path(unit), unit.kind == "row"
    )


def _mentions(names: Iterable[str]) -> list[Mention]:
    return [one for name in names for one in find_agencies(fold_space(name))]


def _quoted(plan: Plan, unit: Unit, quote: Span) -> list[tuple[str, bool]]:
    """Return the quote; a row's cells one by one, each behind its column head, and which are values."""
    if unit.kind != "row" or unit.table is None:
        return [(quote.of(plan.text), False)]
    table = plan.tables[unit.table]
    cells = [
        (role, head, fold_space(cell.of(plan.text)))
        for role, head, cell in zip(table.roles, table.heads, unit.cells, strict=False)
        if cell.start < quote.end and quote.start < cell.end
    ]
    counted = " ".join(text for role, _, text in cells if role in ("indicator", "task"))
    unit_of = " ".join(text for role, _, text in cells if role == "unit")
    found = [
        (_cell(role, head, text, counted, unit_of), role == "value") for role, head, text in cells if text
    ]
    return found or [(quote.of(plan.text), False)]


def _cell(role: ColumnRole, head: str, text: str, counted: str, unit: str) -> str:
    return f"{counted} {head}: {text} {unit}" if role == "value" else f"{head}: {text}"


def _leads(plan: Plan, unit: Unit) -> list[str]:
    found: list[str] = []
    while unit.lead_in is not None:
        unit = plan.units[unit.lead_in]
        found.append(unit.span.of(plan.text))
    return found


def _headings(plan: Plan, unit: Unit) -> list[str]:
    found: list[str] = []
    section = unit.section
    while section is not None:
        found.append(plan.sections[section].heading)
        section = plan.sections[section].parent
    return [heading for heading in found if heading]


def _header(plan: Plan) -> list[str]:
    header = plan.header
    number = f" số {header.number.value}" if header.number and header.number.certain else ""
    issued = f" ngày {header.issued.day}/{header.issued.month}/{header.issued.year}" if header.issued else ""
    issuer = f" của {_titled(header.issuer.value)}" if header.issuer else ""
    place = f" ({_titled(header.place.value)})" if header.place else ""
    title = f": {header.title.value}" if header.title else ""
    period = ""
    if header.period is not None:
        start = f"{header.period.start}-" if header.period.start not in (None, header.period.end) else ""
        period = f"giai đoạn {start}{header.period.end}" if start else f"năm {header.period.end}"
    return [text for text in (f"Kế hoạch{number}{issued}{issuer}{place}{title}", period) if text]


def _titled(printed: str) -> str:
    """Return an issuer printed in capitals as running text has it."""
    words = fold_space(printed)
    return words.title() if words.isupper() else words


def places(sources: Sequence[Source], kind: str) -> list[Place]:
    """Return every atom of a kind in the sources, quotes first."""
    return [
        Place(source, piece, index)
        for source in sources
        for piece in source.pieces
        for index, atom in enumerate(piece.reading.atoms)
        if atom.kind == kind
    ]
