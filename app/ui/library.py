"""The tab of the plans in the library: what was read from each, and the document itself to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.catalogue import say
from app.models import Language
from app.naming import plan_heading
from app.ui.answering import sentence
from app.ui.answers import title_below
from app.ui.document import document_html, section_tree_html
from app.ui.gradio_quietly import gr
from app.ui.markup import attribute, escape
from app.ui.plan_card import button, card, counts, warnings_html
from app.ui.protocol import Assistant, Confirms, Library
from app.ui.taken_out import TakenOut
from app.ui.uploads import Progress
from ingest.errors import LibraryError
from ingest.models import Plan
from ingest.readers.kinds import SUFFIXES
from ingest.report import Report

_FOLDER = Path(__file__).parent
_SCRIPT = "\n".join((_FOLDER / name).read_text("utf-8") for name in ("reader.js", "library.js"))
ANCHOR = "kho"
"""Ids in the document shown begin with it."""
SEARCHED = 8
"""A library with more plans than this has a box to search them."""

_ACCEPTED = ",".join((*SUFFIXES, ".zip"))

# What the page's script says: it has no words of its own.
_TEXTS = ("loading", "failed", "close", "sending", "retry", "gone", "document", "replace", "skip")


@dataclass(frozen=True, slots=True)
class Access:
    """Whether changing the library needs the password, and whether this reader may change it."""

    locked: bool
    allowed: bool


def add(assistant: Assistant, spoken: gr.State, language: Language) -> None:
    """Add the tab's components to the open Blocks; `spoken` holds the page's language."""
    shown = gr.HTML(_frame(language), elem_id="pc-library", js_on_load=_SCRIPT, apply_default_css=False)
    spoken.change(_frame, [spoken], [shown], show_progress="hidden", api_visibility="private")


def _frame(language: Language) -> str:
    texts = "".join(
        attribute(f"data-{name}", say(f"library.script.{name}", language, percent="{percent}"))
        for name in _TEXTS
    )
    loading = escape(say("library.script.loading", language))
    return (
        f'<div class="pk-root"{attribute("lang", language)}{texts}><div data-slot="add"></div>'
        f'<ul class="pk-files"></ul><div class="pk-told" role="status"></div>'
        f'<div data-slot="gone" role="status"></div>'
        f'<div data-slot="plans"><p class="pk-quiet">{loading}</p></div></div>'
    )


def content(assistant: Assistant, access: Access, gone: Sequence[TakenOut], language: Language) -> str:
    """Return what fills the tab: adding plans, those that can come back, and those that are in.

    `data-busy` says that plans are being taken in or out at this moment.
    """
    try:
        plans, busy = assistant.plans(), assistant.library.being_written
    except LibraryError as error:
        return f'<div data-slot="plans"><p class="pk-failure">{escape(sentence(error, language))}</p></div>'
    return (
        f'<div data-slot="add">{_adding(access, language, empty=not plans)}{_signing(access, language)}</div>'
        f'<div data-slot="gone">{"".join(_gone(one, language) for one in gone)}</div>'
        f'<div data-slot="plans"{attribute("data-busy", "yes") if busy else ""}>'
        f"{_plans(plans, assistant.library, access, language, busy=busy)}</div>"
    )


# --- adding ------------------------------------------------------------------------------------


def _adding(access: Access, language: Language, *, empty: bool) -> str:
    if not access.allowed:
        return ""
    heading = say("library.add.first" if empty else "library.add.heading", language)
    return (
        f'<section class="pk-add"><h2>{escape(heading)}</h2>'
        f'<div class="pk-drop"><label class="pk-button pk-primary"><input type="file" multiple'
        f' accept="{_ACCEPTED}">'
        f"<span>{escape(say('library.add.choose', language))}</span></label>"
        f'<p class="pk-quiet"><span class="pk-drag">{escape(say("library.add.drop", language))} </span>'
        f"{escape(say('library.add.how', language))}</p></div></section>"
    )


def _signing(access: Access, language: Language) -> str:
    if not access.locked:
        return ""
    if access.allowed:
        told = escape(say("library.admin.signed_in", language))
        out = button("signout", say("library.admin.out", language), "pk-link")
        return f'<p class="pk-signed">{told} {out}</p>'
    password = escape(say("library.admin.password", language))
    return (
        f'<details class="pk-signin" id="pk-signin"><summary>{escape(say("library.admin.heading", language))}'
        f'</summary><form data-signin><label class="pk-field"><span>{password}</span>'
        f'<input type="password" name="password" autocomplete="current-password" required></label>'
        f'<button class="pk-button">{escape(say("library.admin.in", language))}</button></form>'
        f'<p class="pk-failure" role="alert" hidden></p></details>'
    )


def _gone(one: TakenOut, language: Language) -> str:
    told = say("library.removed", language, plan=one.name)
    undo = escape(say("library.script.undo", language))
    return (
        f'<p class="pk-gone"><span>{escape(told)}</span> <button type="button" class="pk-button pk-plain"'
        f"{attribute('data-undo', one.token)}{attribute('data-told', told)}>{undo}</button></p>"
    )


def stage_words(one: Progress, language: Language) -> str:
    """Return what is being done with a file, in words: "Đang lập chỉ mục: 12/40"."""
    counted = "_counted" if one.total and one.stage in ("reading", "embedding") else ""
    return say(f"library.stage.{one.stage}{counted}", language, done=one.done, total=one.total)


def outcome(one: Progress, language: Language) -> str:
    """Return what became of a file, as HTML; "" while that is open."""
    if one.failure is not None:
        return f'<p class="pk-failure">{escape(sentence(one.failure, language))}</p>'
    return _report(one.report, language) if one.report else ""


def _report(report: Report, language: Language) -> str:
    if report.reason is not None:
        return f'<p class="pk-failure">{escape(sentence(report.reason, language))}</p>'
    read = [] if report.status == "unchanged" else counts(report, language)
    told = escape(" · ".join([say(f"library.status.{report.status}", language), *read]))
    header = [value for value in (report.number, f"{report.date:%d/%m/%Y}" if report.date else None) if value]
    named = escape(" · ".join([*header, report.title or ""]).strip(" ·"))
    title = f'<p class="pk-title" lang="vi">{named}</p>' if named else ""
    return f'<p class="pk-done">{told}</p>{title}{warnings_html(report.warnings, language)}'


# --- the plans ---------------------------------------------------------------------------------


def _plans(plans: tuple[Plan, ...], store: Library, access: Access, language: Language, *, busy: bool) -> str:
    if not plans:
        told = "busy" if busy else "empty" if access.allowed else "empty_locked"
        return f'<p class="pk-empty">{escape(say(f"library.none.{told}", language))}</p>'
    head = f"<h2>{escape(say('library.plans', language, count=len(plans)))}</h2>"
    if busy:
        head += f'<p class="pk-quiet">{escape(say("library.busy", language))}</p>'
    if len(plans) > SEARCHED:
        head += (
            f'<label class="pk-field pk-search"><span>{escape(say("library.search", language))}</span>'
            f'<input type="search" autocomplete="off"></label>'
            f'<p class="pk-quiet pk-nothing" hidden>{escape(say("library.nothing", language))}</p>'
        )
    confirms = access.allowed and isinstance(store, Confirms)
    cards = "".join(
        card(
            plan,
            language,
            has_file=store.original(plan.id) is not None,
            changes=access.allowed,
            confirms=confirms,
        )
        for plan in plans
    )
    return f'<section class="pk-plans">{head}{cards}</section>'


def document(plan: Plan, language: Language) -> str:
    """Return a plan to be read: its sections on the left or above, its text beside them."""
    name = plan_heading(plan, language)
    title = title_below(name, plan.header.title.value if plan.header.title else None)
    under = f'<p class="pk-title" lang="vi">{escape(title)}</p>' if title else ""
    tree = section_tree_html(plan, language, anchor=ANCHOR)
    sections = escape(say("library.sections", language))
    aside = f'<details class="pk-tree" open><summary>{sections}</summary>{tree}</details>' if tree else ""
    label = attribute("aria-label", say("ui.source.text", language))
    return (
        f'<header class="pk-head"><h2 lang="vi" tabindex="-1">{escape(name)}</h2>{under}</header>'
        f'<div class="pk-pages">{aside}<div class="pk-text" tabindex="0" role="region"{label}>'
        f"{document_html(plan, language, anchor=ANCHOR)}</div></div>"
    )
