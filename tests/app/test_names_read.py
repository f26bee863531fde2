"""Names of places, agencies and cooperatives in questions, and what only looks like one."""

from __future__ import annotations

import pytest
from shipped import ROOT

from app.printed_names import find_printed
from app.retrieval import Searcher
from app.understanding import understand
from ingest.reading import read_plan


@pytest.fixture(scope="module")
def read(library):
    """Understand a question over the shipped plans, without answering it."""
    with library.view() as view:
        plans, accents = view.plans(), Searcher(view, library.embed_query).accents
    return lambda question, history=(): understand(question, plans, history, accents=accents)


@pytest.fixture(scope="module")
def invented():
    files = ("vinh-lam-2026", "phu-an-2024", "tan-hoa-2026")
    return [read_plan(ROOT / f"tests/ingest/plans/{name}.txt") for name in files]


@pytest.mark.parametrize(
    ("question", "names", "own"),
    [
        ("What are the targets in Vinh Lam?", ["Vĩnh Lâm"], ["vinh-lam-2026"]),  # not Vinh
        ("htx suoi may duoc gi", ["Suối Mây"], []),
        ("Suoi May cooperative", ["Suối Mây"], []),
        ("phú an 2024 làm gì", ["Phú An"], ["phu-an-2024"]),
        ("huyen muong khe co may htx", ["Mường Khe"], []),
        ("suoi may o dau", [], []),  # a cooperative is named as one
    ],
)
def test_names_that_plans_print_are_found_however_they_are_typed(invented, question, names, own):
    found = find_printed(question, invented)
    assert [one.name for one in found] == names
    assert [plan for one in found for plan in one.own] == own


def test_a_commune_that_only_shares_a_province_s_name_is_no_plan_s(invented):
    (found,) = find_printed("xã Phú An có mấy HTX", invented)
    assert (found.name, found.plans) == ("xã Phú An", ())


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("Chỉ tiêu HTX loại khá trở lên, huyện Hớn Quản 2025", "hon-quan-2025"),
        ("htx bu gia map muon xin may che bien", "binh-phuoc-2024"),
        ("so kh 3819 ki ngay may v ad", "kon-tum-2024"),
        ("nguon tien lam ke hoach hoi nong dan lai chau lay o dau z", "lai-chau-2024"),
    ],
)
def test_what_a_name_leads_to(read, question, plan):
    understood = read(question)
    assert understood.plans == (plan,)
    assert understood.scope.unknown == ()
    assert understood.agencies == ()


@pytest.mark.parametrize(
    "question",
    [
        "nâng cao bằng cách nào",  # not Cao Bằng
        "giai doan 5 nam dinh huong the nao",  # not Nam Định
        "xã biên giới được hỗ trợ gì",
        "huyện nghèo được hỗ trợ gì",
        "tinh hinh thuc hien ra sao",
    ],
)
def test_ordinary_words_are_no_place(read, question):
    assert read(question).scope.unknown == ()


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("mục tiêu của cao bằng năm 2025", "Cao Bằng"),
        ("huyen dinh lap ho tro gi cho htx", "Đình Lập"),
        ("huyện đại khê hỗ trợ gì cho htx", "huyện đại khê"),
        ("Vinh Hoa có mục tiêu gì?", "Vinh Hoa"),
        ("Kế hoạch của Sở Y tế Kon Tum có mục tiêu gì?", "Sở Y tế Kon Tum"),
    ],
)
def test_what_has_no_plan_is_unknown_by_its_name(read, question, unknown):
    understood = read(question)
    assert understood.scope.unknown == (unknown,)
    assert understood.plans == ()


def test_the_agency_by_which_a_plan_is_called_is_not_the_one_asked(read):
    assert read("Kế hoạch của UBND tỉnh Kon Tum nói gì về đất đai?").agencies == ()
    other = read("Theo kế hoạch của UBND tỉnh Kon Tum, Sở Tài chính làm gì?")
    assert [query.name for query in other.agencies] == ["Sở Tài chính"]


def test_a_follow_up_on_a_month_keeps_the_agency(read):
    understood = read("việc nào xong trong tháng 10/2023?", ["Sở Nông nghiệp Đắk Nông có nhiệm vụ gì?"])
    assert understood.kind == "duty"
    assert [query.name for query in understood.agencies] == ["Sở Nông nghiệp và Phát triển nông thôn"]
    assert understood.scope.years == (2023,)
    assert understood.plans == ("dak-nong-2023",)


def test_the_reading_says_year_and_unknown_place(assistant):
    assert assistant.ask("muc tieu gia lai 2025").reading.endswith("năm 2025, ở Gia Lai (không có trong kho)")


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("htx nong trai tuyet voi trong cay gi", False),
        ("HTX Thanh An doanh thu bao nhiêu?", False),
        ("Vì sao HTX Nông trại Tuyệt vời tạm ngừng?", True),
        ("htx thanh an hoat dong the nao", True),
    ],
)
def test_of_a_cooperative_only_what_is_said_of_it_is_told(assistant, question, answered):
    answer = assistant.ask(question)
    assert answer.scope == ("hon-quan-2025",)
    assert answer.answered is answered
