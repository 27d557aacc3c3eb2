"""Forms of the files that come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.imports.models import Batch, Line
from egide.imports.queries.batches import importer_of
from egide.kernel import registry
from egide.kernel.access import Actor

MOST_BYTES = 30_000_000


class ReceiveForm(forms.Form):
    """A file and what it holds."""

    kind = forms.ChoiceField(label=_("Ce que le fichier contient"))
    file = forms.FileField(
        label=_("Fichier"),
        help_text=_(
            "CSV, XLSX ou ODS, trente mégaoctets au plus ; la première ligne nomme les colonnes."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (kind, one.label)
            for kind, one in registry.importers().items()
            if actor.can(one.permission)
        ]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse a file that a page does not carry."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("Ce fichier dépasse trente mégaoctets : la commande « egide import » le reprend.")
            )
        return file


class ColumnsForm(forms.Form):
    """The column of ours that each header means."""

    def __init__(self, *args: Any, batch: Batch, samples: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = importer_of(batch.kind).columns
        choices = [("", _("— laisser de côté —")), *((one.key, one.label) for one in columns)]
        for place, header in enumerate(batch.headers):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=header,
                choices=choices,
                required=False,
                initial=batch.mapping[place],
                help_text=samples[place] if place < len(samples) else "",
            )

    def mapping(self) -> list[str]:
        """Return a column key for each header, in their order."""
        return [self.cleaned_data[name] for name in self.fields]


class LineForm(forms.Form):
    """The cells of a line, as somebody corrects them."""

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = importer_of(line.batch.kind).by_key
        for place, key in enumerate(line.batch.mapping):
            if key:
                self.fields[key] = forms.CharField(
                    label=known[key].label,
                    initial=line.cells[place],
                    required=False,
                    max_length=4_000,
                    help_text=known[key].hint,
                )

    def written(self) -> dict[str, str]:
        """Return what the line holds, as the form would send it."""
        return {name: field.initial for name, field in self.fields.items()}

    def show_problems(self, line: Line) -> None:
        """Say beside each cell what is wrong in it."""
        self.full_clean()
        for key, said in line.problems.items():
            for sentence in said:
                self.add_error(key if key in self.fields else None, sentence)
