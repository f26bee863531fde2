"""What is said and cited, on worked examples. Each measure has one that it passes and one that it fails."""

import dataclasses

import pytest
from line_assistant import LINES, cite, make_answer, make_plan

from app.models import Statement
from eval import metrics
from eval.cases import Case, RecordFilter
from ingest.models import Span

PLAN = make_plan()
PLANS = {PLAN.id: PLAN}
FINANCE, TRADE, UNION = LINES[1], LINES[2], LINES[3]


def case(**fields):
    given = {"id": "a", "kind": "duty", "question": "?", "plans": [PLAN.id], "evidence": [[FINANCE]]}
    return Case(**(given | fields))


def answer(*pairs, **fields):
    """Statements with the lines they cite, each line a citation of its own."""
    quotes = list(dict.fromkeys(line for _, lines in pairs for line in lines))
    citations = tuple(cite(PLAN, line, marker) for marker, line in enumerate(quotes, 1))
    statements = tuple(
        Statement(text, tuple(quotes.index(line) + 1 for line in lines)) for text, lines in pairs
    )
    return make_answer(statements=statements, citations=citations, **fields)


# --- facts and what is forbidden -------------------------------------------------------------


def test_facts_are_sought_in_everything_said_but_not_in_what_is_cited_only():
    wanted = case(facts=[["1.550 triệu"], ["Kon Tum", "kon plông"], ["12 hội chợ"]])
    given = answer(("Bố trí **1.550** triệu đồng.", [FINANCE, TRADE]), lead="Theo Kế hoạch của KON TUM:")
    assert metrics.missing_facts(wanted, given) == (("12 hội chợ",),)


def test_facts_in_details_groups_and_notes_count():
    given = make_answer(
        statements=(Statement("Bố trí vốn", (1,), "Đắk Nông", (("Thời hạn", "30/11/2023"),)),),
        notes=("Đã hết hạn.",),
    )
    assert metrics.missing_facts(case(facts=[["30/11/2023"], ["Đắk Nông"], ["hết hạn"]]), given) == ()


def test_a_marker_does_not_part_a_fact_nor_is_it_one():
    given = answer(("Sở Tài chính chủ trì", [FINANCE]), markdown="Sở Tài chính [1] chủ trì")
    assert metrics.missing_facts(case(facts=[["Sở Tài chính chủ trì"]]), given) == ()
    assert metrics.missing_facts(case(facts=[["[1]"]]), given) == (("[1]",),)


def test_what_is_forbidden_is_found_in_words_and_in_markdown():
    wanted = case(forbids=["15%", "Gia Lai"])
    assert metrics.forbidden_said(wanted, answer(("Đạt 15%.", [FINANCE]), markdown="tỉnh gia lai")) == (
        "15%",
        "Gia Lai",
    )
    assert metrics.forbidden_said(wanted, answer(("Đạt 16%.", [FINANCE]))) == ()


@pytest.mark.parametrize(
    ("markdown", "read"),
    [
        ("**Sở** Tài chính", "Sở Tài chính"),
        (r"\[1\] 3\.", "[1] 3."),
        ("tên_tệp _nghiêng_", "tên_tệp nghiêng"),
    ],
)
def test_plain(markdown, read):
    assert metrics.plain(markdown) == read


# --- support ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "supported"),
    [
        (FINANCE, FINANCE, True),
        ("Sở Công Thương mở 12 hội chợ.", TRADE, True),
        ("Sở Công Thương mở 13 hội chợ.", TRADE, False),  # a number that the source does not hold
        ("Liên minh Hợp tác xã tổ chức 7 lớp tập huấn.", UNION, True),  # 07 is 7
        ("Sở Công Thương mở hội chợ.", FINANCE, False),  # the citation of another duty
        ("Sở Tài chính bố trí 550 triệu đồng.", FINANCE, False),  # 550 is not 1.550
    ],
)
def test_a_statement_is_supported_by_what_it_cites(text, line, supported):
    given = answer((text, [line]))
    assert metrics.is_supported(given.statements[0], given.citations, given) is supported


def test_no_citation_supports_nothing():
    given = make_answer(statements=(Statement(FINANCE, ()), Statement(TRADE, (9,))))
    assert metrics.statement_support(given) == 0.0
    assert metrics.statement_support(make_answer()) is None


def test_the_heading_may_hold_the_subject():
    given = make_answer(
        statements=(Statement("Phòng Kinh tế: mở 12 hội chợ xúc tiến thương mại", (1,)),),
        citations=(cite(PLAN, TRADE, heading="Phòng Kinh tế"),),
    )
    assert metrics.statement_support(given) == 1.0


def test_details_have_to_stand_in_the_source_too():
    statement = Statement("Sở Công Thương mở 12 hội chợ", (1,), "", (("Thời hạn", "30/6/2024"),))
    given = make_answer(statements=(statement,), citations=(cite(PLAN, TRADE),))
    assert metrics.statement_support(given) == 0.0


def test_english_words_are_not_sought_in_vietnamese_sources():
    text = "The Department opens 12 trade fairs (hội chợ xúc tiến thương mại)."
    assert metrics.statement_support(answer((text, [TRADE]), language="en")) == 1.0
    assert metrics.statement_support(answer((text, [TRADE]))) == 0.0
    wrong = "The Department opens 13 trade fairs (hội chợ xúc tiến thương mại)."
    assert metrics.statement_support(answer((wrong, [TRADE]), language="en")) == 0.0


# --- citation recall and precision (ALCE) ----------------------------------------------------


def both(wanted, given):
    return metrics.citation_recall(wanted, given), metrics.citation_precision(wanted, given, PLANS)


def test_two_statements_each_with_its_evidence():
    wanted = case(evidence=[[FINANCE], [TRADE]])
    assert both(wanted, answer((FINANCE, [FINANCE]), (TRADE, [TRADE]))) == (1.0, 1.0)


def test_evidence_left_out_costs_recall():
    wanted = case(evidence=[[FINANCE], [TRADE]])
    assert both(wanted, answer((FINANCE, [FINANCE]))) == (0.5, 1.0)


def test_a_citation_beside_the_point_costs_precision():
    assert both(case(), answer((FINANCE, [FINANCE, TRADE]))) == (1.0, 0.5)
    assert both(case(), answer((FINANCE, [FINANCE]), (TRADE, [TRADE]))) == (1.0, 0.5)


def test_two_citations_that_are_needed_together_are_both_precise():
    wanted = case(evidence=[[FINANCE], [TRADE]])
    together = "Sở Tài chính bố trí 1.550 triệu đồng; Sở Công Thương mở 12 hội chợ."
    assert both(wanted, answer((together, [FINANCE, TRADE]))) == (1.0, 1.0)


def test_swapped_citations_support_nothing():
    wanted = case(evidence=[[FINANCE], [TRADE]])
    assert both(wanted, answer((FINANCE, [TRADE]), (TRADE, [FINANCE]))) == (0.0, 0.0)


def test_the_same_words_in_another_plan_are_the_wrong_source():
    other = make_plan("khac-2024")
    given = make_answer(statements=(Statement(FINANCE, (1,)),), citations=(cite(other, FINANCE),))
    assert both(case(), given) == (0.0, 0.0)
    assert metrics.missing_evidence(case(), given) == ((FINANCE,),)


def test_a_citation_that_no_statement_uses_covers_nothing():
    given = make_answer(statements=(Statement(FINANCE, (2,)),), citations=(cite(PLAN, FINANCE, 1),))
    assert metrics.missing_evidence(case(), given) == ((FINANCE,),)
    assert both(case(), given) == (0.0, None)


def test_the_passage_around_a_quote_may_hold_the_evidence():
    quote = "Sở Tài chính bố trí 1.550 triệu đồng"
    given = make_answer(statements=(Statement(quote, (1,)),), citations=(cite(PLAN, quote, passage=FINANCE),))
    assert both(case(), given) == (1.0, 1.0)


def test_brackets_of_the_source_are_no_markers():
    # FINANCE ends in "[1]" as printed: it is statement 2's text and must not give it citation 1.
    given = make_answer(
        statements=(Statement(TRADE, (1,)), Statement(FINANCE, (2,))),
        citations=(cite(PLAN, TRADE, 1), cite(PLAN, FINANCE, 2)),
        markdown=f"{TRADE} [1]\n{FINANCE} [2]",
    )
    assert [one.marker for one in metrics.cited_by(given.statements[1], given)] == [2]
    assert both(case(evidence=[[FINANCE], [TRADE]]), given) == (1.0, 1.0)


def test_without_evidence_there_is_nothing_to_score():
    assert both(case(evidence=[], facts=[["x"]]), answer((FINANCE, [FINANCE]))) == (None, None)
    assert both(case(), make_answer(answered=False)) == (0.0, None)


# --- quotes ----------------------------------------------------------------------------------


def test_verbatim_quotes():
    assert metrics.altered_quotes(answer((FINANCE, [FINANCE, TRADE])), PLANS) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": FINANCE.replace("1.550", "1.650")},
        {"quote": ""},
        {"plan": "no-such-plan"},
        {"span": Span(0, 20)},
        {"passage": FINANCE + " thêm"},
        {"passage_span": Span(0, 20)},
    ],
)
def test_altered_quotes(wrong):
    good = cite(PLAN, FINANCE)
    assert metrics.altered_quotes(make_answer(citations=(good,)), PLANS) == ()
    bad = dataclasses.replace(good, **wrong)
    assert metrics.altered_quotes(make_answer(citations=(bad,)), PLANS) == (bad,)


def test_white_space_may_differ():
    quote = cite(PLAN, FINANCE)
    spaced = dataclasses.replace(quote, quote=FINANCE.replace(" ", "  "))
    assert metrics.altered_quotes(make_answer(citations=(spaced,)), PLANS) == ()


# --- complete lists --------------------------------------------------------------------------


def test_a_list_is_complete_when_every_record_is_cited():
    wanted = case(evidence=[[FINANCE]], complete=RecordFilter(kind="duty"))
    whole = answer((FINANCE, [FINANCE]), (TRADE, [TRADE]), (UNION, [UNION]))
    assert metrics.list_completeness(wanted, whole, PLANS) == 1.0
    assert both(wanted, whole) == (1.0, 1.0)  # records that were asked for are no stray citations
    part = answer((FINANCE, [FINANCE]), (TRADE, [TRADE]))
    assert metrics.list_completeness(wanted, part, PLANS) == pytest.approx(2 / 3)


def test_a_list_narrowed_by_agency_and_role():
    one = case(complete=RecordFilter(kind="duty", agency="Sở Tài chính"))
    assert metrics.list_completeness(one, answer((FINANCE, [FINANCE])), PLANS) == 1.0
    none = case(complete=RecordFilter(kind="duty", agency="Sở Tài chính", role="partner"))
    # Nothing to compare with: 0, or the check could not fail.
    assert metrics.list_completeness(none, answer((FINANCE, [FINANCE])), PLANS) == 0.0
    assert metrics.list_completeness(case(), make_answer(), PLANS) is None
