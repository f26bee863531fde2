"""What a worded statement may not say: cases one by one; rates are in test_verification_mutations.py."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from records_aid import plan_from_text
from shipped import PLAN_FILES, ROOT
from statements import evidence_of

from app.verification.atoms import read
from app.verification.roles import assignments
from app.verification.wording import negations
from app.verify import Fault, faults
from ingest.models import Span
from ingest.vietnamese import fold

FILES = {path.stem: path for path in (*PLAN_FILES, *(ROOT / "tests/ingest/plans").glob("*.txt"))}
CASES = yaml.safe_load((Path(__file__).parent / "falsehoods.yaml").read_text("utf-8"))


@lru_cache
def plan(stem):
    return plan_from_text(FILES[stem])


def quoted(stem, *quotes):
    """The first leaf of the plan that holds each of the quotes."""
    found = plan(stem)
    leaves = [unit for unit in found.units if unit.kind not in ("heading", "preamble", "recipients")]
    text = [(unit, fold(unit.span.of(found.text))) for unit in leaves]
    return [
        evidence_of(found, next(unit.index for unit, words in text if fold(quote) in words))
        for quote in quotes
    ]


def cases(name):
    return [(one["plan"], one["quotes"], says) for one in CASES[name] for says in one["says"]]


@pytest.mark.parametrize(("stem", "quotes", "says"), cases("wrong"))
def test_a_false_statement_is_caught(stem, quotes, says):
    assert faults(says, quoted(stem, *quotes))


@pytest.mark.parametrize(("stem", "quotes", "says"), cases("right"))
def test_a_statement_that_only_looks_false_passes(stem, quotes, says):
    assert faults(says, quoted(stem, *quotes)) == ()


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        ("Thành lập mới 16 HTX nông nghiệp", "number"),
        ("Thành lập mới 15 THT nông nghiệp", "unit"),
        ("Đến cuối năm 2024 có khoảng 218 HTX nông nghiệp", "date"),
        ("Đến cuối năm 2023 có dưới 218 HTX nông nghiệp", "comparator"),
        ("Không thành lập mới 15 HTX nông nghiệp", "negation"),
        ("Sở Tư pháp thành lập mới 15 HTX nông nghiệp", "agency"),
        ("Tỉnh Nghệ An thành lập mới 15 HTX nông nghiệp", "place"),
        ("Thành lập mới 15 HTX nông nghiệp theo Quyết định số 99/QĐ-TTg", "document"),
        ("Thành lập mới 15 HTX nông nghiệp, tặng mỗi gia đình một chiếc máy cày hiện đại", "words"),
    ],
)
def test_a_fault_is_of_the_kind_that_was_changed(says, kind):
    assert kind in {fault.kind for fault in faults(says, quoted("dak-nong-2023", "Thành lập mới 15 HTX"))}


def test_a_role_that_the_record_does_not_give_is_a_fault():
    evidence = quoted("kon-tum-2024", "Phối hợp với Sở Kế hoạch và Đầu tư trong việc")
    task = "tham mưu Ủy ban nhân dân tỉnh tổng kết Đề án"
    agency = "Sở Nông nghiệp và Phát triển nông thôn"
    assert faults(f"{agency} phối hợp với Sở Kế hoạch và Đầu tư {task}", evidence) == ()
    assert "role" in {fault.kind for fault in faults(f"{agency} chủ trì {task}", evidence)}


def test_without_quotes_or_with_one_that_is_not_verbatim_nothing_is_supported():
    evidence = quoted("dak-nong-2023", "Thành lập mới 15 HTX")
    assert faults("Thành lập mới 15 HTX", []) == (Fault("quote", ""),)
    outside = replace(evidence[0], quote=Span(0, 5))
    assert [fault.kind for fault in faults("Thành lập mới 15 HTX", [outside])] == ["quote"]
    changed = replace(evidence[0].plan, text=evidence[0].plan.text.replace("15 HTX", "16 HTX"))
    tampered = replace(evidence[0], plan=changed)
    assert [fault.kind for fault in faults("Thành lập mới 16 HTX", [tampered])] == ["quote"]


def test_what_two_plans_say_is_not_given_to_the_other():
    evidence = [
        *quoted("kon-tum-2024", "Hỗ trợ các hợp tác xã tham gia Đề án quảng bá"),
        *quoted("son-giang-2025", "Tổ chức 12 lớp tập huấn"),
    ]
    kon_tum = "quảng bá thương hiệu, sản phẩm, kết nối giao thương cho các hợp tác xã tham gia Đề án"
    son_giang = "tổ chức 12 lớp tập huấn về chuyển đổi số cho giám đốc, kế toán hợp tác xã"
    assert faults(f"Tỉnh Kon Tum hỗ trợ {kon_tum}; tỉnh Sơn Giang {son_giang}", evidence) == ()
    swapped = faults(f"Tỉnh Sơn Giang hỗ trợ {kon_tum}; tỉnh Kon Tum {son_giang}", evidence)
    assert {fault.kind for fault in swapped} == {"place"}


def test_what_two_agencies_do_is_not_given_to_the_other():
    evidence = quoted(
        "dak-nong-2023", "Tham mưu cho UBND tỉnh bố trí", "Cân đối và bố trí kinh phí cho việc thực hiện"
    )
    first = "tham mưu UBND tỉnh bố trí, lồng ghép các nguồn vốn hỗ trợ phát triển KTTT, HTX"
    second = "cân đối, bố trí kinh phí cho các chương trình, dự án, kế hoạch đào tạo, tập huấn"
    assert faults(f"Sở Kế hoạch và Đầu tư {first}; Sở Tài chính {second}", evidence) == ()
    assert faults(f"Sở Tài chính {first}; Sở Kế hoạch và Đầu tư {second}", evidence)


@pytest.mark.parametrize(
    ("text", "value", "to", "unit", "comparator"),
    [
        ("khoảng 1.550 triệu đồng/năm", 1_550_000_000, None, "đồng", "about"),
        ("1,5 tỷ đồng", 1_500_000_000, None, "đồng", ""),
        ("từ 5 đến 7 chuỗi", 5, 7, "chuỗi", ""),
        ("từ năm đến bảy chuỗi", 5, 7, "chuỗi", ""),
        ("hai mươi lăm mô hình", 25, None, "mô hình", ""),
        ("ít nhất từ 10 hợp tác xã", 10, None, "HTX", "least"),
        ("nhiều nhất 10 HTX", 10, None, "HTX", "most"),
        ("không quá 05 tỷ đồng/dự án", 5_000_000_000, None, "đồng", "most"),
        ("đạt 80 điểm trở lên", 80, None, "điểm", "least"),
        ("chưa đến ba mươi phần trăm", 30, None, "%", "less"),
    ],
)
def test_an_amount_is_read_with_its_comparator_and_unit(text, value, to, unit, comparator):
    amount = next(atom.amount for atom in read(text).atoms if atom.amount is not None)
    assert (amount.value, amount.to, amount.unit, amount.comparator) == (value, to, unit, comparator)


@pytest.mark.parametrize(
    "text",
    ["không gian phát triển", "không chỉ hỗ trợ vốn mà còn đào tạo", "không quá 5 HTX", "phòng trừ sâu bệnh"],
)
def test_what_denies_nothing_is_no_negation(text):
    assert negations(read(text)) == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Sở Tài chính chủ trì, phối hợp với Sở Công Thương lập dự toán",
            {"Sở Tài chính": "lead", "Sở Công Thương": "with"},
        ),
        (
            "Cơ quan chủ trì: Sở Tài chính; cơ quan phối hợp: Sở Y tế",
            {"Sở Tài chính": "lead", "Sở Y tế": "partner"},
        ),
        (
            "Việc này do Sở Y tế chủ trì, Sở Tài chính phối hợp",
            {"Sở Y tế": "lead", "Sở Tài chính": "partner"},
        ),
        ("Sở Y tế có nhiệm vụ phối hợp với Sở Tài chính", {"Sở Y tế": "partner", "Sở Tài chính": "with"}),
        ("Sở Y tế là cơ quan đầu mối, báo cáo UBND tỉnh", {"Sở Y tế": "contact"}),
        ("Đề nghị Hội Nông dân tỉnh vận động hội viên", {"Hội Nông dân tỉnh": "requested"}),
        ("Theo đề nghị của Sở Y tế, Sở Tài chính bố trí vốn", {"Sở Tài chính": "doer"}),
    ],
)
def test_the_part_of_each_agency_is_read(text, parts):
    read_parts = {one.agency.agency: one.part for one in assignments(read(text)) if one.agency}
    assert read_parts == parts


# --- English ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "says", "supported"),
    [
        ("Thành lập mới 15 HTX", "In 2023, 15 new agricultural cooperatives are established.", True),
        ("Thành lập mới 15 HTX", "In 2023, 16 new agricultural cooperatives are established.", False),
        ("Thành lập mới 15 HTX", "Average revenue of about 1,550 million VND per year.", True),
        ("Thành lập mới 15 HTX", "Average revenue of about 1,550 billion VND per year.", False),
        ("Thành lập mới 15 HTX", "At least 218 agricultural cooperatives by the end of 2023.", False),
        ("Các đơn vị căn cứ chức năng", "Agencies report results before 30 November 2023.", True),
        ("Các đơn vị căn cứ chức năng", "Agencies report results after 30 November 2023.", False),
        (
            "Chủ trì, phối hợp với Sở Nông nghiệp",
            "The Department of Planning and Investment leads guidance on policies for cooperatives.",
            True,
        ),
        (
            "Chủ trì, phối hợp với Sở Nông nghiệp",
            "The Department of Finance leads guidance on policies for agricultural cooperatives.",
            False,
        ),
        ("Thành lập mới 15 HTX", "Villagers cheerfully embrace modern tractors everywhere.", False),
    ],
)
def test_an_english_statement_is_held_to_vietnamese_quotes(quote, says, supported):
    assert (faults(says, quoted("dak-nong-2023", quote), language="en") == ()) is supported


def test_one_statement_takes_a_few_milliseconds():
    evidence = quoted("dak-nong-2023", "Thành lập mới 15 HTX")
    words = "Phấn đấu đến cuối năm {} có khoảng 218 HTX nông nghiệp với khoảng 4.600 thành viên"
    faults(words.format(2023), evidence)
    start = time.process_time()
    for year in range(1950, 2000):
        faults(words.format(year), evidence)
    assert (time.process_time() - start) / 50 < 0.02
