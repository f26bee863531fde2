"""Agencies named in a plan or asked for in a question, under one name each.

`find_agencies` reads printed text ("Các Sở: NN&PTNT, KH&ĐT"), `resolve` reads questions
("so ke hoach dau tu"), `matches` says whether a duty is one of the agency asked for: its own,
inherited from an older agency, or given to a collective it belongs to. All names stand in
`corpus/reference/agencies.yaml`; agencies that are not there are read by the pattern of their name.
"""

from ingest.agencies.asking import matches, resolve
from ingest.agencies.finding import find_agencies
from ingest.agencies.mentions import AgencyQuery, Level, Match, Mention

__all__ = ["AgencyQuery", "Level", "Match", "Mention", "find_agencies", "matches", "resolve"]
