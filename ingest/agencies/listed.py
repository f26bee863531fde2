"""Agencies of the data file, alone ("UBND các huyện: A và B") and enumerated ("Các Sở: TC, CT")."""

from __future__ import annotations

from ingest.agencies.cursor import Cursor
from ingest.agencies.known import Agency, fields, first_at, names, tails
from ingest.agencies.mentions import Level, Mention
from ingest.agencies.territories import Territory, territories, territory_name
from ingest.reference import Found, Lexicon, slug, tokens

_COOP = frozenset({"htx", "tht"})
_AFTER_HEAD = frozenset(
    {"ban", "nganh", "chuyen", "mon"}
)  # "Các sở, ban, ngành: …", "các phòng chuyên môn: …"
_PLURAL_HEADS = {"so": "Sở", "ban": "Ban", "hoi": "Hội", "phong": "Phòng", "bo": "Bộ"}


class ListedReader(Cursor):
    """Reads agencies that the data file lists."""

    def _fit(self, names: Lexicon[Agency], position: int) -> list[Found[Agency]]:
        """Return the best readings of a known name: longest, spelt right, one word misprinted at most."""
        found = names.at(self.words, position) if position < len(self.words) else []
        fits = [one for one in found if one.wrong <= self._misprints(one)]
        fits = [one for one in fits if self._allowed(one)]
        if not fits:
            return []
        best = [one for one in fits if one.end == fits[0].end]
        exact = [one for one in best if one.exact]
        return exact or [one for one in best if one.wrong == best[0].wrong]

    def _misprints(self, one: Found[Agency]) -> int:
        return 0 if self.typed or one.end - one.first < 4 else 1

    def _allowed(self, one: Found[Agency]) -> bool:
        first, end, agency = one.first, one.end, one.value
        length = sum(len(word.key) for word in self.words[first:end])
        lower = not self.typed and not agency.collective and not self.words[first].capital
        if lower and (end - first < 4 or agency.kind == "ministry"):
            return False
        following = self.words[end].key if end < len(self.words) else ""
        if self.typed and length <= 4 and not one.exact and (following[:1].isdigit() or length < 4):
            return False  # "so ct 05" is a number, not Sở Công Thương
        vague = self.typed and agency.collective and not one.exact and end - first < 3
        if vague and self.words[end - 1].key not in _COOP:
            return False  # "cac so lieu" speaks of figures
        before = self.words[first - 1].key if first else ""
        sides = ((agency.not_before, following), (agency.not_after, before))
        return not any(word == token.key for known, word in sides for form in known for token in tokens(form))

    # known agencies

    def _known(self, position: int) -> tuple[list[Mention], int]:
        fits = self._fit(names(self.typed), position)
        if not fits:
            return [], position
        agency, end = fits[0].value, fits[0].end
        if agency.collective:
            return self._collective(position, fits[0])
        territories = self._territories_of(agency, end)
        if agency.needs and not any(one.place or agency.needs == "level" for one in territories):
            return [], position
        ids = tuple(dict.fromkeys(one.value.id for one in fits))
        if not territories:
            mention = self._mention(agency, position, end, ids, None)
            more, last = self._more_fields(agency.head, end) if agency.head else ([], end)
            return self._group([mention, *more], position, last), last
        mentions = [
            self._mention(agency, position if i == 0 else one.first, one.end, ids, one)
            for i, one in enumerate(territories)
        ]
        return self._group(mentions, position, territories[-1].end), territories[-1].end

    def _territories_of(self, agency: Agency, end: int) -> tuple[Territory, ...]:
        """Return the territories behind a name, as far as such an agency can have them."""
        if end < len(self.words) and self.words[end].gap.strip() == ":" and self.words[end].key != "cac":
            return ()
        found = territories(self.words, end, typed=self.typed)
        if not found:
            return ()
        if len(agency.levels) == 1:
            one = found[0]
            city = one.type == "thành phố" and agency.levels[0] == "province"
            return (one,) if (city or one.level == agency.levels[0]) and not one.many else ()
        return found

    def _mention(
        self, agency: Agency, first: int, end: int, ids: tuple[str, ...], territory: Territory | None
    ) -> Mention:
        span = self._span(first, end)
        name, identity = agency.name, agency.id
        level: Level | None = agency.levels[0] if len(agency.levels) == 1 else None
        many = False
        if territory is not None and len(agency.levels) > 1:
            if territory.ranked and agency.kind == "committee":
                territory = territory._replace(many=True)
            many = territory.many
            level = None if territory.type == "các cấp" else territory.level
            where = territory_name(territory)
            city = territory.level == "province" and territory.type == "thành phố"
            name = f"{name} {territory.type} {territory.place}" if city else f"{name} {where}"
            identity = f"{identity}@{slug(where)}"
            ids = (identity,)
        place = territory.place if territory is not None else None
        return Mention(name, identity, ids, level, agency.kind, many, place, span, span, span.of(self.text))

    def _collective(self, position: int, found: Found[Agency]) -> tuple[list[Mention], int]:
        agency, end = found.value, found.end
        level: Level | None = agency.levels[0] if agency.levels else None
        if agency.needs == "name":
            inner = [self._known(at) for at in range(position + 1, end)]
            end = max([end, *(last for mentions, last in inner if mentions)])
        while (tail := first_at(tails(), self.words, end)) is not None and self.words[end].joined:
            if "," in self.words[end].gap or "\n" in self.words[end].gap:
                break
            level, end = tail.value or level, tail.end
        identity = agency.id if level in {None, *agency.levels} else f"{agency.id}@{level}"
        span = self._span(position, end)
        printed = span.of(self.text)
        ids = (identity,)
        mention = Mention(agency.name, identity, ids, level, "collective", True, None, span, span, printed)
        return [mention], end

    # enumerations of departments

    def _listed(self, position: int) -> tuple[list[Mention], int]:
        """Read "Các Sở: NN&PTNT, Tài chính", "Các sở, ngành: …", "Các Sở Tài chính, Công Thương"."""
        if self.words[position].key != "cac" or position + 1 >= len(self.words):
            return [], position
        head = _PLURAL_HEADS.get(self.words[position + 1].key)
        if head is None:
            return [], position
        start = position + 2
        while start < min(len(self.words), position + 6) and self.words[start].key in _AFTER_HEAD:
            start += 1
        if start >= len(self.words) or self.words[start].gap.strip() not in {"", ":"}:
            return [], position
        mentions, end = self._more_fields(head, start, first=position)
        return self._group(mentions, position, end) if mentions else [], end

    def _more_fields(self, head: str, position: int, first: int | None = None) -> tuple[list[Mention], int]:
        """Read the further items of an enumeration of agencies with the same head."""
        mentions: list[Mention] = []
        end = position
        while position < len(self.words):
            start = position if first is None else first
            if first is None:
                if self.words[position].key == "va":
                    position += 1
                elif self.words[position].gap.strip() not in {",", ";"}:
                    break
                start = position
            if first is None and self._fit(names(False), position):
                full = self._fit(names(False), position)[0]
                if full.value.head != head or not mentions or self._territories_of(full.value, full.end):
                    break
                fits = [full]
            else:
                fits = self._fit(fields(head), position)
            capital = position < len(self.words) and (self.words[position].capital or self.typed)
            if not fits or not capital:
                break
            end = fits[0].end
            ids = tuple(dict.fromkeys(one.value.id for one in fits))
            mentions.append(self._mention(fits[0].value, start, end, ids, None))
            position, first = end, None
        return mentions, end
