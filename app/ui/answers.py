"""An answer as HTML: reading, lead, statements under their plan, notes, sources.

The HTML comes in pieces whose concatenation is the whole. Browsers close open tags themselves, so
every prefix can be shown: a streamed answer is sent by appending, never by sending it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from app.catalogue import say
from app.models import Answer, Chip, Citation, Language, Statement
from app.ui.markup import attribute, escape, inline
from ingest.models import Plan, Span
from ingest.vietnamese import fold_space

# A list is read to about here; the rest waits behind "Xem thêm N". Of a very long answer less is
# shown of each group, so that all groups can be overlooked.
STATEMENTS_SHOWN = 8
SHOWN_OF_LONG = 4
LONG = 24
SOURCES_SHOWN = 5
# A plan without number and issuer is called by its title's first words; this many characters tell.
_TITLE_START = 30


def pieces(answer: Answer, turn: int, language: Language, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the answer's HTML: what precedes the statements, one piece for each, what follows.

    `turn` numbers the answer on the page, so that ids in it are unique; `names` says for each plan's
    id how the plan is called.
    """
    links = _Links(answer)
    groups = grouped(answer.statements)
    limit = STATEMENTS_SHOWN if len(answer.statements) <= LONG else SHOWN_OF_LONG
    folds = any(len(some) > limit for _, some in groups)
    yield _head(answer, links, language, unfold=folds and len(groups) > 1)
    for number, (group, statements) in enumerate(groups):
        opening = f'<h3 class="pc-group">{inline(group)}</h3>' if group else ""
        opening += '<ul class="pc-statements">'
        for position, statement in enumerate(statements):
            if position == limit:
                more = say("ui.answer.more", language, count=len(statements) - limit)
                opening += (
                    f'</ul><details class="pc-more" id="more-{turn}-{number}">'
                    f'<summary>{escape(more)}</summary><ul class="pc-statements">'
                )
            closing = ""
            if position == len(statements) - 1:
                closing = "</ul></details>" if position >= limit else "</ul>"
            yield opening + _statement(statement, links) + closing
            opening = ""
    yield _tail(answer, links, turn, language, names)


def grouped(statements: tuple[Statement, ...]) -> list[tuple[str, list[Statement]]]:
    """Return the statements under their groups, both in the order of first appearance."""
    groups: dict[str, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(statement.group, []).append(statement)
    return list(groups.items())


class _Links:
    """The numbered chips of one answer: which marker opens which source."""

    def __init__(self, answer: Answer) -> None:
        self._citations = {citation.marker: citation for citation in answer.citations}
        self._opens: dict[int, str] = {}
        self._language: Language = answer.language

    def opens(self, marker: int) -> str:
        """Return `opens` of a marker's citation, "" where the answer has no such citation."""
        if marker not in self._opens:
            citation = self._citations.get(marker)
            self._opens[marker] = opens(citation) if citation else ""
        return self._opens[marker]

    def chip(self, marker: int) -> str:
        """Return the button for a marker, "" where the answer has no such citation."""
        source = self.opens(marker)
        if not source:
            return ""
        label = say("ui.source.marker", self._language, marker=marker)
        return (
            f'<button type="button" class="pc-chip"{source}{attribute("aria-label", label)}>{marker}</button>'
        )

    def chips(self, markers: tuple[int, ...]) -> str:
        """Return the chips that end a statement."""
        return "".join(self.chip(marker) for marker in markers)


def opens(citation: Citation) -> str:
    """Return the attributes that tell the page's script which source a button opens."""
    section = place_in_plan(citation.section, citation.heading)
    marker = attribute("data-marker", citation.marker)
    return _opens(citation.plan, citation.span, citation.quote, section) + marker


def opens_at(plan: Plan, quote: Span, section: str) -> str:
    """Return the same attributes for a place of a plan that no answer cites."""
    return _opens(plan.id, quote, quote.of(plan.text), section)


def _opens(plan: str, span: Span, quote: str, section: str) -> str:
    return (
        attribute("data-source", plan)
        + attribute("data-start", span.start)
        + attribute("data-end", span.end)
        + attribute("data-section", section)
        + attribute("data-digest", digest(quote))
    )


def digest(quote: str) -> str:
    """Return a short token of a quote: a plan that was replaced since has other words at that place."""
    return hashlib.sha256(fold_space(quote).encode()).hexdigest()[:12]


def title_below(name: str, title: str | None) -> str:
    """Return the title to print below a plan's name, "" where the name begins with it already."""
    if title is None or title[:_TITLE_START] in name:
        return ""
    return title


def place_in_plan(section: str, heading: str) -> str:
    """Return the printed section path with its heading: "IV.2 · Kinh phí thực hiện"."""
    return joined(section, heading)


def joined(*parts: str) -> str:
    """Return the parts that are not empty, with a dot between them."""
    return " · ".join(part for part in parts if part)


def _head(answer: Answer, links: _Links, language: Language, *, unfold: bool) -> str:
    shown = f"<div{attribute('lang', answer.language)}>"
    if answer.chips:
        shown += _limits(answer.chips, language)
    elif answer.reading:
        reading = say("ui.answer.reading", language, reading=answer.reading)
        shown += f'<p class="pc-reading">{inline(reading)}</p>'
    if answer.lead:
        shown += f'<p class="pc-lead">{inline(answer.lead, links.chip)}</p>'
    if unfold:
        labels = "".join(
            attribute(f"data-{name}", say(f"ui.answer.{name}", language)) for name in ("unfold", "fold")
        )
        words = escape(say("ui.answer.unfold", language))
        shown += f'<button type="button" class="pc-unfold"{labels}>{words}</button>'
    return shown


def _limits(chips: tuple[Chip, ...], language: Language) -> str:
    """Return what the question was understood to be limited to; each limit can be taken away."""
    understood = escape(say("ui.answer.understood", language))
    buttons = "".join(
        f'<li><button type="button" class="pc-limit"'
        f"{attribute('data-without', json.dumps(asdict(chip), ensure_ascii=False))}"
        f"{attribute('aria-label', say('ui.answer.without', language, label=chip.label))}"
        f"{attribute('title', say('ui.answer.without', language, label=chip.label))}>"
        f'{escape(chip.label)}<span class="pc-cross" aria-hidden="true">×</span></button></li>'
        for chip in chips
    )
    spoken = attribute("lang", language)
    return f'<div class="pc-limits"{spoken}><span>{understood}</span><ul>{buttons}</ul></div>'


def _statement(statement: Statement, links: _Links) -> str:
    shown = f"<li>{_ended(statement.text, links.chips(statement.markers))}"
    if statement.detail:
        lines = "".join(
            f"<div><dt>{escape(label)}</dt><dd>{inline(value)}</dd></div>"
            for label, value in statement.detail
        )
        shown += f'<dl class="pc-detail">{lines}</dl>'
    return shown + "</li>"


def _ended(text: str, chips: str) -> str:
    """Return the text with its chips kept on the last word's line: a chip never starts a line."""
    body, _, last = text.rpartition(" ")
    if not chips or not body or not last or set(last) & set("*\\[]"):
        return inline(text) + chips
    return f'{inline(body)} <span class="pc-together">{inline(last)}{chips}</span>'


def _tail(answer: Answer, links: _Links, turn: int, language: Language, names: Mapping[str, str]) -> str:
    shown = "".join(f'<p class="pc-note">{inline(note, links.chip)}</p>' for note in answer.notes)
    shown += "</div>"
    if answer.citations:
        shown += _sources(answer.citations, links, turn, language, names)
    if answer.suggestions:
        asks = "".join(ask_button(suggestion) for suggestion in answer.suggestions)
        heading = escape(say("ui.answer.suggestions", language))
        shown += f'<div class="pc-suggestions"><h3 class="pc-label">{heading}</h3>{asks}</div>'
    return shown


def ask_button(question: str) -> str:
    """Return a button that asks `question`."""
    return (
        f'<button type="button" class="pc-ask"{attribute("data-ask", question)}>{escape(question)}</button>'
    )


def _sources(
    citations: tuple[Citation, ...], links: _Links, turn: int, language: Language, names: Mapping[str, str]
) -> str:
    """Return the list of sources; a plan is named once, above the places cited from it."""
    heading = escape(say("ui.source.heading", language))
    shown = [f'<section class="pc-sources"{attribute("lang", language)}><h3 class="pc-label">{heading}</h3>']
    plan = None
    for position, citation in enumerate(_by_plan(citations)):
        if position == SOURCES_SHOWN:
            more = escape(say("ui.source.more", language, count=len(citations) - SOURCES_SHOWN))
            shown.append(f'<details class="pc-more" id="sources-{turn}"><summary>{more}</summary>')
        if citation.plan != plan:
            plan = citation.plan
            # A plan that has left the library since is called by what the citation knows.
            name = names.get(plan) or citation.number or citation.title or plan
            title = title_below(name, citation.title)
            named = f'<span class="pc-plan-name">{escape(name)}</span>'
            named += f'<span class="pc-plan-title">{escape(title)}</span>' if title else ""
            shown.append(f'<h4 class="pc-plan" lang="vi">{named}</h4>')
        shown.append(_card(citation, links, language))
    shown.append("</details></section>" if len(citations) > SOURCES_SHOWN else "</section>")
    return "".join(shown)


def _by_plan(citations: tuple[Citation, ...]) -> list[Citation]:
    plans: dict[str, int] = {}
    for citation in citations:
        plans.setdefault(citation.plan, len(plans))
    return sorted(citations, key=lambda citation: (plans[citation.plan], citation.marker))


def _card(citation: Citation, links: _Links, language: Language) -> str:
    place = place_in_plan(citation.section, citation.heading)
    if citation.page is not None:
        place = joined(place, say("ui.source.page", language, page=citation.page))
    if citation.ocr:
        place = joined(place, say("scan.quote", language))
    return (
        f'<button type="button" class="pc-card"{links.opens(citation.marker)}>'
        f'<span class="pc-card-marker">{citation.marker}</span>'
        f'<span class="pc-card-body"><span class="pc-card-place">{escape(place)}</span>'
        f'<span class="pc-card-quote" lang="vi">{escape(citation.quote)}</span></span></button>'
    )
