"""The lists without a browser: which rows they hold, what they say of them, which files they give."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from fake_assistant import FakeAssistant
from lists_aid import copies, dated, shipped
from openpyxl import load_workbook
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.evidence import record_index
from app.lookup import duties_of
from app.records import TargetRow
from app.ui import duty_list, exports, funding, shelf, targets
from app.ui.duty_list import Wanted, agency_of, find, status_of, suggestions, years_of
from app.ui.indicators import same_indicator
from app.ui.shelf import shelf_of
from app.ui.table import number_words, page_of
from app.understanding import understand
from ingest.models import Field, Plan, Span

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def five():
    return shelf_of(FakeAssistant(shipped()))


@pytest.fixture(scope="module")
def near():
    return shelf_of(FakeAssistant([dated(TODAY)]))


def entries_of(shelf, agency="", **wanted):
    return find(shelf, Wanted(agency=agency, **wanted), agency_of(agency, shelf), TODAY)


# --- duties of an agency ------------------------------------------------------------------------

ALIASES = ["so nn", "snnptnt", "lmhtx", "so tai chinh", "stc", "nhnn", "Sở Nông nghiệp và Môi trường"]


def in_chat(plans: tuple[Plan, ...], agency: str) -> list[tuple[str, int, int, str, str]]:
    """What the chat lists for an agency: plan, leaf, quote, role and relation, in its order."""
    question = understand(f"{agency} có những nhiệm vụ gì trong các kế hoạch?", plans)
    ranker = SimpleNamespace(records={plan.id: record_index(plan) for plan in plans})
    return [
        (one.evidence.plan.id, one.duty.unit, one.duty.quote.start, one.duty.role, one.relation)
        for one in duties_of(question.agencies, question, ranker)
        if not one.of_another  # told of below the list
    ]


def in_list(shelf, agency: str) -> list[tuple[str, int, int, str, str]]:
    return [
        (one.plan.id, one.first.unit.index, one.first.quote.start, one.first.row.role, one.relation)
        for one in entries_of(shelf, agency)
    ]


def test_every_assignee_has_the_list_that_the_chat_gives(five):
    assert len(five.agencies) > 20
    for agency in [*five.agencies, *ALIASES]:
        assert in_list(five, agency) == in_chat(five.plans, agency), agency
        assert in_list(five, agency), agency


def test_the_chat_says_the_same_number(assistant):
    shelf = shelf_of(assistant)
    for agency in ("Sở Tài chính", "Sở Công Thương"):
        answer = assistant.ask(f"{agency} có những nhiệm vụ gì trong các kế hoạch?")
        assert len(entries_of(shelf, agency)) == len(answer.statements)


def test_an_older_name_and_a_collective_are_told_apart(five):
    relations = {one.relation: one.first.row.agency for one in entries_of(five, "Sở Tài chính")}
    assert relations["exact"] == "Sở Tài chính"
    assert relations["inherited"] == "Sở Kế hoạch và Đầu tư"
    assert relations["member"] in ("Các sở, ban, ngành", "Các cơ quan, đơn vị")


def test_words_that_are_no_agency(five):
    assert not agency_of("cục tác lá chanh", five).known
    assert agency_of("", five) is None
    known_but_idle = agency_of("Bộ Quốc phòng", five)
    assert known_but_idle.known
    assert known_but_idle.name == "Bộ Quốc phòng"


def test_suggestions_follow_what_is_typed(five):
    assert suggestions("so nn", five, 5)[0].name == "Sở Nông nghiệp và Phát triển nông thôn"
    assert {one.name for one in suggestions("ubnd huyen", five, 9)} > {"UBND huyện Đăk Hà"}
    assert [one.name for one in suggestions("", five, 3)] == list(five.agencies[:3])
    assert suggestions("xyzzy", five, 5) == []
    for one in suggestions("so", five, 12):
        assert one.tasks == len(entries_of(five, one.value))


def test_without_an_agency_each_task_stands_once_with_all_its_assignees(five):
    entries = entries_of(five)
    rows = [one for entry in entries for one in entry.assigned]
    assert len(rows) == len(five.duties) == sum(len(plan.records.duties) for plan in five.plans)
    assert len(entries) < len(rows)
    assert [one.plan.id for one in entries] == sorted(one.plan.id for one in entries)


# --- filters ----------------------------------------------------------------------------------------


def test_deadlines_against_today(near):
    by_status = {
        status: [one.first.row.deadline for one in entries_of(near, status=status)]
        for status in duty_list.STATUSES
    }
    assert {status: len(found) for status, found in by_status.items()} == {
        "over": 1,
        "soon": 1,
        "later": 1,
        "undated": 1,
        "none": 1,
    }
    assert by_status["undated"] == ["hằng năm"]
    row = entries_of(near, status="soon")[0].first.row
    assert status_of(row, row.due) == "soon"
    assert status_of(row, row.due - timedelta(days=30)) == "soon"
    assert status_of(row, row.due - timedelta(days=31)) == "later"
    assert status_of(row, row.due + timedelta(days=1)) == "over"


def test_filters_narrow_and_combine(five):
    for wanted in ({"plan": "kon-tum-2024"}, {"role": "partner"}, {"year": 2023}):
        found = entries_of(five, "so nn", **wanted)
        assert 0 < len(found) < len(entries_of(five, "so nn"))
    assert {one.plan.id for one in entries_of(five, plan="kon-tum-2024")} == {"kon-tum-2024"}
    assert {one.row.role for entry in entries_of(five, role="lead") for one in entry.assigned} == {"lead"}
    assert all(2025 in years_of(one.first.row) for one in entries_of(five, year=2025))
    assert entries_of(five, "so nn", plan="kon-tum-2024", year=2023) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "-3", "year": "hai nghìn", "role": "chief", "status": "late", "show": "x"},
        {"page": "9" * 40, "year": "2" * 40, "role": ["lead"], "plan": None, "agency": None},
        {"page": "²", "year": "٢٠٢٥"},
    ],
)
def test_what_does_not_fit_is_no_filter(asked):
    wanted = Wanted.read(asked)
    assert (wanted.agency, wanted.plan, wanted.role, wanted.year, wanted.status) == ("", "", None, None, None)
    assert (wanted.show, wanted.page) == ("list", 1)


def test_pages_hold_every_row_once():
    seen = [at for page in range(1, 6) for at in range(*page_of(203, page)[1:])]
    assert seen == list(range(203))
    assert page_of(203, 99) == page_of(203, 5)
    assert page_of(0, 1) == (1, 0, 0)


# --- targets and funding ---------------------------------------------------------------------------------


def target(**values) -> TargetRow:
    known = {"comparator": "", "value_to": None, "unit": "%", "year": None, "area": None}
    place = {"plan": "p", "number": None, "section": "I", "quote": "", "indicator": ""}
    return TargetRow(**{**place, **known, **values})


@pytest.mark.parametrize(
    ("row", "vi", "en"),
    [
        ({"comparator": "trên", "value": 70.0}, "trên 70 %", "trên 70 %"),
        ({"value": 14.0, "value_to": 17.0, "unit": "HTX"}, "14–17 HTX", "14–17 HTX"),
        ({"comparator": "từ … trở lên", "value": 80.0, "unit": "điểm"}, "từ 80 điểm trở lên", None),
        ({"comparator": "trở lên", "value": 10.0, "unit": "HTX"}, "10 HTX trở lên", None),
        (
            {"comparator": "khoảng", "value": 1550.0, "unit": "triệu đồng/năm"},
            "khoảng 1.550 triệu đồng/năm",
            "khoảng 1,550 triệu đồng/năm",
        ),
        ({"value": 62.5}, "62,5 %", "62.5 %"),
        ({"value": 1234567.25, "unit": "đồng"}, "1.234.567,25 đồng", "1,234,567.25 đồng"),
    ],
)
def test_values_in_words(row, vi, en):
    assert targets.value_words(target(**row), "vi") == vi
    assert targets.value_words(target(**row), "en") == (en or vi)


def test_numbers_in_words():
    assert [number_words(value, "vi") for value in (0, 0.5, 1000000)] == ["0", "0,5", "1.000.000"]


def test_indicators_are_compared_only_within_a_unit_and_once_a_plan_and_year(five):
    groups = same_indicator(five.targets)
    assert sorted(id(one) for group in groups for one in group) == sorted(id(one) for one in five.targets)
    for group in groups:
        assert len({one.row.unit for one in group}) == 1
        assert len({(one.row.plan, one.row.year) for one in group}) == len(group)
    years = [[one.row.year for one in group] for group in groups if len(group) > 1]
    assert years.count([2025, 2030]) >= 6


def test_the_same_indicator_of_many_plans_is_one_figure():
    many = shelf_of(FakeAssistant(copies(50)))
    largest = max(same_indicator(many.targets), key=len)
    assert len({one.plan.id for one in largest}) >= 10


def test_axes_end_at_round_numbers():
    tops = [targets._top(value, unit) for value, unit in ((45, "%"), (130, "%"), (7, "HTX"), (1550, "đồng"))]
    assert tops == [100, 200, 10, 2000]


def test_funding_by_class_and_year(five):
    credit = funding.find(five, funding.Wanted(source="credit"))
    assert {one.row.plan for one in credit} == {"kon-tum-2024"}
    assert all("credit" in one.row.classes for one in credit)
    of_2022 = funding.find(five, funding.Wanted(year=2022))
    assert {one.row.plan for one in of_2022} == {"kon-tum-2024"}  # for 2021 to 2025
    assert len(funding.find(five, funding.Wanted())) == len(five.funding)


# --- the library behind it -------------------------------------------------------------------------------


def test_a_new_plan_costs_only_its_own_reading(monkeypatch):
    read = []
    reading = shelf._read
    monkeypatch.setattr(shelf, "_read", lambda plan: read.append(plan.id) or reading(plan))
    plans = copies(4)
    assistant = FakeAssistant(plans[:3])
    first = shelf_of(assistant)
    assert shelf_of(assistant) is first
    assert len(read) == 3
    read.clear()
    assistant._plans[plans[3].id] = plans[3]
    second = shelf_of(assistant)
    assert second.version != first.version
    assert read == [plans[3].id]
    del assistant._plans[plans[0].id]
    assert [plan.id for plan in shelf_of(assistant).plans] == sorted(plan.id for plan in plans[1:])


def test_a_corrected_header_is_noticed():
    plan = shipped()[0]
    assistant = FakeAssistant([plan])
    before = shelf_of(assistant)
    number = Field("77/KH-UBND", Span(0, 1))
    assistant._plans[plan.id] = replace(plan, header=replace(plan.header, number=number))
    after = shelf_of(assistant)
    assert after.version != before.version
    assert {one.row.number for one in after.duties} == {"77/KH-UBND"}


def test_nothing_of_an_altered_plan_is_listed():
    sound, other = shipped()[0], shipped()[1]
    altered = replace(other, text=other.text.replace("2023", "2024"))
    found = shelf_of(FakeAssistant([sound, altered]))
    assert [plan.id for plan in found.altered] == [other.id]
    assert {one.row.plan for one in found.duties} == {sound.id}


# --- files --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client():
    return TestClient(Starlette(routes=[exports.route(FakeAssistant([*shipped(), dated(date.today())]))]))


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_files_hold_exactly_the_rows_shown(client, five):
    shown = entries_of(five, "so nn", plan="dak-nong-2023", role="lead")
    asked = {"agency": "so nn", "plan": "dak-nong-2023", "role": "lead", "lang": "vi"}
    response = client.get("/planchat-export/duties.csv", params=asked)
    assert [row["task"] for row in table(response.content)] == [one.first.row.task for one in shown]
    assert response.headers["content-disposition"].startswith('attachment; filename="nhiem-vu-')
    sheet = load_workbook(io.BytesIO(client.get("/planchat-export/duties.xlsx", params=asked).content)).active
    assert sheet.max_row == len(shown) + 1
    calendar = client.get("/planchat-export/duties.ics", params=asked).content
    assert calendar.count(b"BEGIN:VEVENT") == len([one for one in shown if one.first.row.due])


def test_files_of_targets_and_funding(client, five):
    percent = table(client.get("/planchat-export/targets.csv?unit=%25&plan=lai-chau-2024").content)
    assert percent
    assert {(row["unit"], row["plan"]) for row in percent} == {("%", "lai-chau-2024")}
    credit = table(client.get("/planchat-export/funding.csv?source=credit").content)
    assert len(credit) == len(funding.find(five, funding.Wanted(source="credit")))
    near = table(client.get("/planchat-export/duties.csv?status=soon").content)
    assert [row["plan"] for row in near] == ["co-han"]


@pytest.mark.parametrize("file", ["targets.ics", "support.csv", "duties.exe", "duties", "..%2Fduties.csv"])
def test_no_other_file_is_given(client, file):
    assert client.get(f"/planchat-export/{file}").status_code == 404
