"""Tables of real lines and what is read from them: dates, roles, partners, quantities, classes, measures."""

from datetime import date

import pytest

from ingest.models import Line, Source
from ingest.reading import plan_of
from ingest.records.dates import deadline_in, due_date
from ingest.records.funding import classify
from ingest.records.labelled import attributes
from ingest.records.quantities import number, quantities
from ingest.records.roles import main_clause, partners_of, role_of
from ingest.records.support import gives, measures_of


def read(body):
    text = "KẾ HOẠCH\nPhát triển hợp tác xã năm 2025\nCăn cứ Luật Hợp tác xã năm 2023;\n" + body
    source = Source(tuple(Line(line) for line in text.split("\n")), "text")
    return plan_of(source, plan_id="p", file="p.txt", sha256="x")


def duties(body):
    return [(duty.agency, duty.role, duty.task) for duty in read(body).records.duties]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("10/2023", date(2023, 10, 31)),
        ("7/2023", date(2023, 7, 31)),
        ("02/2024", date(2024, 2, 29)),
        ("trước ngày 30/11/2023", date(2023, 11, 30)),
        ("trước ngày 15 tháng 12 năm 2025", date(2025, 12, 15)),
        ("ngày 05.6.2024", date(2024, 6, 5)),
        ("Tháng 9/2025", date(2025, 9, 30)),
        ("trong tháng 3 năm 2025", date(2025, 3, 31)),
        ("Quý IV/2024", date(2024, 12, 31)),
        ("quý I năm 2025", date(2025, 3, 31)),
        ("Quý II, III/2025", date(2025, 9, 30)),
        ("đến hết năm 2025", date(2025, 12, 31)),
        ("2024 - 2025", date(2025, 12, 31)),
        ("trước năm 2026", date(2025, 12, 31)),
        ("trước tháng 10/2026", date(2026, 9, 30)),
        ("trước tháng 01/2026", date(2025, 12, 31)),
        ("đến thời điểm kết thúc Đề án ( năm 2025 )", date(2025, 12, 31)),
        ("Thường xuyên", None),
        ("Quý II, IH/2025", None),
        ("hằng năm", None),
        ("trước ngày 10 tháng 12", None),
        ("Kết thúc Đề án", None),
        ("31/02/2024", None),
        ("13/2024", None),
    ],
)
def test_the_last_day_of_a_deadline(words, expected):
    assert due_date(words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("báo cáo kết quả về UBND tỉnh (qua Sở Nông nghiệp và PTNT) trước ngày 30/11/2023 để tổng hợp.",
         "trước ngày 30/11/2023"),
        ("Hằng năm, xây dựng kế hoạch, dự toán kinh phí", "Hằng năm"),
        ("theo từng giai đoạn và hàng năm; giám sát", "hàng năm"),
        ("Định kỳ hằng năm tổng hợp, báo cáo trước ngày 10 tháng 12.", "trước ngày 10 tháng 12"),
        ("Định kỳ 6 tháng báo cáo kết quả", "Định kỳ 6 tháng"),
        ("báo cáo đến thời\nđiểm kết thúc Đề án (năm 2025).", "đến thời điểm kết thúc Đề án (năm 2025)"),
        ("Định kỳ tổ chức kiểm tra, báo cáo định kỳ, đột xuất", None),
        ("hoàn thành trong quý III năm 2025", "hoàn thành trong quý III năm 2025"),
        ("Quyết định số 1804/QĐ-TTg ngày 13 tháng 11 năm 2020 về giai đoạn 2021-2025", None),
        ("trong 05 năm tiếp theo ( giai đoạn 2026 - 2030 )", None),
    ],
)  # fmt: skip
def test_the_deadline_in_a_sentence(text, expected):
    assert deadline_in(text) == expected


@pytest.mark.parametrize(
    ("text", "role", "partners"),
    [
        ("- Chủ trì, phối hợp với các Sở, ngành, địa phương liên quan theo dõi, đôn đốc", "lead",
         ("Các sở, ban, ngành", "Các địa phương")),
        ("Phối hợp với Sở Kế hoạch và Đầu tư trong việc tham mưu", "partner", ("Sở Kế hoạch và Đầu tư",)),
        ("Trên cơ sở đề xuất của các đơn vị, địa phương, phối hợp với các đơn vị liên quan tham mưu",
         "partner", ("Các cơ quan, đơn vị",)),
        ("Trên cơ sở kết quả đạt được, chủ trì, phối hợp với Sở Tài chính xây dựng phương án", "lead",
         ("Sở Tài chính",)),
        ("Hằng năm, phối hợp với Sở Nội vụ tổ chức kiểm tra", "partner", ("Sở Nội vụ",)),
        ("Phối hợp nghiên cứu, góp ý các cơ chế chính sách", "partner", ()),
        ("Tích cực phối hợp với Sở Công Thương", "partner", ("Sở Công Thương",)),
        ("Tổ chức, phối hợp với Sở Công Thương trong đào tạo", "lead", ("Sở Công Thương",)),
        ("Là cơ quan đầu mối triển khai thực hiện Kế hoạch", "contact", ()),
        ("Sở Tài chính là đơn vị đầu mối theo dõi", "contact", ()),
        ("Sở Nông nghiệp và Phát triển nông thôn phối hợp với Liên minh HTX tỉnh hỗ trợ", "partner",
         ("Liên minh Hợp tác xã tỉnh",)),
        ("Có trách nhiệm phối hợp chặt chẽ với Sở Tư pháp", "partner", ("Sở Tư pháp",)),
        ("Cân đối và bố trí kinh phí", "lead", ()),
        # others work together, not the agency itself
        ("chỉ đạo các cơ quan trực thuộc phối hợp với Hội Nông dân cùng cấp", "lead", ()),
    ],
)  # fmt: skip
def test_role_and_partners(text, role, partners):
    assert role_of(text) == role
    assert partners_of(text, "") == partners


def test_a_request_is_requested_whatever_its_verb():
    assert role_of("Phối hợp với Sở Tài chính", requested=True) == "requested"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        (
            "Trong quá trình triển khai, thực hiện nếu có khó khăn, vướng mắc, các đơn vị, địa phương xử lý",
            "các đơn vị",
        ),
        ("Hằng năm, trên cơ sở đề xuất của Hội Nông dân tỉnh tổng hợp, cân đối trình", "cân đối"),
        ("- Căn cứ nội dung Kế hoạch, tùy theo điều kiện của địa phương, xây dựng kế hoạch", "xây dựng"),
        ("a) Rà soát các hợp tác xã", "Rà soát"),
    ],
)
def test_the_main_clause_begins_behind_its_adverbials(text, begins):
    assert main_clause(text).startswith(begins)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # headings of agencies assign, jointly, by request, by responsibility
        ("V. TỔ CHỨC THỰC HIỆN\n6. Sở Kế hoạch và Đầu tư, Sở Tài chính\nTổng hợp đề xuất.",
         [("Sở Kế hoạch và Đầu tư", "lead", "Tổng hợp đề xuất."), ("Sở Tài chính", "lead", "Tổng hợp "
        "đề xuất.")]),
        ("V. TỔ CHỨC THỰC HIỆN\n1. Trách nhiệm của Sở Tài chính\n- Bố trí vốn.",
         [("Sở Tài chính", "lead", "Bố trí vốn.")]),
        ("V. TỔ CHỨC THỰC HIỆN\n1. Đề nghị Hội Nông dân tỉnh\n- Vận động hội viên.",
         [("Hội Nông dân tỉnh", "requested", "Vận động hội viên.")]),
        # an unnumbered line of agencies
        ("V. TỔ CHỨC THỰC HIỆN\nSở Tài chính\n- Bố trí vốn.\nSở Nội vụ:\n- Góp ý.",
         [("Sở Tài chính", "lead", "Bố trí vốn."), ("Sở Nội vụ", "lead", "Góp ý.")]),
        # a bullet of an agency with its tasks below
        ("V. TỔ CHỨC THỰC HIỆN\n- Sở Tài chính:\n+ Bố trí vốn.\n+ Quyết toán.",
         [("Sở Tài chính", "lead", "Bố trí vốn."), ("Sở Tài chính", "lead", "Quyết toán.")]),
        # "phối hợp" of the lead-in holds for what stands below
        ("V. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Phối hợp với Sở Tài chính thực hiện:\n+ Việc một.",
         [("Sở Y tế", "partner", "Việc một.")]),
        # "Giao …:" inside the solutions, a subject of its own, none without a subject
        ("IV. GIẢI PHÁP\nGiao các Sở, Ban, ngành, UBND các huyện:\n- Tuyên truyền.\nCâu không giao ai.",
         [("Các sở, ban, ngành", "lead", "Tuyên truyền."),
          ("UBND các huyện, thành phố", "lead", "Tuyên truyền.")]),
        ("IV. GIẢI PHÁP\n- UBND các huyện kiện toàn ban chỉ đạo.\n- Đẩy mạnh tuyên truyền.",
         [("UBND các huyện, thành phố", "lead", "UBND các huyện kiện toàn ban chỉ đạo.")]),
        # a later sentence with its own subject
        ("V. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Đẩy mạnh hỗ trợ. Sở Y tế phối hợp với Sở Nội vụ góp ý.",
         [("Sở Y tế", "lead", "Đẩy mạnh hỗ trợ."), ("Sở Y tế", "partner", "Sở Y tế phối hợp với Sở Nội "
        "vụ góp ý.")]),
        # what was done is no duty
        ("I. KẾT QUẢ THỰC HIỆN\n- Sở Tài chính chủ trì, phối hợp với Sở Nội vụ bố trí vốn.", []),
        # a collective that no list knows, among agencies
        ("V. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Góp ý.\n2. Các trưởng thôn\n- Rà soát hộ nghèo.",
         [("Sở Y tế", "lead", "Góp ý."), ("Các trưởng thôn", "lead", "Rà soát hộ nghèo.")]),
        # … or in brackets behind it
        ("III. VIỆC\n- Mở lớp (Chủ trì: Sở Nội vụ; phối hợp: Sở Y tế; thời gian: Quý II).",
         [("Sở Nội vụ", "lead", "Mở lớp (Chủ trì: Sở Nội vụ; phối hợp: Sở Y tế; thời gian: Quý II)."),
          ("Sở Y tế", "partner", "Mở lớp (Chủ trì: Sở Nội vụ; phối hợp: Sở Y tế; thời gian: Quý II).")]),
        # a remark on the agency of a heading, not another agency
        ("A. TỔ CHỨC THỰC HIỆN\nI. Các sở, ngành\n1. Sở Y tế (cơ quan thường trực)\n- Góp ý.",
         [("Sở Y tế", "lead", "Góp ý.")]),
        # who is told to act stands behind "giao", and has the part that its verb says
        ("V. TỔ CHỨC THỰC HIỆN\n1. Giao Văn phòng Sở phối hợp với Sở Y tế cân đối kinh phí.",
         [("Văn phòng Sở", "partner", "Giao Văn phòng Sở phối hợp với Sở Y tế cân đối kinh phí.")]),
        # a verb ends the name of an agency that no list has
        ("II. VIỆC\n1. Văn phòng Liên minh nâng cấp trang thông tin.",
         [("Văn phòng Liên minh", "lead", "Văn phòng Liên minh nâng cấp trang thông tin.")]),
        # assignees behind labels below the task
        ("III. VIỆC\n1. Rà soát\nRà soát hợp tác xã.\n- Cơ quan thực hiện: Sở Nội vụ chủ trì, phối hợp "
         "với Sở Y tế.\n"
         "- Thời gian thực hiện: Thường xuyên.",
         [("Sở Nội vụ", "lead", "Rà soát hợp tác xã."), ("Sở Y tế", "partner", "Rà soát hợp tác xã.")]),
        ("III. VIỆC\n1. Rà soát hợp tác xã\nChủ trì: Sở Nội vụ; phối hợp: Sở Y tế; thời gian: Quý I/2025.",
         [("Sở Nội vụ", "lead", "Rà soát hợp tác xã"), ("Sở Y tế", "partner", "Rà soát hợp tác xã")]),
    ],
)  # fmt: skip
def test_who_has_which_duty(body, expected):
    assert duties(body) == expected


def test_a_closing_paragraph_that_orders_something_is_a_duty_of_no_section():
    one = read(
        "I. VIỆC\n- Làm tốt.\nTrên đây là Kế hoạch. Trong quá trình thực hiện, nếu có vướng mắc, các "
        "đơn vị báo cáo "
        "Ủy ban nhân dân tỉnh trước ngày 30/11/2025./.\nNơi nhận:\n- Lưu: VT."
    )
    (duty,) = one.records.duties
    assert (duty.section, duty.agency, duty.due) == (None, "Các cơ quan, đơn vị", date(2025, 11, 30))
    assert duty.quote.of(one.text).startswith("Trong quá trình")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Cơ quan chủ trì: Phòng Kinh tế.", {"lead": "Phòng Kinh tế"}),
        ("Đơn vị phối hợp thực hiện: Sở Y tế;", {"partner": "Sở Y tế"}),
        ("+ Thời gian hoàn thành: Trước ngày 31/3/2025.", {"deadline": "Trước ngày 31/3/2025"}),
        ("- Sản phẩm dự kiến: Báo cáo.", {"result": "Báo cáo"}),
        ("Hoàn thành: trước ngày 30/6/2026.", {"deadline": "trước ngày 30/6/2026"}),
        ("- Chủ trì xây dựng kế hoạch: đúng hạn.", {}),
        ("- Sở Tài chính: Phối hợp thực hiện.", {}),
    ],
)
def test_labelled_values(text, expected):
    assert attributes(text) == expected


# --- quantities and targets ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "value"), [("1.550", 1550), ("12,5", 12.5), ("09", 9), ("4600", 4600), ("1.204,75", 1204.75)]
)
def test_numbers(printed, value):
    assert number(printed) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("khoảng 218 HTX nông nghiệp", ("khoảng", 218, None, "HTX", "count")),
        ("khoảng 1.550 triệu đồng/năm; thu", ("khoảng", 1550, None, "triệu đồng/năm", "money")),
        ("80 triệu đồng/người/năm.", ("", 80, None, "triệu đồng/người/năm", "money")),
        ("Hỗ trợ 14-17 HTX", ("", 14, 17, "HTX", "count")),
        ("từ 20 đến 25 hợp tác xã", ("từ", 20, 25, "HTX", "count")),
        ("đạt từ 80 điểm trở lên", ("từ … trở lên", 80, None, "điểm", "points")),
        ("Củng cố 10 trở lên HTX", ("trở lên", 10, None, "HTX", "count")),
        ("đạt tối thiểu 62%", ("tối thiểu", 62, None, "%", "percent")),
        ("01 hội nghị/diễn đàn kết nối", ("", 1, None, "hội nghị/diễn đàn", "events")),
        ("12,5 tỷ đồng", ("", 12.5, None, "tỷ đồng", "money")),
        ("trên 2.500 ha", ("trên", 2500, None, "ha", "area")),
        ("ít nhất từ 10 hợp tác xã", ("ít nhất từ", 10, None, "HTX", "count")),
    ],
)
def test_quantities(text, expected):
    (one,) = quantities(text, 0, len(text))
    got = (one.comparator.casefold(), one.value, one.value_to, one.unit, one.kind)
    assert got == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("II. MỤC TIÊU\n- Đến năm 2028, 100% cán bộ được bồi dưỡng.", [("", 100, "%", 2028)]),
        ("II. MỤC TIÊU\n1. Giai đoạn 2024 - 2026\n- Phấn đấu 35% hợp tác xã liên kết, tăng 17% so với "
         "năm 2023.",
         [("phấn đấu", 35, "%", 2026), ("phấn đấu", 17, "%", 2026)]),
        ("II. MỤC TIÊU\n- Theo Quyết định số 167/QĐ-TTg ngày 03/02/2021, thành lập 05 hợp tác xã.",
         [("", 5, "HTX", 2025)]),
        # outside targets only what is to be done, and not what was reached
        ("III. GIẢI PHÁP\n- Tổ chức 12 lớp tập huấn. Hiện nay có 40 hợp tác xã.", [("", 12, "lớp", 2025)]),
        ("I. KẾT QUẢ THỰC HIỆN NĂM 2024\n- Thành lập mới 21 hợp tác xã.", []),
        ("IV. KINH PHÍ\n- Ngân sách tỉnh 4 tỷ đồng.", []),
        # a table of indicators: the columns of what was reached are no targets
        ("II. MỤC TIÊU\nTT\nChỉ tiêu\nĐơn vị tính\nThực hiện năm 2024\nKế hoạch năm 2025\n1\nSố thành "
         "viên\nngười\n1.204\n1.350\n",
         [("", 1350, "người", 2025)]),
    ],
)  # fmt: skip
def test_targets(body, expected):
    got = [(one.comparator.casefold(), one.value, one.unit, one.year) for one in read(body).records.targets]
    assert got == expected


# --- funding and support ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wording", "classes"),
    [
        ("Ngân sách tỉnh.", {"provincial_budget"}),
        ("Từ nguồn ngân sách nhà nước giao thực hiện công tác chuyên môn.", {"state_budget"}),
        ("ngân sách Trung ương, tỉnh, huyện", {"central_budget", "provincial_budget", "district_budget"}),
        ("Lòng ghép từ các chương trình, dự án.", {"integrated"}),
        (
            "kinh phí lồng ghép trong các Chương trình mục tiêu quốc gia",
            {"integrated", "national_target_programme"},
        ),
        ("Đối ứng của Hợp tác xã.", {"cooperative_own"}),
        ("Từ các HTX.", {"cooperative_own"}),
        ("Vốn tín dụng từ các ngân hàng thương mại", {"credit"}),
        ("các nguồn vốn hỗ trợ từ các tổ chức quốc tế", {"international"}),
        ("Quỹ Hỗ trợ phát triển hợp tác xã tỉnh", {"support_fund"}),
        ("Các nguồn huy động hợp pháp khác theo quy định.", {"other_lawful"}),
        ("Xã hội hóa.", {"contributions"}),
        ("Kinh phí thực hiện như sau", set()),
    ],
)
def test_funding_classes(wording, classes):
    assert set(classify(wording)) == classes


@pytest.mark.parametrize(
    ("sentence", "sources"),
    [
        ("- Ngân sách tỉnh, ngân sách huyện; vốn đối ứng của hợp tác xã và các nguồn hợp pháp khác.", 3),
        ("- Huy động từ các tổ chức và các nguồn vốn hợp pháp khác.", 1),
        ("- Ngân sách tỉnh.", 1),
        ("1. Ngân sách Trung ương hỗ trợ: 12,5 tỷ đồng.\n2. Vốn đối ứng của các hợp tác xã", 2),
    ],
)
def test_each_printed_source_is_one_record(sentence, sources):
    assert len(read(f"V. KINH PHÍ THỰC HIỆN\n{sentence}").records.funding) == sources


def test_funding_names_its_documents():
    (record,) = read(
        "V. KINH PHÍ THỰC HIỆN\n- Vốn tín dụng theo Nghị định số 116/2018/NĐ- CP và Quyết định số "
        "68/2013/QĐ-TTg."
    ).records.funding
    assert record.documents == ("116/2018/NĐ-CP", "68/2013/QĐ-TTg")


@pytest.mark.parametrize(
    ("clause", "given"),
    [
        ("hỗ trợ các htx tiếp cận vốn vay ưu đãi", True),
        ("mở rộng thị trường cho các hợp tác xã", True),
        ("hợp tác xã được hỗ trợ 100% học phí", True),
        ("tuyên truyền, vận động người dân tham gia htx", False),
        ("tăng cường hiệu quả quản lý nhà nước đối với kttt, htx nông nghiệp", False),
        ("lập danh sách hợp tác xã đề nghị hỗ trợ", False),
        ("phân loại htx theo thông tư số 09/2020/tt-bkhđt về hướng dẫn phân loại hợp tác xã", False),
        ("do hội nông dân hướng dẫn, hỗ trợ hợp tác xã thành lập", False),
    ],
)
def test_what_gives_support(clause, given):
    assert gives(clause) is given


@pytest.mark.parametrize(
    ("wording", "first"),
    [
        ("Tổ chức các lớp tập huấn cho thành viên", "training"),
        ("vay vốn từ Quỹ Hỗ trợ phát triển hợp tác xã", "credit"),
        ("xây dựng nhà kho, xưởng sơ chế", "infrastructure"),
        ("mua máy gặt, máy sấy", "machinery"),
        ("cho thuê đất", "land"),
        ("chứng nhận VietGAP", "certification"),
        ("đưa cán bộ trẻ về làm việc", "young_staff"),
        ("làm việc khác", "other"),
    ],
)
def test_measures(wording, first):
    assert measures_of(wording)[0] == first


def test_support_says_for_whom_by_whom_and_from_which_fund():
    one = read(
        "V. TỔ CHỨC THỰC HIỆN\n1. Liên minh HTX tỉnh\n- Hỗ trợ HTX Nông nghiệp Suối Mây, các hợp tác "
        "xã vùng đồng bào "
        "dân tộc thiểu số đủ điều kiện vay vốn từ Quỹ Hỗ trợ phát triển hợp tác xã tỉnh.\n"
        "2. Các hợp tác xã\n- Chủ động đào tạo, hướng dẫn thành viên hợp tác xã."
    )
    (measure,) = one.records.support
    assert measure.measures[0] == "credit"
    assert measure.beneficiaries[:2] == (
        "HTX Nông nghiệp Suối Mây",
        "các hợp tác xã vùng đồng bào dân tộc thiểu số",
    )
    assert measure.agency == "Liên minh Hợp tác xã tỉnh"
    assert measure.fund == "Quỹ Hỗ trợ phát triển hợp tác xã tỉnh"
    assert measure.conditions[0].startswith("đủ điều kiện")
