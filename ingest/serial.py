"""A plan as JSON and back: the form in which the store keeps it.

The JSON follows the dataclasses of `ingest.models`, field by field; dates are ISO, tuples arrays.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ingest.errors import LibraryError
from ingest.models import Plan


@cache
def _plans() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


@cache
def _anything() -> TypeAdapter[Any]:
    return TypeAdapter(Any)


def plan_to_json(plan: Plan) -> str:
    """Return a plan as JSON; equal plans give equal texts.

    A value that is not of its field's type is a defect, and an error: it could not be read back.
    """
    return _plans().dump_json(plan, warnings="error").decode()


def plan_from_json(text: str) -> Plan:
    """Return the plan that `plan_to_json` wrote.

    Raises LibraryError when the text does not fit today's `ingest.models`: another version of
    planchat wrote it, and the plan's file has to be ingested again.
    """
    try:
        return _plans().validate_json(text)
    except ValidationError as error:
        raise LibraryError("library_outdated") from error


def to_json(value: object) -> str:
    """Return any dataclass of `ingest.models` (a record, say) as JSON."""
    return _anything().dump_json(value).decode()
