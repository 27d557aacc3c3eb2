"""Settings, read from the environment only; a strange value stops the start with a sentence."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent


def _flag(name: str, default: str = "0") -> bool:
    value = os.environ.get(name, default)
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is 0 or 1, not {value!r}")
    return value == "1"


def _number(name: str, default: int, least: int, most: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name} is a whole number from {least} to {most}, not {value!r}"
        )
    return int(value)


def _database(url: str) -> dict:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "a database address reads postgresql://role:password@host:port/name"
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": query.pop("port", None) or str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        # A connection that died in the pool is replaced before a page gets it.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # RESET ALL goes back to the connection's own options: the time zone must be one.
            "options": "-c timezone=UTC",
            # For ``kernel.statements`` only: what Django writes goes out with its values inside.
            # One more trip to prepare: from the third run on, so that a short command never pays.
            "prepare_threshold": 2,
            **query,
        },
    }


def _smtp_security(word: str, host: str) -> str:
    """Return how letters reach the mail server: in clear only within this machine."""
    if word not in {"none", "starttls", "tls"}:
        raise ImproperlyConfigured(f"EGIDE_SMTP_SECURITY is none, starttls or tls, not {word!r}")
    if word == "none" and host not in {"", "localhost", "127.0.0.1", "::1"}:
        raise ImproperlyConfigured(
            f"letters would go to {host} in clear: set EGIDE_SMTP_SECURITY to starttls or tls"
        )
    return word


DEMO = _flag("EGIDE_DEMO")
DEBUG = False
# The page of all components serves who builds pages: of no use to members (ASVS 15.2.3).
GALLERY = _flag("EGIDE_GALLERY") or DEMO
SOCIETY_NAME = os.environ.get("EGIDE_SOCIETY", "Société des Arts et Métiers")
STATE = Path(os.environ.get("EGIDE_STATE") or PACKAGE.parent.parent / "var")
SECRET_KEY = os.environ.get("EGIDE_SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured("EGIDE_SECRET_KEY is missing; ./egide makes one and keeps it")
# Former ones still open sessions and verify who acts, until everybody has the new one.
SECRET_KEY_FALLBACKS = [
    key for key in os.environ.get("EGIDE_SECRET_KEY_FALLBACKS", "").split(",") if key
]
# The keys of encrypted columns: a file that neither the database nor its dumps ever hold.
FIELD_KEYS = Path(os.environ.get("EGIDE_FIELD_KEYS") or STATE / "keys" / "fields.json")
# What must be done again after a restore: a file that the database and its dumps never hold.
JOURNAL = Path(os.environ.get("EGIDE_JOURNAL") or STATE / "journal.jsonl")
ALLOWED_HOSTS = os.environ.get("EGIDE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("EGIDE_ORIGINS", "").split(",") if origin
]
ROLE_PREFIX = os.environ.get("EGIDE_ROLE_PREFIX", "egide")
# Whose X-Forwarded-For is believed: networks, or "unix" for a proxy that comes by a socket file.
TRUSTED_PROXIES = [
    word.strip() for word in os.environ.get("EGIDE_PROXIES", "").split(",") if word.strip()
]
# Where letters lead back to; without it, to the host that was asked (one of ALLOWED_HOSTS).
SITE_URL = os.environ.get("EGIDE_SITE_URL", "").rstrip("/")

DATABASE_ROLE = os.environ.get("EGIDE_DB_ROLE", "app")
if DATABASE_ROLE not in {"app", "owner", "worker"}:
    raise ImproperlyConfigured(f"EGIDE_DB_ROLE is app, owner or worker, not {DATABASE_ROLE!r}")
_URL = os.environ.get(f"EGIDE_DB_{DATABASE_ROLE.upper()}", "")
if not _URL:
    raise ImproperlyConfigured(f"EGIDE_DB_{DATABASE_ROLE.upper()} is missing; ./egide sets it")
DATABASES = {"default": _database(_URL)}
POOL = _number("EGIDE_POOL", 0, 0, 200)
if POOL:
    from egide.kernel.pool import forget

    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": POOL,
        "timeout": 4,
        "reset": forget,
    }

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "egide.kernel",
    "egide.design",
    "egide.members",
    "egide.mandates",
    "egide.accounts",
    "egide.groups",
    "egide.care",
    "egide.exports",
    "egide.identity_provider",
    "egide.letters",
    "egide.annual_report",
    "egide.imports",
    "egide.shell",
]
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("egide.") or (PACKAGE / app.split(".")[1] / "apps.py").exists()
]
MIDDLEWARE = [
    "egide.kernel.logbook.middleware",
    "egide.kernel.middleware.headers",
    "egide.kernel.middleware.Refusals",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "egide.accounts.views.recognition.recognise",
    "django.contrib.messages.middleware.MessageMiddleware",
    "egide.kernel.middleware.actor",
]
ROOT_URLCONF = "egide.config.urls"
WSGI_APPLICATION = "egide.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": sorted(PACKAGE.glob("*/templates")),
        "OPTIONS": {"environment": "egide.design.environment.environment"},
    },
]

AUTH_USER_MODEL = "accounts.Account"
LOGIN_URL = "accounts:sign_in"
# Where one proves anew who one is, and where one learns why a mandate asks for a second factor.
CONFIRM_URL = "accounts:confirm"
SECOND_FACTOR_URL = "accounts:second_factor_needed"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_ENGINE = "egide.accounts.services.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# On a laptop the demo has no certificate; anywhere else cookies travel over TLS only.
SECURE = _flag("EGIDE_TLS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# Names that a browser itself takes from this host alone, over TLS alone (RFC 6265bis, 4.1.3).
HOST_COOKIE_PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{HOST_COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{HOST_COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{HOST_COOKIE_PREFIX}django_language"
THEME_COOKIE_NAME = f"{HOST_COOKIE_PREFIX}egide_theme"
SIGN_IN_COOKIE_PREFIX = "__Secure-" if SECURE else ""
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "egide.kernel.refusals.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
X_FRAME_OPTIONS = "DENY"

USE_TZ = True
TIME_ZONE = "Europe/Paris"
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
LOCALE_PATHS: list[Path] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "egide.design.finders.FontFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
MEDIA_ROOT = STATE / "documents"
# ClamAV's door, where the society has one: every received file is then shown to it.
ANTIVIRUS = os.environ.get("EGIDE_ANTIVIRUS", "")
if ANTIVIRUS and not re.fullmatch(r"unix:/.+|tcp:[^:]+:\d+", ANTIVIRUS):
    raise ImproperlyConfigured(
        f"EGIDE_ANTIVIRUS reads unix:/path/of/the/socket or tcp:host:port, not {ANTIVIRUS!r}"
    )

EMAIL_BACKEND = "egide.kernel.outbox.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EGIDE_SMTP_HOST", "")
EMAIL_PORT = _number("EGIDE_SMTP_PORT", 25, 1, 65_535)
EMAIL_HOST_USER = os.environ.get("EGIDE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EGIDE_SMTP_PASSWORD", "")
_SMTP_SECURITY = _smtp_security(os.environ.get("EGIDE_SMTP_SECURITY", "none"), EMAIL_HOST)
EMAIL_USE_TLS = _SMTP_SECURITY == "starttls"
EMAIL_USE_SSL = _SMTP_SECURITY == "tls"
# A server that hangs holds one worker, never for long.
EMAIL_TIMEOUT = 20
if not EMAIL_HOST:
    # Without a mail server, letters wait in a folder and the site says so.
    EMAIL_BACKEND = "egide.kernel.outbox.folder.EmailBackend"
    EMAIL_FILE_PATH = STATE / "mail"
# The domain of the function addresses of groups (president.gironde@…), where the society has one.
MAIL_DOMAIN = os.environ.get("EGIDE_MAIL_DOMAIN", "")
# How many letters leave a minute over all workers, at most; 0 is as many as the server takes.
MAIL_PER_MINUTE = _number("EGIDE_MAIL_PER_MINUTE", 0, 0, 100_000)
# Where the servers of others send back what they cannot deliver; without it, to the sender.
MAIL_BOUNCES = os.environ.get("EGIDE_MAIL_BOUNCES", "")
DEFAULT_FROM_EMAIL = os.environ.get("EGIDE_MAIL_FROM", "egide@localhost")

# What opens the numbers of the site to its monitor; without it they are shown to nobody.
MONITOR_TOKEN = os.environ.get("EGIDE_MONITOR_TOKEN", "")
# A machine reads JSON; whoever tries the demo at a terminal reads lines, and few of them.
LOG_FORMAT = os.environ.get("EGIDE_LOG_FORMAT", "line" if DEMO else "json")
if LOG_FORMAT not in {"line", "json"}:
    raise ImproperlyConfigured(f"EGIDE_LOG_FORMAT is line or json, not {LOG_FORMAT!r}")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "egide.kernel.logbook.Line",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "egide.kernel.logbook.Json"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "egide.access": {"level": "INFO" if LOG_FORMAT == "json" else "ERROR"},
        "egide.security": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        # Its lines hold the path, which names people; ours hold the route.
        "django.request": {"level": "ERROR" if LOG_FORMAT == "json" else "WARNING"},
        "django.security": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
