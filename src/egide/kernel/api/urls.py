"""The addresses of the interface for programs."""

from django.urls import path, re_path

from egide.kernel.api.building import patterns
from egide.kernel.api.views import nowhere, openapi

app_name = "api"
urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    *patterns(),
    re_path(r"^(?P<rest>.*)\Z", nowhere, name="nowhere"),
]
