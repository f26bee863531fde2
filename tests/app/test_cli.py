"""The command as people and programs run it, in processes of its own."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from shipped import PLAN_FILES, ROOT

ANSWER_KEYS = [
    "id", "question", "answered", "kind", "language", "answer", "citations", "retrieved", "writer", "seconds",
]  # fmt: skip
CITATION_KEYS = ["marker", "plan", "number", "title", "section", "heading", "page", "quote", "ocr", "passage"]
QUESTIONS = [
    (
        "Kinh phí thực hiện kế hoạch của Kon Tum lấy từ những nguồn nào?",
        "kon-tum-2024",
        "funding",
        "Ngân sách Trung ương",
    ),
    (
        "Nhiệm vụ hỗ trợ cơ sở hạ tầng cho HTX ở Đắk Nông do ai chủ trì, bao giờ xong, kết quả dự kiến?",
        "dak-nong-2023",
        "duty",
        "hạ tầng",
    ),
    ("Sở Công Thương Lai Châu có nhiệm vụ gì?", "lai-chau-2024", "duty", "Sở Công Thương"),
    (
        "Hớn Quản muốn số thành viên tham gia hợp tác xã năm 2025 tăng bao nhiêu?",
        "hon-quan-2025",
        "target",
        "thành viên",
    ),
    ("Ban Dân tộc tỉnh Bình Phước được giao việc gì?", "binh-phuoc-2024", "duty", "Ban Dân tộc"),
]


def planchat(home, *arguments, stdin="", **environment):
    """Run the command as a person would; output and errors as text."""
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
        env={**os.environ, "PLANCHAT_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def objects(done):
    """The JSON objects that a run printed, one per line."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def no_traceback(done):
    assert "Traceback" not in done.stdout + done.stderr


@pytest.fixture(scope="module")
def batch(home):
    """Every kind of line of a question file, answered by one process."""
    lines = [json.dumps({"id": number, "question": one[0]}) for number, one in enumerate(QUESTIONS)]
    lines += [
        "",
        "not json",
        json.dumps({"id": "no question"}),
        json.dumps({"id": "unknown", "question": "Sở Tài chính làm gì?", "plans": ["ha-noi-2024"]}),
        json.dumps({"id": "restricted", "question": "Nguồn kinh phí?", "plans": ["lai-chau-2024"]}),
        json.dumps(
            {
                "id": "follow-up",
                "question": "Thế còn Kon Tum?",
                "history": [QUESTIONS[0][0].replace("Kon Tum", "Lai Châu")],
            }
        ),
        json.dumps({"id": "none", "question": "Món phở ngon nhất Hà Nội ở đâu?"}),
    ]
    return planchat(home, "ask", "--json", "--from", "-", stdin="\n".join(lines))


def test_a_batch_answers_in_order(batch):
    found = objects(batch)
    assert [one.get("id") for one in found] == [
        *range(len(QUESTIONS)), None, "no question", "unknown", "restricted", "follow-up", "none",
    ]  # fmt: skip
    for one in found:
        assert list(one) == (["id", "line", "error"] if "error" in one else ANSWER_KEYS)


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_the_examples_of_the_issue(batch, number):
    question, plan, kind, word = QUESTIONS[number]
    answer = objects(batch)[number]
    assert answer["question"] == question
    assert answer["answered"] is True
    assert (answer["kind"], answer["language"], answer["writer"]) == (kind, "vi", "quotes")
    assert word in answer["answer"] or any(word in one["heading"] for one in answer["citations"])
    assert {one["plan"] for one in answer["citations"]} == {plan}
    assert [one["marker"] for one in answer["citations"]] == list(range(1, len(answer["citations"]) + 1))
    assert set(map(int, re.findall(r"\[(\d+)\]", answer["answer"]))) == {
        one["marker"] for one in answer["citations"]
    }
    assert len(answer["retrieved"]) >= 10
    for citation in answer["citations"]:
        assert list(citation) == CITATION_KEYS
        assert citation["quote"] in " ".join(citation["passage"].split())
    for found in answer["retrieved"]:
        assert list(found) == ["plan", "section", "score", "text"]


def test_quotes_are_verbatim(batch):
    texts = {file.stem: " ".join(file.read_text("utf-8").split()) for file in PLAN_FILES}
    for answer in objects(batch):
        for citation in answer.get("citations", ()):
            assert citation["quote"] in texts[citation["plan"]]


def test_bad_lines_are_named_and_cost_the_exit_status(batch):
    errors = [one for one in objects(batch) if "error" in one]
    assert [one["line"] for one in errors] == [7, 8, 9]
    assert all(f"Dòng {one['line']}" in one["error"] for one in errors[:2])
    assert "ha-noi-2024" in errors[2]["error"]
    assert batch.returncode == 1
    no_traceback(batch)


def test_restricted_follow_up_and_unanswerable(batch):
    restricted, follow_up, none = objects(batch)[-3:]
    assert {one["plan"] for one in restricted["citations"]} == {"lai-chau-2024"}
    assert {one["plan"] for one in follow_up["citations"]} == {"kon-tum-2024"}
    assert follow_up["kind"] == "funding"
    assert none["answered"] is False


def test_a_person_reads_answer_and_sources(home):
    done = planchat(home, "ask", QUESTIONS[2][0])
    assert done.returncode == 0
    assert "[1]" in done.stdout
    assert "Nguồn\n[1]" in done.stdout
    assert "(lai-chau-2024)" in done.stdout
    no_traceback(done)


def test_an_empty_library_says_what_to_do(tmp_path):
    done = planchat(tmp_path, "ask", "Sở Tài chính làm gì?")
    assert done.returncode == 0
    assert "planchat ingest" in done.stdout
    assert "planchat ingest" in planchat(tmp_path, "plans").stdout
    doctor = planchat(tmp_path, "doctor")
    assert doctor.returncode == 0
    assert "planchat ingest" in doctor.stdout


def test_ingest_reports_each_file(home, tmp_path):
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    folder = tmp_path / "folder"
    folder.mkdir()
    unchanged, changed = PLAN_FILES[:2]
    shutil.copy(unchanged, folder)
    (folder / changed.name).write_text(changed.read_text("utf-8") + "\nThêm một dòng.\n", "utf-8")
    (folder / "mới.txt").write_text(
        "KẾ HOẠCH\nPhát triển hợp tác xã\nI. MỤC TIÊU\nThành lập 5 hợp tác xã.\n", "utf-8"
    )
    (folder / "trống.txt").write_bytes(b"")
    (folder / "manifest.yaml").write_text("not: a plan", "utf-8")
    done = planchat(copy, "ingest", "--json", folder, tmp_path / "absent.pdf")
    found = {os.path.basename(one["file"]): one for one in objects(done)}
    assert {name: one["status"] for name, one in found.items()} == {
        unchanged.name: "unchanged",
        changed.name: "replaced",
        "mới.txt": "added",
        "trống.txt": "refused",
        "absent.pdf": "refused",
    }
    assert done.returncode == 1
    assert list(found[changed.name]) == [
        "file", "plan", "status", "reason", "number", "issuer", "date", "title", "uncertain", "confirmed",
        "pages", "pages_ocr", "pages_unread", "repaired", "tables", "sections", "passages", "records",
        "warnings",
    ]  # fmt: skip
    assert found[changed.name]["plan"] == "dak-nong-2023"
    assert found[changed.name]["number"] == "371/KH-UBND"
    assert found[changed.name]["date"] == "2023-06-14"
    assert set(found[changed.name]["records"]) == {"duty", "target", "funding", "support"}
    assert found["trống.txt"]["reason"].startswith("Tệp trống.txt trống")
    assert found[unchanged.name]["reason"] is None
    no_traceback(done)
    assert "Took mới out" in planchat(copy, "remove", "mới", PLANCHAT_LANGUAGE="en").stdout
    assert "mới" not in [one["plan"] for one in objects(planchat(copy, "plans", "--json"))]


def test_ingest_tells_a_person_why_a_file_is_refused(tmp_path):
    (tmp_path / "ảnh.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = planchat(tmp_path / "home", "ingest", tmp_path / "ảnh.png", PLANCHAT_LANGUAGE="en")
    assert done.returncode == 1
    assert "save or download it anew" in " ".join(done.stdout.split())
    assert "refused 1" in done.stdout


def test_doctor_finds_all_in_order(home):
    done = planchat(home, "doctor", "--json")
    assert done.returncode == 0
    states = {one["check"]: one["state"] for one in objects(done)}
    assert set(states) == {
        "python",
        "packages",
        "home",
        "reference",
        "model",
        "store",
        "index",
        "ocr",
        "office",
        "chat_model",
    }
    assert {
        states[name] for name in ("python", "packages", "home", "reference", "model", "store", "index")
    } == {"ok"}


def test_doctor_says_what_is_wrong(home):
    done = planchat(home, "doctor", PLANCHAT_EMBEDDING_MODEL=str(ROOT / "tests"))
    assert done.returncode == 1
    assert "PLANCHAT_EMBEDDING_MODEL" in done.stdout
    no_traceback(done)
    nowhere = planchat("/dev/null/home", "doctor")
    assert nowhere.returncode == 1
    assert "PLANCHAT_HOME" in nowhere.stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["plans"], {"PLANCHAT_LANGUAG": "en"}, "PLANCHAT_LANGUAGE"),
        (["plans"], {"PLANCHAT_LANGUAGE": "fr"}, "PLANCHAT_LANGUAGE"),
        (["plans"], {"PLANCHAT_HOME": "/dev/null/home"}, "PLANCHAT_HOME"),
        (["remove", "ha-noi-2024"], {}, "kon-tum-2024"),
        (["records", "duties", "--plan", "ha-noi-2024"], {}, "kon-tum-2024"),
        (["records", "duties", "--agency", "xyz abc"], {}, "xyz abc"),
        (["records", "targets", "--agency", "Sở Tài chính"], {}, "--agency"),
        (["records", "funding", "--ics", "x.ics"], {}, "--ics"),
        (["records", "duties", "--csv", "/nowhere/x.csv"], {}, "/nowhere/x.csv"),
        (["ask"], {}, "--from"),
        (["ask", "--from", "/nowhere.jsonl"], {}, "/nowhere.jsonl"),
        (["ask", "?", "--plan", "ha-noi-2024"], {}, "kon-tum-2024"),
    ],
)
def test_errors_are_sentences(home, arguments, environment, said):
    done = planchat(home, *arguments, **environment)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    no_traceback(done)


def test_an_unforeseen_error_goes_to_the_log(home, tmp_path):
    broken = tmp_path / "home"
    broken.mkdir()
    (broken / "library").write_text("a file where the folder should be", "utf-8")
    done = planchat(broken, "plans")
    no_traceback(done)
    assert done.returncode == 70
    assert "planchat.log" in done.stderr
    assert "Traceback" in (broken / "logs" / "planchat.log").read_text("utf-8")
    assert "Traceback" in planchat(broken, "plans", PLANCHAT_DEBUG="1").stderr


def test_help_loads_nothing_heavy():
    program = "import app.cli, sys; app.cli.build(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heavy = {
        "torch",
        "transformers",
        "sentence_transformers",
        "gradio",
        "chromadb",
        "numpy",
        "langchain_core",
        "bm25s",
    }
    assert not heavy & set(loaded.stdout.split())


def test_chat_serves_the_page_and_stops(home):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PLANCHAT_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "app.cli", "chat", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as serving:
        try:
            said = serving.stdout.readline()
            assert f"http://127.0.0.1:{port}" in said
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
                assert page.status == 200
            taken = planchat(home, "chat", "--port", port)
            serving.send_signal(signal.SIGINT)
            serving.wait(60)
        finally:
            serving.kill()
    assert taken.returncode == 2
    assert "--port" in taken.stderr


def test_eval_is_handed_over(home):
    done = planchat(home, "eval", "--help")
    assert done.returncode == 0
    assert "--questions" in done.stdout


def test_records_for_programs_and_spreadsheets(home, tmp_path):
    csv, xlsx, ics = (tmp_path / f"list.{suffix}" for suffix in ("csv", "xlsx", "ics"))
    wanted = ("records", "duties", "--plan", "dak-nong-2023", "--agency", "so ke hoach dau tu")
    done = planchat(home, *wanted, "--json", "--csv", csv, "--xlsx", xlsx, "--ics", ics)
    assert done.returncode == 0
    found = objects(done)
    assert found
    assert csv.read_bytes().startswith(b"\xef\xbb\xbfplan,number,section,quote,agency,")
    assert len(re.findall(rb"BEGIN:VEVENT", ics.read_bytes())) == len(
        {(one["section"], one["due"]) for one in found if one["due"]}
    )
    assert xlsx.read_bytes().startswith(b"PK")
    assert {one["plan"] for one in found} == {"dak-nong-2023"}
    own = [one["collective"] for one in found]
    assert own == sorted(own), "duties given to all come last"


def test_records_for_a_person(home):
    done = planchat(home, "records", "duties", "--agency", "Sở Nông nghiệp và Môi trường", "--role", "lead")
    assert done.returncode == 0
    assert re.search(r"^\d+ mục\.$", done.stdout, re.M)
    assert "kế thừa" in done.stderr
