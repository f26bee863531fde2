"""Every setting, in one place. Each is read from the environment as PLANCHAT_<NAME>."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """planchat's settings; an unknown or wrong PLANCHAT_ variable is named at start."""

    model_config = SettingsConfigDict(env_prefix="PLANCHAT_", extra="forbid")

    home: Path = ROOT / "data"
    """Where all state lives: library, index, models, feedback."""

    embedding_model: str = "bundled"
    """"bundled" (multilingual-e5-small), or a sentence-transformers model's name or folder."""

    chroma_url: str | None = None
    """Address of a Chroma server that several machines share; None: embedded."""

    language: str = "vi"
    """Language of the command line, "vi" or "en"."""

    max_file_mb: int = 50
    """Files above this size (MiB) are refused."""

    max_pages: int = 1000
    """PDFs with more pages are refused."""
