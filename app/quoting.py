"""What of a long leaf is quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.evidence import Evidence
from app.leaf_terms import all_terms
from app.thresholds import thresholds
from ingest.models import Span
from ingest.sentences import sentences

_NUMBERED = re.compile(r"\(\d{1,2}\)\s")


def best_sentences(evidence: Evidence, topic: Sequence[str], longest: int = 70) -> Evidence:
    """Return the evidence with a long leaf's quote narrowed to the sentences that hold the topic.

    The run of fewest sentences that holds all of the topic which the leaf holds, where that is
    not longer than twice `longest` words; else the sentence that holds most. Leaves of up to `longest`
    words stay whole, as do table rows.
    """
    text = evidence.plan.text
    if evidence.unit.kind == "row" or len(evidence.text.split()) <= longest or not topic:
        return evidence
    parts = sentences(text, evidence.quote)
    held = [set(topic) & all_terms(part.of(text)) for part in parts]
    everything = set().union(*held)
    runs = [
        (last - first, first)
        for first in range(len(parts))
        for last in range(first, len(parts))
        if set().union(*held[first : last + 1]) == everything
    ]
    if len(parts) < 2 or not everything:
        return evidence
    more, first = min(runs)
    last = first + more
    if len(Span(parts[first].start, parts[last].end).of(text).split()) > 2 * longest:
        first = last = max(range(len(parts)), key=lambda at: len(held[at]))
        while last + 1 < len(parts) and len(held[last + 1]) >= thresholds().sentence_about * len(held[first]):
            last += 1
    while last + 1 < len(parts) and _goes_on(parts[last].of(text), parts[last + 1].of(text)):
        last += 1
    return replace(evidence, quote=Span(parts[first].start, parts[last].end))


def _goes_on(sentence: str, following: str) -> bool:
    """Say whether what follows belongs to the sentence: what a colon announces, "(2) …" after "(1) …"."""
    return sentence.rstrip().endswith(":") or bool(_NUMBERED.match(following.lstrip()))
