"""Evidence: a leaf of a plan, what of it is quoted, and how well it answers the question."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from app.question import Question
from app.retrieval import Hit, Searcher
from app.thresholds import thresholds
from ingest.models import Duty, Funding, Passage, Plan, Span, Support, Target, Unit
from ingest.reference import spell_out
from ingest.sentences import sentences
from ingest.vietnamese import LOWER, UPPER, strip_accents, syllables

_CONTENT = ("paragraph", "bullet", "row", "preamble", "closing", "recipients", "signature")
_FRAME = ("preamble", "recipients", "signature")  # said about the plan, not by it


@dataclass(frozen=True)
class Evidence:
    """A leaf that answers, or part of it.

    `quote` is the span cited; `coverage` (0 to 1) is the share of the question's topic that the
    leaf and its headings hold, weighted by how rare the words are.
    """

    plan: Plan
    unit: Unit
    quote: Span
    score: float = 0.0
    coverage: float = 1.0
    duties: tuple[Duty, ...] = ()
    targets: tuple[Target, ...] = ()
    funding: tuple[Funding, ...] = ()
    support: tuple[Support, ...] = ()

    @property
    def text(self) -> str:
        """Return the quoted characters."""
        return self.quote.of(self.plan.text)

    @cached_property
    def passage(self) -> Passage:
        """Return the passage that holds the start of the quote."""
        for passage in self.plan.passages:
            if passage.span.start <= self.quote.start < passage.span.end:
                return passage
        raise LookupError(f"no passage of {self.plan.id} holds offset {self.quote.start}")


def record_index(plan: Plan) -> dict[int, Evidence]:
    """Return, for each leaf of a plan that holds records, evidence with those records."""
    records = plan.records
    duties: dict[int, list[Duty]] = {}
    for duty in records.duties:
        duties.setdefault(duty.unit, []).append(duty)
    targets: dict[int, list[Target]] = {}
    for target in records.targets:
        targets.setdefault(target.unit_index, []).append(target)
    funding: dict[int, list[Funding]] = {}
    for source in records.funding:
        funding.setdefault(source.unit, []).append(source)
    support: dict[int, list[Support]] = {}
    for measure in records.support:
        support.setdefault(measure.unit, []).append(measure)
    return {
        index: Evidence(
            plan,
            plan.units[index],
            plan.units[index].span,
            duties=tuple(duties.get(index, ())),
            targets=tuple(targets.get(index, ())),
            funding=tuple(funding.get(index, ())),
            support=tuple(support.get(index, ())),
        )
        for index in {*duties, *targets, *funding, *support}
    }


class Ranker:
    """Scores leaves against questions, over one state of the library."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self.records = {plan.id: record_index(plan) for plan in self.plans}
        counts: Counter[str] = Counter()
        for plan, passage in searcher.entries:
            counts.update(_terms(passage.breadcrumb + "\n" + passage.span.of(plan.text)))
        self._counts = counts
        self._total = max(1, len(searcher.entries))
        self._leaves: dict[tuple[str, int], tuple[frozenset[str], frozenset[str]]] = {}

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of an accent-free term over the passages."""
        return math.log(1 + self._total / (1 + self._counts[term]))

    def is_generic(self, question: Question) -> bool:
        """Say whether the topic has no word that tells one passage from many others."""
        topic = self.topic(question)
        if question.plans:
            titles = [self.title_words(plan) for plan in self.plans if plan.id in question.plans]
            topic = [term for term in topic if not any(term in title for title in titles)]
        return all(self._counts[term] > 0.2 * self._total for term in topic)

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """Return the plans searched, each once."""
        return tuple({plan.id: plan for plan, _ in self.searcher.entries}.values())

    def other_topic(self, question: Question) -> list[str]:
        """Return the topic as plans would print it, accent-free; empty if that is no different."""
        return _stripped(question.other_words)

    def topic(self, question: Question) -> list[str]:
        """Return the topic's syllables, accent-free, abbreviations spelt out."""
        return _stripped(question.topic)

    def leaves(self, hits: Iterable[Hit], question: Question) -> list[Evidence]:
        """Return the leaves of the passages found, best first."""
        found: dict[tuple[str, int], Evidence] = {}
        for hit in hits:
            for index in hit.passage.units:
                unit = hit.plan.units[index]
                if unit.kind not in _CONTENT and index not in self.records[hit.plan.id]:
                    continue
                scored = self.score(hit.plan, unit, question, hit.score)
                known = found.get((hit.plan.id, index))
                if known is None or known.score < scored.score:
                    found[hit.plan.id, index] = scored
        return sorted(found.values(), key=lambda one: -one.score)

    def score(self, plan: Plan, unit: Unit, question: Question, passage_score: float) -> Evidence:
        """Return the leaf as evidence with its score and coverage."""
        base = self.records.get(plan.id, {}).get(unit.index) or Evidence(plan, unit, unit.span)
        known = self.title_words(plan) if question.plans else frozenset()
        coverage, bigrams = self.coverage(plan, unit, self.topic(question), known)
        if question.other_words:
            other = self.coverage(plan, unit, _stripped(question.other_words), known)
            coverage, bigrams = max(coverage, other[0]), max(bigrams, other[1])
        weigh = thresholds()
        score = weigh.weight_passage * passage_score
        score += weigh.weight_coverage * coverage + weigh.weight_bigrams * bigrams
        score += weigh.weight_kind * _is_kind(base, question)
        score += weigh.weight_need * holds(unit.span.of(plan.text), question.need)
        if unit.kind in _FRAME and question.kind != "document" and question.need != "decision":
            score -= weigh.minus_frame
        return Evidence(
            plan, unit, unit.span, score, coverage, base.duties, base.targets, base.funding, base.support
        )

    def title_words(self, plan: Plan) -> frozenset[str]:
        """Return the syllables (accent-free) of a plan's title."""
        return _title_words(plan.header.title.value if plan.header.title else "")

    def coverage(
        self, plan: Plan, unit: Unit, topic: Sequence[str], known: frozenset[str] = frozenset()
    ) -> tuple[float, float]:
        """Return which share of the topic's syllables, and of their bigrams, the leaf holds.

        `known` are words that describe the plan itself: they weigh little once the plan is known.
        """
        if not topic:
            return 1.0, 0.0
        own, above = self._leaf(plan, unit)
        of_title, from_headings = thresholds().of_title, thresholds().from_headings
        weights = {
            term: self.rarity(term) * (of_title if term in known else 1.0) for term in dict.fromkeys(topic)
        }
        total = sum(weights.values()) or 1.0
        held = sum(
            weight * (1.0 if term in own else from_headings if term in above else 0.0)
            for term, weight in weights.items()
        )
        pairs = list(pairwise(topic))
        together = sum(
            1.0 if f"{a} {b}" in own else from_headings if f"{a} {b}" in above else 0.0 for a, b in pairs
        )
        return held / total, (together / len(pairs) if pairs else held / total)

    def _leaf(self, plan: Plan, unit: Unit) -> tuple[frozenset[str], frozenset[str]]:
        cached = self._leaves.get((plan.id, unit.index))
        if cached is None:
            above: list[str] = []
            section = unit.section
            while section is not None:
                above.append(plan.sections[section].heading)
                section = plan.sections[section].parent
            if unit.lead_in is not None:
                above.append(plan.units[unit.lead_in].span.of(plan.text))
            cached = frozenset(_terms(unit.span.of(plan.text))), frozenset(_terms("\n".join(above)))
            self._leaves[plan.id, unit.index] = cached
        return cached


@lru_cache(maxsize=1024)
def _title_words(title: str) -> frozenset[str]:
    return frozenset(_stripped([title]))


def _stripped(words: Sequence[str]) -> list[str]:
    return list(_spelt_out(" ".join(words)))


@lru_cache(maxsize=1024)
def _spelt_out(text: str) -> tuple[str, ...]:
    """Return `_compared`; kept, since a question's topic is asked for once per leaf."""
    return tuple(_compared(text))


def _compared(text: str) -> list[str]:
    """Return the syllables of `text` as they are compared: abbreviations spelt out, accent-free."""
    return [strip_accents(word) for word in syllables(spell_out(text))]


def terms_of(text: str) -> frozenset[str]:
    """Return the distinct syllables of `text`, accent-free, abbreviations spelt out."""
    return frozenset(_stripped([text]))


def _terms(text: str) -> set[str]:
    words = _compared(text)
    return set(words) | {f"{a} {b}" for a, b in pairwise(words)}


def _is_kind(evidence: Evidence, question: Question) -> float:
    if question.kind == "duty":
        if question.role and any(duty.role == question.role for duty in evidence.duties):
            return 1.2
        return float(bool(evidence.duties))
    records = {"target": evidence.targets, "funding": evidence.funding, "support": evidence.support}.get(
        question.kind, ()
    )
    return float(bool(records))


_HOLDS: dict[str, re.Pattern[str]] = {
    "money": re.compile(r"\d[\d.,]*\s*(?:nghìn|ngàn|triệu|tỷ|tỉ)?\s*đồng|\d[\d.,]*\s*(?:tỷ|tỉ|triệu)\b"),
    "rate": re.compile(r"lãi suất[^.;]{0,60}\d|\d[\d.,]*\s*%\s*/\s*(?:năm|tháng)"),
    "phone": re.compile(r"(?<!\d)0\d{2,3}[\s.]?\d{3}[\s.]?\d{3,4}(?!\d)|@\w+\.\w+"),
    "address": re.compile(r"(?:số\s+\d+\s*,?\s*(?:đường|phố)|địa chỉ\s*:)"),
    "person": re.compile(r"\b(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c)\s+[A-ZĐ]\w+\s+[A-ZĐ]"),
    # Two capitalised words in mid-sentence, or a numbered enumeration: something is named.
    "names": re.compile(rf"(?<=[\w,;:(“] )[{UPPER}][{LOWER}]+(?: [{UPPER}][{LOWER}]+)+|\(1\)|“[{UPPER}]"),
    "decision": re.compile(r"\d+(?:/\d{4})?/[A-ZĐ]{2,}|\d+-[A-ZĐ][A-Za-z]*/T[WU]"),
    "percent": re.compile(r"\d\s*%"),
    "day": re.compile(r"\d{1,2}/\d{1,2}(?:/\d{4})?|\d{1,2}/\d{4}|(?i:quý\s+[iv\d]|tháng\s+\d|ngày\s+\d)"),
    "deadline": re.compile(
        r"\d{1,2}/\d{4}|ngày\s+\d|\bnăm\s+20\d\d|quý\s+[iv\d]|h[ằà]ng\s+(?:năm|quý|tháng)"
        r"|thường xuyên|định kỳ|kết thúc đề án",
        re.IGNORECASE,
    ),
    "count": re.compile(r"\d"),
}


# "Quyết định số 182/QĐ-TTg ngày 20 tháng 02 năm 2024": when a document was signed, no deadline.
_DOCUMENT_DATE = re.compile(
    r"\d+[-/][\w/-]+,?\s+ngày\s+\d{1,2}(?:\s+tháng\s+\d{1,2}\s+năm\s+\d{4}|/\d{1,2}/\d{4})"
)


def holds(text: str, need: str | None) -> bool:
    """Say whether `text` has what a question of this need must be answered with; True for no need."""
    if need == "day":
        text = _DOCUMENT_DATE.sub(" ", text)
    return need is None or bool(_HOLDS[need].search(text))


def best_sentences(evidence: Evidence, topic: Sequence[str], longest: int = 70) -> Evidence:
    """Return the evidence with a long leaf's quote narrowed to the sentences that hold the topic.

    Leaves of up to `longest` words stay whole, as do table rows.
    """
    text = evidence.plan.text
    if evidence.unit.kind == "row" or len(evidence.text.split()) <= longest or not topic:
        return evidence
    parts = sentences(text, evidence.quote)
    wanted = set(topic)
    scores = [len(wanted & _terms(part.of(text))) for part in parts]
    if len(parts) < 2 or max(scores) == 0:
        return evidence
    first = last = scores.index(max(scores))
    while last + 1 < len(parts) and scores[last + 1] >= 0.8 * max(scores):
        last += 1
    quote = Span(parts[first].start, parts[last].end)
    return replace(evidence, quote=quote)
