"""What a message tells of a cooperative: name, place, field, founders, members, size, stage, needs.

Pure rules; all words stand in `corpus/reference/profile.yaml`. What is not said stays unknown and is
never guessed, so that it can be asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Literal, cast

from app.phrases import Message, filled, phrases
from ingest.agencies import find_agencies, resolve
from ingest.places import LEAST, find_places
from ingest.reference import load, spell_out
from ingest.vietnamese import fold_space, key, strip_accents

Stage = Literal["founding", "new", "running", "stopped"]

_SHORT = 14  # words of a message that only adds to what was said before
_ASKS_WITHIN = 60  # characters between the name of a cooperative and "cần", "muốn"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a cooperative.

    `fields` are ids of the fields of profile.yaml, `needs` keys of support.yaml, `facts` what is said
    to be so or not so of the kinds of profile.yaml, by id. `told` is what was said, accent-free and
    spelt out: there a plan's cooperatives are looked for by name. None and empty mean "not said".
    """

    name: str | None = None
    province: str | None = None
    district: str | None = None
    fields: tuple[str, ...] = ()
    members: int | None = None
    stage: Stage | None = None
    needs: tuple[str, ...] = ()
    facts: tuple[tuple[str, bool], ...] = ()
    told: str = ""

    def says(self, kind: str) -> bool | None:
        """Say whether the cooperative is of a kind: as told, or as follows from field and stage."""
        told = dict(self.facts).get(kind)
        if told is not None:
            return told
        if kind == "agricultural":
            known = [field_of(one).get("agricultural") for one in self.fields]
            return True if True in known else False if known and set(known) == {False} else None
        if kind == "new" and self.stage is not None:
            return self.stage in ("new", "founding")
        if kind == "effective" and self.stage in ("stopped", "founding"):
            return False
        return None

    @property
    def known(self) -> bool:
        """Say whether anything at all is known."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "told")

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Profile:
        """Return the profile that a form or file states. Raises ValueError for unknown keys or ids."""
        unknown = set(data) - {one.name for one in fields(cls)}
        if unknown:
            raise ValueError(f"unknown in a profile: {', '.join(sorted(unknown))}")
        chosen = tuple(cast(Iterable[str], data.get("fields") or ()))
        needs = tuple(cast(Iterable[str], data.get("needs") or ()))
        facts = dict(cast(Mapping[str, bool], data.get("facts") or {}))
        stage = data.get("stage") or None
        known: tuple[tuple[Iterable[str], set[str]], ...] = (
            (chosen, {one["id"] for one in load("profile")["fields"]}),
            (needs, {one["id"] for one in load("support")["measures"]}),
            (facts, {one["id"] for one in load("profile")["kinds"]}),
            ([stage] if isinstance(stage, str) else [], {one["id"] for one in load("profile")["stages"]}),
        )
        for given, allowed in known:
            if wrong := set(given) - allowed:
                raise ValueError(f"unknown in a profile: {', '.join(sorted(wrong))}")
        words = {
            one: fold_space(str(data.get(one) or "")) or None for one in ("name", "province", "district")
        }
        members = int(str(data["members"])) if data.get("members") else None
        said = tuple(sorted((kind, value) for kind, value in facts.items() if value is not None))
        told = key(spell_out(str(data.get("told") or words["name"] or "")))
        return cls(
            **words,
            fields=chosen,
            members=members,
            stage=cast(Stage | None, stage),
            needs=needs,
            facts=said,
            told=told,
        )

    def updated(self, later: Profile) -> Profile:
        """Return this profile with what was said later; what is not said again stays."""
        changed = {
            one.name: getattr(later, one.name)
            for one in fields(self)
            if getattr(later, one.name) and one.name not in ("facts", "told")
        }
        if later.district and not later.province:
            changed["province"] = None
        elif later.province and not later.district:
            changed["district"] = None
        facts = tuple(sorted({**dict(self.facts), **dict(later.facts)}.items()))
        return replace(self, **changed, facts=facts, told=f"{self.told} {later.told}".strip())


@lru_cache
def field_of(identity: str) -> Mapping[str, Any]:
    """Return the entry of a field in profile.yaml. Raises KeyError for an unknown one."""
    found = next((one for one in load("profile")["fields"] if one["id"] == identity), None)
    if found is None:
        raise KeyError(identity)
    return cast(Mapping[str, Any], found)


# --- reading ----------------------------------------------------------------------------------


def speaks_of_own(text: str) -> bool:
    """Say whether the asker speaks of a cooperative of his or her own: "HTX tôi", "our cooperative"."""
    message = Message(text)
    return phrases("own").find(message) is not None or _asks_for_itself(message)


def asks_for_help(text: str) -> bool:
    """Say whether a message asks what help there is, and not for a duty, a rate or an address."""
    message = Message(text)
    if phrases("other").find(message):
        return False
    return bool(_needs(message)) or phrases("help").find(message) is not None


def _asks_for_itself(message: Message) -> bool:
    """Say whether a cooperative asks by its name: "HTX Đoàn Kết ở Sa Thầy cần vay vốn"."""
    mention = next(iter(_named(message.typed)), None)
    if mention is None or not _needs(message) or phrases("who").find(message):
        return False
    if _read(message.typed).name is None:
        return False  # "HTX Đắk Nông muốn …" speaks of those of a province
    rest = Message(message.typed[mention[1] : mention[1] + _ASKS_WITHIN])
    rest.bare = message.bare
    return phrases("asks").find(rest) is not None


def _named(typed: str) -> list[tuple[str, int]]:
    """Return the cooperatives named in a message, and where their names end."""
    written = [
        (one.agency, one.span.end)
        for one in find_agencies(typed)
        if one.kind == "cooperative" and not one.collective
    ]
    return written or [
        (one.name, one.span.end)
        for one in resolve(typed)
        if one.level == "cooperative" and not one.collective
    ]


def read_profile(text: str, history: Sequence[str] = ()) -> Profile:
    """Return what `text` tells of the asker's cooperative, with what earlier messages told.

    `history` holds earlier messages, oldest first: those that speak of the asker's own cooperative count,
    and short ones behind them, which answer what was asked back.
    """
    profile = Profile()
    for earlier in history:
        if speaks_of_own(earlier) or (profile.known and len(earlier.split()) <= _SHORT):
            profile = profile.updated(_read(earlier))
    return profile.updated(_read(text))


def continues(text: str, history: Sequence[str]) -> bool:
    """Say whether a short message adds to what the one before told of the asker's cooperative."""
    if not history or len(text.split()) > _SHORT or not any(speaks_of_own(one) for one in history[-2:]):
        return False
    return _read(text).known and phrases("other").find(Message(text)) is None


def _read(text: str) -> Profile:
    message = Message(text)
    name = next((name for name, _ in _named(message.typed)), None)
    province, district = _places(message.typed, name)
    if name and key(name) in {f"htx {key(place)}" for place in (province, district) if place}:
        name = None  # "HTX Bù Gia Mập chúng tôi": more likely where it is than what it is called
    data = load("profile")
    members = re.search(filled(data["members"]), message.words) or re.search(
        strip_accents(data["members"]), message.stripped
    )
    return Profile(
        name=name,
        province=province,
        district=district,
        fields=_ids("fields", message),
        members=int(members.group(1)) if members else None,
        stage=cast(Stage | None, next(iter(_ids("stages", message)), None)),
        needs=_needs(message),
        facts=_facts(message),
        told=key(spell_out(message.typed)),
    )


def _ids(part: str, message: Message) -> tuple[str, ...]:
    return tuple(one["id"] for one in load("profile")[part] if phrases(part, one["id"]).find(message))


def _needs(message: Message) -> tuple[str, ...]:
    found = [one["ids"] for one in load("profile")["needs"] if phrases("needs", one["ids"][0]).find(message)]
    return tuple(dict.fromkeys(need for ids in found for need in ids))


def _facts(message: Message) -> tuple[tuple[str, bool], ...]:
    """Return what is said to be so, or not so: "không có thành viên là người dân tộc thiểu số"."""
    found: list[tuple[str, bool]] = []
    negation = strip_accents(load("profile")["denied"])
    for kind in load("profile")["kinds"]:
        if match := phrases("kinds", kind["id"]).find(message):
            before = message.stripped[: match.start()]
            denied = re.search(rf"(?<!\w){negation}(?: (?!duoc\b)\w+){{0,2}} ?$", before)
            found.append((kind["id"], denied is None))
    return tuple(sorted(found))


def _places(typed: str, name: str | None) -> tuple[str | None, str | None]:
    """Return the province and the district named, by their usual names; a cooperative's own last."""
    said = [
        one for one in find_places(typed) if one.confidence >= LEAST and one.context in ("plain", "admin")
    ]
    own = [one for one in find_places(typed, 0) if name and key(name) == f"htx {key(one.name)}"]
    found: dict[bool, str] = {}
    for mention in said or own:
        found.setdefault(any(place.kind == "province" for place in mention.candidates), mention.name)
    return found.get(True), found.get(False)
