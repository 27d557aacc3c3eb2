"""The addresses of the site: French paths, English names, one line a module."""

from importlib.util import find_spec

from django.urls import include, path

MODULES = (
    "shell",
    "accounts",
    "identity_provider",
    "members",
    "mandates",
    "groups",
    "care",
    "exports",
    "letters",
    "annual_report",
    "imports",
    "design",
)

urlpatterns = [
    path("api/v1/", include("egide.kernel.api.urls")),
    *(
        path("", include(f"egide.{module}.urls"))
        for module in MODULES
        if find_spec(f"egide.{module}") and find_spec(f"egide.{module}.urls")
    ),
]

handler400 = "egide.kernel.refusals.bad_request"
handler403 = "egide.kernel.refusals.forbidden"
handler404 = "egide.kernel.refusals.not_found"
handler500 = "egide.kernel.refusals.server_error"
