"""The stored thresholds, and trying others."""

from __future__ import annotations

import threading
import tomllib

from app.thresholds import FILE, stored, thresholds, trying


def test_every_threshold_says_what_it_decides():
    entries = tomllib.loads(FILE.read_text("utf-8"))
    assert set(entries) == set(type(stored()).__slots__)
    assert all(set(entry) == {"value", "decides", "measured"} for entry in entries.values())
    assert all(entry["decides"].endswith(".") for entry in entries.values())


def test_another_value_holds_in_its_block_and_thread_only():
    seen = []
    with trying(margin=0.5):
        thread = threading.Thread(target=lambda: seen.append(thresholds().margin))
        thread.start()
        thread.join()
        assert thresholds().margin == 0.5
    assert thresholds() == stored()
    assert seen == [stored().margin]
