"""planchat's search as a LangChain retriever, for chains and agents of others."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from app.assistant import Assistant
from app.models import Found


class PlanRetriever(BaseRetriever):
    """Finds passages of the plans in the library.

    A document's content is a passage, verbatim; its metadata are plan id, section path, score (0 to
    1) and passage index. `plans` restricts to these plan ids, `k` is the most that is returned.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    k: int = 10
    plans: tuple[str, ...] = ()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(found) for found in self.assistant.find(query, plans=self.plans)[: self.k]]


def _document(found: Found) -> Document:
    metadata = {"plan": found.plan, "section": found.section, "score": found.score, "passage": found.index}
    return Document(page_content=found.text, metadata=metadata)
