"""From leaves to passages: what is embedded, found and cited.

A passage is one printed unit: a heading with the paragraph under it, a bullet, a table row.
Short bullets of one list stay together (a list of four funding sources is one passage), because
apart they are too short to be found. Long units are split at sentence ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.models import Header, Passage, Plan, Section, Span, Table, Unit
from ingest.sentences import sentences
from ingest.structure import PATH_SEPARATOR
from ingest.vietnamese import fold_space

# In words (syllables). multilingual-e5 reads 512 tokens, about 1.2 a syllable; the breadcrumb
# takes up to 80 of them.
LONGEST = 260
TOGETHER = 90  # short neighbours are kept together up to this
_TITLE_WORDS = 30
_LEAD_IN_WORDS = 40


def _words(text: str, span: Span) -> int:
    return len(span.of(text).split())


def make_passages(plan: Plan) -> tuple[Passage, ...]:
    """Return the passages of a plan whose text, header, sections, units and tables are read."""
    text = plan.text
    passages: list[Passage] = []
    for group in _groups(text, plan.units):
        span = Span(group[0].span.start, group[-1].span.end)
        for part in _parts(text, span):
            units = tuple(
                unit.index for unit in group if unit.span.start < part.end and part.start < unit.span.end
            )
            content = next((unit for unit in group if unit.kind != "heading"), group[0])
            passages.append(
                Passage(
                    len(passages),
                    content.section,
                    part,
                    units,
                    breadcrumb(plan, content),
                    plan.page_at(part.start),
                )
            )
    return tuple(passages)


def _groups(text: str, units: Sequence[Unit]) -> list[list[Unit]]:
    """Return the leaves that make one passage each; a heading goes with what follows it."""
    groups: list[list[Unit]] = []
    for unit in units:
        if groups and _belongs(text, groups[-1], unit):
            groups[-1].append(unit)
        else:
            groups.append([unit])
    return groups


def _belongs(text: str, group: Sequence[Unit], unit: Unit) -> bool:
    last = group[-1]
    if unit.kind == "row" or last.kind == "row" or unit.kind == "table_head":
        return False
    if last.kind == "heading":
        # A heading whose own section begins with text; headings in a row stay apart.
        return unit.kind != "heading" and unit.section == last.section
    if unit.section != last.section or unit.kind == "heading":
        return False
    same_zone = unit.kind == last.kind or {unit.kind, last.kind} <= {"bullet", "paragraph"}
    size = sum(_words(text, member.span) for member in group) + _words(text, unit.span)
    return same_zone and size <= TOGETHER


def _parts(text: str, span: Span) -> list[Span]:
    """Return `span` whole, or split at sentence ends where it is too long to be embedded whole."""
    if _words(text, span) <= LONGEST:
        return [span]
    parts: list[Span] = []
    for sentence in sentences(text, span):
        joined = Span(parts[-1].start, sentence.end) if parts else sentence
        if parts and _words(text, joined) <= LONGEST:
            parts[-1] = joined
        else:
            parts.append(sentence)
    return parts


def breadcrumb(plan: Plan, unit: Unit) -> str:
    """Return plan › headings › lead-in of a leaf: what a reader of the page would know from above."""
    crumbs = [_plan_name(plan.header)]
    section = unit.section
    headings: list[str] = []
    while section is not None:
        found = plan.sections[section]
        headings.insert(0, _heading(found))
        section = found.parent
    crumbs += [heading for heading in headings if heading]
    if unit.lead_in is not None:
        crumbs.append(" ".join(plan.units[unit.lead_in].span.of(plan.text).split()[:_LEAD_IN_WORDS]))
    if unit.kind == "row" and unit.table is not None:
        crumbs.append(_heads(plan.tables[unit.table]))
    return PATH_SEPARATOR.join(crumb for crumb in crumbs if crumb)


def _plan_name(header: Header) -> str:
    title = " ".join(header.title.value.split()[:_TITLE_WORDS]) if header.title else ""
    number = header.sure_number or ""
    place = header.place.value if header.place else ""
    return fold_space(f"Kế hoạch {number} {place}: {title}")


def _heading(section: Section) -> str:
    return f"{section.label}. {section.heading}" if section.heading else section.label


def _heads(table: Table) -> str:
    return ", ".join(table.heads)
