"""The way of a question, end to end, on the shipped plans with the bundled model."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from shipped import ROOT

from app.draft import Draft, DraftStatement
from app.evidence import Evidence
from app.verify import is_supported, withhold
from ingest.models import Span
from ingest.vietnamese import fold, fold_space

QUESTIONS = yaml.safe_load((ROOT / "eval/questions/retrieval40.yaml").read_text("utf-8"))


def found_in_first(answer, evidence, most):
    texts = [fold(found.text) for found in answer.retrieved[:most]]
    return all(any(fold(words) in text for words in group for text in texts) for group in evidence)


def test_the_passage_with_the_answer_is_among_the_first_five(assistant):
    """38 of 40 questions that were written before the search was tuned."""
    missed = [
        q["id"] for q in QUESTIONS if not found_in_first(assistant.ask(q["question"]), q["evidence"], 5)
    ]
    assert len(missed) <= 2, missed


# Questions of our own: what is cited, and what must stand in the answer.
OWN = [
    (
        "Đối tượng của kế hoạch Lai Châu gồm những ai?",
        "lai-chau-2024",
        ["III.2"],
        ["Hội viên, nông dân có nhu cầu"],
    ),
    (
        "Lai Châu đặt chỉ tiêu bao nhiêu tổ hợp tác đến năm 2030?",
        "lai-chau-2024",
        ["II.2.2"],
        ["40 tổ hợp tác"],
    ),
    ("nhiem vu cua so tai chinh lai chau", "lai-chau-2024", ["VI.3"], ["cân đối", "Hằng năm"]),
    (
        "Lai Châu lấy tiền ở đâu để thực hiện kế hoạch?",
        "lai-chau-2024",
        ["V"],
        ["lồng ghép từ các chương trình"],
    ),
    (
        "Hội Nông dân tỉnh Lai Châu chủ trì việc gì?",
        "lai-chau-2024",
        ["VI.1"],
        ["Chủ trì, phối hợp với các sở"],
    ),
    (
        "Năm 2023 Đắk Nông thành lập mới mấy HTX nông nghiệp?",
        "dak-nong-2023",
        ["II.3"],
        ["15 HTX nông nghiệp"],
    ),
    (
        "Doanh thu bình quân mỗi HTX Đắk Nông năm 2023 là bao nhiêu?",
        "dak-nong-2023",
        ["II.3"],
        ["1.550 triệu đồng/năm"],
    ),
    (
        "Nguồn vốn của kế hoạch Đắk Nông?",
        "dak-nong-2023",
        ["V"],
        ["Ngân sách tỉnh", "Đối ứng của Hợp tác xã"],
    ),
    (
        "Ai chỉ đạo các tổ chức tín dụng cho HTX Đắk Nông vay vốn?",
        "dak-nong-2023",
        ["Phụ lục, dòng 14"],
        ["Ngân hàng Nhà nước"],
    ),
    (
        "Ở Đắk Nông việc đánh giá, phân hạng sản phẩm OCOP do ai chủ trì và xong khi nào?",
        "dak-nong-2023",
        ["Phụ lục, dòng 10"],
        ["12/2023"],
    ),
    (
        "Sở Tài nguyên và Môi trường Đắk Nông phải làm gì?",
        "dak-nong-2023",
        ["Phụ lục, dòng 13"],
        ["cho thuê đất"],
    ),
    ("Kế hoạch Kon Tum do ai ký?", "kon-tum-2024", ["phần ký"], ["Nguyễn Hữu Tháp"]),
    ("Số kế hoạch của Kon Tum là gì?", "kon-tum-2024", ["phần đầu văn bản"], ["3819/KH-UBND"]),
    ("Sở Công Thương Kon Tum hỗ trợ HTX những gì?", "kon-tum-2024", ["V.4"], ["quảng bá thương hiệu"]),
    ("HTX thí điểm ở Kon Tum đến 2025 phải đạt bao nhiêu điểm?", "kon-tum-2024", ["I.1"], ["80 điểm"]),
    ("Bình Phước có những nguồn kinh phí nào?", "binh-phuoc-2024", ["III.2"], ["Từ các HTX", "Lòng ghép"]),
    ("Sở KH&CN Bình Phước có nhiệm vụ gì?", "binh-phuoc-2024", ["IV.3"], ["nhãn hiệu tập thể"]),
    ("Thời gian thực hiện kế hoạch Bình Phước?", "binh-phuoc-2024", ["III.1"], ["Năm 2024"]),
    ("Hớn Quản lấy kinh phí từ đâu?", "hon-quan-2025", ["Phần thứ hai › II › 6"], ["ngân sách Trung ương"]),
    (
        "What are the sources of funding of the Hon Quan plan?",
        "hon-quan-2025",
        ["Phần thứ hai › II › 6"],
        ["ngân sách Trung ương"],
    ),
]


@pytest.mark.parametrize(("question", "plan", "sections", "said"), OWN, ids=[one[0] for one in OWN])
def test_own_questions_are_answered_from_the_right_section(assistant, question, plan, sections, said):
    answer = assistant.ask(question)
    assert answer.answered, answer.markdown
    assert {citation.plan for citation in answer.citations} == {plan}
    assert set(sections) <= {citation.section for citation in answer.citations}, answer.markdown
    for words in said:
        assert fold(words) in fold(answer.markdown)


NOT_TOLD = [
    "Tổng kinh phí bằng tiền của kế hoạch Lai Châu là bao nhiêu tỷ đồng?",
    "Kế hoạch của tỉnh Gia Lai giao Sở Tài chính việc gì?",
    "Lãi suất cho HTX Kon Tum vay là bao nhiêu?",
    "Số điện thoại của Liên minh HTX tỉnh Đắk Nông?",
    "Kế hoạch của Bình Phước ban hành ngày nào?",
    "Ngày mai thời tiết Kon Tum thế nào?",
]


@pytest.mark.parametrize("question", NOT_TOLD)
def test_what_the_plans_do_not_say_is_not_answered(assistant, question):
    assert not assistant.ask(question).answered


def test_every_quote_stands_verbatim_at_its_span(assistant):
    for one in (*(question for question, *_ in OWN), *(q["question"] for q in QUESTIONS)):
        for citation in assistant.ask(one).citations:
            plan = assistant.plan(citation.plan)
            assert fold_space(citation.span.of(plan.text)) == citation.quote
            assert citation.passage_span.of(plan.text) == citation.passage


def test_a_tampered_text_is_withheld_and_logged(assistant, caplog):
    plan = assistant.plan("dak-nong-2023")
    target = plan.records.targets[0]
    changed = plan.text[: target.quote.start] + plan.text[target.quote.start :].replace("15", "16", 1)
    tampered = replace(plan, text=changed)
    evidence = Evidence(tampered, plan.units[target.unit_index], target.quote)
    statement = DraftStatement((evidence,), fold_space(evidence.text).lstrip("- ").rstrip(";"))
    assert "16 HTX" in statement.text
    with caplog.at_level(logging.ERROR):
        checked = withhold(Draft(True, "…", (statement,)), "vi")
    assert not checked.statements
    assert not checked.answered
    assert "withheld" in caplog.text


def test_a_statement_that_says_more_than_its_quote_is_not_supported(assistant):
    plan = assistant.plan("dak-nong-2023")
    target = plan.records.targets[0]
    evidence = Evidence(plan, plan.units[target.unit_index], target.quote)
    words = fold_space(evidence.text).lstrip("- ").rstrip(";")
    assert is_supported(DraftStatement((evidence,), words))
    assert not is_supported(DraftStatement((evidence,), words.replace("15", "16")))
    assert not is_supported(DraftStatement((evidence,), "không " + words))
    assert not is_supported(DraftStatement((evidence,), words, detail=(("Thời hạn", "12/2024"),)))
    assert not is_supported(DraftStatement((replace(evidence, quote=Span(0, 0)),), words))


def test_a_plan_that_is_over_says_so_and_a_running_one_does_not(assistant):
    assert any("đã hết thời gian" in note for note in assistant.ask("Nguồn vốn của kế hoạch Đắk Nông?").notes)
    assert not assistant.ask("Lai Châu lấy tiền ở đâu để thực hiện kế hoạch?").notes


def test_todays_names_find_what_stands_under_older_ones(assistant):
    answer = assistant.ask("Kế hoạch nào về HTX áp dụng cho tỉnh Lâm Đồng bây giờ, nguồn vốn từ đâu?")
    assert {citation.plan for citation in answer.citations} == {"dak-nong-2023"}
    assert any("Đắk Nông" in note and "202/2025/QH15" in note for note in answer.notes)
    heir = assistant.ask("Sở Nông nghiệp và Môi trường Lai Châu có nhiệm vụ gì?")
    assert heir.citations[0].section == "VI.4"
    assert any("Sở Nông nghiệp và Phát triển nông thôn" in note for note in heir.notes)


def test_a_department_that_stood_beside_the_older_one_was_given_nothing(assistant):
    heir = assistant.ask("Sở Nội vụ Đắk Nông được giao việc gì?")
    assert not heir.answered
    assert "không giao riêng nhiệm vụ nào cho Sở Nội vụ" in heir.lead
    assert "Sở Lao động - Thương binh và Xã hội" in heir.lead
    assert any("dạy nghề" in quote or "đào tạo nghề" in quote for quote in (c.quote for c in heir.citations))


def test_a_follow_up_takes_only_what_it_lacks(assistant):
    answer = assistant.ask("còn Bình Phước thì sao?", history=["Nguồn kinh phí của kế hoạch Lai Châu?"])
    assert answer.scope == ("binh-phuoc-2024",)
    assert answer.kind == "funding"
    anew = assistant.ask("Sở Công Thương Kon Tum làm gì?", history=["Nguồn kinh phí của kế hoạch Lai Châu?"])
    assert anew.citations[0].section == "V.4"


def test_restricting_to_plans_restricts_what_is_found(assistant):
    answer = assistant.ask("Sở Tài chính có nhiệm vụ gì?", plans=["kon-tum-2024"])
    assert {citation.plan for citation in answer.citations} == {"kon-tum-2024"}
    assert {found.plan for found in answer.retrieved} == {"kon-tum-2024"}


def test_the_retriever_serves_langchain(assistant):
    from app.langchain_retriever import PlanRetriever

    documents = PlanRetriever(assistant=assistant, k=5).invoke("xúc tiến thương mại cho HTX ở Lai Châu")
    assert len(documents) == 5
    assert documents[0].metadata["plan"] == "lai-chau-2024"
    assert documents[0].page_content in assistant.plan("lai-chau-2024").text


def test_no_plan_is_named_in_the_code():
    """A rule fitted to a shipped plan fails on the next one."""
    plans = [
        file.read_text("utf-8") for folder in ("app", "ingest") for file in Path(ROOT / folder).rglob("*.py")
    ]
    code = "\n".join(
        line for text in plans for line in text.splitlines() if not line.lstrip().startswith(("#", '"""'))
    )
    for name in ("371/KH", "Bù Gia Mập", "Sáu Nhung", "An Phú Khang"):
        assert f'"{name}"' not in code
