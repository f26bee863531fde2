"""Plans for the tests of the lists: the shipped ones as they are read, and one with days around today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fake_assistant import HOSTILE, PLANS

from ingest.models import Plan
from ingest.reading import read_plan


@cache
def shipped() -> tuple[Plan, ...]:
    return tuple(read_plan(file) for file in sorted(PLANS.glob("*.txt")))


def read(plan_id: str, text: str) -> Plan:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{plan_id}.txt"
        file.write_text(text, "utf-8")
        return read_plan(file)


def copies(count: int) -> list[Plan]:
    """`count` plans: the shipped ones again and again, under other ids."""
    plans = shipped()
    return [
        replace(plans[at % len(plans)], id=f"{plans[at % len(plans)].id}-{at}", sha256=str(at))
        for at in range(count)
    ]


def dated(today: date, extra: str = "") -> Plan:
    """A plan whose five tasks are due before, soon after and long after `today`, yearly, and never."""
    before, soon, later = (f"{today + timedelta(days=days):%d/%m/%Y}" for days in (-3, 5, 90))
    return read(
        "co-han",
        f"""ỦY BAN NHÂN DÂN
TỈNH THỬ NGHIỆM
Số: 12/KH-UBND
Thử Nghiệm, ngày 02 tháng 01 năm {today.year}
KẾ HOẠCH
Phát triển hợp tác xã năm {today.year + 1}
I. MỤC TIÊU
- Thành lập mới trên 70 hợp tác xã {extra}.
II. KINH PHÍ THỰC HIỆN {extra}
- Ngân sách tỉnh {extra}.
III. TỔ CHỨC THỰC HIỆN
1. Sở Tài chính
- Báo cáo Ủy ban nhân dân tỉnh kết quả thực hiện trước ngày {before}.
- Trình Ủy ban nhân dân tỉnh dự toán kinh phí trước ngày {soon}.
- Tổng kết việc thực hiện kế hoạch trước ngày {later}.
- Rà soát nguồn vốn hỗ trợ các hợp tác xã hằng năm.
- Hướng dẫn các hợp tác xã về kế toán {extra}.
""",
    )


def hostile(today: date) -> Plan:
    return dated(today, HOSTILE)
