"""The tab of the plans in the library: what was read from each, and the document itself to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.catalogue import entries, say
from app.models import Language
from app.naming import over_note, period_words, plan_name
from app.ui.answers import title_below
from app.ui.document import document_html, section_tree_html
from app.ui.gradio_quietly import gr
from app.ui.markup import attribute, escape
from app.ui.protocol import Assistant, Confirms, Library
from app.ui.uploads import Progress
from ingest.errors import LibraryError, PlanchatError
from ingest.models import Field, Header, Notice, Plan
from ingest.report import Report, report_on
from ingest.vietnamese import key

_FOLDER = Path(__file__).parent
_SCRIPT = "\n".join((_FOLDER / name).read_text("utf-8") for name in ("reader.js", "library.js"))
ANCHOR = "kho"
"""Ids in the document shown begin with it."""
SEARCHED = 8
"""A library with more plans than this has a box to search them."""

# What the page's script says: it has no words of its own.
_TEXTS = ("loading", "failed", "close", "sending", "retry", "gone", "document", "undo", "replace", "skip")


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
        f'<div data-slot="plans"><p class="pk-quiet">{loading}</p></div></div>'
    )


def content(assistant: Assistant, access: Access, language: Language) -> str:
    """Return what fills the tab: adding plans, and those that are in.

    `data-busy` says that plans are being taken in or out at this moment.
    """
    try:
        plans, busy = assistant.plans(), assistant.library.being_written
    except LibraryError as error:
        return f'<div data-slot="plans"><p class="pk-failure">{escape(sentence(error, language))}</p></div>'
    return (
        f'<div data-slot="add">{_adding(access, language, empty=not plans)}{_signing(access, language)}</div>'
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
        f' accept=".pdf,.docx,.html,.htm,.txt">'
        f"<span>{escape(say('library.add.choose', language))}</span></label>"
        f'<p class="pk-quiet">{escape(say("library.add.how", language))}</p></div></section>'
    )


def _signing(access: Access, language: Language) -> str:
    if not access.locked:
        return ""
    if access.allowed:
        out = escape(say("library.admin.out", language))
        told = escape(say("library.admin.signed_in", language))
        return f'<p class="pk-signed">{told} <button type="button" class="pk-link" data-signout>{out}</button></p>'
    return (
        f'<details class="pk-signin" id="pk-signin"><summary>{escape(say("library.admin.heading", language))}'
        f'</summary><form data-signin><label class="pk-field"><span>{escape(say("library.admin.password", language))}'
        f'</span><input type="password" name="password" autocomplete="current-password" required></label>'
        f'<button class="pk-button">{escape(say("library.admin.in", language))}</button></form>'
        f'<p class="pk-failure" role="alert" hidden></p></details>'
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
    read = [] if report.status == "unchanged" else _counts(report, language)
    told = escape(" · ".join([say(f"library.status.{report.status}", language), *read]))
    header = [value for value in (report.number, f"{report.date:%d/%m/%Y}" if report.date else None) if value]
    named = escape(" · ".join([*header, report.title or ""]).strip(" ·"))
    title = f'<p class="pk-title" lang="vi">{named}</p>' if named else ""
    return f'<p class="pk-done">{told}</p>{title}{_warnings(report.warnings, language)}'


def sentence(error: PlanchatError, language: Language) -> str:
    """Return what to tell about an error; one that the catalogue does not know is told in general."""
    entry = f"error.{error.code}"
    if entry not in entries():
        return say("ui.log.crashed", language)
    return say(entry, language, **error.params)


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
        _card(plan, store.original(plan.id) is not None, access, language, confirms=confirms)
        for plan in plans
    )
    return f'<section class="pk-plans">{head}{cards}</section>'


def named(plan: Plan, language: Language) -> str:
    """Return how a plan is called."""
    return plan_name(plan, language)


def _card(plan: Plan, has_file: bool, access: Access, language: Language, *, confirms: bool) -> str:
    report = report_on(plan, Path(plan.file), "unchanged")
    name = plan_name(plan, language)
    title = title_below(name, report.title)
    identity = attribute("data-plan", plan.id)
    under = f'<p class="pk-title" lang="vi">{escape(title)}</p>' if title else ""
    known = attribute("data-key", key(f"{name} {report.title or ''} {plan.file}"))
    buttons = (
        f'<button type="button" class="pk-button" data-read>{escape(say("library.read", language))}</button>'
    )
    if has_file:
        buttons += (
            f'<a class="pk-button pk-plain" data-file download{attribute("href", "#")}>'
            f"{escape(say('library.original', language))}</a>"
        )
    return (
        f'<article class="pk-plan"{identity}{known}><h3 lang="vi">{escape(name)}</h3>{under}'
        f'<p class="pk-meta">{escape(" · ".join(_summary(plan, report, language)))}</p>'
        f'{_badges(plan, report, language)}<div class="pk-buttons">{buttons}</div>'
        f'<details class="pk-more"{attribute("id", f"pk-more-{plan.id}")}>'
        f"<summary>{escape(say('library.details', language))}</summary>"
        f"{_fields(plan, language, confirms=confirms)}{_warnings(report.warnings, language)}"
        f"{_removing(name, has_file, language) if access.allowed else ''}</details></article>"
    )


def _summary(plan: Plan, report: Report, language: Language) -> list[str]:
    period = plan.header.period
    return [*([period_words(period, language)] if period else []), *_counts(report, language)]


def _counts(report: Report, language: Language) -> list[str]:
    """Return the pages, sections, passages and records in words, leaving out what there is none of."""
    counts = {"pages": report.pages or 0, "sections": report.sections, **report.records}
    return [say(f"library.count.{name}", language, count=count) for name, count in counts.items() if count]


def _badges(plan: Plan, report: Report, language: Language) -> str:
    badges = []
    if uncertain := [name for name, found in header_fields(plan.header) if found and not found.certain]:
        fields = ", ".join(say(f"library.field.{name}", language).lower() for name in uncertain)
        badges.append(say("library.badge.uncertain", language, fields=fields))
    if report.warnings:
        badges.append(say("library.badge.warnings", language, count=len(report.warnings)))
    if over_note(plan, date.today(), language):
        badges.append(say("library.badge.over", language))
    shown = "".join(f"<li>{escape(badge)}</li>" for badge in badges)
    return f'<ul class="pk-badges">{shown}</ul>' if badges else ""


def header_fields(header: Header) -> tuple[tuple[str, Field | None], ...]:
    """Return the fields of a header by name, in the order in which they are shown."""
    return (
        ("number", header.number),
        ("date", header.date_printed),
        ("issuer", header.issuer),
        ("title", header.title),
        ("signer", header.signer),
    )


def _fields(plan: Plan, language: Language, *, confirms: bool) -> str:
    rows = []
    for name, found in header_fields(plan.header):
        value = found.value if found else ""
        if name == "date" and found and found.certain and plan.header.issued:
            value = f"{plan.header.issued:%d/%m/%Y}"
        rows.append((name, _value(name, value, found, language, confirms=confirms)))
    period = plan.header.period
    rows.append(("period", escape(period_words(period, language) if period else _unstated(language))))
    rows.append(("pages", escape(_pages(plan, language))))
    rows.append(("file", escape(plan.file)))
    passages = say("library.count.passages", language, count=len(plan.passages))
    rows.append(("passages", escape(passages)))
    listed = "".join(
        f"<div><dt>{escape(say(f'library.field.{name}', language))}</dt><dd>{shown}</dd></div>"
        for name, shown in rows
    )
    return f'<dl class="pk-fields">{listed}</dl>'


def _value(name: str, value: str, found: Field | None, language: Language, *, confirms: bool) -> str:
    if found is None:
        return f'<span class="pk-quiet">{escape(_unstated(language))}</span>'
    shown = f'<span lang="vi">{escape(" ".join(value.split()))}</span>'
    if found.certain:
        return shown
    shown += f' <span class="pk-doubt">{escape(say("library.uncertain", language))}</span>'
    if confirms:
        label = escape(say("library.confirm.label", language))
        shown += (
            f'<form class="pk-confirm"{attribute("data-confirm", name)}><label class="pk-field"><span>{label}</span>'
            f'<input name="value" required{attribute("value", " ".join(value.split()))}></label>'
            f'<button class="pk-button pk-plain">{escape(say("library.confirm.button", language))}</button>'
            f'<p class="pk-failure" role="alert" hidden></p></form>'
        )
    return shown


def _unstated(language: Language) -> str:
    return say("library.unstated", language)


def _pages(plan: Plan, language: Language) -> str:
    if plan.page_count is None:
        return say("library.no_pages", language)
    told = say("library.count.pages", language, count=plan.page_count)
    if plan.empty_pages:
        told += "; " + say("library.pages_empty", language, pages=", ".join(map(str, plan.empty_pages)))
    return told


def _warnings(warnings: tuple[Notice, ...], language: Language) -> str:
    told = "".join(
        f"<li>{escape(say(f'notice.{one.code}', language, **dict(one.params)))}</li>" for one in warnings
    )
    return f'<ul class="pk-warnings">{told}</ul>' if told else ""


def _removing(name: str, has_file: bool, language: Language) -> str:
    asked = say("library.remove.ask" if has_file else "library.remove.ask_final", language, plan=name)
    return (
        f'<div class="pk-remove"><button type="button" class="pk-link pk-danger" data-remove>'
        f"{escape(say('library.remove.button', language))}</button>"
        f'<div class="pk-sure" role="group" hidden><p>{escape(asked)}</p>'
        f'<button type="button" class="pk-button pk-danger" data-sure>{escape(say("library.remove.sure", language))}'
        f'</button> <button type="button" class="pk-button pk-plain" data-keep>'
        f"{escape(say('library.remove.keep', language))}</button></div></div>"
    )


def document(plan: Plan, language: Language) -> str:
    """Return a plan to be read: its sections on the left or above, its text beside them."""
    name = plan_name(plan, language)
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
