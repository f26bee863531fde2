"""How Vietnamese administrative documents number, name and close things.

Each pattern stands beside a real line that needs it. The rules follow Nghị định 30/2020/NĐ-CP
(form of administrative documents) where it rules, and what plans do where it is not followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.models import SectionKind
from ingest.vietnamese import UPPER

ORDINALS = "nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười"


@dataclass(frozen=True, slots=True)
class LabelPattern:
    """A way of numbering: the kind, its depth in the tree, and how a line begins with it."""

    kind: SectionKind
    rank: int
    pattern: re.Pattern[str]


LABELS: tuple[LabelPattern, ...] = (
    # "Phần thứ nhất" alone on its line, its heading on the next; "PHẦN I: ĐÁNH GIÁ"
    LabelPattern(
        "part",
        1,
        re.compile(rf"(?P<label>(?:PHẦN|Phần)\s+(?:(?i:thứ)\s+(?i:{ORDINALS})|[IVX]+|\d+|[A-D]))\b[.:]?\s*"),
    ),
    # "Chương II", "CHƯƠNG I. QUY ĐỊNH CHUNG"
    LabelPattern("chapter", 2, re.compile(r"(?P<label>(?:CHƯƠNG|Chương)\s+(?:[IVX]+|\d+))\b[.:]?\s*")),
    # "Mục 1. NHIỆM VỤ"
    LabelPattern("chapter", 3, re.compile(r"(?P<label>(?:MỤC|Mục)\s+(?:[IVX]+|\d+))\b[.:]\s*")),
    # "A. KẾT QUẢ THỰC HIỆN": only before capitals, "I", "V" and "X" are Roman
    LabelPattern("letter_upper", 3, re.compile(rf"(?P<label>[A-HK-UĐ])[.\-]\s*(?=[{UPPER}]{{2}})")),
    # "Điều 3. Tổ chức thực hiện"
    LabelPattern("article", 4, re.compile(r"(?P<label>Điều\s+\d+)[.:]\s*")),
    # "IV. NỘI DUNG HỖ TRỢ", "II- MỤC TIÊU", "III . TỔ CHỨC"
    LabelPattern("roman", 4, re.compile(r"(?P<label>[IVX]{1,6})\s?(?:[.\-)]|/(?=\s))(?!\d)\s*")),
    # "2.1. Chính sách đào tạo", "1.2.3 Kinh phí"; never "1.550 triệu đồng" (three digits)
    LabelPattern("decimal", 6, re.compile(r"(?P<label>\d{1,2}(?:\.\d{1,2}){1,3})(?:\.|\)|(?=\s))(?!\d)\s*")),
    # "5. Sở Công Thương", "1) Mục tiêu", "2/ Yêu cầu"; never "30/11/2023"
    LabelPattern("arabic", 5, re.compile(r"(?P<label>\d{1,2})\s?(?:[.)]|/(?=\s))(?!\d)\s*")),
    # "a) Về số lượng", "đ. Kinh phí"
    LabelPattern("letter", 9, re.compile(r"(?P<label>[a-zđ])\s?[.)](?=\s)\s*")),
)

BULLET = re.compile(r"(?P<mark>[-–—•*●▪·+○✓➢])(?!\*)\s*(?=\S)")
SUB_BULLETS = "+○"

# "PHỤ LỤC", "PHỤ LỤC I", "Phụ lục 02" alone; never "Phụ lục kèm theo Kế hoạch này." in a sentence
APPENDIX = re.compile(
    r"(?P<label>(?:PHỤ LỤC|PHỤ BIỂU|BIỂU)(?:\s+(?:SỐ\s*)?(?:\d{1,2}|[IVX]+|[A-D]))?"
    r"|Phụ lục(?:\s+(?:số\s*)?(?:\d{1,2}|[IVX]+))?(?=\s*$))\b[.:]?\s*"
)

RECIPIENTS = re.compile(r"\**\s*Nơi nhận\s*:?", re.IGNORECASE)
# "Trên đây là Kế hoạch …./."
CLOSING = re.compile(r"Trên đây là\b")
# "TM. ỦY BAN NHÂN DÂN", "**KT. CHỦ TỊCH", "PHÓ GIÁM ĐỐC"
SIGNATURE = re.compile(
    rf"\**\s*(?:(?:TM|KT|TL|TUQ|Q)\s?\.\s?[{UPPER}]|(?:PHÓ |CHÁNH )?(?:CHỦ TỊCH|GIÁM ĐỐC|BÍ THƯ"
    rf"|TRƯỞNG BAN|VĂN PHÒNG)\b)"
)
# What may stand after "KẾ HOẠCH" and ends the title
BASIS = re.compile(
    r"(?:Căn cứ|Thực hiện|Thi hành|Theo đề nghị|Xét đề nghị|Xét|Trên cơ sở|Để|Nhằm|Triển khai)\b"
)
ENACTING = re.compile(r"\bban hành\b.{0,40}\b[Kk]ế hoạch\b", re.DOTALL)
DOCUMENT_KIND = re.compile(
    r"(?<![-–_\s])[-–_\s]*(?P<kind>KẾ HOẠCH|CHƯƠNG TRÌNH(?: HÀNH ĐỘNG)?|ĐỀ ÁN|PHƯƠNG ÁN|QUYẾT ĐỊNH|CHỈ THỊ"
    r"|THÔNG BÁO)\**[-–_:\s]*$"
)

ENDS_SENTENCE = re.compile(r"[.;:!?…][\"”’)\]*]*\s*$|/\.\s*$")
ENDS_CLAUSE = re.compile(r"[,.;:!?…][\"”’)\]*]*\s*$")


def is_upper(text: str) -> bool:
    """Say whether the letters of `text` are capitals ("MỤC ĐÍCH, YÊU CẦU"); at least two of them."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 2 and sum(char.isupper() for char in letters) >= 0.9 * len(letters)


@dataclass(frozen=True, slots=True)
class Label:
    """A label found at the start of a line: kind, rank, as printed, and where the rest begins."""

    kind: SectionKind
    rank: int
    text: str
    end: int


def label_of(line: str) -> Label | None:
    """Return the section label with which `line` begins, or None."""
    for pattern in LABELS:
        match = pattern.pattern.match(line)
        if match is None:
            continue
        text = match.group("label")
        rank = pattern.rank + (text.count(".") - 1 if pattern.kind == "decimal" else 0)
        return Label(pattern.kind, rank, text, match.end())
    return None


def starts_anew(line: str) -> bool:
    """Say whether `line` begins with a mark of its own, so it cannot continue the line before."""
    return bool(
        label_of(line)
        or BULLET.match(line)
        or APPENDIX.match(line)
        or RECIPIENTS.match(line)
        or CLOSING.match(line)
        or SIGNATURE.match(line)
        or DOCUMENT_KIND.match(line)
    )
