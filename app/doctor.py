"""Whether everything planchat needs is in order, and what to do where it is not."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any, Literal

from app.catalogue import say
from app.models import Language
from app.settings import Settings, usable_home
from app.writers import open_writer
from app.writers.failures import Cause, ModelFailure
from app.writers.prompt import prompt
from ingest.embedding import BUNDLED, open_embedder
from ingest.errors import PlanchatError
from ingest.library import Library
from ingest.readers import office
from ingest.readers.tesseract import INSTALL, engine
from ingest.reference import FOLDER, load

State = Literal["ok", "optional", "attention", "wrong"]
"""`optional`: something is absent that planchat does without; `attention`: to be done, not broken."""

_OLDEST, _NEWEST = (3, 11), (3, 12)
_NAMED_DISTRIBUTION = "planchat"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. The catalogue has its sentence under `cli.doctor.<name>.<finding>`."""

    name: str
    finding: str
    state: State
    params: dict[str, object] = field(default_factory=dict)
    error: PlanchatError | None = None
    cause: Cause | None = None

    def text(self, language: Language) -> str:
        """Return what was found and what to do about it."""
        if self.error is not None:
            return say(f"error.{self.error.code}", language, **self.error.params)
        if self.cause is not None:
            told = {name: say(f"writer.{name}.{self.cause}", language) for name in ("cause", "advice")}
            return say(f"cli.doctor.{self.name}.{self.finding}", language, **self.params, **told)
        return say(f"cli.doctor.{self.name}.{self.finding}", language, **self.params)

    def as_object(self, language: Language) -> dict[str, Any]:
        """Return the check as JSON has it."""
        return {"check": self.name, "state": self.state, "text": self.text(language)}


def examine(settings: Settings) -> tuple[Check, ...]:
    """Return every check; nothing is changed but the bundled model, which is converted if need be."""
    library = Library(
        settings.home, open_embedder(settings.embedding_model, settings.home), settings.chroma_url
    )
    home = _looked_at("home", lambda: _home(settings))
    kept_there: Sequence[tuple[str, Callable[[], Check]]] = (
        ("model", lambda: _model(settings)),
        ("store", lambda: _store(library)),
        ("index", lambda: _index(library)),
    )
    return (
        _python(),
        _packages(),
        _looked_at("reference", _reference),
        home,
        *(_looked_at(name, check) for name, check in kept_there if home.state == "ok"),
        _ocr(),
        _office(),
        _looked_at("chat_model", lambda: _chat_model(settings)),
    )


def _looked_at(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except PlanchatError as error:
        return Check(name, "error", "wrong", error=error)


def _python() -> Check:
    running = sys.version_info[:2]
    state: State = "ok" if _OLDEST <= running <= _NEWEST else "wrong"
    found = "ok" if state == "ok" else "wrong"
    return Check("python", found, state, {"version": ".".join(map(str, sys.version_info[:3]))})


def _packages() -> Check:
    missing = sorted(_missing())
    if missing:
        return Check("packages", "missing", "wrong", {"names": ", ".join(missing)})
    return Check(
        "packages", "ok", "ok", {"torch": metadata.version("torch"), "chromadb": metadata.version("chromadb")}
    )


def _missing() -> Iterator[str]:
    """Yield what the project needs and is not there in a version that fits."""
    from packaging.requirements import Requirement

    try:
        needed = metadata.requires(_NAMED_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        yield _NAMED_DISTRIBUTION
        return
    for requirement in map(Requirement, needed):
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            yield str(requirement)
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement} ({version})"


def _home(settings: Settings) -> Check:
    home = usable_home(settings)
    return Check("home", "ok", "ok", {"home": home, "free": shutil.disk_usage(home).free // 1024**2})


def _reference() -> Check:
    names = sorted(file.stem for file in FOLDER.glob("*.yaml"))
    if not names:
        return Check("reference", "missing", "wrong", {"folder": FOLDER})
    for name in names:
        load(name)
    return Check("reference", "ok", "ok", {"count": len(names)})


def _model(settings: Settings) -> Check:
    if settings.embedding_model == BUNDLED:
        from ingest.bundled import bundled_model

        return Check("model", "bundled", "ok", {"folder": bundled_model(settings.home)})
    embedder = open_embedder(settings.embedding_model, settings.home)
    embedder.embed_query(settings.embedding_model)  # raises ModelError where it cannot be loaded
    return Check("model", "named", "ok", {"model": embedder.model_id})


def _store(library: Library) -> Check:
    with library.view() as view:
        plans, passages = len(view.plans()), len(view.all_passages())
    if not plans:
        return Check("store", "empty", "attention")
    return Check("store", "ok", "ok", {"plans": plans, "passages": passages})


def _index(library: Library) -> Check:
    with library.view() as view:
        model = view.checked_model()
    return Check("index", "ok", "ok", {"model": model}) if model else Check("index", "none", "attention")


def _ocr() -> Check:
    found = engine()
    if found is None:
        return Check("ocr", "missing", "optional", {"command": INSTALL})
    if not found.vietnamese:
        return Check("ocr", "no_vietnamese", "optional", {"command": INSTALL})
    return Check("ocr", "ok", "ok", {"version": found.version})


def _office() -> Check:
    if shutil.which(office.PROGRAM) is None:
        return Check("office", "missing", "optional", {"command": office.INSTALL})
    return Check("office", "ok", "ok")


def _chat_model(settings: Settings) -> Check:
    writer = open_writer(settings)  # raises ModelError where it cannot be set up
    if writer is None:
        return Check("chat_model", "none", "optional")
    told: dict[str, object] = {"model": settings.chat_model}
    try:
        seconds = writer.try_out()
    except ModelFailure as failure:
        return Check("chat_model", "failed", "attention", told, cause=failure.cause)
    return Check("chat_model", "ok", "ok", told | {"seconds": seconds, "prompt": prompt("answer").id})


def essential_wrong(checks: Sequence[Check]) -> bool:
    """Say whether something is wrong that planchat cannot do without."""
    return any(check.state == "wrong" for check in checks)
