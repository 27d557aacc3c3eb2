"""What arrives is decoded once, and what it says stays words, wherever it is shown."""

from __future__ import annotations

import pytest

from tests.matrix.writing import runs

TWICE = "%253Cscript%253Ezyxq()%253C/script%253E"


@pytest.mark.django_db
@pytest.mark.proves("G7")
def test_what_is_encoded_twice_is_decoded_once(client):
    answer = client.get(f"/recherche/?q={TWICE}")
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "%3Cscript%3Ezyxq()" in page
    assert "<script>zyxq" not in page
    assert "&lt;script&gt;zyxq" not in page
    assert runs(page) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/%252e%252e/%252e%252e/etc/passwd",
        "/registre-des-actes/%2531/",
        "/groupes/%2531/",
    ],
)
def test_an_address_encoded_twice_is_no_other_address(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_entities_that_somebody_types_are_shown_as_typed(client):
    page = client.get("/recherche/", {"q": "&lt;b&gt; &amp;amp;"}).content.decode()

    assert "&amp;lt;b&amp;gt; &amp;amp;amp;" in page
