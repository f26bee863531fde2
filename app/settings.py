"""Every setting, in one place. Each is read from the environment as PLANCHAT_<NAME>."""

from __future__ import annotations

import difflib
import errno
import os
from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.models import Language
from ingest.errors import PlanchatError

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """planchat's settings; `load_settings` names an unknown or wrong PLANCHAT_ variable."""

    model_config = SettingsConfigDict(env_prefix="PLANCHAT_", extra="forbid", use_attribute_docstrings=True)

    home: Path = ROOT / "data"
    """Where all state lives: library, index, models, feedback."""

    embedding_model: str = "bundled"
    """"bundled" (multilingual-e5-small), or a sentence-transformers model's name or folder."""

    chroma_url: str | None = None
    """Address of a Chroma server that several machines share; None: embedded."""

    language: Language = "vi"
    """Language of the command line, "vi" or "en"."""

    max_file_mb: int = 50
    """Files above this size (MiB) are refused."""

    max_pages: int = 1000
    """PDFs with more pages are refused."""

    admin_password: SecretStr | None = None
    """Needed on the page to add, replace, remove or confirm plans; unset: everybody may."""

    debug: bool = False
    """Show the traceback of an unexpected error instead of only writing it to the log."""


def variable(name: str) -> str:
    """Return the environment variable that a setting is read from."""
    return f"PLANCHAT_{name.upper()}"


def usable_home(settings: Settings) -> Path:
    """Return the home, made where it does not exist. Raises PlanchatError where that cannot be."""
    home = settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlanchatError("home_unusable", home=home, reason=error.strerror) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise PlanchatError("home_unusable", home=home, reason=os.strerror(errno.EACCES))
    return home


def load_settings() -> Settings:
    """Return the settings of this process.

    Raises PlanchatError for a value that cannot be used and for a PLANCHAT_ variable that is none:
    a misspelt one would otherwise have no effect, silently.
    """
    known = {variable(name) for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith("PLANCHAT_") and name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1) or [", ".join(sorted(known))]
            raise PlanchatError("setting_unknown", name=name, known=near[0])
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = variable(str(first["loc"][0]))
        raise PlanchatError(
            "setting_wrong", name=name, value=os.environ.get(name, ""), reason=first["msg"]
        ) from error
