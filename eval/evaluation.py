"""A whole evaluation, from the question file to the verdict, without any output."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.models import Language
from eval.baseline import BASELINE, load_baseline
from eval.cases import QUESTIONS, Case, load_cases
from eval.errors import EvaluationError
from eval.gate import BARS, check, load_bars
from eval.outcomes import Outcome
from eval.report import Report, System, system
from eval.report_html import as_html
from eval.report_json import as_json
from eval.report_junit import as_junit
from eval.report_markdown import as_markdown
from eval.runner import run, unfounded
from eval.subject import Subject

Progress = Callable[[str, int], Callable[[Outcome], None]]
"""Called with a system's name and the number of questions; returns what to call after each."""


@dataclass(frozen=True)
class Selection:
    """What to evaluate: which questions of which file, against which bars and baseline."""

    questions: Path = QUESTIONS
    bars: Path = BARS
    baseline: Path = BASELINE
    only_plans: tuple[str, ...] = ()
    only_kinds: tuple[str, ...] = ()
    limit: int | None = None

    @property
    def is_part(self) -> bool:
        """Say whether only a part of the file's questions is asked."""
        return bool(self.only_plans or self.only_kinds or self.limit is not None)

    @property
    def whole_set(self) -> bool:
        """Say whether this is the fixed set as a whole, the one the baseline is of."""
        return not self.is_part and self.questions.resolve() == QUESTIONS.resolve()

    def cases(self) -> tuple[Case, ...]:
        """Return the chosen questions. Raises EvaluationError where none are left."""
        chosen = [
            case
            for case in load_cases(self.questions)
            if (not self.only_plans or set(self.only_plans) & set(case.plans))
            and (not self.only_kinds or case.kind in self.only_kinds)
        ][: self.limit]
        if not chosen:
            raise EvaluationError("eval_questions_none", file=self.questions)
        return tuple(chosen)


def evaluate(
    selection: Selection,
    subject: Subject,
    others: Sequence[tuple[str, Callable[[], Subject]]] = (),
    *,
    name: str = "planchat",
    language: Language = "vi",
    progress: Progress | None = None,
) -> Report:
    """Ask `subject`, called `name`, and then each of `others` (name and maker), and judge.

    Bars, baseline and questions are read first: a mistake in them should not cost a run.
    """
    cases, bars, baseline = selection.cases(), load_bars(selection.bars), load_baseline(selection.baseline)
    start = time.perf_counter()
    own = _ask(name, cases, subject, progress)
    compared = tuple(_ask(other, cases, make(), progress) for other, make in others)
    verdict = check(
        own.outcomes,
        own.summary.overall,
        None if selection.is_part else bars,
        baseline,
        whole_set=selection.whole_set,
    )
    return Report(
        own=own,
        others=compared,
        bars=bars,
        verdict=verdict,
        part=selection.is_part,
        unfounded=unfounded(cases, subject.plans()),
        seconds=time.perf_counter() - start,
        ran_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        language=language,
    )


def _ask(name: str, cases: Sequence[Case], subject: Subject, progress: Progress | None) -> System:
    return system(name, run(cases, subject, progress(name, len(cases)) if progress else None))


def write(report: Report, folder: Path) -> None:
    """Write the report as eval.json, eval.md, eval.html and junit.xml into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "eval.json").write_text(as_json(report) + "\n", "utf-8")
    (folder / "eval.md").write_text(as_markdown(report), "utf-8")
    (folder / "eval.html").write_text(as_html(report), "utf-8")
    (folder / "junit.xml").write_text(as_junit(report), "utf-8")
