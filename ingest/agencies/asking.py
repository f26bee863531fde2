"""The agencies a question asks about, and the duties that are theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.agencies.finding import Reader, find_agencies
from ingest.agencies.known import Agency, agencies, bare, fields, first_at, words_of
from ingest.agencies.mentions import AgencyQuery, Match, Mention
from ingest.models import Span
from ingest.reference import Succession, Token, distance_at_most_one, load, slug, spelling, tokens

_LONGEST_BEHIND = 3  # words
_LONG = 12  # letters of a name below which one wrong letter makes another: "chi cục thuế", "chi cục thủy sản"


@lru_cache(maxsize=512)
def resolve(question: str) -> tuple[AgencyQuery, ...]:
    """Return the agencies a question is about, however they are typed, each once."""
    mentions = Reader(question, typed=True).read()
    if not any(one.known for one in mentions):
        mentions = (*mentions, *(list(_misspelt(question)) or _loosely(question)))
    queries: dict[str, AgencyQuery] = {}
    for one in mentions:
        queries.setdefault(one.id, _query(one, one.span.of(question)))
    return tuple(queries.values())


def _query(mention: Mention, typed: str) -> AgencyQuery:
    inherited = tuple(fact for fact in _successions() if fact.newer == mention.base)
    passed_on = tuple(fact for fact in _successions() if fact.older == mention.base)
    older = tuple(fact.older for fact in inherited)
    return AgencyQuery(
        mention.id,
        mention.agency,
        mention.span,
        typed,
        mention.level,
        mention.collective,
        older,
        inherited,
        passed_on,
        mention,
    )


def _bases(mention: Mention) -> tuple[str, ...]:
    return tuple(one.partition("@")[0] for one in mention.ids)


@lru_cache
def _successions() -> tuple[Succession, ...]:
    data, known = load("agencies"), agencies()
    return tuple(
        Succession(
            item["older"],
            known[item["older"]].name,
            item["newer"],
            known[item["newer"]].name,
            item["since"],
            data["sources"][item["source"]],
            item.get("part", ""),
            item.get("stood_before", False),
        )
        for item in data["successions"]
    )


def _misspelt(question: str) -> Iterator[Mention]:
    """Yield agencies typed with one wrong letter: "so tai chihn", "liên minh hợp tác xãx"."""
    words = [word for word in tokens(question) if word.key != "va"]
    for typed, agency in _typed_names():
        size = len(typed.split())
        for first in range(len(words) - size + 1):
            window = words[first : first + size]
            near = distance_at_most_one(" ".join(word.key for word in window), typed)
            if near and _one_slip(window, agency):
                span = Span(window[0].start, window[-1].end)
                level = agency.levels[0] if len(agency.levels) == 1 else None
                found = replace(bare(agency.id), level=level, span=span, group=span)
                yield replace(found, printed=span.of(question))
                return


def _loosely(question: str) -> Iterator[Mention]:
    """Yield agencies named by their field or level: "còn bên tài chính?", "cấp huyện phải làm gì"."""
    words = tokens(question)
    for position, word in enumerate(words):
        if position and not _is_behind(words, position):
            continue
        if found := first_at(words_of("loosely", "of_level"), words, position):
            name, end = found.value, found.end
        elif (head := first_at(words_of("loosely", "of_field"), words, position)) and (
            field := first_at(fields("Sở"), words, head.end)
        ):
            name, end = field.value.name, field.end
        else:
            continue
        span = Span(word.start, words[end - 1].end)
        for one in Reader(name, typed=True).read():
            yield replace(one, span=span, group=span, printed=span.of(question))
        return


def _is_behind(words: Sequence[Token], position: int) -> bool:
    """Say whether words that a loosely named agency follows end right before `position`."""
    return any(
        found.end == position
        for first in range(max(0, position - _LONGEST_BEHIND), position)
        if (found := first_at(words_of("loosely", "behind"), words, first))
    )


def _one_slip(window: Sequence[Token], agency: Agency) -> bool:
    """Say whether the marks agree too, but for one word that is not the first ("hỏi nông dân").

    Typed marks count as letters of that word: "chi cục thủy …" is no slip for "Chi cục Thuế".
    """
    names = [word for word in tokens(agency.name) if word.key != "va"]
    wrong = [not spelling(word.folded, name.folded) for word, name in zip(window, names, strict=False)]
    meant = all(
        word.folded == word.key or distance_at_most_one(word.folded, name.folded)
        for word, name, slip in zip(window, names, wrong, strict=False)
        if slip
    )
    return meant and not wrong[0] and sum(wrong) <= 1


@lru_cache
def _typed_names() -> tuple[tuple[str, Agency], ...]:
    """Return the names long enough to be recognised with a wrong letter, accent-free, longest first."""
    names = [
        (" ".join(word.key for word in tokens(agency.name.removesuffix(" tỉnh")) if word.key != "va"), agency)
        for agency in agencies().values()
        if not agency.collective and agency.kind != "ministry"
    ]
    long = [(name, agency) for name, agency in names if len(name) >= _LONG and len(name.split()) >= 3]
    return tuple(sorted(long, key=lambda one: -len(one[0])))


# --- duties ----------------------------------------------------------------------------------


def matches(duty_agency: str, query: AgencyQuery) -> Match | None:
    """Say how the agency named in a duty is the one asked for; None if it is not.

    "exact": the agency itself; "inherited": an older agency it took over from; "member": a collective
    ("các sở, ban, ngành") that the agency asked for belongs to.
    """
    asked = query.mention
    duty = next(iter(find_agencies(duty_agency)), None)
    if duty is None:
        return "exact" if slug(duty_agency) == asked.id else None
    if _same(duty, asked):
        return "exact"
    if duty.collective:
        if _belongs(asked, duty):
            return "member"
        older = [one for one in query.predecessors if _belongs(bare(one), duty)]
        return "member" if older else None
    if asked.collective and _belongs(duty, asked):
        return "exact"
    return "inherited" if duty.base in query.predecessors else None


def _same(duty: Mention, asked: Mention) -> bool:
    if duty.kind == asked.kind == "cooperative":
        one, other = set(duty.id.split("-")), set(asked.id.split("-"))
        return one <= other or other <= one
    if not set(_bases(duty)) & set(_bases(asked)) or duty.collective != asked.collective:
        return False
    if duty.collective:
        return duty.level == asked.level or None in (duty.level, asked.level)
    levels = duty.level is None or asked.level is None or duty.level == asked.level
    places = duty.place is None or asked.place is None or slug(duty.place) == slug(asked.place)
    return levels and places


def _belongs(member: Mention, collective: Mention) -> bool:
    """Say whether an agency may feel meant by a collective."""
    if member.collective:
        return False
    level = member.level
    if level is None and member.kind != "collective":
        level = "province" if member.kind in {"union", "office", "branch", "steering"} else None
    if collective.kind != "collective":  # "UBND các huyện, thành phố", "Hội Nông dân các cấp"
        return member.base == collective.base and collective.level in {None, member.level}
    rules = next(one["members"] for one in load("agencies")["collectives"] if one["id"] == collective.base)
    if collective.level is not None and level is not None and collective.level != level:
        return False
    return any(
        rule.get("level", level) == level
        and ("kinds" not in rule or member.kind in rule["kinds"])
        and ("ids" not in rule or member.base in rule["ids"])
        for rule in rules
    )
