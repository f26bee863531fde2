"""The tab of support for a cooperative: a short form, and the plans' measures by verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from app.advice import Advice, Measure, in_words, lead
from app.catalogue import say
from app.models import Language
from app.naming import cited_section, plan_heading
from app.profile import Profile
from app.ui.answers import opens_at
from app.ui.gradio_quietly import gr
from app.ui.markup import attribute, escape, inline
from app.ui.protocol import Assistant
from ingest.places import places
from ingest.reference import load

_SCRIPT = (Path(__file__).parent / "support.js").read_text("utf-8")
_SHOWN = 10
"""Measures of a verdict shown at first; the others wait behind "Xem thêm N"."""
_MORE = 50
"""Measures that come with each "Xem thêm"."""
PARTS = ("fits", "may_fit", "beside", "not_for")
"""The verdicts, as `Advice` names them."""
_TEXTS = ("loading", "failed")
_STAGES = ("founding", "new", "running", "stopped")
_FACTS = ("ethnic_members", "ethnic_area", "farmers_union", "women_led", "programme", "effective")
_ANSWERS = {"yes": True, "no": False}


def add(assistant: Assistant, spoken: gr.State, language: Language) -> None:
    """Add the tab's components to the open Blocks; `spoken` holds the page's language."""
    shown = gr.HTML(_frame(language), elem_id="pc-support", js_on_load=_SCRIPT, apply_default_css=False)
    spoken.change(_frame, [spoken], [shown], show_progress="hidden", api_visibility="private")


# --- the form ----------------------------------------------------------------------------------


@cache
def _frame(language: Language) -> str:
    texts = "".join(attribute(f"data-{name}", say(f"advice.script.{name}", language)) for name in _TEXTS)
    return (
        f'<div class="pk-root"{attribute("lang", language)}{texts}>{_form(language)}'
        f'<p class="pk-told" role="status"></p><div class="pk-result"></div></div>'
    )


def _form(language: Language) -> str:
    stages = "".join(
        f"<option{attribute('value', stage)}>{escape(_said(f'stages.{said}', language))}</option>"
        for stage, said in (("", "unknown"), *((one, one) for one in _STAGES))
    )
    provinces = "".join(f"<option{attribute('value', name)}>" for name in _provinces())
    members = (
        f'<label class="pk-field"><span>{escape(_said("members", language))}</span>'
        f'<input name="members" inputmode="numeric" autocomplete="off" maxlength="5"></label>'
    )
    facts = "".join(_fact(fact, language) for fact in _FACTS)
    return (
        f'<form class="pk-form" novalidate><h2>{escape(_said("heading", language))}</h2>'
        f'<p class="pk-quiet">{escape(_said("hint", language))}</p><div class="pk-grid">'
        f"{_text('name', language, 'organization')}{_text('province', language, 'off', 'pk-provinces')}"
        f"{_text('district', language, 'off')}{members}"
        f'<label class="pk-field"><span>{escape(_said("stage", language))}</span>'
        f'<select name="stage">{stages}</select></label></div>'
        f'<datalist id="pk-provinces">{provinces}</datalist>'
        f"{_chips('needs', load('support')['measures'], language)}"
        f"{_chips('fields', load('profile')['fields'], language)}"
        f'<details class="pk-facts" id="pk-facts"><summary>{escape(_said("facts", language))}</summary>'
        f'<div class="pk-grid">{facts}</div></details>'
        f'<p class="pk-failure" role="alert" hidden></p><div class="pk-buttons">'
        f'<button class="pk-button pk-primary">{escape(_said("submit", language))}</button>'
        f'<button type="reset" class="pk-link">{escape(_said("clear", language))}</button></div></form>'
    )


def _said(name: str, language: Language) -> str:
    return say(f"advice.form.{name}", language)


def _text(name: str, language: Language, complete: str, suggested: str = "") -> str:
    more = attribute("list", suggested) if suggested else ""
    return (
        f'<label class="pk-field"><span>{escape(_said(name, language))}</span>'
        f'<input maxlength="120"{attribute("name", name)}{attribute("autocomplete", complete)}{more}></label>'
    )


def _chips(name: str, choices: Iterable[Mapping[str, Any]], language: Language) -> str:
    """Return choices of which several may be ticked; the wider fields stand before the narrower."""
    chips = "".join(
        f'<label class="pk-chip"><input type="checkbox"{attribute("name", name)}'
        f"{attribute('value', one['id'])}>"
        f"<span>{escape(_capital(str(one[language])))}</span></label>"
        for one in choices
        if one["id"] != "other"
    )
    return (
        f'<details class="pk-choose"{attribute("id", f"pk-{name}")}><summary>{escape(_said(name, language))}'
        f'<span class="pk-chosen"></span></summary><fieldset><legend class="pk-hidden">'
        f"{escape(_said(name, language))}</legend>{chips}</fieldset></details>"
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _fact(fact: str, language: Language) -> str:
    options = "".join(
        f"<option{attribute('value', value)}>{escape(_said(said, language))}</option>"
        for value, said in (("", "known"), ("yes", "so"), ("no", "not_so"))
    )
    return (
        f'<label class="pk-field"><span>{escape(_said(f"fact.{fact}", language))}</span>'
        f"<select{attribute('name', f'fact.{fact}')}>{options}</select></label>"
    )


def _provinces() -> Sequence[str]:
    return sorted({place.name for place in places().values() if place.kind == "province"})


def profile_of(asked: Mapping[str, Any]) -> Profile:
    """Return the profile that the form sends. Raises ValueError for what no form sends."""
    members = str(asked.get("members") or "").strip()
    if members and not members.isascii():
        raise ValueError("members")
    texts = {name: str(asked.get(name) or "")[:200] for name in ("name", "province", "district", "stage")}
    lists = {name: [str(one) for one in asked.get(name) or ()] for name in ("fields", "needs")}
    facts = {fact: _ANSWERS[str(told)] for fact in _FACTS if (told := asked.get(f"fact.{fact}"))}
    return Profile.of({**texts, **lists, "facts": facts, "members": members or None})


# --- the result --------------------------------------------------------------------------------


def result(advice: Advice, language: Language) -> str:
    """Return the measures by verdict, what is missing, and where the summary is to be had."""
    notes = list(advice.notes)
    if advice.missing:
        notes.append(say("support.note.missing", language, missing=advice.missing))
    told = "".join(f'<p class="pk-note">{escape(note)}</p>' for note in notes)
    heading = escape(say("advice.result.heading", language))
    return (
        f'<h2 tabindex="-1">{heading}</h2><p>{inline(lead(advice, language))}</p>{told}'
        f"{_summary(language) if advice.fits or advice.may_fit else ''}"
        f"{_group('fits', advice, language)}{_group('may_fit', advice, language)}"
        f"{_folded('beside', advice, language)}{_folded('not_for', advice, language)}"
    )


def _summary(language: Language) -> str:
    buttons = "".join(
        f'<button type="button" class="pk-button pk-plain"{attribute("data-summary", kind)}>'
        f"{escape(say(f'advice.result.{kind}', language))}</button>"
        for kind in ("pdf", "docx")
    )
    label = escape(say("advice.result.summary", language))
    return (
        f'<div class="pk-summary"><span class="pk-quiet">{label}</span>'
        f'<div class="pk-buttons">{buttons}</div></div>'
    )


def _group(name: str, advice: Advice, language: Language) -> str:
    """Return the measures of a verdict that fits: the first ones, and a way to the others."""
    count = len(getattr(advice, name))
    if not count:
        return ""
    heading = escape(say(f"advice.result.{name}", language, count=count))
    return f"<section><h3>{heading}</h3>{part(advice, name, 0, language, size=_SHOWN)}</section>"


def _folded(name: str, advice: Advice, language: Language) -> str:
    """Return a verdict that hardly matters, folded: its measures come when it is opened."""
    count = len(getattr(advice, name))
    if not count:
        return ""
    heading = escape(say(f"advice.result.{name}", language, count=count))
    return (
        f'<details class="pk-folded"><summary>{heading}</summary>{_rest(name, 0, count, language)}</details>'
    )


def part(advice: Advice, name: str, start: int, language: Language, size: int = _MORE) -> str:
    """Return measures of a verdict (one of `PARTS`) from the `start`th on, and the button for the rest.

    A large library has thousands: so many at once would take a browser long to lay out.
    """
    count = len(getattr(advice, name))
    end = min(start + size, count)
    against = name == "not_for"
    measures = in_words(getattr(advice, name)[start:end], language)
    shown = "".join(_shown(one, language, against=against) for one in measures)
    shown = f'<div class="pk-measures">{shown}</div>'
    return shown + (_rest(name, end, count, language) if end < count else "")


def _rest(name: str, start: int, count: int, language: Language) -> str:
    more = escape(say("advice.result.more", language, count=min(_MORE, count - start)))
    left = escape(say("advice.result.left", language, count=count - start)) if count - start > _MORE else ""
    return (
        f'<p class="pk-rest"><button type="button" class="pk-button pk-plain"{attribute("data-part", name)}'
        f'{attribute("data-from", start)}>{more}</button> <span class="pk-quiet">{left}</span></p>'
    )


def _shown(measure: Measure, language: Language, *, against: bool = False) -> str:
    badge = (
        f'<span class="pk-doubt">{escape(say("advice.result.named", language))}</span>'
        if measure.named
        else ""
    )
    kinds = escape(_capital(", ".join(measure.kinds)))
    label = say("advice.result.against", language) if against else say("support.detail.why", language)
    rows = [(label, measure.why)]
    if not against:
        rows += [
            (say("support.detail.confirm", language), measure.confirm),
            (say("support.detail.turn", language), measure.turn),
            (say("support.detail.fund", language), (measure.fund,) if measure.fund else ()),
        ]
    listed = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape('; '.join(values))}</dd></div>"
        for name, values in rows
        if values
    )
    place = escape(say("advice.result.place", language, place=cited_section(measure.section, language)))
    return (
        f'<article class="pk-measure"><p class="pk-kinds">{kinds}{badge}</p>'
        f'<blockquote lang="vi">{escape(measure.text)}</blockquote><dl class="pk-fields">{listed}</dl>'
        f'<button type="button" class="pk-place"{opens_at(measure.plan, measure.quote, measure.section)}>'
        f'<span lang="vi">{escape(plan_heading(measure.plan, language))}</span><span>{place}</span>'
        "</button></article>"
    )
