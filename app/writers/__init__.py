"""Answers worded by a chat model: the one way in is `open_writer`."""

from app.writers.model_writer import ModelWriter, open_writer

__all__ = ["ModelWriter", "open_writer"]
