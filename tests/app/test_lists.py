"""Questions that ask for all of something, held against the gold list made by reading the plans."""

from __future__ import annotations

import re

import pytest
import yaml
from shipped import ROOT

from app.catalogue import say
from ingest.vietnamese import fold

LISTS = yaml.safe_load((ROOT / "tests/gold/list_questions.yaml").read_text("utf-8"))
# Measures for one named cooperative also stand in sentences that only speak of "02 HTX".
UNSOLVED = {"l10"}


def bare(text):
    return re.sub(r"^[-+*•\d\s.)]*", "", fold(text))


def is_of(entry, citation):
    quote = bare(citation.quote)
    return entry["plan"] == citation.plan and (
        bare(entry["starts"])[:40] in quote or quote in bare(entry["starts"])
    )


def is_marked(statement):
    """Assigned to a collective, or printed under an agency's older name: shown, and marked as such."""
    collective = say("answer.role.collective", "vi", printed="").split("(")[0].strip()
    in_common = any(collective in value for _, value in statement.detail)
    return in_common or bool(re.match(r"(?:Sở|Ban|Phòng) [^:]{3,60}: ", statement.text))


@pytest.mark.parametrize(
    "asked", [one for one in LISTS if one["id"] not in UNSOLVED], ids=lambda one: one["id"]
)
def test_nothing_is_missing_and_nothing_is_foreign(assistant, asked):
    answer = assistant.ask(asked["question"])
    missing = [entry for entry in asked["expect"] if not any(is_of(entry, cite) for cite in answer.citations)]
    allowed = asked["expect"] + (asked.get("may") or [])
    marked = {marker for one in answer.statements if is_marked(one) for marker in one.markers}
    foreign = [
        (cite.plan, cite.section, cite.quote[:60])
        for cite in answer.citations
        if cite.marker not in marked and not any(is_of(entry, cite) for entry in allowed)
    ]
    assert not missing
    assert not foreign
