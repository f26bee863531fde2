"""The shipped plans in every format that people have: python tests/aids/formats.py [FORMAT…].

Makes each plan in each format (or those named), reads it, and prints which sections and records
differ from those of its text.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "ingest"), str(ROOT / "tests" / "aids")]

from documents import as_docx, as_html, as_pdf  # noqa: E402
from docx import Document  # noqa: E402
from old_letters import as_bytes  # noqa: E402
from plan_facts import facts, plan_in  # noqa: E402
from scan_maker import SCANS, printed, scan_of  # noqa: E402
from shipped import PLAN_FILES  # noqa: E402

OFFICE = ("doc", "odt", "rtf")
"""What only LibreOffice writes and reads."""

_SCAN = next(scan for scan in SCANS if scan.name == "noto-200")


def _as_word(text: str, path: Path) -> None:
    as_docx(text, path)
    document = Document(str(path))
    document.add_paragraph()  # Word has one at the end always; DOC loses a table without it
    document.save(str(path))


def _as_scan(text: str, path: Path) -> None:
    paper = path.with_suffix(".print")
    printed(text, paper, _SCAN.face)
    scan_of(paper, path, _SCAN)


MAKERS: dict[str, Callable[[str, Path], None]] = {
    "docx": _as_word,
    "html": as_html,
    "pdf": as_pdf,
    "tcvn3.txt": lambda text, path: path.write_bytes(as_bytes(text, "tcvn3")) and None,
    "vni.txt": lambda text, path: path.write_bytes(as_bytes(text, "vni")) and None,
    "scan.pdf": _as_scan,
}


def make(form: str, plans: Iterable[Path], folder: Path) -> list[Path]:
    """Write plans in a format, one of `MAKERS` or `OFFICE`, and return the files."""
    files = []
    for plan in plans:
        file = folder / f"{plan.stem}.{'docx' if form in OFFICE else form}"
        MAKERS["docx" if form in OFFICE else form](plan.read_text("utf-8-sig"), file)
        files.append(file)
    if form not in OFFICE:
        return files
    convert(folder, form, *files)
    return [file.with_suffix(f".{form}") for file in files]


def convert(folder: Path, suffix: str, *files: Path) -> None:
    """Let LibreOffice write files in another format into a folder."""
    profile = folder / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", suffix]
    subprocess.run([*command, "--outdir", folder, *files], check=True, capture_output=True)
    shutil.rmtree(profile, ignore_errors=True)


def main(names: list[str]) -> None:
    """Print a row for each format, and below what differs."""
    forms = names or [*MAKERS, *OFFICE]
    differences = []
    kinds = list(facts(plan_in(PLAN_FILES[0])))
    print("| format |", " | ".join(kinds), "|")
    print("|---|" + "---|" * len(kinds))
    for form in forms:
        same, total = Counter[str](), Counter[str]()
        with tempfile.TemporaryDirectory() as folder:
            for plan, file in zip(PLAN_FILES, make(form, PLAN_FILES, Path(folder)), strict=True):
                wanted, got = facts(plan_in(plan)), facts(plan_in(file))
                for kind in kinds:
                    left, right = Counter(wanted[kind]), Counter(got[kind])
                    total[kind] += left.total()
                    same[kind] += (left & right).total()
                    for sign, rest in (("-", left - right), ("+", right - left)):
                        differences += [f"{form} {plan.stem} {sign} {kind}: {one}" for one in rest]
        print(f"| {form} |", " | ".join(f"{same[kind]}/{total[kind]}" for kind in kinds), "|", flush=True)
    print("", *differences, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
