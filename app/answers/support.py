"""What the plans hold for the asker's own cooperative: each measure judged, with what to confirm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.answers.statements import statement
from app.catalogue import say
from app.draft import Draft, DraftStatement
from app.eligibility import Outcome, Reason, Verdict, judge
from app.evidence import Evidence
from app.models import Language
from app.naming import plan_name
from app.profile import Profile, asks_for_help, continues, field_of, read_profile, speaks_of_own
from app.question import Question
from app.ranker import Ranker
from app.remembered import remembered
from app.whereabouts import plan_place
from app.wording import names_in, same_name
from ingest.models import Plan, Support
from ingest.reference import load

_ORDER: tuple[Outcome, ...] = ("named", "matches", "may_match")
# What plans hardly ever state: asked for, the answer is that, whoever asks.
_EXACT = frozenset(
    {"money", "rate", "phone", "address", "person", "percent", "decision", "deadline", "day", "duration"}
    | {"which_year", "how_often", "venue", "penalty", "effective", "founded"}
)
_MOST_MISSING = 5
# What is asked back, and the things to confirm that it would settle.
_ASKED_BACK = {
    "place": ("confirm.place_unknown", "confirm.place_wider", "confirm.place_older", "confirm.district"),
    "field": ("confirm.agricultural", "confirm.field"),
    "name": ("confirm.named", "confirm.listed"),
    "ethnic_area": ("confirm.ethnic_area",),
    "ethnic_members": ("confirm.ethnic_members",),
    "farmers_union": ("confirm.farmers_union",),
    "programme": ("confirm.programme",),
    "women_led": ("confirm.women_led",),
    "stage": ("confirm.new", "confirm.founding"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A measure of a plan and what it is to a cooperative."""

    plan: Plan
    support: Support
    verdict: Verdict


def profile_answer(
    question: Question,
    ranker: Ranker,
    language: Language,
    history: Sequence[str] = (),
    only: Sequence[str] = (),
) -> Draft | None:
    """Return the support for the cooperative that a message describes; None if it describes none.

    `history` holds earlier messages, oldest first; `only` restricts to these plan ids.
    """
    if not _describes(question, history):
        return None
    plans = [plan for plan in ranker.plans if not only or plan.id in only]
    profile = located(read_profile(question.text, history), plans)
    if question.plans and not (profile.province or profile.district):
        plans = [plan for plan in plans if plan.id in question.plans]  # of a place that no list has
    judged = judge_all(profile, plans)
    here = [one for one in judged if all(reason.key != "against.place" for reason in one.verdict.reasons)]
    if not here and question.scope.unknown:
        return None  # better said as: no plan of that place
    return profile_draft(profile, judged, language)


def _describes(question: Question, history: Sequence[str]) -> bool:
    """Say whether a message tells of the asker's own cooperative and asks what support there is."""
    if question.need in _EXACT or question.kind in ("document", "none"):
        return False
    if speaks_of_own(question.text):
        told = read_profile(question.text)
        only_told = "?" not in question.text and question.kind == "general" and told.known
        return asks_for_help(question.text) or only_told
    return continues(question.text, history)


def located(profile: Profile, plans: Iterable[Plan]) -> Profile:
    """Return the profile with the place of the one plan that names the cooperative, where it told none."""
    if profile.province or profile.district or not profile.name:
        return profile
    areas = {
        area
        for plan in plans
        if (area := plan_place(plan)) and any(same_name(one, profile) for one in names_in(plan))
    }
    if len(areas) != 1:
        return profile
    area = areas.pop()
    return (
        replace(profile, province=area.name)
        if area.kind == "province"
        else replace(profile, district=area.name)
    )


def judge_all(profile: Profile, plans: Iterable[Plan]) -> list[Judged]:
    """Return every measure of the plans with its verdict, in the order of the plans."""
    return [Judged(plan, one, judge(one, plan, profile)) for plan in plans for one in plan.records.support]


def profile_draft(profile: Profile, judged: Sequence[Judged], language: Language) -> Draft:
    """Return the answer for a profile: named, matching and perhaps matching measures; the rest counted."""
    fitting = [one for one in judged if one.verdict.outcome != "no_match"]
    wanted = [one for one in fitting if not profile.needs or set(profile.needs) & set(one.support.measures)]
    notes = _left_out(judged, language)
    if len(wanted) < len(fitting):
        notes.insert(0, say("support.note.other_needs", language, count=len(fitting) - len(wanted)))
    who = profile_words(profile, language)
    if not wanted:
        entry = "support.lead.none_need" if fitting else "support.lead.none"
        needs = ", ".join(measure_name(one, language) for one in profile.needs)
        return Draft(False, say(entry, language, needs=needs, profile=who), notes=tuple(notes))
    if missing := missing_words(profile, wanted, language):
        notes.append(say("support.note.missing", language, missing=missing))
    outcomes = Counter(one.verdict.outcome for one in wanted)
    counts = ", ".join(
        say(f"support.lead.{one}", language, count=outcomes[one]) for one in _ORDER if outcomes[one]
    )
    lead = say("support.lead.found", language, profile=who, counts=counts)
    several = len({one.plan.id for one in wanted}) > 1
    statements = tuple(
        judged_statement(one, language, several=several)
        for one in sorted(wanted, key=lambda one: rank(one, profile))
    )
    return Draft(True, lead, statements, tuple(notes))


def rank(one: Judged, profile: Profile) -> tuple[int, str, bool, int, int]:
    """Order by verdict and plan; what is for those named only last; what is wanted most first."""
    for_named = any(reason.key in ("confirm.named", "confirm.listed") for reason in one.verdict.to_confirm)
    first = min(
        (one.support.measures.index(need) for need in profile.needs if need in one.support.measures),
        default=0,
    )
    return _ORDER.index(one.verdict.outcome), one.plan.id, for_named, min(first, 1), one.support.unit


def judged_statement(one: Judged, language: Language, *, several: bool) -> DraftStatement:
    """Return the statement that a judged measure makes, under its verdict and, of several plans, its plan."""
    plan, verdict = one.plan, one.verdict
    own = Evidence(plan, plan.units[one.support.unit], one.support.quote, support=(one.support,))
    text, prefix = _own_words(one.support, plan)
    units = dict.fromkeys((*verdict.basis, *(turn.unit for turn in verdict.turn if turn.unit is not None)))
    others = [
        Evidence(plan, plan.units[unit], plan.units[unit].span) for unit in units if unit != one.support.unit
    ]
    group = say(f"support.group.{verdict.outcome}", language)
    if several:
        group = say("support.group.in_plan", language, group=group, plan=plan_name(plan, language))
    return DraftStatement((own, *others), text, prefix, group, tuple(_detail(verdict, language)))


@remembered
def _own_words(support: Support, plan: Plan) -> tuple[str, str]:
    """Return what a measure says, and the heading before it where it is too short without."""
    evidence = Evidence(plan, plan.units[support.unit], support.quote, support=(support,))
    made = statement(evidence, "vi")  # the words are the plan's own, whatever the language
    return made.text, made.prefix


def _detail(verdict: Verdict, language: Language) -> Iterable[tuple[str, str]]:
    for entry, reasons in (("why", verdict.reasons), ("confirm", verdict.to_confirm)):
        if words := "; ".join(reason_words(one, language) for one in reasons):
            yield say(f"support.detail.{entry}", language), words
    agencies = [
        say("support.detail.now", language, agency=turn.agency, now=turn.now) if turn.now else turn.agency
        for turn in verdict.turn
    ]
    if agencies:
        yield say("support.detail.turn", language), "; ".join(agencies)
    if verdict.fund:
        yield say("support.detail.fund", language), verdict.fund


# --- words ------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def reason_words(reason: Reason, language: Language) -> str:
    """Return a reason, or what to confirm, in words."""
    params = {name: _field(value, language) if name == "field" else value for name, value in reason.params}
    return say(f"support.{reason.key}", language, **params)


def profile_words(profile: Profile, language: Language) -> str:
    """Return what was understood: "hợp tác xã của bạn (ngành nghề: điều; địa bàn: Bù Gia Mập)"."""
    who = profile.name or say("support.profile.own", language)
    parts: list[str] = []
    if profile.fields:
        words = ", ".join(_field(one, language) for one in profile.fields)
        parts.append(say("support.profile.fields", language, fields=words))
    if place := ", ".join(one for one in (profile.district, profile.province) if one):
        parts.append(say("support.profile.place", language, place=place))
    if profile.members:
        parts.append(say("support.profile.members", language, members=profile.members))
    if profile.stage:
        parts.append(say(f"support.profile.stage_{profile.stage}", language))
    if profile.needs:
        words = ", ".join(measure_name(one, language) for one in profile.needs)
        parts.append(say("support.profile.needs", language, needs=words))
    return say("support.profile.with", language, who=who, what="; ".join(parts)) if parts else who


def _field(identity: str, language: Language) -> str:
    return str(field_of(identity)[language])


@lru_cache(maxsize=256)
def measure_name(identity: str, language: Language) -> str:
    """Return what a kind of support is called in running text."""
    label = next(
        (str(one[language]) for one in load("support")["measures"] if one["id"] == identity), identity
    )
    return label if label.isupper() else label[:1].lower() + label[1:]


def _left_out(judged: Sequence[Judged], language: Language) -> list[str]:
    """Return the note that counts the measures that do not match, by their first reason."""
    against = [one.verdict.reasons[0] for one in judged if one.verdict.outcome == "no_match"]
    # Which places the other plans are for says nothing to somebody from elsewhere.
    counts = Counter(
        reason_words(Reason("against.elsewhere") if one.key == "against.place" else one, language)
        for one in against
    )
    if not counts:
        return []
    reasons = "; ".join(
        say("support.note.left_out_reason", language, reason=words, count=count)
        for words, count in counts.most_common()
    )
    return [say("support.note.left_out", language, count=len(against), reasons=reasons)]


def missing_words(profile: Profile, wanted: Sequence[Judged], language: Language) -> str:
    """Return what the profile lacks that would settle something, in the order in which it helps."""
    open_keys = {reason.key for one in wanted for reason in one.verdict.to_confirm}
    known = {
        "place": profile.district,
        "field": profile.fields,
        "name": profile.name,
        "stage": profile.stage,
    }
    lacking = [
        what for what, settled in _ASKED_BACK.items() if open_keys & set(settled) and not known.get(what)
    ]
    if profile.province:
        lacking = ["district" if what == "place" else what for what in lacking]
    if profile.stage is None and "stage" not in lacking:
        lacking.append("stage")
    if not profile.needs:
        lacking.append("needs")
    return ", ".join(say(f"support.missing.{one}", language) for one in lacking[:_MOST_MISSING])
