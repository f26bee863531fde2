"""Retrieval measures on worked examples; where each group has one passage, on ranx's own values."""

import pytest

from app.models import Found
from eval.cases import Case
from eval.retrieval_metrics import group_ranks, ndcg, recall_at, reciprocal_rank

# ranx 0.3.21, evaluate(qrels, run, ["recall@1", …]): relevant passages at these ranks of a run of
# eleven; None: a relevant passage that the run does not hold.
RANX = [
    ((1, 3, 7), (1 / 3, 2 / 3, 2 / 3, 1.0), 1.0, 0.86034433104172),
    ((4,), (0.0, 0.0, 1.0, 1.0), 0.25, 0.43067655807339306),
    ((11, None), (0.0, 0.0, 0.0, 0.0), 0.0, 0.0),
]


@pytest.mark.parametrize(("ranks", "recalls", "mrr", "gain"), RANX)
def test_equal_to_ranx_where_a_group_is_a_passage(ranks, recalls, mrr, gain):
    assert tuple(recall_at(ranks, k) for k in (1, 3, 5, 10)) == pytest.approx(recalls)
    assert reciprocal_rank(ranks) == pytest.approx(mrr)
    assert ndcg(ranks) == pytest.approx(gain)


def test_a_passage_that_holds_two_groups_counts_for_both_and_no_more_than_ideally():
    assert recall_at((1, 1), 1) == 1.0
    assert ndcg((1, 1)) == pytest.approx(1.0)
    # Both at rank 2: 2/log2(3) over 1 + 1/log2(3).
    assert ndcg((2, 2)) == pytest.approx(2 * 0.63093 / 1.63093, abs=1e-4)


def test_more_groups_than_places_still_reach_one():
    assert ndcg(tuple(range(1, 13))) == pytest.approx(1.0)


def found(plan, text):
    return Found(plan, "I", 1.0, text)


def test_ranks_are_of_the_first_passage_with_an_alternative_in_a_right_plan():
    case = Case(id="a", kind="duty", question="?", plans=["p"], evidence=[["Một  hai", "ba bốn"], ["năm"]])
    passages = [found("other", "một hai"), found("p", "x BA BỐN y"), found("p", "một hai")]
    assert group_ranks(case, passages) == (2, None)
    anywhere = case.model_copy(update={"plans": ()})
    assert group_ranks(anywhere, passages) == (1, None)
    assert group_ranks(case, ()) == (None, None)
