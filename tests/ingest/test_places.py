"""Places as they are printed and typed, and what became of them in 2025."""

import time
from datetime import date

import pytest

from ingest.places import find_places, level, places, predecessors, successor

FOUND = [
    # provinces, with and without accents
    ("UBND tỉnh Kon Tum", [("Kon Tum", "admin", ["kon-tum"])]),
    ("ke hoach binh phuoc 2024", [("binh phuoc", "plain", ["binh-phuoc"])]),
    ("Bình Phươc", [("Bình Phươc", "plain", ["binh-phuoc"])]),
    ("Lâm Đồng có gì", [("Lâm Đồng", "plain", ["lam-dong", "lam-dong@2025"])]),
    ("ở tỉnh Đồng Nai", [("Đồng Nai", "admin", ["dong-nai", "dong-nai@2025"])]),
    ("Đắc Nông", [("Đắc Nông", "plain", ["dak-nong"])]),
    ("Đăk Nông", [("Đăk Nông", "plain", ["dak-nong"])]),
    ("daknong", [("daknong", "plain", ["dak-nong"])]),
    ("DAK LAK", [("DAK LAK", "plain", ["dak-lak", "dak-lak@2025"])]),
    ("Đắc Lắc", [("Đắc Lắc", "plain", ["dak-lak", "dak-lak@2025"])]),
    ("kontum", [("kontum", "plain", ["kon-tum", "kon-tum.thanh-pho-kon-tum"])]),
    ("TP HCM", [("TP HCM", "plain", ["ho-chi-minh", "ho-chi-minh@2025"])]),
    ("TP.HCM", [("TP.HCM", "plain", ["ho-chi-minh", "ho-chi-minh@2025"])]),
    ("TP. Hồ Chí Minh", [("Hồ Chí Minh", "admin", ["ho-chi-minh", "ho-chi-minh@2025"])]),
    ("BR-VT", [("BR-VT", "plain", ["ba-ria-vung-tau"])]),
    ("TT Huế", [("TT Huế", "plain", ["hue"])]),
    ("Thừa Thiên - Huế", [("Thừa Thiên - Huế", "plain", ["hue"])]),
    ("gia lai co ke hoach nao", [("gia lai", "plain", ["gia-lai", "gia-lai@2025"])]),
    (
        "so sánh kon tum và bình phước",
        [
            ("kon tum", "plain", ["kon-tum", "kon-tum.thanh-pho-kon-tum"]),
            ("bình phước", "plain", ["binh-phuoc"]),
        ],
    ),
    # districts
    ("huyện Bù Gia Mập", [("Bù Gia Mập", "admin", ["binh-phuoc.huyen-bu-gia-map"])]),
    ("bu gia map", [("bu gia map", "plain", ["binh-phuoc.huyen-bu-gia-map"])]),
    ("kế hoạch hon quan 2025", [("hon quan", "plain", ["binh-phuoc.huyen-hon-quan"])]),
    ("thành phố Gia Nghĩa", [("Gia Nghĩa", "admin", ["dak-nong.thanh-pho-gia-nghia"])]),
    ("TP Gia Nghĩa", [("Gia Nghĩa", "admin", ["dak-nong.thanh-pho-gia-nghia"])]),
    ("thành phố Kon Tum", [("Kon Tum", "admin", ["kon-tum.thanh-pho-kon-tum"])]),
    ("huyện Đăk Tô", [("Đăk Tô", "admin", ["kon-tum.huyen-dak-to"])]),
    ("Ea H'Leo", [("Ea H'Leo", "plain", ["dak-lak.huyen-ea-hleo"])]),
    ("huyen ba to", [("ba to", "admin", ["quang-ngai.huyen-ba-to"])]),
    # what only shares the name of a place, or is none
    ("HTX Nông nghiệp hữu cơ Đồng Nai", []),
    ("HTX Nông nghiệp Bù Gia Mập, HTX Nông nghiệp hữu cơ Đồng Nai", []),
    (
        "các xã: Bù Gia Mập (huyện Bù Gia Mập) và Đồng Nai (huyện Bù Đăng)",
        [
            ("Bù Gia Mập", "admin", ["binh-phuoc.huyen-bu-gia-map"]),
            ("Bù Đăng", "admin", ["binh-phuoc.huyen-bu-dang"]),
        ],
    ),
    ("học tập tư tưởng Hồ Chí Minh", []),
    ("gia lai suat bao nhieu", []),
    ("ba to giay", []),
    ("tan phu", []),
    ("so sanh ke hoach", []),
    ("hỗ trợ nông dân về vốn", []),
    ("kinh phi thuc hien ke hoach la bao nhieu", []),
    ("HTX tôi trồng điều ở Bù Gia Mập", [("Bù Gia Mập", "plain", ["binh-phuoc.huyen-bu-gia-map"])]),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found_places(text, expected):
    mentions = find_places(text)
    assert [
        (one.printed, one.context, [place.id for place in one.candidates]) for one in mentions
    ] == expected
    assert all(one.span.of(text) == one.printed for one in mentions)


DOUBTFUL = [
    ("HTX Nông nghiệp hữu cơ Đồng Nai", "cooperative"),
    ("xã Đồng Nai", "commune"),
    ("các xã: Tân Phú, Đồng Nai", "commune"),
]


@pytest.mark.parametrize(("text", "context"), DOUBTFUL)
def test_shared_names_are_kept_with_low_confidence(text, context):
    mention = find_places(text, least=0)[-1]
    assert (mention.name, mention.context) == ("Đồng Nai", context)
    assert mention.confidence < 0.5


def test_confidence_falls_from_named_to_typed():
    texts = ["tỉnh Bình Phước", "tinh binh phuoc", "Bình Phước", "Binh Phuoc", "binh phuoc"]
    grades = [find_places(text)[0].confidence for text in texts]
    assert grades == sorted(grades, reverse=True)


def test_ambiguity_is_kept():
    assert find_places("Đồng Nai")[0].place is None
    assert find_places("Lai Châu", least=0)[0].candidates[0].era == "both"
    only = find_places("Bình Phước")[0].place
    assert only is not None
    assert (only.title, only.era) == ("tỉnh Bình Phước", "old")


SUCCESSORS = [
    ("binh-phuoc", "dong-nai@2025"),
    ("dak-nong", "lam-dong@2025"),
    ("kon-tum", "quang-ngai@2025"),
    ("lam-dong", "lam-dong@2025"),
    ("binh-phuoc.huyen-hon-quan", "dong-nai@2025"),
    ("lai-chau.huyen-tam-duong", "lai-chau"),
]


@pytest.mark.parametrize(("older", "newer"), SUCCESSORS)
def test_successors(older, newer):
    fact = successor(places()[older])
    assert fact is not None
    assert (fact.newer, fact.since) == (newer, date(2025, 7, 1))
    assert "/2025/QH15" in fact.source


def test_what_did_not_change_has_no_successor():
    assert successor(places()["lai-chau"]) is None
    assert predecessors(places()["lai-chau"]) == ()
    assert successor(places()["lam-dong@2025"]) is None


def test_predecessors_begin_with_the_older_self():
    older = [fact.older for fact in predecessors(places()["lam-dong@2025"])]
    assert older[0] == "lam-dong"
    assert set(older) == {"lam-dong", "dak-nong", "binh-thuan"}


def test_63_provinces_became_34():
    provinces = [place for place in places().values() if place.kind == "province"]
    assert sum(place.era in {"old", "both"} for place in provinces) == 63
    assert sum(place.era in {"new", "both"} for place in provinces) == 34
    assert sum(place.era == "both" for place in provinces) == 11


LEVELS = [
    ("UBND tỉnh", "province"),
    ("cấp huyện", "district"),
    ("UBND các xã", "commune"),
    ("thành phố Gia Nghĩa", "district"),
    ("kinh phí", None),
]


@pytest.mark.parametrize(("text", "expected"), LEVELS)
def test_level(text, expected):
    assert level(text) == expected


def test_a_question_takes_under_two_milliseconds():
    find_places("warm up")
    start = time.perf_counter()
    for number in range(200):
        find_places(f"ke hoach {number} cua dak nong va lai chau nam 2024 co gi moi khong")
    assert (time.perf_counter() - start) / 200 < 0.002
