"""How long the registry keeps what, and on what ground."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Keep, Parameter

LIFE = _("toute la vie du sociétaire, puis le rôle historique")
CONTRACT = _("exécution du contrat d’adhésion (statuts)")
CONSENT = _("choix de la personne")
UNTIL_DEATH = _("jusqu’au retrait, ou 1 an après le décès")
HISTORY_KEPT = _("3 ans après le changement")
AFTER_DEATH_DAYS = "members.after_death_days"
HISTORY_DAYS = "members.history_days"
DEATH_REPORT_DAYS = "members.death_report_days"
HOLD_DAYS = "members.hold_days"
CONSENT_DAYS = "members.consent_days"
AFTER_DEATH = Keep(after="person__died_on", days=AFTER_DEATH_DAYS)
HISTORY_RULE = Keep(after="pgh_created_at", days=HISTORY_DAYS)

DURATIONS = (
    Parameter(
        code=AFTER_DEATH_DAYS,
        label=_("Coordonnées et situations d’une personne décédée, gardées au plus"),
        default=365,
        unit=_("jours"),
        source=_("Durées de conservation"),
    ),
    Parameter(
        code=HISTORY_DAYS,
        label=_("Ce qu’une fiche disait avant un changement, gardé au plus"),
        default=1_095,
        unit=_("jours"),
        source=_("Durées de conservation"),
    ),
    Parameter(
        code=DEATH_REPORT_DAYS,
        label=_("Signalement d’un décès, gardé au plus"),
        default=1_826,
        unit=_("jours"),
        source=_("Durées de conservation"),
    ),
    Parameter(
        code=HOLD_DAYS,
        label=_("Gel levé, gardé au plus"),
        default=1_826,
        unit=_("jours"),
        source=_("Code civil, article 2224"),
    ),
    Parameter(
        code=CONSENT_DAYS,
        label=_("Preuve d’un accord retiré, gardée au plus"),
        default=1_826,
        unit=_("jours"),
        source=_("Code civil, article 2224"),
    ),
)
