"""Errors that know what to tell the user to do.

An error carries a code and parameters, not a sentence: the sentence stands in the
catalogue (`app/catalogue/`), in Vietnamese and English, under `error.<code>`.
"""

from __future__ import annotations


class PlanchatError(Exception):
    """Something the user can do something about.

    `code` names the catalogue entry `error.<code>`; `params` fill its placeholders.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({details})" if details else self.code


class RefusedFile(PlanchatError):
    """A file that is not taken into the library; the other files of the batch go on."""


class LibraryError(PlanchatError):
    """The library cannot be opened, read or written as it is."""


class ModelError(PlanchatError):
    """An embedding or chat model that is missing, unusable or not the index's own."""
