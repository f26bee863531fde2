"""The header fields of a plan, each with the characters it was read from, or None.

What a document does not state is not guessed: "Số: /KH-UBND" has no number, "ngày tháng năm 2024"
no date. A number that stands only in the appendix ("Ban hành kèm theo Kế hoạch 371/KH-UBND
ngày 14/6/2023") is the plan's own and is read there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ingest.blocks import Block
from ingest.models import Field, Header, Period, Span
from ingest.patterns import BASIS, DOCUMENT_KIND, ENACTING, ENDS_SENTENCE, SIGNATURE, is_upper, label_of
from ingest.sentences import trim
from ingest.vietnamese import LOWER, UPPER, fold, fold_space

_FRONT = 20_000
"""Characters in which a header is looked for; what stands before the body of the plans tried has 1,600."""

# "Số: 3819/KH-UBND", "Số:371 /KH-UBND", "Số 12/2024/KH-UBND"
_NUMBER = re.compile(
    r"Số\s*:?\s*(?P<number>\d+\s*(?:/\s*20\d\d)?\s*/\s*[A-ZĐ]{2,}[A-ZĐ0-9]*(?:\s?-\s?[A-ZĐƯ&.]+)*)"
)
_UNNUMBERED = re.compile(r"Số\s*:?\s*[…._\s]*/\s*[A-ZĐ]{2,}")
# "(Ban hành kèm theo Kế hoạch 371/KH-UBND ngày 14/6/2023 của UBND tỉnh Đắk Nông)"
_ATTACHED = re.compile(
    r"(?:[Bb]an hành )?kèm theo Kế hoạch(?: số)?\s*:?\s*(?P<number>\d+\s*/\s*[A-ZĐ]{2,}[-A-ZĐ&.]*)"
    r"(?:,?\s*(?P<date>ngày\s+[\d/.\-]+|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))?"
    r"(?:\s+của\s+(?P<issuer>(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Sở|Hội|Liên minh)[^)\n]{0,200}))?"
)
_DATE_WORDS = re.compile(r"ngày\s*(?P<d>\d{1,2})\s*tháng\s*(?P<m>\d{1,2})\s*năm\s*(?P<y>\d{4})")
_DATE_DIGITS = re.compile(r"(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4})")
# "Kon Tum, ngày 23 tháng 10 năm 2024", "Bình Phước, ngày tháng năm 2024"
_DATELINE = re.compile(
    rf"(?<!\w)(?P<place>[{UPPER}][{LOWER}’']*(?:[ \-–]+[{UPPER}][{LOWER}’']*){{0,4}})\s*,\s*"
    r"(?P<date>ngày\s*[….\d]*\s*tháng\s*[….\d]*\s*năm\s*\d{4})"
)
_ISSUER_NAME = r"(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HỘI|SỞ|LIÊN MINH|BAN|PHÒNG)"
_ISSUER_LINE = re.compile(
    rf"^[^\S\n]*\**[^\S\n]*(?P<issuer>{_ISSUER_NAME}\b[^{LOWER}]{{0,200}}?)(?=\s*(?:-{{3,}}|\*|CỘNG H|$))",
    re.MULTILINE,
)
# The motto, with one blank between: "SỞ TÀI CHÍNH Độc lập - Tự do - Hạnh phúc"
_BESIDE = rf"\s+[{UPPER}][{LOWER}]"
# "ỦY BAN NHÂN DÂN" and below it "TỈNH KON TUM"
_ISSUER_AREA = re.compile(
    rf"\s*\n\s*(?P<rest>(?:TỈNH|HUYỆN|THÀNH PHỐ|THỊ XÃ|XÃ|PHƯỜNG)\s[^{LOWER}\n]+?)(?=\s{{2,}}|\s*\n"
    rf"|\s*$|{_BESIDE})",
)
_BODY_BELOW = re.compile(
    rf"\s*\n[\s*-]*(?P<issuer>(?:SỞ|LIÊN MINH|HỘI|BAN|PHÒNG|CHI CỤC|TRUNG TÂM|VĂN PHÒNG|QUỸ)\s[^{LOWER}\n]+?)"
    rf"(?=\s{{2,}}|[\s*]*\n|\s*$|{_BESIDE})"
)
# "Ủy ban nhân dân tỉnh ban hành Kế hoạch", "UBND huyện ban hành Kế hoạch"
_ENACTING_BODY = re.compile(
    r"(?P<body>(?:[ỦU][ỷyỳ]? ?[Bb]an nhân dân|Uỷ ban nhân dân|Ủy ban nhân dân|UBND)\s+(?P<level>tỉnh"
    r"|thành phố|huyện|thị xã|xã|phường|thị trấn)"
    rf"(?P<name>(?:\s+[{UPPER}][\w’'\-]*){{0,4}}))(?=[^.]{{0,80}}\bban hành\b)"
)
_IN_AREA = (
    rf"(?i:trên địa bàn|của"
    rf"|tại)\s+(?i:{{level}})\s+(?P<name>[{UPPER}][\w’'\-]*(?:[ \-–]+[{UPPER}][\w’'\-]*){{{{0,3}}}})"
)

_STAGE = re.compile(
    r"(?i:giai đoạn|thời kỳ)\s*(?:từ năm\s*)?(?P<start>20\d\d)\s*(?:-|–|đến(?: năm)?)\s*(?P<end>20\d\d)"
)
_UNTIL = re.compile(r"(?i:đến|tới)\s+(?i:hết\s+|cuối\s+)?(?i:năm)\s+(?P<end>20\d\d)")
_YEAR = re.compile(r"(?i:năm)\s+(?P<end>20\d\d)")
_TIME_SECTION = re.compile(r"thời gian (?:thực hiện|triển khai)")
# "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Hữu Tháp" on one line
_GLUED_NAME = re.compile(
    rf"(?:CHỦ TỊCH|GIÁM ĐỐC|BÍ THƯ"
    rf"|TRƯỞNG BAN)\s+(?P<name>[{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]+){{1,4}})\b"
)
# "PHÓ CHỦ TỊCH" stands above the name, ranks and stamps beside it
_NAME = re.compile(rf"^[{UPPER}][{LOWER}]*(?:\s+[{UPPER}][{LOWER}]+){{1,4}}$")


def parse_date(words: str) -> date | None:
    """Return the date in `words` ("ngày 23 tháng 10 năm 2024", "14/6/2023"), None if incomplete."""
    match = _DATE_WORDS.search(words) or _DATE_DIGITS.search(words)
    if match is None:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


# "…, ngày 04 tháng 5 năm 2020 QUYẾT ĐỊNH V/V BAN HÀNH …": the whole head on one line
_GLUED_TITLE = re.compile(
    rf"năm\s+20\d\d\s+(?:QUYẾT ĐỊNH|KẾ HOẠCH|CHƯƠNG TRÌNH(?: HÀNH ĐỘNG)?|ĐỀ ÁN"
    rf"|CHỈ THỊ)\s+(?P<title>[^{LOWER}]{{12,}}?)\s*$"
)

# "… - An ninh năm 2018" / "Do thời điểm xây dựng …": the paragraph below a title
_ENDS_IN_YEAR = re.compile(r"20\d\d\W*$")
# "… TRONG TÌNH HÌNH MỚI” ỦY BAN NHÂN DÂN TỈNH KON TUM": the body that decides stands below the title.
_BODY_BEHIND = re.compile(
    rf"(?<!\bCỦA)(?<!\bBỞI)(?<!\bVỚI)\s+(?:CHỦ TỊCH\s+)?(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN)"
    rf"\s+(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG)\s[^{LOWER},;]{{2,30}}$"
)


def _without_enacting_body(title: str) -> str:
    return _BODY_BEHIND.sub("", title)


def read_title(text: str, blocks: Sequence[Block]) -> tuple[Field | None, int]:
    """Return the title (trích yếu) and the index of the first block after it.

    The title is what follows the line "KẾ HOẠCH", up to the legal basis or the first section.
    """
    for index, block in enumerate(blocks):
        glued = _GLUED_TITLE.search(block.span.of(text))
        if glued:
            words = _without_enacting_body(glued["title"])
            start = block.span.start + glued.start("title")
            return Field(fold_space(words), Span(start, start + len(words))), index + 1
        match = DOCUMENT_KIND.search(block.span.of(text))
        if match is None:
            continue
        first = index + 1
        if first >= len(blocks) or label_of(blocks[first].span.of(text)):
            continue
        last = first
        upper = is_upper(blocks[first].span.of(text))
        while last + 1 < len(blocks) and _continues_title(text, blocks, last, upper):
            last += 1
        span = Span(blocks[first].span.start, blocks[last].span.end)
        return Field(fold_space(span.of(text)).strip("*- _"), span), last + 1
    return None, 0


def _continues_title(text: str, blocks: Sequence[Block], last: int, upper: bool) -> bool:
    line = blocks[last + 1].span.of(text)
    if BASIS.match(line) or label_of(line) or not any(char.isalnum() for char in line):
        return False
    if ENACTING.search(line) or line.startswith("(") or (not upper and ENDS_SENTENCE.search(line)):
        return False
    before = blocks[last].span.of(text)
    if not upper and line[:1].isupper() and _ENDS_IN_YEAR.search(before):
        return False
    gap = text[blocks[last].span.end : blocks[last + 1].span.start]
    wordless = not any(char.isalpha() for char in line)  # "… TỈNH ĐẮK NÔNG NĂM" / "2023"
    return (wordless or is_upper(line) == upper) and "\n\n" not in gap and not before.endswith((".", ";"))


def read_header(text: str, blocks: Sequence[Block], body_start: int, body_end: int) -> Header:
    """Return the header fields; `body_start` and `body_end` bound the numbered body (offsets)."""
    front = Span(0, min(body_start, _FRONT))
    title, _ = read_title(text, blocks)
    number, printed = _number(text, front), None
    dateline = _DATELINE.search(text, 0, front.end)
    place = Field(dateline["place"], Span(*dateline.span("place"))) if dateline else None
    issued = None
    if dateline:
        printed = Field(fold_space(dateline["date"]), Span(*dateline.span("date")))
        issued = parse_date(dateline["date"])
    attached = _ATTACHED.search(text, body_end) or _ATTACHED.search(text, 0, front.end)
    if attached and number is None:
        number = Field(_tight(attached["number"]), Span(*attached.span("number")))
    if attached and attached["date"] and issued is None and printed is None:
        printed = Field(attached["date"], Span(*attached.span("date")))
        issued = parse_date(attached["date"])
    issuer = _issuer(text, front, title, place, attached)
    if place is None and issuer is not None:
        place = _place_of(text, issuer)
    return Header(
        number=number,
        issuer=issuer,
        place=place,
        date_printed=printed,
        issued=issued,
        title=title,
        signer=_signer(text, blocks, body_end),
        period=_period(text, title, blocks),
        basis=_basis(text, blocks, title, body_start),
    )


def _tight(number: str) -> str:
    return re.sub(r"\s+", "", number)


def _number(text: str, front: Span) -> Field | None:
    unnumbered = _UNNUMBERED.search(text, front.start, front.end)
    for match in _NUMBER.finditer(text, front.start, front.end):
        # The plan's own number stands before the title; "Căn cứ Quyết định số …" comes later.
        line_start = text.rfind("\n", 0, match.start()) + 1
        if BASIS.match(text[line_start : match.end()].strip()):
            break
        if unnumbered and unnumbered.start() < match.start():
            return None
        if text[line_start : match.start()].strip(" *") == "":
            return Field(_tight(match["number"]), Span(*match.span("number")))
    return None


def _issuer(
    text: str, front: Span, title: Field | None, place: Field | None, attached: re.Match[str] | None
) -> Field | None:
    stop = title.span.start if title else front.end
    line = _ISSUER_LINE.search(text, 0, stop)
    if line:
        own = trim(text, Span(*line.span("issuer")))
        beside = text[line.end() : _line_end(text, line.end())]
        below = _BODY_BELOW.match(text, line.end() + len(beside))
        if below:  # "UBND TỈNH ĐẮK NÔNG" and below it "SỞ TÀI CHÍNH": the upper one is the superior
            return Field(fold_space(below["issuer"]), Span(*below.span("issuer")))
        following = _ISSUER_AREA.match(text, line.end() + len(beside))
        if following is None:
            return Field(fold_space(own.of(text)).strip("*- "), own)
        rest = following["rest"].strip("*- ")
        # With the national title beside it the name is not one stretch of text.
        span = own if beside.strip("*- ") else trim(text, Span(own.start, following.end("rest")))
        return Field(f"{fold_space(own.of(text)).strip('*- ')} {fold_space(rest)}", span)
    if attached and attached["issuer"]:
        return Field(fold_space(attached["issuer"]).rstrip("."), Span(*attached.span("issuer")))
    body = _ENACTING_BODY.search(text, front.start, front.end)
    if body is None:
        return None
    span = Span(*body.span("body"))
    name = body["name"].strip() or (place.value if place else "")
    if not name and title and not is_upper(title.value):
        area = re.search(_IN_AREA.format(level=body["level"]), title.value)
        name = area["name"] if area else ""
    level = "Ủy ban nhân dân " + body["level"]
    return Field(f"{level} {name}".strip(), span)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _place_of(text: str, issuer: Field) -> Field | None:
    match = re.search(rf"(?i:tỉnh|thành phố|huyện|thị xã)\s+(?P<name>[{UPPER}].*)$", issuer.value)
    return Field(match["name"], issuer.span) if match else None


def _period(text: str, title: Field | None, blocks: Sequence[Block]) -> Period | None:
    for block in blocks:
        line = block.span.of(text)
        label = label_of(line)
        if label and _TIME_SECTION.match(fold(line[label.end :])) and len(line) < 120:
            period = _years(text, block.span)
            if period:
                return period
    return _years(text, title.span) if title else None


def _years(text: str, span: Span) -> Period | None:
    """Return the period named in a part of the text; dates of documents and orientations do not count."""
    words = re.sub(
        r"(?i)ngày[^,;.]{0,30}?năm\s+\d{4}|\d{1,2}/\d{1,2}/\d{4}"
        r"|(?:định hướng|tầm nhìn)\s+(?:đến|tới)?\s*(?:năm\s+)?\d{4}",
        lambda m: " " * len(m.group()),
        span.of(text),
    )
    stage = list(_STAGE.finditer(words))
    if stage:
        last = stage[-1]
        return Period(
            int(last["start"]), int(last["end"]), Span(span.start + last.start(), span.start + last.end())
        )
    until = list(_UNTIL.finditer(words))
    if until:
        last = until[-1]
        return Period(None, int(last["end"]), Span(span.start + last.start(), span.start + last.end()))
    years = list(_YEAR.finditer(words))
    if years:
        last = years[-1]
        year = int(last["end"])
        return Period(year, year, Span(span.start + last.start(), span.start + last.end()))
    return None


def _signer(text: str, blocks: Sequence[Block], body_end: int) -> Field | None:
    signing = False
    for block in blocks:
        if block.span.start < body_end:
            continue
        for match in re.finditer(r"[^\n]+", block.span.of(text)):
            line = match.group().strip(" *")
            if SIGNATURE.match(line):
                signing = True
                if glued := _GLUED_NAME.search(line):
                    start = text.index(glued["name"], block.span.start + match.start())
                    return Field(glued["name"], Span(start, start + len(glued["name"])))
            elif signing and _NAME.match(line):
                start = block.span.start + match.start()
                return Field(line, trim(text, Span(start, start + len(match.group()))))
    return None


def _basis(text: str, blocks: Sequence[Block], title: Field | None, body_start: int) -> tuple[Span, ...]:
    """Return the legal basis: what stands between title and body and begins with "Căn cứ"."""
    after_title = title.span.end if title else 0
    spans: list[Span] = []
    for block in blocks:
        if not after_title <= block.span.start < body_start or not BASIS.match(block.span.of(text)):
            continue
        # "Thực hiện Quyết định …, Ủy ban nhân dân tỉnh ban hành Kế hoạch": the basis ends before.
        enacting = _ENACTING_BODY.search(text, block.span.start, block.span.end)
        spans.append(Span(block.span.start, enacting.start()) if enacting else block.span)
    return tuple(trim(text, span) for span in spans)
