"""Every sentence has its English (R-X-10), and French has the spaces of good printing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from egide.launcher.catalogues import catalogues_in, in_the_source, problems
from egide.launcher.compiling import modules

BADLY_PRINTED = re.compile(r" [;!?:](?:\s|$)|« | »|\w'\w|\.\.\.|\d \d{3}\b|\d [%€]")
VARIABLE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def _forms(said: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """One sentence, or its singular and its plural."""
    return (said,) if isinstance(said, str) else tuple(said)


def _french() -> Iterator[str]:
    for module in modules():
        for message in in_the_source(module):
            if message.id:
                yield from _forms(message.id)


def _pairs() -> Iterator[tuple[str, str]]:
    for catalogue in catalogues_in("en").values():
        for message in catalogue:
            if message.id:
                yield from zip(_forms(message.id), _forms(message.string), strict=True)


@pytest.mark.proves("R-X-10")
def test_every_sentence_has_its_english_and_no_english_is_left_over():
    assert list(problems()) == []


@pytest.mark.proves("R-REP-3")
def test_french_sentences_are_printed_well():
    assert sorted({said for said in _french() if BADLY_PRINTED.search(said)}) == []


def test_english_fills_only_what_the_french_fills():
    assert [
        french
        for french, english in _pairs()
        if not set(VARIABLE.findall(english)) <= set(VARIABLE.findall(french))
    ] == []
