"""Lists of records and the files they are exported to."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from app.export import as_csv, as_ics, as_xlsx
from app.records import DutyRow, Filter, columns, older_names, rows
from ingest.errors import PlanchatError

KEYS = {
    "duties": (
        "plan number section quote agency agency_printed collective role task partners deadline due result"
    ),
    "targets": "plan number section quote indicator comparator value value_to unit year area",
    "funding": "plan number section quote class wording programme documents",
    "support": "plan number section quote measure wording beneficiaries conditions agency fund",
}
ROW = DutyRow(
    plan="mẫu-2025",
    number="1/KH-UBND",
    section="Phụ lục, dòng 1",
    quote="- Hỗ trợ; tập huấn,\x0b kiểm tra",
    agency="Sở Tài chính",
    agency_printed="Sở TC",
    collective=False,
    role="lead",
    task="=Hỗ trợ hợp tác xã, tổ hợp tác; " + "tập huấn " * 20,
    partners=("Sở Nội vụ", "UBND các xã"),
    deadline="30/11/2025",
    due=date(2025, 11, 30),
    result=None,
)


@pytest.mark.parametrize("kind", KEYS)
def test_every_record_becomes_a_row(library, kind):
    plans = library.plans()
    found = rows(kind, plans)
    assert len(found) == sum(len(getattr(plan.records, kind)) for plan in plans)
    assert " ".join(columns(kind)) == KEYS[kind]
    texts = {plan.id: " ".join(plan.text.split()) for plan in plans}
    for row in found:
        assert " ".join(row.as_object()) == KEYS[kind]
        assert row.quote in texts[row.plan]
        assert row.section


def test_an_agency_finds_what_it_inherited_and_what_is_given_to_all(library):
    wanted = Filter(agency="so tai chinh")
    found = rows("duties", library.plans(), wanted)
    assert {"Sở Tài chính", "Sở Kế hoạch và Đầu tư"} <= {row.agency for row in found}
    assert ("Sở Tài chính", "Sở Kế hoạch và Đầu tư") in {
        names[:2] for names in older_names(found, wanted.queries())
    }
    for plan in library.plans():
        collective = [row.collective for row in found if row.plan == plan.id]
        assert collective == sorted(collective)
        own = [row.role for row in found if row.plan == plan.id and not row.collective]
        assert own == sorted(own, key=("lead", "contact", "requested", "partner").index)


def test_filters(library):
    plans = library.plans()
    assert {row.role for row in rows("duties", plans, Filter(role="partner"))} == {"partner"}
    due = rows("duties", plans, Filter(year=2023))
    assert due
    assert all("2023" in (row.deadline or "") for row in due)
    assert {row.year for row in rows("targets", plans, Filter(year=2030))} == {2030}
    assert {row.plan for row in rows("funding", plans, Filter(year=2022))} == {
        "kon-tum-2024",
        "lai-chau-2024",
    }
    with pytest.raises(PlanchatError, match="filter_not_for_kind"):
        rows("funding", plans, Filter(role="lead"))
    with pytest.raises(PlanchatError, match="agency_unknown"):
        rows("duties", plans, Filter(agency="abc"))


def test_an_altered_text_is_not_quoted(library):
    plan = library.plans()[0]
    with pytest.raises(PlanchatError, match="plan_altered"):
        rows("duties", [replace(plan, text=plan.text.replace("hợp", "họp", 1))])


def test_csv_opens_in_a_spreadsheet():
    content = as_csv("duties", [ROW])
    assert content.startswith(b"\xef\xbb\xbf")
    (found,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert found["quote"] == "'" + ROW.quote, "not a formula"
    assert found["task"] == "'" + ROW.task
    assert found["partners"] == "Sở Nội vụ; UBND các xã"
    assert (found["due"], found["result"], found["collective"]) == ("2025-11-30", "", "False")


def test_xlsx_has_heads_dates_and_no_formulas():
    sheet = load_workbook(io.BytesIO(as_xlsx("duties", [ROW], "vi"))).active
    heads, cells = sheet.iter_rows()
    found = dict(zip(columns("duties"), cells, strict=True))
    assert [head.value for head in heads][:3] == ["Kế hoạch", "Số, ký hiệu", "Mục"]
    assert found["due"].value == datetime(2025, 11, 30)
    assert (found["task"].data_type, found["task"].value) == ("s", ROW.task)
    assert found["role"].value == "chủ trì"
    assert sheet.freeze_panes == "A2"


def test_ics_has_an_event_a_task_and_day():
    partner = replace(ROW, agency="Sở Nội vụ", role="partner")
    undated = replace(ROW, due=None)
    content = as_ics([ROW, partner, undated], "vi")
    lines = content.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = content.decode().replace("\r\n ", "").split("\r\n")
    assert unfolded.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20251130" in unfolded
    assert "DTEND;VALUE=DATE:20251201" in unfolded
    (description,) = [line for line in unfolded if line.startswith("DESCRIPTION:")]
    assert "Sở Tài chính (chủ trì)\\, Sở Nội vụ (phối hợp)" in description
    assert "\\n" in description
    assert "\x0b" not in description
