"""What is being asked: kind, scope, agencies, what the answer must contain, and the topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app import cues
from app.accents import Accents
from app.asked import fields_of, need_of, sentences_of
from app.english import Gloss, glossed
from app.issuers import called_by_agency
from app.models import Kind, Language
from app.scope import Scope, read_scope
from app.thesaurus import Synonym, in_plan_words, search_words, synonyms
from app.writing import write
from ingest.agencies import AgencyQuery, resolve
from ingest.models import Plan, Role
from ingest.vietnamese import fold, key, strip_accents, syllables, unify_tones

# Kinds in the order in which they win a tie.
_ORDER: tuple[Kind, ...] = ("document", "duty", "target", "funding", "support")
LEAST_WEIGHT = 2  # of a cue that shows the kind by itself
_TALK = 8  # words beside those of conversation that ask for nothing
_UP_FRONT = 2  # words before the subject
_ROLES: tuple[Role, ...] = ("lead", "partner")
_PLAN_OF = re.compile(rf"\b{cues.alternatives('plan_of')} ?$")
_OF_PLAN = re.compile(rf" ?{cues.alternatives('of_plan')}\b")
_ASIDE = re.compile(rf"\b{cues.alternatives('aside')} ?$")  # right before an agency


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    `written` is the text written well (see `app.writing`), `accent_free` says that it was typed
    without accents. `search` is what is searched for (Vietnamese words for an English question),
    `bare` the same without accents where some had to be put back, empty otherwise; `topic` holds
    its content syllables without scope, agencies and question words. `other_words` is the topic as
    plans would print it, `synonyms` tells which of its words plans print otherwise, `phrases` are all
    pairs of neighbouring syllables, question words included: "giải thể" says what neither of its
    syllables does. `need` names what an answer must hold ("money", "rate", "phone" …), `fields` the
    header fields asked for. `asks_who` says that the agency is what is asked for, so that agencies named
    are not the one whose duties are wanted; `asks_state` that it is what is or was, and not what is
    planned. `carried` says what was taken from earlier turns.
    """

    text: str
    written: str
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
    synonyms: tuple[Synonym, ...] = ()
    bare: str = ""
    phrases: tuple[str, ...] = ()
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
    accents: Accents | None = None,
) -> Question:
    """Return what `text` asks by itself; `language` is that of the answer, by default the question's.

    `without_years` are years named that shall not count; `accents` puts accents back and tells which
    words are written at all, where it is given.
    """
    writing = write(text, plans, accents)
    typed, english = writing.text, writing.english
    accent_free = writing.accent_free and accents is None  # nothing was put back
    words = unify_tones(fold(typed))
    scope = read_scope(typed, plans, without_years, writing.typed, accents)
    scope, naming = called_by_agency(typed, scope, plans)
    # "hỗ trợ cho những tổ chức nào" asks who is helped, not who helps.
    who = bool(cues.pattern("asks_who").search(words)) and not cues.pattern("to_whom").search(
        strip_accents(words)
    )
    # An agency's name holds cues of its own: "so ke hoach" (Sở Kế hoạch) is not "số kế hoạch".
    bare = unify_tones(fold(without_agencies(typed, resolve(typed))))
    if english:  # "when does the Kon Tum plan end"
        bare = " ".join(
            word for word in bare.split() if strip_accents(word).removesuffix("'s") not in scope.words
        )
    bare = cues.without_programmes(bare)
    kind = _kind(bare, accent_free=accent_free, who=who)
    fields = fields_of(bare, accent_free=accent_free) if kind == "document" else ()
    if "recipients" in fields and cues.pattern("sends_other").search(strip_accents(bare)):
        kind, fields = "duty", ()
    if "number" in fields and cues.pattern("numbered").search(bare):
        kind, fields = "general", ()
    agencies = tuple(
        query
        for query in _agencies(typed, kind, who=who)
        if query.id not in naming and not _of_a_place(query, scope)
    )
    need = need_of(words, scope, accent_free=accent_free)
    if need == "names" and who:
        need = None  # "tên các HTX phải gửi cho sở nào?"
    # "Tỷ lệ hợp tác xã do Hội thành lập là bao nhiêu?" names an agency and asks for a share.
    if agencies and kind == "general" and need not in ("percent", "money", "rate", "count", "total"):
        kind = "duty"
    aside = [one for one in resolve(typed) if _names_plan(one, typed) or (agencies and _is_aside(one, typed))]
    spoken = without_agencies(_asking(typed, scope), list(dict.fromkeys((*agencies, *aside))))
    asked = unify_tones(fold(spoken))
    called = [word for name in scope.cooperatives for word in key(name).split()]
    gloss = glossed(without_agencies(typed, agencies), (*scope.words, *called)) if english else None
    others = gloss.synonyms if gloss else synonyms(asked, accent_free=accent_free)
    topic = (
        _glossed_topic(gloss, scope)
        if gloss
        else _topic(asked, scope, fields, accent_free=accent_free, said=others)
    )
    if not gloss:  # "lương" in the name of a place is no wages
        others = tuple(one for one in others if not set(one.said).isdisjoint(topic))
    other = in_plan_words(words, others) if others and not gloss else ""
    return Question(
        text=text,
        language=language or ("en" if english else "vi"),
        written=typed,
        accent_free=writing.accent_free,
        kind=kind,
        scope=scope,
        agencies=agencies,
        role=_role(words) if agencies or who else None,
        need=need if not fields else None,
        fields=fields,
        topic=topic,
        synonyms=others,
        phrases=_phrases(
            gloss.words if gloss else without_agencies(typed, agencies, " . "),
            accent_free=accent_free,
        ),
        other_words=_topic(other, scope, fields, accent_free=accent_free) if other else (),
        search=(gloss.every if gloss else f"{typed} {search_words(others)}".strip()) or typed,
        bare=f"{writing.bare} {strip_accents(search_words(others))}".strip() if writing.bare else "",
        asks_who=who,
        asks_state=bool(cues.pattern("state").search(words)),
        all_plans=bool(cues.pattern("all_plans").search(words)),
    )


def _asking(typed: str, scope: Scope) -> str:
    """Return a question with blanks for the sentences that only tell who asks and why.

    "Tôi định lập HTX. Tỉnh An Phú lập mới bao nhiêu HTX?" asks for what the second says: it says itself
    where, and does not point back to the first.
    """
    sentences = sentences_of(typed)
    asks = ["?" in one for one in sentences]
    asking = " ".join(one for one, question in zip(sentences, asks, strict=True) if question)
    says_where = not set(scope.words).isdisjoint(key(asking).split())
    if all(asks) or not says_where or cues.pattern("points_back").search(unify_tones(fold(asking))):
        return typed
    return "".join(one if question else " " * len(one) for one, question in zip(sentences, asks, strict=True))


def _agencies(typed: str, kind: Kind, *, who: bool) -> tuple[AgencyQuery, ...]:
    """Return the agencies whose part is asked for: none where the agency is the answer.

    Cooperatives are those who are helped, unless it is duties that are asked for; collectives count
    only where nothing more definite is named.
    """
    if who or cues.pattern("mentioned").search(key(typed)):
        return ()
    found = [one for one in resolve(typed) if _may_be_asked(one, typed, kind)]
    found = [one for one in found if not _names_plan(one, typed)]
    found = [one for one in found if not _is_aside(one, typed)] or found
    definite = [one for one in found if not one.collective]
    return tuple(definite or found)


def _is_aside(agency: AgencyQuery, typed: str) -> bool:
    """Say whether it is who asks ("Tôi ở Văn phòng UBND tỉnh"), or tells which plan is meant."""
    return _names_plan(agency, typed) or bool(_ASIDE.search(key(typed[: agency.span.start])))


def _names_plan(agency: AgencyQuery, typed: str) -> bool:
    """Say whether an agency only tells which plan is meant: "Đề án Hội Nông dân"."""
    before, behind = key(typed[: agency.span.start]), key(typed[agency.span.end :])
    return bool(_PLAN_OF.search(before) or _OF_PLAN.match(behind))


def _of_a_place(agency: AgencyQuery, scope: Scope) -> bool:
    """Say whether "HTX Kon Tum" means those of the place, and is no name of one of them."""
    if agency.level != "cooperative" or agency.collective or scope.cooperatives:
        return False
    return bool(scope.words) and set(key(agency.mention.own).split()) <= set(scope.words)


def _may_be_asked(agency: AgencyQuery, typed: str, kind: Kind) -> bool:
    if agency.collective and cues.is_english(typed) and agency.typed.islower():
        # "contracts with companies": a common noun is an agency only where its duties are asked for.
        asked = f"{typed[: agency.span.start].rstrip()} x {typed[agency.span.end :].lstrip()}"
        return kind in ("duty", "general") and bool(cues.pattern("asked_of_all").search(fold(asked)))
    if agency.level != "cooperative" and "hop-tac-xa" not in agency.id:
        return True
    # "các hợp tác xã" stands in most questions; their own duties are asked for only up front.
    return kind == "duty" and (not agency.collective or len(typed[: agency.span.start].split()) <= _UP_FRONT)


def _role(words: str) -> Role | None:
    """Return the one part that is asked for: none where both are ("cả chủ trì lẫn phối hợp")."""
    named = [role for role in _ROLES if cues.pattern(role).search(words)]
    both = len(named) > 1 and cues.pattern("both_roles").search(strip_accents(words))
    return named[0] if named and not both else None


def without_agencies(typed: str, agencies: Sequence[AgencyQuery], instead: str = " ") -> str:
    """Return a question with something else where it names agencies."""
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
    if talk := cues.smalltalk().find(words, accent_free=accent_free):
        for cue in talk:
            words = words.replace(cue, " ")
        if len(words.split()) <= _TALK and _kind(words, accent_free=accent_free, who=False) == "general":
            return "smalltalk"  # "chào bạn, kế hoạch của tỉnh do ai ký?" asks for something
    weights: dict[Kind, int] = {}
    for kind, levels in cues.kinds().items():
        weights[kind] = max(
            (weight for weight, cue in levels.items() if cue.find(words, accent_free=accent_free)), default=0
        )
    best = max(_ORDER, key=lambda kind: (weights.get(kind, 0), -_ORDER.index(kind)))
    if who and (best != "document" or not weights.get(best, 0)):
        return "duty"
    if weights.get(best, 0) >= LEAST_WEIGHT:
        return best
    return best if weights.get(best, 0) else "general"


def _glossed_topic(gloss: Gloss, scope: Scope) -> tuple[str, ...]:
    """Return the usual ways to say what an English question speaks of, and nouns that have none.

    Other words without a gloss count only where nothing else is said.
    """
    stop = cues.stop_words()
    said = [ways[0] for ways in gloss.ways if not stop.issuperset(ways[0])]
    nouns, others = (
        [word for word in words if strip_accents(word) not in scope.words]
        for words in (gloss.nouns, (*gloss.unknown, *gloss.doing))
    )
    return (*(word for way in said for word in way), *nouns) or tuple(others)


def _topic(
    words: str,
    scope: Scope,
    fields: Sequence[str],
    *,
    accent_free: bool,
    said: Sequence[Synonym] = (),
) -> tuple[str, ...]:
    """Return the content syllables in order: without scope and words that only ask.

    Of what plans say otherwise (`said`) something is kept, be it words that elsewhere only ask.
    """
    folded = cues.pattern("asking").sub(" ", cues.pattern("amount").sub(" ", unify_tones(fold(words))))
    for name in fields:
        for cue in cues.fields()[name].find(folded, accent_free=accent_free):
            folded = folded.replace(cue, " ")
    folded = cues.fillers().without(folded, accent_free=accent_free)
    stop = cues.stop_words() | cues.stripped_stop_words() if accent_free else cues.stop_words()
    stop -= {word for one in said if stop.issuperset(one.said) for word in one.said}
    spoken = syllables(folded)
    named = [strip_accents(word) in scope.words for word in spoken]
    # A name's syllable by itself is another word: "quản lý" in a question on Hớn Quản.
    names = [
        here and (len(scope.words) == 1 or any(named[max(0, at - 1) : at] + named[at + 1 : at + 2]))
        for at, here in enumerate(named)
    ]
    for at in range(len(spoken) - 1, 0, -1):
        names[at - 1] = names[at - 1] or (names[at] and spoken[at - 1] in cues.before_places())
    return tuple(
        word
        for word, is_name in zip(spoken, names, strict=True)
        if word not in stop and not is_name and not re.fullmatch(r"(?:19|20)\d\d", word)
    )
