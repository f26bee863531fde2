"""From sections to records: duties, targets, funding sources and support measures."""

from __future__ import annotations

from ingest.models import Plan, Records
from ingest.records.duties import read_duties
from ingest.records.funding import read_funding
from ingest.records.support import read_support
from ingest.records.targets import read_targets


def read_records(plan: Plan) -> Records:
    """Return all records of a plan whose structure is read."""
    return Records(read_duties(plan), read_targets(plan), read_funding(plan), read_support(plan))
