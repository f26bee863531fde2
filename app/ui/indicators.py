"""Targets that set values for the same indicator, so that they can be plotted side by side.

Plans word one indicator differently ("thành lập trên 03 hợp tác xã", "thành lập mới ít nhất từ 10
hợp tác xã"). Only values of the same unit are ever put together, and each keeps its own wording.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from app.records import TargetRow
from app.ui.shelf import Listed
from ingest.reference import spell_out
from ingest.vietnamese import strip_accents, syllables

# Dice coefficient of syllables and their bigrams. In the shipped plans the same indicator for two
# years has .73 to 1; "hỗ trợ 02 HTX" and "hỗ trợ 3 HTX về cơ sở hạ tầng", which are not, have .64.
ALIKE = 0.7

Group = list[Listed[TargetRow]]


def same_indicator(targets: Sequence[Listed[TargetRow]]) -> list[Group]:
    """Return the targets in groups of one indicator and unit, in the order of their first ones.

    A plan sets an indicator once for a year: what it sets twice are two, however alike they sound.
    """
    groups: list[Group] = []
    sizes: list[int] = []
    taken: list[set[tuple[str, int | None]]] = []
    by_term: dict[tuple[str, str], list[int]] = {}
    for target in targets:
        unit, terms = target.row.unit, _terms(target.row.indicator)
        when = (target.row.plan, target.row.year)
        shared = Counter(at for term in terms for at in by_term.get((unit, term), ()))
        likeness = {at: 2 * count / (len(terms) + sizes[at]) for at, count in shared.items()}
        alike = [at for at, share in likeness.items() if share >= ALIKE and when not in taken[at]]
        if alike:
            at = max(alike, key=lambda at: (likeness[at], -at))
        else:
            at = len(groups)
            groups.append([])
            taken.append(set())
            sizes.append(len(terms))
            for term in terms:
                by_term.setdefault((unit, term), []).append(at)
        groups[at].append(target)
        taken[at].add(when)
    return groups


@lru_cache(maxsize=8192)
def _terms(indicator: str) -> frozenset[str]:
    words = [
        strip_accents(word)
        for word in syllables(spell_out(indicator))
        if not re.match(r"\d", word)  # what differs between years and plans
    ]
    return frozenset(words) | {f"{one} {other}" for one, other in pairwise(words)}
