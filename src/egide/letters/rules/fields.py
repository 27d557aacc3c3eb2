"""The fields of a letter: a few words between double braces, and nothing else of a template."""

from __future__ import annotations

from django.utils.translation import gettext as _
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

# What the author of a letter may write between double braces, and what it stands for.
FIELDS = ("prenom", "nom", "promotion", "societe")
LANGUAGE = SandboxedEnvironment(autoescape=False)


def obstacles_to_words(words: str) -> list[str]:
    """Return what cannot be sent as it is typed, in words for its author; empty when it can."""
    if "{#" in words:
        return [_("Une accolade suivie d’un dièse ne s’écrit pas dans une lettre.")]
    try:
        tree = LANGUAGE.parse(words)
    except TemplateSyntaxError:
        return [
            _(
                "Une accolade est de trop, ou il en manque une. Un champ s’écrit entre doubles "
                "accolades : %(example)s."
            )
            % {"example": "{{ prenom }}"}
        ]
    if any(not _is_plain(node) for node in tree.body):
        return [
            _("Seuls ces champs sont compris : %(fields)s.")
            % {"fields": ", ".join(f"{{{{ {name} }}}}" for name in FIELDS)}
        ]
    return []


def _is_plain(node: nodes.Node) -> bool:
    """Tell whether a part of a text is words and known fields: no test, no loop, no attribute."""
    if not isinstance(node, nodes.Output):
        return False
    return all(
        isinstance(part, nodes.TemplateData)
        or (isinstance(part, nodes.Name) and part.name in FIELDS)
        for part in node.nodes
    )
