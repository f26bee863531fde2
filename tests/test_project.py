"""The project's own files agree with each other and with the code."""

import re

import pins
import pytest
from packaging.requirements import Requirement
from shipped import PLANS, ROOT

from app.settings import ROOT as APP_ROOT
from app.settings import Settings, variable

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
CONSTRAINTS = (ROOT / "constraints.txt").read_text("utf-8")
PINNED = {
    line.partition("==")[0]: line.partition("==")[2]
    for line in CONSTRAINTS.splitlines()
    if not line.startswith("#")
}


def test_all_that_is_needed_is_pinned():
    assert set(pins.needed(pins.declared())) == set(PINNED)
    assert all(re.fullmatch(r"[\w.]+", version) for version in PINNED.values())


@pytest.mark.parametrize("requirement", pins.declared(), ids=lambda one: one.name)
def test_pins_fit_what_is_declared(requirement: Requirement):
    assert requirement.specifier.contains(PINNED[requirement.name.lower()])


def test_torch_is_the_same_everywhere():
    assert f"torch=={PINNED['torch']}" in MAKEFILE


def test_nothing_names_a_package_host_or_a_machine_path():
    for text in (README, MAKEFILE, CONSTRAINTS, (ROOT / "pyproject.toml").read_text("utf-8")):
        assert not re.search(r"index-url|find-links|pypi\.org|pythonhosted|file://|/home/|/root/", text)


def test_make_adds_the_shipped_plans():
    assert f"PLANS = {PLANS.relative_to(ROOT).as_posix()}/*.txt" in MAKEFILE


def test_the_readme_explains_every_setting():
    rows = re.findall(r"^\| `(PLANCHAT_\w+)` \| (?:`(.*?)` )?\| (.+) \|$", README, re.M)
    settings = {
        variable(name): ("" if field.default is None else str(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }
    home, description = settings["PLANCHAT_HOME"]
    settings["PLANCHAT_HOME"] = (home.removeprefix(f"{APP_ROOT}/"), description)
    assert len(rows) == 2 * len(settings), "once in Vietnamese, once in English"
    for name, default, _ in rows:
        assert default == settings[name][0]
    assert {name: meaning for name, _, meaning in rows[len(settings) :]} == {
        name: meaning for name, (_, meaning) in settings.items()
    }


def test_the_readme_points_at_what_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
    for name in set(re.findall(r"make ([a-z]+)", README)):
        assert re.search(rf"^{name}:", MAKEFILE, re.M), name
