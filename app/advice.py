"""What the plans hold for a cooperative whose profile is known: what the chat says, as a list.

The same measures are judged by the same rules, and what their quotes do not support is left out here
as it is there.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.answers.support import (
    Judged,
    judge_all,
    judged_statement,
    located,
    measure_name,
    missing_words,
    profile_words,
    rank,
    reason_words,
)
from app.catalogue import say
from app.draft import DraftStatement
from app.models import Language
from app.naming import cited_section, over_note, section_name
from app.profile import Profile
from app.verify import is_supported
from app.whereabouts import usual_name
from ingest.models import Plan, Span

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Measure:
    """A support measure and what it is to the cooperative, in words.

    `text` is the plan's own words; `quote` where they stand, `section` the printed path with its heading and
    `path` the section as it is cited. `why` says what speaks for it, or against it where it is not for the
    cooperative; `confirm` what is missing to be sure.
    """

    plan: Plan
    kinds: tuple[str, ...]
    text: str
    quote: Span
    section: str
    path: str
    named: bool = False
    why: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    turn: tuple[str, ...] = ()
    fund: str | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """All measures of the plans, by what they are to a cooperative; `in_words` puts those shown into words.

    `fits` are those that name it or match; `may_fit` those with something to confirm; `beside` what
    fits or may fit but is none of the needs told; `not_for` the rest, most of a large library.
    """

    profile: Profile
    who: str
    fits: tuple[Judged, ...]
    may_fit: tuple[Judged, ...]
    beside: tuple[Judged, ...]
    not_for: tuple[Judged, ...]
    missing: str
    notes: tuple[str, ...]


def advise(profile: Profile, plans: Sequence[Plan], language: Language, today: date) -> Advice:
    """Judge every support measure of the plans for the cooperative of a profile."""
    profile = located(_spelt(profile), plans)
    fits: list[Judged] = []
    may_fit: list[Judged] = []
    beside: list[Judged] = []
    not_for: list[Judged] = []
    for one in judge_all(profile, plans):
        if one.verdict.outcome == "no_match":
            not_for.append(one)
        elif not _is_supported(judged_statement(one, language, several=False)):
            continue
        elif profile.needs and not set(profile.needs) & set(one.support.measures):
            beside.append(one)
        else:
            (may_fit if one.verdict.outcome == "may_match" else fits).append(one)
    for found in (fits, may_fit, beside):
        found.sort(key=lambda one: rank(one, profile))
    wanted = [*fits, *may_fit]
    cited = {one.plan.id: one.plan for one in wanted}
    return Advice(
        profile=profile,
        who=profile_words(profile, language),
        fits=tuple(fits),
        may_fit=tuple(may_fit),
        beside=tuple(beside),
        not_for=tuple(not_for),
        missing=missing_words(profile, wanted, language) if wanted else "",
        notes=(
            *_unknown_places(profile, language),
            *(note for plan in cited.values() if (note := over_note(plan, today, language))),
        ),
    )


def in_words(judged: Iterable[Judged], language: Language) -> tuple[Measure, ...]:
    """Return judged measures in words, without those that their quotes do not support."""
    found = ((one, judged_statement(one, language, several=False)) for one in judged)
    return tuple(_measure(one, statement, language) for one, statement in found if _is_supported(statement))


def counts(advice: Advice, language: Language) -> str:
    """Return how many measures there are of each verdict, in the words of the chat's answer."""
    found = Counter(
        {
            "named": sum(one.verdict.outcome == "named" for one in advice.fits),
            "matches": sum(one.verdict.outcome != "named" for one in advice.fits),
            "may_match": len(advice.may_fit),
        }
    )
    return ", ".join(
        say(f"support.lead.{name}", language, count=count) for name, count in found.items() if count
    )


def lead(advice: Advice, language: Language) -> str:
    """Return the sentence that begins the list, as the chat's answer begins."""
    if found := counts(advice, language):
        return say("support.lead.found", language, profile=advice.who, counts=found)
    entry = "support.lead.none_need" if advice.beside else "support.lead.none"
    needs = ", ".join(measure_name(one, language) for one in advice.profile.needs)
    return say(entry, language, needs=needs, profile=advice.who)


def _is_supported(statement: DraftStatement) -> bool:
    if is_supported(statement):
        return True
    _LOG.error("withheld a measure not supported by its quote: %s", statement.text[:200])
    return False


def _measure(one: Judged, statement: DraftStatement, language: Language) -> Measure:
    plan, support, verdict = one.plan, one.support, one.verdict
    unit = plan.units[support.unit]
    heading = plan.section_heading(unit.section)
    section = section_name(plan, unit, language)
    return Measure(
        plan=plan,
        kinds=tuple(measure_name(kind, language) for kind in support.measures if kind != "other"),
        text=f"{statement.prefix}: {statement.text}" if statement.prefix else statement.text,
        quote=support.quote,
        section=f"{section} · {heading}" if heading and heading not in section else section,
        path=cited_section(section, language),
        named=verdict.outcome == "named",
        why=tuple(reason_words(reason, language) for reason in verdict.reasons),
        confirm=tuple(reason_words(reason, language) for reason in verdict.to_confirm),
        turn=tuple(
            say("support.detail.now", language, agency=turn.agency, now=turn.now) if turn.now else turn.agency
            for turn in verdict.turn
        ),
        fund=verdict.fund,
    )


def _spelt(profile: Profile) -> Profile:
    """Return the profile with its places as they are usually spelt."""
    province = profile.province and (usual_name(profile.province, "province") or profile.province)
    district = profile.district and (usual_name(profile.district, "district") or profile.district)
    return replace(profile, province=province, district=district)


def _unknown_places(profile: Profile, language: Language) -> Iterable[str]:
    """Say which of the places told are no province or district, and so decided nothing."""
    if profile.province and not usual_name(profile.province, "province"):
        yield say("advice.no_province", language, name=profile.province)
    if profile.district and not usual_name(profile.district, "district"):
        yield say("advice.no_district", language, name=profile.district)
