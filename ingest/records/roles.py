"""What part an agency has in a task, read from the first main verb, and with whom it works."""

from __future__ import annotations

import re

from ingest.agencies import Mention, find_agencies
from ingest.models import Role
from ingest.records.named import spread
from ingest.vietnamese import LOWER, fold_space

MARK = re.compile(r"^\s*(?:[-–—•*●▪·+○✓➢]\s*|(?:[a-zđ]\)|\d{1,2}(?:\.\d{1,2})*[.)/])\s+)")
"""A bullet or a number before the words of a leaf."""

# Adverbials that stand before subject and verb: "Hằng năm, …", "Trong quá trình …, nếu có khó khăn, …",
# "Trên cơ sở đề xuất của các đơn vị, địa phương, phối hợp với …"
_PREFACE = re.compile(
    r"(?:trên cơ sở|căn cứ|h[ằà]ng (?:năm|quý|tháng)|định kỳ|sau khi|trước khi|trước ngày|chậm nhất"
    r"|theo|tùy theo|trong(?! đó)|nếu|khi|trường hợp"
    r"|để|nhằm|với|đối với|kết thúc|đến hết|ngoài ra|đồng thời|bên cạnh đó|từ nay|cuối (?:năm|quý|tháng))\b",
    re.IGNORECASE,
)
# "Trong quá trình triển khai, thực hiện nếu có khó khăn, …": still the adverbial.
_CONDITION = re.compile(r"\bnếu\b", re.IGNORECASE)
_ADVERBS = (
    r"(?:(?:tích cực|chủ động|kịp thời|thường xuyên|tiếp tục|tăng cường|có trách nhiệm|chịu trách nhiệm"
    r"|có nhiệm vụ|sẵn sàng|trực tiếp)[, ]+)*"
)
_COOPERATES = re.compile(rf"{_ADVERBS}(?:cùng )?phối hợp\b(?!,? (?:và )?chủ trì)", re.IGNORECASE)
_LEADS = re.compile(rf"{_ADVERBS}(?:là (?:cơ quan|đơn vị) )?chủ trì\b", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?:là |làm )(?:cơ quan |đơn vị )?(?:đầu mối|thường trực)\b|(?:cơ quan|đơn vị) đầu mối\b",
    re.IGNORECASE,
)
# What an obliged agency does: the verbs that may follow a subject, and begin a main clause.
VERB = re.compile(
    rf"{_ADVERBS}(?:có trách nhiệm|có nhiệm vụ|căn cứ|chịu trách nhiệm|chủ trì|phối hợp|kiện toàn"
    rf"|xây dựng|tổ chức|báo cáo|chủ động"
    r"|triển khai|quan tâm|bố trí|hướng dẫn|tham mưu|theo dõi|thực hiện|đẩy nhanh|đẩy mạnh|tăng cường"
    r"|rà soát|chỉ đạo|tiếp tục|xử lý"
    r"|tổng hợp|là (?:cơ quan|đơn vị)|làm đầu mối|lập|cân đối|thẩm định|kiểm tra|giám sát|hỗ trợ"
    r"|tạo điều kiện|tuyên truyền|lồng ghép"
    r"|cung cấp|đề xuất|nghiên cứu|ban hành|phân bổ|đôn đốc|vận động|tập trung|ưu tiên|đưa|kịp thời"
    r"|nghiêm túc|thường xuyên|tích cực"
    r"|thành lập|tham gia|phân công|phản ánh|kiến nghị|đăng ký|giới thiệu|phổ biến|trình|thông báo"
    r"|chấp hành|nộp|chuyển|cử|gửi|công bố|bảo đảm|đảm bảo|phát huy|nắm bắt|dành|giao|đánh giá"
    r"|sơ kết|tổng kết|rà soát|cụ thể hóa|quán triệt)\b",
    re.IGNORECASE,
)
_WITH = re.compile(r"phối hợp\s+(?:chặt chẽ\s+|đồng bộ\s+)?(?:với|cùng(?:\s+với)?)\s+", re.IGNORECASE)
# "chỉ đạo các cơ quan trực thuộc phối hợp với Hội Nông dân": others work together, not the agency.
_OTHERS = re.compile(
    r"(?:chỉ đạo|yêu cầu|giao|đề nghị|đôn đốc)\s+(?:các\s|(?-i:[A-ZĐ]))[^,;.]*$",
    re.IGNORECASE,
)
# "Giao Văn phòng Sở phối hợp với …": who is told to act stands behind it
_ASSIGNING = re.compile(
    r"^(?:giao(?: nhiệm vụ cho| cho)?|yêu cầu|phân công(?: cho)?)\s+(?=\S)", re.IGNORECASE
)
# What may stand between two agencies of one list.
BETWEEN = re.compile(
    r"\s*(?:(?:có|khác|và|cùng|với|các|tỉnh|khác có)\s+)*(?:liên quan)?\s*(?:[,;]|và|cùng|với|các"
    r"|\s)*\s*",
    re.IGNORECASE,
)
# "các Sở, ngành có liên quan, căn cứ …", "UBND các xã (qua Phòng …) báo cáo"
_AFTER = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:(?:(?:có )?liên quan|khác|trực thuộc|thuộc (?:Sở|tỉnh|huyện|xã|UBND \w+)"
    r"|nêu trên|được giao)\b\s*)*[,:]?\s*",
)
# "chi nhánh tỉnh Phú An chỉ đạo": the name of a place that no list has
_PLACE = re.compile(r"(?:[A-ZĐ]\w*\s+){1,4}")
# "Văn phòng Sở nâng cấp …": what follows an agency at the beginning is its verb, if none of these
_ACTS = re.compile(
    r"\s+(?!(?:đã|đang|được|bị|thuộc|của|tại|ở|trên|về|với|cho|là|luôn|còn|chưa|không|gồm|và|hoặc"
    r"|năm|theo|để|cấp|có|khác|các|cùng|trong|do|từ|đến|liên quan|trực|vừa|cũng|thì|như|mà|qua|sẽ"
    rf"|hiện|tỉnh|huyện|xã|nhân)\b)[{LOWER}]"
)
_LIST = 400  # characters: the longest printed list of agencies


def main_clause(text: str) -> str:
    """Return the text from its first main clause on: without bullet and adverbials, blanks folded."""
    body = MARK.sub("", fold_space(text))
    if not _PREFACE.match(body):
        return body
    for comma in re.finditer(r"[,;]\s+", body):
        rest = body[comma.end() :]
        if _PREFACE.match(rest) or _CONDITION.search(rest.split(",")[0]):
            continue
        if VERB.match(rest) or subject_end(rest):
            return rest
    return body


def subject_end(text: str) -> int:
    """Return where the agencies with which `text` begins end, if what they must do follows; else 0."""
    mentions = leading(text)
    if not mentions:
        return 0
    end = mentions[-1].group.end
    if not any(one.kind == "cooperative" or one.base == "cac-hop-tac-xa" for one in mentions) and _ACTS.match(
        text, end
    ):
        return end
    follows = _AFTER.match(text, end).end()  # type: ignore[union-attr]  # it matches empty
    place = _PLACE.match(text, follows)
    return end if VERB.match(text, follows) or (place and VERB.match(text, place.end())) else 0


def leading(text: str) -> list[Mention]:
    """Return the agencies with which `text` begins, a whole enumeration of them."""
    found: list[Mention] = []
    for mention in find_agencies(text[:_LIST]):
        start = found[-1].group.end if found else 0
        gap = text[start : mention.group.start]
        listed = mention.group == found[-1].group or BETWEEN.fullmatch(gap) if found else not gap.strip()
        if not listed:
            break
        found.append(mention)
    return found


def role_of(text: str, *, requested: bool = False) -> Role:
    """Return the role of an assignee in `text`: the first main verb decides."""
    if requested:
        return "requested"
    clause = _ASSIGNING.sub("", main_clause(text))
    end = subject_end(clause)
    clause = clause[end:].lstrip(" ,:")
    if _CONTACT.search(clause[:120]):
        return "contact"
    if _COOPERATES.match(clause) and not _LEADS.match(clause):
        return "partner"
    return "lead"


def partners_of(text: str, own: str) -> tuple[str, ...]:
    """Return the agencies listed after each "phối hợp với", in order, without the assignee itself."""
    body = _ASSIGNING.sub("", MARK.sub("", fold_space(text)))
    found: dict[str, None] = {}
    for match in _WITH.finditer(body):
        clause = re.split(r"[;.]\s", body[: match.start()])[-1]
        if _OTHERS.search(clause):
            continue
        rest = body[match.end() : match.end() + _LIST]
        named = [one.agency for mention in leading(rest) for one in spread(mention)]
        found |= dict.fromkeys(name for name in named if name != own)
    return tuple(found)
