"""How a person signs in."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from egide.members.models import Person


class Account(AbstractBaseUser):
    """The key of one person to the site (compte); it carries no right: rights come from mandates.

    A couple may share an address, so the account is the person's, not the address's.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="+", verbose_name=_("personne"))
    is_active = models.BooleanField(_("ouvert"), default=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "person"

    def __str__(self) -> str:
        return f"#{self.pk}"
