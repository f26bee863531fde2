"""What an answer must hold: a sum, a share, a name, a day, a year."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from app.phrases import Message, Phrases, phrases
from ingest.reference import load
from ingest.vietnamese import LOWER, UPPER, strip_accents, syllables

_YEAR = re.compile(r"(?<![/\d.-])(20\d\d)(?!\d|/)")
_RANGE = re.compile(r"(20\d\d)\s*[-–]\s*(20\d\d)")
# Years of documents are not years of what is planned: "Nghị quyết … ngày 16/6/2022", "Luật HTX năm 2023"
_OF_DOCUMENT = re.compile(
    r"(?i)so với (?:cùng kỳ )?(?:năm )?\d{4}|ngày\s+\d{1,2}\s*(?:/|tháng|-)\s*\d{1,2}\s*(?:/|năm|-)\s*\d{4}"
    r"|luật [^,.;]{0,20}năm \d{4}|/\d{4}/|trước năm \d{4}"
)
_HOLDS: dict[str, re.Pattern[str]] = {
    # A share of what has to be paid is a sum too: "hỗ trợ 100% học phí".
    "money": re.compile(
        r"\d[\d.,]*\s*(?:nghìn|ngàn|triệu|tỷ|tỉ)?\s*đồng|\d[\d.,]*\s*(?:tỷ|tỉ|triệu)\b"
        r"|\d\s*(?:lần|tháng)\s+(?:mức )?lương"
        r"|\d\s*%\s*(?:\w+ ){0,2}(?:học phí|chi phí|kinh phí|lệ phí|giá trị|giá|mức đóng|tiền|lãi suất)\b"
    ),
    "rate": re.compile(r"lãi suất[^.;]{0,60}\d|\d[\d.,]*\s*%\s*/\s*(?:năm|tháng)"),
    "phone": re.compile(r"(?<!\d)0\d{2,3}[\s.]?\d{3}[\s.]?\d{3,4}(?!\d)|@\w+\.\w+"),
    "address": re.compile(r"(?:số\s+\d+\s*,?\s*(?:đường|phố)|địa chỉ\s*:)"),
    "person": re.compile(r"\b(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c)\s+[A-ZĐ]\w+\s+[A-ZĐ]"),
    # Two capitalised words in mid-sentence, or a numbered enumeration: something is named.
    "names": re.compile(rf"(?<=[\w,;:(“] )[{UPPER}][{LOWER}]+(?: [{UPPER}][{LOWER}]+)+|\(1\)|“[{UPPER}]"),
    "duration": re.compile(
        r"(?i)(?<![\d/])(?:\d{1,3}|một|hai|ba|bốn|năm|sáu)\s+(?:ngày|tuần|tháng|năm|buổi|giờ)\b(?!\s*\d)"
    ),
    "venue": re.compile(
        r"(?i)\btại (?:hội trường|trung tâm|trụ sở|thành phố|thị xã|thị trấn|xã|huyện)\b|địa điểm"
    ),
    "members": re.compile(r"(?i)\bgồm\b|thành viên là|trưởng ban|tổ trưởng|đồng chí|(?:ông|bà) [A-ZĐ]"),
    "decision": re.compile(r"\d+(?:/\d{4})?/[A-ZĐ]{2,}|\d+-[A-ZĐ][A-Za-z]*/T[WU]"),
    "penalty": re.compile(
        r"(?i)\b(?:xử phạt|phạt|kỷ luật|kiểm điểm|phê bình|chế tài|thu hồi|truy thu|hạ bậc|trừ điểm"
        r"|xử lý (?:nghiêm|kỷ luật|vi phạm|trách nhiệm)|(?:xem xét|kiểm điểm) trách nhiệm"
        r"|chịu trách nhiệm trước|không (?:xét|bình xét|xem xét) (?:thi đua|khen thưởng|hỗ trợ))"
    ),
    "how_often": re.compile(
        r"(?i)\bh[ằà]ng (?:ngày|tuần|tháng|quý|năm)|\bđịnh kỳ|\bthường xuyên|\bthường niên"
        r"|\bmỗi (?:tuần|tháng|quý|năm)|\d+ (?:tuần|tháng|quý|năm) ?(?:/|một|01) ?lần|\d+ lần/"
    ),
    "steps": re.compile(r"(?i)\bbước (?:\d|một|thứ nhất)|\btrình tự\b[^.;]{0,30}:"),
    "effective": re.compile(r"(?i)\bhiệu lực\b[^.;]{0,40}?\d|\bhiệu lực (?:kể )?từ ngày ký"),
    "founded": re.compile(
        r"(?i)\b(?:thành lập|ra đời|cấp giấy chứng nhận đăng ký)\b[^.;]{0,60}?"
        r"(?:\bnăm\s+(?:19|20)\d\d|\d{1,2}/\d{4}|\btháng\s+\d)"
    ),
    "total": re.compile(
        r"(?i)\btổng(?: (?:số|mức|nguồn|cộng|nhu cầu|dự toán))*"
        r"(?: (?:kinh phí|vốn|tiền|mức đầu tư|dự toán|ngân sách|chi phí))?"
        r"[^.;]{0,80}?\d[\d.,]*\s*(?:nghìn |ngàn |triệu |tỷ |tỉ )?(?:đồng|tỷ|tỉ|triệu)"
    ),
    "percent": re.compile(r"\d\s*%"),
    "day": re.compile(r"\d{1,2}/\d{1,2}(?:/\d{4})?|\d{1,2}/\d{4}|(?i:quý\s+[iv\d]|tháng\s+\d|ngày\s+\d)"),
    "which_year": re.compile(r"\b(?:19|20)\d\d\b"),
    "deadline": re.compile(
        r"\d{1,2}/\d{4}|ngày\s+\d|\bnăm\s+20\d\d|quý\s+[iv\d]|h[ằà]ng\s+(?:năm|quý|tháng)"
        r"|thường xuyên|định kỳ|kết thúc đề án",
        re.IGNORECASE,
    ),
    # "Số lượng giải thể: Không." is a number too.
    "count": re.compile(r"\d|:\s*[Kk]hông\b|\b(?:chưa|không) có\b"),
    # A purpose ("nhằm", "để") is no reason, nor is who does something ("do Hội Nông dân thành lập").
    "reason": re.compile(
        r"(?i:\b(?:vì|bởi|nguyên nhân|lý do|xuất phát từ|dẫn đến|khiến)\b)"
        r"|\b[Dd]o (?!các cấp|địa phương|nhà nước|Nhà nước|cơ quan|đơn vị|đó)(?=[a-zđ])"
    ),
    "criteria": re.compile(
        r"(?i)\b(?:tiêu chí|tiêu chuẩn|điều kiện (?!để|tối đa|thuận lợi|cho)|đáp ứng|trở lên)"
    ),
}
# Numbers that count nothing: years, dates, the numbers of documents and of divisions.
_NO_NUMBER = re.compile(
    r"\d+(?:/\d{4})?[/-][A-ZĐ][\w-]*(?:/\w+)?|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}"
    r"|(?i:ngày\s+\d+\s+tháng\s+\d+|\b(?:19|20)\d\d\b|\b\d+ năm\b|^\s*\d+(?:\.\d+)*[.)]\s)"
)
# Places by what a question calls them, as plans print it before their names.
_PLACES = {
    "xa": "xã|phường|thị trấn",
    "commune": "xã|phường|thị trấn",
    "ward": "phường|xã|thị trấn",
    "phuong": "phường|xã|thị trấn",
    "thi tran": "thị trấn",
    "huyen": "huyện|thị xã|thành phố",
    "district": "huyện|thị xã|thành phố",
    "thon": "thôn|bản|làng|buôn|ấp",
    "village": "thôn|bản|làng|buôn|ấp|xã",
}
_UNIT = re.compile(r"(?i)đơn vị tính:? (?:\w+ )?đồng(?:/\w+)?")
_COOPERATIVE = re.compile(
    rf"(?<![Mm]inh )(?<![Hh]iệp )\b(?:HTX|THT|[Hh]ợp tác xã|[Tt]ổ hợp tác)(?: (?!với|tại|của|do|cho|tỉnh"
    rf"|huyện|xã\b|thành|được|tham|và các|các|trên|ở|trong|có)[{LOWER}&,–-]+){{0,8}}? [{UPPER}][{LOWER}]"
)
# "Hợp tác xã rau, hoa (huyện …): mô hình …"
_ON_COOPERATIVE = re.compile(r"[\s•+*-]*(?:HTX|Hợp tác xã) [^:;]{3,70}[(:]")
_ITEM = re.compile(rf";|\.\s+(?=[{UPPER}])")  # of a list, or a sentence
_CLAUSE = re.compile(r"(?<=[;.])\s+|,\s+(?=(?!\d))|\s*[():]\s*")


# "Quyết định số 182/QĐ-TTg ngày 20 tháng 02 năm 2024": when a document was signed, no deadline.
_DOCUMENT_DATE = re.compile(
    r"\d+[-/][\w/]+(?:- ?[\w/]+)*,?\s+ngày\s+\d{1,2}(?:\s+tháng\s+\d{1,2}\s+năm\s+\d{4}|/\d{1,2}/\d{4})"
)


_DOCUMENT_NUMBER = re.compile(r"\d+(?:/\d{4})?[/-][A-ZĐ][\w-]*(?:/\w+)?")


def holds(text: str, need: str | None) -> bool:
    """Say whether `text` has what a question of this need must be answered with; True for no need."""
    if need in ("day", "deadline"):
        text = _DOCUMENT_NUMBER.sub(" ", _DOCUMENT_DATE.sub(" ", text))
    if need == "count":
        text = without_dates(text)
    if need == "crop":
        return any(named.find(Message(text)) for named in _crops())
    return need is None or bool(_HOLDS[need].search(text))


@lru_cache
def _crops() -> tuple[Phrases, ...]:
    """Return the words for single crops and animals, and not for all of them: "trồng trọt"."""
    return tuple(phrases("fields", one["id"]) for one in load("profile")["fields"] if one.get("part_of"))


def without_dates(text: str) -> str:
    """Return `text` without the numbers that count nothing: years, dates, numbers of documents."""
    return _NO_NUMBER.sub(" ", text)


def holds_beside(text: str, need: str, words: Collection[str]) -> bool:
    """Say whether the item of a list that is most about `words` (accent-free) has what is needed.

    "Ngân sách xã 95 triệu đồng; Quỹ hỗ trợ nông dân" has a sum for the first item and none for the fund.
    What follows an item may say it: "hỗ trợ xây dựng nhà kho; mức hỗ trợ không quá 03 tỷ đồng".
    """
    if in_unit := need == "money" and _UNIT.search(text):  # of a table, for all its numbers
        text = text[: in_unit.start()] + text[in_unit.end() :]
    items = [item for item in _ITEM.split(text) if item.strip()]
    shared = [len(set(words) & {strip_accents(word) for word in syllables(item)}) for item in items]
    if len(items) < 2 or not max(shared):
        return bool(in_unit) or holds(text, need)
    most = [at for at, count in enumerate(shared) if count == max(shared)]
    if in_unit:
        return any(re.search(r"\d", items[at]) for at in most)
    return any(holds(" ".join(items[at : at + 2]), need) for at in most)


def names_it(text: str, phrases: Collection[str]) -> bool:
    """Say whether the clause that is most about `phrases`, or what follows it, names something.

    "… lập 01 HTX (HTX An Phú), dự kiến thêm 02 HTX" names the first and not the two. What follows is
    the next clause, or the rest of the sentence where a colon introduces a list.
    """
    ends = [match.start() for match in _CLAUSE.finditer(text)] + [len(text)]
    starts = [0] + [match.end() for match in _CLAUSE.finditer(text)]
    clauses = [(start, end) for start, end in zip(starts, ends, strict=True) if text[start:end].strip()]
    if not phrases or len(clauses) < 2:
        return holds(text, "names")
    spoken = [f" {' '.join(syllables(text[start:end]))} " for start, end in clauses]
    shared = [sum(f" {phrase} " in words for phrase in phrases) for words in spoken]
    if not any(shared):  # the marks may be wrong
        bare = set(map(strip_accents, phrases))
        shared = [sum(f" {phrase} " in strip_accents(words) for phrase in bare) for words in spoken]
    for at, (start, end) in enumerate(clauses):
        sentence = text[end:].split(". ", 1)[0]
        reach = end + len(sentence) if ":" in sentence else clauses[min(at + 1, len(clauses) - 1)][1]
        # "HTX Đoàn Kết (huyện Sa Thầy): mô hình …": what stands before a colon is what is told of.
        label, colon, _ = text[text.rfind(". ", 0, start) + 1 : start].partition(":")
        told = f"{label if colon else ''} {text[start:reach]}"
        if shared[at] == max(shared) and holds(told, "names"):
            return True
    return False


def names_cooperative(text: str) -> bool:
    """Say whether `text` names a cooperative: "HTX Nông nghiệp An Phú", or a line that begins with one."""
    return bool(_COOPERATIVE.search(text) or _ON_COOPERATIVE.match(text))


def names_place(text: str, kind: str) -> bool:
    """Say whether `text` names a place of a kind ("xa", "huyen", accent-free; or English)."""
    words = next(words for known, words in _PLACES.items() if kind.startswith(known))
    return bool(re.search(rf"(?i:(?<!hợp tác )\b(?:{words})\b)[ :]+(?:(?i:{words}) )?[{UPPER}]", text))


def years_in(text: str) -> set[int]:
    """Return the years that `text` speaks of, ranges filled, dates of documents left out."""
    words = _OF_DOCUMENT.sub(" ", text)
    named = {int(year) for year in _YEAR.findall(words)}
    for start, end in _RANGE.findall(words):
        named |= set(range(int(start), int(end) + 1))
    return named
