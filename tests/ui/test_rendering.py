"""The page's HTML and its parts, without a browser."""

from __future__ import annotations

import threading
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fake_assistant import HOSTILE, FakeAssistant, hostile_plan, plan_of

from app.catalogue import entries
from app.models import Statement
from app.settings import Settings
from app.ui.answers import STATEMENTS_SHOWN, grouped, pieces
from app.ui.asking import Asking
from app.ui.conversation import before, conversation
from app.ui.examples import AUDIENCES, examples, places
from app.ui.markup import inline
from app.ui.sources import Cited, source, text
from app.ui.turns import HISTORY, Failure, Turn, history
from ingest.models import PageStart, Span

VOID = {"br", "img"}


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
    parts = pieces(answer, 1, "vi", {})
    assert len(parts) == len(answer.statements) + 2
    outline = Outline("".join(parts))
    assert outline.tags.count("li") == len(answer.statements)
    whole = conversation((Turn(question, answer),), fake.plans(), "vi")
    Outline(whole)
    # The browser is sent what is appended; that works only while each state begins the next.
    with_names = pieces(answer, 1, "vi", {plan.id: plan.id for plan in fake.plans()})
    assert whole.startswith(before((), question, "vi", fake.plans()) + with_names[0])


def test_groups_keep_the_order_of_first_appearance():
    statements = tuple(Statement(name, (), group=name[0]) for name in ("a1", "b1", "a2"))
    assert [(group, [one.text for one in some]) for group, some in grouped(statements)] == [
        ("a", ["a1", "a2"]),
        ("b", ["b1"]),
    ]


@pytest.mark.parametrize(("count", "folded"), [(STATEMENTS_SHOWN, 0), (STATEMENTS_SHOWN + 1, 1), (40, 1)])
def test_a_group_folds_after_the_first_statements(fake, count, folded):
    answer = replace(
        fake.ask("sáu"), statements=tuple(Statement(f"Ý {n}", ()) for n in range(count)), citations=()
    )
    html = "".join(pieces(answer, 1, "vi", {}))
    Outline(html)
    assert html.count("<details") == folded
    assert (f"Xem thêm {count - STATEMENTS_SHOWN}" in html) == bool(folded)


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
    html = conversation((Turn(HOSTILE, answer),), (plan,), "vi")
    html += source(plan, Cited("thu", 1, Span(0, 50), Span(0, 90), HOSTILE, "vi"))
    assert not {"script", "img"} & set(Outline(html).tags)


def cited(quote: Span, passage: Span) -> Cited:
    return Cited("thu", 1, quote, passage, "I", "vi")


def test_the_quote_is_marked_in_the_whole_text():
    plan = plan_of("thu", "I. MỤC\n- Một & hai\n  ba\n\nBốn\n")
    quote = Span(plan.text.index("Một"), plan.text.index("ba") + 2)
    html = text(plan, cited(quote, Span(7, quote.end)), "vi")
    assert html == (
        '<p class="pc-heading">I. MỤC</p>'
        '<p class="pc-passage">- <mark>Một &amp; hai</mark></p>'
        '<p class="pc-passage">  <mark>ba</mark></p>'
        "<p>Bốn</p>"
    )


@pytest.mark.parametrize("span", [Span(-5, -1), Span(10, 5), Span(10**9, 10**9 + 5)])
def test_a_place_that_is_not_there_marks_nothing(span):
    assert "<mark>" not in text(plan_of("thu", "Một\nHai\n"), cited(span, span), "vi")


def test_pages_are_marked_where_they_begin():
    plan = replace(plan_of("thu", "Một\nHai\n"), pages=(PageStart(1, 0), PageStart(2, 4)))
    html = text(plan, cited(Span(4, 7), Span(4, 7)), "vi")
    assert html.index("trang 1") < html.index("Một") < html.index("trang 2") < html.index("<mark>Hai")


@pytest.mark.parametrize(
    "asked", [None, "x", {}, {"source": "a", "marker": "1"}, {"marker": []}, {"marker": "x"}]
)
def test_a_source_request_that_is_none(asked):
    with pytest.raises(ValueError, match="not a source request"):
        Cited.read(asked)


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
    asking.start(fake, "chậm", ())
    threading.Timer(0.05, asking.stop).start()
    asking.wait()
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
