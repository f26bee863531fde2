"""What two readings of one plan are compared by: sections and records."""

import re
from pathlib import Path

from ingest.models import Plan
from ingest.readers import Limits, read
from ingest.reading import plan_of
from ingest.vietnamese import fold, unify_tones

PLANS = sorted((Path(__file__).parents[2] / "corpus").glob("*.txt"))


def plan_in(path: Path) -> Plan:
    """Read a file as `read_plan` does, under one name whatever its format."""
    return plan_of(read(path, Limits()), plan_id="plan", file="plan", sha256="")


def facts(plan: Plan) -> dict[str, list[tuple[str, ...]]]:
    """Return sections and records, folded."""

    def same(*values: object) -> tuple[str, ...]:
        # A PDF's wrapped line does not tell "54- CTr" from "54-CTr".
        return tuple(re.sub(r"(?<=[-/]) ", "", unify_tones(fold(str(value or "")))) for value in values)

    records = plan.records
    return {
        "sections": [same(one.path, one.heading) for one in plan.sections],
        "duties": [
            same(one.agency_printed, one.agency, one.role, one.task, one.deadline, one.due, one.result)
            for one in records.duties
        ],
        "targets": [
            same(one.indicator, one.value, one.value_to, one.unit, one.year) for one in records.targets
        ],
        "funding": [same(one.classes, one.wording) for one in records.funding],
        "support": [same(one.measures, one.wording) for one in records.support],
        "number": [same(plan.header.number and plan.header.number.value, plan.header.issued)],
    }
