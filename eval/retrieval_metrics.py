"""How well the ranked passages hold the evidence.

The unit is an evidence group (one thing the answer rests on), not a document: one passage can
hold two groups, two passages the same one, and systems that cut the plans differently must be
comparable. Retrieval libraries (ranx, trec_eval) judge documents by id and cannot say this; where
every group has exactly one passage, all measures here equal theirs (tests hold ranx's values).
ranx 0.3.21 was tried: it compiles for 29 s on first use and brings pandas, numba and seaborn.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from app.models import Found
from eval.cases import Case, contains_any


def group_ranks(case: Case, retrieved: Sequence[Found]) -> tuple[int | None, ...]:
    """Return for each evidence group the rank (from 1) of the first passage that holds it.

    Only passages of the plans where the answer stands count: the same sentence in another
    province's plan is the wrong source.
    """
    return tuple(
        next(
            (
                rank
                for rank, found in enumerate(retrieved, 1)
                if (not case.plans or found.plan in case.plans) and contains_any(found.text, group)
            ),
            None,
        )
        for group in case.evidence
    )


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """Return the share of groups found among the first `k` passages (recall@k)."""
    return sum(1 for rank in ranks if rank is not None and rank <= k) / len(ranks)


def reciprocal_rank(ranks: Sequence[int | None], k: int = 10) -> float:
    """Return 1/rank of the first passage that holds any group, 0 beyond rank `k` (MRR@k's term).

    Voorhees, The TREC-8 Question Answering Track Report (1999).
    """
    first = min((rank for rank in ranks if rank is not None), default=k + 1)
    return 1 / first if first <= k else 0.0


def ndcg(ranks: Sequence[int | None], k: int = 10) -> float:
    """Return nDCG@k with binary gains: DCG = Σ 1/log2(1 + rank) over the groups, over the ideal.

    Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002). The ideal
    has the i-th group at rank i. A passage may hold several groups; the i-th group found is
    therefore counted no higher than rank i, so that the value stays at most 1.
    """
    found = sorted(rank for rank in ranks if rank is not None and rank <= k)
    gained = sum(1 / log2(1 + max(rank, place)) for place, rank in enumerate(found, 1) if place <= k)
    ideal = sum(1 / log2(1 + place) for place in range(1, min(len(ranks), k) + 1))
    return gained / ideal
