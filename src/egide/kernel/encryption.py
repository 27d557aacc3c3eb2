"""Columns that the database cannot read: sealed under keys that it does not have.

What is sealed is bound to its table, its column and its row, so that a value moved to another row
does not open; the name of its key stands before it, and the key says by which algorithm.
``EncryptedField`` does it for a model; the keys are those of ``kernel.keys``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _

from egide.kernel import keys
from egide.kernel.errors import Refused
from egide.kernel.keys import AES, CHACHA, FieldKey, KeyRing

NONCE = 12
TAG = 16
CIPHERS: dict[str, type[AESGCM] | type[ChaCha20Poly1305]] = {AES: AESGCM, CHACHA: ChaCha20Poly1305}


class SealBroken(Refused):
    """The sealed value was altered, cut, or moved from another row."""


class KeyUnknown(Refused):
    """The value was sealed under a key that this machine does not have."""


class Sealed(str):
    """A value as the database holds it: whoever prints or exports it shows nothing."""

    __slots__ = ()

    @property
    def key_name(self) -> str:
        """The name of the key that opens it."""
        return self.partition(".")[0]


def encrypt(value: str, *, table: str, column: str, row: str) -> Sealed:
    """Seal a value for one column of one row; ``row`` is what names the row for ever."""
    key = ring().newest
    nonce = os.urandom(NONCE)
    hidden = _cipher(key).encrypt(nonce, value.encode(), _place(key.name, table, column, row))
    return Sealed(f"{key.name}.{base64.urlsafe_b64encode(nonce + hidden).decode('ascii')}")


def decrypt(sealed: str, *, table: str, column: str, row: str) -> str:
    """Return what was sealed for that column of that row.

    :raises KeyUnknown: if its key is not in the file.
    :raises SealBroken: if it is not what was written there.
    """
    name, _dot, body = sealed.partition(".")
    key = ring().find(name)
    try:
        packed = base64.b64decode(body.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        packed = b""
    if len(packed) < NONCE + TAG:
        raise SealBroken(_broken(table, column))
    if key is None:
        raise KeyUnknown(
            _(
                "Une donnée chiffrée (%(place)s) demande la clé « %(key)s », qui n’est pas sur"
                " cette machine. Il faut remettre le fichier des clés."
            )
            % {"place": f"{table}.{column}", "key": name}
        )
    try:
        opened = _cipher(key).decrypt(
            packed[:NONCE], packed[NONCE:], _place(name, table, column, row)
        )
    except InvalidTag:
        raise SealBroken(_broken(table, column)) from None
    return opened.decode()


def blind_index(value: str, *, table: str, column: str) -> str:
    """Return what finds an equal value again without telling it; for a column beside the sealed.

    Equal values have equal indexes in one column, and different ones in another. Write the value
    in one form first (an IBAN without spaces). The key of the indexes never changes.
    """
    said = json.dumps([table, column, value]).encode()
    return hmac.digest(ring().index_secret, said, hashlib.sha256).hex()


def ring() -> KeyRing:
    """Return the keys, read again when the file changed: a rotation needs no new start.

    :raises keys.KeysUnusable: if the file is missing or damaged.
    """
    place = Path(settings.FIELD_KEYS)
    try:
        found = place.stat()
    except OSError:
        return keys.read(place)
    return _ring_of(place, found.st_ino, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _ring_of(place: Path, *_version: int) -> KeyRing:
    return keys.read(place)


@lru_cache(maxsize=64)
def _cipher(key: FieldKey) -> AESGCM | ChaCha20Poly1305:
    return CIPHERS[key.algorithm](key.secret)


def _place(key_name: str, table: str, column: str, row: str) -> bytes:
    """Say where a value belongs; written as JSON, so that no two places read alike."""
    return json.dumps([key_name, table, column, row]).encode()


def _broken(table: str, column: str) -> str:
    return _(
        "Une donnée chiffrée (%(place)s) a été altérée, coupée ou déplacée. Il faut la restaurer."
    ) % {"place": f"{table}.{column}"}


class SealedAttribute(DeferredAttribute):
    """Opens the value when somebody reads it, and only then."""

    field: EncryptedField

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Sealed):
            return value
        return decrypt(value, **self.field.place_in(instance))

    def __set__(self, instance: models.Model, value: Any) -> None:
        # With this, ``__get__`` is asked even when the instance holds a value.
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.TextField):
    """A text that the database keeps sealed (donnée chiffrée).

    ``bound_to`` names the column that names the row for ever and is known before it is saved: a
    unique ``UUIDField(default=uuid4, editable=False)``, a ``OneToOneField``. Nothing can be looked
    for but absence: for equality, keep a ``blind_index`` in a column beside it. A list of values
    (``values_list``, ``COPY``) shows the sealed form; only an instance opens it.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, bound_to: str, **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"bound_to": self.bound_to}

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        try:
            field = self.model._meta.get_field(self.bound_to)
            lasting = isinstance(field, models.Field) and field.unique
        except LookupError:
            lasting = False
        # An automatic number is not known yet when a new row is sealed.
        if not lasting or isinstance(field, models.AutoField):
            problem = f"{self.model._meta.label}.{self.name} is bound to no unique column"
            found.append(checks.Error(problem, obj=self, id="egide.E040"))
        return found

    @property
    def bound(self) -> models.Field:
        """The column that names the row."""
        return cast("models.Field", self.model._meta.get_field(self.bound_to))

    def place_in(self, instance: models.Model) -> dict[str, str]:
        """Return where the value belongs, for ``encrypt`` and ``decrypt``."""
        row = getattr(instance, self.bound.attname)
        if row is None:
            raise ValueError(f"{self.model._meta.label}.{self.bound_to} must be known first")
        return {"table": self.model._meta.db_table, "column": str(self.column), "row": str(row)}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        sealed = encrypt(str(value), **self.place_in(model_instance))
        model_instance.__dict__[self.attname] = sealed
        return sealed

    def get_prep_value(self, value: Any) -> Any:
        # Only ``pre_save`` knows the row; an ``update(column="…")`` would write in clear.
        if value is None or isinstance(value, Sealed):
            return value
        raise TypeError(f"{self.name} is sealed when its row is saved, never by itself")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else Sealed(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(obj.__dict__.get(self.attname))

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def fingerprint(self, instance: models.Model) -> str | None:
        """Return what shows later that the value changed or did not, and tells nothing of it."""
        value = getattr(instance, self.attname)
        place = self.place_in(instance)
        return value and blind_index(value, table=place["table"], column=place["column"])


def encrypted_columns() -> Iterable[tuple[type[models.Model], EncryptedField]]:
    """Yield every sealed column of the site, table by table."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedField):
                yield model, field
