"""Broken and hostile files: each refused with its sentence, in bounds, nothing left, the rest unharmed."""

import os
import resource
import select
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from hostile import FILES, SECRET, TEXT

from app.catalogue import say
from ingest.errors import RefusedFile
from ingest.names import id_of, shown
from ingest.readers import Limits, read
from ingest.readers.archive import unpacked
from ingest.readers.sandbox import Sandbox, shared
from ingest.reading import read_plan

GIGABYTE = 1 << 30
SECONDS = 10  # of the processor: how long that is by the clock is the machine's affair


@pytest.fixture(scope="module")
def own_temp(tmp_path_factory):
    """A folder for temporary files that only these tests use."""
    folder = tmp_path_factory.mktemp("tmp")
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    shared().close()
    yield folder
    shared().close()
    tempfile.tempdir = before


def taken(path):
    """Read a file or an archive's members, as the library does; return the texts."""
    with unpacked(path, Limits()) as members:
        for member in members:
            if member.error is not None:
                raise member.error
        return [line.text for member in members for line in read(member.path, Limits()).lines]


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def most_memory(pid):
    """Return the most bytes that a process ever used; one that was killed for it is a new one by now."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


@pytest.mark.parametrize("hostile", FILES, ids=lambda hostile: hostile.name)
def test_each_is_refused_in_bounds_and_the_next_file_is_read(hostile, own_temp, tmp_path, capfd):
    path, good = tmp_path / hostile.name, tmp_path / "ke-hoach.txt"
    path.write_bytes(hostile.make())
    good.write_text(TEXT, "utf-8")
    before, own = cpu_of_children(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal = None
    try:
        texts = taken(path)
    except RefusedFile as error:
        refusal, texts = error, []
    assert (refusal.code if refusal else None) == hostile.code
    if refusal:
        for language in ("vi", "en"):
            sentence = say(f"error.{refusal.code}", language, **refusal.params)
            assert refusal.params["file"] in sentence
            assert str(tmp_path) not in sentence
    assert "root:" not in "".join(texts), f"{SECRET} was read"
    assert [line.text for line in read(good, Limits()).lines] == TEXT.splitlines()
    assert most_memory(shared().pid) < GIGABYTE
    shared().close()
    assert cpu_of_children() - before < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - own) * 1024 < GIGABYTE / 4
    assert list(own_temp.iterdir()) == []
    assert sorted(tmp_path.iterdir()) == sorted([path, good])
    assert capfd.readouterr() == ("", "")


def test_there_are_thirty_at_least():
    assert len(FILES) >= 30
    assert len({hostile.make for hostile in FILES}) >= 30


@pytest.mark.parametrize(
    "words",
    [
        "Số 1/KH-A ",
        "*\n",
        "-",
        "kèm theo Kế hoạch 1/KH của UBND ",
        "TM. CHỦ TỊCH ",
        "10% ",
        "- a\n",
        ".... .",
    ],
)
def test_endless_lines_take_no_longer_than_others(words, tmp_path):
    """Ten times the text is no hundred times the work, in the header as in the body."""
    path = tmp_path / "dai.txt"
    endless = words * (25_000 // len(words)) + "\n"
    path.write_text(endless + TEXT + endless, "utf-8")
    started = time.process_time()
    plan = read_plan(path)
    assert time.process_time() - started < SECONDS / 2
    assert plan.header.title is None or len(plan.header.title.value) < 10_000


def test_special_files_and_loops_are_refused(tmp_path):
    os.mkfifo(tmp_path / "ong.pdf")
    (tmp_path / "khong.pdf").symlink_to("/dev/zero")
    (tmp_path / "vong.pdf").symlink_to("vong.pdf")
    (tmp_path / "mat.pdf").symlink_to("khong-co.pdf")
    (tmp_path / "thu-muc.pdf").mkdir()
    codes = {
        "ong": "unsupported",
        "khong": "unsupported",
        "vong": "no_access",
        "mat": "missing",
        "thu-muc": "folder",
    }
    for stem, code in codes.items():
        with pytest.raises(RefusedFile) as refusal:
            read(tmp_path / f"{stem}.pdf", Limits())
        assert refusal.value.code == code, stem


# --- the child -------------------------------------------------------------------------------


@pytest.fixture
def sandbox():
    own = Sandbox()
    yield own
    own.close()


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "ke-hoach.txt"
    path.write_text(TEXT, "utf-8")
    return path


def ended(watch):
    """Wait until the process of a pidfd has ended; False if it does not."""
    try:
        return bool(select.select([watch], [], [], 60)[0])
    finally:
        os.close(watch)


def ask(sandbox, path):
    return sandbox.ask("read", path, Limits(), file=path.name)


def test_one_child_serves_a_batch_and_none_is_left(sandbox, plan):
    pids = set()
    for _ in range(3):
        ask(sandbox, plan)
        pids.add(sandbox.pid)
    assert len(pids) == 1
    folder = sandbox.folder
    assert Path(folder).is_dir()
    sandbox.close()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert not Path(folder).exists()


def test_a_child_that_is_killed_at_work_is_a_refusal_and_the_next_one_works(sandbox, plan, tmp_path):
    ask(sandbox, plan)
    slow = tmp_path / "a.html"
    slow.write_bytes(b"<html><body><table>" + b"<tr>" + b"<td>x</td>" * 400_000)
    first = sandbox.pid
    timer = threading.Timer(0.3, lambda: os.kill(first, 11))
    timer.start()
    with pytest.raises(RefusedFile) as refusal:
        ask(sandbox, slow)
    timer.join()
    assert refusal.value.code == "crashed"
    assert ask(sandbox, plan)["lines"]
    assert sandbox.pid != first


def test_a_large_parent_has_a_child_all_the_same(sandbox, plan):
    """`getrusage` of a new process begins with the memory of the one that started it."""
    ballast = b"x" * (GIGABYTE // 2)
    assert ask(sandbox, plan)["lines"]
    assert len(ballast) == GIGABYTE // 2


def test_a_child_that_ended_while_idle_is_replaced(plan):
    own = Sandbox(idle=0.1)
    try:
        ask(own, plan)
        first = own.pid
        assert ended(os.pidfd_open(first))
        assert ask(own, plan)["lines"]
        assert own.pid != first
    finally:
        own.close()


def test_the_child_has_no_network_no_keys_and_little_memory(plan, monkeypatch):
    """What the child may do, asked of a child: its limits hold for whatever runs in it."""
    monkeypatch.setenv("PLANCHAT_CHAT_KEY", "secret")
    own = Sandbox()
    try:
        ask(own, plan)
        status = Path(f"/proc/{own.pid}")
        limits = (status / "limits").read_text()
        assert b"secret" not in (status / "environ").read_bytes()
        data = next(line for line in limits.splitlines() if line.startswith("Max data size"))
        assert int(data.split()[3]) < GIGABYTE
        assert next(line for line in limits.splitlines() if line.startswith("Max core")).split()[4] == "0"
        if os.geteuid() == 0:
            assert os.readlink(status / "ns/net") != os.readlink("/proc/self/ns/net")
    finally:
        own.close()


def test_a_child_ends_when_its_parent_is_killed(plan, tmp_path):
    program = (
        "import sys, time; from pathlib import Path; from ingest.readers import Limits; "
        "from ingest.readers.sandbox import Sandbox; own = Sandbox(); "
        "own.ask('read', Path(sys.argv[1]), Limits(), file='a.txt'); "
        "print(own.pid, own.folder, flush=True); time.sleep(600)"
    )
    root = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(plan)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    pid, folder = parent.stdout.readline().split()
    watch = os.pidfd_open(int(pid))
    parent.kill()
    parent.wait()
    assert ended(watch), "the child goes on without its parent"
    assert not Path(folder).exists()


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kon-tum-2024.pdf", "kon-tum-2024"),
        ("Kế hoạch số 12 (bản cuối).docx", "Kế hoạch số 12 (bản cuối)"),
        ("a\nb\tc.txt", "a b c"),
        ("Ke\u0302\u0301 hoa\u0323ch.txt", "Kế hoạch"),
        ("gpj.\u202etxt", "gpj"),
        ("..\\..\\windows\\x.txt", "_.._windows_x"),
        ("\udcff\udcfe.txt", "__"),
        (" .txt", "ke-hoach"),
        ("x" * 300 + ".txt", "x" * 120),
    ],
)
def test_plan_ids(name, expected):
    assert id_of(Path(name)) == expected


def test_a_shown_name_is_one_line_without_folders():
    assert shown("a/b\\c\r\nd\u202e.txt") == "a_b_c d.txt"
