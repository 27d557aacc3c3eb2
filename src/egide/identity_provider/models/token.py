"""What travels between an application and us: codes that serve once, and tokens."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.identity_provider.models.application import Application
from egide.identity_provider.models.connection import Connection


class Proven(models.Model):
    """How and when the person proved who they were, as the application is told it.

    ``family`` is the same for a code and for all tokens that come of it: one of them shown twice
    ends them all.
    """

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")
    family = models.UUIDField(db_index=True)
    scope = models.CharField(max_length=200)
    auth_at = models.DateTimeField(_("identité prouvée le"))
    acr = models.CharField(max_length=40)
    amr = ArrayField(models.CharField(max_length=10))
    issued_at = models.DateTimeField(_("émis le"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_scope(self) -> str:
        return self.scope

    def get_auth_time(self) -> int:
        return int(self.auth_at.timestamp())

    def get_acr(self) -> str:
        return self.acr

    def get_amr(self) -> list[str]:
        return list(self.amr)

    def check_client(self, client: Application) -> bool:
        return self.connection.application_id == client.pk


class AuthorizationCode(Proven):
    """What the browser carries back to the application (code), good once; we keep a hash."""

    code_hash = models.CharField(max_length=64, unique=True)
    redirect_uri = models.CharField(max_length=400)
    nonce = models.CharField(max_length=400, blank=True)
    code_challenge = models.CharField(max_length=128)
    expires_at = models.DateTimeField(_("valable jusqu’au"), db_index=True)
    used_at = models.DateTimeField(_("utilisé le"), null=True)

    # The one way that we accept (RFC 7636).
    code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_nonce(self) -> str:
        return self.nonce


class Token(Proven):
    """What the application shows to be told of the person (jeton); we keep hashes.

    The access half lives ten minutes. The refresh half, if there is one, serves once and makes
    the next token of the ``family``; the whole family ends on ``ends_at``.
    """

    access_hash = models.CharField(max_length=64, unique=True)
    access_ends_at = models.DateTimeField(_("jeton d’accès valable jusqu’au"))
    refresh_hash = models.CharField(max_length=64, blank=True)
    refresh_ends_at = models.DateTimeField(_("jeton de renouvellement valable jusqu’au"), null=True)
    ends_at = models.DateTimeField(_("fin de la suite"), db_index=True)
    refreshed_at = models.DateTimeField(_("renouvelé le"), null=True)
    revoked_at = models.DateTimeField(_("révoqué le"), null=True)

    class Meta(Proven.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["refresh_hash"],
                condition=~Q(refresh_hash=""),
                name="a_refresh_token_is_of_one_family",
            ),
        ]
