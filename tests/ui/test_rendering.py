"""The page's HTML and its parts, without a browser."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fake_assistant import HOSTILE, FakeAssistant, hostile_plan, plan_of
from lists_aid import shipped

from app.catalogue import entries
from app.models import Chip, Statement
from app.settings import Settings
from app.ui.answers import LONG, SHOWN_OF_LONG, STATEMENTS_SHOWN, digest, grouped, pieces
from app.ui.asking import Asking
from app.ui.conversation import begun, conversation, finished, sentence
from app.ui.examples import AUDIENCES, examples, places
from app.ui.markup import inline
from app.ui.sources import Cited, cited_of, quotation, source
from app.ui.turns import HISTORY, Asked, Failure, Turn, asked_of, history, packed, unpacked
from ingest.models import PageStart, Span

VOID = {"br", "img", "input"}


class Outline(HTMLParser):
    """Checks that every tag is closed in order, and counts them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def fake():
    return FakeAssistant()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**Kinh phí** và *nguồn*", "<strong>Kinh phí</strong> và <em>nguồn</em>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("* Ghi chú: xem *", "* Ghi chú: xem *"),
        (r"5\*5 và \[1\]", "5*5 và [1]"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        (r"\<b\>", "&lt;b&gt;"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("dòng 1\ndòng 2", "dòng 1<br>dòng 2"),
        ("mục IV.2 [1].", "mục IV.2<i>1</i>."),
        ("ghi chú [7]", "ghi chú [7]"),
    ],
)
def test_only_a_little_markdown_is_read(written, shown):
    assert inline(written, lambda marker: f"<i>{marker}</i>" if marker == 1 else "") == shown


@pytest.mark.parametrize("question", ["tổng", "sáu", "nhiệm vụ"])
def test_pieces_make_the_whole_and_every_prefix_begins_it(fake, question):
    answer = fake.ask(question)
    parts = list(pieces(answer, 1, "vi", {}))
    assert len(parts) == len(answer.statements) + 2
    outline = Outline("".join(parts))
    assert outline.tags.count("li") == len(answer.statements) + len(answer.chips)
    asked = Asked("a1", question)
    with_names = list(pieces(answer, 1, "vi", {plan.id: plan.id for plan in fake.plans()}))
    whole = finished(Turn(question, answer), 1, "vi", {plan.id: plan.id for plan in fake.plans()}, "a1")
    Outline(whole)
    # What is shown while it streams stays as it is when the whole turn, with its record, comes.
    body = '<div class="pc-answer">'
    assert whole.partition(body)[2].startswith(begun(asked, "vi").partition(body)[2] + with_names[0])


def test_groups_keep_the_order_of_first_appearance():
    statements = tuple(Statement(name, (), group=name[0]) for name in ("a1", "b1", "a2"))
    assert [(group, [one.text for one in some]) for group, some in grouped(statements)] == [
        ("a", ["a1", "a2"]),
        ("b", ["b1"]),
    ]


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (STATEMENTS_SHOWN, STATEMENTS_SHOWN),
        (STATEMENTS_SHOWN + 1, STATEMENTS_SHOWN),
        (LONG + 1, SHOWN_OF_LONG),
    ],
)
def test_a_group_folds_after_the_first_statements(fake, count, shown):
    answer = replace(
        fake.ask("sáu"), statements=tuple(Statement(f"Ý {n}", ()) for n in range(count)), citations=()
    )
    html = "".join(pieces(answer, 1, "vi", {}))
    Outline(html)
    assert html.count("<details") == (count > shown)
    assert html.partition("<details")[0].count("<li>") == shown
    assert (f"Xem thêm {count - shown}<" in html) == (count > shown)


def test_a_marker_without_citation_gets_no_chip(fake):
    answer = replace(fake.ask("tổng"), statements=(Statement("Ý này", (9,)),), citations=())
    assert "pc-chip" not in "".join(pieces(answer, 1, "vi", {}))


def test_whatever_a_plan_contains_is_text():
    plan = hostile_plan()
    answer = FakeAssistant([plan]).ask(HOSTILE)
    answer = replace(answer, lead=HOSTILE, reading=HOSTILE, notes=(HOSTILE,), suggestions=(HOSTILE,))
    answer = replace(
        answer, statements=(replace(answer.statements[0], group=HOSTILE, detail=((HOSTILE, HOSTILE),)),)
    )
    answer = replace(answer, chips=(Chip(HOSTILE, "agency", HOSTILE),))
    turn = Turn(HOSTILE, answer, without=answer.chips, rating="bad", reason=HOSTILE)
    html = finished(turn, 1, "vi", {plan.id: HOSTILE}, "a1")
    html += source(plan, cited(plan, Span(0, 50), section=HOSTILE))
    assert not {"script", "img"} & set(Outline(html).tags)


def cited(plan, quote: Span, section="I") -> Cited:
    return Cited(plan.id, 1, quote, section, digest(quote.of(plan.text)), "vi")


def test_the_quote_is_marked_in_the_whole_text():
    plan = plan_of("thu", "I. MỤC\n- Một & hai\n  ba\n\nBốn\n")
    html = source(plan, cited(plan, Span(plan.text.index("Một"), plan.text.index("ba") + 2)))
    assert "Một &amp; hai" in html.partition("<mark")[2]
    assert "Bốn" not in "".join(part.partition("</mark>")[0] for part in html.split("<mark")[1:])
    assert html.index("MỤC") < html.index("Bốn")


@pytest.mark.parametrize("span", [Span(0, 3), Span(4, 999), Span(10**9, 10**9 + 5)])
def test_a_plan_replaced_since_is_said_to_be_so_and_marks_nothing(span):
    plan = plan_of("thu", "Một\nHai\n")
    html = source(plan, Cited("thu", 1, span, "I", digest("Lời của bản trước"), "vi"))
    assert "<mark" not in html
    assert "thay bằng bản khác" in html


def test_a_quote_is_cited_with_plan_section_and_page():
    plan = replace(
        plan_of("thu", "Một\n- Hai\n  ba\n"), pages=(PageStart(1, 0), PageStart(2, 4)), page_count=2
    )
    written = quotation(plan, cited(plan, Span(4, 14), section="I.2 · Kinh phí"))
    assert written == "“Hai ba” (Kế hoạch “thu”, mục I.2 · Kinh phí, trang 2)"


def test_a_copied_row_keeps_its_cells_apart():
    plan = next(plan for plan in shipped() if plan.tables)
    row = next(unit for unit in plan.units if sum(cell.end > cell.start for cell in unit.cells) > 2)
    written = quotation(plan, cited(plan, row.span, section="Phụ lục 1"))
    cells = [words for cell in row.cells if (words := " ".join(cell.of(plan.text).split()))]
    assert written.startswith(f"“{' | '.join(cells)}” (")


@pytest.mark.parametrize(
    "sent", [None, "x", {}, {"source": "a", "marker": "1"}, {"marker": []}, {"source": "a", "start": -1}]
)
def test_a_source_request_that_is_none(sent):
    with pytest.raises(ValueError, match="validation error"):
        cited_of(sent)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {"ask": "a1"},
        {"ask": "<b>", "question": "x"},
        {"ask": "a1", "question": "x", "number": 0},
        {"ask": "a1", "question": "x", "history": ["x" * 2000]},
        {"ask": "a1", "question": "x", "without": ["agency"]},
    ],
)
def test_a_question_that_the_script_did_not_send(sent):
    with pytest.raises(ValueError, match="validation error"):
        asked_of(sent)


def test_only_the_last_questions_are_leant_on():
    asked = asked_of({"ask": "a1", "question": " Ai? ", "history": [str(number) for number in range(20)]})
    assert asked.question == "Ai?"
    assert asked.history == tuple(str(number) for number in range(20 - HISTORY, 20))


# --- what the browser keeps -----------------------------------------------------------------------


@pytest.mark.parametrize("question", ["tổng", "sáu", "nhiệm vụ", "không có"])
def test_a_kept_turn_comes_back_as_it_was_shown(fake, question):
    turn = Turn(question, fake.ask(question), rating="bad", reason="thiếu")
    (again,) = unpacked([json.loads(packed(turn))])
    assert conversation((again,), fake.plans(), "vi") == conversation((turn,), fake.plans(), "vi")


def test_a_plans_own_text_is_not_kept_by_the_browser(fake):
    answer = fake.ask("nhiệm vụ")
    kept = packed(Turn("nhiệm vụ", answer))
    assert all(citation.passage for citation in answer.citations)
    assert kept.count(json.dumps(answer.citations[0].passage, ensure_ascii=False)) <= 1
    assert len(kept.encode()) < 2000 * len(answer.citations)


def test_a_question_cut_off_and_one_that_cannot_be_read_are_told(fake):
    cut_off, unreadable = unpacked([{"question": "Ai?"}, {"question": "Gì?", "answer": {"old": 1}}])
    assert "bị gián đoạn" in sentence(cut_off.failure, "vi")
    assert "phiên bản trước" in sentence(unreadable.failure, "vi")
    shown = conversation((cut_off, unreadable), fake.plans(), "vi")
    Outline(shown)
    assert shown.count("Hỏi lại</button>") == 2


def test_examples_take_places_from_the_library(fake):
    known = places(fake.plans())
    assert "Kon Tum" in known
    shown = [question for _, questions in examples(fake.plans(), "vi") for question in questions]
    assert len(shown) == sum(len(names) for names in AUDIENCES.values())
    assert sum(any(place in question for place in known) for question in shown) >= 4
    assert not any("{" in question for question in shown)


def test_without_places_only_general_examples_are_shown():
    plan = plan_of("thu", "I. MỤC\n")
    shown = [question for _, questions in examples((plan,), "vi") for question in questions]
    assert 0 < len(shown) < sum(len(names) for names in AUDIENCES.values())


def test_no_plan_of_the_corpus_is_named_in_the_catalogue(fake):
    texts = " ".join(
        text for key, both in entries().items() if key.startswith("ui.") for text in both.values()
    )
    assert not [place for place in places(fake.plans()) if place in texts]


def test_stopping_keeps_what_was_shown_with_its_sources(fake):
    turn = Turn("q", fake.ask("nhiệm vụ"), shown=3).stop()
    assert turn.stopped
    assert len(turn.answer.statements) == len(turn.answer.citations) == 3
    whole = Turn("q", fake.ask("tổng"), shown=1)
    assert whole.stop() == whole
    assert Turn("q").stop() == Turn("q", stopped=True)


def test_history_leaves_out_what_failed_and_what_is_long_ago():
    turns = [Turn(str(number)) for number in range(20)] + [Turn("x", failure=Failure())]
    assert history(turns) == tuple(str(number) for number in range(20 - HISTORY, 20))


def test_a_stopped_question_is_not_waited_for(fake):
    fake.release.clear()
    asking = Asking("vi")
    asking.start(fake, Asked("a1", "chậm"))
    threading.Timer(0.05, asking.stop).start()
    assert not asking.grows()
    fake.release.set()
    assert asking.stopped
    assert asking.outcome is None


def test_a_port_in_use_is_told(fake):
    import socket

    from app.ui.page import serve
    from ingest.errors import PlanchatError

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PlanchatError) as told:
            serve(fake, Settings(), "127.0.0.1", taken.getsockname()[1], wait=False)
    assert told.value.code == "port_taken"
