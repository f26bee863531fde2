"""How well scans are read: `make scans`, or python tests/aids/scans.py [NAME…] [PLAN…].

Prints each shipped plan (or those named), scans it in every way of `scan_maker.SCANS` (or those
named), reads the pictures and holds what was read against the same plan read from its text.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "ingest"), str(ROOT / "tests" / "aids")]

from scan_maker import SCANS, Scan, printed, scan_of  # noqa: E402
from shipped import PLAN_FILES  # noqa: E402

from ingest.models import Plan  # noqa: E402
from ingest.reading import read_plan  # noqa: E402
from ingest.vietnamese import fold, unify_tones  # noqa: E402

MOST_HEADING_ERRORS = 0.1
"""Share of a heading's characters that may be wrong for the section still to count as found."""


@dataclass
class Score:
    """Sums over plans: characters and wrong ones, and of each kind what there is and what was found.

    `foreign` are duties that the plan does not have.
    """

    characters: int = 0
    errors: int = 0
    sections: int = 0
    sections_found: int = 0
    duties: int = 0
    duties_found: int = 0
    foreign: int = 0
    records: int = 0
    records_found: int = 0

    def __add__(self, other: Score) -> Score:
        sums = (getattr(self, field.name) + getattr(other, field.name) for field in fields(self))
        return Score(*sums)


def distance(one: str, other: str) -> int:
    """Return the edit distance: characters to insert, delete or replace."""
    letters = np.array([ord(char) for char in other])
    places = np.arange(len(letters) + 1)
    row = places
    for number, char in enumerate(one, start=1):
        changed = np.minimum(row[:-1] + (letters != ord(char)), row[1:] + 1)
        row = np.minimum.accumulate(np.concatenate(([number], changed)) - places) + places
    return int(row[-1])


def plain(text: str) -> str:
    """Return the text as it is compared: white space folded, tone marks in one place."""
    return " ".join(unify_tones(text).split())


def compare(text: Plan, scan: Plan) -> Score:
    """Hold a plan read from its scan against the same plan read from its text."""
    score = Score()
    for before, after in zip(_pages(text), _pages(scan), strict=True):
        score.characters += len(before)
        score.errors += distance(before, after)
    found = {section.path: section.heading for section in scan.sections}
    score.sections = len(text.sections)
    score.sections_found = sum(
        section.path in found and _alike(section.heading, found[section.path]) for section in text.sections
    )
    score.duties, score.duties_found, score.foreign = _counted(_duties(text), _duties(scan))
    score.records, score.records_found, _ = _counted(_records(text), _records(scan))
    return score


def _pages(plan: Plan) -> list[str]:
    starts = [start.start for start in plan.pages] + [len(plan.text)]
    texts = {
        start.page: plain(plan.text[start.start : end])
        for start, end in zip(plan.pages, starts[1:], strict=True)
    }
    return [texts.get(page, "") for page in range(1, (plan.page_count or 0) + 1)]


def _alike(one: str, other: str) -> bool:
    return distance(fold(one), fold(other)) <= MOST_HEADING_ERRORS * max(len(one), 1)


def _duties(plan: Plan) -> Iterable[tuple[object, ...]]:
    for duty in plan.records.duties:
        yield plan.section_path(duty.section), duty.agency, duty.role, duty.due


def _records(plan: Plan) -> Iterable[tuple[object, ...]]:
    for target in plan.records.targets:
        yield target.value, target.value_to, target.unit, target.year
    for funding in plan.records.funding:
        yield plan.section_path(funding.section), funding.classes
    for support in plan.records.support:
        yield plan.section_path(support.section), support.measures


def _counted(wanted: Iterable[object], got: Iterable[object]) -> tuple[int, int, int]:
    """Return how many are wanted, how many of them were found, and how many are foreign."""
    left, right = Counter(wanted), Counter(got)
    return left.total(), (left & right).total(), (right - left).total()


def measure(scan: Scan, plans: Sequence[Path], folder: Path) -> tuple[Score, int, float, float]:
    """Return the score of a way of scanning over plans, the pages read, and the seconds taken.

    The seconds are those of the clock, then those of the processor: the pages' own processes.
    """
    score, pages, seconds, busy = Score(), 0, 0.0, 0.0
    for file in plans:
        printed_pdf, scanned = folder / f"{file.stem}-{scan.face}.pdf", folder / f"{file.stem}.pdf"
        if not printed_pdf.exists():
            printed(file.read_text("utf-8"), printed_pdf, scan.face)
        scan_of(printed_pdf, scanned, scan)
        text = read_plan(printed_pdf)
        started, before = time.perf_counter(), _busy()
        read = read_plan(scanned)
        seconds += time.perf_counter() - started
        busy += _busy() - before
        pages += read.page_count or 0
        score += compare(text, read)
    return score, pages, seconds, busy


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(names: Sequence[str]) -> None:
    """Measure and print a Markdown table."""
    known = [scan for scan in SCANS if scan.name in names]
    plans = [file for file in PLAN_FILES if file.stem in names] or PLAN_FILES
    wanted = known or SCANS
    unknown = set(names) - {scan.name for scan in SCANS} - {file.stem for file in PLAN_FILES}
    if unknown:
        sys.exit(f"No such way of scanning or plan: {', '.join(sorted(unknown))}")
    columns = "scan", "pages", "wrong characters", "sections", "duties (foreign)", "other records"
    print("|", " | ".join((*columns, "pages/min", "CPU s/page")), "|")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for scan in wanted:
            score, pages, seconds, busy = measure(scan, plans, Path(folder))
            print(
                f"| {scan.name} | {pages} | {score.errors / score.characters:.2%} "
                f"| {score.sections_found / score.sections:.1%} "
                f"| {score.duties_found / score.duties:.1%} ({score.foreign}) "
                f"| {score.records_found / score.records:.1%} | {60 * pages / seconds:.0f} "
                f"| {busy / pages:.1f} |",
                flush=True,
            )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nLargest process: {peak:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
