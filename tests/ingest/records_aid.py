"""Compares the records of a plan with gold records made by reading; conventions in tests/gold/README.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ingest.agencies import find_agencies
from ingest.models import Line, Plan, Source
from ingest.reading import plan_of
from ingest.vietnamese import fold

Entry = dict[str, Any]


@dataclass
class Comparison:
    """How records and gold agree; `wrong` are the fields of found records that differ."""

    found: int = 0
    missing: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / (self.found + len(self.missing)) if self.found or self.missing else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + len(self.foreign)) if self.found or self.foreign else 1.0

    def __str__(self) -> str:
        head = f"found {self.found}, recall {self.recall:.3f}, precision {self.precision:.3f}"
        groups = (("MISSING", self.missing), ("FOREIGN", self.foreign), ("WRONG", self.wrong))
        return "\n".join([head, *(f"{name} {line}" for name, lines in groups for line in lines)])


def plan_from_text(path: Path) -> Plan:
    """Read a text file of a plan, line by line, as the text reader does with a clean one."""
    text = path.read_text(encoding="utf-8").replace("\xa0", " ")
    source = Source(tuple(Line(line) for line in text.split("\n")), "text")
    return plan_of(source, plan_id=path.stem, file=path.name, sha256="x")


_USUAL: dict[str, Entry] = {
    "duties": {"collective": False, "partners": [], "deadline": None, "due": None, "result": None},
    "targets": {"comparator": "", "value_to": None},
    "funding": {"documents": []},
    "support": {"beneficiaries": [], "conditions": [], "agency": [], "fund": None},
}


def load_gold(path: Path) -> Entry:
    """Read a gold file; what an entry leaves out is nothing."""
    gold: Entry = yaml.safe_load(path.read_text(encoding="utf-8"))
    return gold | {kind: [usual | entry for entry in gold.get(kind) or []] for kind, usual in _USUAL.items()}


def same_path(printed: str) -> str:
    """Return a section path in the form in which gold and plan are compared."""
    return re.sub(r"[ ›.]+", ".", re.sub(r" \(lần \d\)", "", printed)).strip(".").lower()


def opening(words: str) -> str:
    """Return the words of a leaf without bullet or number, folded."""
    return re.sub(r"^[-+*•\d\s.)]*", "", fold(words))


def agency_key(name: str) -> str:
    """Return the identity of an agency: what `find_agencies` makes of its name."""
    mentions = find_agencies(name)
    identity = mentions[0].id if len({one.id for one in mentions}) == 1 else fold(name)
    return identity.removesuffix("@tinh").removesuffix("@province")


def _take(
    entries: Iterable[Entry],
    records: list[Any],
    fits: Callable[[Entry, Any], bool],
    result: Comparison,
    say: Callable[[Entry], str],
    check: Callable[[Entry, Any], list[str]],
) -> list[Any]:
    """Pair entries with records; return the records that no entry wants."""
    left = list(records)
    for entry in sorted(entries, key=lambda one: bool(one.get("optional"))):
        hit = next((record for record in left if fits(entry, record)), None)
        if hit is not None:
            left.remove(hit)
        if entry.get("optional"):
            continue
        if hit is None:
            result.missing.append(say(entry))
        else:
            result.found += 1
            result.wrong += [f"{say(entry)}: {fault}" for fault in check(entry, hit)]
    return left


def _in_section(plan: Plan, entry: Entry, unit: int) -> bool:
    section = str(entry["section"])
    if section.startswith("Đoạn kết"):
        return True
    return same_path(section) == same_path(plan.unit_path(plan.units[unit]))


# --- duties ----------------------------------------------------------------------------------


def compare_duties(plan: Plan, gold: Entry) -> Comparison:
    result = Comparison()
    entries = {(e["section"], e["starts"], agency_key(e["agency"])): e for e in reversed(gold["duties"])}

    def quoted(record: Any) -> str:
        return opening(record.quote.of(plan.text))

    def fits(entry: Entry, duty: Any) -> bool:
        starts = opening(entry["starts"])[:30]
        place = _in_section(plan, entry, duty.unit)
        return place and starts in quoted(duty) and agency_key(entry["agency"]) == agency_key(duty.agency)

    def check(entry: Entry, duty: Any) -> list[str]:
        faults = []
        if duty.role not in (entry["role"], entry.get("role_also")):
            faults.append(f"role {entry['role']}, got {duty.role}")
        if str(entry["due"]) != str(duty.due):
            faults.append(f"due {entry['due']}, got {duty.due}")
        if fold(entry["deadline"] or "") != fold(duty.deadline or ""):
            faults.append(f"deadline {entry['deadline']}, got {duty.deadline}")
        if fold(entry["result"] or "") != fold(duty.result or ""):
            faults.append(f"result {entry['result']}, got {duty.result}")
        if entry["collective"] != duty.collective:
            faults.append(f"collective {entry['collective']}")
        wanted = {agency_key(name) for name in entry["partners"]}
        got = {agency_key(name) for name in duty.partners}
        # Where the gold names nobody, a collective named in passing ("các đơn vị") may be listed.
        passing = not wanted and all(name.casefold().startswith("các ") for name in duty.partners)
        if wanted != got and not passing:
            faults.append(f"partners {entry['partners']}, got {duty.partners}")
        return faults

    # A sentence that is a duty of its own is looked for first, before the leaf that contains it.
    order = sorted(plan.records.duties, key=lambda duty: duty.quote.end - duty.quote.start)
    left = _take(entries.values(), order, fits, result, _duty_words, check)
    result.foreign = [
        f"{plan.unit_path(plan.units[d.unit])} {d.agency} {d.role}: {d.task[:70]}" for d in left
    ]
    return result


def _duty_words(entry: Entry) -> str:
    return f"{entry['section']} {entry['agency']}: {entry['starts'][:60]}"


# --- targets ---------------------------------------------------------------------------------


def compare_targets(plan: Plan, gold: Entry) -> Comparison:
    result = Comparison()

    def fits(entry: Entry, target: Any) -> bool:
        words = fold(plan.units[target.unit_index].span.of(plan.text))
        value_to = entry["value_to"] and float(entry["value_to"])
        value = (float(entry["value"]), value_to)
        return value == (target.value, target.value_to) and opening(entry["starts"])[:30] in words

    def check(entry: Entry, target: Any) -> list[str]:
        faults = []
        if fold(entry["unit"]) != fold(target.unit):
            faults.append(f"unit {entry['unit']}, got {target.unit}")
        if entry["year"] != target.year:
            faults.append(f"year {entry['year']}, got {target.year}")
        comparators = {
            fold(entry["comparator"] or ""),
            fold(entry.get("comparator_shared") or entry["comparator"] or ""),
        }
        if fold(target.comparator) not in comparators:
            faults.append(f"comparator {entry['comparator']}, got {target.comparator}")
        return faults

    def say(entry: Entry) -> str:
        return f"{entry['section']} {entry['value']} {entry['unit']}: {entry['quote'][:60]}"

    left = _take(gold["targets"], list(plan.records.targets), fits, result, say, check)
    result.foreign = [f"{plan.section_path(t.section)} {t.value} {t.unit}: {t.indicator[:70]}" for t in left]
    return result


# --- funding ---------------------------------------------------------------------------------


def compare_funding(plan: Plan, gold: Entry) -> Comparison:
    result = Comparison()

    def bare(words: str) -> str:
        return fold(words).strip(" .;")

    def fits(entry: Entry, record: Any) -> bool:
        one, other = bare(entry["wording"]), bare(record.wording)
        return _in_section(plan, entry, record.unit) and (one in other or other in one)

    def check(entry: Entry, record: Any) -> list[str]:
        faults = []
        if set(entry["class"]) != set(record.classes):
            faults.append(f"classes {entry['class']}, got {record.classes}")
        if list(entry["documents"]) != list(record.documents):
            faults.append(f"documents {entry['documents']}, got {record.documents}")
        return faults

    def say(entry: Entry) -> str:
        return f"{entry['section']} {entry['class']}: {entry['wording'][:80]}"

    left = _take(gold["funding"], list(plan.records.funding), fits, result, say, check)
    result.foreign = [f"{plan.section_path(r.section)} {r.classes}: {r.wording[:80]}" for r in left]
    return result


# --- support ---------------------------------------------------------------------------------


def compare_support(plan: Plan, gold: Entry) -> Comparison:
    result = Comparison()

    def fits(entry: Entry, record: Any) -> bool:
        words = opening(record.quote.of(plan.text))
        return opening(entry["starts"])[:40] in words and _in_section(plan, entry, record.unit)

    def check(entry: Entry, record: Any) -> list[str]:
        faults = []
        if not set(entry["measure"]) & set(record.measures):
            faults.append(f"measures {entry['measure']}, got {record.measures}")
        agencies = {agency_key(name) for name in entry["agency"]}
        if agencies and (record.agency is None or agency_key(record.agency) not in agencies):
            faults.append(f"agency {entry['agency']}, got {record.agency}")
        named = [
            name
            for name in entry["beneficiaries"]
            if find_agencies(name) and not find_agencies(name)[0].collective
        ]
        given = " ".join(agency_key(name) for name in record.beneficiaries)
        faults += [
            f"beneficiary {name} not in {record.beneficiaries}"
            for name in named
            if agency_key(name) not in given
        ]
        return faults

    def say(entry: Entry) -> str:
        return f"{entry['section']} {entry['measure'][0]}: {entry['starts'][:80]}"

    left = _take(gold["support"], list(plan.records.support), fits, result, say, check)
    result.foreign = [f"{plan.unit_path(plan.units[r.unit])} {r.measures}: {r.wording[:80]}" for r in left]
    return result


COMPARE: dict[str, Callable[[Plan, Entry], Comparison]] = {
    "duties": compare_duties,
    "targets": compare_targets,
    "funding": compare_funding,
    "support": compare_support,
}
