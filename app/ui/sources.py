"""The source panel: a plan's whole text with the cited passage tinted and the quote marked."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue import say
from app.models import Language
from app.naming import plan_name
from app.ui.answers import joined, title_below
from app.ui.markup import attribute, escape
from ingest.models import Plan, Span


@dataclass(frozen=True, slots=True)
class Cited:
    """What a chip or card asks to see. It comes from the browser, so nothing of it is trusted."""

    plan: str
    marker: int
    quote: Span
    passage: Span
    section: str
    language: Language

    @classmethod
    def read(cls, asked: object) -> Cited:
        """Return the request as sent by the page's script; raises ValueError for any other."""
        if not isinstance(asked, dict):
            raise ValueError("not a source request")
        try:
            numbers = {name: int(asked[name]) for name in ("marker", "start", "end", "from", "to")}
            return cls(
                plan=str(asked["source"]),
                marker=numbers["marker"],
                quote=Span(numbers["start"], numbers["end"]),
                passage=Span(numbers["from"], numbers["to"]),
                section=str(asked["section"]),
                language="en" if asked.get("language") == "en" else "vi",
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("not a source request") from error


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
    kicker = escape(say("ui.source.marker", language, marker=cited.marker))
    return (
        f'<header class="pc-panel-head"><p class="pc-label">{kicker}</p>'
        f'<h2 id="pc-panel-title" tabindex="-1">{escape(name)}</h2>{under}'
        f'<p class="pc-panel-place">{escape(place)}</p></header>'
        f'<div class="pc-text" tabindex="0" role="region" lang="vi"'
        f"{attribute('aria-label', say('ui.source.text', language))}>{text(plan, cited, language)}</div>"
    )


def missing(language: Language) -> str:
    """Return the panel's content where the plan is no longer there."""
    return f'<p class="pc-failure">{escape(say("ui.source.missing", language))}</p>'


def text(plan: Plan, cited: Cited, language: Language) -> str:
    """Return the canonical text line by line, headings set off, pages marked where they begin."""
    headings = {section.heading_span.start for section in plan.sections}
    pages = {start.start: start.page for start in plan.pages}
    shown: list[str] = []
    start = 0
    for line in plan.text.splitlines(keepends=True):
        span = Span(start, start + len(line))
        start = span.end
        shown += [
            f'<p class="pc-page">{escape(say("ui.source.page", language, page=pages[at]))}</p>'
            for at in sorted(pages)
            if span.start <= at < span.end
        ]
        if line.strip():
            heading = any(span.start <= at < span.end for at in headings)
            shown.append(_line(plan.text, span, cited, heading=heading))
    return "".join(shown)


def _line(whole: str, span: Span, cited: Cited, *, heading: bool) -> str:
    names = ["pc-heading"] if heading else []
    if _overlap(span, cited.passage) is not None:
        names.append("pc-passage")
    classes = " ".join(names)
    marked = _overlap(span, cited.quote)
    if marked is None or not marked.of(whole).strip():
        inner = escape(span.of(whole).rstrip("\r\n"))
    else:
        # White space at the ends of the line stays outside the mark.
        printed = marked.of(whole)
        begin = marked.start + len(printed) - len(printed.lstrip())
        end = marked.end - (len(printed) - len(printed.rstrip()))
        inner = (
            f"{escape(whole[span.start : begin])}<mark>{escape(whole[begin:end])}</mark>"
            f"{escape(whole[end : span.end].rstrip())}"
        )
    return f"<p{attribute('class', classes) if classes else ''}>{inner}</p>"


def _overlap(one: Span, other: Span) -> Span | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Span(start, end) if start < end else None
