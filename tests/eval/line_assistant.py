"""A small plan and an assistant over it that answers with the best line: what the tests judge."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.models import Answer, Citation, Found, Language, Statement
from eval.cases import Case
from ingest.models import Duty, Header, Plan, Records, Span
from ingest.vietnamese import syllables

LINES = (
    "I. TỔ CHỨC THỰC HIỆN",
    "Sở Tài chính bố trí 1.550 triệu đồng cho hợp tác xã trước ngày 30/11/2023 [1].",
    "Sở Công Thương mở 12 hội chợ xúc tiến thương mại cho sản phẩm điều.",
    "Liên minh Hợp tác xã tổ chức 07 lớp tập huấn cho cán bộ quản lý.",
    "Ngân hàng Nhà nước chỉ đạo các tổ chức tín dụng cho vay ưu đãi.",
    "Nguồn vốn gồm ngân sách trung ương và vốn của các doanh nghiệp.",
)
ENOUGH = 0.4  # share of a question's syllables that a line must hold to be an answer


def make_plan(name: str = "vi-du-2024", lines: Sequence[str] = LINES) -> Plan:
    text = "\n".join(lines)
    duties = tuple(
        Duty(agency, agency, False, "lead", line, (), None, None, None, 0, 0, place)
        for agency in ("Sở Tài chính", "Sở Công Thương", "Liên minh Hợp tác xã")
        for line in lines
        if line.startswith(agency)
        for place in [Span(text.index(line), text.index(line) + len(line))]
    )
    empty: dict[str, Any] = dict.fromkeys(("sections", "units", "tables", "passages"), ())
    return Plan(
        id=name,
        file=f"{name}.txt",
        sha256="0",
        text_sha256="0",
        text=text,
        header=Header(),
        records=Records(duties=duties),
        **empty,
    )


def make_answer(question: str = "?", **fields: object) -> Answer:
    given = {
        "question": question,
        "answered": True,
        "kind": "duty",
        "language": "vi",
        "lead": "",
        "markdown": "",
        **dict.fromkeys(("statements", "notes", "citations", "retrieved"), ()),
    }
    return Answer(**(given | fields))  # type: ignore[arg-type]


def cite(plan: Plan, quote: str, marker: int = 1, passage: str | None = None, **fields: object) -> Citation:
    whole = passage or quote
    start, whole_start = plan.text.index(quote), plan.text.index(whole)
    given = {
        "marker": marker,
        "plan": plan.id,
        **dict.fromkeys(("number", "title", "page")),
        "section": "I",
        "heading": "TỔ CHỨC THỰC HIỆN",
        "quote": quote,
        "passage": whole,
        "span": Span(start, start + len(quote)),
        "passage_span": Span(whole_start, whole_start + len(whole)),
    }
    return Citation(**(given | fields))  # type: ignore[arg-type]


@dataclass
class LineAssistant:
    """Answers with the line that shares most syllables with the question, and declines below `ENOUGH`.

    Without `lexical` the lines come in an order that has nothing to do with the question, as from
    a dense search that does not know the words.
    """

    plan: Plan
    lexical: bool = True

    def plans(self) -> tuple[Plan, ...]:
        return (self.plan,)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        plans: Sequence[str] = (),
        language: Language | None = None,
    ) -> Answer:
        words = set(syllables(" ".join([*history, question])))
        shares = {
            line: len(words & set(syllables(line))) / len(words) for line in self.plan.text.splitlines()
        }
        best = max(shares.values())
        ranked = sorted(shares, key=lambda line: -shares[line] if self.lexical else _shuffled(line))
        found = tuple(Found(self.plan.id, "I", shares[line], line) for line in ranked)
        if best < ENOUGH:
            return make_answer(question, answered=False, lead="Kế hoạch không nêu.", retrieved=found)
        top = ranked[0]
        return make_answer(
            question,
            statements=(Statement(top, (1,)),),
            citations=(cite(self.plan, top),),
            retrieved=found,
            markdown=f"{top} [1]",
        )


def _shuffled(line: str) -> bytes:
    return hashlib.sha256(line.encode()).digest()


def make_cases() -> tuple[Case, ...]:
    """A question per line of the plan below its heading, and five that it does not answer."""
    asked = (
        ("duty", "Sở Tài chính bố trí bao nhiêu cho hợp tác xã?", LINES[1], "1.550 triệu đồng"),
        ("duty", "Sở Công Thương mở mấy hội chợ?", LINES[2], "12 hội chợ"),
        ("support", "Liên minh Hợp tác xã tổ chức mấy lớp tập huấn?", LINES[3], "07 lớp"),
        ("duty", "Ngân hàng Nhà nước chỉ đạo ai cho vay ưu đãi?", LINES[4], "tổ chức tín dụng"),
        ("funding", "Nguồn vốn gồm những gì của trung ương?", LINES[5], "ngân sách trung ương"),
    )
    answerable = [
        Case(id=f"a{i}", kind=kind, question=words, plans=["vi-du-2024"], evidence=[[line]], facts=[[fact]])
        for i, (kind, words, line, fact) in enumerate(asked)
    ]
    unknown = (
        "Giá vàng hôm nay?",
        "Ai là chủ tịch nước Pháp?",
        "Thủ đô Lào ở đâu?",
        "Bóng đá tối qua?",
        "Mấy giờ rồi?",
    )
    declined = [
        Case(id=f"n{i}", kind="none", question=words, answerable=False, forbids=["không có câu này"])
        for i, words in enumerate(unknown)
    ]
    return (*answerable, *declined)
