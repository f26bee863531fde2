"""Replies as they come, in pieces of any length: what is a statement, and when it is there."""

from __future__ import annotations

import pytest

from app.writers.parsing import Proposed, ReplyReader

ONE, TWO = Proposed("Ý thứ nhất.", (1,)), Proposed("Ý thứ hai.", (2, 3))
JSON = '{"statements": [{"quotes": [1], "text": "Ý thứ nhất."}, {"quotes": [2, 3], "text": "Ý thứ hai."}]}'
REPLIES = {
    "json": (JSON, [ONE, TWO]),
    "json, keys the other way round": (
        '{"statements":[{"text":"Ý thứ nhất.","quotes":[1]},{"text":"Ý thứ hai.","quotes":["2",3]}]}',
        [ONE, TWO],
    ),
    "json over several lines": (JSON.replace(", ", ",\n  ").replace("{", "{\n "), [ONE, TWO]),
    "json in a fence, behind a sentence": (f"Đây là kết quả:\n```json\n{JSON}\n```\nXong.", [ONE, TWO]),
    "json behind words on its line": (f"Kết quả: {JSON}", [ONE, TWO]),
    "a bare list": (JSON[len('{"statements": ') : -1], [ONE, TWO]),
    "thinking aloud": (f"<think>[1] {{ hay là - ý khác? [9]\n</think>\n{JSON}", [ONE, TWO]),
    "thinking without end": ("<think>- ý [1]\n- ý khác [2]", []),
    "cut off in the second object": (JSON[: JSON.index("Ý thứ hai")], [ONE]),
    "markers in the text": ('{"statements": [{"quotes": [], "text": "Ý thứ nhất. [1]"}]}', [ONE]),
    "a quote mark in the text": (
        '{"statements": [{"quotes": [1], "text": "Nói \\"đúng\\" [1] {thế}."}]}',
        [Proposed('Nói "đúng" {thế}.', (1,))],
    ),
    "markers out of range stay for the verifier": (
        '{"statements": [{"quotes": [1, 77], "text": "Ý."}]}',
        [Proposed("Ý.", (1, 77))],
    ),
    "objects that are none": (
        '{"statements": [{"quotes": 1}, {"text": 5}, {"text": " ", "quotes": [1]}]}',
        [],
    ),
    "lines": ("- Ý thứ nhất. [1]\n- Ý thứ hai. [2][3]", [ONE, TWO]),
    "numbered lines, markers together": ("1. Ý thứ nhất [1].\n2) Ý thứ hai [2, 3].\n", [ONE, TWO]),
    "lines with an introduction": (
        "Các nguồn như sau:\n\n* Ý thứ nhất. [1]\n• Ý thứ hai. [2] [3]",
        [ONE, TWO],
    ),
    "prose": ("Kinh phí lấy từ nhiều nguồn.", [Proposed("Kinh phí lấy từ nhiều nguồn.", ())]),
    "markup": ("- **Ý** `thứ` [nhất](http://x.test/)<br>. [1]", [Proposed("Ý thứ nhấtbr.", (1,))]),
    "marks as separate characters": ("- Y\u0301 thứ nhất. [1]", [ONE]),
    "nothing": ("", []),
}  # fmt: skip


@pytest.mark.parametrize("length", [1, 3, 7, 1000])
@pytest.mark.parametrize("name", REPLIES)
def test_what_is_read_does_not_depend_on_the_pieces(name, length):
    text, expected = REPLIES[name]
    reader = ReplyReader()
    found = [
        one for start in range(0, len(text), length) for one in reader.feed(text[start : start + length])
    ]
    assert found + reader.finish() == expected


@pytest.mark.parametrize(("text", "end"), [(JSON, '."}'), ("- Ý thứ nhất. [1]\n- Ý", "[1]\n")])
def test_a_statement_is_there_as_soon_as_it_is_complete(text, end):
    reader = ReplyReader()
    complete = text.index(end) + len(end)
    assert reader.feed(text[: complete - 1]) == []
    assert reader.feed(text[complete - 1 : complete]) == [ONE]
