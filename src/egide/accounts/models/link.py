"""Links that open the door once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from egide.members.models import Person


class SignInLink(models.Model):
    """A way in that was asked for, and the letter that carries it (lien de connexion).

    Each request makes a row, known or not, so that the answer costs the same. What was typed
    stays in ``identifier`` until the letter leaves; then ``token_hash`` and ``code_hash`` hold what
    the letter carries, never the thing itself. ``browser_hash`` binds the link to the browser that
    asked; it is empty only for the doors of a demo.
    """

    identifier = models.CharField(_("adresse ou numéro saisi"), max_length=254, blank=True)
    address = models.CharField(_("adresse de la lettre"), max_length=254, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("personne")
    )
    token_hash = models.CharField(max_length=64, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    browser_hash = models.CharField(max_length=64, blank=True)
    # An application that sends somebody here says much in its address.
    next_path = models.CharField(max_length=4_000, blank=True)
    asked_at = models.DateTimeField(_("demandé le"))
    expires_at = models.DateTimeField(_("valable jusqu’au"), db_index=True)
    used_at = models.DateTimeField(_("utilisé le"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="a_token_opens_one_door"
            ),
            models.CheckConstraint(
                name="a_link_is_used_before_it_expires",
                condition=Q(used_at__isnull=True) | Q(used_at__lt=F("expires_at")),
            ),
            models.CheckConstraint(
                name="a_letter_leads_to_somebody",
                condition=Q(token_hash="") | Q(person__isnull=False) | ~Q(address=""),
            ),
        ]
        indexes = [models.Index(fields=["browser_hash"], name="link_by_browser")]

    def __str__(self) -> str:
        return f"{self.pk}"
