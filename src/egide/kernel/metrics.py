"""What is counted for a monitor: requests by route, by status, by time taken.

Each process counts in its memory and now and then writes its counts into a file of the state
folder; whichever is asked adds up the files. Nothing waits for the database, which is what a
monitor wants to know of first.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import Counter
from pathlib import Path

from django.conf import settings

BUCKETS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
WRITTEN_EVERY = 5.0
_counts: Counter[str] = Counter()
_lock = threading.Lock()
_written_at = 0.0


def count_request(route: str, status: int, seconds: float) -> None:
    """Count one answer."""
    with _lock:
        _counts[f'egide_requests_total{{route="{route}",status="{status}"}}'] += 1
        for limit in BUCKETS:
            if seconds <= limit:
                _counts[f'egide_request_seconds_bucket{{le="{limit}"}}'] += 1
        _counts['egide_request_seconds_bucket{le="+Inf"}'] += 1
        _counts["egide_request_seconds_count"] += 1
        _counts["egide_request_seconds_sum"] += seconds  # type: ignore[assignment]
    _write_now_and_then()


def _write_now_and_then() -> None:
    global _written_at
    now = time.monotonic()
    if now - _written_at < WRITTEN_EVERY:
        return
    _written_at = now
    write()


def write() -> None:
    """Write the counts of this process for the others to add up; a full disk stops no page."""
    folder = _folder()
    place = folder / f"{os.getpid()}.json"
    unfinished = place.with_suffix(".new")
    with _lock:
        text = json.dumps(_counts)
    try:
        folder.mkdir(exist_ok=True)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(place)
    except OSError:
        return


def total() -> Counter[str]:
    """Return the counts of all processes of this machine since its state folder was made."""
    write()
    found: Counter[str] = Counter()
    for place in sorted(_folder().glob("*.json")):
        try:
            found.update(json.loads(place.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
    return found


def written(gauges: dict[str, float]) -> str:
    """Return counts and gauges as Prometheus reads them (text format 0.0.4)."""
    kinds = {
        "egide_requests_total": "counter",
        "egide_request_seconds": "histogram",
    }
    lines = []
    counts = total()
    for family, kind in kinds.items():
        lines.append(f"# TYPE {family} {kind}")
        lines += [f"{name} {counts[name]}" for name in _of(family, counts)]
    for name, value in sorted(gauges.items()):
        lines += [f"# TYPE {name} gauge", f"{name} {value}"]
    return "\n".join(lines) + "\n"


def _of(family: str, counts: Counter[str]) -> list[str]:
    return sorted(name for name in counts if name.startswith(family))


def _folder() -> Path:
    return Path(settings.STATE) / "metrics"
