"""Django's settings. What differs between installations comes from the environment; nothing secret stands here."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parents[3]
HOME = Path(os.environ.get("KAMURJ_HOME", ROOT / "var")).resolve()


def _database_url() -> str:
    if url := os.environ.get("KAMURJ_DATABASE_URL"):
        return url
    written = HOME / "run" / "database_url"
    if written.exists():
        return written.read_text().strip()
    raise ImproperlyConfigured("No database is running. Start one with `./kamurj serve`, or set KAMURJ_DATABASE_URL.")


def _database() -> dict[str, object]:
    parts = conninfo_to_dict(_database_url())
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, object] = {name: str(parts.pop(key, "") or "") for key, name in named.items()}
    return settings | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts, "connect_timeout": 10, "prepare_threshold": 2, "application_name": "kamurj"},
        "TEST": {"NAME": os.environ.get("KAMURJ_TEST_DATABASE", f"test_{settings['NAME']}")},
    }


def _secret_key() -> str:
    if key := os.environ.get("KAMURJ_SECRET_KEY"):
        return key
    written = HOME / "secret_key"
    if written.exists():
        return written.read_text().strip()
    raise ImproperlyConfigured("No secret key: start with `./kamurj`, which makes one, or set KAMURJ_SECRET_KEY.")


SECRET_KEY = _secret_key()
STORED_VALUE_SECRET = os.environ.get("KAMURJ_STORED_VALUE_SECRET", SECRET_KEY)
"""What the codes of gift cards are made of: it has to live as long as the cards (0081)."""
DEBUG = os.environ.get("KAMURJ_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("KAMURJ_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
HTTPS = os.environ.get("KAMURJ_HTTPS") == "1"
# How often one caller of the API may read, a minute and a web process; 0: without limit (docs/decisions/0070-pace.md).
API_READS_PER_MINUTE = int(os.environ.get("KAMURJ_API_READS_PER_MINUTE", "60000"))

# Who takes money from cards: the sandbox, or Stripe where its key is set (docs/decisions/0086-payments-through-ports.md).
STRIPE_SECRET_KEY = os.environ.get("KAMURJ_STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRETS = [one for one in os.environ.get("KAMURJ_STRIPE_WEBHOOK_SECRETS", "").split(",") if one]
STRIPE_API = os.environ.get("KAMURJ_STRIPE_API", "https://api.stripe.com")
STRIPE_MULTICAPTURE = os.environ.get("KAMURJ_STRIPE_MULTICAPTURE") == "1"
PAYMENT_PROVIDERS = {"sandbox": "kamurj.payments.adapters.sandbox.Sandbox"}
if STRIPE_SECRET_KEY:
    PAYMENT_PROVIDERS["stripe"] = "kamurj.payments.adapters.stripe.Stripe"
PAYMENT_PROVIDER = os.environ.get("KAMURJ_PAYMENT_PROVIDER", "sandbox")

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "ninja",  # its Swagger UI is served from here, with no outside host
    "kamurj.foundation.log",
    "kamurj.foundation.idempotency",
    "kamurj.foundation.jobs",
    "kamurj.foundation.words",
    "kamurj.foundation.http",
    "kamurj.foundation.access",
    "kamurj.foundation.files",
    "kamurj.foundation.pages",
    "kamurj.catalogue",
    "kamurj.locations",
    "kamurj.customers",
    "kamurj.activity",
    "kamurj.pricing",
    "kamurj.promotions",
    "kamurj.stock",
    "kamurj.payments",
    "kamurj.sourcing",
    "kamurj.stored_value",
    "kamurj.tills",
    "kamurj.orders",
    "kamurj.fulfilment",
    "kamurj.carriers",
    "kamurj.returns",
    "kamurj.journeys",
    "kamurj.importers",
    "kamurj.channels.web",
    "kamurj.channels.store",
    "kamurj.channels.console",
    "kamurj.channels.api",
    # Behind the rooms: of two Armenian words for one English word the first found counts, and Django's are older.
    "django.contrib.auth",
    # Behind the channels: the first template found counts, and the web shop draws its own log-in pages.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kamurj.foundation.http.middleware.AccessLog",
    "kamurj.foundation.http.middleware.ContentSecurityPolicy",
    "kamurj.foundation.http.middleware.Refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kamurj.foundation.access.middleware.CallerLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kamurj.foundation.access.middleware.DenyByDefault",
]

ROOT_URLCONF = "kamurj.config.urls"
WSGI_APPLICATION = "kamurj.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kamurj.foundation.access.context.staff",
            ],
        },
    },
]

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

ACCOUNT_ADAPTER = "kamurj.channels.web.entrance.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # a whole store logs in from one address
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("KAMURJ_PROXIES", "0"))
MFA_ADAPTER = "kamurj.foundation.access.adapters.allauth.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kamurj"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
REQUIRE_SECOND_FACTOR = os.environ.get("KAMURJ_REQUIRE_MFA") == "1"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

CACHES = {
    # Log-in limits are counted here, so every process must see the same counts; nothing else needs a cache yet.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "access_shared_cache"},
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "kamurj.foundation.http.views.csrf_failure"
LARGEST_BODY_BYTES = 12_000_000
"""A longer body is refused and thrown away; the largest thing anybody sends is a product's picture."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

PROCRASTINATE_IMPORT_PATHS = ["kamurj.config.tasks"]
LOG_READERS = "kamurj.config.readers.SUBSCRIPTIONS"
"""Who reads the log, for the page that shows how far they are: the foundation cannot import what lies above it."""

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("hy", "Հայերեն")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
SITE_ADDRESS = os.environ.get("KAMURJ_SITE_ADDRESS", "http://localhost:8000")
"""Where people reach the shop: what links in mails begin with."""

LANGUAGE_COOKIE_SAMESITE = "Lax"
PATHS_WITHOUT_LANGUAGE = ("/store/", "/console/", "/api/", "/language", "/media/", "/health", "/ready")
"""Here the language is the caller's own choice; everywhere else the address names it (`/hy/…`)."""
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [("npm", ROOT / "node_modules")] if (ROOT / "node_modules").is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "media/"
COLLECTION_REMINDER_HOURS = int(os.environ.get("KAMURJ_REMINDER_HOURS", "24"))
"""So long before its last moment a customer is reminded of a collection."""
CARRIER_FOLDER = HOME / "carriers"
"""Where the carrier that works with files has its labels and day lists (docs/decisions/0088-carriers-and-the-kerb.md)."""

EMAIL_BACKEND = os.environ.get("KAMURJ_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = HOME / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("KAMURJ_EMAIL_FROM", "shop@kamurj.example")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "kamurj.foundation.database.traces.WithoutValues",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("KAMURJ_LOG_LEVEL", "INFO")},
}
