"""What of OCR's slips, of stamps and of blanks inside words is mended, and what is left alone."""

import pytest

from ingest.models import Line
from ingest.readers.pages import lines_of, page_list
from ingest.readers.scan_repair import mended
from ingest.readers.spacing import without_inner_blanks

LEGEND = "Trang này có nội dung riêng của nó, không trang nào khác có."


def read(*texts):
    return [line.text for line in mended([Line(text) for text in texts])[0]]


@pytest.mark.parametrize(
    ("seen", "printed"),
    [
        # strokes lost and gained
        (("I. MỤC ĐÍCH", "II MỤC TIÊU", "II. PHẠM VI", "1V. NHIỆM VỤ", "V. TỔ CHỨC THỰC HIỆN"),
         ("I. MỤC ĐÍCH", "II. MỤC TIÊU", "III. PHẠM VI", "IV. NHIỆM VỤ", "V. TỔ CHỨC THỰC HIỆN")),
        (("I. MỤC ĐÍCH", "II. MỤC TIÊU", "HI. TỔ CHỨC"), ("I. MỤC ĐÍCH", "II. MỤC TIÊU", "III. TỔ CHỨC")),
        # printed twice, the second read with a stroke less
        (("I. KẾT QUẢ", "II. HẠN CHẾ", "III. DỰ KIẾN", "II. ĐÁNH GIÁ CHUNG"),
         ("I. KẾT QUẢ", "II. HẠN CHẾ", "III. DỰ KIẾN", "III. ĐÁNH GIÁ CHUNG")),
        # each part begins anew
        (("Phần thứ nhất", "I. TÌNH HÌNH", "Phần thứ hai", "I. BỐI CẢNH", "II NỘI DUNG"),
         ("Phần thứ nhất", "I. TÌNH HÌNH", "Phần thứ hai", "I. BỐI CẢNH", "II. NỘI DUNG")),
        (("L MỤC ĐÍCH, YÊU CẦU", "IL MỤC TIÊU"), ("I. MỤC ĐÍCH, YÊU CẦU", "II. MỤC TIÊU")),
        (("IL MỤC ĐÍCH, YÊU CẦU", "II MỤC TIÊU"), ("I. MỤC ĐÍCH, YÊU CẦU", "II. MỤC TIÊU")),
        (("PHẦN I", "A. KẾT QUẢ", "PHẦN IH", "D. TỔ CHỨC THỰC HIỆN", "I. CẤP TỈNH", "H. ĐỊA PHƯƠNG"),
         ("PHẦN I", "A. KẾT QUẢ", "PHẦN II", "D. TỔ CHỨC THỰC HIỆN", "I. CẤP TỈNH", "II. ĐỊA PHƯƠNG")),
        (("Chương I", "Chương II", "Chương II. A LÀ"), ("Chương I", "Chương II", "Chương III. A LÀ")),
        (("Quý II, II/2025", "Quý II, IH/2025"), ("Quý II, III/2025", "Quý II, III/2025")),
        # words that are none together
        (("- Sắp xếp tỉnh gọn bộ máy tỉnh", "Chỉ nhánh tỉnh, CHỈ NHÁNH: đẳng viên"),
         ("- Sắp xếp tinh gọn bộ máy tỉnh", "Chi nhánh tỉnh, CHI NHÁNH: đảng viên")),
        # specks
        (("I. MỤC ĐÍCH", "' 1. Mục đích", ".2. Yêu cầu"), ("I. MỤC ĐÍCH", "1. Mục đích", "2. Yêu cầu")),
        (("I. MỤC ĐÍCH", "l. Mục đích", "2. Yêu cầu"), ("I. MỤC ĐÍCH", "1. Mục đích", "2. Yêu cầu")),
        (("I. MỤC ĐÍCH", "I. Mục đích chung"), ("I. MỤC ĐÍCH", "1. Mục đích chung")),
        (("1. Một", "2. Hai", "3, Ba", "4. Bốn", "S. Sở Công Thương"),
         ("1. Một", "2. Hai", "3. Ba", "4. Bốn", "5. Sở Công Thương")),
        (("a) Số lượng", "b) Chất lượng", "e) Doanh thu", "d) Thu nhập", "d) Thành viên"),
         ("a) Số lượng", "b) Chất lượng", "c) Doanh thu", "d) Thu nhập", "đ) Thành viên")),
        (("s Phòng Văn hóa: chủ trì", "° Hội Nông dân"), ("• Phòng Văn hóa: chủ trì", "• Hội Nông dân")),
        (("IV. TỔ CHÚC THỤC HIỆN",), ("IV. TỔ CHỨC THỰC HIỆN",)),
        (("Phát triển KLL1, HIX; KI11, HTIX, Sở NN&PINT",), ("Phát triển KTTT, HTX; KTTT, HTX, Sở NN&PTNT",)),
        (("Quý IIH/2025", "quý HI năm 2025", "Quý lI/2025"),
         ("Quý III/2025", "quý III năm 2025", "Quý II/2025")),
        (("trước 7I2023", "ngày 30l11I2023"), ("trước 7/2023", "ngày 30/11/2023")),
    ],
)  # fmt: skip
def test_slips_that_the_order_or_the_shape_tells_are_mended(seen, printed):
    assert read(*seen) == list(printed)


@pytest.mark.parametrize(
    "lines",
    [
        # a misprinted number, and the right ones after it
        ("I. YÊU CẦU", "II. MỤC TIÊU", "III. NỘI DUNG", "VI. GIẢI PHÁP", "V. NGUỒN VỐN", "VI. TỔ CHỨC"),
        ("1. Một", "3. Ba", "5, 6 và 7 hợp tác xã"),
        ("KTT, KTXH, THT, THI ĐUA, K11", "đạt 1.§33,8 tỷ đồng", "Uỷ ban nhân dân, UỶ BAN NHÂN DÂN"),
        ("khóa XII", "chủ trì", "Tổ chức, thực hiện", "năm 2023I"),
        ("Quý IV/2025", "Quý I/2025", "quý 1/2025", "Quý H"),
        ("PHẦN I", "I. MỘT", "G. BẢY LÀ", "I. MỘT", "H. TÁM LÀ", "PHẦN III", "Phần II"),
        ("Chương I", "Chương II", "Phần hai", "PHẦN II", "Chương I", "Chương ba"),
        ("1. Một", ".5. 000 đồng", "L. V. Nam"),
        ("V/v kết quả thực hiện các chỉ tiêu",),
    ],
)
def test_what_may_be_printed_so_stays(lines):
    assert read(*lines) == list(lines)


def test_changes_are_counted():
    assert mended([Line("II. MỤC TIÊU")])[1] == 0
    assert mended([Line("I. MỤC ĐÍCH"), Line("Phát triển HIX")])[1] == 1


def pages(*texts):
    return {number: [Line(text, number) for text in page] for number, page in enumerate(texts, start=1)}


def texts_of(found):
    return [line.text for line in lines_of(found)]


STAMP = ("Người ký: ỦY BAN NHÂN DÂN", "TỈNH KON TUM", "Email: ubnd@kontum.gov.vn", "Cơ quan: Tỉnh Kon Tum",
         "Thời gian ký: 23.10.2024 15:32:10 +07:00")  # fmt: skip


@pytest.mark.parametrize(
    "stamp",
    [
        STAMP,
        ("Ký bởi: Sở Tài chính", "Ngày ký: 23/10/2024 15:32"),
        ("Signature Not Verified", "Signed by: VĂN PHÒNG", "Date: 2024.10.23 15:00:00 +07'00'"),
    ],
)
def test_stamps_of_digital_signatures_go(stamp):
    assert texts_of(pages(("KẾ HOẠCH", *stamp, "Phát triển hợp tác xã"))) == [
        "KẾ HOẠCH",
        "Phát triển hợp tác xã",
    ]


def test_what_only_begins_like_a_stamp_stays():
    printed = ["Người ký: do Chủ tịch ủy quyền.", "1. Sở Tài chính", "2. Sở Công Thương", "3. Sở Nội vụ"]
    assert texts_of(pages(printed)) == printed


def test_running_heads_go_but_for_the_first():
    found = pages(*((f"CÔNG BÁO/Số {7 + page}", f"{LEGEND} {page}", f"Dòng {page}a") for page in range(4)))
    assert texts_of(found)[0] == "CÔNG BÁO/Số 7"
    assert sum("CÔNG BÁO" in text for text in texts_of(found)) == 1
    assert sum(LEGEND in text for text in texts_of(found)) == 4


def test_what_stands_first_on_two_pages_of_five_stays():
    found = pages(("Sở Tài chính", "a"), ("b", "c"), ("Sở Tài chính", "d"), ("e", "f"), ("g", "h"))
    assert texts_of(found).count("Sở Tài chính") == 2


def test_page_lists_are_short():
    assert page_list([3, 1, 2, 7, 9, 10]) == "1–3, 7, 9–10"


def test_blanks_inside_syllables_go_where_a_document_is_full_of_them():
    broken = ["Phát triển kinh t ế h ợp tác xã,", "hợ p tác x ã th ành viên; nă m 2025", "H ỢP TÁC XÃ"]
    whole = ["Phát triển kinh tế hợp tác xã,", "hợp tác xã thành viên; năm 2025", "HỢP TÁC XÃ"]
    lines, count = without_inner_blanks([Line(text) for text in broken])
    assert [line.text for line in lines] == whole
    assert count == 7


def test_letters_that_stand_alone_stay():
    printed = ["Theo điểm b ở Khoản 2", "nhóm c ưu tiên"] * 20 + ["Hợp tác xã kiểu mới"] * 40
    lines, count = without_inner_blanks([Line(text) for text in printed])
    assert ([line.text for line in lines], count) == (printed, 0)
