"""What a module declares of its lists: refused when wrong, read in the reader's language."""

import pytest
from django.utils import translation

from egide.design.tables import Column, Filter, Table, label_of
from egide.kernel.models import LetterKind


def test_a_table_declared_wrongly_does_not_load():
    column = Column("name", "Nom")

    for wrong in (
        {"filters": (Filter("page", "Page", lambda rows, value: rows),)},
        {"default_sort": "name"},
        {"page_size": 51},
        {"columns": (column, column)},
    ):
        with pytest.raises(ValueError, match="table 'essai'"):
            Table("essai", **{"columns": (column,)} | wrong)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_stored_choice_reads_as_its_label_in_the_language_of_the_reader(lang):
    column = Column("kind", "Nature", value=label_of("kind", LetterKind))
    kind = LetterKind.values[0]

    with translation.override(lang):
        assert str(column.shown({"kind": kind}, lang)) == str(LetterKind(kind).label)
        assert column.shown({"kind": ""}, lang) == ""
