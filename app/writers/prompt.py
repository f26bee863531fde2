"""What a chat model is told: the files in `prompts`, and plan text and questions as data in them.

Data stands between tags. Angle brackets in it are replaced, so that no plan and no question can
close its tag and go on as an instruction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import yaml

from app.draft import DraftStatement
from app.evidence import Evidence
from app.models import Language
from app.naming import plan_name, section_name
from app.question import Question
from app.writers.client import Messages
from ingest.vietnamese import fold_space

_PART = re.compile(r"^# (\w+)$", re.MULTILINE)
_REASON = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_NEUTRAL = str.maketrans("<>", "‹›")

_CHARACTERS_A_TOKEN = 2.5
"""Vietnamese characters in a token, on the safe side: recent tokenisers reach 3 to 4, older ones 2.5."""


@dataclass(frozen=True)
class Prompt:
    """One file of `prompts`: its named parts, without the reasons."""

    name: str
    version: int
    parts: dict[str, str]

    @property
    def id(self) -> str:
        """Return name and version: "answer/1"."""
        return f"{self.name}/{self.version}"

    def text(self, *parts: str) -> str:
        """Return the parts one below the other."""
        return "\n\n".join(self.parts[part] for part in parts)


@cache
def prompt(name: Literal["answer", "rewording"]) -> Prompt:
    """Return the prompt `prompts/<name>.md`."""
    _, head, body = (resources.files("prompts") / f"{name}.md").read_text("utf-8").split("---\n", 2)
    pieces = _PART.split(_REASON.sub("", body))
    parts = {title: text.strip() for title, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    return Prompt(name, int(yaml.safe_load(head)["version"]), parts)


def answer_messages(
    question: Question, quotes: Sequence[Evidence], *, structured: bool, whole: bool
) -> Messages:
    """Return what the model is told: rules, form of the reply, numbered quotes, question.

    `whole`: the quotes are a list that must stay complete.
    """
    form = "json" if structured else "lines"
    rules = prompt("answer").text("rules", form)
    task = prompt("answer").text("whole" if whole else "point")
    shown = "\n".join(quoted(number, one, question.language) for number, one in enumerate(quotes, start=1))
    return (
        ("system", rules),
        ("human", f"{shown}\n\n<cau_hoi>{_data(question.text)}</cau_hoi>\n\n{task}"),
    )


def rewording_messages(question: str, history: Iterable[str]) -> Messages:
    """Return what the model is told to propose another reading of a question."""
    earlier = "\n".join(f"<truoc>{_data(one)}</truoc>" for one in history)
    asked = f"<cau_hoi>{_data(question)}</cau_hoi>"
    return (("system", prompt("rewording").text("rules", "json")), ("human", f"{earlier}\n{asked}".strip()))


def quoted(number: int, evidence: Evidence, language: Language) -> str:
    """Return a quote as the model sees it, with the plan and section it stands in."""
    plan = _data(plan_name(evidence.plan, language)).replace('"', "”")
    path = section_name(evidence.plan, evidence.unit, language)
    heading = evidence.plan.section_heading(evidence.unit.section)
    section = _data(f"{path}, {heading}" if heading else path).replace('"', "”")
    lead_in = evidence.unit.lead_in
    above = "" if lead_in is None else f"{evidence.plan.units[lead_in].span.of(evidence.plan.text)} "
    return f'<trich so="{number}" van_ban="{plan}" muc="{section}">{_data(above + evidence.text)}</trich>'


def fitting(
    statements: Sequence[DraftStatement], question: Question, *, context: int, reply: int
) -> list[DraftStatement]:
    """Return those whose quotes fit into a context of so many tokens besides rules and reply, in order."""
    told = answer_messages(question, (), structured=True, whole=True)
    room = (context - reply) * _CHARACTERS_A_TOKEN - sum(len(text) for _, text in told)
    found: list[DraftStatement] = []
    for one in statements:
        length = len(quoted(len(found) + 1, one.evidence[0], question.language)) + 1
        if length <= room:
            room -= length
            found.append(one)
    return found


def _data(text: str) -> str:
    return fold_space(text).translate(_NEUTRAL)
