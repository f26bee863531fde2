"""Plans called by the agency that issued them, or that their title names: "kế hoạch của Liên minh HTX"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.scope import Scope
from ingest.agencies import AgencyQuery, matches, resolve
from ingest.models import Plan
from ingest.reference import load, spell_out
from ingest.vietnamese import fold_space, key

_OF = re.compile(r"\b(?:cua|of)$")
_PLAN = re.compile(r"\b(?:ke hoach|plan)\b(?P<between>[^,.;:?!]*)$")


def called_by_agency(typed: str, scope: Scope, plans: Sequence[Plan]) -> tuple[Scope, frozenset[str]]:
    """Return the scope with the plans that are called by an agency, and the ids of such agencies.

    Such an agency is part of a plan's name and not the one whose part is asked for: "Kế hoạch của
    UBND tỉnh Kon Tum nói gì về đất đai?" A plan of an agency that has none is unknown.
    """
    naming: dict[str, list[str]] = {}
    unknown: list[str] = []
    words: list[str] = []
    for query in resolve(typed):
        if not _follows_plan(typed, query, plans):
            continue
        called = [plan.id for plan in plans if _calls(plan, query)]
        within = [plan for plan in called if not scope.plans or plan in scope.plans]
        if within:
            naming[query.id] = within
            words += key(query.typed).split() + key(spell_out(query.typed)).split()
        elif (
            not query.collective
            and query.mention.kind != "committee"
            and _OF.search(key(typed[: query.span.start]))
        ):
            unknown.append(query.typed)
    if unknown and not naming:
        offered = tuple(dict.fromkeys((*scope.offered, *scope.plans)))
        return replace(scope, plans=(), unknown=tuple(unknown), offered=offered), frozenset()
    if not naming:
        return scope, frozenset()
    found = tuple(dict.fromkeys(plan for called in naming.values() for plan in called))
    widest = len(found) == len(plans) or bool(scope.unknown)
    named = scope.plans or (() if widest else found)
    return replace(scope, plans=named, words=(*scope.words, *words)), frozenset(naming)


def _follows_plan(typed: str, query: AgencyQuery, plans: Sequence[Plan]) -> bool:
    """Say whether an agency stands behind "kế hoạch" with no more between than what a plan is called by."""
    before = key(typed[: query.span.start] + "|").removesuffix("|").rstrip()
    match = _PLAN.search(before)
    if match is None:
        return False
    between = key(spell_out(match["between"])).split()
    calling = set(load("agencies")["calling"]).union(*map(_naming, plans))
    return all(word in calling or word[0].isdigit() for word in between)


def _calls(plan: Plan, query: AgencyQuery) -> bool:
    """Say whether a plan's issuer is the agency, or its title names such a one of any level."""
    issuer, title = (field.value if field else "" for field in (plan.header.issuer, plan.header.title))
    return any(matches(one.name, query) == "exact" for one in _agencies_of(fold_space(issuer))) or any(
        one.mention.base == query.mention.base for one in _agencies_of(fold_space(title))
    )


def _naming(plan: Plan) -> frozenset[str]:
    """Return the words (accent-free) of a plan's title and issuer."""
    fields = (plan.header.title, plan.header.issuer)
    return _words_of(" ".join(field.value for field in fields if field))


@lru_cache(maxsize=1024)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(key(spell_out(text)).split())


@lru_cache(maxsize=1024)
def _agencies_of(text: str) -> tuple[AgencyQuery, ...]:
    """Return the agencies that a line of a header names, in capitals or not."""
    return resolve(text.title() if text.isupper() else text)
