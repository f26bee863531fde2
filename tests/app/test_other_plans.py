"""Answers on plans laid out in other ways: tables in text, labelled tasks, a decision with its plan."""

from datetime import date

import pytest
from shipped import ROOT

from app.assistant import Assistant
from ingest.embedding import BUNDLED, open_embedder
from ingest.library import Library
from ingest.reading import READING_VERSION, read_plan

PLANS = [
    ROOT / f"tests/ingest/plans/{name}.txt"
    for name in (
        "bac-luong-2026",
        "dai-khe-2025",
        "hai-lam-2026",
        "son-giang-2025",
        "tan-hoa-2026",
        "vinh-lam-2026",
    )
]


@pytest.fixture(scope="module")
def others(home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("others")
    library = Library(folder, open_embedder(BUNDLED, home))
    library.add(PLANS, read_plan, version=READING_VERSION)
    yield Assistant(library, today=date(2026, 3, 1))
    library.close()


def quotes(answer):
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Doanh thu bình quân một HTX Bắc Lương đặt ra năm 2026 là bao nhiêu?",
         ["Kế hoạch năm 2026: 2.350", "triệu đồng/năm"]),
        ("Năm 2025 Bắc Lương ước có bao nhiêu thành viên HTX?", ["Năm 2025 Ước thực hiện: 15.240"]),
        ("Bắc Lương dành bao nhiêu tiền cho bồi dưỡng, tập huấn?",
         ["Tổng số: 960", "Đơn vị tính: triệu đồng"]),
        ("Tổng kinh phí kế hoạch Bắc Lương năm 2026 là bao nhiêu?", ["Tổng số: 9.960"]),
        ("Kinh phí Bắc Lương lấy từ nguồn nào?", ["Ngân sách Trung ương", "Ngân sách tỉnh", "Đối ứng"]),
        ("Cơ quan nào đưa lao động trẻ về hợp tác xã ở Bắc Lương, xong lúc nào?",
         ["Chủ trì: Sở Nội vụ", "Phối hợp: Sở Tài chính", "Thời hạn: trước ngày 30/6/2026",
          "Kết quả dự kiến: Danh sách"]),
        ("Sở Tài chính Bắc Lương phải làm gì trong quý I/2026?",
         ["1 nhiệm vụ đến hạn trong quý I/2026", "Thẩm định dự toán"]),
        ("Sở Tài chính Bắc Lương phối hợp những việc gì?", ["1 nhiệm vụ", "Thí điểm đưa 12 lao động"]),
        ("Quyết định ban hành kế hoạch thủy sản Hải Lâm ai ký?", ["Đoàn Thế Vinh"]),
        ("Hải Lâm: HTX cần điều kiện gì để được hỗ trợ?", ["ít nhất 10 thành viên", "nợ thuế"]),
    ],
)  # fmt: skip
def test_what_stands_in_tables_and_below_tasks_is_told(others, question, said):
    answer = others.ask(question)
    assert answer.answered, answer.markdown
    assert [words for words in said if words not in answer.markdown] == [], answer.markdown


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Bên em công tác ở Bắc Lương, không biết bao nhiêu HTX được chấm loại khá trở lên vậy ạ?", "121"),
        ("Mỗi lớp canh tác hữu cơ ở Tân Hòa có mấy chục người?", "mỗi lớp 40 người"),
        ("nghe nói bắc lương cho kỹ sư trẻ mới ra trường về htx làm, xin hỏi mấy người", "12 lao động trẻ"),
        ("mot hec o dai khe lam ra duoc bao nhieu tien", "120 triệu đồng"),
        ("Vĩnh Lâm bao học phí cho xã viên đi học tới mức nào?", "100% học phí"),
        ("Tân Hòa năm 2026 muốn có bao nhiêu xã viên", "Kế hoạch năm 2026: 1.350"),
        # "lương" in the name is no wages
        ("Số người trong các HTX ở Bắc Lương dự tính sang 2026 là bao nhiêu?", "Kế hoạch năm 2026: 16.100"),
    ],
)
def test_everyday_words_are_understood(others, question, said):
    answer = others.ask(question)
    assert answer.answered, answer.markdown
    assert said in answer.markdown


@pytest.mark.parametrize(
    "question",
    [
        "HTX Suối Mây có bao nhiêu xã viên?",  # "15 hộ thành viên … bị thiệt hại" counts something else
        "5 htx bị dẹp ở Bắc Lương tên là chi",
        "Ngày hội chè Bắc Lương tốn hết nhiu tiền",
    ],
)
def test_everyday_words_do_not_make_an_answer(others, question):
    assert not others.ask(question).answered


def test_a_row_is_quoted_whole(others):
    answer = others.ask("Doanh thu bình quân một HTX Bắc Lương đặt ra năm 2026 là bao nhiêu?")
    assert "2.100 | 2.180 | 2.350" in quotes(answer)[0]


def test_both_parts_of_an_agency_are_listed_where_both_are_asked_for(others):
    answer = others.ask("Phòng NN&PTNT Đại Khê có những nhiệm vụ nào, cả chủ trì lẫn phối hợp?")
    assert "có 5 nhiệm vụ" in answer.lead


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Tổng kinh phí của Đại Khê là bao nhiêu?", "không nêu tổng kinh phí, chỉ nêu từng nguồn"),
        ("Tổng kinh phí của kế hoạch Hải Lâm là bao nhiêu?", "không nêu tổng kinh phí bằng tiền"),
        ("Kế hoạch của Đại Khê số bao nhiêu?", "để trống chỗ ghi số"),
        ("Sở Tài chính Bắc Lương phải làm gì trước ngày 1/1/2026?",
         "không giao cho Sở Tài chính việc nào ghi hạn trước ngày 1/1/2026"),
    ],
)  # fmt: skip
def test_what_is_not_stated_is_said_to_be_so(others, question, said):
    answer = others.ask(question)
    assert not answer.answered, answer.markdown
    assert said in answer.markdown


def test_no_quote_is_shown_twice(others):
    answer = others.ask("Hải Lâm hỗ trợ chi phí chứng nhận VietGAP bao nhiêu?")
    assert answer.answered
    assert len(set(quotes(answer))) == len(answer.statements)


def test_what_others_are_to_do_with_an_agency_is_its_part_too(others):
    task = "Chủ trì, phối hợp với Sở Tài chính thẩm định dự án hỗ trợ hạ tầng"
    answer = others.ask("Sở Tài chính phối hợp trong những nhiệm vụ nào của kế hoạch Vĩnh Lâm?")
    assert task in answer.markdown
    assert "Chủ trì: Sở Nông nghiệp và Môi trường" in answer.markdown
    every = others.ask("Tất cả nhiệm vụ của Sở Tài chính trong kế hoạch Vĩnh Lâm là gì?")
    assert task not in every.markdown
    assert any("1 nhiệm vụ giao cho cơ quan khác" in note for note in every.notes)


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("Hồ sơ OCOP của Suối Mây phải làm trước tháng mấy?", "tan-hoa-2026"),  # no "Hải Lâm"
        ("Muốn được Hải Lâm hỗ trợ, HTX cần thỏa những điều kiện gì?", "hai-lam-2026"),  # no "Cần Thơ"
    ],
)
def test_ordinary_words_are_no_places(others, question, plan):
    answer = others.ask(question)
    assert answer.answered, answer.markdown
    assert {citation.plan for citation in answer.citations} == {plan}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Kế hoạch Vĩnh Lâm áp dụng Nghị định 113/2024/NĐ-CP ở mục nào?", "Nghị định 113/2024/NĐ-CP"),
        ("htx o vinh lam co duoc ho tro blockchain khong", "blockchain"),
        ("Vĩnh Lâm có giúp HTX mua máy vi tính không?", "máy vi tính"),  # no "mua máy móc"
        ("htx vinh lam co duoc ho tro dong bao hiem xa hoi khong", "bảo hiểm xã hội"),
    ],
)
def test_what_is_named_and_nowhere_printed_is_said(others, question, name):
    answer = others.ask(question)
    assert not answer.answered
    assert name in answer.lead
    assert not answer.citations


@pytest.mark.parametrize("question", ["Tóm tắt kế hoạch Vĩnh Lâm", "What is the Vinh Lam plan about?"])
def test_a_plan_as_a_whole_is_told_by_its_aims(others, question):
    answer = others.ask(question)
    assert answer.answered
    assert {citation.plan for citation in answer.citations} == {"vinh-lam-2026"}
    assert "70% tổng số hợp tác xã" in " ".join(quotes(answer))
    assert any("7 nhiệm vụ" in note or "7 duties" in note for note in answer.notes), answer.notes


def test_what_a_plan_demands_of_all_it_helps_is_held_against_each_measure(others):
    of = "HTX nuôi cá của tôi ở Hải Lâm có {} thành viên chính thức, được hỗ trợ gì?"
    few = others.ask(of.format(8))
    assert not few.answered
    assert "Có ít nhất 10 thành viên chính thức" in few.markdown
    enough = others.ask(of.format(12))
    assert any("con giống" in quote for quote in quotes(enough))
    assert any("nợ thuế quá hạn" in quote for quote in quotes(enough))


def test_who_asks_two_things_is_told_of_both(others):
    answer = others.ask(
        "Bồi dưỡng, tập huấn ở Bắc Lương tốn bao nhiêu tiền, và doanh thu bình quân một HTX năm 2026 là mấy?"
    )
    assert "Tổng số: 960" in answer.markdown
    assert "Kế hoạch năm 2026: 2.350" in answer.markdown


def test_a_duty_of_the_plan_s_year_is_listed_whatever_years_it_speaks_of(others):
    answer = others.ask("Kể hết việc Sở Kế hoạch và Đầu tư Sơn Giang phải làm năm 2025.")
    assert any("giai đoạn 2026 - 2030" in quote for quote in quotes(answer)), answer.markdown


@pytest.mark.parametrize(
    "question",
    [
        "Tôi làm ở Sở Tài chính, cho hỏi Sở Nông nghiệp và Môi trường Vĩnh Lâm có nhiệm vụ gì?",
        "Em bên Sở Tài chính Vĩnh Lâm. Sở Nông nghiệp và Môi trường được giao gì?",
    ],
)
def test_who_asks_is_not_whose_part_is_asked_for(others, question):
    assert "Sở Nông nghiệp và Môi trường có" in others.ask(question).lead


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("Sở Tài chính Bắc Lương phải thẩm định dự toán trước ngày nào?", True),
        ("Sở Y tế Bắc Lương phải thẩm định dự toán trước ngày nào?", False),
    ],
)
def test_one_agency_s_deadline_is_not_another_s(others, question, answered):
    assert others.ask(question).answered is answered


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # a list names no cooperative, though it names places and agencies
        ("Ba HTX làm mô hình công nghệ cao ở Vĩnh Lâm là những HTX nào?", False),
        ("Kinh phí Bắc Lương lấy từ đâu, HTX có phải đối ứng không?", True),
        ("Chi cục trưởng Chi cục Thủy sản Hải Lâm tên là gì?", False),
        ("Vùng trồng sầu riêng của Bắc Lương rộng bao nhiêu ha?", False),
    ],
)
def test_what_is_asked_for_is_what_is_told(others, question, told):
    assert others.ask(question).answered is told


def test_all_sources_are_told_where_one_is_named_beside(others):
    answer = others.ask("Kinh phí Bắc Lương lấy từ đâu, HTX có phải đối ứng không?")
    assert {"Ngân sách Trung ương", "Ngân sách tỉnh"} <= {quote.strip("- ;.") for quote in quotes(answer)}


def test_two_plans_are_compared_though_one_was_spoken_of_before(others):
    before = ["Vĩnh Lâm hỗ trợ xây nhà kho tối đa bao nhiêu?"]
    answer = others.ask("Sơn Giang thì bao nhiêu, bên nào cao hơn?", history=before)
    assert {citation.plan for citation in answer.citations} == {"vinh-lam-2026", "son-giang-2025"}


def test_a_debt_of_taxes_is_no_wish_for_tax_relief(others):
    answer = others.ask("HTX nuôi cá của tôi ở Hải Lâm có 12 thành viên, không nợ thuế, được hỗ trợ gì?")
    assert answer.answered
    assert "ưu đãi thuế" not in answer.lead


def test_more_asked_of_another_source_is_not_answered_with_the_first(others):
    before = ["Bắc Lương dành bao nhiêu tiền ngân sách tỉnh cho bồi dưỡng, tập huấn?"]
    answer = others.ask("Còn vốn tín dụng ngân hàng là bao nhiêu tiền?", history=before)
    assert not answer.answered
