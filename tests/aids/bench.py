"""The figures of the README: `make bench`, or python tests/aids/bench.py.

Ingests the shipped plans into a new home and asks the question set, all in one process, so that its
peak memory is that of the whole. The model is converted and loaded before the clock starts.
"""

from __future__ import annotations

import os
import resource
import statistics
import tempfile
import time
from pathlib import Path

from shipped import PLAN_FILES

from app.assistant import Assistant
from app.retrieval import Searcher
from app.understanding import understand
from eval.cases import load_cases
from ingest.embedding import BUNDLED, open_embedder
from ingest.library import Library
from ingest.reading import READING_VERSION, read_plan

WARM_UP = 5


def main() -> None:
    """Measure and print a Markdown table."""
    with tempfile.TemporaryDirectory() as home:
        embedder = open_embedder(BUNDLED, Path(home))
        embedder.embed_query("kế hoạch")
        library = Library(Path(home), embedder)
        started = time.perf_counter()
        library.add(PLAN_FILES, read_plan, version=READING_VERSION)
        ingestion = time.perf_counter() - started
        assistant = Assistant(library)
        questions = [(case.question, case.history) for case in load_cases()]
        for question, history in questions[:WARM_UP]:
            assistant.ask(question, history)
        with library.view() as view:  # before any is asked: what is understood twice is remembered
            plans, accents = view.plans(), Searcher(view, library.embed_query).accents
            started = time.process_time()
            for question, history in questions[WARM_UP:]:
                understand(question, plans, history, accents=accents)
            understanding = (time.process_time() - started) / len(questions[WARM_UP:])
        seconds: list[float] = []
        for question, history in questions:
            started = time.perf_counter()
            assistant.ask(question, history)
            seconds.append(time.perf_counter() - started)
        passages = len(library.all_passages())
        library.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    slow = statistics.quantiles(seconds, n=20)[-1]
    print(f"| {len(PLAN_FILES)} plans ingested, {passages} passages | {ingestion:.0f} s |")
    print(f"| question, median of {len(seconds)} | {1000 * statistics.median(seconds):.0f} ms |")
    print(f"| question, 95th percentile | {1000 * slow:.0f} ms |")
    print(f"| of it understanding, mean of processor time | {1000 * understanding:.1f} ms |")
    print(f"| peak memory | {peak:.0f} MB |")
    print(f"| CPU cores | {len(os.sched_getaffinity(0))} |")


if __name__ == "__main__":
    main()
