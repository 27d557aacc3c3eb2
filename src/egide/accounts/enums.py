"""By which doors a person comes in, and what proves it a second time."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SignInMethod(TextChoices):
    """How a person proved who they are (moyen de connexion)."""

    LINK = "LINK", _("lien reçu par courriel")
    PASSWORD = "PASSWORD", _("mot de passe")
    PASSKEY = "PASSKEY", _("clé d’accès")
    DEMO = "DEMO", _("personnage de démonstration")


class SecondFactor(TextChoices):
    """What proves it a second time, by a thing that the person holds (second facteur)."""

    APP = "APP", _("code d’une application")
    PASSKEY = "PASSKEY", _("clé d’accès")
    RECOVERY = "RECOVERY", _("code de secours")
    TRUSTED = "TRUSTED", _("appareil de confiance")


class RecoveryState(TextChoices):
    """How far a request to find one's access again has come (demande d’accès)."""

    ASKED = "ASKED", _("adresse à confirmer")
    TO_WEIGH = "TO_WEIGH", _("à examiner")
    ACCEPTED = "ACCEPTED", _("acceptée, délai d’opposition")
    TO_SECOND = "TO_SECOND", _("opposition à lever, à contresigner")
    DONE = "DONE", _("accès rendu")
    REFUSED = "REFUSED", _("refusée")
    CANCELLED = "CANCELLED", _("retirée")
    OBJECTED = "OBJECTED", _("arrêtée par une opposition")
    EXPIRED = "EXPIRED", _("échue sans décision")


class ChangeState(TextChoices):
    """How far another address of sign-in has come (changement d’adresse)."""

    WAITING = "WAITING", _("en attente")
    HELD = "HELD", _("en place")
    OBJECTED = "OBJECTED", _("arrêté par une opposition")
    DROPPED = "DROPPED", _("abandonné")


class Evidence(TextChoices):
    """What shows that somebody is who they say (preuve)."""

    PROMOTION = "PROMOTION", _("Promotion et centre exacts")
    BIRTH = "BIRTH", _("Date de naissance exacte")
    FORMER = "FORMER", _("Ancienne adresse ou ancien numéro exacts")
    CALLED = "CALLED", _("Rappelé au numéro de la fiche, et c’était bien la personne")
    SPONSOR = "SPONSOR", _("Reconnu par un camarade de la même promotion")
    SEEN = "SEEN", _("Pièce d’identité montrée, au bureau ou à l’écran")
