"""An answer as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from app.catalogue import say
from app.commands.screen import out
from app.models import Answer, Citation, Language
from app.naming import cited_section, plan_name
from ingest.models import Plan
from ingest.vietnamese import fold


def show(answer: Answer, plans: Iterable[Plan]) -> None:
    """Print an answer and its sources; as typeset Markdown in a terminal, else as it is.

    `plans` are those it may cite, for their names.
    """
    names = {plan.id: plan_name(plan, answer.language) for plan in plans}
    console = out()
    if console.is_terminal:
        from rich.markdown import Markdown

        console.print(Markdown(answer.markdown))
    else:
        console.print(answer.markdown, soft_wrap=True)
    if answer.citations:
        console.print()
        console.print(say("answer.sources", answer.language), style="bold")
    said = fold(answer.markdown)
    for citation in answer.citations:
        console.print(
            _source(citation, names[citation.plan], answer.language), soft_wrap=not console.is_terminal
        )
        if fold(citation.quote) not in said:
            console.print(f"    “{citation.quote}”", style="dim", soft_wrap=not console.is_terminal)


def _source(citation: Citation, name: str, language: Language) -> str:
    where = [name, cited_section(citation.section, language)]
    if citation.heading:
        where.append(citation.heading)
    if citation.page is not None:
        where.append(say("answer.page", language, page=citation.page))
    if citation.ocr:
        where.append(say("scan.quote", language))
    return f"[{citation.marker}] {', '.join(where)} ({citation.plan})"
