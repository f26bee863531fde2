"""What is being asked: kind, scope, agencies, what the answer must contain, and the topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app import cues
from app.models import Kind, Language
from app.scope import Scope, read_scope
from ingest.agencies import AgencyQuery, resolve
from ingest.models import Plan, Role
from ingest.reference import plain
from ingest.vietnamese import fold, fold_space, share_of_marked_letters, strip_accents, syllables, unify_tones

# Kinds in the order in which they win a tie.
_ORDER: tuple[Kind, ...] = ("document", "duty", "target", "funding", "support")
LEAST_WEIGHT = 2  # of a cue that shows the kind by itself
# Below this share of letters with marks a question was typed without accents (good text has .28).
_FEW_MARKS = 0.06
_UP_FRONT = 2  # words before the subject
_ROLES: tuple[Role, ...] = ("lead", "partner")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    `search` is what is searched for lexically (abbreviations spelt out, Vietnamese words for an
    English question), `topic` its content syllables without scope, agencies and question words.
    `other_words` is the topic as plans would print it. `need` names what an answer must hold ("money",
    "rate", "phone" …), `fields` the header fields asked for. `asks_who` says that the agency is what is
    asked for, so that agencies named are not the one whose duties are wanted; `asks_state` that it is
    what is or was, and not what is planned. `carried` says what was taken from earlier turns.
    """

    text: str
    language: Language
    accent_free: bool
    kind: Kind
    scope: Scope
    agencies: tuple[AgencyQuery, ...]
    role: Role | None
    need: str | None
    fields: tuple[str, ...]
    topic: tuple[str, ...]
    other_words: tuple[str, ...]
    search: str
    asks_who: bool = False
    asks_state: bool = False
    all_plans: bool = False
    carried: tuple[str, ...] = ()

    @property
    def plans(self) -> tuple[str, ...]:
        """Return the ids of the plans asked about, empty for all."""
        return self.scope.plans


def read_question(
    text: str,
    plans: Sequence[Plan],
    language: Language | None = None,
    without_years: frozenset[int] = frozenset(),
) -> Question:
    """Return what `text` asks by itself; `language` is that of the answer, by default the question's.

    `without_years` are years named that shall not count.
    """
    english = cues.is_english(text)
    accent_free = not english and share_of_marked_letters(text) < _FEW_MARKS
    typed = fold_space(plain(text))
    if accent_free:
        typed = strip_accents(typed)  # a few marks help less than two spellings of one question hurt
    words = unify_tones(fold(typed))
    scope = read_scope(typed, plans, without_years)
    who = bool(cues.pattern("asks_who").search(words))
    # An agency's name holds cues of its own: "so ke hoach" (Sở Kế hoạch) is not "số kế hoạch".
    bare = unify_tones(fold(_without(typed, resolve(typed))))
    kind = _kind(cues.without_programmes(bare), accent_free=accent_free, who=who)
    agencies = _agencies(typed, kind, who=who)
    if agencies and kind == "general":
        kind = "duty"
    rewritten = cues.in_plan_words(words, accent_free=accent_free)
    fields = _fields(bare, accent_free=accent_free) if kind == "document" else ()
    return Question(
        text=text,
        language=language or ("en" if english else "vi"),
        accent_free=accent_free,
        kind=kind,
        scope=scope,
        agencies=agencies,
        role=next((role for role in _ROLES if cues.pattern(role).search(words)), None) if agencies else None,
        need=_need(words, accent_free=accent_free) if not fields else None,
        fields=fields,
        topic=_topic(
            cues.vietnamese_words(typed) if english else _without(typed, agencies),
            scope,
            fields,
            accent_free=accent_free,
        ),
        other_words=_topic(rewritten, scope, fields, accent_free=accent_free) if rewritten != words else (),
        search=_search_words(typed, rewritten if rewritten != words else "", english=english),
        asks_who=who,
        asks_state=bool(cues.pattern("state").search(words)),
        all_plans=bool(cues.pattern("all_plans").search(words)),
    )


def _agencies(typed: str, kind: Kind, *, who: bool) -> tuple[AgencyQuery, ...]:
    """Return the agencies whose part is asked for: none where the agency is the answer.

    Cooperatives are those who are helped, unless it is duties that are asked for; collectives count
    only where nothing more definite is named.
    """
    if who:
        return ()
    found = [one for one in resolve(typed) if _may_be_asked(one, typed, kind)]
    definite = [one for one in found if not one.collective]
    return tuple(definite or found)


def _may_be_asked(agency: AgencyQuery, typed: str, kind: Kind) -> bool:
    if agency.level != "cooperative" and "hop-tac-xa" not in agency.id:
        return True
    # "các hợp tác xã" stands in most questions; their own duties are asked for only up front.
    return kind == "duty" and (not agency.collective or len(typed[: agency.span.start].split()) <= _UP_FRONT)


def _need(words: str, *, accent_free: bool) -> str | None:
    if cues.pattern("person").search(words):
        return "person"
    if cues.pattern("other_document").search(words):
        return "decision"
    if need := next(
        (need for need, cue in cues.needs().items() if cue.find(words, accent_free=accent_free)), None
    ):
        return need
    # "mấy" asks for a number unless something else is asked: "mấy HTX chết thì ai xử lý?"
    return (
        "count" if re.search(r"\bmấy\b", words) and not cues.pattern("other_question").search(words) else None
    )


def _fields(words: str, *, accent_free: bool) -> tuple[str, ...]:
    if cues.pattern("other_document").search(words):
        return ("basis",) if cues.fields()["basis"].find(words, accent_free=accent_free) else ()
    return tuple(name for name, cue in cues.fields().items() if cue.find(words, accent_free=accent_free))


def _without(typed: str, agencies: Sequence[AgencyQuery]) -> str:
    rest = typed
    for agency in sorted(agencies, key=lambda one: -one.span.start):
        rest = rest[: agency.span.start] + " " + rest[agency.span.end :]
    return rest


def _kind(words: str, *, accent_free: bool, who: bool) -> Kind:
    if cues.outside().find(words, accent_free=accent_free):
        return "none"
    weights: dict[Kind, int] = {}
    for kind, levels in cues.kinds().items():
        weights[kind] = max(
            (weight for weight, cue in levels.items() if cue.find(words, accent_free=accent_free)), default=0
        )
    if cues.smalltalk().find(words, accent_free=accent_free) and len(words.split()) <= 12:
        return "smalltalk"
    best = max(_ORDER, key=lambda kind: (weights.get(kind, 0), -_ORDER.index(kind)))
    if who and best != "document":
        return "duty"
    if weights.get(best, 0) >= LEAST_WEIGHT:
        return best
    return best if weights.get(best, 0) else "general"


def _topic(words: str, scope: Scope, fields: Sequence[str], *, accent_free: bool) -> tuple[str, ...]:
    """Return the content syllables in order: without scope and words that only ask."""
    folded = unify_tones(fold(words))
    for name in fields:
        for cue in cues.fields()[name].find(folded, accent_free=accent_free):
            folded = folded.replace(cue, " ")
    stop = cues.stop_words() | cues.stripped_stop_words() if accent_free else cues.stop_words()
    named = set(scope.words)
    return tuple(
        word
        for word in syllables(folded)
        if word not in stop and strip_accents(word) not in named and not re.fullmatch(r"(?:19|20)\d\d", word)
    )


def _search_words(typed: str, rewritten: str, *, english: bool) -> str:
    if english:
        return cues.vietnamese_words(typed) or typed
    return f"{typed} {rewritten}".strip()
