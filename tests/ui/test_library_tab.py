"""The library over HTTP: uploads, replacing, removing with undo, and who may do so."""

from __future__ import annotations

import asyncio
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from hostile import packed
from library_aid import TinyEmbedder
from library_site import assistant_over, invented
from pydantic import SecretStr
from scan_maker import SCANS, printed, scan_of
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.assistant import Assistant
from app.settings import Settings
from app.ui import library_routes
from app.ui.admin import ATTEMPTS, WINDOW, Admin, TooManyAttemptsError
from app.ui.uploads import KEPT, Uploads, file_name
from ingest.errors import ModelError, RefusedFile
from ingest.library import Library
from ingest.models import Field, Plan
from ingest.readers import Limits
from ingest.reading import READING_VERSION, read_plan

SCANNED = """Số: 38/KH-UBND Kon Tum, ngày 24 tháng 10 năm 2024
KẾ HOẠCH
Phát triển hợp tác xã nông nghiệp năm 2025
I. MỤC TIÊU
1. Thành lập mới 12 hợp tác xã.
2. Hỗ trợ 20 hợp tác xã về chuyển đổi số.
"""
PASSWORD = "mật khẩu rất dài 42"
SON_GIANG, TAN_HOA, DAI_KHE = invented("son-giang-2025", "tan-hoa-2026", "dai-khe-2025")


class Caller:
    """What the page's script does, without the page."""

    def __init__(self, assistant, home, *, password: str | None = None, max_file_mb: int = 50) -> None:
        settings = Settings(
            home=home,
            admin_password=SecretStr(password) if password else None,
            max_file_mb=max_file_mb,
        )
        self.assistant = assistant
        self.home = home
        self.http = TestClient(Starlette(routes=[library_routes.routes(assistant, settings)]))

    def post(self, name, sent=None, /, *, headers=None, **query):
        headers = {"x-planchat": "1"} if headers is None else headers
        address = f"/{library_routes.URL}/{name}"
        if isinstance(sent, bytes):
            return self.http.post(address, content=sent, headers=headers, params=query)
        return self.http.post(address, json=sent or {}, headers=headers, params=query)

    def get(self, name, /, **query):
        return self.http.get(f"/{library_routes.URL}/{name}", params=query)

    def send(self, name: str, data: bytes) -> dict:
        answer = self.post("file", data, name=name)
        assert answer.status_code == 200, answer.text
        [file] = answer.json()["files"]
        return file

    def take_in(self, tokens, replace=()) -> list[dict]:
        job = self.post("start", {"tokens": list(tokens), "replace": list(replace)}).json()["job"]
        return self.ended(job)

    def ended(self, job: str) -> list[dict]:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            [state] = self.get("jobs", job=job).json()["jobs"]
            if state["finished"]:
                return state["files"]
            time.sleep(0.02)
        raise AssertionError("the job did not end")

    def upload(self, name: str, data: bytes, replace=()) -> dict:
        [file] = self.take_in([self.send(name, data)["token"]], replace)
        return file

    def listed(self, **query) -> BeautifulSoup:
        return BeautifulSoup(self.get("list", **query).text, "html.parser")

    @property
    def plans(self) -> list[str]:
        return [plan.id for plan in self.assistant.plans()]


@pytest.fixture
def caller(tmp_path):
    return Caller(assistant_over(tmp_path, [SON_GIANG]), tmp_path)


# --- adding -----------------------------------------------------------------------------------


def test_files_are_taken_in_together_and_each_is_reported(caller):
    good = caller.send(TAN_HOA.name, TAN_HOA.read_bytes())
    bad = caller.send("anh.png", b"\x89PNG\r\n\x1a\n" + bytes(200))
    states = caller.take_in([good["token"], bad["token"]])
    assert "Đã thêm vào kho" in states[0]["told"]
    assert "31/KH-UBND" in states[0]["told"]
    assert not states[0]["failed"]
    assert states[1]["failed"]
    assert "bị hỏng" in states[1]["told"]
    assert caller.plans == ["son-giang-2025", "tan-hoa-2026"]
    assert "tan-hoa-2026" in {card["data-plan"] for card in caller.listed().select("[data-plan]")}
    assert not any((caller.home / "uploads").iterdir())


def test_stages_are_those_of_the_library(caller, monkeypatch):
    """The page is told of the stage while it lasts, with the passages counted."""
    monkeypatch.setattr("ingest.store._CHUNK", 5)
    go_on, calls = threading.Event(), []

    def slowly(self, texts, on_progress=None):
        calls.append(len(texts))
        assert len(calls) < 2 or go_on.wait(30)
        return [self.embed_query(text) for text in texts]

    monkeypatch.setattr(TinyEmbedder, "embed_passages", slowly)
    token = caller.send(TAN_HOA.name, TAN_HOA.read_bytes())["token"]
    job = caller.post("start", {"tokens": [token]}).json()["job"]
    seen = []
    until = time.monotonic() + 30
    while time.monotonic() < until and (not seen or "5/" not in seen[-1]):
        [state] = caller.get("jobs").json()["jobs"]
        seen.append(state["files"][0]["stage"])
    assert state["job"] == job
    assert re.fullmatch(rf"Đang lập chỉ mục: 5/{state['files'][0]['total']} đoạn", seen[-1])
    assert caller.listed().select_one("[data-busy]")
    assert caller.plans == ["son-giang-2025"]  # readers see nothing half done
    go_on.set()
    assert "Đã thêm" in caller.ended(job)[0]["told"]
    assert caller.get("jobs").json()["jobs"] == []


def test_two_uploads_at_once_both_get_in(caller):
    jobs = []
    for path in (TAN_HOA, DAI_KHE):
        token = caller.send(path.name, path.read_bytes())["token"]
        jobs.append(caller.post("start", {"tokens": [token]}).json()["job"])
    assert all("Đã thêm" in caller.ended(job)[0]["told"] for job in jobs)
    assert caller.plans == ["dai-khe-2025", "son-giang-2025", "tan-hoa-2026"]


def test_a_plan_that_is_in_is_replaced_only_when_asked(caller):
    changed = SON_GIANG.read_bytes().replace("Quý III/2025".encode(), "Quý IV/2025".encode())
    received = caller.send(SON_GIANG.name, changed)
    assert "142/KH-UBND" in received["asks"]
    [file] = caller.take_in([received["token"]])
    assert file["asks"]
    assert "Quý III/2025" in caller.assistant.plan("son-giang-2025").text
    [file] = caller.take_in([received["token"]], ["son-giang-2025"])  # not sent a second time
    assert "Đã thay bản cũ" in file["told"]
    assert "Quý IV/2025" in caller.assistant.plan("son-giang-2025").text


def test_the_same_file_again_changes_nothing_under_whatever_name(caller):
    data = SON_GIANG.read_bytes()
    assert caller.send(SON_GIANG.name, data)["asks"] == ""
    assert "không thay đổi" in caller.upload(SON_GIANG.name, data)["told"]
    other = caller.upload("ban-sao.txt", data)
    assert other["failed"]
    assert "giống hệt tệp son-giang-2025.txt" in other["told"]
    assert caller.plans == ["son-giang-2025"]


def test_files_of_an_archive_are_taken_in_as_if_they_came_alone(caller):
    changed = SON_GIANG.read_bytes().replace("Quý III/2025".encode(), "Quý IV/2025".encode())
    members = {
        f"huyen/{TAN_HOA.name}": TAN_HOA.read_bytes(),
        SON_GIANG.name: changed,
        "anh.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
        "trong.zip": packed({"x.txt": "x"}),
    }
    received = caller.post("file", packed(members), name="ke-hoach.zip").json()["files"]
    new, known, picture, nested = received
    assert [one["name"] for one in received] == [f"ke-hoach.zip/{name}" for name in members]
    assert "trong.zip là tệp nén" in nested["failed"]
    assert "142/KH-UBND" in known["asks"]
    states = caller.take_in([one["token"] for one in (new, known, picture)])
    assert "Đã thêm" in states[0]["told"]
    assert states[1]["asks"]
    assert "bị hỏng" in states[2]["told"]
    assert caller.plans == ["son-giang-2025", "tan-hoa-2026"]
    [state] = caller.take_in([known["token"]], [known["plan"]])
    assert "Đã thay bản cũ" in state["told"]
    assert "Quý IV/2025" in caller.assistant.plan("son-giang-2025").text
    assert not any((caller.home / "uploads").iterdir())


@pytest.mark.parametrize("data", [packed({"huyen/": ""}), packed({"a.txt": "x" * 100})[:60]])
def test_an_archive_that_cannot_be_unpacked_is_refused_and_not_kept(caller, data):
    answer = caller.post("file", data, name="ke-hoach.zip")
    assert answer.status_code == 400
    assert "ke-hoach.zip" in answer.json()["error"]
    assert not any((caller.home / "uploads").iterdir())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Tài liệu\\Kế hoạch 12.docx", "Kế hoạch 12.docx"),
        ("/tuyệt/đối.pdf", "đối.pdf"),
        (".htaccess", "htaccess"),
        ("a\x00b\u202e\n.txt", "ab.txt"),
        ("Ke\u0302\u0301 hoạch.txt", "Kế hoạch.txt"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_lose_what_is_no_name(given, kept):
    assert file_name(given) == kept


@pytest.mark.parametrize("given", ["", "..", "/", "   ", "thư mục/", "\x00"])
def test_a_file_without_a_name_is_refused(caller, given):
    answer = caller.post("file", b"x", name=given)
    assert answer.status_code == 400
    assert "Hãy đặt tên tệp" in answer.json()["error"]


def test_a_file_with_a_path_stays_in_the_home(caller):
    caller.upload("../../../tan-hoa-2026.txt", TAN_HOA.read_bytes())
    assert "tan-hoa-2026" in caller.plans
    assert not (caller.home.parent / TAN_HOA.name).exists()


def test_a_file_above_the_limit_is_refused_and_not_kept(tmp_path):
    caller = Caller(assistant_over(tmp_path), tmp_path, max_file_mb=1)
    answer = caller.post("file", bytes((1 << 20) + 1), name="to.txt")
    assert answer.status_code == 400
    assert "vượt mức cho phép là 1 MB" in answer.json()["error"]
    assert not any((tmp_path / "uploads").iterdir())


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path):
    uploads = Uploads(tmp_path / "uploads", read_plan, READING_VERSION, Limits(1 << 20))

    async def broken():
        yield "KẾ HOẠCH".encode()
        raise ConnectionResetError

    # On a thread of its own: in this one the browser of other tests has its loop running.
    with ThreadPoolExecutor() as pool, pytest.raises(ConnectionResetError):
        pool.submit(asyncio.run, uploads.receive("ke-hoach.txt", broken())).result()
    assert not any((tmp_path / "uploads").iterdir())


def test_a_reader_that_fails_is_told_and_the_library_stays(caller, monkeypatch):
    def fails(self, texts, on_progress=None):
        raise ModelError("model_not_loaded", model="m", reason="r")

    monkeypatch.setattr(TinyEmbedder, "embed_passages", fails)
    token = caller.send(TAN_HOA.name, TAN_HOA.read_bytes())["token"]
    [file] = caller.take_in([token])
    assert "Không nạp được mô hình nhúng" in file["told"]
    assert caller.plans == ["son-giang-2025"]
    monkeypatch.undo()
    [file] = caller.take_in([token])  # still there: no need to send it again
    assert "Đã thêm" in file["told"]


def test_a_crash_is_a_sentence_too(caller, monkeypatch):
    def fails(self, texts, on_progress=None):
        raise RuntimeError("/root/secret")

    monkeypatch.setattr(TinyEmbedder, "embed_passages", fails)
    file = caller.upload(TAN_HOA.name, TAN_HOA.read_bytes())
    assert "kho vẫn như trước" in file["told"]
    assert "secret" not in file["told"]


def test_what_is_no_longer_there_is_said(caller):
    assert "Hãy chọn lại tệp" in caller.post("start", {"tokens": ["khong-co"]}).json()["error"]
    assert "không còn trong kho" in caller.post("remove", {"plan": "khong-co"}).json()["error"]
    assert caller.get("document", plan="khong-co").status_code == 400
    assert caller.get("original", plan="khong-co").status_code == 400
    assert caller.get("jobs", job="khong-co").json() == {"jobs": []}


@pytest.mark.parametrize("sent", [b"", b"[1]", b"{", b'{"tokens": 5, "plan": ["x"]}'])
def test_whatever_is_sent_gets_an_answer(caller, sent):
    for name in ("start", "remove", "drop", "confirm"):
        answer = caller.post(name, sent)
        assert answer.status_code in (200, 400)
        assert answer.headers["content-type"] == "application/json"
    assert caller.plans == ["son-giang-2025"]


# --- removing ---------------------------------------------------------------------------------


def test_what_was_removed_comes_back_as_it_was(caller):
    before = caller.assistant.plan("son-giang-2025")
    removed = caller.post("remove", {"plan": "son-giang-2025"}).json()
    assert "142/KH-UBND" in removed["told"]
    assert caller.plans == []
    assert caller.assistant.library.original("son-giang-2025") is None
    [file] = caller.take_in([removed["token"]])
    assert "Đã thêm" in file["told"]
    assert caller.assistant.plan("son-giang-2025") == before
    assert caller.assistant.library.original("son-giang-2025").read_bytes() == SON_GIANG.read_bytes()


def test_what_was_removed_comes_back_after_a_restart_too(caller):
    before = caller.assistant.plan("son-giang-2025")
    caller.post("remove", {"plan": "son-giang-2025"})
    again = Caller(caller.assistant, caller.home)
    undo = again.listed().select_one("[data-undo]")
    assert "142/KH-UBND" in undo["data-told"]
    assert "Took" in again.listed(lang="en").select_one("[data-undo]")["data-told"]
    [file] = again.take_in([undo["data-undo"]])
    assert "Đã thêm" in file["told"]
    assert again.assistant.plan("son-giang-2025") == before
    assert not again.listed().select("[data-undo]")
    assert not any((again.home / "uploads").iterdir())


def test_what_was_removed_waits_for_a_day(caller):
    token = caller.post("remove", {"plan": "son-giang-2025"}).json()["token"]
    for file in (caller.home / "uploads" / token).iterdir():
        os.utime(file, (time.time() - KEPT - 1,) * 2)
    assert not caller.listed().select("[data-undo]")


@pytest.mark.parametrize("token", ["../library", "..", "", "x" * 22, "/etc/passwd", "a" * 21 + "é"])
def test_no_other_folder_is_taken_for_a_file_that_waits(caller, token):
    (caller.home / "uploads").mkdir()
    assert "Hãy chọn lại tệp" in caller.post("start", {"tokens": [token]}).json()["error"]


def test_undo_does_not_replace_what_has_come_meanwhile(caller):
    token = caller.post("remove", {"plan": "son-giang-2025"}).json()["token"]
    caller.upload(SON_GIANG.name, TAN_HOA.read_bytes())
    [file] = caller.take_in([token])
    assert file["asks"]
    assert "Tân Hòa" in caller.assistant.plan("son-giang-2025").text


# --- reading ----------------------------------------------------------------------------------


def test_a_card_tells_what_was_read(caller):
    card = caller.listed().select_one('[data-plan="son-giang-2025"]')
    shown = card.get_text(" ")
    for words in ("142/KH-UBND", "17/02/2025", "23 mục", "Lê Văn Thuận", "son-giang-2025.txt"):
        assert words in shown
    assert "chưa chắc chắn" not in shown
    english = caller.listed(lang="en").select_one("[data-plan]").get_text(" ")
    assert "23 section(s)" in english
    assert "Date of issue" in english


def test_the_original_is_saved_under_its_name(tmp_path):
    path = tmp_path / "Kế hoạch số 142.txt"
    path.write_bytes(SON_GIANG.read_bytes())
    caller = Caller(assistant_over(tmp_path / "home", [path]), tmp_path / "home")
    answer = caller.get("original", plan="Kế hoạch số 142")
    assert answer.content == SON_GIANG.read_bytes()
    assert answer.headers["content-disposition"] == f"attachment; filename*=utf-8''{quote(path.name)}"
    assert answer.headers["content-type"] == "application/octet-stream"


def test_the_document_comes_with_its_sections(caller):
    shown = BeautifulSoup(caller.get("document", plan="son-giang-2025").text, "html.parser")
    plan = caller.assistant.plan("son-giang-2025")
    links = shown.select(".pk-tree a[data-section]")
    assert len(links) == len(plan.sections)
    assert all(shown.find(id=link["data-section"]) for link in links)
    assert "".join(shown.select_one(".pc-doc").get_text().split()) == "".join(plan.text.split())


class UnsureLibrary(Library):
    """A library whose plans were read from scans, and that takes confirmations."""

    def __init__(self, *arguments) -> None:
        super().__init__(*arguments)
        self.confirmed: list[tuple[str, str, str]] = []

    def plans(self) -> tuple[Plan, ...]:
        return tuple(_unsure(plan) for plan in super().plans())

    def confirm(self, plan: str, field: str, value: str) -> None:
        self.confirmed.append((plan, field, value))


def _unsure(plan: Plan) -> Plan:
    number = plan.header.number
    assert number is not None
    doubtful = Field("<b>14?</b>", number.span, certain=False)
    return replace(plan, header=replace(plan.header, number=doubtful))


def test_what_is_not_certain_is_said_and_can_be_confirmed(tmp_path):
    assistant_over(tmp_path, [SON_GIANG]).library.close()
    library = UnsureLibrary(tmp_path, TinyEmbedder())
    caller = Caller(Assistant(library), tmp_path)
    card = caller.listed().select_one("[data-plan]")
    assert "Chưa chắc chắn: số, ký hiệu" in card.select_one(".pk-badges").get_text()
    form = card.select_one("form[data-confirm=number]")
    assert form.select_one("input")["value"] == "<b>14?</b>"
    assert not card.select("b")
    assert caller.post("confirm", {"plan": "p", "field": "number", "value": " 142 "}).status_code == 200
    assert library.confirmed == [("p", "number", "142")]
    locked = Caller(Assistant(library), tmp_path, password=PASSWORD)
    assert not locked.listed().select("form[data-confirm]")
    assert locked.post("confirm", {"plan": "p", "field": "number", "value": "1"}).status_code == 401
    assert len(library.confirmed) == 1


def test_a_scan_is_confirmed_and_stays_so(caller, tmp_path):
    printed_pdf, scan = tmp_path / "van-ban.pdf", tmp_path / "ban-quet.pdf"
    printed(SCANNED, printed_pdf, SCANS[0].face, ("ỦY BAN NHÂN DÂN", "TỈNH KON TUM"))
    scan_of(printed_pdf, scan, SCANS[0])
    assert "Đã thêm" in caller.upload(scan.name, scan.read_bytes())["told"]
    form = caller.listed().select_one('[data-plan="ban-quet"] form[data-confirm=number]')
    assert form.select_one("input")["value"] == "38/KH-UBND"
    answer = caller.post("confirm", {"plan": "ban-quet", "field": "number", "value": "ba mươi tám"})
    assert answer.status_code == 400
    assert caller.post("confirm", {"plan": "ban-quet", "field": "number", "value": "38/KH-UBND"}).is_success
    card = caller.listed().select_one('[data-plan="ban-quet"]')
    assert card.select("form[data-confirm=date]")
    assert not card.select("form[data-confirm=number]")
    assert "số, ký hiệu" not in card.select_one(".pk-badges").get_text()


def test_an_empty_library_offers_the_upload(tmp_path):
    caller = Caller(assistant_over(tmp_path), tmp_path)
    assert caller.listed().select_one("input[type=file]")
    assert "Kho chưa có kế hoạch nào" in caller.listed().get_text()
    locked = Caller(caller.assistant, tmp_path, password=PASSWORD)
    assert not locked.listed().select("input[type=file]")
    assert "Người quản trị đăng nhập" in locked.listed().get_text()


def test_a_first_run_elsewhere_is_shown_as_such(tmp_path):
    assistant = assistant_over(tmp_path)
    with assistant.library._generations.writing(1):  # another process, filling the library
        listed = Caller(assistant, tmp_path).listed()
    assert listed.select_one("[data-busy]")
    assert "Đang nạp những kế hoạch đầu tiên" in listed.get_text()


# --- who may ----------------------------------------------------------------------------------


CHANGES = ("file", "start", "drop", "remove", "confirm")


def test_without_the_password_nothing_changes_and_all_is_read(tmp_path):
    caller = Caller(assistant_over(tmp_path, [SON_GIANG]), tmp_path, password=PASSWORD)
    for name in CHANGES:
        answer = caller.post(name, {"plan": "son-giang-2025"}, name="x.txt")
        assert answer.status_code == 401, name
        assert "mật khẩu quản trị" in answer.json()["error"]
    assert caller.get("jobs").status_code == 401
    assert caller.plans == ["son-giang-2025"]
    assert not (tmp_path / "uploads").exists()
    assert not caller.listed().select("input[type=file], [data-remove], [data-undo]")
    assert caller.get("original", plan="son-giang-2025").status_code == 200
    assert caller.get("document", plan="son-giang-2025").status_code == 200


def test_the_password_opens_a_session_of_this_browser_alone(tmp_path, caplog):
    caplog.set_level("DEBUG")
    caller = Caller(assistant_over(tmp_path, [SON_GIANG]), tmp_path, password=PASSWORD)
    assert caller.post("signin", {"password": PASSWORD + "x"}).status_code == 401
    answer = caller.post("signin", {"password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert caller.listed().select("input[type=file]")
    assert caller.post("remove", {"plan": "son-giang-2025"}).status_code == 200
    assert PASSWORD not in caplog.text
    mine = dict(caller.http.cookies)
    caller.http.cookies.clear()
    assert caller.post("remove", {"plan": "x"}).status_code == 401
    caller.http.cookies.update(mine)
    assert caller.post("remove", {"plan": "x"}).status_code == 400
    caller.post("signout")
    caller.http.cookies.update(mine)
    assert caller.post("remove", {"plan": "x"}).status_code == 401


def test_guessing_is_slowed_down(tmp_path):
    caller = Caller(assistant_over(tmp_path), tmp_path, password=PASSWORD)
    for _ in range(ATTEMPTS):
        assert caller.post("signin", {"password": "đoán"}).status_code == 401
    answer = caller.post("signin", {"password": PASSWORD})
    assert answer.status_code == 429
    assert "phút" in answer.json()["error"]


def test_a_guesser_is_forgiven_and_a_session_ends():
    now = 0.0
    admin = Admin("đúng", clock=lambda: now)
    for _ in range(ATTEMPTS):
        assert admin.sign_in("sai", "a") is None
    with pytest.raises(TooManyAttemptsError):
        admin.sign_in("đúng", "a")
    assert admin.sign_in("đúng", "b")
    now = WINDOW + 1
    token = admin.sign_in("đúng", "a")
    assert admin.allows(token)
    assert not admin.allows(None)
    assert not admin.allows("khác")
    now += 9 * 3600
    assert not admin.allows(token)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-planchat": "1", "origin": "http://evil.example"},
        {"x-planchat": "1", "origin": "null"},
        {"x-planchat": "1", "sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"x-planchat": "1", "sec-fetch-site": "same-site"},
    ],
)
def test_another_site_cannot_change_the_library(caller, headers):
    for name in (*CHANGES, "signin", "signout"):
        answer = caller.post(name, {"plan": "son-giang-2025"}, headers=headers, name="x.txt")
        assert answer.status_code == 403, name
    assert caller.plans == ["son-giang-2025"]


def test_the_page_itself_may(caller):
    for headers in ({"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}):
        answer = caller.post("drop", {"token": "x"}, headers={"x-planchat": "1", **headers})
        assert answer.status_code == 200


def test_an_open_page_without_password_is_warned_of():
    open_page, locked = Settings(), Settings(admin_password=SecretStr(PASSWORD))
    assert "PLANCHAT_ADMIN_PASSWORD" in library_routes.exposed(open_page, "0.0.0.0", "vi")
    assert library_routes.exposed(open_page, "127.0.0.1", "vi") is None
    assert library_routes.exposed(locked, "0.0.0.0", "vi") is None
    assert "PLANCHAT_ADMIN_PASSWORD" in library_routes.exposed(
        Settings(admin_password=SecretStr("")), "0.0.0.0", "en"
    )
    assert PASSWORD not in repr(locked)


def test_a_refused_name_is_an_error_of_its_own():
    with pytest.raises(RefusedFile) as error:
        file_name("...")
    assert error.value.code == "library_no_name"
