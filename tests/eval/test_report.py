"""The report in all its forms, over one run with a failing question."""

import dataclasses
import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from line_assistant import LineAssistant, make_answer, make_cases, make_plan
from rich.console import Console

from eval import plots
from eval.evaluation import Selection, evaluate, write
from eval.report_html import as_html
from eval.report_json import as_json
from eval.report_junit import as_junit
from eval.report_markdown import as_markdown
from eval.report_terminal import show

PLAN = make_plan()
NASTY = '<script src="https://x.test/a.js"></script> | **[9]**\x0b & "q"'


class Failing(LineAssistant):
    """Answers one question with text that must not become markup anywhere."""

    def ask(self, question, history=(), plans=(), language=None):
        if question.startswith("Sở Tài chính"):
            return make_answer(question, lead=NASTY, markdown=NASTY)
        return super().ask(question, history)


def write_questions(folder):
    file = folder / "q.yaml"
    file.write_text(json.dumps([case.model_dump(mode="json") for case in make_cases()]), "utf-8")
    return file


@pytest.fixture(scope="module", params=["vi", "en"])
def report(request, tmp_path_factory):
    file = write_questions(tmp_path_factory.mktemp("questions"))
    selection = Selection(file, baseline=file.parent / "none.json")
    others = [
        ("langchain", lambda: LineAssistant(PLAN, lexical=False)),
        ("bm25", lambda: LineAssistant(PLAN)),
    ]
    return evaluate(selection, Failing(PLAN), others, language=request.param)


def test_json(report):
    found = json.loads(as_json(report))
    assert found["open"] is False
    assert set(found["systems"]) == {"planchat", "langchain", "bm25"}
    assert found["systems"]["planchat"]["measures"]["passed"]["value"] == 0.9
    assert found["systems"]["planchat"]["by"]["kind"]["duty"]["passed"]["count"] == 3
    assert found["ahead"]["langchain"]["mrr_10"]["difference"] > 0
    question = found["questions"][0]
    assert question["id"] == "a0"
    assert question["passed"] is False
    assert [reason["code"] for reason in question["reasons"]] == ["evidence", "fact"]
    assert question["answer"] == NASTY


def test_markdown(report):
    text = as_markdown(report)
    assert "<script" not in text.replace("\\<script", "").replace("> <script", "")
    assert "1.550 triệu đồng" in text
    for line in text.splitlines():
        if line.startswith("| a0 "):
            assert len(re.findall(r"(?<!\\)\|", line)) == 6


class Page(HTMLParser):
    """Collects what a browser would fetch or run, and the questions shown."""

    def __init__(self):
        super().__init__()
        self.fetched, self.tags, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.fetched += [
            value for name, value in attrs if name in ("src", "href", "srcset", "action", "data")
        ]

    def handle_data(self, data):
        self.text.append(data)


def test_html_asks_nothing_of_anyone_and_shows_every_question(report):
    text = as_html(report)
    page = Page()
    page.feed(text)
    assert page.fetched == []
    assert "script" not in page.tags
    assert not re.search(r"url\(|@import", text)
    assert page.tags.count("details") == len(report.own.outcomes)
    assert page.tags.count("svg") == 6  # comparison, kind, plan, style, ranks, times
    shown = " ".join(page.text)
    assert NASTY in shown
    for outcome in report.own.outcomes:
        assert outcome.case.question in shown
        assert all(reason.sentence(report.language) in shown for reason in outcome.reasons)


def test_junit_fails_exactly_when_the_gate_is_closed(report):
    root = ElementTree.fromstring(as_junit(report))
    asked = root.find("testsuite[@name='planchat.questions']")
    assert (asked.get("tests"), asked.get("failures")) == ("10", "1")
    bars = root.find("testsuite[@name='planchat.bars']")
    assert int(bars.get("failures")) == len(report.verdict.missed) > 0


def test_junit_skips_what_failed_in_the_accepted_baseline_too(report):
    known = dataclasses.replace(report, verdict=dataclasses.replace(report.verdict, compared=True, bars=()))
    asked = ElementTree.fromstring(as_junit(known)).find("testsuite")
    assert (asked.get("failures"), asked.get("skipped")) == ("0", "1")


def test_terminal(report):
    console = Console(file=io.StringIO(), width=200)
    show(report, console)
    text = console.file.getvalue()
    assert "a0" in text
    assert report.say("gate_closed") in text
    assert report.measure_name("citation_precision") in text


def test_written_files(report, tmp_path):
    write(report, tmp_path / "out")
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        "eval.json",
        "eval.md",
        "eval.html",
        "junit.xml",
    }


def test_bars_are_drawn_to_scale():
    text = plots.bars("t", [plots.Bar("a < b", 0.5, 0.25, 0.75), plots.Bar("b", 1.0, 1.0, 1.0)])
    widths = [float(found) for found in re.findall(r'<rect[^>]* width="([\d.]+)"', text)]
    assert widths[1] == pytest.approx(2 * widths[0])
    assert "a &lt; b" in text
    ElementTree.fromstring(text)


def test_histogram_bins_hold_every_value():
    bins = plots.spread([0.1, 0.2, 0.2, 5.0])
    assert sum(count for _, count in bins) == 4
    assert bins[-1][1] == 1
    assert plots.spread([]) == []
    assert sum(count for _, count in plots.spread([1.0, 1.0])) == 2
    ElementTree.fromstring(plots.histogram("t", bins))
    ElementTree.fromstring(plots.histogram("t", []))
