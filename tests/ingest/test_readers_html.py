"""HTML: lines from blocks, lists, tables with spans, what a portal has around the text."""

from email.message import EmailMessage

import pytest

from ingest.errors import RefusedFile
from ingest.readers import Limits, read


def source_of(body, tmp_path, head='<meta charset="utf-8">', encoding="utf-8"):
    path = tmp_path / "a.html"
    path.write_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding))
    return read(path, Limits())


def texts(body, tmp_path):
    return [line.text for line in source_of(body, tmp_path).lines]


CASES = {
    "blocks and breaks": (
        "<div>Một<p>Hai <b>ba</b>\n bốn</p>Năm<br>Sáu</div>",
        ["Một", "Hai ba bốn", "Năm", "Sáu"],
    ),
    "surroundings": (
        "<nav>Menu</nav><form><p>Chữ</p><select><option>x</select></form><!-- y --><aside>z</aside>",
        ["Chữ"],
    ),
    "lists": (
        '<ul><li>Một<li>- Hai</ul><ol start="3"><li><p>Ba</p><li>Bốn</ol><ol type="a"><li>Năm</ol>',
        ["- Một", "- Hai", "3. Ba", "4. Bốn", "a. Năm"],
    ),
    "printed": ("<pre>Một\n  Hai</pre>", ["Một", "Hai"]),
    "one column": (
        "<table><tr><td>Một</td></tr><tr><td><p>Hai</p><p>Ba</p></td></tr></table>",
        ["Một", "Hai", "Ba"],
    ),
    "signature": (
        "<table><tr><td>Nơi nhận:<br>- Như trên;</td><td>CHỦ TỊCH</td></tr></table>",
        ["Nơi nhận:", "- Như trên;", "CHỦ TỊCH"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_lines(case, tmp_path):
    body, expected = CASES[case]
    assert texts(body, tmp_path) == expected


def test_spans_keep_the_shape_of_rows(tmp_path):
    body = """<table width="100%"><tr><td>Trang
    <table style="border: 1px solid"><thead><tr><th rowspan="2">TT<th colspan="2">Cơ quan</tr></thead>
    <tr><td>chủ trì<td>phối hợp</tr>
    <tr><td>1<td rowspan="2"><p>Sở A</p><p>Sở B</p><td></tr>
    <tr><td>2<td>x</tr></table></td></tr></table>"""
    source = source_of(body, tmp_path)
    assert source.lines[0].text == "Trang"
    assert [(line.cell.row, line.cell.column, line.text) for line in source.lines[1:]] == [
        *((0, 0, "TT"), (0, 1, "Cơ quan"), (0, 2, "")),
        *((1, 0, ""), (1, 1, "chủ trì"), (1, 2, "phối hợp")),
        *((2, 0, "1"), (2, 1, "Sở A"), (2, 1, "Sở B"), (2, 2, "")),
        *((3, 0, "2"), (3, 1, ""), (3, 2, "x")),
    ]


def test_declared_encoding_is_used_and_a_wrong_one_refused(tmp_path):
    head = '<meta http-equiv="Content-Type" content="text/html; charset=utf-16">'
    assert source_of("<p>Kế hoạch</p>", tmp_path, head, "utf-16").lines[0].text == "Kế hoạch"
    head = '<meta charset="windows-1258">'
    decomposed = source_of("<p>Kê\u0301</p>", tmp_path, head, "cp1258")
    assert decomposed.lines[0].text == "Kế"
    with pytest.raises(RefusedFile, match="encoding"):
        source_of("<p>Kế hoạch é</p>".replace("ế", "é").replace("ạ", "á"), tmp_path, "", "latin-1")


@pytest.mark.parametrize(
    "body", ["<div>" * 3000 + "x", "<table><tr>" + '<td colspan="99999999" rowspan="99999">x' * 50]
)
def test_pages_made_to_break_readers_do_not(body, tmp_path):
    try:
        source = source_of(body, tmp_path)
    except RefusedFile:
        return
    assert len(source.lines) <= 10_000


@pytest.mark.parametrize(("name", "notices"), [("a.mht", []), ("a.doc", ["format_differs"])])
def test_a_page_saved_as_one_file_is_a_page(name, notices, tmp_path):
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["MIME-Version"] = "1.0"
    message.set_content("Không phải trang này")
    message.add_alternative(
        "<html><p>Kế hoạch phát triển hợp tác xã</p></html>", "html", cte="quoted-printable"
    )
    path = tmp_path / name
    path.write_bytes(message.as_bytes())
    source = read(path, Limits())
    assert [line.text for line in source.lines] == ["Kế hoạch phát triển hợp tác xã"]
    assert [notice.code for notice in source.notices] == notices


def test_an_archive_without_a_page_is_refused(tmp_path):
    path = tmp_path / "a.mht"
    path.write_bytes(b"MIME-Version: 1.0\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA")
    with pytest.raises(RefusedFile, match="unreadable"):
        read(path, Limits())
