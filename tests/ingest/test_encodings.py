"""Letters before Unicode: recognised by their words, converted, and refused where in doubt."""

import os
import unicodedata
from functools import cache

import pytest
from documents import as_pdf
from docx import Document
from docx.oxml.ns import qn
from old_letters import as_bytes, as_latin, as_windows
from plan_facts import PLANS, facts, plan_in

from app.catalogue import say
from ingest.errors import RefusedFile
from ingest.readers import Limits, read
from ingest.readers.legacy import ENCODINGS, decoded, decoded_as, font_encoding, is_syllable, marked_words

NAMES = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viscii": "VISCII"}
UNICODE = {
    "utf-8-sig": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "NFD": lambda text: unicodedata.normalize("NFD", text).encode(),
}


@cache
def text_of(plan):
    return unicodedata.normalize("NFC", plan.read_text("utf-8-sig")).replace("\xa0", " ")


@cache
def expected(plan):
    return facts(plan_in(plan))


# --- conversion ------------------------------------------------------------------------------

# As such files are found; the last two as `iconv` writes them.
KNOWN = [
    ("tcvn3", "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ("tcvn3", "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
    (
        "tcvn3",
        "Uû ban nh©n d©n tØnh; Së Tµi chÝnh, ®Þa ph¬ng",
        "Uỷ ban nhân dân tỉnh; Sở Tài chính, địa phơng",
    ),
    ("tcvn3", "nh\xad vËy, t\xad vÊn", "như vậy, tư vấn"),
    ("vni", "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ("vni", "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
    (
        "vni",
        "UÛY BAN NHAÂN DAÂN, ñöôøng phoá, kyõ thuaät, tyû leä",
        "ỦY BAN NHÂN DÂN, đường phố, kỹ thuật, tỷ lệ",
    ),
    ("viscii", bytes.fromhex("43b56e672068f2612078e32068b569").decode("latin-1"), "Cộng hòa xã hội"),
    ("tcvn3", bytes.fromhex("43e96e672068df612078b72068e969").decode("latin-1"), "Cộng hòa xã hội"),
]


@pytest.mark.parametrize(("encoding", "old", "new"), KNOWN)
def test_known_lines(encoding, old, new):
    assert decoded_as(old, encoding) == new


def test_capitals_typed_in_a_font_of_capitals():
    assert (
        decoded_as("Uû BAN NH¢N D¢N TØNH\nSè: 12/KH-UBND", "tcvn3") == "UỶ BAN NHÂN DÂN TỈNH\nSố: 12/KH-UBND"
    )


def test_soft_hyphen_read_as_a_hyphen_is_a_letter_only_where_it_makes_a_word():
    old = "nh- vËy, tr-êng häc, -u tiªn, 2021-2025, KH-UBND, Bµ RÞa-Vòng Tµu"
    assert decoded_as(old, "tcvn3") == "như vậy, trường học, ưu tiên, 2021-2025, KH-UBND, Bà Rịa-Vũng Tàu"


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_plan_is_recognised_as_bytes_and_as_latin_letters(encoding, plan, tmp_path):
    text = text_of(plan)
    for data in (as_bytes(text, encoding), as_latin(text, encoding).encode("utf-8")):
        path = tmp_path / "a.txt"
        path.write_bytes(data)
        notices = [(notice.code, dict(notice.params)) for notice in read(path, Limits()).notices]
        assert notices == [("converted", {"encoding": NAMES[encoding]})]


@pytest.mark.parametrize("name", UNICODE)
def test_unicode_in_any_form(name, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(UNICODE[name](text_of(PLANS[0])))
    source = read(path, Limits())
    assert [line.text for line in source.lines] == [line.text for line in read(PLANS[0], Limits()).lines]
    assert source.notices == ()


def test_a_page_in_old_letters_keeps_its_capitals(tmp_path):
    lines = [line for line in text_of(PLANS[0]).split("\n") if line.strip()]
    path = tmp_path / "a.html"
    page = "".join(f"<p>{as_latin(line, 'tcvn3')}</p>" for line in lines)
    path.write_bytes(f"<html><body>{page}</body></html>".encode("cp1252", "replace"))
    source = read(path, Limits())
    assert "KẾ HOẠCH" in [line.text for line in source.lines]
    assert [dict(notice.params) for notice in source.notices] == [{"encoding": "TCVN3 (ABC)"}]


def test_windows_1258(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(as_windows(text_of(PLANS[0])))
    assert facts(plan_in(path)) == expected(PLANS[0])
    assert dict(read(path, Limits()).notices[0].params) == {"encoding": "windows-1258"}


def test_only_the_old_lines_of_a_mixed_text_are_converted():
    new = text_of(PLANS[0]).split("\n")
    mixed = [line if index % 3 else as_latin(line, "vni") for index, line in enumerate(new)]
    text, encoding = decoded("\n".join(mixed))
    assert encoding == "vni"
    different = [(one, other) for one, other in zip(text.split("\n"), new, strict=True) if one != other]
    assert different == []


# --- doubt -----------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
def test_unicode_is_left_as_it_is(plan):
    assert decoded(text_of(plan)) == (text_of(plan), None)


@pytest.mark.parametrize(
    "text",
    [
        "Café Crème, Zürich, Ångström: ba tên riêng trong văn bản tiếng Việt bình thường.",
        "The co-operative's plan for 2024, section § 2 — “support”.",
        "có và là lá cá bà hà",
    ],
)
def test_a_few_foreign_letters_prove_nothing(text):
    assert decoded(text) == (text, None)


DOUBTFUL = {
    "read as Latin and saved again": lambda text: text.encode().decode("latin-1").encode(),
    "another language's encoding": lambda text: text.encode("utf-8").translate(
        bytes((n * 7) % 256 for n in range(256))
    ),
    "a bit of each": lambda text: (as_latin(text, "tcvn3")[:900] + as_latin(text, "vni")[900:1800]).encode(
        "latin-1", "replace"
    ),
    "damaged": lambda text: text.encode()[:-1] + b"\xe1\xba",
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_doubt_is_a_refusal_that_says_so(name, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(DOUBTFUL[name](text_of(PLANS[1])))
    with pytest.raises(RefusedFile) as refusal:
        read(path, Limits())
    assert refusal.value.code == "encoding"
    assert "không đoán" in say("error.encoding", **refusal.value.params)


@pytest.mark.parametrize(
    ("word", "expectation"),
    [
        *((word, True) for word in ("nghĩa", "Quyết", "GIẾNG", "huỷ", "khuya", "thuở", "ưu", "Đắk", "yếu")),
        *((word, False) for word in ("hßa", "nghÜa", "Coäng", "ViÖt", "cãc", "cọcc", "hÉo", "KINh")),
    ],
)
def test_syllables(word, expectation):
    assert is_syllable(word) is expectation


# --- Word: the font tells --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("font", "made"),
    [
        (".VnTime", ("tcvn3", False)),
        (".VnTimeH", ("tcvn3", True)),
        (".VnArial NarrowH", ("tcvn3", True)),
        ("VNI-Times", ("vni", False)),
        ("Times New Roman", (None, False)),
    ],
)
def test_fonts(font, made):
    assert font_encoding(font) == made


def with_runs(*paragraphs):
    document = Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for text, font in runs:
            run = paragraph.add_run(text)
            if font:
                run.font.name = font
    return document


def lines_of(document, tmp_path):
    path = tmp_path / "a.docx"
    document.save(path)
    return read(path, Limits())


def test_runs_are_converted_by_their_font_and_words_go_on_over_runs(tmp_path):
    source = lines_of(
        with_runs(
            [("Së Tµi chÝnh ViÖ", ".VnTime"), ("t", ".VnTime"), (" Nam", None)],
            [("kÕ ho¹ch n¨m 2024", ".VnTimeH")],
            [("Coä", "VNI-Times"), ("ng hoøa", "VNI-Times")],
            [("Kế hoạch đã có và được duyệt", ".VnTime")],
            [("Ngân sách và vốn vay", "Times New Roman")],
        ),
        tmp_path,
    )
    assert [line.text for line in source.lines] == [
        "Sở Tài chính Việt Nam",
        "KẾ HOẠCH NĂM 2024",
        "Cộng hòa",
        "Kế hoạch đã có và được duyệt",
        "Ngân sách và vốn vay",
    ]
    assert [dict(notice.params) for notice in source.notices] == [{"encoding": "TCVN3 (ABC), VNI"}]


def test_the_font_of_the_style_counts(tmp_path):
    document = with_runs([("Së C«ng Th¬ng chñ tr×", None)])
    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    fonts.set(qn("w:ascii"), ".VnTime")
    fonts.set(qn("w:hAnsi"), ".VnTime")
    assert [line.text for line in lines_of(document, tmp_path).lines] == ["Sở Công Thơng chủ trì"]


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_a_pdf_with_an_old_font_is_converted(encoding, tmp_path):
    path = tmp_path / "a.pdf"
    old = as_latin(text_of(PLANS[4]), encoding).replace(as_latin("KẾ HOẠCH\n", encoding), "KẾ HOẠCH\n")
    as_pdf(old.replace("\xad", "-"), path)  # as the letter is printed
    made = {kind: len(found) for kind, found in facts(plan_in(path)).items()}
    assert made == {kind: len(found) for kind, found in expected(PLANS[4]).items()}
    assert dict(read(path, Limits()).notices[0].params) == {"encoding": NAMES[encoding]}


def test_text_that_has_lost_a_letter_is_refused(tmp_path):
    """Programs that drop soft hyphens drop TCVN3's "ư"; nobody could tell "tham mu" from "tham mưu"."""
    path = tmp_path / "a.txt"
    path.write_bytes(as_bytes(text_of(PLANS[0]), "tcvn3").replace(b"\xad", b"").replace(b"\xa6", b""))
    with pytest.raises(RefusedFile, match="encoding"):
        read(path, Limits())


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_right_encoding_is_far_from_the_wrong_ones(encoding, plan):
    """The thresholds stand in the middle of a wide gap."""
    old = as_latin(text_of(plan), encoding)
    shares = {other: marked_words(decoded_as(old, other))[1] for other in ENCODINGS}
    assert shares.pop(encoding) > 0.97
    assert max(shares.values()) < 0.6


def test_no_encoding_is_found_by_chance():
    """Whatever the language, noise is in none of the encodings."""
    noise = os.urandom(20_000).decode("latin-1").replace("\n", " ")
    assert decoded(noise)[1] is None
