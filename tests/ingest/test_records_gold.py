"""What is read from plans is what a careful reader finds, in the shipped ones and in others."""

from functools import cache
from pathlib import Path

import pytest
from records_aid import COMPARE, load_gold, plan_from_text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GOLD = {path.stem: path for path in sorted((ROOT / "tests" / "gold" / "records").glob("*.yaml"))}
OTHERS = {path.stem: path for path in sorted((HERE / "plans").glob("*.yaml"))}
# Least recall and precision per kind, as issue 3 asks; support has no bar for precision there.
BARS = {"duties": (1.0, 0.98), "targets": (0.98, 0.98), "funding": (0.98, 0.98), "support": (0.95, 0.9)}


@cache
def plan(name):
    folder = ROOT / "corpus" if name in GOLD else HERE / "plans"
    return plan_from_text(folder / f"{name}.txt")


@cache
def comparison(name, kind):
    return COMPARE[kind](plan(name), load_gold((GOLD | OTHERS)[name]))


@pytest.mark.parametrize("kind", BARS)
@pytest.mark.parametrize("name", [*GOLD, *OTHERS])
def test_records_are_complete_and_none_is_foreign(name, kind):
    found, (recall, precision) = comparison(name, kind), BARS[kind]
    assert found.recall >= recall, str(found)
    assert found.precision >= precision, str(found)


@pytest.mark.parametrize("kind", BARS)
@pytest.mark.parametrize("name", [*GOLD, *OTHERS])
def test_every_field_of_a_found_record_is_right(name, kind):
    found = comparison(name, kind)
    assert found.wrong == [], str(found)


@pytest.mark.parametrize("kind", BARS)
def test_all_five_shipped_plans_together(kind):
    all_found = [comparison(name, kind) for name in GOLD]
    found = sum(one.found for one in all_found)
    foreign = sum(len(one.foreign) for one in all_found)
    missing = sum(len(one.missing) for one in all_found)
    assert found / (found + missing) >= BARS[kind][0]
    assert found / (found + foreign) >= BARS[kind][1]


@pytest.mark.parametrize("name", [*GOLD, *OTHERS])
def test_every_record_is_quoted_verbatim_from_its_leaf(name):
    read = plan(name)
    for record in (*read.records.duties, *read.records.funding, *read.records.support, *read.records.targets):
        index = record.unit_index if hasattr(record, "unit_index") else record.unit
        assert record.quote.start < record.quote.end
        assert record.quote.start >= read.units[index].span.start
        assert read.text[record.quote.start : record.quote.end].strip()


@pytest.mark.parametrize("name", GOLD)
def test_what_was_reached_is_neither_target_nor_duty_nor_support(name):
    read = plan(name)
    past = {entry["starts"] for key in ("results_not_targets", "results_not_duties", "results_not_support")
            for entry in load_gold(GOLD[name]).get(key) or []}  # fmt: skip
    quotes = [
        " ".join(record.quote.of(read.text).split())
        for kind in ("duties", "targets", "support")
        for record in getattr(read.records, kind)
    ]
    assert [words for words in past if any(words in quote for quote in quotes)] == []


def test_the_appendix_has_twenty_rows_and_an_empty_partner():
    read = plan("dak-nong-2023")
    rows = [unit for unit in read.units if unit.kind == "row"]
    assert [row.cells[0].of(read.text) for row in rows] == [str(number) for number in range(1, 21)]
    partner = read.tables[0].roles.index("partner")
    assert [row.cells[partner].of(read.text).strip() == "" for row in rows] == [True] + [False] * 19


@pytest.mark.parametrize("name", OTHERS)
def test_header_and_sections_of_other_plans(name):
    read, gold = plan(name), load_gold(OTHERS[name])
    header, period = read.header, read.header.period
    fields = {
        key: getattr(header, key) and getattr(header, key).value
        for key in ("number", "issuer", "place", "title", "signer")
    }
    assert fields | {"issued": header.issued, "period": [period.start, period.end]} == gold["header"]
    assert [section.path for section in read.sections] == gold["sections"]
