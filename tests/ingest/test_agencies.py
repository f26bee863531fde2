"""Agencies as plans print them and as people type them. Lines marked [plan] stand in the five plans."""

import time
from datetime import date

import pytest

from ingest.agencies import find_agencies, matches, resolve
from ingest.reference import expand, load, plain

HUYEN = "UBND các huyện, thành phố"
XA = "UBND các xã, phường, thị trấn"
SBN = "Các sở, ban, ngành"
CQDV = "Các cơ quan, đơn vị"
NN = "Sở Nông nghiệp và Phát triển nông thôn"
KHDT = "Sở Kế hoạch và Đầu tư"
TC = "Sở Tài chính"
CT = "Sở Công Thương"
KHCN = "Sở Khoa học và Công nghệ"
TTTT = "Sở Thông tin và Truyền thông"
LD = "Sở Lao động - Thương binh và Xã hội"
LM = "Liên minh Hợp tác xã tỉnh"
NHNN = "Ngân hàng Nhà nước chi nhánh tỉnh"
CTXH = "Các tổ chức chính trị - xã hội"
MTTQ = "Ủy ban Mặt trận Tổ quốc Việt Nam"
COOPS = "Các hợp tác xã"
MEMBERS = "Các thành viên Ban Chỉ đạo"

PRINTED = [
    # departments
    ("1. Sở Nông nghiệp và Phát triển nông thôn", [NN]),  # [plan]
    ("Sở Nông nghiệp và phát triển nông thôn và các Sở, ngành có liên quan;", [NN, SBN]),  # [plan]
    ("Sở Nông nghiệp và PTNT; UBND các huyện, TP Gia Nghĩa", [NN, HUYEN]),  # [plan]
    ("Sở Lao động Thương binh và Xã hội", [LD]),  # [plan]
    ("Sở Lao động - Thương binh và xã hội", [LD]),
    ("6. Sở Kế hoạch và Đầu tư, Sở Tài chính", [KHDT, TC]),  # [plan]
    ("(qua Sở Nông nghiệp và PTNT) trước ngày 30/11/2023", [NN]),  # [plan]
    ("2. Sở Tài chính:  Trên cơ sở đề xuất của các đơn vị, địa phương", [TC, CQDV]),  # [plan]
    ("5. Ban Dân tộc tỉnh\n\n- Đẩy nhanh", ["Ban Dân tộc"]),  # [plan]
    ("8. Ban Dân tộc tỉnh\n\nPhối hợp với Hội Nông dân", ["Ban Dân tộc", "Hội Nông dân"]),  # [plan]
    ("SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN", [NN]),
    ("Sở Văn hoá, Thể thao và Du lịch; Sở Y tế", ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"]),
    ("Sở NN và PTNT, Sở KHĐT, Sở LĐTB và XH", [NN, KHDT, LD]),
    ("Sở Kế hoach và Đầu tư; Sở Nông nghiệp và Phát triển nông thon", [KHDT, NN]),
    ("Sở Nội vụ tỉnh Quảng Ngãi", ["Sở Nội vụ"]),
    ("Sở Nông nghiệp và Môi trường chủ trì, phối hợp", ["Sở Nông nghiệp và Môi trường"]),
    ("1. Sở Tài chính2. Sở Công Thương", [TC, CT]),
    ("Giám đốc Sở Lao động - Thương binh và Xã hội", [LD]),
    # enumerations under one head
    ("- Các Sở: NN&PTNT, KH&ĐT, KH&CN, Tài chính, Công Thương;", [NN, KHDT, KHCN, TC, CT]),  # [plan]
    (  # [plan]
        "- Các Sở: Kế hoạch và Đầu tư, Nông nghiệp và Phát triển nông thôn, Tài chính, Sở Công Thương (t/h);",
        [KHDT, NN, TC, CT],
    ),
    (  # [plan]
        "- Các sở, ngành: Nông nghiệp và PTNT, Kế hoạch và Đầu tư, Tài chính, Lao động - Thương binh và "
        "Xã hội, Thông tin và Truyền thông, Công Thương; Ban Dân tộc tỉnh;",
        [NN, KHDT, TC, LD, TTTT, CT, "Ban Dân tộc"],
    ),
    ("Sở Công Thương, Sở Nông nghiệp và PTNT, Liên minh Hợp tác xã tỉnh", [CT, NN, LM]),  # [plan]
    ("Sở Tài chính, Kế hoạch và Đầu tư, Công Thương", [TC, KHDT, CT]),
    ("Các Hội: Nông dân, Cựu chiến binh", ["Hội Nông dân", "Hội Cựu chiến binh"]),
    (
        "Các phòng: Tài chính - Kế hoạch, Kinh tế và Hạ tầng",
        ["Phòng Tài chính - Kế hoạch", "Phòng Kinh tế và Hạ tầng"],
    ),
    # collectives
    ("Các Sở, ban, ngành; UBND các huyện, thành phố Gia Nghĩa", [SBN, HUYEN]),  # [plan]
    ("Các Sở ban ngành, UBND các huyện, TP Gia Nghĩa", [SBN, HUYEN]),  # [plan]
    ("4. Các Sở, ban ngành khác có liên quan, UBND các huyện, thành phố Gia Nghĩa", [SBN, HUYEN]),  # [plan]
    (  # [plan]
        "Giao các Sở, Ban, ngành, các tổ chức chính trị - xã hội, Mặt trận tổ quốc, các đoàn thể, "
        "UBND các huyện, thành phố Gia Nghĩa:",
        [SBN, CTXH, MTTQ, CTXH, HUYEN],
    ),
    (  # [plan]
        "10. Đề nghị Ủy ban Mặt trận Tổ quốc và các tổ chức chính trị - xã hội, tổ chức xã hội tỉnh",
        [MTTQ, CTXH],
    ),
    ("các sở, ngành, đơn vị có liên quan", [SBN]),  # [plan]
    ("Các cấp, các ngành, các tổ chức, đơn vị có liên quan nêu cao", [CQDV]),  # [plan]
    (
        "Các thành viên Ban Chỉ đạo kinh tế tập thể tỉnh, UBND các huyện, thành phố",
        [MEMBERS, HUYEN],
    ),  # [plan]
    ("UBND các huyện, thành phố: Tổ chức tuyên truyền", [HUYEN]),  # a sentence begins
    ("UBND các huyện, TP Gia Nghĩa, các HTX", [HUYEN, COOPS]),  # [plan]
    ("UBND các huyện, thành phố Gia Nghĩa, Các tổ chức KTTT, HTX", [HUYEN, COOPS]),  # [plan]
    ("8. Các hợp tác xã tham gia Đề án", [COOPS]),  # [plan]
    ("Chỉ đạo các tổ chức tín dụng trên địa bàn tỉnh tạo điều kiện", ["Các tổ chức tín dụng"]),  # [plan]
    ("các phòng chuyên môn hướng dẫn", ["Các phòng, ban chuyên môn"]),  # [plan]
    ("Thủ trưởng các cơ quan, đơn vị liên quan", [CQDV]),
    # alliances, banks, funds, mass organisations, media
    ("Liên minh HTX tình", [LM]),  # [plan]
    ("Liên minh HTX tinh; Sở Nông nghiệp và Phát triển nông thôn", [LM, NN]),  # [plan]
    ("9. Liên minh Hợp tác xã tỉnh", [LM]),  # [plan]
    ("Liên minh HTX Việt Nam", ["Liên minh Hợp tác xã Việt Nam"]),  # [plan]
    ("Ngân hàng Nhà nước Chi nhánh Đắk Nông", [NHNN]),  # [plan]
    ("5. Ngân hàng Nhà nước Việt Nam chi nhánh tỉnh Kon Tum:  Chỉ đạo", [NHNN]),  # [plan]
    ("NHNN Chi nhánh tỉnh Sơn La", [NHNN]),
    ("Quỹ hỗ trợ phát triển hợp tác xã tỉnh Kon Tum", ["Quỹ Hỗ trợ phát triển hợp tác xã"]),  # [plan]
    ("Chỉ đạo Quỹ Hỗ trợ phát triển HTX hỗ trợ", ["Quỹ Hỗ trợ phát triển hợp tác xã"]),  # [plan]
    ("1. Hội Nông dân tỉnh", ["Hội Nông dân tỉnh"]),  # [plan]
    ("Hội Nông dân các huyện, thành phố xây dựng kế hoạch", ["Hội Nông dân các huyện, thành phố"]),  # [plan]
    ("Hội Nông dân các cấp", ["Hội Nông dân các cấp"]),  # [plan]
    ("Hội Nông dân huyện đã hỗ trợ 02 HTX", ["Hội Nông dân huyện"]),  # [plan]
    ("“Hội Nông dân Việt Nam tham gia phát triển”", ["Hội Nông dân Việt Nam"]),  # [plan]
    ("tổ Hội Nông dân nghề nghiệp", []),  # [plan]
    (
        "Hội Liên hiệp Phụ nữ tỉnh, Tỉnh đoàn, Liên đoàn Lao động tỉnh",
        ["Hội Liên hiệp Phụ nữ tỉnh", "Đoàn Thanh niên", "Liên đoàn Lao động tỉnh"],
    ),
    (
        "Đài Phát thanh - Truyền hình và Báo Bình Phước.",
        ["Đài Phát thanh - Truyền hình", "Báo tỉnh"],
    ),  # [plan]
    ("Liên minh HTX tỉnh phối hợp với Ban Tuyên giáo Tỉnh ủy", [LM, "Ban Tuyên giáo Tỉnh ủy"]),  # [plan]
    (  # [plan]
        "7. Văn phòng Điều phối Chương trình mục tiêu quốc gia xây dựng nông thôn mới tỉnh",
        ["Văn phòng Điều phối nông thôn mới tỉnh"],
    ),
    ("- Văn phòng Điều phối XD NTM;", ["Văn phòng Điều phối nông thôn mới"]),  # [plan]
    ("Xét đề nghị của Phòng Tài chính – Kế hoạch tại Tờ trình", ["Phòng Tài chính - Kế hoạch"]),  # [plan]
    ("- Phòng TC-KH;", ["Phòng Tài chính - Kế hoạch"]),  # [plan]
    # committees and territories
    (
        "Ủy ban nhân dân các huyện: Bù Đăng, Bù Gia Mập",
        ["UBND huyện Bù Đăng", "UBND huyện Bù Gia Mập"],
    ),  # [plan]
    (  # [plan]
        "7. Ủy ban nhân dân các huyện Đăk Hà, Đăk Tô, Tu Mơ Rông, Sa Thầy và Kon Plông\n- Đẩy mạnh",
        [f"UBND huyện {name}" for name in ("Đăk Hà", "Đăk Tô", "Tu Mơ Rông", "Sa Thầy", "Kon Plông")],
    ),
    (  # [plan]
        "9. Ủy ban nhân dân các xã: Bù Gia Mập (huyện Bù Gia Mập) và Đồng Nai (huyện Bù Đăng)",
        ["UBND xã Bù Gia Mập", "UBND xã Đồng Nai"],
    ),
    ("11. Ủy ban nhân dân các huyện, thành phố\n\n- Căn cứ nội dung", [HUYEN]),  # [plan]
    ("UBND các huyện kiện toàn ban chỉ đạo", [HUYEN]),  # [plan]
    ("Quyết định của UBND huyện, thành phố, Báo cáo.", [HUYEN]),  # [plan]
    ("UBND các huyện, thị xã, thành phố Trước ngày 30/11/2025", [HUYEN]),
    ("UBND các huyện, thành phố\n\tKế hoạch, báo cáo", [HUYEN]),  # [plan]
    ("Chỉ đạo UBND các xã, phường, thị trấn tổ chức", [XA]),  # [plan]
    ("UBND các xã, thị trấn và các tổ chức đoàn thể", [XA, CTXH]),  # [plan]
    ("của Ủy ban nhân dân tỉnh phương án nhân rộng", ["UBND tỉnh"]),  # [plan]
    ("Kế hoạch 371/KH-UBND ngày 14/6/2023 của UBND tỉnh Đắk Nông", ["UBND tỉnh"]),  # [plan]
    ("Công văn số 1697/SKHĐT-ĐKKD của Sở Kế hoạch và Đầu tư", [KHDT]),  # [plan]
    ("- VP UBND tỉnh: V1, V3;", ["Văn phòng UBND tỉnh"]),  # [plan]
    ("UBND các quận, huyện, thành phố Thủ Đức", [HUYEN]),
    (
        "Ủy ban nhân dân các huyện Tam Đường, Than Uyên và thành phố Lai Châu",
        ["UBND huyện Tam Đường", "UBND huyện Than Uyên", "UBND thành phố Lai Châu"],
    ),
    (
        "Ủy ban nhân dân các huyện, thành phố: Tam Đường, Lai Châu",
        ["UBND huyện Tam Đường", "UBND thành phố Lai Châu"],
    ),
    ("UBND huyện Hớn Quản, tỉnh Bình Phước", ["UBND huyện Hớn Quản"]),
    ("UBND huyện Bù Đăng, Sở Tài chính", ["UBND huyện Bù Đăng", TC]),
    ("UBND cấp huyện, UBND cấp xã", [HUYEN, XA]),
    (
        "UBND các xã Tân Phú, An Khương và Thanh An",
        ["UBND xã Tân Phú", "UBND xã An Khương", "UBND xã Thanh An"],
    ),
    ("UBND TP. Hồ Chí Minh", ["UBND thành phố Hồ Chí Minh"]),
    ("UBND phường 1, UBND thị trấn Tân Khai", ["UBND phường 1", "UBND thị trấn Tân Khai"]),
    # cooperatives
    (  # [plan]
        "10. Các HTX Nông nghiệp: Bù Gia Mập, hữu cơ Đồng Nai",
        ["HTX Nông nghiệp Bù Gia Mập", "HTX Nông nghiệp hữu cơ Đồng Nai"],
    ),
    (  # [plan]
        "hỗ trợ HTX Nông nghiệp Bù Gia Mập, HTX Nông nghiệp hữu cơ Đồng Nai tiếp cận vốn vay",
        ["HTX Nông nghiệp Bù Gia Mập", "HTX Nông nghiệp hữu cơ Đồng Nai"],
    ),
    (  # [plan]
        "- Các HTX: NN Bù Gia Mập, Hữu cơ Đồng Nai;",
        ["HTX Nông nghiệp Bù Gia Mập", "HTX Hữu cơ Đồng Nai"],
    ),
    (  # [plan]
        "Hợp tác xã rau, hoa và du lịch thanh niên ( huyện Kon Plông ): Mô hình",
        ["HTX rau, hoa và du lịch thanh niên"],
    ),
    (  # [plan]
        "Hợp tác xã Nông nghiệp và Dịch vụ, Thương mại Rạng Đông ( huyện Đăk Tô )",
        ["HTX Nông nghiệp và Dịch vụ, Thương mại Rạng Đông"],
    ),
    ("Hợp tác xã Đoàn Kết ( huyện Sa Thầy )", ["HTX Đoàn Kết"]),  # [plan]
    ("Hợp tác xã Dược liệu hữu cơ Tu Mơ Rông", ["HTX Dược liệu hữu cơ Tu Mơ Rông"]),  # [plan]
    ("của Hợp tác xã Nông trại Tuyệt vời do hoạt động", ["HTX Nông trại Tuyệt vời"]),  # [plan]
    ("Hợp tác xã Chăn nuôi – Dịch vụ Thanh An đang", ["HTX Chăn nuôi – Dịch vụ Thanh An"]),  # [plan]
    ("HTX NN DV Tân Tiến; HTX Nông nghiệp 714;", ["HTX Nông nghiệp Dịch vụ Tân Tiến", "HTX Nông nghiệp 714"]),
    ("phát triển KTTT, HTX 5 năm", []),  # [plan]
    ("hợp tác xã nông nghiệp.\n\n- Phân đầu", []),  # [plan]
    # unknown, by the pattern of the name
    ("Hội Sinh vật cảnh tỉnh chủ trì", ["Hội Sinh vật cảnh tỉnh"]),
    ("Trung tâm Giống nông nghiệp và Thủy sản phối hợp", ["Trung tâm Giống nông nghiệp và Thủy sản"]),
    ("Trường Cao đẳng Cộng đồng Kon Tum tổ chức", ["Trường Cao đẳng Cộng đồng Kon Tum"]),
    ("Vườn Quốc gia Bù Gia Mập", ["Vườn Quốc gia Bù Gia Mập"]),
    ("Sở Chuyển đổi số có trách nhiệm", ["Sở Chuyển đổi số"]),
    # no agencies
    ("Ban hành kế hoạch. Hội nghị tổng kết. Phòng chống thiên tai. Trường hợp khó khăn", []),
    ("Hội chợ triển lãm giống; Hội viên, nông dân; Báo cáo, Quyết định", []),  # [plan]
    ("tiến bộ khoa học - công nghệ", []),  # [plan]
]


@pytest.mark.parametrize(("text", "expected"), PRINTED)
def test_printed_agencies(text, expected):
    assert [mention.agency for mention in find_agencies(text)] == expected


def test_mentions_are_verbatim_and_in_order():
    for text, _ in PRINTED:
        mentions = find_agencies(text)
        assert [mention.span for mention in mentions] == sorted(mention.span for mention in mentions)
        for mention in mentions:
            assert mention.group.covers(mention.span)
            assert mention.printed == mention.group.of(text)


def test_an_enumeration_is_printed_whole():
    text = "8. Ủy ban nhân dân các huyện: Bù Đăng, Bù Gia Mập"
    first, second = find_agencies(text)
    assert (first.span.of(text), second.span.of(text)) == ("Ủy ban nhân dân các huyện: Bù Đăng", "Bù Gia Mập")
    assert first.printed == second.printed == "Ủy ban nhân dân các huyện: Bù Đăng, Bù Gia Mập"


def test_levels_and_collectives():
    department, districts, commune = find_agencies(
        "Sở Tài chính, UBND các huyện, thành phố; UBND xã Thanh An"
    )
    assert (department.level, department.collective) == ("province", False)
    assert (districts.level, districts.collective) == ("district", True)
    assert (commune.level, commune.collective, commune.place) == ("commune", False, "Thanh An")


ASKED = [
    ("so tai chinh lam gi", ["so-tai-chinh"]),
    ("Nhiệm vụ của Sở Tài chính?", ["so-tai-chinh"]),
    ("bạn tôi ở sở tài chính", ["so-tai-chinh"]),
    ("so tai chihn", ["so-tai-chinh"]),
    ("sở tài chín làm gì", ["so-tai-chinh"]),
    ("sotaichinh", ["so-tai-chinh"]),
    ("so taichinh", ["so-tai-chinh"]),
    ("so tc", ["so-tai-chinh"]),
    ("duties of the Department of Finance", ["so-tai-chinh"]),
    ("Sở Tài chính tỉnh Lâm Đồng", ["so-tai-chinh"]),
    ("so ke hoach dau tu", ["so-ke-hoach-va-dau-tu"]),
    ("sở KH&ĐT", ["so-ke-hoach-va-dau-tu"]),
    ("so kh dt", ["so-ke-hoach-va-dau-tu"]),
    ("skhdt", ["so-ke-hoach-va-dau-tu"]),
    ("nhiệm vụ của KH&ĐT", ["so-ke-hoach-va-dau-tu"]),
    ("sở NN có nhiệm vụ gì", ["so-nong-nghiep-va-phat-trien-nong-thon"]),
    ("snnptnt", ["so-nong-nghiep-va-phat-trien-nong-thon"]),
    ("so nong nghiep va ptnt", ["so-nong-nghiep-va-phat-trien-nong-thon"]),
    ("Sở Nông nghiệp và Môi trường", ["so-nong-nghiep-va-moi-truong"]),
    ("sở tn và mt", ["so-tai-nguyen-va-moi-truong"]),
    ("so khcn", ["so-khoa-hoc-va-cong-nghe"]),
    ("so lao dong", ["so-lao-dong-thuong-binh-va-xa-hoi"]),
    ("Sở LĐTBXH", ["so-lao-dong-thuong-binh-va-xa-hoi"]),
    ("so van hoa the thao du lich", ["so-van-hoa-the-thao-va-du-lich"]),
    ("ban dan toc", ["ban-dan-toc"]),
    ("lien minh htx", ["lien-minh-hop-tac-xa-tinh"]),
    ("lmhtx tỉnh", ["lien-minh-hop-tac-xa-tinh"]),
    ("nhnn làm gì", ["ngan-hang-nha-nuoc-chi-nhanh-tinh"]),
    ("State Bank", ["ngan-hang-nha-nuoc-chi-nhanh-tinh"]),
    ("ngan hang chinh sach", ["ngan-hang-chinh-sach-xa-hoi"]),
    ("quy ho tro phat trien htx", ["quy-ho-tro-phat-trien-hop-tac-xa"]),
    ("văn phòng điều phối ntm", ["van-phong-dieu-phoi-nong-thon-moi"]),
    ("hoi nong dan", ["hoi-nong-dan"]),
    ("what must the Farmers' Union do", ["hoi-nong-dan"]),
    ("ubnd huyen bu dang lam gi", ["ubnd@huyen-bu-dang"]),
    ("UBND huyện", ["ubnd@huyen"]),
    ("ubnd cac huyen", ["ubnd@cac-huyen-thanh-pho"]),
    ("phong tai chinh ke hoach huyen hon quan", ["phong-tai-chinh-ke-hoach"]),
    ("htx nong nghiep bu gia map", ["htx-nong-nghiep-bu-gia-map"]),
    ("các sở ngành", ["cac-so-ban-nganh"]),
    ("so tai chinh, so cong thuong", ["so-tai-chinh", "so-cong-thuong"]),
    # words that only look like agencies
    ("so sanh kon tum va lai chau", []),
    ("cac so lieu nao", []),
    ("hỏi nông dân được gì", []),
    ("ban cho toi hoi", []),
    ("so ct 05 noi gi", []),
    ("kinh phi bao nhieu", []),
    ("ứng dụng KHCN vào sản xuất", []),
    ("HTX tôi trồng điều ở Bù Gia Mập, cần vay vốn", []),
    ("tiến bộ khoa học và công nghệ", []),
]


@pytest.mark.parametrize(("question", "expected"), ASKED)
def test_asked_agencies(question, expected):
    queries = resolve(question)
    assert [query.id for query in queries] == expected
    assert all(query.span.of(question) == query.typed for query in queries)


MATCHED = [
    (TC, "sở tài chính", "exact"),
    (KHDT, "sở tài chính", "inherited"),
    (TC, "sở kh&đt", None),
    (NN, "sở nông nghiệp", "exact"),
    ("Sở Nông nghiệp và Môi trường", "sở nông nghiệp", "exact"),
    (NN, "sở nông nghiệp và môi trường", "inherited"),
    ("Sở Tài nguyên và Môi trường", "sở nông nghiệp và môi trường", "inherited"),
    ("Sở Tài nguyên và Môi trường", "sở nông nghiệp", None),
    (TTTT, "Sở Khoa học và Công nghệ", "inherited"),
    (LD, "so noi vu", "inherited"),
    ("Ban Dân tộc", "Sở Dân tộc và Tôn giáo", "inherited"),
    (SBN, "sở tài chính", "member"),
    (SBN, "lien minh htx", "member"),
    (SBN, "nhnn", "member"),
    (SBN, "UBND huyện Bù Đăng", None),
    (SBN, "hội nông dân tỉnh", None),
    (CQDV, "UBND xã Đồng Nai", "member"),
    (CQDV, "sở tài chính", "member"),
    (HUYEN, "UBND huyện Bù Đăng", "member"),
    (HUYEN, "UBND xã Đồng Nai", None),
    (HUYEN, "sở tài chính", None),
    ("UBND huyện Bù Gia Mập", "UBND huyện Bù Đăng", None),
    ("UBND huyện Đăk Hà", "ubnd huyện Đắk Hà", "exact"),
    ("UBND huyện Đăk Hà", "ubnd các huyện", "exact"),
    (XA, "UBND xã Đồng Nai", "member"),
    (CTXH, "hội nông dân tỉnh", "member"),
    (CTXH, "đoàn thanh niên", "member"),
    ("Hội Nông dân tỉnh", "hoi nong dan", "exact"),
    ("Hội Nông dân huyện", "Hội Nông dân tỉnh", None),
    ("Hội Nông dân các cấp", "Hội Nông dân tỉnh", "member"),
    (COOPS, "HTX Nông nghiệp Bù Gia Mập", "member"),
    ("HTX Nông nghiệp hữu cơ Đồng Nai", "HTX Nông nghiệp Bù Gia Mập", None),
    ("HTX Hữu cơ Đồng Nai", "HTX Nông nghiệp hữu cơ Đồng Nai", "exact"),
    (MEMBERS, "sở công thương", "member"),
    ("Các phòng, ban chuyên môn", "phòng tài chính kế hoạch", "member"),
    ("Các phòng, ban chuyên môn", "sở tài chính", None),
    ("Hội Sinh vật cảnh tỉnh", "Hội Sinh vật cảnh tỉnh", "exact"),
]


@pytest.mark.parametrize(("duty", "question", "expected"), MATCHED)
def test_duties_match_questions(duty, question, expected):
    assert matches(duty, resolve(question)[0]) == expected


def test_a_query_knows_what_it_inherited_and_from_when():
    query = resolve("Sở Tài chính")[0]
    (fact,) = query.inherited
    assert (fact.older_name, fact.since) == (KHDT, date(2025, 3, 1))
    assert "45/2025/NĐ-CP" in fact.source
    (passed,) = resolve("sở kh&đt")[0].passed_on
    assert passed.newer_name == TC


def test_every_succession_names_listed_agencies_and_a_source():
    data = load("agencies")
    for item in data["successions"]:
        assert data["sources"][item["source"]]
        assert resolve(item["older"].replace("-", " "))
    assert len({item["older"] for item in data["successions"]}) == len(data["successions"])


EXPANDED = [
    ("htx dc hỗ trợ j", "hợp tác xã được hỗ trợ gì"),
    ("KH 3819", "kế hoạch 3819"),
    ("kh&đt", "kế hoạch và đầu tư"),
    ("hợp tác xã và kinh tế tập thể", "HTX và KTTT"),
    ("dttsmn", "dân tộc thiểu số và miền núi"),
]


@pytest.mark.parametrize(("text", "alternative"), EXPANDED)
def test_abbreviations_expand_both_ways(text, alternative):
    assert alternative in expand(text)


def test_symbols_and_labels_are_left_alone():
    assert expand("3819/KH-UBND") == []
    assert plain("điểm a khoản 2, kh 3819, sở tn&mt") == "điểm a khoản 2, kh 3819, sở tn&mt"


def test_a_question_takes_under_two_milliseconds():
    resolve("warm up")
    questions = [f"{question} {number}" for number in range(20) for question, _ in ASKED]
    start = time.perf_counter()
    for question in questions:
        resolve(question)
    assert (time.perf_counter() - start) / len(questions) < 0.002
