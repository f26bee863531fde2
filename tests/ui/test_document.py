"""A plan as a readable document: nothing lost, nothing added, headings, lists and tables as such."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from fake_assistant import HOSTILE, PLANS, hostile_plan
from shipped import PLAN_FILES

from app.ui.document import document_html, section_tree_html
from ingest.models import PageStart, Span
from ingest.reading import read_plan

INVENTED = sorted((PLANS.parent / "tests" / "ingest" / "plans").glob("*.txt"))


@pytest.fixture(scope="module")
def plans():
    return {plan.id: plan for plan in (read_plan(path) for path in [*PLAN_FILES, *INVENTED])}


def soup(plan, **options):
    return BeautifulSoup(document_html(plan, "vi", **options), "html.parser")


def bars_seen(row) -> bool:
    return any("|" in piece for piece in row.find_all(string=True) if not piece.find_parent(hidden=True))


def bare(text: str) -> str:
    return "".join(text.split())


def test_no_character_is_lost_added_or_moved(plans):
    for plan in plans.values():
        assert bare(soup(plan).get_text()) == bare(plan.text)


def test_nor_where_pages_and_marks_cut_the_text_anywhere(plans):
    for plan in plans.values():
        length = len(plan.text)
        pages = tuple(PageStart(number + 1, at) for number, at in enumerate(range(0, length, 701)))
        marks = [Span(at, min(at + 400, length)) for at in range(0, length, 293)]  # they overlap too
        shown = soup(replace(plan, pages=pages), marked=marks)
        assert bare(shown.get_text()) == bare(plan.text)
        assert [page["id"] for page in shown.select(".pc-doc-page")] == [
            f"doc-p{page.page}" for page in pages
        ]
        for number, span in enumerate(marks):
            pieces = shown.select(f'mark[data-mark="{number}"]')
            assert "".join(bare(piece.get_text()) for piece in pieces) == bare(span.of(plan.text))
            assert [piece.get("id") for piece in pieces] == [f"doc-m{number}"] + [None] * (len(pieces) - 1)


def test_every_section_is_a_heading_or_numbered_paragraph_with_its_id(plans):
    for plan in plans.values():
        shown = soup(plan, anchor="here")
        for section in plan.sections:
            found = shown.find(id=f"here-s{section.index}")
            assert bare(found.get_text()).casefold().startswith(bare(section.label).casefold())
            if section.heading:
                assert found.name in ("h3", "h4", "h5", "h6"), section
                assert bare(section.heading)[:20] in bare(found.get_text())
        names = [element["id"] for element in shown.select("[id]")]
        assert len(names) == len(set(names))


def test_a_child_stands_one_level_below_its_parent(plans):
    plan = plans["kon-tum-2024"]
    shown = soup(plan)
    pairs = [
        (shown.find(id=f"doc-s{section.parent}").name, shown.find(id=f"doc-s{section.index}").name)
        for section in plan.sections
        if section.parent is not None and section.heading
    ]
    assert pairs
    assert all(int(child[1]) == min(6, int(parent[1]) + 1) for parent, child in pairs if parent[0] == "h")


def test_the_tree_links_to_every_section_and_nests_as_the_plan_does(plans):
    for plan in plans.values():
        tree = BeautifulSoup(section_tree_html(plan, "vi", anchor="here"), "html.parser")
        links = {link["href"]: link for link in tree.select("a")}
        assert list(links) == [f"#here-s{section.index}" for section in plan.sections]
        assert all(link.get_text().split() for link in links.values())
        for section in plan.sections:
            above = links[f"#here-s{section.index}"].find_parent("li").find_parent("li")
            parent = above.find("a")["href"] if above else None
            assert parent == (None if section.parent is None else f"#here-s{section.parent}")


def test_a_flattened_table_is_a_table_again(plans):
    plan = plans["son-giang-2025"]
    table = soup(plan).select_one("table")
    heads = [" ".join(head.get_text().split()) for head in table.select("thead th")]
    assert heads == list(plan.tables[0].heads)
    rows = [row for row in plan.units if row.kind == "row"]
    shown = [
        [" ".join(cell.get_text().split()) for cell in row.select("td")] for row in table.select("tbody tr")
    ]
    assert shown == [[" ".join(cell.of(plan.text).split()) for cell in row.cells] for row in rows]


def test_every_table_of_the_plans_keeps_its_columns(plans):
    pairs = [(plan, table) for plan in plans.values() for table in plan.tables]
    assert len({plan.id for plan, _ in pairs}) > 1
    for plan, table in pairs:
        found = soup(plan).select("table")[table.index]
        printed = [""] * len(table.heads)
        for row in found.select("thead tr"):
            assert not bars_seen(row)
            for column, cell in enumerate(row.find_all(["th", "td"])):
                words = " ".join(cell.get_text().split()).strip("| -")
                assert words in table.heads[column]
                printed[column] = f"{printed[column]} {words}".strip()
        assert all(head.endswith(words) and words for head, words in zip(table.heads, printed, strict=True))
        assert {len(row.select("td")) for row in found.select("tbody tr")} == {len(table.heads)}


def test_cells_out_of_the_texts_order_make_one_cell(plans):
    plan = plans["son-giang-2025"]
    first = next(unit for unit in plan.units if unit.kind == "row")
    turned = replace(first, cells=first.cells[::-1])
    changed = replace(plan, units=tuple(turned if unit is first else unit for unit in plan.units))
    shown = soup(changed)
    assert bare(shown.get_text()) == bare(plan.text)
    assert len(shown.select("tbody tr")[0].select("td")) == 1


def test_bullets_are_lists_nested_by_depth(plans):
    for plan in plans.values():
        items = soup(plan).select("li")
        bullets = [unit for unit in plan.units if unit.kind == "bullet"]
        assert len(items) == len(bullets)
    nested = soup(plans["dai-khe-2025"]).select("li li")
    assert nested
    assert all(item.get_text().lstrip().startswith("+ ") for item in nested)


def test_recipients_and_signature_stand_apart(plans):
    shown = soup(plans["son-giang-2025"])
    assert shown.select_one(".pc-doc-recipients").get_text().startswith("Nơi nhận:")
    assert "Lê Văn Thuận" in shown.select_one(".pc-doc-signature").get_text()
    assert (
        shown.select_one(".pc-doc-title").get_text()
        == "Phát triển kinh tế tập thể, hợp tác xã tỉnh Sơn Giang năm 2025"
    )


def test_a_plan_without_units_is_still_all_there():
    """Whatever structure was found or not, the text is shown; what it contains is never markup."""
    plan = hostile_plan()
    shown = soup(replace(plan, units=()), marked=[Span(0, len(plan.text))])
    assert bare(shown.get_text()) == bare(plan.text)
    assert not shown.select("script, img")
    assert HOSTILE in shown.find(id="doc-s0").get_text()
    assert "<script" not in section_tree_html(plan, "vi")


def test_the_text_is_laid_out_in_pieces(plans):
    pieces = [len(piece.get_text()) for piece in soup(plans["kon-tum-2024"]).select(".pc-doc-chunk")]
    assert len(pieces) > 2
    assert all(5_000 < piece < 9_000 for piece in pieces[:-1])
