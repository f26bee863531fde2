"""Unicode repair on the faults that real files have."""

import unicodedata

import pytest

from ingest.readers.repair import repair

CASES = [
    ("Kế hoạch số 12/KH-UBND", "Kế hoạch số 12/KH-UBND", 0),
    ("Ke hoach 2024", "Ke hoach 2024", 0),
    ("QUYẾT ÐỊNH", "QUYẾT ĐỊNH", 1),
    ("Ðức Þór Ærsson", "Ðức Þór Ærsson", 0),
    ("hợp\u200b tác\ufeff xã", "hợp tác xã", 2),
    ("hợp\u00a0tác\u202fxã", "hợp tác xã", 2),
    ("nông\u00ad nghiệp", "nông nghiệp", 1),
    ("\t \t5 %\x07", "\t \t5 %", 1),
    ("CỘNG HÕA XÃ HỘI", "CỘNG HÒA XÃ HỘI", 1),
    ("PHÕNG TÀI CHÍNH", "PHÒNG TÀI CHÍNH", 1),
    ("ÔNG VÕ NGÕ ĐẦY ĐÕ", "ÔNG VÕ NGÕ ĐẦY ĐÕ", 0),
    ("TỈNH BÌNH PHÖC, CHỦ TÖC", "TỈNH BÌNH PHÚC, CHỦ TÚC", 2),
    ("Công ty KÖLN GmbH", "Công ty KÖLN GmbH", 0),
    ("\uf02d Hỗ trợ", "- Hỗ trợ", 1),
]


@pytest.mark.parametrize(("text", "expected", "count"), CASES)
def test_repair(text, expected, count):
    assert repair(text) == (expected, count)


def test_decomposed_letters_are_composed_and_counted():
    text = "Ủy ban nhân dân"
    decomposed = unicodedata.normalize("NFD", text)
    assert repair(decomposed) == (text, len(decomposed) - len(text))
