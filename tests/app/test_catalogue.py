"""Every sentence that the code can say is in the catalogue, in both languages."""

import re
import string

import pytest
from shipped import ROOT

from app.catalogue import entries, say

SOURCES = [file for folder in ("app", "ingest", "eval") for file in (ROOT / folder).rglob("*.py")]
ERROR = re.compile(r'(?:PlanchatError|RefusedFile|LibraryError|ModelError|EvaluationError)\(\s*"(\w+)"')
NOTICE = re.compile(r'Notice\(\s*"(\w+)"')


def codes(pattern):
    return sorted({code for file in SOURCES for code in pattern.findall(file.read_text("utf-8"))})


@pytest.mark.parametrize("code", codes(ERROR))
def test_every_error_has_its_sentence(code):
    assert f"error.{code}" in entries()


@pytest.mark.parametrize("code", codes(NOTICE))
def test_every_notice_has_its_sentence(code):
    assert f"notice.{code}" in entries()


@pytest.mark.parametrize("key", sorted(entries()))
def test_both_languages_have_the_same_placeholders(key):
    parsed = {language: string.Formatter().parse(text) for language, text in entries()[key].items()}
    names = {language: {part[1] for part in parts if part[1]} for language, parts in parsed.items()}
    assert names["vi"] == names["en"]


def test_an_unknown_key_is_a_defect():
    with pytest.raises(KeyError):
        say("no.such.key")


def test_a_word_fits_the_number_it_stands_with():
    def targets(count):
        return say("answer.lead.targets", "en", plan="Plan 3", count=count)

    assert targets(1) == "According to Plan 3 there is 1 target:"
    assert targets(4) == "According to Plan 3 there are 4 targets:"
