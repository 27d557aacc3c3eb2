"""The half circle of seats: one mark a chair, none over another, nothing told by colour alone."""

from __future__ import annotations

import math
import re

import pytest

from egide.design.charts.seats import SeatMark, seat_plan

CHAIR = re.compile(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"[^>]*><title>')


def drawn(count: int, *, held: bool = True, label: str = "Siège", phone: bool = False) -> str:
    marks = [SeatMark(group=0, label=f"{label} {n}", held=held) for n in range(count)]
    both = str(seat_plan(marks, groups=["Suffrage direct"], title="Plan", description="d"))
    return both.split("</svg>")[1 if phone else 0]


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("count", [1, 3, 8, 24, 60, 100, 150])
def test_every_seat_is_drawn_once_inside_the_drawing_and_clear_of_the_others(count, phone):
    chairs = [tuple(map(float, found)) for found in CHAIR.findall(drawn(count, phone=phone))]

    assert len(chairs) == count
    assert all(x - r >= 0 and x + r <= (320 if phone else 480) and y - r >= 0 for x, y, r in chairs)
    gaps = [
        math.hypot(x - other_x, y - other_y) - r - other_r
        for at, (x, y, r) in enumerate(chairs)
        for other_x, other_y, other_r in chairs[at + 1 :]
    ]
    assert min(gaps, default=1) > 0


def test_an_empty_seat_is_a_ring():
    assert drawn(3, held=False).count("stroke-dasharray") == 3
    assert "stroke-dasharray" not in drawn(3)


def test_words_are_escaped():
    assert "<script>" not in drawn(1, label="<script>")
