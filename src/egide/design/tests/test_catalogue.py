"""Every sentence has its English (R-X-10), and French has the spaces of good printing."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

MODULE = Path(__file__).resolve().parent.parent
JINJA = {
    "newstyle_gettext": "true",
    "extensions": "jinja2.ext.do",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
}


def sentences():
    found = extract_from_dir(
        MODULE,
        method_map=[("tests/**", "ignore"), ("templates/**.html", "jinja2"), ("**.py", "python")],
        options_map={"templates/**.html": JINJA},
        keywords={"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)},
    )
    return {
        message
        for _file, _line, text, *_ in found
        for message in ([text] if isinstance(text, str) else text)
    }


def english():
    with (MODULE / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


@pytest.mark.proves("R-X-10")
def test_every_sentence_has_its_english():
    known = english()

    assert sorted(sentence for sentence in sentences() if not known.get(sentence)) == []


def test_no_english_is_left_from_a_sentence_that_went_away():
    assert sorted(set(english()) - sentences()) == []


@pytest.mark.proves("R-REP-3")
def test_french_sentences_are_printed_well():
    badly = re.compile(r" [;!?:](?:\s|$)|« | »|\w'\w|\.\.\.|\d \d{3}\b|\d [%€]")

    assert sorted(sentence for sentence in sentences() if badly.search(sentence)) == []


def test_english_keeps_every_variable():
    names = re.compile(r"%\((\w+)\)s")

    assert [
        sentence
        for sentence, text in english().items()
        if set(names.findall(sentence)) != set(names.findall(text))
    ] == []
