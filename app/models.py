"""What an answer is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ingest.models import Span

Kind = Literal["duty", "target", "funding", "support", "document", "general", "smalltalk", "none"]
Language = Literal["vi", "en"]
RecordKind = Literal["duties", "targets", "funding", "support"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands: the plan as printed, its section, and the verbatim quote.

    `section` is the printed path, `heading` the section's heading, `page` None where the source
    has no pages. `quote` is `span` of the plan's canonical text, white space folded; `passage`
    is `passage_span`, verbatim. `number` is None where it is not stated or not certain. `ocr`: the
    quote was read from a picture, letters may be wrong.
    """

    marker: int
    plan: str
    number: str | None
    title: str | None
    section: str
    heading: str
    page: int | None
    quote: str
    passage: str
    span: Span
    passage_span: Span
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the answer says, and the markers of the citations it rests on.

    `text` is Markdown without markers. `group` is the heading it is listed under (a plan),
    empty for none; `detail` holds lines like deadline and result, as label and value.
    """

    text: str
    markers: tuple[int, ...]
    group: str = ""
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A passage as retrieved: plan, printed section path, fused score (0 to 1), verbatim text."""

    plan: str
    section: str
    score: float
    text: str
    index: int = -1


@dataclass(frozen=True, slots=True)
class Wording:
    """What came of having an answer worded by a chat model.

    `model` and `prompt` name them with the prompt's version ("answer/1"); of the `proposed` statements
    the verifier `rejected` some. `failure` says why the answer is the quotes after all, see
    `app.writers.failures.Cause`; empty: the model's words are shown.
    """

    model: str
    prompt: str
    proposed: int = 0
    rejected: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """One limit that was read into a question.

    `key` is what `Assistant.ask(without=…)` takes to drop it, `kind` one of "kind", "agency", "plan",
    "place" and "year", `label` its words for people, in the answer's language.
    """

    key: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `answered` is False when the answer says that the plans do not tell. `reading` is how the
    question was understood ("nhiệm vụ của Sở Tài chính, trong mọi kế hoạch"), empty where it is
    plain. `lead` introduces the statements, `notes` follow them (a period that is over, an
    agency's older name). `markdown` is all of it with [1] markers. `chips` are the limits that the
    reading rests on; those taken away are not among them. `wording` is None where no chat model was
    asked.
    """

    question: str
    answered: bool
    kind: Kind
    language: Language
    lead: str
    statements: tuple[Statement, ...]
    notes: tuple[str, ...]
    citations: tuple[Citation, ...]
    retrieved: tuple[Found, ...]
    markdown: str
    reading: str = ""
    suggestions: tuple[str, ...] = ()
    wording: Wording | None = None
    seconds: float = 0.0
    scope: tuple[str, ...] = field(default=())
    chips: tuple[Chip, ...] = ()

    @property
    def writer(self) -> str:
        """Return whose words the statements are: "quotes", or the chat model's name."""
        return "quotes" if self.wording is None or self.wording.failure else self.wording.model
