"""Errors of the evaluation; their sentences stand in the catalogue under `error.<code>`."""

from __future__ import annotations

from ingest.errors import PlanchatError


class EvaluationError(PlanchatError):
    """The question file, the bars or the baseline cannot be used as they are."""
