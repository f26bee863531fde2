"""A conversation as a list of paragraphs: what its two file formats have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.catalogue import say
from app.models import Answer, Citation, Language
from app.ui.answers import grouped, place_in_plan
from app.ui.sources import place_words, quoted
from app.ui.turns import Turn

Kind = Literal["title", "question", "text", "group", "item", "detail", "remark"]

_MARKER = re.compile(r"\s*\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its words (Markdown, as answers have it) and, where footnotes stand, their citations."""

    kind: Kind
    parts: tuple[str | Citation, ...]


def conversation_blocks(turns: Sequence[Turn], language: Language) -> list[Block]:
    """Return the conversation: title, then each question with its answer."""
    blocks = [Block("title", (say("ui.title", language),))]
    for turn in turns:
        blocks.append(Block("question", (turn.question,)))
        if turn.without:
            labels = ", ".join(chip.label for chip in turn.without)
            blocks.append(Block("remark", (say("ui.answer.left_out", language, labels=labels),)))
        if turn.answer is not None:
            blocks += answer_blocks(turn.answer)
        elif not turn.stopped:
            blocks.append(Block("remark", (say("ui.export.unanswered", language),)))
        if turn.stopped:
            blocks.append(Block("remark", (say("ui.log.stopped", language),)))
    blocks.append(Block("remark", (say("ui.export.made", language),)))
    return blocks


def answer_blocks(answer: Answer) -> list[Block]:
    """Return one answer, without its suggestions."""
    cited = {citation.marker: citation for citation in answer.citations}
    blocks = [Block("text", _parts(answer.lead, cited))]
    for group, statements in grouped(answer.statements):
        if group:
            blocks.append(Block("group", (group,)))
        for one in statements:
            notes = tuple(cited[marker] for marker in one.markers if marker in cited)
            blocks.append(Block("item", (one.text, *notes)))
            blocks += [Block("detail", (f"{label}: {value}",)) for label, value in one.detail]
    return blocks + [Block("remark", _parts(said, cited)) for said in answer.notes]


def footnote(citation: Citation, names: Mapping[str, str], language: Language) -> str:
    """Return a footnote's text: the quote, the plan, the section, the page."""
    name = names.get(citation.plan) or citation.number or citation.title or citation.plan
    section = place_in_plan(citation.section, citation.heading)
    return quoted(citation.quote, place_words(name, section, citation.page, language), language)


def _parts(text: str, cited: Mapping[int, Citation]) -> tuple[str | Citation, ...]:
    """Return the text with its [1] markers as the citations they stand for."""
    parts: list[str | Citation] = []
    at = 0
    for match in _MARKER.finditer(text):
        citation = cited.get(int(match.group(1)))
        if citation is not None:
            parts += [text[at : match.start()], citation]
            at = match.end()
    return (*(part for part in parts if part), text[at:]) if text[at:] else tuple(parts)
