"""How well leaves of plans answer a question: the share of its topic that they hold, and more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from app.cues import stop_words
from app.everyday import rareness
from app.evidence import FRAME, Evidence, record_index
from app.leaf_terms import LeafTerms, all_terms, as_typed, pairs_of, stripped, terms_above, title_terms
from app.needs import holds, years_in
from app.question import Question
from app.retrieval import Hit, Searcher
from app.rows import heads_of
from app.thesaurus import Part, Synonym, Way, parts
from app.thresholds import thresholds
from ingest.models import Plan, Unit
from ingest.vietnamese import strip_accents

_FEW_DIGITS = 2  # of a number that many things are counted by
_CONTENT = ("paragraph", "bullet", "row", "preamble", "closing", "recipients", "signature")


def _tasks_of_lines(found: Mapping[int, Evidence]) -> dict[int, int]:
    """Return the task to which each labelled line below one belongs, by their leaves' indexes."""
    tasks: dict[int, int] = {}
    for index, evidence in found.items():
        quote = evidence.whole_task
        for unit in evidence.plan.units[index + 1 :] if quote else ():
            if quote is None or unit.span.start >= quote.end:
                break
            if unit.index not in found:
                tasks[unit.index] = index
    return tasks


class Ranker:
    """Scores leaves against questions, over one state of the library."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self.records = {plan.id: record_index(plan) for plan in self.plans}
        self._task_of = {plan_id: _tasks_of_lines(found) for plan_id, found in self.records.items()}
        counts: Counter[str] = Counter()
        for plan, passage in searcher.entries:
            counts.update(all_terms(passage.breadcrumb + "\n" + passage.span.of(plan.text)))
        self._counts = counts
        self._total = max(1, len(searcher.entries))
        self._leaves: dict[tuple[str, int], LeafTerms] = {}
        self._last_phrases: tuple[tuple[str, ...], list[tuple[str, float]]] = ((), [])

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of a term (with marks or without) over the passages.

        Of a word that no passage has, it is told by everyday speech whether it says much: "ngồi", "lâu".
        """
        rarity = math.log(1 + self._total / (1 + self._counts[term]))
        return rarity if self._counts[term] else rarity * rareness(term) ** thresholds().everyday

    def is_generic(self, question: Question) -> bool:
        """Say whether the topic has no word that tells one passage from many others."""
        topic = tuple(term for term in self.typed_topic(question) if not term.isdigit())
        if question.plans:
            titles = [self.title_words(plan) for plan in self.plans if plan.id in question.plans]
            topic = tuple(term for term in topic if not any(strip_accents(term) in title for title in titles))
        return all(self._counts[term] > thresholds().telling * self._total for term in topic)

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """Return the plans searched, each once."""
        return tuple({plan.id: plan for plan, _ in self.searcher.entries}.values())

    def other_topic(self, question: Question) -> list[str]:
        """Return the topic as plans would print it, accent-free; empty if that is no different."""
        return stripped(question.other_words)

    def topic(self, question: Question) -> list[str]:
        """Return the topic's syllables, accent-free, abbreviations spelt out."""
        return stripped(question.topic)

    def typed_topic(self, question: Question) -> tuple[str, ...]:
        """Return the topic's syllables with the marks that were typed."""
        return as_typed(question.topic)

    def telling_words(self, question: Question) -> tuple[str, ...]:
        """Return the syllables of the topic as typed, and the syllables or pairs of its other ways."""
        other = (pair for one in question.synonyms for way in one.meant for pair in pairs_of(way))
        return (*self.typed_topic(question), *other)

    def leaves(self, hits: Iterable[Hit], question: Question) -> list[Evidence]:
        """Return the leaves of the passages found, best first."""
        found: dict[tuple[str, int], Evidence] = {}
        for hit in hits:
            for part in hit.passage.units:
                index = self._task_of[hit.plan.id].get(part, part)
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
        coverage = self.covered(plan, unit, question, known)
        if question.other_words:
            coverage = max(coverage, self.coverage(plan, unit, as_typed(question.other_words), known))
        weigh = thresholds()
        score = weigh.weight_passage * passage_score + weigh.weight_coverage * coverage
        score += weigh.weight_phrases * self._share_of_phrases(plan, unit, question.phrases)
        score += weigh.weight_kind * _is_kind(base, question)
        said = base.said
        score += weigh.weight_need * holds(said, question.need)
        if question.scope.years and set(question.scope.years) & years_in(said):
            score += weigh.weight_year
        if unit.kind in FRAME and question.kind != "document" and question.need != "decision":
            score -= weigh.minus_frame
        return Evidence(
            plan, unit, unit.span, score, coverage, base.duties, base.targets, base.funding, base.support
        )

    def title_words(self, plan: Plan) -> frozenset[str]:
        """Return the syllables (accent-free) of a plan's title and of who issued it."""
        named = (plan.header.title, plan.header.issuer)
        return title_terms("\n".join(field.value for field in named if field))

    def covered(
        self, plan: Plan, unit: Unit, question: Question, known: frozenset[str] = frozenset()
    ) -> float:
        """Return which share of the weight of the question's topic the leaf holds; see `coverage`."""
        return self.coverage(plan, unit, as_typed(question.topic), known, question.synonyms)

    def coverage(
        self,
        plan: Plan,
        unit: Unit,
        topic: Sequence[str],
        known: frozenset[str] = frozenset(),
        synonyms: tuple[Synonym, ...] = (),
    ) -> float:
        """Return which share of the topic's weight the leaf holds.

        `topic` is accent-free or as typed; syllables with marks are best found with the same ones.
        `known` are words that describe the plan itself: they weigh little once the plan is known.
        What `synonyms` says otherwise counts as held where the leaf has it in another way.
        """
        if not topic:
            return 1.0
        leaf = self._leaf(plan, unit)
        total = held = 0.0
        for part in parts(tuple(topic), synonyms):
            weight, share = self._held(part, leaf, known)
            total += weight
            held += weight * share
        return held / (total or 1.0)

    def _held(self, part: Part, leaf: LeafTerms, known: frozenset[str]) -> tuple[float, float]:
        """Return what a part of a topic weighs, and which share of it (0 to 1) the leaf holds.

        A word that no plan prints weighs what the least rare of its other ways does.
        """
        typed = part.typed
        if part.meant and stop_words().issuperset(typed):
            typed = pairs_of(typed)  # words that elsewhere only ask say something together
        weights = [
            self.rarity(term) * (thresholds().of_title if strip_accents(term) in known else 1.0)
            for term in typed
        ]
        weight = sum(weights)
        held = sum(one * leaf.holds(term) for one, term in zip(weights, typed, strict=True))
        share = held / (weight or 1.0)
        if not part.meant:
            return weight, share
        ways = [leaf.holds_way(way) for way in part.meant]
        # "máy bay không người lái": a leaf that has the first word alone speaks of another thing.
        rest = set(part.meant[0]) - set(part.typed)
        whole = len(ways) == 1 and 0 < len(rest) < len(part.meant[0]) and stop_words().issuperset(rest)
        share = ways[0] if whole else max(share, *ways)
        if meant := [self._rarity_of(way) for way in part.meant if all(map(self._counts.get, pairs_of(way)))]:
            printed = all(self._counts[term] for term in typed)
            weight = max(weight, min(meant)) if printed else min(meant)
        return weight, share

    def holds_most_telling(self, evidence: Evidence, question: Question) -> bool:
        """Say whether a leaf, or what stands above it, has the rarest word of the question's topic.

        A word that no plan prints may be the asker's own for one that they do, and is left out;
        a glossed one of an English question is the plans' own.
        """
        leaf = self._leaf(evidence.plan, evidence.unit)
        known = self.title_words(evidence.plan) if question.plans else frozenset()
        told = parts(as_typed(question.topic), question.synonyms)
        ways = [ways for part in told if (ways := self._printed(part, question, known))]
        if not ways:
            return True
        rarest = max(ways, key=lambda ways: self._rarity_of(ways[0]))
        # Marks that were put back may be wrong, and a wrong word is the rarest.
        bare = [tuple(map(strip_accents, way)) for way in rarest] if question.accent_free else []
        return any(leaf.holds_way(way) >= thresholds().from_headings for way in (*rarest, *bare))

    def _printed(self, part: Part, question: Question, known: frozenset[str]) -> list[Way]:
        """Return the ways to say a part of a topic that plans print: the rarest word typed, and others.

        `known` are words that describe the plan itself, and tell none of its leaves from another.
        """
        if part.typed and all(strip_accents(term) in known for term in part.typed):
            return []
        typed = [
            term
            for term in part.typed
            if (self._counts[term] or question.language == "en")
            and strip_accents(term) not in known
            and not (term.isdigit() and len(term) <= _FEW_DIGITS)
        ]
        ways = [(max(typed, key=self.rarity),)] if typed else []
        return ways + [way for way in part.meant if all(self._counts[pair] for pair in pairs_of(way))]

    def _rarity_of(self, way: Way) -> float:
        return max(map(self.rarity, pairs_of(way)))

    def speaks_of(self, evidence: Evidence, words: Collection[str]) -> bool:
        """Say whether a leaf, or what stands above it, has the telling ones of `words` (accent-free)."""
        leaf = self._leaf(evidence.plan, evidence.unit)
        return all(
            leaf.holds(word) for word in words if self._counts[word] <= thresholds().telling * self._total
        )

    def prints(self, evidence: Evidence, phrases: Iterable[str]) -> bool:
        """Say whether a leaf, or what stands above it, has all of some pairs of syllables."""
        leaf = self._leaf(evidence.plan, evidence.unit)
        return all(leaf.holds(phrase) for phrase in phrases)

    def knows(self, phrase: str) -> bool:
        """Say whether any plan prints a pair of syllables."""
        return bool(self._counts[phrase])

    def helps(self, evidence: Evidence) -> bool:
        """Say whether a leaf holds a support measure."""
        known = self.records.get(evidence.plan.id, {}).get(evidence.unit.index)
        return known is not None and bool(known.support)

    def completing(
        self, chosen: Sequence[Evidence], found: Sequence[Evidence], question: Question
    ) -> Evidence | None:
        """Return the leaf that holds most of what `chosen` leave out of a question for two things."""
        topic = dict.fromkeys(as_typed(question.topic))
        known = [self._leaf(one.plan, one.unit) for one in chosen]
        weights = {term: self.rarity(term) for term in topic}
        missing = [
            term for term in topic if max(leaf.holds(term) for leaf in known) < thresholds().from_headings
        ]

        if not missing:
            return None

        def adds(one: Evidence) -> float:
            leaf = self._leaf(one.plan, one.unit)
            return sum(weights[term] for term in missing if term in leaf.own)

        best = max(found, key=adds, default=None)
        if best is None or adds(best) < thresholds().completing * sum(weights.values()):
            return None
        return best

    def _share_of_phrases(self, plan: Plan, unit: Unit, phrases: tuple[str, ...]) -> float:
        """Return which share of the phrases that the library knows and seldom prints the leaf holds."""
        weights = self._phrase_weights(phrases)
        if not weights:
            return 0.0
        leaf = self._leaf(plan, unit)
        return sum(weight * leaf.holds(phrase) for phrase, weight in weights) / sum(
            weight for _, weight in weights
        )

    def _phrase_weights(self, phrases: tuple[str, ...]) -> list[tuple[str, float]]:
        known = self._last_phrases
        if known[0] != phrases:
            telling = [
                (phrase, self.rarity(phrase))
                for phrase in dict.fromkeys(phrases)
                if 0 < self._counts[phrase] <= thresholds().telling * self._total
            ]
            self._last_phrases = known = phrases, telling
        return known[1]

    def _leaf(self, plan: Plan, unit: Unit) -> LeafTerms:
        cached = self._leaves.get((plan.id, unit.index))
        if cached is None:
            above: list[str] = []
            section = unit.section
            while section is not None:
                above.append(plan.sections[section].heading)
                section = plan.sections[section].parent
            if unit.lead_in is not None:
                above.append(plan.units[unit.lead_in].span.of(plan.text))
            above.append(heads_of(plan, unit))
            own = self.records.get(plan.id, {}).get(unit.index)
            whole = own.whole_task if own else None
            cached = LeafTerms(all_terms((whole or unit.span).of(plan.text)), terms_above("\n".join(above)))
            self._leaves[plan.id, unit.index] = cached
        return cached


def _is_kind(evidence: Evidence, question: Question) -> float:
    if question.kind == "duty":
        if question.role and any(duty.role == question.role for duty in evidence.duties):
            return 1.2
        return float(bool(evidence.duties))
    records = {"target": evidence.targets, "funding": evidence.funding, "support": evidence.support}.get(
        question.kind, ()
    )
    return float(bool(records))
