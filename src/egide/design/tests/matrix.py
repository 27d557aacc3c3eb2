"""The routes of the design system, for the access matrix: how pages look, to all."""

from tests.matrix.declaring import Declared

MATRIX = Declared(
    public=(
        "design:society",
        "design:theme",
        "design:language",
        "design:suggestions",
        "design:showcase",
    ),
)
