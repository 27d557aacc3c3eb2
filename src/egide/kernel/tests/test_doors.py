"""Every page runs a verb the same way: what is refused is read where it was asked."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpResponse
from django.test import RequestFactory

from egide.kernel.doors import done, press
from egide.kernel.errors import NotAllowed, Refused


class Kept(BaseStorage):
    """Messages that stay on the request."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


class DayForm(forms.Form):
    day = forms.DateField()


class TwoObstacles(Refused):
    obstacles = ("Il manque un trésorier.", "Il manque un président.")


@pytest.fixture
def request_of():
    def make(method: str, **typed):
        request = getattr(RequestFactory(), method)("/", typed)
        request._messages = Kept(request)
        return request

    return make


def said(request) -> list[tuple[str, str]]:
    return [(message.level_tag, message.message) for message in get_messages(request)]


def refusing(refusal: Exception):
    def act():
        raise refusal

    return act


def test_a_form_that_is_right_runs_its_verb_once_and_says_so(request_of):
    request, ran = request_of("post", day="2020-03-14"), []
    form = DayForm(request.POST)

    assert done(request, form, lambda: ran.append(form.cleaned_data["day"].day), "Noté.") is True

    assert ran == [14]
    assert said(request) == [("success", "Noté.")]


@pytest.mark.parametrize(("method", "typed"), [("get", {}), ("post", {"day": "hier"})])
def test_a_form_that_is_read_or_wrong_runs_nothing(request_of, method, typed):
    request, ran = request_of(method, **typed), []

    assert done(request, DayForm(request.POST or None), lambda: ran.append(1), "Noté.") is False

    assert (ran, said(request)) == ([], [])


def test_each_obstacle_stays_on_the_form_with_what_was_typed(request_of):
    request = request_of("post", day="2020-03-14")
    form = DayForm(request.POST)

    assert done(request, form, refusing(TwoObstacles()), "Noté.") is False

    assert form.non_field_errors() == ["Il manque un trésorier.", "Il manque un président."]
    assert form["day"].value() == "2020-03-14"
    assert said(request) == []


def test_a_button_says_each_obstacle_where_one_comes_back(request_of):
    request, back = request_of("post"), HttpResponse()

    assert press(request, refusing(TwoObstacles()), "Noté.", back) is back

    assert said(request) == [
        ("error", "Il manque un trésorier."),
        ("error", "Il manque un président."),
    ]


def test_a_button_says_what_it_did(request_of):
    request, back = request_of("post"), HttpResponse()

    assert press(request, lambda: None, "Noté.", back) is back

    assert said(request) == [("success", "Noté.")]


def test_a_right_that_is_missing_is_never_a_sentence_of_a_form(request_of):
    request = request_of("post", day="2020-03-14")

    with pytest.raises(NotAllowed):
        done(request, DayForm(request.POST), refusing(NotAllowed("Non.")), "Noté.")
    with pytest.raises(NotAllowed):
        press(request, refusing(NotAllowed("Non.")), "Noté.", HttpResponse())
