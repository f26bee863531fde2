"""Small plots as inline SVG: no library, no script, no request; colours come from the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH = 640
_LABEL = 170  # room for the longest kind or plan id
_ROW = 26
_RIGHT = 60
_HIST_HEIGHT = 180


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its 95 % interval; all between 0 and `limit` of the plot."""

    label: str
    value: float
    low: float
    high: float
    series: int = 0


def bars(title: str, rows: Sequence[Bar], limit: float = 1.0) -> str:
    """Return horizontal bars from 0 to `limit` with their intervals as whiskers."""
    height = _ROW * len(rows) + 34
    scale = (_WIDTH - _LABEL - _RIGHT) / limit
    parts = [_open(title, height)]
    for tick in range(0, 5):
        x = _LABEL + scale * limit * tick / 4
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="6" x2="{x:.1f}" y2="{height - 24}"/>')
        parts.append(_text(x, height - 8, f"{limit * tick / 4:.2f}", "middle"))
    for place, row in enumerate(rows):
        top = 8 + _ROW * place
        middle = top + 9
        low, high = _LABEL + scale * row.low, _LABEL + scale * row.high
        parts += [
            _text(_LABEL - 8, middle + 4, row.label, "end"),
            f'<rect class="series{row.series}" x="{_LABEL}" y="{top}" width="{max(scale * row.value, 0):.1f}"'
            f' height="18"><title>{row.value:.3f} [{row.low:.3f}–{row.high:.3f}]</title></rect>',
            f'<path class="whisker" d="M{low:.1f} {middle}H{high:.1f}'
            f'M{low:.1f} {middle - 4}v8M{high:.1f} {middle - 4}v8"/>',
            _text(_WIDTH - _RIGHT + 10, middle + 4, f"{row.value:.3f}", "start"),
        ]
    return "".join([*parts, "</svg>"])


def histogram(title: str, bins: Sequence[tuple[str, int]]) -> str:
    """Return upright bars, one per labelled bin, each with its count above it."""
    most = max((count for _, count in bins), default=0) or 1
    step = (_WIDTH - 20) / max(len(bins), 1)
    parts = [_open(title, _HIST_HEIGHT + 40)]
    for place, (label, count) in enumerate(bins):
        tall = _HIST_HEIGHT * count / most
        x = 10 + step * place
        parts += [
            f'<rect class="series0" x="{x + 2:.1f}" y="{_HIST_HEIGHT + 18 - tall:.1f}" width="{step - 4:.1f}"'
            f' height="{tall:.1f}"/>',
            _text(x + step / 2, _HIST_HEIGHT + 13 - tall, str(count), "middle"),
            _text(x + step / 2, _HIST_HEIGHT + 34, label, "middle"),
        ]
    return "".join([*parts, "</svg>"])


def spread(values: Sequence[float], count: int = 12) -> list[tuple[str, int]]:
    """Return `count` equal bins over `values`, labelled with their upper ends."""
    if not values:
        return []
    low, high = min(values), max(values)
    width = (high - low) / count or 1.0
    places = [min(int((value - low) / width), count - 1) for value in values]
    return [(f"≤{low + width * (place + 1):.2g}", places.count(place)) for place in range(count)]


def _open(title: str, height: float) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>"
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
