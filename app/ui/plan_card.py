"""A plan of the library as a card: what was read from its file, and how certain that is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.catalogue import say
from app.models import Language
from app.naming import over_note, period_words, plan_heading, plan_name
from app.ui.answers import title_below
from app.ui.markup import attribute, escape
from ingest.models import Field, Header, Notice, Plan
from ingest.report import Report, report_on
from ingest.vietnamese import key


def button(does: str, label: str, classes: str) -> str:
    """Return a button; `does` names what the page's script does for it."""
    return f'<button type="button"{attribute("class", classes)} data-{does}>{escape(label)}</button>'


def card(plan: Plan, language: Language, *, has_file: bool, changes: bool, confirms: bool) -> str:
    """Return a plan as a card: what it is called, what was read, and what can be done with it.

    `has_file`: its file is kept here; `changes`, `confirms`: the reader may take it out, confirm fields.
    """
    report = report_on(plan, Path(plan.file), "unchanged")
    name = plan_name(plan, language)
    title = title_below(name, report.title)
    identity = attribute("data-plan", plan.id)
    under = f'<p class="pk-title" lang="vi">{escape(title)}</p>' if title else ""
    known = attribute("data-key", key(f"{name} {report.title or ''} {plan.file}"))
    buttons = button("read", say("library.read", language), "pk-button")
    if has_file:
        buttons += (
            f'<a class="pk-button pk-plain" data-file download{attribute("href", "#")}>'
            f"{escape(say('library.original', language))}</a>"
        )
    return (
        f'<article class="pk-plan"{identity}{known}><h3 lang="vi">{escape(plan_heading(plan, language))}</h3>'
        f"{under}"
        f'<p class="pk-meta">{escape(" · ".join(_summary(plan, report, language)))}</p>'
        f'{_badges(plan, report, language)}<div class="pk-buttons">{buttons}</div>'
        f'<details class="pk-more"{attribute("id", f"pk-more-{plan.id}")}>'
        f"<summary>{escape(say('library.details', language))}</summary>"
        f"{_fields(plan, report, language, confirms=confirms)}{warnings_html(report.warnings, language)}"
        f"{_removing(name, has_file, language) if changes else ''}</details></article>"
    )


def _summary(plan: Plan, report: Report, language: Language) -> list[str]:
    period = plan.header.period
    return [*([period_words(period, language)] if period else []), *counts(report, language)]


def counts(report: Report, language: Language) -> list[str]:
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


def _fields(plan: Plan, report: Report, language: Language, *, confirms: bool) -> str:
    rows = []
    for name, found in header_fields(plan.header):
        value = found.value if found else ""
        if name == "date" and found and found.certain and plan.header.issued:
            value = f"{plan.header.issued:%d/%m/%Y}"
        rows.append(
            (
                name,
                _value(name, value, found, language, dated=plan.header.issued is not None, confirms=confirms),
            )
        )
    period = plan.header.period
    rows.append(("period", escape(period_words(period, language) if period else _unstated(language))))
    rows.append(("pages", escape(_pages(plan, report, language))))
    rows.append(("file", escape(plan.file)))
    passages = say("library.count.passages", language, count=len(plan.passages))
    rows.append(("passages", escape(passages)))
    listed = "".join(
        f"<div><dt>{escape(say(f'library.field.{name}', language))}</dt><dd>{shown}</dd></div>"
        for name, shown in rows
    )
    return f'<dl class="pk-fields">{listed}</dl>'


def _value(
    name: str, value: str, found: Field | None, language: Language, *, dated: bool, confirms: bool
) -> str:
    if found is None:
        return f'<span class="pk-quiet">{escape(_unstated(language))}</span>'
    shown = f'<span lang="vi">{escape(" ".join(value.split()))}</span>'
    if name == "date" and found.certain and not dated:
        shown += f' <span class="pk-quiet">{escape(say("library.date_open", language))}</span>'
    if found.certain:
        return shown
    shown += f' <span class="pk-doubt">{escape(say("library.uncertain", language))}</span>'
    if confirms:
        label = escape(say("library.confirm.label", language))
        shown += (
            f'<form class="pk-confirm"{attribute("data-confirm", name)}>'
            f'<label class="pk-field"><span>{label}</span>'
            f'<input name="value" required{attribute("value", " ".join(value.split()))}></label>'
            f'<button class="pk-button pk-plain">{escape(say("library.confirm.button", language))}</button>'
            f'<p class="pk-failure" role="alert" hidden></p></form>'
        )
    return shown


def _unstated(language: Language) -> str:
    return say("library.unstated", language)


def _pages(plan: Plan, report: Report, language: Language) -> str:
    if plan.page_count is None:
        return say("library.no_pages", language)
    told = say("library.count.pages", language, count=plan.page_count)
    if report.pages_ocr:
        told += "; " + say("library.pages_ocr", language, count=report.pages_ocr)
    if plan.empty_pages:
        told += "; " + say("library.pages_empty", language, pages=", ".join(map(str, plan.empty_pages)))
    return told


def warnings_html(warnings: tuple[Notice, ...], language: Language) -> str:
    """Return what a person should know about the reading of a file, as a list; "" where nothing."""
    told = "".join(
        f"<li>{escape(say(f'notice.{one.code}', language, **dict(one.params)))}</li>" for one in warnings
    )
    return f'<ul class="pk-warnings">{told}</ul>' if told else ""


def _removing(name: str, has_file: bool, language: Language) -> str:
    asked = say("library.remove.ask" if has_file else "library.remove.ask_final", language, plan=name)
    remove = button("remove", say("library.remove.button", language), "pk-link pk-danger")
    sure = button("sure", say("library.remove.sure", language), "pk-button pk-danger")
    keep = button("keep", say("library.remove.keep", language), "pk-button pk-plain")
    return (
        f'<div class="pk-remove">{remove}<div class="pk-sure" role="group" hidden>'
        f"<p>{escape(asked)}</p>{sure} {keep}</div></div>"
    )
