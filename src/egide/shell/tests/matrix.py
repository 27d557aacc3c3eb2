"""The routes of the house itself, for the access matrix."""

from egide.kernel import registry
from tests.matrix.declaring import Declared, always

MATRIX = Declared(
    public=(
        "shell:home",
        "shell:society",
        "shell:search",
        "shell:health",
        "shell:alive",
        "shell:ready",
        "shell:measures",
        "shell:policy_reports",
        "shell:robots",
        "shell:favicon",
        "shell:change_password",
        "shell:interface",
    ),
    whole=(
        "shell:register",
        "shell:register_line",
        "shell:verify_register",
        "shell:set_parameter",
    ),
    signed_in=("shell:my_space", "shell:rights", "shell:parameters"),
    things={
        "number": always(1),
        "code": lambda side: next(iter(registry.parameters())),
    },
)
