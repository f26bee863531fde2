"""From lines to blocks: one block is one printed paragraph, heading, bullet or table cell.

The canonical text keeps every line as the reader gave it. A block is a span over one or more of
its lines, so that wrapped lines are joined without changing a character.
"""

from __future__ import annotations

import hashlib
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.models import Cell, Line, PageStart, Span
from ingest.patterns import BULLET, ENDS_CLAUSE, ENDS_SENTENCE, is_upper, label_of, starts_anew
from ingest.sentences import trim
from ingest.vietnamese import LOWER, UPPER

# Lines of a text that was wrapped at a margin rarely pass this length; paragraphs do.
WRAPPED_LINE = 130
_LONGEST = 10_000  # characters of a paragraph; those of the plans tried have up to 1,917
_FULL = 1.0  # of the width: a line that had no room for the next word
# "III. TỔ CHỨC THỰC HIỆN 1." / "1. Tăng cường … tiến bộ 1.1.": the next line's label at the end.
_GLUED_LABEL = re.compile(r"^(?P<front>\S.*[^\s\d.])\s+(?P<label>\d{1,2}(?:\.\d{1,2})*\.)$", re.DOTALL)
_COUNTED = re.compile(r"(?i:\b(?:tháng|ngày|năm|điều|khoản|mục|quý|số|phụ lục|giai đoạn|thứ))$")
# "III. TỔ CHỨC THỰC HIỆN 1. Sở Tài chính": a heading in capitals, then the next one.
_GLUED_HEADING = re.compile(rf"^(?P<front>[IVX]+\.\s+[^{LOWER}]{{6,}}?)\s+(?P<rest>1\.\s+\S.*)$", re.DOTALL)
# "PHÓ CHỦ TỊCH Nguyễn Văn A PHỤ LỤC I"
_GLUED_APPENDIX = re.compile(rf"^(?P<front>\S.*[{LOWER}])\s+(?P<rest>PHỤ LỤC\b.*)$", re.DOTALL)

# "… chính sách của" / "Trung ương, tỉnh về …": a line that cannot be the end of a sentence.
_OPEN_END = re.compile(
    r"(?:,|\b(?:của|và|các|những|cho|với|về|tại|trong|theo|là|để|do|từ|đến|thuộc|bằng|hoặc|như|trên"
    r"|được|một|việc|số))$"
)

# "7. UBND các huyện Đăk Hà, Sa Thầy và" / "Kon Plông": nor the end of a heading. "Chuyển đổi số" may be.
_OPEN_HEADING = re.compile(r"\b(?:của|và|các|những|cho|với|về|tại|thuộc|hoặc)$")
# "(giai đoạn 2026" / "- 2030)", "Nghị quyết số 20" / "-NQ/TW": a dash that is no bullet's.
_OPEN_RANGE = re.compile(r"(?:\([^()]*|\bgiai đoạn\s+|\bthời kỳ\s+)\b20\d\d$", re.IGNORECASE)
_RANGE_END = re.compile(r"[-–]\s*20\d\d(?!\d|\s*:)")
_OPEN_SYMBOL = re.compile(r"\bsố\s+\d+$", re.IGNORECASE)
_SYMBOL_END = re.compile(rf"[-–]\s?[{UPPER}]{{2,}}[-/][{UPPER}]{{2}}")

# "… trong các chương trình, đề án như:" / "Chương trình mục tiêu quốc gia …": one sentence still
_ENUMERATES = re.compile(r"\b(?:như|gồm|là):$")


@dataclass(frozen=True, slots=True)
class Block:
    """A span of the canonical text; `cell` is set for text inside a table the file marks."""

    span: Span
    cell: Cell | None = None


def canonical(lines: Sequence[Line]) -> tuple[str, tuple[PageStart, ...]]:
    """Return the canonical text of `lines`, and where each page begins in it."""
    pages: list[PageStart] = []
    offset = 0
    for line in lines:
        if line.page is not None and (not pages or pages[-1].page != line.page):
            pages.append(PageStart(line.page, offset))
        offset += len(line.text) + 1
    return "\n".join(line.text for line in lines), tuple(pages)


@lru_cache(maxsize=512)
def text_digest(text: str) -> str:
    """Return the SHA-256 of a canonical text: what tells that it is still the one that was read."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def line_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """Return a block per line, blank lines outside tables left out, glued labels split off."""
    blocks: list[Block] = []
    offset = 0
    for line in lines:
        span = trim(text, Span(offset, offset + len(line.text)))
        offset += len(line.text) + 1
        if line.cell is not None:
            blocks.append(Block(span, line.cell))
        elif span.end > span.start:
            blocks.extend(_split_glued(text, span))
    return blocks


def _split_glued(text: str, span: Span) -> list[Block]:
    line = span.of(text)
    for pattern, group in ((_GLUED_HEADING, "rest"), (_GLUED_APPENDIX, "rest"), (_GLUED_LABEL, "label")):
        match = pattern.match(line)
        if match is None or (group == "label" and not _may_glue(match["front"])):
            continue
        front = trim(text, Span(span.start, span.start + match.end("front")))
        rest = trim(text, Span(span.start + match.start(group), span.end))
        return [Block(front), Block(rest)]
    return [Block(span)]


def _may_glue(front: str) -> bool:
    """Say whether a number behind `front` may be the next label: "… ngày 10 tháng 12." has none."""
    return (label_of(front) is not None or is_upper(front)) and not _COUNTED.search(front)


def join(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return `blocks` (none of them in a table) with wrapped and broken lines joined.

    A line continues the one before if it has no mark of its own and the one before is unfinished:
    it ends in mid-sentence, or it fills the width of a text that was wrapped at a margin.
    """
    width = _wrap_width([len(block.span.of(text)) for block in blocks])
    joined: list[Block] = []
    last_line = ""
    for block in blocks:
        line = block.span.of(text)
        if joined and _may_grow(joined[-1]) and _continues(joined[-1].span.of(text), last_line, line, width):
            joined[-1] = Block(Span(joined[-1].span.start, block.span.end))
        else:
            joined.append(block)
        last_line = line
    return joined


def _may_grow(block: Block) -> bool:
    return block.span.end - block.span.start < _LONGEST


def _wrap_width(lengths: Sequence[int]) -> int | None:
    """Return the width at which the text was wrapped, None if lines are whole paragraphs."""
    long = [length for length in lengths if length > 40]
    if len(long) < 8 or max(long) > WRAPPED_LINE:
        return None
    return int(statistics.quantiles(long, n=10)[-1])


def _continues(block: str, last_line: str, line: str, width: int | None) -> bool:
    if _label_only(block):
        return not starts_anew(line)
    if starts_anew(line):
        return _is_rest(block, line)
    if line[:1].isdigit() and _COUNTED.search(block):
        return True  # "… thực hiện Kế hoạch trước ngày" / "30/6/2025."
    lower = line[:1].islower()
    full = width is not None and len(last_line) >= 0.8 * width
    if is_upper(block):
        shouts = is_upper(line) or not any(char.isalpha() for char in line)  # "… HỢP TÁC XÃ NĂM" / "2025"
        return shouts and label_of(block) is not None and not ENDS_SENTENCE.search(block)
    if label_of(block) and not ENDS_CLAUSE.search(block):
        # A heading: the paragraph below it begins with a capital, its own second line need not.
        wrapped = width is not None and len(last_line) + 1 + len(line.split()[0]) >= _FULL * width
        opened = block.count("(") > block.count(")")
        return (
            lower or opened or bool(_OPEN_HEADING.search(block)) or (full and wrapped and not is_upper(line))
        )
    if width is None:
        return (
            not ENDS_SENTENCE.search(block) and _is_prose(block) and (lower or bool(_OPEN_END.search(block)))
        )
    if ENDS_SENTENCE.search(block):
        goes_on = not block.endswith(":") or bool(_ENUMERATES.search(block))
        return len(last_line) >= 0.9 * width and goes_on
    return full or lower


def _is_rest(block: str, line: str) -> bool:
    """Say whether a line that begins with a dash is the rest of the range or symbol that `block` ends in."""
    for end, rest in ((_OPEN_RANGE, _RANGE_END), (_OPEN_SYMBOL, _SYMBOL_END)):
        if rest.match(line) and end.search(block[-100:]):
            return True
    return False


def _label_only(block: str) -> bool:
    """Say whether the block is a number or a bullet alone on its line ("2.2.")."""
    if len(block) == 1 and not block.isalnum():
        return True
    label = label_of(block)
    return label is not None and label.end >= len(block) and label.kind not in ("part", "chapter")


def _is_prose(block: str) -> bool:
    """Say whether the block is running text rather than a line of the letterhead or signature."""
    return len(block) > 60 or bool(BULLET.match(block))
