"""Ways to break an assistant on purpose. Each wraps one, real or fake, and breaks one thing."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence

from app.models import Answer, Citation, Language, Statement
from eval.subject import Subject
from ingest.models import Plan, Span

Break = Callable[[Answer], Answer]


@dataclasses.dataclass
class Broken:
    """An assistant whose every answer goes through `damage`."""

    sound: Subject
    damage: Break

    def plans(self) -> tuple[Plan, ...]:
        return self.sound.plans()

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        plans: Sequence[str] = (),
        language: Language | None = None,
    ) -> Answer:
        return self.damage(self.sound.ask(question, history, plans, language))


def shuffle_citations() -> Break:
    """Give every statement the citation of another one, of this answer or of the one before."""
    before: list[Citation] = []

    def damage(answer: Answer) -> Answer:
        sound = list(answer.citations)
        if not sound:
            return answer
        turned = sound[1:] + sound[:1] if len(sound) > 1 else before[-1:] or sound
        before.extend(sound)
        swapped = tuple(
            dataclasses.replace(other, marker=own.marker) for own, other in zip(sound, turned, strict=True)
        )
        return dataclasses.replace(answer, citations=swapped)

    return damage


def change_a_number_in_a_quote(answer: Answer) -> Answer:
    """Raise the first digit of each quote by one."""

    def raised(match: re.Match[str]) -> str:
        return str((int(match.group()) + 1) % 10)

    changed = tuple(
        dataclasses.replace(cite, quote=re.sub(r"\d", raised, cite.quote, count=1))
        for cite in answer.citations
    )
    return dataclasses.replace(answer, citations=changed)


def answer_everything(plans: Sequence[Plan]) -> Break:
    """Turn every refusal into an answer with the best passage."""
    texts = {plan.id: plan.text for plan in plans}

    def damage(answer: Answer) -> Answer:
        if answer.answered or not answer.retrieved:
            return answer
        best = answer.retrieved[0]
        start = texts[best.plan].index(best.text)
        span = Span(start, start + len(best.text))
        cite = Citation(1, best.plan, None, None, best.section, "", None, best.text, best.text, span, span)
        return dataclasses.replace(
            answer,
            answered=True,
            lead="",
            notes=(),
            statements=(Statement(best.text, (1,)),),
            citations=(cite,),
        )

    return damage
