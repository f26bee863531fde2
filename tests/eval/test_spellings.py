"""The ways of typing that are measured, and what the assistant makes of them."""

from __future__ import annotations

import unicodedata

import pytest

from eval.cases import load_cases
from eval.spellings import WAYS
from eval.typed import typed
from ingest.vietnamese import fold, strip_accents, unify_tones

QUESTION = "Sở Tài chính tỉnh Kon Tum được giao những gì về thủy lợi, năm 2024 có bao nhiêu hợp tác xã?"


@pytest.mark.parametrize("way", WAYS)
def test_every_way_changes_the_question_the_same_way_each_time(way):
    assert WAYS[way](QUESTION) != QUESTION
    assert WAYS[way](QUESTION) == WAYS[way](QUESTION)


def test_ways_change_what_they_say():
    assert WAYS["noaccent"](QUESTION) == strip_accents(QUESTION)
    assert unicodedata.normalize("NFC", WAYS["nfd"](QUESTION)) == QUESTION
    assert "thuỷ" in WAYS["oldtone"](QUESTION)
    assert unify_tones(WAYS["oldtone"](QUESTION)) == QUESTION
    assert "năm2024" in WAYS["spacing"](QUESTION)
    assert fold(WAYS["capitals"](QUESTION)) == fold(QUESTION)
    partial = WAYS["partial"](QUESTION)
    assert strip_accents(partial) == strip_accents(QUESTION) != partial


def test_questions_keep_their_evidence_however_they_are_typed(assistant):
    """Every tenth answerable question of the fixed set; `planchat eval typed` asks all of them."""
    cases = [case for case in load_cases() if case.answerable and case.evidence][::10]
    for one in typed(cases, assistant, ("noaccent", "partial", "spacing", "nfd")):
        assert one.kept >= 0.97, one
        assert one.scope == 1.0, one
    for one in typed(cases, assistant, ("teencode", "typo")):
        assert one.kept >= 0.93, one
