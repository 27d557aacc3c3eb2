"""Rights of the registry."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Confidentiality, Permission

READ_DIRECTORY = "members.read_directory"
READ_OFFICER_CONTACTS = "members.read_officer_contacts"
MANAGE_REGISTRY = "members.manage_registry"
ANSWER_RIGHTS = "members.answer_rights"
EXPORT_DIRECTORY = "members.export_directory"
READ_FIGURES = "members.read_figures"
CERTIFY_FIGURES = "members.certify_figures"

PERMISSIONS = (
    Permission(code=READ_DIRECTORY, label=_("Consulter l’annuaire"), every_member=True),
    Permission(
        code=READ_OFFICER_CONTACTS,
        label=_("Lire les coordonnées confiées aux responsables"),
        confidentiality=Confidentiality.PERSONAL,
    ),
    Permission(
        code=MANAGE_REGISTRY,
        label=_("Tenir le registre des personnes"),
        confidentiality=Confidentiality.PERSONAL,
        whole=True,
    ),
    Permission(
        code=ANSWER_RIGHTS,
        label=_("Répondre aux demandes des personnes sur leurs données"),
        confidentiality=Confidentiality.PERSONAL,
        whole=True,
    ),
    Permission(
        code=EXPORT_DIRECTORY,
        label=_("Exporter des listes de personnes"),
        confidentiality=Confidentiality.PERSONAL,
    ),
    Permission(code=READ_FIGURES, label=_("Ouvrir les chiffres du registre")),
    Permission(code=CERTIFY_FIGURES, label=_("Certifier les chiffres du registre")),
)
