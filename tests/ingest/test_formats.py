"""The same plan in every format that people have it in: the same sections and records from each."""

import shutil
from functools import cache

import pytest
from formats import MAKERS, OFFICE, make
from plan_facts import PLANS, facts
from test_structure import check_partition

from ingest.readers import Limits, read
from ingest.reading import plan_of

# LibreOffice takes seconds for a file, and makes a DOCX of it in one way: one format for each plan.
# `python tests/aids/formats.py` reads all plans in all formats.
OLD = [(plan, (*OFFICE, "doc", "odt")[place]) for place, plan in enumerate(PLANS)]
READ = [(plan, form) for plan in PLANS for form in MAKERS if form != "scan.pdf"]
CONVERTED = {"tcvn3.txt": "TCVN3 (ABC)", "vni.txt": "VNI"}


@cache
def expected(plan):
    return facts(plan_of(read(plan, Limits()), plan_id="plan", file="plan", sha256=""))


def same_facts(plan, file):
    """Hold a file against its plan's text; return its source."""
    source = read(file, Limits())
    one = plan_of(source, plan_id="plan", file="plan", sha256="")
    check_partition(one)
    assert facts(one) == expected(plan)
    return source


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """The plans as LibreOffice writes them, one call for each format."""
    folder, made = tmp_path_factory.mktemp("office"), {}
    for form in OFFICE:
        plans = [plan for plan, wanted in OLD if wanted == form]
        made |= dict(zip(plans, make(form, plans, folder), strict=True))
    return made


@pytest.mark.parametrize(("plan", "form"), READ, ids=lambda value: getattr(value, "stem", value))
def test_sections_and_records_are_those_of_the_text(plan, form, tmp_path):
    (file,) = make(form, [plan], tmp_path)
    source = same_facts(plan, file)
    told = [dict(notice.params) for notice in source.notices]
    assert told == ([{"encoding": CONVERTED[form]}] if form in CONVERTED else [])


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed (libreoffice-writer-nogui)"
)
@pytest.mark.parametrize(("plan", "form"), OLD, ids=lambda value: getattr(value, "stem", value))
def test_old_formats_give_the_same_through_libreoffice(plan, form, converted):
    source = same_facts(plan, converted[plan])
    assert (source.format, source.notices) == (form, ())
