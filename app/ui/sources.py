"""The source panel: where a quote stands, to be read in the plan's whole text and on its printed page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter

from app.catalogue import say
from app.models import Language
from app.naming import cited_section, plan_heading, plan_name
from app.ui.answers import digest, joined, title_below
from app.ui.document import document_html
from app.ui.markup import attribute, escape
from ingest.models import Plan, Span
from ingest.vietnamese import fold_space

ANCHOR = "pc-source"
_BULLET = re.compile(r"^[-+*•]\s+")


@dataclass(frozen=True, slots=True)
class Cited:
    """What a chip, card or row asks to see. It comes from the browser, so nothing of it is trusted.

    `marker` is the number of a source of an answer, None in lists; `section` the printed path, mostly with
    its heading.
    """

    plan: str
    marker: int | None
    quote: Span
    section: str
    digest: str
    language: Language

    def stands_in(self, plan: Plan) -> bool:
        """Say whether the quote still is where it was: the plan may have been replaced since."""
        return digest(self.quote.of(plan.text)) == self.digest


@dataclass(frozen=True, slots=True)
class _Request:
    source: Annotated[str, Field(max_length=500)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    section: str
    digest: str
    language: Language
    marker: Annotated[int, Field(ge=1)] | None = None


_REQUEST: TypeAdapter[_Request] = TypeAdapter(_Request)


def cited_of(sent: object) -> Cited:
    """Return the request as sent by the page's script; raises ValueError for any other."""
    sent = _REQUEST.validate_python(sent)
    return Cited(
        sent.source, sent.marker, Span(sent.start, sent.end), sent.section, sent.digest, sent.language
    )


def source(plan: Plan, cited: Cited) -> str:
    """Return the panel's content for a cited place of `plan`."""
    language = cited.language
    name = plan_name(plan, language)
    title = title_below(name, plan.header.title.value if plan.header.title else None)
    page = plan.page_at(cited.quote.start)
    place = joined(cited.section, say("ui.source.page", language, page=page) if page else "")
    if plan.is_ocr(cited.quote):
        place = joined(place, say("scan.quote", language))
    under = f'<p class="pc-plan-title">{escape(title)}</p>' if title else ""
    kicker = ""
    if cited.marker is not None:
        kicker = f'<p class="pc-label">{escape(say("ui.source.marker", language, marker=cited.marker))}</p>'
    head = (
        f'<header class="pc-panel-head">{kicker}'
        f'<h2 id="pc-panel-title" tabindex="-1">{escape(plan_heading(plan, language))}</h2>{under}'
        f'<p class="pc-panel-place">{escape(place)}</p>'
    )
    stands = cited.stands_in(plan)
    if stands:
        head += _tools(plan, cited, name, has_page=page is not None)
    else:
        head += f'<p class="pc-failure" role="alert">{escape(say("ui.source.replaced", language))}</p>'
    marked = (cited.quote,) if stands else ()
    shown = document_html(plan, language, marked=marked, anchor=ANCHOR)
    return (
        f'{head}</header><div class="pc-text" id="pc-text" tabindex="0" role="region"'
        f"{attribute('aria-label', say('ui.source.text', language))}>{shown}</div>"
        f'<div class="pc-page" id="pc-page" tabindex="0" role="region" hidden'
        f"{attribute('aria-label', say('ui.source.printed', language))}></div>"
    )


def quotation(plan: Plan, cited: Cited) -> str:
    """Return the quote with where it stands, as one writes it into a report."""
    name, page = plan_name(plan, cited.language), plan.page_at(cited.quote.start)
    place = place_words(name, cited.section, page, cited.language)
    return quoted(_cells_apart(plan, cited.quote), place, cited.language)


def _cells_apart(plan: Plan, quote: Span) -> str:
    """Return the quoted words; where they are a row of a table, with a bar between its cells."""
    rows = (unit for unit in plan.units if unit.cells and unit.span.start == quote.start)
    row = next((unit for unit in rows if unit.span.end == quote.end), None)
    if row is None:
        return quote.of(plan.text)
    return " | ".join(words for cell in row.cells if (words := cell.of(plan.text).strip()))


def quoted(quote: str, place: str, language: Language) -> str:
    """Return a quote in quotation marks with its place; the dash that begins a list's item is left out."""
    words = _BULLET.sub("", fold_space(quote))
    return say("ui.source.quotation", language, quote=words, place=place)


def place_words(name: str, section: str, page: int | None, language: Language) -> str:
    """Return "Kế hoạch …, mục IV.2 · Kinh phí thực hiện, trang 3"."""
    parts = [name]
    if section:
        parts.append(cited_section(section, language))
    if page is not None:
        parts.append(say("ui.source.page", language, page=page))
    return ", ".join(parts)


def missing(language: Language) -> str:
    """Return the panel's content where the plan is no longer there."""
    return f'<p class="pc-failure">{escape(say("ui.source.missing", language))}</p>'


def _tools(plan: Plan, cited: Cited, name: str, *, has_page: bool) -> str:
    language = cited.language
    copied = (
        attribute("data-copy", quotation(plan, cited))
        + attribute("data-copied", say("ui.source.copied", language))
        + attribute("data-uncopied", say("ui.source.uncopied", language))
    )
    tools = (
        f'<button type="button" class="pc-tool"{copied}>{escape(say("ui.source.copy", language))}</button>'
    )
    if has_page:
        labels = "".join(
            attribute(f"data-{which}", say(f"ui.source.show_{which}", language)) for which in ("page", "text")
        )
        shown = escape(say("ui.source.show_page", language))
        tools += f'<button type="button" class="pc-tool" id="pc-turn-over"{labels}>{shown}</button>'
    return f'<div class="pc-tools">{tools}<span class="pc-copied" role="status"></span></div>'
