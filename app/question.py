"""What is being asked: kind, scope, agencies, what the answer must contain, and the topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app import cues
from app.models import Kind, Language
from app.scope import Scope, read_scope
from ingest.agencies import AgencyQuery, resolve
from ingest.models import Plan, Role
from ingest.reference import plain
from ingest.vietnamese import (
    fold,
    fold_space,
    key,
    share_of_marked_letters,
    strip_accents,
    syllables,
    unify_tones,
)

# Kinds in the order in which they win a tie.
_ORDER: tuple[Kind, ...] = ("document", "duty", "target", "funding", "support")
_LEAST_WEIGHT = 2
# Below this share of letters with marks a question was typed without accents (good text has .28).
_FEW_MARKS = 0.06
_UP_FRONT = 2  # words before the subject
_SHORT = 7  # topic syllables up to which a question may lean on the one before
_ROLES: tuple[Role, ...] = ("lead", "partner")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    `search` is what is searched for lexically (abbreviations spelt out, Vietnamese words for an
    English question), `topic` its content syllables without scope, agencies and question words.
    `other_words` is the topic as plans would print it, `phrases` are all pairs of neighbouring
    syllables, question words included: "giải thể" says what neither of its syllables does. `need`
    names what an answer must hold ("money", "rate", "phone" …), `fields` the header fields asked
    for. `asks_who` says that the agency is what is
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
    phrases: tuple[str, ...] = ()
    asks_who: bool = False
    asks_state: bool = False
    all_plans: bool = False
    carried: tuple[str, ...] = ()

    @property
    def plans(self) -> tuple[str, ...]:
        """Return the ids of the plans asked about, empty for all."""
        return self.scope.plans


def understand(
    text: str,
    plans: Sequence[Plan],
    history: Sequence[str] = (),
    only: Sequence[str] = (),
    language: Language | None = None,
) -> Question:
    """Return what `text` asks, with what it lacks taken from the questions before it.

    `history` holds earlier questions, oldest first; `only` restricts to these plan ids.
    """
    question = _read(text, plans, language)
    before: Question | None = None
    for earlier in history:
        turn = _read(earlier, plans, None)
        if turn.kind in ("smalltalk", "none"):
            continue  # "cảm ơn bạn" changes no subject
        before = _carry(turn, before) if before else turn
    if before is not None:
        question = _carry(question, before)
    if only:
        named = [plan for plan in question.plans if plan in only] or list(only)
        question = replace(question, scope=replace(question.scope, plans=tuple(named)))
    return question


def _read(text: str, plans: Sequence[Plan], language: Language | None) -> Question:
    english = cues.is_english(text)
    accent_free = not english and share_of_marked_letters(text) < _FEW_MARKS
    typed = fold_space(plain(text))
    if accent_free:
        typed = strip_accents(typed)  # a few marks help less than two spellings of one question hurt
    words = unify_tones(fold(typed))
    scope = read_scope(typed, plans)
    # "hỗ trợ cho những tổ chức nào" asks who is helped, not who helps.
    who = bool(cues.pattern("asks_who").search(words)) and not cues.pattern("to_whom").search(
        strip_accents(words)
    )
    # An agency's name holds cues of its own: "so ke hoach" (Sở Kế hoạch) is not "số kế hoạch".
    bare = unify_tones(fold(_without(typed, resolve(typed))))
    kind = _kind(cues.without_programmes(bare), accent_free=accent_free, who=who)
    agencies = _agencies(typed, kind, who=who)
    need = _need(words, accent_free=accent_free)
    # "Tỷ lệ hợp tác xã do Hội thành lập là bao nhiêu?" names an agency and asks for a share.
    if agencies and kind == "general" and need not in ("percent", "money", "rate", "count"):
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
        need=need if not fields else None,
        fields=fields,
        topic=_topic(
            cues.vietnamese_words(typed) if english else _without(typed, agencies),
            scope,
            fields,
            accent_free=accent_free,
        ),
        phrases=_phrases(
            cues.vietnamese_words(typed) if english else _without(typed, agencies, " . "),
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
    if who or cues.pattern("mentioned").search(key(typed)):
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
    if cues.pattern("names").search(words):
        return "names"
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


def _without(typed: str, agencies: Sequence[AgencyQuery], instead: str = " ") -> str:
    rest = typed
    for agency in sorted(agencies, key=lambda one: -one.span.start):
        rest = rest[: agency.span.start] + instead + rest[agency.span.end :]
    return rest


def _phrases(words: str, *, accent_free: bool) -> tuple[str, ...]:
    parts = re.split(r"[^\w\s]+", unify_tones(fold(words)))
    joining = cues.joining_words(accent_free=accent_free)
    return tuple(f"{a} {b}" for part in parts for a, b in pairwise(syllables(part)) if not {a, b} <= joining)


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
    if weights.get(best, 0) >= _LEAST_WEIGHT:
        return best
    return best if weights.get(best, 0) else "general"


def _topic(words: str, scope: Scope, fields: Sequence[str], *, accent_free: bool) -> tuple[str, ...]:
    """Return the content syllables in order: without scope and words that only ask."""
    folded = unify_tones(fold(words))
    for name in fields:
        for cue in cues.fields()[name].find(folded, accent_free=accent_free):
            folded = folded.replace(cue, " ")
    stop = cues.stop_words() | cues.stripped_stop_words() if accent_free else cues.stop_words()
    content = syllables(folded)
    named = [strip_accents(word) in scope.words for word in content]
    # A name's syllable by itself is another word: "quản lý" in a question on Hớn Quản.
    names = [
        here and (len(scope.words) == 1 or any(named[max(0, at - 1) : at] + named[at + 1 : at + 2]))
        for at, here in enumerate(named)
    ]
    return tuple(
        word
        for word, is_name in zip(content, names, strict=True)
        if word not in stop and not is_name and not re.fullmatch(r"(?:19|20)\d\d", word)
    )


def _search_words(typed: str, rewritten: str, *, english: bool) -> str:
    if english:
        return cues.vietnamese_words(typed) or typed
    return f"{typed} {rewritten}".strip()


# --- follow-ups ------------------------------------------------------------------------------


def _carry(question: Question, before: Question) -> Question:
    """Return `question` with what it lacks taken from the one before, and only that.

    A question with a topic of its own that does not point back is a new one: it keeps at most the
    plan, and that only if it is short.
    """
    if question.kind in ("none", "smalltalk") or before.kind in ("none", "smalltalk"):
        return question
    points_back = _points_back(unify_tones(fold(plain(question.text))))
    bare = not question.topic
    short = len(question.topic) <= _SHORT
    if not (points_back or bare or short):
        return question
    carried: list[str] = []
    result = question
    if not question.plans and not question.scope.unknown and not question.all_plans and before.plans:
        result = replace(
            result, scope=replace(question.scope, plans=before.plans, successions=before.scope.successions)
        )
        carried.append("plan")
    same_thread = points_back or bare
    lacks_kind = question.kind == "general" or (
        question.kind == "duty" and bool(question.agencies) and same_thread and not _own_kind(question)
    )
    if same_thread and lacks_kind and before.kind != "general":
        result = replace(
            result, kind=before.kind, fields=result.fields or before.fields, need=result.need or before.need
        )
        carried.append("kind")
    if (
        same_thread
        and not question.agencies
        and before.agencies
        and result.kind == "duty"
        and not (question.topic and not points_back)
    ):
        result = replace(result, agencies=before.agencies)
        carried.append("agency")
    # "Sở Tài chính có những nhiệm vụ gì?" asks for all of them, whatever was spoken of before.
    named = question.agencies or question.fields or question.plans
    bare_number = question.kind == "target" and question.need is not None  # "Đắk Nông bao nhiêu?"
    complete = bool(named) and _own_kind(question) and not points_back and not bare_number
    if (
        same_thread
        and len(question.topic) <= 2
        and before.topic
        and not complete
        and not (question.agencies and result.kind == "duty" and before.agencies)
    ):
        result = replace(
            result,
            topic=question.topic + before.topic,
            other_words=(),
            phrases=question.phrases + before.phrases,
            search=f"{question.search} {before.search}",
        )
        carried.append("topic")
    if (
        same_thread
        and not question.scope.years
        and before.scope.years
        and question.plans == ()
        and "plan" in carried
    ):
        result = replace(result, scope=replace(result.scope, years=before.scope.years))
    return replace(result, carried=tuple(carried))


def _points_back(words: str) -> bool:
    end = words.rstrip(" ?.!")
    return bool(
        cues.pattern("points_back_start").match(words)
        or cues.pattern("points_back").search(words)
        or any(match.end() == len(end) for match in cues.pattern("points_back_end").finditer(end))
    )


def _own_kind(question: Question) -> bool:
    words = unify_tones(fold(plain(question.text)))
    return any(
        cue.find(words, accent_free=question.accent_free)
        for levels in cues.kinds().values()
        for weight, cue in levels.items()
        if weight >= _LEAST_WEIGHT
    )
