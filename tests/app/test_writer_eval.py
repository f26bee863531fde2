"""`planchat eval --writer both`: the model's words and the quotes, side by side on the same questions."""

from __future__ import annotations

import json

import pytest
import yaml
from chat_server import ChatServer, number_of, statements

from app.settings import Settings
from eval import cli
from eval.evaluation import Selection

pytest.importorskip("langchain_openai", reason="needs the extra openai")


@pytest.fixture
def selection(tmp_path):
    file = tmp_path / "questions.yaml"
    question = {
        "id": "w1",
        "kind": "funding",
        "question": "Nguồn kinh phí của kế hoạch Lai Châu?",
        "plans": ["lai-chau-2024"],
        "evidence": [["lồng ghép từ các chương trình"]],
        "facts": [["huy động từ các tổ chức"]],
        "answerable": True,
    }
    file.write_text(yaml.safe_dump([question], allow_unicode=True), "utf-8")
    return Selection(file, baseline=tmp_path / "baseline.json")


def test_both_writers_stand_side_by_side_in_every_report(home, selection, tmp_path, capsys):
    def reply(prompt):
        return statements(
            (
                "Nguồn lồng ghép từ các chương trình, đề án.",
                [number_of(prompt, "lồng ghép từ các chương trình")],
            ),
            ("Nguồn huy động 900 tỷ đồng.", [number_of(prompt, "huy động từ các tổ chức")]),
        )

    with ChatServer([reply]) as server:
        settings = Settings(home=home, chat_model="openai:m", chat_base_url=server.url, chat_api_key="k")
        cli.eval_command(
            selection, out=tmp_path / "out", writer=cli.Writer.BOTH, settings=settings, language="en"
        )
    report = json.loads((tmp_path / "out/eval.json").read_text("utf-8"))
    measured = {name: system["measures"] for name, system in report["systems"].items()}
    assert list(measured) == ["model", "quotes"]
    assert measured["model"]["statements_rejected"]["value"] == 0.5
    assert measured["model"]["worded"]["value"] == 1
    assert "statements_rejected" not in measured["quotes"]
    assert measured["model"]["fact_recall"] == measured["quotes"]["fact_recall"]
    assert report["writer"].startswith("openai:m, answer/")
    shown = [(tmp_path / "out" / name).read_text("utf-8") for name in ("eval.md", "eval.html")]
    assert "openai:m" in capsys.readouterr().out
    for text in shown:
        for said in ("openai:m", "statements rejected", "planchat, quotes"):
            assert said in text


def test_quotes_are_measured_as_quotes_whatever_is_set(home, selection, tmp_path):
    with ChatServer([statements()]) as server:
        settings = Settings(home=home, chat_model="openai:m", chat_base_url=server.url, chat_api_key="k")
        cli.eval_command(selection, out=tmp_path / "out", settings=settings)
    assert not server.requests
    assert json.loads((tmp_path / "out/eval.json").read_text("utf-8"))["writer"] == "quotes"
