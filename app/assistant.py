"""The whole way of a question, readable top to bottom."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from app.answer import compose, retrieved
from app.answers.decline import absent, not_printed, where_words
from app.answers.document import header_field
from app.answers.duties import agency_list, due_list
from app.answers.leaves import from_leaves
from app.answers.lists import funding_list, support_list, target_list, total_money
from app.answers.overview import overview
from app.answers.sections import section_list
from app.answers.support import profile_answer
from app.catalogue import say
from app.chips import chips_of
from app.draft import Draft
from app.models import Answer, Found, Language
from app.naming import over_note, plan_name
from app.question import Question
from app.question_parts import parts_of
from app.ranker import Ranker
from app.reading import reading_of
from app.retrieval import Hit, Searcher
from app.settings import Settings
from app.suggestions import suggest
from app.understanding import LEANS, understand
from app.verify import withhold
from app.writers import ModelWriter, open_writer
from app.writers.rewording import Proposal, may_reread, read_anew, with_words
from ingest.embedding import open_embedder
from ingest.library import Library
from ingest.models import Plan
from ingest.view import View

_NAMED = 8  # plans that are named where none of a place is in; a reader of a list of 200 is lost
FOUND = 30
"""Passages looked at for one question."""

_NEAREST = 3  # statements shown for what stands near, where the plans do not tell


class Assistant:
    """Answers questions from the library. Safe for several threads; notices a changed library."""

    def __init__(
        self, library: Library, *, today: date | None = None, writer: ModelWriter | None = None
    ) -> None:
        """Serve `library`; `today` decides whether a plan's period is over.

        `writer` words answers with a chat model; None: answers are quotes.
        """
        self.library = library
        self._writer = writer
        self._today = today
        self._lock = threading.Lock()
        self._ranker: Ranker | None = None

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        """Return the assistant over the library, and with the chat model, that `settings` name.

        Raises ModelError where the chat model cannot be set up.
        """
        embedder = open_embedder(settings.embedding_model, settings.home)
        library = Library(settings.home, embedder, settings.chroma_url)
        return cls(library, writer=open_writer(settings))

    def plans(self) -> tuple[Plan, ...]:
        """Return the plans in the library."""
        return self.library.plans()

    def plan(self, plan_id: str) -> Plan:
        """Return one plan. Raises KeyError for an unknown id."""
        plan = self.library.plan(plan_id)
        if plan is None:
            raise KeyError(plan_id)
        return plan

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        plans: Sequence[str] = (),
        language: Language | None = None,
        without: Sequence[str] = (),
        *,
        on_progress: Callable[[Answer], None] | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Answer a question; see `Answer`.

        `history` holds earlier questions, oldest first; `plans` restricts to these ids; `language`
        is that of the answer, by default the question's; `without` are the keys of an answer's chips
        that shall not count. `on_progress` gets the answer so far with each statement that a chat
        model adds; once `stopped` says so, no more is asked of the model.
        """
        started = time.perf_counter()
        with self.library.view() as view:  # plans, passages and vectors of one state of the library
            ranker = self._ranker_of(view)
            understood = understand(
                question, view.plans(), history, plans, language, without, ranker.searcher.accents
            )
            hits = self._find(understood, ranker, view)
            draft = self._decide(understood, hits, ranker, view.plans(), history, plans)
            if not draft.answered or not draft.whole or understood.kind == "funding":
                draft = self._by_parts(understood, draft, ranker, view, history, plans, without)
            if self._writer is not None and may_reread(understood, draft):
                proposal = self._writer.propose(understood, history, stopped)
                if proposal is not None:
                    draft = self._reread(understood, draft, proposal, ranker, view, history, plans)
            if draft.about_own_cooperative:
                understood = replace(understood, kind="support")
            draft = self._noted(draft, understood, view.plans())
            chips = () if draft.about_own_cooperative else chips_of(understood, view.plans())
            every = view.plans()
        checked = withhold(draft, understood.language)
        worded, wording = checked, None
        # What the plans hold for one's own cooperative is judged by rules, and worded by them.
        if self._writer is not None and checked.answered and not checked.about_own_cooperative:

            def show(so_far: Draft) -> None:
                if on_progress is not None:
                    on_progress(compose(understood, so_far, hits))

            worded, wording = self._writer.word(understood, checked, on_draft=show, stopped=stopped)
        answer = replace(compose(understood, worded, hits), wording=wording, chips=chips)
        answer = replace(answer, suggestions=suggest(understood, answer, every))
        return replace(answer, seconds=round(time.perf_counter() - started, 4))

    def find(self, question: str, plans: Sequence[str] = ()) -> tuple[Found, ...]:
        """Return the passages found for a question, best first, without answering it."""
        with self.library.view() as view:
            ranker = self._ranker_of(view)
            understood = understand(question, view.plans(), only=plans, accents=ranker.searcher.accents)
            return retrieved((), self._find(understood, ranker, view), understood.language)

    def _ranker_of(self, view: View) -> Ranker:
        """Return the ranker over the library as it is now, made anew when the library has changed."""
        with self._lock:
            if self._ranker is None or self._ranker.searcher.version != view.version:
                self._ranker = Ranker(Searcher(view, self.library.embed_query))
            return self._ranker

    def _find(self, question: Question, ranker: Ranker, view: View) -> list[Hit]:
        if question.kind in ("smalltalk", "none") or not question.search.strip():
            return []
        return ranker.searcher.search(
            question.search,
            foreign=question.text if question.language == "en" else "",
            bare=question.bare,
            plans=question.plans,
            k=FOUND,
            source=view,
        )

    def _answer(
        self, read: Question, ranker: Ranker, view: View, history: Sequence[str], only: Sequence[str]
    ) -> Draft:
        return self._decide(read, self._find(read, ranker, view), ranker, view.plans(), history, only)

    def _by_parts(
        self,
        question: Question,
        draft: Draft,
        ranker: Ranker,
        view: View,
        history: Sequence[str],
        only: Sequence[str],
        without: Sequence[str],
    ) -> Draft:
        """Return the answers to each of the things asked at once; `draft` where no part has one.

        What is answered as a whole is answered by parts only if all of them are, each for itself.
        """
        asked = parts_of(question.text) if question.kind not in ("smalltalk", "none") else ()
        drafts: list[Draft] = []
        for at, part in enumerate(asked):
            before = (*history, *asked[:at])
            read = understand(
                part, view.plans(), before, only, question.language, without, ranker.searcher.accents
            )
            leans = "topic" in read.carried or len(read.topic) <= LEANS
            if draft.answered and leans and not read.kind == question.kind == "funding":
                return draft
            found = self._answer(read, ranker, view, before, only)
            # "Hồ sơ gồm những gì, nộp ở đâu?" What is not told of cannot be asked more of.
            if drafts and not drafts[0].answered and leans:
                found = replace(found, answered=False)
            if draft.answered and not found.answered:
                return draft
            drafts.append(found)
        told = [one for one in drafts if one.answered]
        if not told:
            return draft
        statements = tuple(dict.fromkeys(one for each in told for one in each.statements))
        lacks = tuple(one.lead for one in drafts if not one.answered)
        return replace(told[0], statements=statements, whole=True, further=()).with_notes(
            [*(note for one in told for note in one.notes), *lacks]
        )

    def _reread(
        self,
        question: Question,
        draft: Draft,
        proposal: Proposal,
        ranker: Ranker,
        view: View,
        history: Sequence[str],
        only: Sequence[str],
    ) -> Draft:
        """Return the answer to a follow-up as a chat model reads it, or what stands nearest by its words."""

        def tried(read: Question) -> Draft:
            return self._answer(read, ranker, view, history, only)

        read = read_anew(question, history, proposal, view.plans())
        if read is not None and (found := tried(read)).answered:
            return found.with_notes([say("writer.read", question.language, words=" ".join(read.topic))])
        near = with_words(question, proposal, view.plans())
        if near is not None and not draft.statements and (found := tried(near)).answered:
            note = say("writer.nearest", question.language, words=" ".join(near.other_words))
            return replace(draft, statements=found.statements[:_NEAREST]).with_notes([note])
        return draft

    def _decide(
        self,
        question: Question,
        hits: Sequence[Hit],
        ranker: Ranker,
        plans: Sequence[Plan],
        history: Sequence[str],
        only: Sequence[str],
    ) -> Draft:
        language = question.language
        if not plans:
            return Draft(False, say("answer.none.empty", language))
        if not question.search.strip():
            return Draft(False, say("answer.ask", language))
        if question.kind == "smalltalk":
            return Draft(False, say("answer.smalltalk", language))
        if question.kind == "none":
            return Draft(False, say("answer.outside", language))
        unknown = question.scope.unknown and not question.plans
        missing = not_printed(question, ranker, language) if not unknown else None
        may_be_own = not missing or language == "en"  # an English noun without a gloss may be any word
        if may_be_own and (draft := profile_answer(question, ranker, language, history, only)):
            return replace(draft, about_own_cooperative=True)
        if unknown:
            return self._unknown(question, plans)
        if missing := absent(question, ranker, language) or missing:
            return Draft(False, missing)
        for answer_from in (
            overview,
            agency_list,
            due_list,
            header_field,
            section_list,
            total_money,
            funding_list,
            target_list,
            support_list,
        ):
            if draft := answer_from(question, ranker, language):
                return draft
        if nothing := self._no_duty(question, ranker, plans):
            return nothing
        return from_leaves(question, hits, ranker, language)

    def _unknown(self, question: Question, plans: Sequence[Plan]) -> Draft:
        language = question.language
        names = "; ".join(plan_name(plan, language) for plan in plans[:_NAMED])
        if len(plans) > _NAMED:
            names += say("answer.none.more", language, count=len(plans) - _NAMED)
        said = say("answer.none.unknown", language, name=", ".join(question.scope.unknown), plans=names)
        offered = [plan_name(plan, language) for plan in plans if plan.id in question.scope.offered]
        return Draft(
            False,
            said,
            notes=(say("answer.none.offered", language, plans="; ".join(offered)),) if offered else (),
        )

    def _no_duty(self, question: Question, ranker: Ranker, plans: Sequence[Plan]) -> Draft | None:
        """Return the answer that an agency has no duty in the plans named, None where it may have."""
        if question.kind != "duty" or not question.agencies or not ranker.is_generic(question):
            return None
        names = ", ".join(query.name for query in question.agencies)
        where = where_words(question, plans, question.language)
        return Draft(False, say("answer.none.agency", question.language, where=where, agency=names))

    def _noted(self, draft: Draft, question: Question, plans: Sequence[Plan]) -> Draft:
        """Add what a reader must know: periods that are over, older names, how it was read."""
        language = question.language
        today = self._today or date.today()
        cited = {one.plan.id: one.plan for statement in draft.statements for one in statement.evidence}
        notes = [
            note for plan in cited.values() if draft.answered and (note := over_note(plan, today, language))
        ]
        notes += [
            say(
                "answer.note.place",
                language,
                newer=fact.newer_name,
                older=fact.older_name,
                since=f"{fact.since:%d/%m/%Y}",
                source=fact.source,
            )
            for fact in question.scope.successions
            if cited
        ]
        known = [plan for plan in plans if plan.id in question.plans]
        return replace(draft.with_notes(notes), reading=reading_of(question, known))
