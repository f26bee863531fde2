"""Which leaves can answer a question: about its topic, and with what is asked for.

A question for a sum, a share, a name, a number of something or a year is answered only from a leaf
about the topic that holds one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from app.answers.counting import asks_total, counted, counts, counts_all
from app.asked import sentences_of
from app.cues import pattern
from app.evidence import FRAME, Evidence
from app.mentions import named_words
from app.needs import holds, holds_beside, names_cooperative, names_it, names_place, years_in
from app.question import Question
from app.ranker import Ranker
from app.thesaurus import Synonym
from app.thresholds import thresholds
from ingest.agencies import AgencyQuery, find_agencies, matches
from ingest.models import Plan
from ingest.records.sections import PAST, under
from ingest.records.targets import REACHED
from ingest.reference import spell_out
from ingest.vietnamese import fold, key, strip_accents, syllables

# A number or a name answers only from a leaf as much about the topic as the best one: another
# number is always near.
_CLOSELY = (
    "count",
    "money",
    "percent",
    "names",
    "crop",
    "members",
    "person",
    "rate",
    "reason",
    "criteria",
    "venue",
)
# What the lines around a plan may answer: who signed, what it rests on.
_OF_FRAME = ("decision", "person", "names", "phone", "address", "reason")
_GROUP = "to hop tac"
_HEAD = 20  # words before a colon that tell what is spoken of
_IN_ITEM = ("money", "venue", "percent")  # what the very item of a list that is asked about must hold
_BY_WHOM = ("do", "giao", "bởi")  # before an agency that acts


def fitting(
    question: Question, ranked: Sequence[Evidence], ranker: Ranker
) -> tuple[list[Evidence], str | None]:
    """Return the leaves that can answer, and None; or no leaves, and what they lack.

    What they lack is the name of a catalogue entry below `answer.none`.
    """
    if not ranked:
        return [], "plain"
    limits = thresholds()
    ranked = _about_the_named(question, ranked, ranker)
    if not ranked:
        return [], question.need or "plain"
    coverage = max(one.coverage for one in ranked[:8])
    if coverage < (limits.least_coverage if question.plans else limits.least_anywhere):
        return [], "plain"
    about = [one for one in ranked if one.coverage >= limits.about * coverage]
    if _beyond_frame(question):
        about = [one for one in about if one.unit.kind not in FRAME]
        if not about:
            return [], question.need or "plain"
    for lack, test in _tests(question):
        if lack in _CLOSELY:
            about = [
                one
                for one in about
                if one.coverage >= limits.close * coverage
                and (ranker.holds_most_telling(one, question) or _stands_out(one, ranked))
            ]
        about = [one for one in about if test(one)]
        if not about:
            return [], lack
    if _asks_who_acts(question):
        about = _who_acts(about, limits.close * coverage)
    return about, None


def _with_actors(one: Evidence) -> str:
    """Return what a leaf says with whose duty it is, which may stand in a heading."""
    return "; ".join([one.said, *(duty.agency for duty in one.duties)])


def _who_acts(about: list[Evidence], least: float) -> list[Evidence]:
    """Return, where the best leaf names nobody, those that assign a duty and are as much about the topic."""
    said = about[0].said
    named = (said[: one.span.start].split()[-1:] for one in find_agencies(said))
    if about[0].duties or any(before and before[0].casefold() in _BY_WHOM for before in named):
        return about
    return [one for one in about if one.duties and one.coverage >= least] or about


def _beyond_frame(question: Question) -> bool:
    """Say whether the lines around a plan cannot answer.

    Their dates are those of documents, and where no topic is named they are about everything.
    """
    if question.kind == "document" or question.need in _OF_FRAME:
        return False
    return bool(question.need) or (question.kind != "general" and not question.topic)


def _stands_out(one: Evidence, ranked: Sequence[Evidence]) -> bool:
    """Say whether a leaf holds most of the topic, and far more of it than any other."""
    limits = thresholds()
    others = max((other.coverage for other in ranked[:8] if other is not one), default=0.0)
    return one.coverage >= max(limits.stands_out, limits.stands_apart * others)


def _tests(question: Question) -> Iterator[tuple[str, Callable[[Evidence], bool]]]:
    """Yield what a leaf must hold to answer the question, with what it lacks where it does not."""
    if question.asks_state and question.need != "decision":
        yield "count" if question.need == "count" else "plain", _says_what_is
    if question.scope.years:
        yield "year", lambda one: covers_years(one, question.scope.years)
    yield from _names(question) if question.need == "names" else _held(question)
    if question.need and (districts := _districts_asked(question)):
        yield question.need, lambda one: _of_district(one, districts)
    if question.need and _of_groups(question):
        yield question.need, lambda one: _GROUP in key(spell_out(one.said))
    yield from _acting(question)
    if things := counted(question):
        told = counts_all if asks_total(question) else counts
        yield "count", lambda one: any(told(one, thing) for thing in things)


def _names(question: Question) -> Iterator[tuple[str, Callable[[Evidence], bool]]]:
    """Yield what a leaf must name."""
    words = key(question.written)
    if place := pattern("which_place").search(words):
        kind = next(group for group in place.groups() if group)
        yield "names", lambda one: names_place(_with_actors(one), kind)
        return
    typed, every = _of_topic(question, ()), _of_topic(question, question.synonyms)
    yield "names", lambda one: names_it(one.said, typed) or names_it(one.said, every)
    if pattern("which_cooperative").search(words):
        yield "names", lambda one: names_cooperative(one.said)


def _held(question: Question) -> Iterator[tuple[str, Callable[[Evidence], bool]]]:
    """Yield what a leaf must hold of what is asked for."""
    need = question.need
    if need in _IN_ITEM:
        spoken = (*question.phrases, *(query.name for query in question.agencies))
        words = {word for phrase in spoken for word in key(phrase).split()}
        yield need, lambda one: holds_beside(one.said, need, words)
    elif need:
        yield need, lambda one: holds(one.said, need)


def _acting(question: Question) -> Iterator[tuple[str, Callable[[Evidence], bool]]]:
    """Yield what a leaf must tell of who acts."""
    if question.kind == "duty" and question.agencies and not question.asks_who:
        yield question.need or "plain", lambda one: _concerns(one, question.agencies)
    if _asks_who_acts(question) and not question.need:
        yield "plain", _names_somebody
    if question.asks_who and question.role == "lead":
        yield "plain", lambda one: not one.duties or any(duty.role != "partner" for duty in one.duties)


def _of_topic(question: Question, also: Sequence[Synonym]) -> set[str]:
    """Return the pairs of syllables of what is asked, and of its other ways, without years."""
    other = (pair for one in also for way in one.meant for pair in pairwise(way))
    pairs = {*question.phrases, *(" ".join(pair) for pair in other)}
    return {pair for pair in pairs if not any(letter.isdigit() for letter in pair)}


def _of_groups(question: Question) -> bool:
    """Say whether it is cooperative groups that are asked about, and no cooperatives."""
    words = key(spell_out(question.written))
    return _GROUP in words and "hop tac xa" not in words


def _districts_asked(question: Question) -> list[str]:
    """Return the districts named in the sentence that asks: others tell where the asker is."""
    sentences = sentences_of(question.written)
    asking = [one for one in sentences if "?" in one] or sentences
    return [one for one in question.scope.districts if any(key(one) in key(words) for words in asking)]


def _of_district(evidence: Evidence, districts: Sequence[str]) -> bool:
    """Say whether a leaf, or what stands above it, is about one of some districts."""
    if (place := evidence.plan.header.place) and any(key(one) in key(place.value) for one in districts):
        return True
    above = evidence.plan.section_heading(evidence.unit.section)
    words = key(f"{evidence.said} {above}")
    return any(key(one) in words for one in districts)


def _concerns(evidence: Evidence, agencies: Sequence[AgencyQuery]) -> bool:
    """Say whether a leaf assigns something to one of some agencies, or speaks of it."""
    issuer = evidence.plan.header.issuer
    if issuer and any(matches(issuer.value, query) for query in agencies):
        return True  # its own parts are named in its plan: "Các phòng chuyên môn"
    heading = evidence.plan.section_heading(evidence.unit.section)
    named = [*(duty.agency for duty in evidence.duties)]
    named += [partner for duty in evidence.duties for partner in duty.partners]
    named += [one.agency for text in (evidence.said, heading) for one in find_agencies(text)]
    return any(matches(name, query) for name in named for query in agencies)


def _asks_who_acts(question: Question) -> bool:
    """Say whether it is asked who does something, and not who pays: that a share is paid tells that."""
    of_duty = question.asks_who and question.kind == "duty"
    return of_duty and not pattern("of_money").search(key(question.written))


def _names_somebody(one: Evidence) -> bool:
    """Say whether a leaf tells who acts: it assigns a duty, or an agency stands in it or above."""
    heading = one.plan.section_heading(one.unit.section)
    return bool(one.duties) or any(find_agencies(text) for text in (one.said, heading))


def _about_the_named(question: Question, ranked: Sequence[Evidence], ranker: Ranker) -> Sequence[Evidence]:
    """Return the leaves that tell something of the cooperative named, all where none is.

    "Doanh thu của HTX An Phú": a leaf that has the name alone tells nothing about it.
    """
    own = named_words(question)
    if not own:
        return ranked
    asked = [term for term in ranker.typed_topic(question) if strip_accents(term) not in own]
    least = thresholds().beside_name
    names = [list(_pairs(name)) for name in question.scope.cooperatives]
    several = [frozenset(key(name).split()) for name in question.scope.cooperatives]
    each = several if len(several) > 1 else [own]
    # "thành lập": a leaf with neither "thành lập" nor "năm thành" does not tell of it.
    told = [pair for pair in _pairs(" ".join(asked)) if ranker.knows(pair)]
    # "HTX An Phú: mô hình …" tells of it; a list that names it among others says less.
    headed = [one for one in ranked if any(_begins_with(one, name) for name in question.scope.cooperatives)]
    if headed and any(ranker.coverage(one.plan, one.unit, asked) >= least for one in headed):
        ranked = headed
    return [
        one
        for one in ranked
        if ranker.coverage(one.plan, one.unit, asked) >= least
        and any(ranker.speaks_of(one, name) for name in each)
        and (not names or any(ranker.prints(one, name) for name in names))
        and (not told or any(ranker.prints(one, [pair]) for pair in told))
    ]


def _begins_with(evidence: Evidence, name: str) -> bool:
    """Say whether a leaf is on a cooperative: its name stands before the first colon, in few words."""
    head, colon, _ = evidence.said.partition(":")
    return bool(colon) and len(head.split()) <= _HEAD and key(name) in key(head)


def _pairs(text: str) -> Iterator[str]:
    return (f"{a} {b}" for a, b in pairwise(syllables(text)))


def _says_what_is(evidence: Evidence) -> bool:
    """Say whether a leaf reports what is or was, and not what is planned."""
    return under(evidence.plan, evidence.unit, PAST) or bool(
        REACHED.search(fold(evidence.text)) and not evidence.targets
    )


def covers_years(evidence: Evidence, years: Sequence[int]) -> bool:
    """Say whether a leaf speaks of the years asked for: by itself, its headings, or its plan's period."""
    section = evidence.unit.section
    texts = [evidence.said]
    while section is not None:
        texts.append(evidence.plan.sections[section].heading)
        section = evidence.plan.sections[section].parent
    for text in texts:
        named = years_in(text)
        if named:
            return bool(set(years) & named)  # of two years compared, each may stand for itself
    return all(is_of_year(evidence.plan, year) for year in years)


def is_of_year(plan: Plan, year: int) -> bool:
    """Say whether a year is in a plan's period, or printed in its title or date."""
    period, title, dated = plan.header.period, plan.header.title, plan.header.date_printed
    if period and (period.start or period.end) <= year <= period.end:
        return True
    return year in years_in(title.value if title else "") | years_in(dated.value if dated else "")
