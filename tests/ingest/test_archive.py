"""ZIP archives: every member is a file of the batch with a report of its own."""

import tempfile
from functools import partial

import pytest
from hostile import packed, zip_bomb, zip_in_zip
from library_aid import TinyEmbedder

from ingest.library import Library
from ingest.readers import Limits
from ingest.readers.archive import unpacked
from ingest.reading import read_plan

LIMITS = Limits(max_bytes=10 * 1024 * 1024)
PLAN = "KẾ HOẠCH\nPhát triển hợp tác xã {n}\nI. MỤC TIÊU\n- Thành lập mới {n} hợp tác xã.\n"


@pytest.fixture
def add(tmp_path):
    library = Library(tmp_path / "home", TinyEmbedder())

    def added(*paths):
        return library.add(paths, partial(read_plan, limits=LIMITS), limits=LIMITS)

    added.library = library
    yield added
    library.close()


def test_members_and_other_files_of_the_batch_are_each_reported(add, tmp_path):
    archive = tmp_path / "ke-hoach.zip"
    archive.write_bytes(
        packed(
            {
                "a.txt": PLAN.format(n=1),
                "huyen/b.txt": PLAN.format(n=2),
                "xa/b.txt": PLAN.format(n=3),
                "trong.zip": packed({"x.txt": PLAN}),
                "anh.gif": b"GIF89a",
                "__MACOSX/a.txt": "x",
                ".DS_Store": "x",
                "huyen/": "",
            }
        )
    )
    (tmp_path / "bom.zip").write_bytes(zip_bomb())
    (tmp_path / "c.txt").write_text(PLAN.format(n=4), "utf-8")
    (tmp_path / "hong.zip").write_bytes(packed({"a.txt": PLAN})[:40])
    reports = add(archive, tmp_path / "bom.zip", tmp_path / "hong.zip", tmp_path / "c.txt")
    told = [
        (str(report.file.relative_to(tmp_path)), report.status, report.reason and report.reason.code)
        for report in reports
    ]
    assert told == [
        ("ke-hoach.zip/a.txt", "added", None),
        ("ke-hoach.zip/huyen/b.txt", "added", None),
        ("ke-hoach.zip/xa/b.txt", "refused", "same_id"),
        ("ke-hoach.zip/trong.zip", "refused", "zip_nested"),
        ("ke-hoach.zip/anh.gif", "refused", "image"),
        ("bom.zip", "refused", "expands"),
        ("hong.zip", "refused", "unreadable"),
        ("c.txt", "added", None),
    ]
    assert [plan.id for plan in add.library.plans()] == ["a", "b", "c"]
    assert [report.status for report in add(archive)][:2] == ["unchanged", "unchanged"]


def test_no_name_leads_out_of_the_archive(tmp_path):
    names = ("../../x.txt", "/etc/cron.d/y.txt", "C:\\Windows\\z.txt", "..\\..\\w.txt", "a/../../v.txt")
    path = tmp_path / "a.zip"
    path.write_bytes(packed(dict.fromkeys(names, PLAN)))
    with unpacked(path, LIMITS) as members:
        folder = members[0].path.parent.parent
        assert folder.parent.samefile(tempfile.gettempdir())
        assert all(member.path.resolve().is_relative_to(folder.resolve()) for member in members)
        assert all(member.path.is_file() for member in members)
        shown = [str(member.shown.relative_to(path)) for member in members]
    assert shown == ["x.txt", "etc/cron.d/y.txt", "Windows/z.txt", "w.txt", "a/v.txt"]
    assert not folder.exists()


def test_names_in_utf8_that_do_not_say_so(tmp_path):
    path = tmp_path / "a.zip"
    plain = bytearray(packed({"Ke hoach aa.txt": PLAN}))
    new = "Kế hạch.txt".encode()
    assert len(new) == len(b"Ke hoach aa.txt")
    path.write_bytes(bytes(plain).replace(b"Ke hoach aa.txt", new))
    with unpacked(path, LIMITS) as members:
        assert [member.shown.name for member in members] == ["Kế hạch.txt"]


def test_a_document_is_no_archive_and_a_nested_archive_is_named(tmp_path):
    text = tmp_path / "a.txt"
    text.write_text(PLAN)
    nested = tmp_path / "a.zip"
    nested.write_bytes(zip_in_zip())
    with unpacked(text, LIMITS) as members:
        assert [member.path for member in members] == [text]
    with unpacked(nested, LIMITS) as members:
        assert [(str(member.shown), member.error.params["file"]) for member in members] == [
            (str(nested / "trong.zip"), "trong.zip")
        ]
