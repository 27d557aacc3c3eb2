"""Keys that sign what we say of people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.kernel.encryption import EncryptedField


class SigningKey(models.Model):
    """An RSA key that signs who somebody is (clé de signature); its private half is sealed.

    One signs; those before stay published for a while, so that what they signed still verifies.
    """

    kid = models.CharField(max_length=32, unique=True)
    private = EncryptedField(bound_to="kid")
    made_at = models.DateTimeField(_("faite le"))
    ended_at = models.DateTimeField(_("remplacée le"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(ended_at__isnull=True),
                name="one_key_signs_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.kid
