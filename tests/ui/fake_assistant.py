"""A small assistant over the shipped plans: real text and spans, three sizes of answer, no search."""

from __future__ import annotations

import atexit
import hashlib
import re
import shutil
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.models import Answer, Chip, Citation, Language, Statement
from app.settings import ROOT
from ingest.errors import PlanchatError
from ingest.models import Field, Header, Passage, Plan, Section, Span, Unit
from ingest.report import Report
from ingest.vietnamese import key

PLANS = ROOT / "corpus"
HOSTILE = (
    '<script>window.hacked=1</script><img src=x onerror="window.hacked=1"> ${window.hacked=1} {{hacked}}'
)

_NUMBER = re.compile(r"^Số:[ ]*(\d+/\S+)", re.M)
_DATED = re.compile(r"(?:^|UBND )((?:[A-ZĐ]\w+ ?)+), ngày [^\n]*\d{4}", re.M)
_TITLE = re.compile(r"^KẾ HOẠCH\s*\n\s*([^\n]+)", re.M)
_HEADING = re.compile(r"^([IVX]+)\.[ \t]*(\S[^\n]*)$", re.M)
_BULLET = re.compile(r"^[-+] [^\n]{60,}", re.M)


CHIPS = (
    Chip("kind:duty", "kind", "nhiệm vụ"),
    Chip("agency:so-tai-chinh", "agency", "Sở Tài chính"),
)


def _field(match: re.Match[str] | None) -> Field | None:
    return Field(match.group(1), Span(*match.span(1))) if match else None


def plan_of(plan_id: str, text: str) -> Plan:
    sections = tuple(
        Section(
            index=index,
            kind="roman",
            label=match.group(1),
            heading=match.group(2),
            path=match.group(1),
            parent=None,
            span=Span(match.start(), len(text)),
            heading_span=Span(*match.span()),
        )
        for index, match in enumerate(_HEADING.finditer(text))
    )
    units, passages = [], []
    for index, match in enumerate(_BULLET.finditer(text)):
        inside = [section.index for section in sections if section.span.start <= match.start()]
        section = inside[-1] if inside else None
        units.append(Unit(index=index, kind="bullet", section=section, span=Span(*match.span())))
        passages.append(Passage(index, section, Span(*match.span()), (index,), ""))
    return Plan(
        id=plan_id,
        file=f"{plan_id}.txt",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        header=Header(
            number=_field(_NUMBER.search(text)),
            place=_field(_DATED.search(text)),
            title=_field(_TITLE.search(text)),
        ),
        sections=sections,
        units=tuple(units),
        tables=(),
        passages=tuple(passages),
    )


class FakeLibrary:
    """What the page asks of a library, over the fake assistant's plans; nothing can be added."""

    def __init__(self, assistant: FakeAssistant, home: Path) -> None:
        self._assistant = assistant
        self.home = home
        self.originals: dict[str, Path] = {}
        self.being_written = False

    def plans(self) -> tuple[Plan, ...]:
        return self._assistant.plans()

    def plan(self, plan: str) -> Plan | None:
        return next((found for found in self.plans() if found.id == plan), None)

    def original(self, plan: str) -> Path | None:
        return self.originals.get(plan)

    def add(self, *_: object, **__: object) -> list[Report]:
        raise NotImplementedError

    def remove(self, plan: str) -> bool:
        raise NotImplementedError


def _own_home() -> Path:
    """Make a folder that is gone when the tests are over."""
    folder = tempfile.mkdtemp(prefix="planchat-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


class FakeAssistant:
    """Answers with 40 statements to "nhiệm vụ", 1 to "tổng", otherwise 6; a few words do more."""

    def __init__(self, plans: Sequence[Plan] | None = None, home: Path | None = None) -> None:
        shipped = (plan_of(file.stem, file.read_text("utf-8")) for file in sorted(PLANS.glob("*.txt")))
        self._plans = {plan.id: plan for plan in (shipped if plans is None else plans)}
        self.library = FakeLibrary(self, home or _own_home())
        self.asked: list[tuple[str, tuple[str, ...], Language | None, tuple[str, ...]]] = []
        self.release = threading.Event()

    def plans(self) -> tuple[Plan, ...]:
        return tuple(self._plans.values())

    def plan(self, plan_id: str) -> Plan:
        return self._plans[plan_id]

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        plans: Sequence[str] = (),
        language: Language | None = None,
        *,
        without: Sequence[str] = (),
        **_: object,
    ) -> Answer:
        self.asked.append((question, tuple(history), language, tuple(without)))
        word = key(question)
        if "hong kho" in word:
            raise PlanchatError("no_such_code", secret="/root/.ssh")
        if "hong hoc" in word:
            raise RuntimeError("a stack trace nobody should see")
        if "cham" in word:
            self.release.wait(20)
        if "khong co" in word:
            return self._none(question, language or "vi")
        count = 40 if "nhiem vu" in word or "duties" in word else 1 if "tong" in word else 6
        answer = self._answer(question, count, language or "vi")
        return replace(answer, chips=tuple(chip for chip in answer.chips if chip.key not in without))

    def _none(self, question: str, language: Language) -> Answer:
        lead = "Các kế hoạch trong kho không nêu điều này."
        return Answer(question, False, "none", language, lead, (), (), (), (), lead)

    def _answer(self, question: str, count: int, language: Language) -> Answer:
        found = self._quotes(count)
        citations = tuple(
            Citation(
                marker=marker,
                plan=plan.id,
                number=plan.header.number.value if plan.header.number else None,
                title=plan.header.title.value if plan.header.title else None,
                section=plan.section_path(passage.section),
                heading=plan.section_heading(passage.section),
                page=None,
                quote=" ".join(passage.span.of(plan.text).split()),
                passage=passage.span.of(plan.text),
                span=passage.span,
                passage_span=passage.span,
            )
            for marker, (plan, passage) in enumerate(found, start=1)
        )
        statements = tuple(
            Statement(
                text=citation.quote.lstrip("-+ "),
                markers=(citation.marker,),
                group=f"Kế hoạch {citation.number or citation.plan}" if count > 6 else "",
                detail=(
                    ("Thời hạn", "trước ngày 30/11/2025"),
                    ("Phối hợp", "Liên minh Hợp tác xã tỉnh, Sở Tài chính"),
                )
                if count > 6 and citation.marker % 3 == 0
                else (),
            )
            for citation in citations
        )
        first = citations[0]
        lead = {
            1: "Các kế hoạch trong kho không nêu tổng số; kế hoạch chỉ nêu:",
            6: f"Theo Kế hoạch {first.number} (mục {first.section}, {first.heading}), có 6 điểm:",
        }.get(count, f"Sở Tài chính có {count} nhiệm vụ trong {len({c.plan for c in citations})} kế hoạch:")
        return Answer(
            question=question,
            answered=True,
            kind="duty" if count > 6 else "general",
            language=language,
            lead=lead,
            statements=statements,
            notes=("Giai đoạn của kế hoạch đã kết thúc.",) if count > 1 else (),
            citations=citations,
            retrieved=(),
            markdown="",
            reading="nhiệm vụ của Sở Tài chính, trong mọi kế hoạch" if count > 6 else "",
            chips=CHIPS if count > 6 else (),
            suggestions=("Kinh phí lấy từ những nguồn nào?",) if count == 6 else (),
        )

    def _quotes(self, count: int) -> list[tuple[Plan, Passage]]:
        """The hardest place first: in the middle of the longest plan; long lists run over all plans."""
        plans = sorted(self._plans.values(), key=lambda plan: (plan.header.number is None, -len(plan.text)))
        if count <= 6:
            half = len(plans[0].passages) // 2
            return [(plans[0], passage) for passage in plans[0].passages[half : half + count]]
        share = {0: 14, 1: 11}
        found = [(plan, p) for at, plan in enumerate(plans) for p in plan.passages[3 : 3 + share.get(at, 5)]]
        return found[:count]


def hostile_plan() -> Plan:
    lines = [
        "Số: 1/KH-UBND",
        "Xã Thử, ngày 01 tháng 01 năm 2025",
        "KẾ HOẠCH",
        f"THỬ {HOSTILE}",
        f"I. MỤC {HOSTILE}",
    ]
    lines += [
        f"- Ý thứ {number} của kế hoạch thử với đủ chữ để thành một ý dài {HOSTILE}" for number in range(20)
    ]
    return plan_of("thu", "\n".join(lines) + "\n")
