"""Word in all its forms: DOC and ODT through LibreOffice, notes, changes."""

import shutil

import pytest
from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from formats import convert

from app.catalogue import say
from ingest.errors import RefusedFile
from ingest.readers import Limits, read
from ingest.readers.sandbox import shared

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed (libreoffice-writer-nogui)"
)


@needs_office
@pytest.mark.parametrize("suffix", ["doc", "odt"])
def test_automatic_numbers_and_old_fonts_survive_the_old_formats(suffix, tmp_path):
    document = Document()
    for text in ("MỤC TIÊU", "NHIỆM VỤ"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("Hỗ trợ", style="List Bullet")
    document.add_paragraph().add_run("Së Tµi chÝnh chñ tr×").font.name = ".VnTime"
    document.save(tmp_path / "a.docx")
    convert(tmp_path, suffix, tmp_path / "a.docx")
    shutil.move(tmp_path / f"a.{suffix}", tmp_path / "b.docx")  # the content tells what it is
    source = read(tmp_path / "b.docx", Limits())
    texts = [line.text for line in source.lines if line.text]
    assert texts == ["1. MỤC TIÊU", "2. NHIỆM VỤ", "- Hỗ trợ", "Sở Tài chính chủ trì"]
    assert source.format == suffix
    assert [notice.code for notice in source.notices] == ["converted", "format_differs"]


def test_without_libreoffice_the_one_command_is_told(tmp_path, monkeypatch):
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{\\rtf1 Ke hoach}")
    shared().close()
    monkeypatch.setenv("PATH", str(tmp_path))
    try:
        with pytest.raises(RefusedFile) as refusal:
            read(path, Limits())
    finally:
        shared().close()
    assert refusal.value.code == "no_office"
    for language in ("vi", "en"):
        told = say("error.no_office", language, **refusal.value.params)
        assert "sudo apt-get install --no-install-recommends libreoffice-writer-nogui" in told


# --- notes and changes -----------------------------------------------------------------------


def with_notes(document, kind, relation, content_type, notes):
    body = "".join(
        f'<w:{kind} w:id="{number}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
        for number, text in notes.items()
    )
    xml = f"<w:{kind}s {nsdecls('w')}>{body}</w:{kind}s>".encode()
    part = Part(PackURI(f"/word/{kind}s.xml"), content_type, xml, document.part.package)
    document.part.relate_to(part, relation)


def add(document, xml):
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(xml.replace("{ns}", nsdecls("w"))))


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_notes_stand_below_the_sentence_they_belong_to(tmp_path):
    document = Document()
    with_notes(
        document,
        "footnote",
        RELATIONSHIP_TYPE.FOOTNOTES,
        CONTENT_TYPE.WML_FOOTNOTES,
        {1: "Luật Hợp tác xã.", 2: "Gồm ba huyện.", 3: "Đã bỏ."},
    )
    with_notes(
        document, "endnote", RELATIONSHIP_TYPE.ENDNOTES, CONTENT_TYPE.WML_ENDNOTES, {1: "Số liệu năm 2023."}
    )
    first, second, last = (f'<w:r><w:footnoteReference w:id="{number}"/></w:r>' for number in (1, 2, 3))
    end = '<w:r><w:endnoteReference w:id="1"/></w:r>'
    add(
        document,
        f"<w:p {{ns}}>{run('Theo Luật')}{first}{run(' thành lập 10 hợp tác xã')}{end}{run('.')}</w:p>",
    )
    add(document, f"<w:p {{ns}}>{run('Các huyện sau')}{second}{run(':')}</w:p>")
    add(document, f"<w:p {{ns}}>{run('- Huyện A.')}<w:del>{last}</w:del></w:p>")
    document.save(tmp_path / "a.docx")
    assert [line.text for line in read(tmp_path / "a.docx", Limits()).lines] == [
        "Theo Luật thành lập 10 hợp tác xã.",
        "¹ Luật Hợp tác xã.",
        "² Số liệu năm 2023.",
        "Các huyện sau:",
        "- Huyện A.",
        "³ Gồm ba huyện.",
    ]


def test_a_deleted_paragraph_end_joins_and_hidden_text_is_not_there(tmp_path):
    document = Document()
    add(document, f'<w:p {{ns}}><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{run("Sở Tài chính ")}</w:p>')
    add(document, f"<w:p {{ns}}>{run('chủ trì.')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>Ẩn</w:t></w:r></w:p>")
    document.sections[0].header.paragraphs[0].text = "Đầu trang"
    document.save(tmp_path / "a.docx")
    assert [line.text for line in read(tmp_path / "a.docx", Limits()).lines] == ["Sở Tài chính chủ trì."]
