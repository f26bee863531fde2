"""The verifier measured: true statements pass, and each kind of falsehood is caught.

Statements are made by rule from the records and leaves of the plans (`tests/aids/statements.py`),
from the shipped ones, and from the invented ones, on which the rules were not made; what a clerk
would write stands in `paraphrases.yaml`. `pytest -s` prints the rates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from records_aid import plan_from_text
from shipped import PLAN_FILES, ROOT
from statements import MUTATIONS, Pair, evidence_of, mutations, paraphrases, true_pairs

from app.verify import faults
from ingest.models import Plan
from ingest.vietnamese import fold

INVENTED = tuple(sorted((ROOT / "tests/ingest/plans").glob("*.txt")))
PLANS = {"shipped": PLAN_FILES, "invented": INVENTED}
CAUGHT, REJECTED = 0.99, 0.05
MOST = 90  # statements of a kind from one plan, evenly taken: enough to tell, and quick


@dataclass
class Rates:
    """How many statements of each kind were tried, and which were judged wrongly."""

    tried: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def judge(self, kind: str, pair: Pair, *, true: bool) -> None:
        self.tried[kind] += 1
        found = faults(pair.text, pair.evidence)
        if bool(found) == true:
            self.wrong.setdefault(kind, []).append(f"{pair.text} {[(one.kind, one.said) for one in found]}")

    def share(self, kinds: Iterable[str]) -> float:
        kinds = list(kinds)
        return sum(len(self.wrong.get(kind, ())) for kind in kinds) / max(
            1, sum(self.tried[kind] for kind in kinds)
        )


@lru_cache
def plan(path: Path) -> Plan:
    return plan_from_text(path)


def some(pairs: Sequence[Pair]) -> Sequence[Pair]:
    return pairs[:: max(1, -(-len(pairs) // MOST))]


@pytest.fixture(scope="module", params=PLANS)
def rates(request):
    """The rates over the shipped or over the invented plans."""
    found = Rates()
    for path in PLANS[request.param]:
        read = plan(path)
        pairs = true_pairs(read)
        for pair in some(pairs):
            found.judge("true", pair, true=True)
        for how in dict.fromkeys(one.how for one in paraphrases(read, pairs)):
            for pair in some([one for one in paraphrases(read, pairs) if one.how == how]):
                found.judge(f"paraphrase: {how}", pair, true=True)
        for kind, false in mutations(read, pairs).items():
            for pair in some(false):
                found.judge(kind, pair, true=False)
    for kind, count in sorted(found.tried.items()):
        print(f"{request.param:9}{kind:26}{len(found.wrong.get(kind, ())):4} of {count:5} judged wrongly")
    return found


def test_enough_statements_are_tried(request, rates):
    true = sum(count for kind, count in rates.tried.items() if kind not in MUTATIONS)
    false = sum(count for kind, count in rates.tried.items() if kind in MUTATIONS)
    assert true >= 500
    assert false >= 500


@pytest.mark.parametrize("kind", MUTATIONS)
def test_what_was_changed_is_caught(rates, kind):
    if not rates.tried[kind]:
        pytest.skip("these plans have no statement to change so")
    assert rates.share([kind]) <= 1 - CAUGHT, rates.wrong.get(kind)


def test_true_statements_and_paraphrases_pass(rates):
    true = [kind for kind in rates.tried if kind not in MUTATIONS]
    assert rates.share(["true"]) <= REJECTED / 2, rates.wrong.get("true")
    for kind in true:
        assert rates.share([kind]) <= REJECTED, rates.wrong.get(kind)


# --- statements written by hand --------------------------------------------------------------


def by_hand() -> list[tuple[str, list[str], str]]:
    entries = yaml.safe_load((Path(__file__).parent / "paraphrases.yaml").read_text("utf-8"))
    return [(entry["plan"], one["quotes"], one["says"]) for entry in entries for one in entry["statements"]]


def quoted(stem: str, quotes: Sequence[str]) -> Pair:
    path = next(path for path in (*PLAN_FILES, *INVENTED) if path.stem == stem)
    read = plan(path)
    leaves = [unit for unit in read.units if unit.kind not in ("heading", "preamble", "recipients")]
    found = [
        next(unit for unit in leaves if fold(words) in fold(unit.span.of(read.text))) for words in quotes
    ]
    return Pair("", tuple(evidence_of(read, unit.index) for unit in found), "by hand")


def test_what_a_clerk_would_write_passes():
    statements = by_hand()
    assert len(statements) >= 60
    rejected = [
        (says, found)
        for stem, quotes, says in statements
        if (found := faults(says, quoted(stem, quotes).evidence))
    ]
    print(f"by hand: {len(rejected)} of {len(statements)} rejected")
    assert len(rejected) <= REJECTED * len(statements), rejected


def test_changes_to_what_a_clerk_would_write_are_caught():
    """The same words with one thing changed, in each of the ways above that apply."""
    found = Rates()
    for stem, quotes, says in by_hand():
        read = plan(next(path for path in (*PLAN_FILES, *INVENTED) if path.stem == stem))
        pair = Pair(says, quoted(stem, quotes).evidence, "by hand")
        if faults(says, pair.evidence):
            continue
        for kind, false in mutations(read, [pair]).items():
            for one in false:
                found.judge(kind, one, true=False)
    print(
        "by hand, changed:",
        {kind: f"{len(found.wrong.get(kind, ()))}/{count}" for kind, count in found.tried.items()},
    )
    assert sum(found.tried.values()) >= 200
    assert found.share(found.tried) <= 1 - CAUGHT, found.wrong
