"""The fixed question set, its measures, the gate and the report."""
