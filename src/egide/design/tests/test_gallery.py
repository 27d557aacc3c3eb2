"""The page of all components serves who builds pages; a real site does not serve it."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("path", ["/presentation/", "/presentation/propositions/?q=ca"])
def test_it_is_there_where_asked_for_and_nowhere_else(client, settings, path, db):
    assert client.get(path).status_code == 200

    settings.GALLERY = False

    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("given", "served"),
    [({}, False), ({"EGIDE_GALLERY": "1"}, True), ({"EGIDE_DEMO": "1"}, True)],
)
def test_a_site_serves_it_only_when_it_is_asked_to(given, served):
    environment = {k: v for k, v in os.environ.items() if k != "EGIDE_GALLERY"} | given
    asked = "from django.conf import settings; print(settings.GALLERY)"

    said = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == str(served)
