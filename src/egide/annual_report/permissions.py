"""Rights on the annual report."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Permission

READ_REPORTS = "annual_report.read_reports"
EDIT_REPORT = "annual_report.edit_report"
CHALLENGE_FIGURE = "annual_report.challenge_figure"
APPROVE_REPORT = "annual_report.approve_report"
PUBLISH_REPORT = "annual_report.publish_report"

PERMISSIONS = (
    Permission(code=READ_REPORTS, label=_("Lire les rapports d’activité publiés")),
    Permission(
        code=EDIT_REPORT,
        label=_("Écrire le rapport d’activité et en calculer les chiffres"),
        whole=True,
    ),
    Permission(
        code=CHALLENGE_FIGURE,
        label=_("Contester un chiffre du rapport"),
        every_member=True,
    ),
    Permission(code=APPROVE_REPORT, label=_("Approuver le rapport au nom du conseil"), whole=True),
    Permission(
        code=PUBLISH_REPORT, label=_("Présenter, publier et corriger le rapport"), whole=True
    ),
)
