"""What messages tell of the asker's cooperative: real ways of writing, one a line."""

from __future__ import annotations

import pytest

from app.profile import Profile, asks_for_help, continues, read_profile, speaks_of_own
from ingest.reference import load

TOLD = [
    (
        "HTX tôi trồng điều ở Bù Gia Mập, cần vay vốn",
        {"district": "Bù Gia Mập", "fields": ("cashew",), "needs": ("credit",)},
    ),
    ("htx em moi lap o hon quan duoc ho tro gi", {"district": "Hớn Quản", "stage": "new"}),
    (
        "My cooperative grows coffee in Sa Thay, what support can we get?",
        {"district": "Sa Thầy", "fields": ("coffee",)},
    ),
    (
        "HTX Đoàn Kết ở Sa Thầy cần vay vốn",
        {"name": "HTX Đoàn Kết", "district": "Sa Thầy", "needs": ("credit",)},
    ),
    (
        "HTX Sáu Nhung chúng tôi ở Đăk Hà cần tìm đầu ra",
        {"name": "HTX Sáu Nhung", "needs": ("trade_promotion",)},
    ),
    (
        "HTX tôi ở tỉnh Đồng Nai, có 25 thành viên là người S'tiêng",
        {"province": "Đồng Nai", "members": 25, "ethnic_members": True},
    ),
    (
        "HTX chúng tôi ở Lâm Đồng trồng cà phê, do Hội Nông dân vận động thành lập",
        {"province": "Lâm Đồng", "farmers_union": True},
    ),
    ("ko bít e có dc hỗ trợ ko, htx e ở dak nong", {"province": "Đắk Nông"}),
    ("HTX vận tải của tôi ở Gia Nghĩa được hỗ trợ gì", {"fields": ("transport",), "agricultural": False}),
    (
        "Chúng tôi định thành lập hợp tác xã trồng dược liệu ở Sìn Hồ, cần giúp gì",
        {"fields": ("medicinal",), "stage": "founding"},
    ),
    (
        "we are a new cooperative in Lai Chau, we need a warehouse",
        {"province": "Lai Châu", "stage": "new", "needs": ("infrastructure",)},
    ),
    (
        "htx cua toi khong co thanh vien dan toc thieu so, can mua may say",
        {"ethnic_members": False, "needs": ("machinery",)},
    ),
    (
        "Nhóm em mới lập tổ hợp tác nuôi ong, muốn làm OCOP",
        {"fields": ("bees",), "stage": "new", "needs": ("ocop",)},
    ),
    ("HTX chúng tôi tạm ngừng hoạt động, muốn tổ chức lại", {"stage": "stopped"}),
    (
        "I am the director of a coffee cooperative in Dak Ha. Can we get a loan?",
        {"district": "Đăk Hà", "needs": ("credit",)},
    ),
    (
        "hợp tác xã tụi tui trồng lúa, bán không ai mua, cần đầu ra",
        {"fields": ("rice",), "agricultural": True},
    ),
    (
        "hop tac xa chung toi trong ca phe o dak mil can may moc",
        {"district": "Đắk Mil", "fields": ("coffee",), "needs": ("machinery",)},
    ),
    (
        "HTX của chúng tôi thành lập năm 2019, chăn nuôi heo ở Hớn Quản, cần thuê đất",
        {"stage": "running", "needs": ("land",)},
    ),
    ("HTX rau, hoa và du lịch thanh niên chúng tôi cần vốn", {"needs": ("credit",)}),
    ("HTX Bù Gia Mập chúng tôi cần vay vốn", {"name": None, "district": "Bù Gia Mập"}),
    (
        "HTX em được chọn thí điểm tham gia Đề án ở Đắk Tô, cần làm thương hiệu",
        {"programme": True, "needs": ("brand",)},
    ),
]

NOT_OWN = [
    "HTX ở Đắk Nông được hỗ trợ gì về thuế?",
    "HTX Đoàn Kết cần làm gì?",
    "HTX Nông nghiệp Bù Gia Mập được hỗ trợ những gì?",
    "HTX được hỗ trợ gì cho tôi hỏi",
    "Tôi muốn biết HTX được hỗ trợ gì",
    "Tôi có câu hỏi về hợp tác xã: được hỗ trợ gì",
    "Các hợp tác xã tham gia Đề án phải làm gì?",
    "What support do cooperatives get in Kon Tum?",
    "Hợp tác xã mới thành lập ở Lai Châu được hỗ trợ gì?",
    "cac htx o binh phuoc duoc vay von khong",
]


def said(profile: Profile, name: str):
    return getattr(profile, name) if hasattr(profile, name) else profile.says(name)


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_what_is_told(text, expected):
    assert speaks_of_own(text)
    profile = read_profile(text)
    assert {name: said(profile, name) for name in expected} == expected


@pytest.mark.parametrize("text", NOT_OWN)
def test_ordinary_questions_are_left_alone(text):
    assert not speaks_of_own(text)


@pytest.mark.parametrize(
    "text",
    ["HTX mình phải báo cáo ai?", "HTX em vay lãi suất bao nhiêu?", "HTX tôi có nhiệm vụ gì trong kế hoạch?"],
)
def test_other_questions_about_ones_own(text):
    assert speaks_of_own(text)
    assert not asks_for_help(text)


def test_what_was_said_before_counts():
    history = ["Sở Tài chính làm gì ở Lai Châu?", "HTX tôi trồng điều, cần vay vốn"]
    assert continues("ở huyện Bù Đăng", history)
    profile = read_profile("ở huyện Bù Đăng", history)
    assert (profile.province, profile.district, profile.fields, profile.needs) == (
        None,
        "Bù Đăng",
        ("cashew",),
        ("credit",),
    )
    assert not continues("Sở Công Thương phải làm gì?", history)
    assert not continues("ở huyện Bù Đăng", ["Sở Tài chính làm gì?"])


def test_from_a_form():
    given = {
        "name": "HTX Rạng Đông",
        "province": "",
        "fields": ["coffee"],
        "members": "31",
        "facts": {"ethnic_area": True, "new": None},
    }
    profile = Profile.of(given)
    assert (profile.province, profile.members, profile.says("ethnic_area"), profile.says("new")) == (
        None,
        31,
        True,
        None,
    )
    assert profile.says("agricultural") is True


@pytest.mark.parametrize(
    "wrong", [{"nmae": "x"}, {"needs": ["money"]}, {"facts": {"rich": True}}, {"stage": "old"}]
)
def test_a_wrong_form_is_refused(wrong):
    with pytest.raises(ValueError, match="unknown in a profile"):
        Profile.of(wrong)


def test_needs_are_kinds_of_support():
    known = {one["id"] for one in load("support")["measures"]}
    data = load("profile")
    listed = [
        *(need for one in data["needs"] for need in one["ids"]),
        *data["before_founding"],
        *data["when_stopped"],
    ]
    assert {*listed, data["graduates"], *data["graduates_with"]} <= known
