"""What a table row says: its cells do not speak without the heads of their columns."""

from __future__ import annotations

import re

from ingest.models import Plan, Unit
from ingest.records.quantities import unit_of_head
from ingest.vietnamese import fold_space

_UNIT_NOTE = re.compile(r"(?:đơn vị(?: tính)?|đvt)\s*:\s*(?P<unit>[^();.\n]+)", re.IGNORECASE)
_SPEAKING = ("value", "funding", "other")


def heads_of(plan: Plan, unit: Unit) -> str:
    """Return the heads of a row's columns of values, empty for any other leaf.

    Those of tasks and of who does them say the same of every row.
    """
    if unit.kind != "row" or unit.table is None:
        return ""
    table = plan.tables[unit.table]
    return " . ".join(
        head
        for head, role, cell in zip(table.heads, table.roles, unit.cells, strict=False)
        if role in _SPEAKING and cell.end > cell.start
    )


def row_words(plan: Plan, unit: Unit) -> str:
    """Return what a leaf says, a row's values with their head and unit.

    "Số thành viên hợp tác xã; Thực hiện năm 2025: 1.204 người; Kế hoạch năm 2026: 1.350 người"
    """
    if unit.kind != "row" or unit.table is None:
        return unit.span.of(plan.text)
    table = plan.tables[unit.table]
    cells = [fold_space(cell.of(plan.text)) for cell in unit.cells]
    shared = next((cell for cell, role in zip(cells, table.roles, strict=False) if role == "unit"), "")
    noted = unit_noted(plan, unit)
    said: list[str] = []
    for head, role, cell in zip(table.heads, table.roles, cells, strict=False):
        if not cell or role in ("order", "unit"):
            continue
        own = unit_of_head(head)
        counted = own[0] if own else (shared if role == "value" else "") or noted
        if role in _SPEAKING:
            said.append(f"{head}: {cell} {counted if any(map(str.isdigit, cell)) else ''}".strip())
        else:
            said.append(cell)
    return "; ".join(said)


def unit_noted(plan: Plan, unit: Unit) -> str:
    """Return the unit printed above a row's whole table: "(Đơn vị tính: triệu đồng)"; empty where none is."""
    for above in reversed(plan.units[: unit.index]):
        if above.table != unit.table:
            note = _UNIT_NOTE.search(above.span.of(plan.text)) if above.section == unit.section else None
            return fold_space(note["unit"]) if note else ""
    return ""
