"""Which header fields are certain: what OCR read is doubtful until a person has confirmed it.

Number and day are written by hand in practice: of 11 real scans the number was read right in 2, the
whole date in 1, while Tesseract was as sure of them as of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal, get_args

from ingest.agencies import find_agencies
from ingest.errors import PlanchatError
from ingest.header import parse_date
from ingest.models import Field, Header, Plan, Span
from ingest.places import find_places
from ingest.vietnamese import fold, fold_space, nfc, unify_tones

Confirmable = Literal["number", "date", "issuer", "title", "signer"]
"""Header fields that a person can confirm."""

_ATTRIBUTES: Mapping[str, str] = {"date": "date_printed"}
_NUMBER = re.compile(r"\d+(?:/20\d\d)?/[A-ZĐ][A-ZĐƯ0-9&.-]*[A-ZĐ]")
_COMMITTEE = re.compile(
    r"(?:ủy ban nhân dân|ubnd) (?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn) (?P<place>.+)"
)
# "Số: 1535/SGDĐT-CTrTT": what stands behind the slash names the issuer.
_SYMBOL = re.compile(r"^\W*Số\b[^\n]{0,20}?/\s*(?P<symbol>[A-ZĐƯ]{2}\S*)", re.MULTILINE)
_FRONT = 2000
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})")


def with_doubts(plan: Plan) -> Header:
    """Return the plan's header with what was read from a picture marked as not certain.

    The issuer and the place are certain where they are known names: OCR does not hit upon one by a slip.
    It may lose the line below "UBND TỈNH …", though, and with it the department that issues.
    """
    header = plan.header
    symbol = _SYMBOL.search(plan.text, 0, _FRONT)

    def judged(found: Field | None, known: bool = False) -> Field | None:
        doubtful = found is not None and not known and plan.is_ocr(found.span)
        return replace(found, certain=False) if found is not None and doubtful else found

    return replace(
        header,
        number=judged(header.number),
        date_printed=judged(header.date_printed),
        title=judged(header.title),
        signer=judged(header.signer),
        issuer=judged(
            header.issuer,
            header.issuer is not None
            and _is_known_issuer(header.issuer.value)
            and not _is_superior(header.issuer.value, symbol["symbol"] if symbol else ""),
        ),
        place=judged(header.place, header.place is not None and _is_known_place(header.place.value)),
    )


def _is_known_place(name: str) -> bool:
    """Say whether a name is a known place's, in every letter."""
    spelt = _spelt(name)
    return any(spelt == _spelt(place.name) for mention in find_places(name) for place in mention.candidates)


def _is_known_issuer(name: str) -> bool:
    """Say whether an issuer is a listed agency or the committee of a known place, in every letter."""
    committee = _COMMITTEE.fullmatch(_spelt(name))
    if committee is not None:
        return _is_known_place(committee["place"].title())
    return any(one.known and _spelt(name) == _spelt(one.agency) for one in find_agencies(name))


def _is_superior(name: str, symbol: str) -> bool:
    """Say whether an issuer is a committee, but the document's symbol one of another body."""
    return bool(symbol and _COMMITTEE.fullmatch(_spelt(name)) and "UBND" not in symbol.upper())


def _spelt(name: str) -> str:
    return fold(unify_tones(name))


# --- what a person confirms ------------------------------------------------------------------


def checked(field: str, value: str) -> str:
    """Return a value that a person gives for a field, as it is kept: a date as "YYYY-MM-DD".

    Raises PlanchatError for a field that cannot be confirmed and a value that it cannot have.
    """
    if field not in get_args(Confirmable):
        raise PlanchatError("confirm_field", field=field, fields=", ".join(get_args(Confirmable)))
    value = fold_space(nfc(value))
    if field == "number":
        value = re.sub(r"\s+", "", value)
        if not _NUMBER.fullmatch(value):
            raise PlanchatError("confirm_number", value=value)
    elif field == "date":
        day = _day(value)
        if day is None or day > date.today():
            raise PlanchatError("confirm_date", value=value)
        return day.isoformat()
    if not value:
        raise PlanchatError("confirm_empty", field=field)
    return value


def _day(words: str) -> date | None:
    """Return the day in "2024-10-23", "23/10/2024" or "ngày 23 tháng 10 năm 2024"."""
    iso = _ISO.fullmatch(words)
    if iso is None:
        return parse_date(words)
    return parse_date(f"{iso['d']}/{iso['m']}/{iso['y']}")


def confirmed(plan: Plan, values: Mapping[str, str]) -> Plan:
    """Return the plan with values that a person gave (as `checked` returns them) in its header."""
    header = plan.header
    for name, value in values.items():
        attribute = _ATTRIBUTES.get(name, name)
        before: Field | None = getattr(header, attribute)
        day = date.fromisoformat(value) if name == "date" else None
        shown = f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}" if day else value
        span = before.span if before else Span(0, 0)
        changes: dict[str, Any] = {attribute: Field(shown, span, confirmed=True)}
        if day:
            changes["issued"] = day
        header = replace(header, **changes)
    return replace(plan, header=header)
