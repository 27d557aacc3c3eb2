"""Sites of others that send people here to say who they are."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from authlib.oauth2.rfc6749 import ClientMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from egide.identity_provider.enums import Claims


class ApplicationQuerySet(models.QuerySet["Application"]):
    def running(self) -> ApplicationQuerySet:
        return self.filter(stopped_at__isnull=True)


class Application(models.Model, ClientMixin):
    """A site that asks here who somebody is (application reliée, OpenID Connect client).

    It sends people only to the addresses written here, to the letter, and proves itself by a
    secret of which we keep a hash. ``scopes`` is the most that it may ask about anybody;
    ``twice_proved`` lets in only people who showed a second factor. The methods are those that
    the protocol's library asks.
    """

    client_id = models.CharField(_("identifiant"), max_length=40, unique=True)
    name = models.CharField(_("nom"), max_length=80)
    keeper = models.CharField(_("tenue par"), max_length=160)
    homepage = models.URLField(_("page d’accueil"), max_length=400)
    redirect_uris = ArrayField(models.CharField(max_length=400), verbose_name=_("retours"))
    logout_uris = ArrayField(
        models.CharField(max_length=400), verbose_name=_("retours de déconnexion"), default=list
    )
    scopes = ArrayField(
        models.CharField(max_length=20, choices=Claims), verbose_name=_("ce qu’elle peut demander")
    )
    twice_proved = models.BooleanField(_("exige un second facteur"), default=False)
    secret_hash = models.CharField(max_length=64)
    secret_made_at = models.DateTimeField(_("secret fait le"))
    registered_at = models.DateTimeField(_("reliée le"))
    stopped_at = models.DateTimeField(_("déliée le"), null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_application_has_an_address_to_return_to",
                condition=models.Q(redirect_uris__len__gt=0),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(stopped_at__isnull=True),
                name="a_running_application_has_its_own_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def client_metadata(self) -> dict[str, Any]:
        """What the library asks under the names of the standard."""
        return {"post_logout_redirect_uris": self.logout_uris}

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: a request that does not say where it returns is refused."""
        return None

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return what is asked if all of it is allowed; nothing makes the request invalid."""
        asked = (scope or "").split()
        return " ".join(asked) if asked and set(asked) <= set(self.scopes) else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        hashed = hashlib.sha256(client_secret.encode()).hexdigest()
        return hmac.compare_digest(self.secret_hash, hashed)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        if grant_type == "refresh_token":
            return Claims.OFFLINE in self.scopes
        return grant_type == "authorization_code"
