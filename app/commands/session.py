"""What every command needs: the settings, the user's language, the library, the assistant."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from app.catalogue import say
from app.models import Language
from app.settings import Settings, load_settings, usable_home
from ingest.errors import PlanchatError

if TYPE_CHECKING:
    from app.assistant import Assistant
    from ingest.library import Library
    from ingest.models import Notice, Plan


@cache
def settings() -> Settings:
    """Return the settings of this process. Raises PlanchatError where one is wrong."""
    return load_settings()


@cache
def language() -> Language:
    """Return the user's language; Vietnamese where the settings cannot be read."""
    try:
        return settings().language
    except PlanchatError:
        return "vi"


def text(key: str, /, **params: object) -> str:
    """Return the command line's text `cli.<key>` in the user's language."""
    return say(f"cli.{key}", language(), **params)


def sentence(error: PlanchatError) -> str:
    """Return what to tell the user about an error."""
    return say(f"error.{error.code}", language(), **error.params)


def notice_text(notice: Notice) -> str:
    """Return what to tell the user about a file."""
    return say(f"notice.{notice.code}", language(), **dict(notice.params))


def library() -> Library:
    """Return the library that the settings name, without opening it."""
    from ingest.embedding import open_embedder
    from ingest.library import Library

    chosen = settings()
    home = usable_home(chosen)
    return Library(home, open_embedder(chosen.embedding_model, home), chosen.chroma_url)


def assistant() -> Assistant:
    """Return the assistant over the library that the settings name."""
    from app.assistant import Assistant

    usable_home(settings())
    return Assistant.open(settings())


def known_plans(wanted: list[str] | tuple[str, ...], plans: tuple[Plan, ...]) -> tuple[Plan, ...]:
    """Return the plans of these ids, all of them where none is named.

    Raises PlanchatError for an id that is not in the library.
    """
    ids = {plan.id for plan in plans}
    for one in wanted:
        if one not in ids:
            known = ", ".join(sorted(ids)) or text("none")
            raise PlanchatError("plan_unknown", plan=one, plans=known)
    return tuple(plan for plan in plans if not wanted or plan.id in wanted)
