"""Which layouts an author may choose, and what a letter laid out so looks like."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from egide.letters.models import Layout, LayoutVersion
from egide.letters.rules.layout import HOUSE

IMAGE_SITE = re.compile(r'<img[^>]* src="(https://[^"/?#;,\s]+)')


def layouts_in_use() -> list[Layout]:
    """Return the layouts that authors choose from, by name."""
    numbered: Any = Layout.objects.with_numbers()
    return list(numbered.filter(in_use__isnull=False).order_by("name", "pk"))


def source_in_use(layout_id: int | None) -> str:
    """Return the MJML with which a letter of this layout leaves; the house's own for none."""
    version = LayoutVersion.objects.in_use().filter(layout=layout_id).first()
    return version.source if version else HOUSE


def image_sites(html: str) -> list[str]:
    """Return the sites that the images of a compiled letter come from, as a browser is told them.

    Each was declared: a letter compiles only from a layout that was judged, and the words of an
    author hold no HTML.
    """
    return sorted(set(IMAGE_SITE.findall(html)))


def sample_words() -> tuple[str, str]:
    """Return the subject and the text of the letter with which a layout is looked at."""
    return (
        _("Une lettre pour voir"),
        _(
            "Bonjour {{ prenom }} {{ nom }},\n\n"
            "Cette lettre n’est envoyée à personne d’autre que vous. Elle montre comment la mise "
            "en page porte un paragraphe de quelques lignes, avec un lien : "
            "https://www.example.org/rendez-vous\n\n"
            "Promotion : {{ promotion }}\n"
            "Une ligne à la suite, sans ligne vide.\n\n"
            "Bien cordialement,\n{{ societe }}"
        ),
    )
