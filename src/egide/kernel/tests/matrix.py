"""The routes of the interface for programs, for the access matrix."""

from tests.matrix.declaring import Declared, always

MATRIX = Declared(
    public=("api:openapi", "api:nowhere"),
    nobody_s=("api:nowhere",),
    things={"rest": always("nulle-part")},
)
