"""The key of one person to the site."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from egide.accounts.enums import SecondFactor, SignInMethod
from egide.members.models import Person


class Account(AbstractBaseUser):
    """The key of one person to the site (compte); it carries no right: rights come from mandates.

    A couple may share an address, so the account is the person's, not the address's. It is made
    the first time that the person comes in. What was opened before ``keys_changed_at``, by another
    password or another second factor, is shut. ``app_added_at`` says since when an application of
    codes is asked for; its secret stands behind the second wall (``AuthenticatorApp``).
    ``closed_at`` says since when the office that keeps the accounts suspended it, and
    ``closed_why`` for what reason.
    """

    person = models.OneToOneField(
        Person, models.PROTECT, related_name="+", verbose_name=_("personne")
    )
    is_active = models.BooleanField(_("ouvert"), default=True)
    password_set_at = models.DateTimeField(_("mot de passe choisi le"), null=True, blank=True)
    app_added_at = models.DateTimeField(_("application de codes ajoutée le"), null=True)
    closed_at = models.DateTimeField(_("suspendu le"), null=True)
    closed_why = models.CharField(_("motif de la suspension"), max_length=400, blank=True)
    keys_changed_at = models.DateTimeField(_("moyens d’entrer changés le"), null=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "person"

    # Known only for the account of a request: what its session says of the last proof.
    factor_at: datetime | None = None
    method: SignInMethod | None = None
    second_factor: SecondFactor | None = None
    twice_proved = False
    # Known only for the account of a program: what its token opens.
    token_id: int | None = None
    scopes: tuple[str, ...] | None = None
    may_write = False
    # Known only while somebody comes in: the first proof was right, the second one is to come.
    awaits_second_factor = False

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def frame_label(self) -> str:
        """The name that the frame shows; the person comes with the session, so it asks nothing."""
        return self.person.full_name
