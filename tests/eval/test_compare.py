"""The simple pipelines that planchat is compared with."""

import hashlib
from itertools import pairwise

import pytest
from line_assistant import make_cases, make_plan

from eval.compare import BM25_K, DENSE_K, OVERLAP, WINDOW, bm25_alone, chunks, langchain_pipeline
from eval.metrics import altered_quotes
from ingest.vietnamese import syllables

SENTENCES = [f"Đơn vị {number} thực hiện nhiệm vụ số {number} của kế hoạch này." for number in range(200)]
LONG = make_plan("dai-2024", SENTENCES)
SHORT = make_plan()


class HashEmbedder:
    """A bag of syllables hashed into 64 places."""

    model_id = "hash"

    def embed_query(self, text):
        vector = [0.01] * 64
        for word in syllables(text):
            vector[hashlib.sha256(word.encode()).digest()[0] % 64] += 1.0
        return vector

    def embed_passages(self, texts, on_progress=None):
        return [self.embed_query(text) for text in texts]


def test_windows_are_verbatim_and_as_long_as_said():
    found = chunks([LONG, SHORT])
    windows = [window for window in found if window.plan is LONG]
    assert len(windows) > 10
    assert all(len(window.text) <= WINDOW for window in windows)
    assert all(window.text.strip() == window.text for window in windows)
    overlaps = [one.span.end - two.span.start for one, two in pairwise(windows)]
    assert all(0 < overlap <= OVERLAP for overlap in overlaps)


@pytest.mark.parametrize(
    ("make", "k"), [(bm25_alone, BM25_K), (lambda plans: langchain_pipeline(plans, HashEmbedder()), DENSE_K)]
)
def test_the_top_window_is_the_answer_and_its_own_citation(make, k):
    pipeline = make([LONG, SHORT])
    answer = pipeline.ask("Ngân hàng Nhà nước chỉ đạo tổ chức tín dụng cho vay ưu đãi trong kế hoạch?")
    assert answer.answered
    assert len(answer.retrieved) == k
    assert answer.retrieved[0].plan == SHORT.id
    assert answer.citations[0].quote == answer.statements[0].text == answer.retrieved[0].text
    assert altered_quotes(answer, {plan.id: plan for plan in pipeline.plans()}) == ()


def test_restricting_to_plans_and_an_empty_library():
    assert {found.plan for found in bm25_alone([LONG, SHORT]).ask("kế hoạch", plans=[LONG.id]).retrieved} == {
        LONG.id
    }
    assert not bm25_alone([]).ask("kế hoạch").answered
    assert not bm25_alone([SHORT]).ask("xyzzy").answered


def test_two_pipelines_in_one_process_do_not_share_a_store():
    langchain_pipeline([LONG], HashEmbedder())
    answer = langchain_pipeline([SHORT], HashEmbedder()).ask(make_cases()[0].question)
    assert {found.plan for found in answer.retrieved} == {SHORT.id}
