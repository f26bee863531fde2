"""True statements about plans with the quotes they rest on, and what makes them false.

Everything is made from the records and leaves of a plan by rule, so that any plan will do. A
mutation that leaves a statement true is no mutation and is not made.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.evidence import Evidence
from ingest.agencies import find_agencies
from ingest.models import Duty, Plan, Span
from ingest.sentences import sentences
from ingest.vietnamese import fold, fold_space

LABEL = re.compile(r"^\s*(?:[-–—•*●+]\s*|[IVX]+\.\s+|\d{1,2}(?:\.\d{1,2})*[.)/]\s+|[a-zđ]\)\s+)")
PROVINCES = ["Nghệ An", "Lâm Đồng", "Bắc Giang", "Quảng Ngãi", "Cà Mau", "Sơn La", "Phú Yên", "Tây Ninh"]
AGENCIES = [
    "Sở Tư pháp",
    "Sở Y tế",
    "Sở Giao thông vận tải",
    "Thanh tra tỉnh",
    "Hội Cựu chiến binh tỉnh",
    "Sở Xây dựng",
    "Cục Thuế tỉnh",
]


@dataclass(frozen=True)
class Pair:
    """A statement and the quotes it is said to rest on; `how` names what made it."""

    text: str
    evidence: tuple[Evidence, ...]
    how: str
    duty: Duty | None = None


def evidence_of(plan: Plan, unit: int, quote: Span | None = None) -> Evidence:
    leaf = plan.units[unit]
    return Evidence(plan, leaf, quote or leaf.span)


def lower_first(text: str) -> str:
    """Begin in lower case what goes on a sentence, unless an agency's name or an abbreviation begins it."""
    first = text.split(" ", 1)[0]
    named = find_agencies(text[:60])
    if (first.isupper() and len(first) > 1) or (named and named[0].span.start == 0):
        return text
    return text[:1].lower() + text[1:]


def bare(text: str) -> str:
    return LABEL.sub("", fold_space(text)).rstrip(" .;,:/")


# --- true statements -------------------------------------------------------------------------


def true_pairs(plan: Plan) -> list[Pair]:
    """Return the statements that a writer who adds nothing would make of a plan."""
    found = [*_from_duties(plan), *_from_targets(plan), *_from_leaves(plan), *_from_rows(plan)]
    return [one for one in dict.fromkeys(found) if 4 <= len(one.text.split()) <= 110]


def _from_duties(plan: Plan) -> Iterator[Pair]:
    for duty in plan.records.duties:
        if plan.units[duty.unit].kind == "row":
            continue
        evidence = (evidence_of(plan, duty.unit, duty.quote),)
        task = bare(duty.task)
        named = find_agencies(task[:120])
        if named and named[0].span.start == 0:
            yield Pair(task, evidence, "verbatim", duty)
        elif duty.role == "requested":
            yield Pair(f"Đề nghị {duty.agency} {lower_first(task)}", evidence, "agency", duty)
        elif duty.role != "partner" or "phối hợp" in task.casefold():
            yield Pair(f"{duty.agency} có nhiệm vụ {lower_first(task)}", evidence, "agency", duty)
            yield Pair(f"{duty.agency}: {task}", evidence, "label", duty)


def _from_rows(plan: Plan) -> Iterator[Pair]:
    rows: dict[int, list[Duty]] = {}
    for duty in plan.records.duties:
        if plan.units[duty.unit].kind == "row":
            rows.setdefault(duty.unit, []).append(duty)
    for unit, duties in rows.items():
        evidence = (evidence_of(plan, unit),)
        leads = [one for one in duties if one.role == "lead"]
        partners = [one for one in duties if one.role == "partner"]
        task = lower_first(bare(duties[0].task))
        if leads:
            names = " và ".join(dict.fromkeys(one.agency for one in leads))
            with_whom = ", ".join(dict.fromkeys(one.agency for one in partners))
            joint = f", phối hợp với {with_whom}" if with_whom else ""
            limit = f", thời hạn {duties[0].deadline}" if duties[0].deadline else ""
            yield Pair(f"{names} chủ trì{joint} {task}{limit}", evidence, "row", leads[0])
            yield Pair(f"Việc {task} do {names} chủ trì", evidence, "row by", leads[0])
        for one in partners if "chủ trì" not in task else ():
            yield Pair(f"{one.agency} phối hợp {task}", evidence, "row partner", one)


def _from_targets(plan: Plan) -> Iterator[Pair]:
    for target in plan.records.targets:
        if plan.units[target.unit_index].kind == "row":
            continue
        evidence = (evidence_of(plan, target.unit_index, target.quote),)
        sentence = bare(target.sentence)
        year = f"Đến năm {target.year}, " if target.year and str(target.year) not in sentence else ""
        yield Pair(f"{year}{lower_first(sentence) if year else sentence}", evidence, "target")


def _from_leaves(plan: Plan) -> Iterator[Pair]:
    for unit in plan.units:
        if unit.kind not in ("paragraph", "bullet"):
            continue
        for span in sentences(plan.text, unit.span):
            text = bare(span.of(plan.text))
            if len(text.split()) >= 5:
                yield Pair(text, (evidence_of(plan, unit.index, span),), "verbatim")


# --- faithful paraphrases --------------------------------------------------------------------


def paraphrases(plan: Plan, pairs: Sequence[Pair]) -> list[Pair]:
    """Return other ways to say the same, or less."""
    found = [
        replace(pair, text=text, how=name)
        for pair in pairs
        for name, change in REWORDINGS.items()
        if (text := change(pair.text)) and text != pair.text
    ]
    for pair in pairs[::2]:
        found.append(_introduced(plan, pair))
    for one, other in zip(pairs[::3], pairs[5::3], strict=False):
        found.append(
            Pair(f"{one.text}; {lower_first(other.text)}", (*one.evidence, *other.evidence), "joined")
        )
    found += _about_rows(plan)
    return found


def _introduced(plan: Plan, pair: Pair) -> Pair:
    place = plan.header.place.value if plan.header.place else ""
    whose = f"Kế hoạch của {place}" if place else "kế hoạch"
    return replace(pair, text=f"Theo {whose}, {lower_first(pair.text)}", how="introduced")


def _about_rows(plan: Plan) -> Iterator[Pair]:
    for pair in _from_rows(plan):
        duty = pair.duty
        if duty is None or duty.role != "lead":
            continue
        task = bare(duty.task)
        partners = f"; cơ quan phối hợp: {', '.join(duty.partners)}" if duty.partners else ""
        yield replace(pair, text=f"{task}: cơ quan chủ trì là {duty.agency}{partners}", how="by columns")
        if duty.deadline:
            yield replace(
                pair,
                text=f"{duty.agency} chủ trì {lower_first(task)} (hoàn thành: {duty.deadline})",
                how="deadline",
            )


def _swap_words(table: Sequence[tuple[str, str]]) -> Callable[[str], str]:
    def change(text: str) -> str:
        for one, other in table:
            text = re.sub(rf"(?<![\w&/-]){re.escape(one)}(?![\w&])", other, text)
        return text

    return change


_SHORT = [("hợp tác xã", "HTX"), ("tổ hợp tác", "THT"), ("kinh tế tập thể", "KTTT"),
          ("Ủy ban nhân dân", "UBND"),
          ("Nông nghiệp và Phát triển nông thôn", "NN&PTNT"), ("Kế hoạch và Đầu tư", "KH&ĐT"),
          ("Lao động - Thương binh và Xã hội", "LĐTB&XH"), ("Hợp tác xã", "HTX")]  # fmt: skip
_SYNONYMS = [
    ("hằng năm", "hàng năm"),
    ("tỷ lệ", "tỉ lệ"),
    ("bảo đảm", "đảm bảo"),
    ("chủ trì, phối hợp với", "chủ trì và phối hợp cùng"),
    ("trước ngày", "chậm nhất ngày"),
    ("ít nhất", "tối thiểu"),
    ("trên địa bàn tỉnh", "trong tỉnh"),
    (" cần hỗ trợ", " cần giúp"),
    ("tháo gỡ khó khăn, vướng mắc", "tháo gỡ vướng mắc"),
]
_WORDS = {
    2: "hai", 3: "ba", 4: "bốn", 5: "năm", 6: "sáu", 7: "bảy", 8: "tám", 9: "chín", 10: "mười",
    12: "mười hai", 15: "mười lăm",
}  # fmt: skip


def _number_format(text: str) -> str:
    text = re.sub(r"(?<![\d/.,-])0(\d)(?=\s+(?:HTX|THT|hợp|lớp|mô|tổ|hội|chuỗi))", r"\1", text)
    return re.sub(r"(?<![\d/.,])(\d)\.(\d{3})(?![\d.])", r"\1\2", text)


def _in_words(text: str) -> str:
    def word(match: re.Match[str]) -> str:
        return _WORDS.get(int(match[1]), match[1])

    return re.sub(
        r"(?<![\d/.,-])(?<!đến )0?(\d{1,2})(?=\s+(?:HTX|THT|hợp tác xã|tổ hợp tác|lớp|mô hình|chuỗi)\b)",
        word,
        text,
    )


def _date_format(text: str) -> str:
    if "tháng" in text:
        return re.sub(
            r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})",
            lambda m: f"ngày {int(m[1]):02}/{int(m[2]):02}/{m[3]}",
            text,
        )
    return re.sub(r"ngày (\d{1,2})/(\d{1,2})/(\d{4})", r"ngày \1 tháng \2 năm \3", text)


def _dropped_clause(text: str) -> str:
    """Leave out what follows the last semicolon, or the last comma of a long sentence."""
    head, mark, _ = text.rpartition("; ")
    if mark and len(head.split()) >= 6:
        return head
    head, mark, tail = text.rpartition(", ")
    return (
        head
        if mark and len(head.split()) >= 10 and "(" not in tail and head.count("(") == head.count(")")
        else ""
    )


REWORDINGS: dict[str, Callable[[str], str]] = {
    "short": _swap_words(_SHORT),
    "long": _swap_words([(short, long) for long, short in _SHORT[:4]]),
    "synonyms": _swap_words(_SYNONYMS),
    "numbers": _number_format,
    "in words": _in_words,
    "dates": _date_format,
    "dropped": _dropped_clause,
}


# --- mutations -------------------------------------------------------------------------------


def mutations(plan: Plan, pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """Return false statements by what was changed."""
    chance = random.Random(plan.id)
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        for name, change in MUTATIONS.items():
            for text in change(pair, plan, chance):
                if fold(text) != fold(pair.text):
                    found.setdefault(name, []).append(replace(pair, text=text, how=f"{name} of {pair.how}"))
    return found


def _source(pair: Pair) -> str:
    return fold(" ".join(one.text for one in pair.evidence))


_NUMBER = re.compile(r"(?<![\w./,-])(\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?![\d/.-]*[\d/-])(?=\s*[^\W\d]|\s*%)")


def _numbers(text: str) -> list[re.Match[str]]:
    known = r"(?:số|ngày|tháng|năm|quý|khóa|điều|khoản|mục|thứ|luật htx|hợp tác xã năm)\s+$"
    return [
        match
        for match in _NUMBER.finditer(text)
        if not re.search(known, text[: match.start()], re.IGNORECASE)
        and not re.fullmatch(r"20\d\d", match[1])
    ]


def _number_changed(pair: Pair, plan: Plan, chance: random.Random) -> Iterator[str]:
    held = set(re.findall(r"\d+", _source(pair).replace(".", "")))
    for match in _numbers(pair.text):
        value = int(match[1].replace(".", ""))
        for other in (value + 1, value * 10, value + chance.randint(2, 9)):
            if str(other) not in held and other != value:
                yield pair.text[: match.start(1)] + str(other) + pair.text[match.end(1) :]
                break


def _numbers_swapped(pair: Pair, plan: Plan, chance: random.Random) -> Iterator[str]:
    found = _numbers(pair.text)
    for one, other in pairwise(found):
        after = [pair.text[match.end() :].split()[:3] for match in (one, other)]
        if one[1] == other[1] or after[0] == after[1]:
            continue
        text = pair.text
        yield (
            text[: one.start(1)]
            + other[1]
            + text[one.end(1) : other.start(1)]
            + one[1]
            + text[other.end(1) :]
        )


_UNITS = {
    "HTX": "THT", "hợp tác xã": "tổ hợp tác", "tổ hợp tác": "hợp tác xã", "%": " hợp tác xã",
    "lớp": "hội nghị", "triệu đồng": "tỷ đồng", "tỷ đồng": "triệu đồng", "người": "hộ",
    "học viên": "hợp tác xã", "hộ": "người", "mô hình": "dự án", "lượt người": "lượt hộ",
    "thành viên": "hợp tác xã", "đợt hội chợ": "lớp", "số hộ": "người", "điểm": "%",
    "sản phẩm": "mô hình", "chuỗi": "lớp", "ha": "m2", "hội chợ": "hội nghị", "tin, bài": "lớp",
    "mô hình HTX": "HTX", "lao động": "hộ",
}  # fmt: skip


def _unit_changed(pair: Pair, plan: Plan, chance: random.Random) -> Iterator[str]:
    for match in _numbers(pair.text):
        rest = pair.text[match.end() :]
        for unit in sorted(_UNITS, key=len, reverse=True):
            stands = re.match(rf"\s*{re.escape(unit)}(?!\w)", rest)
            if stands:
                yield pair.text[: match.end()] + " " + _UNITS[unit].strip() + rest[stands.end() :]
                break


_YEAR = re.compile(r"(?<![\d/-])(20\d\d)(?![\d/])")


def _year_changed(pair: Pair, plan: Plan, chance: random.Random) -> Iterator[str]:
    held = set(re.findall(r"20\d\d", _source(pair)))
    elsewhere = sorted(set(re.findall(r"20\d\d", plan.text)) - held)
    for match in _YEAR.finditer(pair.text):
        year = int(match[1])
        others = [str(year + 1), str(year - 1), str(year + 5), *elsewhere]
        for other in [one for one in dict.fromkeys(others) if one not in held and one != match[1]][:4]:
            text = pair.text[: match.start()] + other + pair.text[match.end() :]
            if not _still_true(text, other, plan, pair):
                yield text


def _still_true(text: str, year: str, plan: Plan, pair: Pair) -> bool:
    """Say whether a year stands in a heading above: "Đến năm 2025" over the quote."""
    section = pair.evidence[0].unit.section
    while section is not None:
        if year in plan.sections[section].heading:
            return True
        section = plan.sections[section].parent
    lead = pair.evidence[0].unit.lead_in
    return lead is not None and year in plan.units[lead].span.of(plan.text)


def _agency_swapped(pair: Pair, plan: Plan, chance: random.Random) -> Iterator[str]:
    named = [one for one in find_agencies(pair.text) if not one.collective and one.level != "cooperative"]
    source = {one.id for one in find_agencies(fold_space(" ".join(one.text for one in pair.evidence)))}
    of_plan = [
        one.agency for duty in plan.records.duties for one in find_agencies(duty.agency) if not one.collective
    ]
    for mention in named[:3]:
        others = [*AGENCIES, *dict.fromkeys(of_plan)]
        chance.shuffle(others)
        holders = {
            one.id
            for duty in plan.records.duties
            for one in find_agencies(duty.agency)
            if duty.unit == pair.evidence[0].unit.index
        }
        for other in others:
            ids = {one.id for one in find_agencies(other)}
            if ids & (source | holders | {mention.id}) or _in_heading(plan, pair, ids) or not ids:
                continue
            yield pair.text[: mention.span.start] + other + pair.text[mention.span.end :]
            break


def _subject_swapped(pair: Pair, plan: Plan, chance: random.Random) -> Iterator[str]:
    """Give the task to one of those it is only done with."""
    duty = pair.duty
    if duty is None or not pair.text.startswith(duty.agency) or plan.units[duty.unit].kind == "row":
        return
    holders = {one.agency for one in plan.records.duties if one.unit == duty.unit}
    for other in duty.partners:
        if other not in holders and duty.role == "lead" and not other.startswith("Các "):
            rest = pair.text.removeprefix(duty.agency)
            if other in rest:
                yield other + rest.replace(other, duty.agency, 1)


def _in_heading(plan: Plan, pair: Pair, ids: set[str]) -> bool:
    section = pair.evidence[0].unit.section
    while section is not None:
        if ids & {one.id for one in find_agencies(plan.sections[section].heading)}:
            return True
        section = plan.sections[section].parent
    return False


def _province_swapped(pair: Pair, plan: Plan, chance: random.Random) -> Iterator[str]:
    place = plan.header.place.value if plan.header.place else ""
    other = chance.choice([one for one in PROVINCES if fold(one) not in fold(plan.text)])
    yield f"Theo Kế hoạch của tỉnh {other}, {lower_first(pair.text)}"
    if place and place in pair.text:
        yield pair.text.replace(place, other)
    if place:
        yield f"{lower_first(pair.text)} (tỉnh {other})"


_VERBS = re.compile(
    r"(?<!\w)(tổ chức|hỗ trợ|tham mưu|hướng dẫn|xây dựng|bố trí|tham gia|thực hiện|triển khai|báo cáo"
    r"|tuyên truyền|thành lập|đào tạo|tiếp cận|phát triển|ưu tiên|cân đối|rà soát|có)(?!\w)"
)


def _negation_added(pair: Pair, plan: Plan, chance: random.Random) -> Iterator[str]:
    verbs = list(_VERBS.finditer(pair.text))
    for match in verbs[:1] + verbs[3:4]:
        if re.search(r"(?:không|chưa)(?:\s\w+)?\s$", pair.text[: match.start()]) or re.search(
            r"cơ quan $|(?:các|sự|việc|ban) $", pair.text[: match.start()]
        ):
            continue
        word = chance.choice(["không", "chưa", "không được", "không phải"])
        yield pair.text[: match.start()] + word + " " + pair.text[match.start() :]


_NEGATION = re.compile(
    r"(?<!\w)(không được|không|chưa|trừ)\s+(?!gian|khí|chỉ|những|ngừng|quá|dưới|người lái)"
)


def _negation_dropped(pair: Pair, plan: Plan, chance: random.Random) -> Iterator[str]:
    for match in _NEGATION.finditer(pair.text):
        yield pair.text[: match.start()] + pair.text[match.end() :]


_COMPARATORS = {
    "trên": ["dưới", "khoảng", "tối đa"], "ít nhất": ["nhiều nhất", "tối đa", "dưới"],
    "tối thiểu": ["tối đa", "khoảng"], "khoảng": ["trên", "ít nhất"], "không quá": ["không dưới", "trên"],
    "không dưới": ["không quá"], "tối đa": ["tối thiểu"], "hơn": ["dưới"], "dưới": ["trên"],
}  # fmt: skip
_COMPARED = re.compile(rf"(?<!\w)({'|'.join(_COMPARATORS)})\s+(?=(?:từ\s+)?\d)", re.IGNORECASE)


def _comparator_changed(pair: Pair, plan: Plan, chance: random.Random) -> Iterator[str]:
    for match in _COMPARED.finditer(pair.text):
        before, after = pair.text[: match.start()], pair.text[match.end() :]
        if re.search(r"ước(?: đạt)? $", before) or after.startswith("từ"):
            continue  # the word left says the same
        for other in _COMPARATORS[match[1].lower()]:
            yield pair.text[: match.start()] + other + " " + pair.text[match.end() :]
        yield pair.text[: match.start()] + pair.text[match.end() :]
    for match in _numbers(pair.text):
        before = pair.text[max(match.start() - 12, 0) : match.start()]
        if (
            not re.search(
                r"(?:trên|nhất|thiểu|khoảng|quá|dưới|đa|hơn|từ|đến|-|phấn đấu)\s*$", before, re.IGNORECASE
            )
            and "trở lên" not in pair.text
        ):
            yield (
                pair.text[: match.start()]
                + chance.choice(["dưới ", "trên ", "tối đa "])
                + pair.text[match.start() :]
            )


def _role_swapped(pair: Pair, plan: Plan, chance: random.Random) -> Iterator[str]:
    duty = pair.duty
    if duty is None:
        return
    roles = {one.role for one in plan.records.duties if one.unit == duty.unit and one.agency == duty.agency}
    task = lower_first(
        re.sub(
            r"^(?:chủ trì|phối hợp|là cơ quan đầu mối)[^.;]*?(?:với|cùng)?\s",
            "",
            bare(duty.task),
            flags=re.IGNORECASE,
        )
    )
    row = plan.units[duty.unit].kind == "row"
    text = fold(duty.task)
    if roles == {"lead"} and (row or text.startswith("chủ trì")):
        yield f"{duty.agency} phối hợp thực hiện: {task}"
        if "chủ trì" in fold(pair.text):
            yield re.sub("chủ trì", "phối hợp", pair.text, count=1, flags=re.IGNORECASE)
    if roles == {"partner"} and "chủ trì" not in text:
        yield f"{duty.agency} chủ trì {task}"
        yield re.sub("phối hợp", "chủ trì", pair.text, count=1, flags=re.IGNORECASE)
        yield f"{duty.agency} là cơ quan đầu mối {task}"
    if roles == {"requested"}:
        yield f"{duty.agency} chủ trì {task}"


MUTATIONS: dict[str, Callable[[Pair, Plan, random.Random], Iterator[str]]] = {
    "number": _number_changed,
    "numbers swapped": _numbers_swapped,
    "unit": _unit_changed,
    "year": _year_changed,
    "agency": _agency_swapped,
    "subject": _subject_swapped,
    "province": _province_swapped,
    "negation added": _negation_added,
    "negation dropped": _negation_dropped,
    "comparator": _comparator_changed,
    "role": _role_swapped,
}
