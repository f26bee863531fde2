"""What people say and what plans print for it: the reference data, and how it is read."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from app.cues import filler_phrases, is_english
from app.english import glossed, unknown_names
from app.thesaurus import Synonym, entries, in_plan_words, parts, synonyms
from app.understanding import understand
from ingest.reference import load
from ingest.vietnamese import strip_accents, syllables

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def said(question, *, accent_free=False):
    return [" ".join(one.said) for one in synonyms(question, accent_free=accent_free)]


# --- reference data ---------------------------------------------------------------------------


def test_each_phrase_stands_once_and_says_something():
    phrases = Counter(phrase for phrase, _ in entries())
    assert [phrase for phrase, times in phrases.items() if times > 1] == []
    assert all(re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)*", phrase) for phrase in phrases)
    assert all(re.fullmatch(r"[^\W\d_]+(?:[ /][^\W\d_]+)*", way) for _, meant in entries() for way in meant)


def test_no_phrase_is_another_word_of_the_plans_but_for_its_marks():
    """Typed without marks such a phrase would be read as what plans say all the time."""
    printed = Counter()
    for file in CORPUS.glob("*.txt"):
        words = syllables(file.read_text("utf-8"))
        printed.update(" ".join(pair) for pair in pairwise(words))
    others: dict[str, Counter[str]] = {}
    for pair, times in printed.items():
        others.setdefault(strip_accents(pair), Counter())[pair] += times
    known = {phrase for phrase, _ in entries()}
    clashing = {
        phrase: other
        for phrase, meant in entries()
        for other, times in others.get(strip_accents(phrase), {}).items()
        if meant and other != phrase and other not in known and times > 2 * printed[phrase] + 2
    }
    assert clashing == {"đóng cửa": "động của", "tiền thưởng": "tiến thương"}
    for other in clashing.values():
        assert said(other) == []


def test_each_english_phrase_stands_once():
    english = load("english")
    phrases = Counter(
        phrase
        for group in [*english["words"].values(), english["things"]]
        for line in group
        for phrase in line.split(", ")
    )
    assert [phrase for phrase, times in phrases.items() if times > 1] == []
    for listed in ("stop", "framing"):
        assert sorted(set(english[listed].split()) & set(phrases)) == []


# --- Vietnamese -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("có chỗ nào cho mua drone không", ["drone"]),
        ("kinh phí lấy ở đâu", []),  # no "phí"
        ("đường lối của đảng", []),  # no "đường"
        ("thu nhập của xã viên", ["xã viên"]),  # no "nhập"
        ("ứng dụng khoa học", ["ứng dụng"]),  # no "khóa học"
        ("bán hàng qua mạng", ["bán hàng qua mạng"]),  # the longest, not "bán hàng"
        ("ban hang qua mang", ["ban hang qua mang"]),
    ],
)
def test_the_longest_phrase_is_read_and_words_in_others_are_not(question, phrases):
    assert said(question) == phrases


def test_a_syllable_without_its_marks_is_read_only_where_no_marks_are_typed():
    assert said("gom dat, luong") == ["gom dat"]
    assert said("gom dat, luong", accent_free=True) == ["gom dat", "luong"]


def test_a_part_of_a_topic_may_be_said_in_several_ways():
    words = "rủ bao nhiêu hộ vô hợp tác xã"
    found = synonyms(words, accent_free=False)
    topic = parts(("rủ", "hộ", "vô"), found)
    assert [part.typed for part in topic] == [("rủ",), ("vô",), ("hộ",)]
    assert ("thu", "hút") in topic[0].meant
    assert ("tham", "gia") in topic[1].meant
    assert in_plan_words(words, found) == "vận động bao nhiêu hộ tham gia hợp tác xã"


def test_words_with_other_marks_do_not_belong_to_a_synonym():
    found = (Synonym(("trực", "tuyến"), (("qua", "mạng"),)),)
    assert [part.typed for part in parts(("trực", "tuyến", "tuyên"), found)] == [
        ("trực", "tuyến"),
        ("tuyên",),
    ]


@pytest.mark.parametrize(
    ("question", "need"),
    [
        ("Nộp báo cáo trễ thì bị phạt thế nào?", "penalty"),
        ("Không nộp báo cáo thì sao?", "penalty"),
        ("Nông dân muốn học làm giám đốc thì sao?", None),
        ("mấy HTX ngừng hoạt động thì xử lý sao", None),
        ("HTX Thanh An thành lập năm nào?", "founded"),
        ("Luật Hợp tác xã có hiệu lực từ ngày nào?", "effective"),
        ("Tổng kinh phí cả giai đoạn là bao nhiêu?", "total"),
        ("Tổng số thành viên là bao nhiêu?", "count"),
        ("Trung ương rót cho tỉnh bao nhiêu để phát triển HTX?", "money"),
        ("Lương người làm trong HTX bao nhiêu một tháng?", "money"),
        ("Thu nhập tăng bao nhiêu?", "count"),
        ("Hỗ trợ bao nhiêu hợp tác xã?", "count"),
        ("Tổ chức quốc tế nào tài trợ?", "names"),
        ("HTX nào được hỗ trợ vay vốn?", None),
        ("HTX nào được tuyên dương?", "names"),
        ("Ban chỉ đạo họp mấy tháng một lần?", "how_often"),
        ("Chỉ mình cách mở gian hàng từng bước một", "steps"),
        ("What happens if the report is late?", "penalty"),
        ("Học phí lớp đó bao nhiêu?", "money"),
        ("Học viên nghèo có được miễn học phí không?", None),
        ("Đi học lớp đó tiền ăn mỗi ngày bao nhiêu?", "money"),
        ("Lớp đó tổ chức ngày bao nhiêu?", "day"),
        ("Ba HTX đó tên là chi?", "names"),
        ("Một năm phải báo cáo mấy lần?", "how_often"),
        ("Vì răng mấy HTX nớ phải giải thể?", "reason"),
    ],
)
def test_what_an_answer_must_hold(question, need):
    assert understand(question, ()).need == need


def test_phrases_that_frame_a_question_stand_once_and_mean_nothing_else():
    phrases = Counter(filler_phrases())
    assert [phrase for phrase, times in phrases.items() if times > 1] == []
    assert {phrase for phrase, meant in entries() if meant} & set(phrases) == set()


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Tôi đang công tác ở phòng kinh tế, nghe nói có tập huấn về phần mềm?", "tập huấn mềm"),
        ("theo như kế hoạch thì sang năm trông đợi gì ở chứng nhận", "chứng nhận"),
        ("liên quan tới chuyện mặt bằng thì bên nào gánh vác", "mặt bằng"),
    ],
)
def test_phrases_that_frame_a_question_are_no_topic(question, topic):
    assert " ".join(understand(question, ()).topic) == topic


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("kế hoạch chạy từ năm nào tới năm nào", "period"),
        ("kế hoạch số mấy", "number"),
        ("kế hoạch này ký ngày mấy", "date"),
        ("phó chủ tịch nào ký", "signer"),
        ("kế hoạch này do ai kí", "signer"),
    ],
)
def test_everyday_cues_for_what_the_document_says_of_itself(question, field):
    understood = understand(question, ())
    assert (understood.kind, understood.fields) == ("document", (field,))


# --- English ----------------------------------------------------------------------------------


def test_english_words_are_glossed_by_their_plain_form_and_the_longest_phrase():
    gloss = glossed("Which warehouses were built with the maximum grant per project?")
    assert [" ".join(ways[0]) for ways in gloss.ways] == [
        "nhà kho",
        "xây dựng",
        "tối đa",
        "hỗ trợ",
        "dự án",
    ]
    assert gloss.unknown == ()


def test_an_english_word_without_a_gloss_weighs_as_unknown():
    question = understand("How do I export cashew nuts to Germany?", ())
    assert "germany" in question.topic
    assert unknown_names("How do I export cashew nuts to Germany?") == ["Germany"]
    assert unknown_names("Which Cooperatives join Fairs?") == []


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("How many co-ops are supposed to be using accounting software?", "phần mềm kế toán"),
        ("Which cooperatives were wound up?", "giải thể"),
        ("What role does the plan give to commercial lenders?", "ngân hàng thương mại"),
        ("Who is rolling out the first-time certification?", "lần đầu chứng nhận"),
        ("How does the plan overhaul tea processing?", "chè chế biến"),  # a verb that has no gloss
    ],
)
def test_words_that_only_frame_an_english_question_are_no_topic(question, topic):
    assert understand(question, ()).topic == tuple(topic.split())


@pytest.mark.parametrize(
    ("question", "nouns", "things"),
    [
        ("How many drones do co-ops get?", (), ["drones"]),
        ("Is there a brochure on zeppelins for the members?", ("zeppelins",), []),
        ("Does the plan bankroll tea growers?", (), ["tea"]),
    ],
)
def test_nouns_without_a_gloss_and_things_with_a_name_of_their_own_are_told_apart(question, nouns, things):
    gloss = glossed(question)
    assert gloss.nouns == nouns
    assert [said for said, _ in gloss.things] == things


@pytest.mark.parametrize(
    "question",
    [
        "I am a successful farmer in Lai Chau: can I be trained to become a cooperative director?",
        "List funding sources Dak Nong plan",
        "Kon Tum targets",
        "deadline for Dak Nong annex",
    ],
)
def test_english_is_known_by_its_words(question):
    assert is_english(question)


@pytest.mark.parametrize(
    "question",
    [
        "htx website marketing online nhu the nao",
        "HTX ban hang online",
        "OCOP Dak Nong",
        "co ho tro mua drone khong",
    ],
)
def test_english_words_that_vietnamese_uses_make_no_english_question(question):
    assert not is_english(question)


def test_a_common_noun_is_an_agency_only_where_its_duties_are_asked_for():
    assert understand("How many co-ops should have contracts with companies?", ()).agencies == ()
    asked = understand("What are companies asked to do?", ())
    assert [query.name for query in asked.agencies] == ["Các doanh nghiệp"]


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Who classifies cooperatives under the 2023 Cooperative Law?", ()),
        ("How many attended the session on the Law on Cooperatives of 2012 in 2024?", (2024,)),
    ],
)
def test_the_year_of_a_law_is_no_year_asked_for(question, years):
    assert understand(question, ()).scope.years == years


@pytest.mark.parametrize(
    ("question", "need"),
    [
        ("How much did the province spend on the two co-ops?", "money"),
        ("By how much should membership grow?", "count"),
        ("What is the most a co-op can borrow from the fund?", "money"),
        ("Where are the digital skills classes for directors and accountants of cooperatives held?", "venue"),
        ("In which quarter will co-ops be inspected?", "day"),
        ("Which software company supplies the package?", "names"),
        ("Which skills are co-op managers taught?", None),
    ],
)
def test_what_an_english_question_must_be_answered_with(question, need):
    assert understand(question, ()).need == need


def test_bodies_of_a_level_are_known_by_their_english_names():
    for typed in ("commune people's committees", "the people's committees of communes and wards"):
        [query] = understand(f"What must {typed} do?", ()).agencies
        assert (query.id.partition("@")[0], query.level) == ("ubnd", "commune")
