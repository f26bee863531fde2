"""Verdicts on measures of the shipped plans and of an invented one, and the answer made of them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from shipped import PLAN_FILES

from app.answers.support import judge_all, located, profile_answer
from app.catalogue import entries
from app.eligibility import judge
from app.profile import Profile, read_profile
from app.understanding import understand
from app.verify import is_supported
from app.whereabouts import compare, plan_place
from ingest.models import Line, Source
from ingest.reading import plan_of, read_plan
from ingest.reference import load

INVENTED = """ỦY BAN NHÂN DÂN
TỈNH SÓC TRĂNG
Số: 77/KH-UBND
Sóc Trăng, ngày 05 tháng 3 năm 2024
KẾ HOẠCH
Hỗ trợ hợp tác xã thủy sản và hợp tác xã vùng đồng bào dân tộc thiểu số năm 2024
Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
I. NỘI DUNG HỖ TRỢ
1. Hỗ trợ các hợp tác xã có nhiều thành viên là người dân tộc thiểu số mua máy móc, thiết bị.
2. Hỗ trợ HTX Tôm Sạch Vĩnh Tân xây dựng nhãn hiệu cho sản phẩm tôm.
3. Hỗ trợ hợp tác xã mới thành lập chi phí tư vấn xây dựng điều lệ.
4. Hỗ trợ hợp tác xã có tối thiểu 15 thành viên vay vốn từ Quỹ Hỗ trợ phát triển hợp tác xã.
5. Tổ chức các lớp tập huấn cho các hợp tác xã trên địa bàn thị xã Vĩnh Châu.
6. Hỗ trợ các hợp tác xã do phụ nữ quản lý tham gia hội chợ.
II. TỔ CHỨC THỰC HIỆN
1. Liên minh Hợp tác xã tỉnh
Chủ trì hỗ trợ các hợp tác xã mua máy móc, thiết bị và vay vốn; báo cáo Ủy ban nhân dân tỉnh.
2. Sở Công Thương
Chủ trì tổ chức hội chợ, hỗ trợ các hợp tác xã quảng bá sản phẩm.
Trên đây là Kế hoạch./.
"""

# profile, plan, words of the measure, outcome, a reason, a thing to confirm
REAL = [
    (
        "HTX Nông nghiệp Bù Gia Mập cần vay vốn",
        "binh-phuoc-2024",
        "Chỉ đạo Quỹ Hỗ trợ phát triển HTX",
        "named",
        "reason.named",
        "confirm.open",
    ),
    (
        "HTX Nông nghiệp Bù Gia Mập cần vốn",
        "binh-phuoc-2024",
        "Hỗ trợ 02 HTX tham gia",
        "named",
        "reason.named",
        "confirm.open",
    ),
    (
        "htx nong nghiep bu gia map can vay von",
        "binh-phuoc-2024",
        "Hỗ trợ HTX tiếp cận vốn vay",
        "named",
        "reason.named",
        "confirm.open",
    ),
    (
        "HTX Bù Gia Mập chúng tôi cần vay vốn",
        "binh-phuoc-2024",
        "Chỉ đạo Quỹ Hỗ trợ phát triển HTX",
        "named",
        "reason.named",
        "confirm.name",
    ),
    (
        "HTX Hoa Sen chúng tôi ở Bù Đăng cần vay vốn",
        "binh-phuoc-2024",
        "Chỉ đạo Quỹ Hỗ trợ phát triển HTX",
        "no_match",
        "against.named",
        None,
    ),
    (
        "HTX tôi trồng điều ở Bù Gia Mập, cần vay vốn",
        "binh-phuoc-2024",
        "Chỉ đạo Quỹ Hỗ trợ phát triển HTX",
        "may_match",
        "reason.area",
        "confirm.named",
    ),
    (
        "HTX tôi trồng điều ở Bù Gia Mập",
        "binh-phuoc-2024",
        "Ưu tiên hỗ trợ các HTX vùng",
        "may_match",
        "reason.field",
        "confirm.ethnic_area",
    ),
    (
        "HTX tôi ở Bù Đăng, vùng đồng bào dân tộc thiểu số",
        "binh-phuoc-2024",
        "Ưu tiên hỗ trợ các HTX vùng",
        "matches",
        "reason.ethnic_area",
        "confirm.open",
    ),
    (
        "HTX tôi ở Bù Đăng, không thuộc vùng dân tộc thiểu số",
        "binh-phuoc-2024",
        "Ưu tiên hỗ trợ các HTX vùng",
        "no_match",
        "against.ethnic_area",
        None,
    ),
    (
        "HTX tôi trồng cà phê ở Bù Đăng",
        "binh-phuoc-2024",
        "Hỗ trợ các HTX tham gia các hoạt động xúc tiến thương mại sản phẩm điều",
        "no_match",
        "against.field",
        None,
    ),
    (
        "HTX tôi ở Hớn Quản",
        "binh-phuoc-2024",
        "Tích cực hỗ trợ các HTX trong việc xây dựng vùng nguyên liệu",
        "no_match",
        "against.district",
        None,
    ),
    (
        "HTX tôi ở tỉnh Đồng Nai",
        "binh-phuoc-2024",
        "Khuyến khích HTX tham gia chuyển đổi số",
        "may_match",
        None,
        "confirm.place_older",
    ),
    (
        "HTX tôi ở tỉnh Bình Phước",
        "hon-quan-2025",
        "Hỗ trợ HTX tiếp cận thị trường",
        "may_match",
        None,
        "confirm.place_wider",
    ),
    (
        "HTX em mới lập ở Hớn Quản",
        "hon-quan-2025",
        "Hỗ trợ HTX tiếp cận thị trường",
        "matches",
        "reason.general",
        "confirm.open",
    ),
    (
        "HTX em ở Đắk Mil trồng cà phê",
        "dak-nong-2023",
        "Hỗ trợ các HTX nông nghiệp cơ sở hạ tầng",
        "matches",
        "reason.agricultural",
        "confirm.open",
    ),
    (
        "HTX vận tải của tôi ở Gia Nghĩa",
        "dak-nong-2023",
        "Hỗ trợ các HTX nông nghiệp cơ sở hạ tầng",
        "no_match",
        "against.agricultural",
        None,
    ),
    (
        "HTX vận tải của tôi ở Gia Nghĩa",
        "dak-nong-2023",
        "Hỗ trợ Xúc tiến thương mại",
        "may_match",
        "reason.area",
        "confirm.beyond",
    ),
    (
        "HTX tôi ở Đức Trọng, Lâm Đồng",
        "dak-nong-2023",
        "Hỗ trợ Xúc tiến thương mại",
        "no_match",
        "against.place",
        None,
    ),
    (
        "HTX tôi ở Lâm Đồng",
        "dak-nong-2023",
        "Hỗ trợ Xúc tiến thương mại",
        "may_match",
        None,
        "confirm.place_older",
    ),
    (
        "HTX tôi cần bán hàng",
        "dak-nong-2023",
        "Hỗ trợ Xúc tiến thương mại",
        "may_match",
        None,
        "confirm.place_unknown",
    ),
    (
        "HTX Đoàn Kết ở Sa Thầy cần vay vốn",
        "kon-tum-2024",
        "Quan tâm hỗ trợ các hợp tác xã tham gia Đề án",
        "named",
        "reason.listed",
        "confirm.open",
    ),
    (
        "htx doan ket o sa thay cua toi can vay von",
        "kon-tum-2024",
        "Quan tâm hỗ trợ các hợp tác xã tham gia Đề án",
        "named",
        "reason.listed",
        "confirm.name",
    ),
    (
        "HTX Hoa Sen chúng tôi ở Sa Thầy cần vay vốn",
        "kon-tum-2024",
        "Quan tâm hỗ trợ các hợp tác xã tham gia Đề án",
        "no_match",
        "against.listed",
        None,
    ),
    (
        "HTX Hoa Sen chúng tôi ở Sa Thầy cần vay vốn",
        "kon-tum-2024",
        "Tạo điều kiện để hợp tác xã được tiếp cận",
        "may_match",
        "reason.area",
        "confirm.not_listed",
    ),
    (
        "My cooperative grows coffee in Sa Thay",
        "kon-tum-2024",
        "Quan tâm hỗ trợ các hợp tác xã tham gia Đề án",
        "may_match",
        "reason.area",
        "confirm.listed",
    ),
    (
        "HTX tôi ở Sìn Hồ do Hội Nông dân vận động thành lập, trồng chè",
        "lai-chau-2024",
        "Hỗ trợ đào tạo, tập huấn",
        "matches",
        "reason.farmers_union",
        "confirm.open",
    ),
    (
        "HTX tôi ở Sìn Hồ trồng chè",
        "lai-chau-2024",
        "Hỗ trợ đào tạo, tập huấn",
        "may_match",
        "reason.agricultural",
        "confirm.farmers_union",
    ),
    (
        "HTX tôi ở Sìn Hồ, không phải do Hội Nông dân thành lập",
        "lai-chau-2024",
        "Hỗ trợ đào tạo, tập huấn",
        "no_match",
        "against.farmers_union",
        None,
    ),
    (
        "Chúng tôi sắp thành lập hợp tác xã ở Sìn Hồ",
        "lai-chau-2024",
        "Tư vấn hỗ trợ sáng lập viên",
        "may_match",
        "reason.founding",
        "confirm.agricultural",
    ),
    (
        "HTX tôi thành lập năm 2015 ở Sìn Hồ",
        "lai-chau-2024",
        "Tư vấn hỗ trợ sáng lập viên",
        "no_match",
        "against.founding",
        None,
    ),
]

ELSEWHERE = [
    ("HTX tôi ở Vĩnh Châu có thành viên là người Khmer", "mua máy móc", "may_match", "reason.ethnic_members"),
    ("HTX tôi ở Vĩnh Châu", "mua máy móc", "may_match", None),
    ("HTX tôi ở Sa Thầy có thành viên là người Ba Na", "mua máy móc", "no_match", "against.place"),
    ("HTX Tôm Sạch Vĩnh Tân cần làm nhãn hiệu", "xây dựng nhãn hiệu", "named", "reason.named"),
    ("HTX Sóng Biển chúng tôi ở Vĩnh Châu", "xây dựng nhãn hiệu", "no_match", "against.named"),
    (
        "HTX em mới thành lập ở Vĩnh Châu, vùng đồng bào dân tộc thiểu số",
        "xây dựng điều lệ",
        "matches",
        "reason.new",
    ),
    ("HTX em thành lập năm 2010 ở Vĩnh Châu", "xây dựng điều lệ", "no_match", "against.new"),
    (
        "HTX em có 40 thành viên ở Vĩnh Châu, vùng đồng bào dân tộc thiểu số",
        "vay vốn từ Quỹ",
        "matches",
        "reason.members",
    ),
    ("HTX em có 9 thành viên ở Vĩnh Châu", "vay vốn từ Quỹ", "no_match", "against.members"),
    ("HTX em ở Vĩnh Châu", "trên địa bàn thị xã", "may_match", "reason.district"),
    ("HTX em ở Mỹ Xuyên", "trên địa bàn thị xã", "no_match", "against.district"),
    ("HTX em ở Vĩnh Châu do phụ nữ quản lý", "do phụ nữ quản lý", "may_match", "reason.women_led"),
]


@pytest.fixture(scope="module")
def plans():
    return {file.stem: read_plan(file) for file in PLAN_FILES}


@pytest.fixture(scope="module")
def invented():
    source = Source(tuple(Line(line) for line in INVENTED.splitlines()), "text")
    return plan_of(source, plan_id="soc-trang-2024", file="soc-trang-2024.txt", sha256="0")


def find(plan, words):
    found = [one for one in plan.records.support if words in one.wording]
    assert found, f"{plan.id} has no measure with {words!r}"
    return found[0]


@pytest.mark.parametrize(("told", "plan", "words", "outcome", "reason", "confirm"), REAL)
def test_measures_of_the_shipped_plans(plans, told, plan, words, outcome, reason, confirm):
    verdict = judge(find(plans[plan], words), plans[plan], read_profile(told))
    assert verdict.outcome == outcome, verdict
    assert reason is None or reason in [one.key for one in verdict.reasons]
    assert confirm is None or confirm in [one.key for one in verdict.to_confirm]


@pytest.mark.parametrize(("told", "words", "outcome", "reason"), ELSEWHERE)
def test_measures_of_a_plan_nobody_tuned_for(invented, told, words, outcome, reason):
    verdict = judge(find(invented, words), invented, read_profile(told))
    assert verdict.outcome == outcome, verdict
    assert reason is None or reason in [one.key for one in verdict.reasons]


@pytest.mark.parametrize("told", ["HTX tôi", *sorted({told for told, *_ in REAL})])
def test_never_a_bare_yes(plans, told):
    for one in judge_all(read_profile(told), plans.values()):
        if one.verdict.outcome == "no_match":
            assert one.verdict.reasons
        else:
            assert one.verdict.to_confirm
            assert one.verdict.turn or not one.plan.records.duties[2:]


def test_whom_to_turn_to(plans, invented):
    profile = read_profile("HTX tôi ở Bù Gia Mập")
    plan = plans["binh-phuoc-2024"]
    own = judge(find(plan, "Tích cực hỗ trợ các HTX trong việc xây dựng vùng nguyên liệu"), plan, profile)
    assert [turn.agency for turn in own.turn] == ["UBND huyện Bù Gia Mập"]
    row = judge(
        find(plans["dak-nong-2023"], "Hỗ trợ các HTX nông nghiệp cơ sở hạ tầng"),
        plans["dak-nong-2023"],
        read_profile("HTX tôi ở Đắk Mil"),
    )
    assert [(turn.agency, turn.now) for turn in row.turn] == [
        ("Sở Nông nghiệp và Phát triển nông thôn", "Sở Nông nghiệp và Môi trường")
    ]
    fair = judge(find(invented, "do phụ nữ quản lý"), invented, read_profile("HTX tôi ở Vĩnh Châu"))
    assert [turn.agency for turn in fair.turn] == ["Sở Công Thương"]
    assert fair.turn[0].unit is not None


@pytest.mark.parametrize(
    ("province", "district", "plan", "relation"),
    [
        ("Bình Phước", None, "binh-phuoc-2024", "inside"),
        (None, "Bù Đăng", "binh-phuoc-2024", "inside"),
        ("Đồng Nai", "Bù Đăng", "binh-phuoc-2024", "inside"),
        ("Đồng Nai", None, "binh-phuoc-2024", "older"),
        ("Đồng Nai", "Trảng Bom", "binh-phuoc-2024", "other"),
        ("Quảng Ngãi", None, "kon-tum-2024", "older"),
        ("Lai Châu", None, "lai-chau-2024", "inside"),
        ("Bình Phước", None, "hon-quan-2025", "wider"),
        (None, "Lộc Ninh", "hon-quan-2025", "other"),
        (None, None, "lai-chau-2024", "unknown"),
    ],
)
def test_places_by_older_and_newer_names(plans, province, district, plan, relation):
    area = plan_place(plans[plan])
    assert area is not None
    assert compare(area, Profile(province=province, district=district)) == relation


def ask(text, plans, history=()):
    question = understand(text, list(plans.values()), history)
    return profile_answer(question, SimpleNamespace(plans=tuple(plans.values())), question.language, history)


@pytest.mark.parametrize("told", sorted({told for told, *_ in REAL if "cần" in told or "can " in told}))
def test_every_statement_stands_in_its_quotes(plans, told):
    draft = ask(told, plans)
    assert draft is not None
    assert draft.answered
    assert [one.text for one in draft.statements if not is_supported(one)] == []
    assert all(one.group and dict(one.detail)["Cần xác nhận"] for one in draft.statements)


def test_an_answer_reads(plans):
    draft = ask("HTX tôi trồng điều ở Bù Gia Mập, cần vay vốn", plans)
    assert "Bù Gia Mập" in draft.lead
    assert all("credit" in one.evidence[0].support[0].measures for one in draft.statements)
    assert any("không phù hợp" in note for note in draft.notes)
    assert "tên hợp tác xã" in draft.notes[-1]
    english = ask("My cooperative grows coffee in Sa Thay, what support can we get?", plans)
    assert "your cooperative" in english.lead


def test_order_is_named_matches_may_match(plans):
    draft = ask(
        "HTX Nông nghiệp Bù Gia Mập của tôi ở vùng đồng bào dân tộc thiểu số, cần vay vốn và tập huấn", plans
    )
    groups = [one.group.split(" – ")[0] for one in draft.statements]
    assert list(dict.fromkeys(groups)) == ["Nêu đích danh", "Phù hợp", "Có thể phù hợp"]


@pytest.mark.parametrize(
    "text",
    [
        "HTX ở Đắk Nông được hỗ trợ gì về thuế?",
        "Sở Tài chính có nhiệm vụ gì?",
        "HTX mình phải báo cáo ai?",
        "HTX em vay lãi suất bao nhiêu?",
        "HTX của tôi ở Gia Lai cần vay vốn",
        "What support do cooperatives get in Kon Tum?",
    ],
)
def test_other_questions_are_not_answered_here(plans, text):
    assert ask(text, plans) is None


def test_nothing_on_a_need_is_said(plans):
    draft = ask("HTX tôi ở Lai Châu cần nhà kho", plans)
    assert draft is not None
    assert not draft.answered


def test_what_was_said_before_and_a_short_answer(plans):
    draft = ask("ở huyện Bù Đăng", plans, ["HTX tôi trồng điều, cần vay vốn"])
    assert "Bù Đăng" in draft.lead
    assert "vốn vay" in draft.lead


def test_the_place_of_who_is_named(plans):
    profile = located(read_profile("HTX Nông nghiệp hữu cơ Đồng Nai cần mua máy"), plans.values())
    assert profile.province == "Bình Phước"


def test_every_kind_has_its_words():
    known = entries()
    for kind in load("profile")["kinds"]:
        assert {f"support.{part}.{kind['id']}" for part in ("reason", "confirm", "against")} <= set(known)
