"""What pyproject.toml needs, with all that it needs in turn, as it is installed here.

    python tests/aids/pins.py > constraints.txt

writes the constraints anew from the environment it runs in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
HEADER = """\
# The versions that planchat is built and tested with, by `python tests/aids/pins.py`.
# torch is named on the command line of `make` as well: so it comes as the CPU build where there is one.
"""


def declared() -> list[Requirement]:
    """Everything pyproject.toml names, for use and for development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    return [Requirement(name) for name in names]


def needed(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Name and version of everything installed that the requirements lead to."""
    found: dict[str, str] = {}
    waiting = [(one, extra) for one in requirements for extra in ("", *one.extras)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        distribution = metadata.distribution(name)
        found[name] = Version(distribution.version).public
        for text in distribution.requires or ():
            one = Requirement(text)
            if one.marker is None or one.marker.evaluate({"extra": extra}):
                waiting += [(one, wanted) for wanted in ("", *one.extras)]
    return found


def text() -> str:
    """The constraints file."""
    lines = [f"{name}=={version}" for name, version in sorted(needed(declared()).items())]
    return HEADER + "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(text(), end="")
