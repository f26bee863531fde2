"""What was typed is read as its asker would have written it with time."""

from __future__ import annotations

import pytest
from shipped import ROOT

from app.retrieval import Searcher
from app.writing import write
from eval.cases import load_cases


@pytest.fixture(scope="module")
def written(library):
    with library.view() as view:
        plans, accents = view.plans(), Searcher(view, library.embed_query).accents
    return lambda typed: write(typed, plans, accents).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # phone spellings
        ("htx dc ht j ko", "htx được hỗ trợ gì không"),
        ("nhug nguon von nao", "những nguồn vốn nào"),
        ("tgian thực hiện ntn", "thời gian thực hiện như thế nào"),
        # blanks beside numbers, types of documents
        ("kh3819 ai ky", "kế hoạch 3819 ai ký"),
        ("năm2024 có15 lớp", "năm 2024 có 15 lớp"),
        ("qd 1804 noi gi", "quyết định 1804 nói gì"),
        ("QĐ số 1804", "quyết định số 1804"),
        ("3819/KH-UBND", "3819/KH-UBND"),
        ("1804/QĐ-TTg", "1804/QĐ-TTg"),
        ("kh cua kon tum", "kế hoạch của Kon Tum"),
        ("sở KH&ĐT", "sở KH&ĐT"),
        # initials of what the plans print; what they do not print stays
        ("hỗ trợ cđs cho htx", "hỗ trợ chuyển đổi số cho htx"),
        ("qlnn về htx", "quản lý nhà nước về htx"),
        ("làm xkhp ở đâu", "làm xkhp ở đâu"),
        ("sở KH và ĐT làm gì", "sở KH và ĐT làm gì"),
        # words drawn together
        ("dthu bìnhquân của htx", "doanh thu bình quân của htx"),
        ("gđốc htx kontum", "giám đốc htx Kon Tum"),
        ("bphước, honquan", "Bình Phước, Hớn Quản"),
        ("htx dùng blockchain, shopee", "htx dùng blockchain, shopee"),
        ("online marketing for cooperatives in the plan", "online marketing for cooperatives in the plan"),
        ("bao nhiêu kg phân, so nao lo", "bao nhiêu kg phân, sở nào lo"),
        # slips in names of places and agencies
        ("Bình Phưóc hỗ trợ gì", "Bình Phước hỗ trợ gì"),
        ("Bìnhh Phước hỗ trợ gì", "Bình Phước hỗ trợ gì"),
        ("Đắk Nôg hỗ trợ gì", "Đắk Nông hỗ trợ gì"),
        ("Đẵk Nông hỗ trợ gì", "Đắk Nông hỗ trợ gì"),
        ("kom tum hỗ trợ gì", "Kon Tum hỗ trợ gì"),
        ("So Cong Thuog lam gi", "Sở Công Thương làm gì"),
        ("sở tài chíh có nhiệm vụ gì", "Sở Tài chính có nhiệm vụ gì"),
        ("hội nông dâm lai châu", "Hội Nông dân Lai Châu"),
        ("Which funds does Kon Tim use for the plan", "Which funds does Kon Tum use for the plan"),
    ],
)
def test_writing(written, typed, meant):
    assert written(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "hỏi nông dân được vay bao nhiêu",  # not Hội Nông dân
        "cả tỉnh có bao nhiêu hợp tác xã",  # not Hà Tĩnh
        "Hớn Quản năm 2025 làm gì",  # not Quảng Nam
        "không cần thế chấp",  # not Cần Thơ
        "thủy lợi nội đồng nào được hỗ trợ",  # not Đồng Nai
        "việc ở kế hoạch của tỉnh nào",  # not Sở Kế hoạch
    ],
)
def test_words_that_only_look_like_a_name_stay(written, typed):
    assert written(typed) == typed


def test_the_fixed_questions_keep_their_places(written):
    """No well-written question is read as being about another place than the one it names."""
    from ingest.places import find_places

    def named(text):
        return [mention.candidates for mention in find_places(text)]

    questions = [case.question for case in load_cases(ROOT / "eval/questions.yaml")]
    moved = [one for one in questions if not set(named(one)) <= set(named(written(one)))]
    assert moved == []
