"""How plans, sections and periods are called in answers."""

from __future__ import annotations

import re
from datetime import date

from app.catalogue import say
from app.models import Language
from ingest.agencies import find_agencies
from ingest.models import Period, Plan, Unit
from ingest.vietnamese import fold_space

_COMMITTEE = re.compile(r"(?i)ủy ban nhân dân|uỷ ban nhân dân")
_LEVEL = re.compile(r"\b(?:Tỉnh|Thành Phố|Huyện|Thị Xã|Quận|Xã|Phường|Thị Trấn)\b(?! (?:Tỉnh|Huyện))")
# "Phụ lục", "Điều 5", "dòng 14", "phần kết" say themselves what they are; "IV.2", "a)" do not.
_WORDED = re.compile(r"[^\W\d_]+[^\W\d_A-ZĐ](?=[\s,]|$)")
# "UBND tỉnh Kon Tum", in running text
_OF_PLACE = re.compile(r"UBND (?P<level>tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn) (?P<place>.+)")
_SHORT_TITLE = 14  # words of a title that stand for a plan without number and issuer


def plan_name(plan: Plan, language: Language) -> str:
    """Return how a plan is called: by number and issuer, as far as it states them."""
    header = plan.header
    issuer = _issuer(fold_space(header.issuer.value)) if header.issuer and header.issuer.certain else ""
    if committee := _OF_PLACE.fullmatch(issuer):
        level = say(f"answer.plan.level.{committee['level']}", language)
        issuer = say("answer.plan.committee", language, level=level, place=committee["place"])
    if header.sure_number and issuer:
        return say("answer.plan.numbered", language, number=header.sure_number, issuer=issuer)
    if issuer and header.period:
        return say(
            "answer.plan.unnumbered", language, issuer=issuer, period=period_words(header.period, language)
        )
    title = " ".join(header.title.value.split()[:_SHORT_TITLE]) if header.title else plan.id
    return say("answer.plan.bare", language, title=title)


def plan_heading(plan: Plan, language: Language) -> str:
    """Return how a plan is called where its name stands alone and not in a sentence."""
    name = plan_name(plan, language)
    return name[:1].upper() + name[1:]


def _issuer(printed: str) -> str:
    """Return an issuer as it is written in running text: "UBND tỉnh Kon Tum"."""
    shortened = _COMMITTEE.sub("UBND", printed)
    if not printed.isupper():
        return shortened
    titled = _LEVEL.sub(lambda match: match.group().lower(), shortened.title()).replace("Ubnd", "UBND")
    agency = next(iter(find_agencies(titled)), None)
    if agency is None or agency.kind == "committee":
        return titled
    # Its usual spelling, and behind it the place as printed.
    words = agency.agency.split()
    return " ".join([*words, *titled.split()[len(words) :]])


def period_words(period: Period, language: Language) -> str:
    """Return a period in words: "giai đoạn 2021–2025", "năm 2024", "đến năm 2030"."""
    return say(f"answer.plan.{_period_form(period)}", language, start=period.start, end=period.end)


def _period_form(period: Period) -> str:
    if period.start is None:
        return "until"
    return "year" if period.start == period.end else "stage"


def over_note(plan: Plan, today: date, language: Language) -> str | None:
    """Return the note that the plan's period has ended, None while it runs or is not stated."""
    period = plan.header.period
    if period is None or not period.over(today):
        return None
    name, words = plan_name(plan, language), period_words(period, language)
    form = "over_named" if words in name else "over"
    return say(f"answer.note.{form}", language, period=words, plan=name)


def section_name(plan: Plan, unit: Unit, language: Language) -> str:
    """Return the printed path of a leaf, or what part of the document it is where it has none."""
    path = plan.unit_path(unit)
    if path:
        return path
    part = unit.kind if unit.kind in ("closing", "recipients", "signature") else "no_section"
    return say(f"answer.plan.{part}", language)


def cited_section(section: str, language: Language) -> str:
    """Return a section's name as running text cites it: "mục IV.2", but "Phụ lục 1" and "phần kết"."""
    if not section or _WORDED.match(section):
        return section
    return say("answer.section", language, section=section)
