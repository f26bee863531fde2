"""The shipped plans are the ones that the manifest describes, byte for byte."""

import hashlib
from collections import Counter

import pytest
import yaml
from shipped import CORPUS, PLAN_FILES, PLANS, manifest


@pytest.mark.parametrize("entry", manifest()["files"], ids=lambda entry: entry["file"])
def test_unchanged(entry):
    content = (PLANS / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]


def test_every_plan_is_listed():
    assert sorted(PLANS.glob("*.txt")) == sorted(PLAN_FILES)


def test_says_what_it_is_and_who_may_use_it():
    found = manifest()
    assert "Điều 15 Luật Sở hữu trí tuệ" in found["rights"]
    assert found["published"]
    assert all(entry["what"] for entry in found["files"])


def test_git_leaves_the_bytes_alone():
    pattern = PLANS.relative_to(CORPUS.parent).as_posix()
    rules = (CORPUS.parent / ".gitattributes").read_text("utf-8").splitlines()
    assert any(rule.startswith(f"{pattern}/") and rule.endswith(" -text") for rule in rules)


@pytest.mark.parametrize("file", sorted((CORPUS / "reference").glob("*.yaml")), ids=lambda file: file.stem)
def test_no_entry_of_the_reference_data_hides_another(file):
    """Of a key that stands twice only the last counts, and no parser says so."""

    def doubled(node):
        if isinstance(node, yaml.MappingNode):
            times = Counter(key.value for key, _ in node.value)
            yield from (key for key, count in times.items() if count > 1)
            for _, value in node.value:
                yield from doubled(value)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from doubled(item)

    # PyYAML's own parser is stricter than the one in C, which is not everywhere.
    assert list(doubled(yaml.compose(file.read_text("utf-8"), yaml.SafeLoader))) == []
