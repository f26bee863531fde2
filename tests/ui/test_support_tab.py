"""Support for a cooperative: the form's profile, the list it gets, and the page to take along."""

from __future__ import annotations

import io
import re
from datetime import date

import pypdf
import pytest
from bs4 import BeautifulSoup
from docx import Document
from library_site import assistant_over
from shipped import PLAN_FILES
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.advice import advise, in_words
from app.answers.support import profile_answer
from app.profile import Profile, read_profile
from app.ranker import Ranker
from app.retrieval import Searcher
from app.summary import Row, Summary, summary_of
from app.summary_docx import as_docx
from app.summary_pdf import as_pdf, rows_on_a_page
from app.ui import source_routes, support_routes
from app.ui.support import profile_of
from app.understanding import understand
from ingest.vietnamese import fold_space

TODAY = date(2026, 3, 1)
COFFEE = {"province": "dak nong", "name": "HTX Cà phê Đoàn Kết", "fields": ["coffee"]}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    return assistant_over(tmp_path_factory.mktemp("home"), PLAN_FILES)


@pytest.fixture(scope="module")
def http(shipped):
    return TestClient(Starlette(routes=[support_routes.routes(shipped), source_routes.routes(shipped)]))


def judged(http, sent, **query):
    answer = http.post(f"/{support_routes.URL}/judge", json=sent, params=query)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def every_measure(advice):
    return in_words((*advice.fits, *advice.may_fit, *advice.beside, *advice.not_for), "vi")


def quotes(shown) -> list[str]:
    return [fold_space(quote.get_text()) for quote in shown.select("blockquote")]


# --- the list ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "HTX tôi trồng điều ở Bù Gia Mập, cần vay vốn",
        "HTX chúng tôi trồng cà phê ở Đắk Nông được hỗ trợ gì?",
        "Chúng tôi sắp thành lập hợp tác xã dược liệu ở Lai Châu, cần giúp gì",
        "HTX vận tải của tôi ở Kon Tum được hỗ trợ gì",
        "HTX tôi ở Cà Mau được hỗ trợ gì",
    ],
)
def test_the_list_is_what_the_chat_answers(shipped, question):
    plans = shipped.plans()
    with shipped.library.view() as view:
        ranker = Ranker(Searcher(view, shipped.library.embed_query))
        draft = profile_answer(understand(question, plans), ranker, "vi")
    advice = advise(read_profile(question), plans, "vi", TODAY)
    chat = [
        (statement.evidence[0].plan.id, statement.evidence[0].quote, dict(statement.detail))
        for statement in (draft.statements if draft else ())
    ]
    listed = [
        (
            one.plan.id,
            one.quote,
            {
                name: words
                for name, words in (
                    ("Vì sao", "; ".join(one.why)),
                    ("Cần xác nhận", "; ".join(one.confirm)),
                    ("Nơi liên hệ", "; ".join(one.turn)),
                    ("Nguồn", one.fund),
                )
                if words
            },
        )
        for one in in_words((*advice.fits, *advice.may_fit), "vi")
    ]
    assert listed == chat


def test_all_measures_are_judged_and_none_twice(shipped):
    plans = shipped.plans()
    advice = advise(profile_of({**COFFEE, "needs": ["credit"]}), plans, "vi", TODAY)
    shown = [(one.plan.id, one.quote) for one in every_measure(advice)]
    assert len(shown) == sum(len(plan.records.support) for plan in plans)
    assert all(quote.of(plan.text).strip() for plan in plans for one, quote in shown if one == plan.id)
    assert all("vốn vay, tín dụng" in one.kinds for one in in_words((*advice.fits, *advice.may_fit), "vi"))


def test_the_form_and_the_sentence_make_the_same_profile(shipped):
    plans = shipped.plans()
    sentence = read_profile("HTX của tôi trồng cà phê ở tỉnh Đắk Nông, cần vay vốn")
    form = profile_of({"province": "dak nong", "fields": ["coffee"], "needs": ["credit"]})
    told, filled = (advise(one, plans, "vi", TODAY) for one in (sentence, form))
    assert (told.fits, told.may_fit, told.beside) == (filled.fits, filled.may_fit, filled.beside)
    assert "Đắk Nông" in filled.who


def test_a_measure_is_shown_with_reasons_agency_and_place(http, shipped):
    shown = judged(http, COFFEE)
    measure = shown.select_one(".pk-measure")
    labels = [label.get_text() for label in measure.select("dt")]
    assert labels[:3] == ["Vì sao", "Cần xác nhận", "Nơi liên hệ"]
    place = measure.select_one(".pk-place")
    plan = shipped.plan(place["data-source"])
    said = plan.text[int(place["data-start"]) : int(place["data-end"])]
    assert fold_space(measure.select_one("blockquote").get_text()) in fold_space(said)
    headings = [heading.get_text() for heading in shown.select("h3, .pk-folded > summary")]
    counts = [int(re.search(r"\((\d+)\)", heading)[1]) for heading in headings]
    assert sum(counts) == sum(len(one.records.support) for one in shipped.plans())


def test_every_measure_can_be_reached_and_none_comes_twice(http, shipped):
    seen: list[str] = []
    waiting = [judged(http, COFFEE)]
    while waiting:
        shown = waiting.pop()
        seen += [str(measure) for measure in shown.select(".pk-measure")]
        waiting += [
            judged(http, COFFEE, part=button["data-part"], **{"from": button["data-from"]})
            for button in shown.select("[data-part]")
        ]
    plans = shipped.plans()
    assert len(seen) == sum(len(one.records.support) for one in plans)
    advice = advise(profile_of(COFFEE), plans, "vi", date.today())
    places = [(one.plan.id, one.quote, one.kinds, one.why) for one in every_measure(advice)]
    assert len(set(seen)) == len(set(places))
    assert http.post(f"/{support_routes.URL}/judge", json=COFFEE, params={"part": "notes"}).json()["error"]


def test_the_place_opens_the_plan_with_the_quote_marked(http, shipped):
    place = judged(http, COFFEE).select_one(".pk-place")
    asked = {name.removeprefix("data-"): value for name, value in place.attrs.items() if "data-" in name}
    answer = http.post(f"/{source_routes.URL}/opened", json={**asked, "language": "vi"})
    shown = BeautifulSoup(answer.text, "html.parser")
    plan = shipped.plan(asked["source"])
    marked = "".join("".join(mark.get_text().split()) for mark in shown.select("mark"))
    assert marked == "".join(plan.text[int(asked["start"]) : int(asked["end"])].split())
    assert shown.select_one("[data-copy]")["data-copy"].startswith("“")
    for wild in ({"start": "-5"}, {"end": "x" * 30}, {"language": "fr"}, {"marker": "0"}, {"section": None}):
        sent = {**asked, "language": "vi", **wild}
        assert http.post(f"/{source_routes.URL}/opened", json=sent).status_code == 400


def test_in_english_the_frame_is_english_and_the_plan_stays(http):
    vietnamese, english = judged(http, COFFEE), judged(http, COFFEE, lang="en")
    assert english.select_one("h2").get_text() == "Result"
    assert "Matches" in english.select_one("h3").get_text()
    assert quotes(english) == quotes(vietnamese)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "ít nhất một điều"),
        ({"name": "  "}, "ít nhất một điều"),
        ({"province": "Lai Châu", "members": "hai mươi"}, "phải là một số"),
        ({"province": "Lai Châu", "members": "٢٥"}, "phải là một số"),
        ({"province": "Lai Châu", "fields": ["không có"]}, "không đúng mẫu"),
        ({"province": "Lai Châu", "stage": "x"}, "không đúng mẫu"),
        ({"province": "Lai Châu", "fields": 5}, "không đúng mẫu"),
        ({"province": "Lai Châu", "fact.women_led": "maybe"}, "không đúng mẫu"),
        ([1], "ít nhất một điều"),
    ],
)
def test_what_cannot_be_judged_is_told(http, sent, told):
    answer = http.post(f"/{support_routes.URL}/judge", json=sent)
    assert told in answer.json()["error"]


def test_a_place_that_is_none_is_told_not_guessed(http):
    shown = judged(http, {"province": "Atlantis", "district": "Không Đâu", "fields": ["coffee"]})
    notes = " ".join(note.get_text() for note in shown.select(".pk-note"))
    assert "Không nhận ra tỉnh, thành phố “Atlantis”" in notes
    assert "Không nhận ra huyện “Không Đâu”" in notes


def test_nothing_is_found_for_a_place_without_plans(http):
    shown = judged(http, {"province": "Cà Mau", "fields": ["fish"]})
    assert "không nêu hỗ trợ nào phù hợp" in shown.get_text()
    assert not shown.select("[data-summary]")


def test_what_is_typed_is_never_markup_and_never_logged(http, caplog):
    caplog.set_level("DEBUG")
    shown = judged(http, {**COFFEE, "name": "<img src=x onerror=alert(1)> [1] **x**"})
    assert not shown.select("img")
    assert "onerror" not in caplog.text


def test_an_empty_library_says_where_plans_are_added(tmp_path):
    empty = TestClient(Starlette(routes=[support_routes.routes(assistant_over(tmp_path))]))
    answer = empty.post(f"/{support_routes.URL}/judge", json=COFFEE)
    assert "thẻ Kho văn bản" in answer.json()["error"]


# --- the page to take along ---------------------------------------------------------------------


def pdf_text(data: bytes) -> tuple[int, str]:
    reader = pypdf.PdfReader(io.BytesIO(data))
    return len(reader.pages), " ".join(fold_space(page.extract_text()) for page in reader.pages)


def docx_cells(data: bytes) -> list[list[str]]:
    [table] = Document(io.BytesIO(data)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_summary_is_one_page_with_every_letter(http, shipped, language):
    advice = advise(profile_of(COFFEE), shipped.plans(), language, date.today())
    summary = summary_of(advice, len(shipped.plans()), language, date.today())
    sent = {"json": COFFEE, "params": {"as": "pdf", "lang": language}}
    pages, text = pdf_text(http.post(f"/{support_routes.URL}/summary", **sent).content)
    assert pages == 1
    fitting = rows_on_a_page(summary, language)
    assert 5 < fitting < summary.size
    squeezed = "".join(text.split())
    for _, rows in summary.shortened(fitting).groups:
        for row in rows:
            for cell in (row.support, row.confirm, row.turn, row.source):
                assert "".join(cell.split()) in squeezed
    assert "HTX Cà phê Đoàn Kết" in text
    assert str(summary.size - fitting) in text.split("Agency")[-1]


def test_the_word_file_has_the_same_rows(http, shipped):
    advice = advise(profile_of(COFFEE), shipped.plans(), "vi", date.today())
    summary = summary_of(advice, len(shipped.plans()), "vi", date.today())
    data = http.post(f"/{support_routes.URL}/summary", json=COFFEE, params={"as": "docx"}).content
    cells = docx_cells(data)
    assert cells[0] == list(summary.heads)
    shown = [row for row in cells[1:] if len(set(row)) > 1]
    rows = [row for _, group in summary.shortened(rows_on_a_page(summary, "vi")).groups for row in group]
    assert shown == [[row.support, row.confirm, row.turn, row.source] for row in rows]


def test_signs_outside_the_typeface_are_kept():
    """A quote is verbatim: what the typeface lacks comes from another one, not as a box."""
    row = Row("Vay ≥ 30 %, lãi ≤ 5 % <b>&", "\x07điều kiện", "Sở", "KH")
    summary = Summary("T", "W", "M", ("a", "b", "c", "d"), (("G", (row,)),), ())
    _, text = pdf_text(as_pdf(summary, "vi"))
    assert "Vay ≥ 30 %, lãi ≤ 5 % <b>&" in text
    assert docx_cells(as_docx(summary, "vi"))[2][1] == " điều kiện"


def test_a_summary_without_measures_is_a_page_too():
    summary = Summary("Tiêu đề", "Dành cho ai", "không có", ("a", "b", "c", "d"), (), ("Ghi chú",))
    pages, text = pdf_text(as_pdf(summary, "vi"))
    assert pages == 1
    assert "Ghi chú" in text
    assert Document(io.BytesIO(as_docx(summary, "vi"))).tables == []


def test_a_form_knows_only_its_own_facts():
    assert profile_of(
        {"fact.women_led": "yes", "fact.programme": "no", "fact.agricultural": "yes"}
    ) == Profile.of({"facts": {"women_led": True, "programme": False}})
