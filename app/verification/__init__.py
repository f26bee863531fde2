"""Holds statements worded by a chat model to the quotes they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from app.evidence import Evidence
from app.models import Language
from app.verification import dates, numbers, parties, wording
from app.verification.atoms import read
from app.verification.claims import Claims
from app.verification.english import in_vietnamese
from app.verification.fault import Fault, FaultKind
from app.verification.sources import source_of

__all__ = ["Fault", "FaultKind", "unsupported"]

_CHECKS = (
    numbers.amounts,
    dates.moments,
    numbers.documents,
    parties.agencies,
    parties.names,
    parties.roles,
    wording.denials,
    wording.words,
)


def unsupported(text: str, evidence: Sequence[Evidence], language: Language) -> tuple[Fault, ...]:
    """Return what a statement says and its (intact) quotes do not, each fault once."""
    if language == "en":
        text = in_vietnamese(text)
    claims = Claims(read(text), [source_of(one) for one in evidence])
    return tuple(dict.fromkeys(fault for check in _CHECKS for fault in check(claims)))
