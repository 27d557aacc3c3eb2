"""States and kinds of groups, of their égide agreements and of their yearly returns."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class GroupKind(TextChoices):
    """What gathers the people of a group (type de groupe)."""

    TERRITORIAL_FR = "TERRITORIAL_FR", _("territorial, métropole")
    TERRITORIAL_OVERSEAS = "TERRITORIAL_OVERSEAS", _("territorial, outre-mer")
    TERRITORIAL_INTL = "TERRITORIAL_INTL", _("territorial, étranger")
    PROMOTION = "PROMOTION", _("promotion")
    PROFESSIONAL = "PROFESSIONAL", _("professionnel")
    AFFINITY = "AFFINITY", _("groupe d’amitié")
    REXAM_SECTION = "REXAM_SECTION", _("section Rexam")
    YOUTH = "YOUTH", _("jeunes promotions")


class Family(TextChoices):
    """How many groups of a family a person may be in at a time (R-GRP-1)."""

    TERRITORIAL = "TERRITORIAL", _("groupes territoriaux")
    PROMOTION = "PROMOTION", _("promotions")
    FREE = "FREE", _("autres groupes")


TERRITORIAL_KINDS = (
    GroupKind.TERRITORIAL_FR,
    GroupKind.TERRITORIAL_OVERSEAS,
    GroupKind.TERRITORIAL_INTL,
)
# Égide applies to territorial groups and promotions, and to nothing else (R-GRP-2).
EGIDE_KINDS = (*TERRITORIAL_KINDS, GroupKind.PROMOTION)


class GroupState(TextChoices):
    """Proposed, living, asleep, closed (état d’un groupe)."""

    PROPOSED = "PROPOSED", _("proposé")
    ACTIVE = "ACTIVE", _("actif")
    DORMANT = "DORMANT", _("en sommeil")
    CLOSED = "CLOSED", _("clos")


class LegalForm(TextChoices):
    """Under the society's name, in its own, or in nobody's (forme juridique)."""

    EGIDE = "EGIDE", _("sous égide")
    OWN_ASSOCIATION = "OWN_ASSOCIATION", _("association propre")
    INFORMAL = "INFORMAL", _("sans forme juridique")


class WorldRegion(TextChoices):
    """The four parts of the world that have a delegate (région du monde d’un DRI)."""

    EUROPE = "EUROPE", _("Europe")
    AFRICA_MIDDLE_EAST = "AFRICA_MIDDLE_EAST", _("Afrique et Moyen-Orient")
    ASIA_PACIFIC = "ASIA_PACIFIC", _("Asie et Pacifique")
    AMERICAS = "AMERICAS", _("Amériques")


class JoinKind(TextChoices):
    """How somebody came into a group: by the rule of the address, or by their own choice."""

    AUTOMATIC = "AUTOMATIC", _("par défaut")
    CHOSEN = "CHOSEN", _("choisi")


class AgreementState(TextChoices):
    """The life of an égide agreement (convention d’égide)."""

    DRAFT = "DRAFT", _("en préparation")
    SIGNED = "SIGNED", _("signée")
    SUSPENDED = "SUSPENDED", _("suspendue")
    ENDED = "ENDED", _("terminée")


class SignatoryCapacity(TextChoices):
    """For whom somebody signs an agreement (qualité du signataire)."""

    GROUP = "GROUP", _("pour le groupe")
    SOCIETY = "SOCIETY", _("pour la Société")


class ActivityKind(TextChoices):
    """What a group did together (activité)."""

    DINNER = "DINNER", _("dîner ou repas")
    VISIT = "VISIT", _("visite")
    CONFERENCE = "CONFERENCE", _("conférence")
    MEETING = "MEETING", _("réunion")
    OUTING = "OUTING", _("sortie")
    SOLIDARITY = "SOLIDARITY", _("action solidaire")
    OTHER = "OTHER", _("autre")


class ReturnState(TextChoices):
    """The life of a yearly return (compte rendu annuel)."""

    DUE = "DUE", _("attendu")
    SUBMITTED = "SUBMITTED", _("remis")
    ACCEPTED = "ACCEPTED", _("accepté")
    TO_FIX = "TO_FIX", _("à corriger")
    MISSING = "MISSING", _("manquant")


class NoticeKind(TextChoices):
    """What a group's desk tells its officers (avis porté au bureau du groupe)."""

    ARRIVAL = "ARRIVAL", _("arrivée")
    DEPARTURE = "DEPARTURE", _("départ")
    DEATH = "DEATH", _("décès")
    LOST = "LOST", _("adresse perdue")
    NO_PRESIDENT = "NO_PRESIDENT", _("sans responsable depuis six mois")
    ASLEEP = "ASLEEP", _("sans vie depuis dix-huit mois")
    LAST_SURVIVOR = "LAST_SURVIVOR", _("un seul survivant : égide à clore")
    RENEWAL = "RENEWAL", _("égide à renouveler")
    SUSPENDED = "SUSPENDED", _("égide suspendue : deux comptes rendus manquent")


# Notices that the watch raises and settles by itself; the others wait until an officer has seen
# them.
WATCHED_NOTICES = (
    NoticeKind.NO_PRESIDENT,
    NoticeKind.ASLEEP,
    NoticeKind.LAST_SURVIVOR,
    NoticeKind.RENEWAL,
    NoticeKind.SUSPENDED,
)
# What tells of a person; seen all at once, they say who came into the group and who left it.
PEOPLE_NOTICES = (
    NoticeKind.ARRIVAL,
    NoticeKind.DEPARTURE,
    NoticeKind.DEATH,
    NoticeKind.LOST,
)


class PaperAudience(TextChoices):
    """Who may read a paper of the group."""

    OFFICERS = "OFFICERS", _("les responsables")
    GROUP = "GROUP", _("tout le groupe")


class HandoverThing(TextChoices):
    """What passes from hand to hand when an office does: the rest follows by itself."""

    TALK = "TALK", _("un entretien sur ce qui est en cours")
    PAPERS = "PAPERS", _("les papiers gardés chez soi, rangés ici ou remis")
    ACCOUNTS = "ACCOUNTS", _("les mots de passe des comptes du groupe (réseaux, site), changés")
    CONTACTS = "CONTACTS", _("les interlocuteurs : salles, traiteurs, mairie")
    MATERIAL = "MATERIAL", _("le matériel : bannière, clés, archives")
    BOOKS = "BOOKS", _("les comptes de l’année et leurs pièces")
    BANK = "BANK", _("la signature à la banque, et le relevé du jour")
    CASH = "CASH", _("la caisse, comptée à deux")
    LISTS = "LISTS", _("les listes tenues ailleurs, versées ici puis détruites")
