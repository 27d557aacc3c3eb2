"""What the register says of the report, in words."""

from django.utils.translation import gettext_lazy as _

from egide.annual_report.enums import ChallengeOutcome, EditionState, ReportLanguage
from egide.kernel.registry import Act, Fact

ACTS = (
    Act("annual_report.challenge_answered", _("Contestation d’un chiffre répondue")),
    Act("annual_report.challenge_withdrawn", _("Contestation d’un chiffre retirée")),
    Act("annual_report.edition_moved", _("Rapport passé à un autre état")),
    Act("annual_report.edition_opened", _("Rapport ouvert")),
    Act("annual_report.edition_printed", _("Rapport imprimé")),
    Act("annual_report.figure_challenged", _("Chiffre contesté")),
    Act("annual_report.figure_restated", _("Chiffre recalculé")),
    Act("annual_report.figure_rows_exported", _("Fiches d’un chiffre exportées")),
    Act("annual_report.figures_certified", _("Chiffres certifiés")),
    Act("annual_report.figures_computed", _("Chiffres calculés")),
    Act("annual_report.override_approved", _("Dérogation approuvée")),
    Act("annual_report.override_proposed", _("Dérogation proposée")),
    Act("annual_report.override_withdrawn", _("Dérogation retirée")),
    Act("annual_report.text_written", _("Texte du rapport écrit")),
)
FACTS = (
    Fact("annual_report.changed", _("changés")),
    Fact("annual_report.figures", _("chiffres")),
    Fact("annual_report.files", _("fichiers")),
    Fact("annual_report.key", _("chiffre"), kind="figure"),
    Fact("annual_report.keys", _("chiffres"), kind="figure"),
    Fact("annual_report.language", _("langue"), choices=tuple(ReportLanguage.choices)),
    Fact("annual_report.number", _("version")),
    Fact("annual_report.outcome", _("suite"), choices=tuple(ChallengeOutcome.choices)),
    Fact("annual_report.state", _("état"), choices=tuple(EditionState.choices)),
    Fact("annual_report.value", _("valeur")),
    Fact("annual_report.years", _("années")),
)
