"""The questions: what is asked, and what a right answer cites, says and leaves out.

The form of the file is a contract (see the design); an unknown field is an error, because a
misspelt `forbids` would otherwise be a check that cannot fail.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.errors import EvaluationError
from ingest.vietnamese import fold

FOLDER = Path(__file__).parent
QUESTIONS = FOLDER / "questions.yaml"

# libyaml's safe loader where PyYAML was built with it: 350 questions in .2 s instead of 2.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

CaseKind = Literal["duty", "target", "funding", "support", "document", "general", "smalltalk", "none"]
Text = Annotated[str, Field(min_length=1)]
Alternatives = Annotated[tuple[Text, ...], Field(min_length=1)]


class RecordFilter(BaseModel):
    """The records that a complete list holds: those of `kind` in the case's plans.

    `agency` and `role` narrow duties, `measure` support, `funding_class` funding, `year` targets.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["duty", "target", "funding", "support"]
    agency: str | None = None
    role: Literal["lead", "partner", "contact", "requested"] | None = None
    year: int | None = None
    funding_class: str | None = None
    measure: str | None = None


class Case(BaseModel):
    """One question with its expectation.

    `evidence` and `facts` are groups of alternatives: of each group one has to be there.
    `complete` marks a question whose answer is a whole list, to be checked against the records.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Text
    kind: CaseKind
    question: Text
    history: tuple[Text, ...] = ()
    plans: tuple[Text, ...] = ()
    evidence: tuple[Alternatives, ...] = ()
    facts: tuple[Alternatives, ...] = ()
    forbids: tuple[Text, ...] = ()
    answerable: bool = True
    complete: RecordFilter | None = None
    # For people and for grouping; nothing is judged by them.
    style: str = "plain"
    audience: str = ""
    compare: bool = False
    near_miss: bool = False
    why: str = ""
    nearest: str | tuple[str, ...] | tuple[Alternatives, ...] = ""
    author_note: str = ""

    @model_validator(mode="after")
    def _is_checkable(self) -> Case:
        """Refuse an answerable question that any answer at all would pass."""
        if self.answerable and not (self.evidence or self.facts):
            raise ValueError("an answerable question needs evidence or facts")
        return self

    def fingerprint(self) -> str:
        """Return a digest of what is asked and expected; a reworded question has another."""
        judged = self.model_dump(
            mode="json",
            include={
                "question",
                "history",
                "plans",
                "evidence",
                "facts",
                "forbids",
                "answerable",
                "complete",
            },
        )
        text = json.dumps(judged, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def contains(text: str, wanted: str) -> bool:
    """Say whether `wanted` stands in `text` after NFC, case folding and white-space folding."""
    return fold(wanted) in fold(text)


def contains_any(text: str, alternatives: Sequence[str]) -> bool:
    """Say whether one of `alternatives` stands in `text`."""
    folded = fold(text)
    return any(fold(wanted) in folded for wanted in alternatives)


def load_cases(file: Path = QUESTIONS) -> tuple[Case, ...]:
    """Return the questions of `file`: a list, or `include: [other files]` relative to it.

    Raises EvaluationError naming the file, the question and the field that is wrong, for ids
    that stand twice, and for a file without questions.
    """
    cases = _read(file, seen=())
    twice = [name for name, count in Counter(case.id for case in cases).items() if count > 1]
    if twice:
        raise EvaluationError("eval_questions_twice", file=file, ids=", ".join(sorted(twice)))
    if not cases:
        raise EvaluationError("eval_questions_none", file=file)
    return cases


def _read(file: Path, seen: tuple[Path, ...]) -> tuple[Case, ...]:
    if file.resolve() in seen:
        raise EvaluationError("eval_questions_invalid", file=file, detail="it includes itself")
    try:
        content = yaml.load(file.read_text("utf-8"), Loader=_LOADER)
    except OSError as error:
        raise EvaluationError("eval_questions_unreadable", file=file, detail=error.strerror) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        detail = " ".join(str(error).split())
        raise EvaluationError("eval_questions_invalid", file=file, detail=detail) from error
    if isinstance(content, dict) and set(content) == {"include"} and isinstance(content["include"], list):
        inside = (*seen, file.resolve())
        return tuple(case for name in content["include"] for case in _read(file.parent / str(name), inside))
    if not isinstance(content, list):
        detail = "expected a list of questions, or include: [files]"
        raise EvaluationError("eval_questions_invalid", file=file, detail=detail)
    return tuple(_case(entry, file, position) for position, entry in enumerate(content, 1))


def _case(entry: Any, file: Path, position: int) -> Case:
    name = entry.get("id", f"#{position}") if isinstance(entry, dict) else f"#{position}"
    try:
        return Case.model_validate(entry)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in found['loc']) or 'question'}: {found['msg']}"
            for found in error.errors()
        )
        detail = f"{name}: {problems}"
        raise EvaluationError("eval_questions_invalid", file=file, detail=detail) from error
