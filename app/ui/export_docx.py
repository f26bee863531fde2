"""A conversation as a Word file with real footnotes.

python-docx knows no footnotes; their part is written here, as ECMA-376 part 1, 17.11 has it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from lxml import etree

from app.models import Citation, Language
from app.ui.export_blocks import Block, conversation_blocks, footnote
from app.ui.markup import plain
from app.ui.turns import Turn

_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_STYLES = {
    "title": "Title",
    "question": "Heading 1",
    "text": "Normal",
    "group": "Heading 2",
    "item": "List Bullet",
    "detail": "List Bullet 2",
    "remark": "Normal",
}
# What Vietnamese offices write in (Nghị định 30/2020/NĐ-CP, phụ lục I).
_FONT, _SIZE, _NOTE_SIZE = "Times New Roman", Pt(13), Pt(10)
_HEADINGS = {"Title": Pt(18), "Heading 1": Pt(14), "Heading 2": Pt(13)}


def as_docx(turns: Sequence[Turn], names: Mapping[str, str], language: Language) -> bytes:
    """Return the conversation; `names` says for each plan's id how the plan is called."""
    document = docx.Document()
    _styled(document, language)
    notes: list[str] = []
    for block in conversation_blocks(turns, language):
        paragraph = document.add_paragraph(style=_STYLES[block.kind])
        _fill(paragraph, block, notes, names, language)
    _add_footnotes(document, notes)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _fill(
    paragraph: Any, block: Block, notes: list[str], names: Mapping[str, str], language: Language
) -> None:
    for part in block.parts:
        if isinstance(part, Citation):
            notes.append(footnote(part, names, language))
            reference = OxmlElement("w:footnoteReference")
            reference.set(qn("w:id"), str(len(notes)))
            paragraph.add_run(style="Footnote Reference")._r.append(reference)
        else:
            # A question is what somebody typed; all else is an answer's Markdown.
            words = part if block.kind == "question" else plain(part)
            paragraph.add_run(_printable(words)).italic = block.kind == "remark" or None


def _styled(document: Any, language: Language) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    styles = document.styles
    text = styles.add_style("Footnote Text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = styles["Normal"]
    styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    for name, after in {
        "Normal": Pt(6),
        "List Bullet": Pt(3),
        "List Bullet 2": Pt(0),
        "Footnote Text": Pt(2),
    }.items():
        styles[name].paragraph_format.space_after = after
        styles[name].paragraph_format.line_spacing = 1.1
    for name, size in {"Normal": _SIZE, **_HEADINGS, "Footnote Text": _NOTE_SIZE}.items():
        font = styles[name].font
        font.name, font.size = _FONT, size
        font.color.rgb = RGBColor(0, 0, 0)
        properties = styles[name].element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for theme in [one for one in fonts.attrib if one.endswith("Theme")]:
            del fonts.attrib[theme]
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), _FONT)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "vi-VN" if language == "vi" else "en-GB")
    styles["Normal"].element.get_or_add_rPr().append(spoken)
    document.core_properties.author = ""
    document.core_properties.title = ""


def _add_footnotes(document: Any, notes: Sequence[str]) -> None:
    """Add the part with the notes, numbered from 1; Word wants two separators before them."""
    root = etree.fromstring(f"<w:footnotes {nsdecls('w')}/>")
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        note = etree.SubElement(root, qn("w:footnote"), {qn("w:type"): kind, qn("w:id"): str(number)})
        run = etree.SubElement(etree.SubElement(note, qn("w:p")), qn("w:r"))
        etree.SubElement(run, qn(f"w:{kind}"))
    for number, words in enumerate(notes, start=1):
        note = etree.SubElement(root, qn("w:footnote"), {qn("w:id"): str(number)})
        paragraph = etree.SubElement(note, qn("w:p"))
        properties = etree.SubElement(paragraph, qn("w:pPr"))
        etree.SubElement(properties, qn("w:pStyle"), {qn("w:val"): "FootnoteText"})
        run = etree.SubElement(paragraph, qn("w:r"))
        style = etree.SubElement(etree.SubElement(run, qn("w:rPr")), qn("w:rStyle"))
        style.set(qn("w:val"), "FootnoteReference")
        etree.SubElement(run, qn("w:footnoteRef"))
        run = etree.SubElement(paragraph, qn("w:r"))
        text = etree.SubElement(run, qn("w:t"))
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = " " + _printable(words)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, content, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _printable(text: str) -> str:
    """Return the text without characters that XML cannot hold."""
    return "".join(letter for letter in text if letter in "\t\n" or letter >= " ").replace("￾", "")
