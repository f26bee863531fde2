"""The example workflow files are valid YAML and run commands that exist."""

import re
from pathlib import Path

import pytest
import yaml

from eval import cli

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", [".github/workflows/eval.yml", ".gitlab-ci.example.yml"])
def test_they_run_the_evaluation_and_publish_what_it_writes(name, capsys):
    text = (ROOT / name).read_text("utf-8")
    content = yaml.safe_load(text)
    assert content
    (options,) = re.findall(r"planchat eval ([^\n]*)", text)
    cli.main(["--help"])
    offered = capsys.readouterr().out
    for option in re.findall(r"--[a-z]+", options):
        assert option in offered
    assert options.endswith("--out reports")
    assert re.search(r"reports/(?!\w)", text)
