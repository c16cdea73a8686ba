"""Django settings: three modes, one file.

`COMMONWEAL_MODE` is `demonstration` (the default: made-up people may sign in), `production` (a missing secret, a
default one, a day taken for today or demonstration accounts are refused at start) or `test`. Whatever differs between
machines comes from the environment; whatever is kept lies in the data folder (`COMMONWEAL_DATA`, by default `var`
beside the code).
"""

from __future__ import annotations

import os
from pathlib import Path

import csp.constants
import jinja2

from commonweal.config import database, day, limits, mail, secrets, sign_in

PACKAGE = Path(__file__).resolve().parent.parent
MODE = os.environ.get("COMMONWEAL_MODE", "demonstration")
DATA_FOLDER = Path(os.environ.get("COMMONWEAL_DATA", PACKAGE.parent / "var")).resolve()
SECRET_KEY = secrets.secret_key(MODE, DATA_FOLDER)
SECRET_KEY_FALLBACKS = secrets.former_keys()
DEBUG = False
ALLOWED_HOSTS = secrets.allowed_hosts(MODE)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "rules",
    "axes",
    "commonweal.nhsuk_forms",
    "commonweal.core",
    "commonweal.places",
    "commonweal.accounts",
    "commonweal.observations",
    "commonweal.plans",
    "commonweal.pool",
    "commonweal.commissioning",
    "commonweal.care",
    "commonweal.flow",
    "commonweal.returns",
    "commonweal.scrutiny",
    "commonweal.home",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "commonweal.core.middleware.ForPrograms",
    "commonweal.core.middleware.RequestTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "commonweal.accounts.middleware.Scope",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "commonweal.config.urls"
WSGI_APPLICATION = "commonweal.config.wsgi.application"

DATABASES = database.databases(MODE, DATA_FOLDER)
DATABASE_ROUTERS: list[str] = []
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_APPEND_ONLY = True

AUTH_USER_MODEL = "accounts.Person"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # an e-mail address is unique whatever its case: a constraint over lower()
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
if MODE == "test":  # the strength of a hash is its slowness, which hundreds of invented sign-ins need not pay for
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEMONSTRATION_NEEDS_NO_SECOND_STEP = sign_in.demonstration_needs_no_second_step(MODE)
SIGN_IN_PROVIDER = sign_in.provider()
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_USERNAME_FORM_FIELD = "username"  # what our sign-in form calls the e-mail address
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "commonweal.accounts.views.door.locked_out"
AXES_CLIENT_IP_CALLABLE = "commonweal.core.visitor.address"
AXES_VERBOSE = False
API_REQUESTS_PER_MINUTE = limits.api_requests_per_minute(MODE)  # from one address, in each web process

MAIL = mail.mail(MODE, DATA_FOLDER)
SITE_ADDRESS = mail.site_address(MODE)
EMAIL_BACKEND, EMAIL_FILE_PATH, DEFAULT_FROM_EMAIL = MAIL.backend, MAIL.folder, MAIL.sender
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.host, MAIL.port, MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = MAIL.is_encrypted, MAIL.begins_encrypted, 20
PASSWORD_RESET_TIMEOUT = 3600

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "commonweal.core.templating.environment",
            "undefined": jinja2.ChainableUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
        },
    },
]
# The rooms in the header: route, text, and the permission without which it is not shown.
MENU = [
    ("observations:england", "England", ""),
    ("observations:areas", "Areas", ""),
    ("observations:trusts", "Trusts", ""),
    ("observations:compare", "Compare", ""),
    ("observations:alerts", "Alerts", ""),
    ("observations:publications", "Publications", ""),
    ("plans:plans", "Plans", "plans.see"),
    ("pool:pools", "Pools", ""),
    ("commissioning:contracts", "Contracts", "commissioning.see"),
    ("flow:waiting", "Leaving hospital", "flow.see"),
    ("care:people", "People", "care.see-people"),
    ("returns:returns", "Returns", "returns.see"),
    ("scrutiny:papers", "Papers", ""),
    ("places:who", "Who was this?", ""),
    ("api-page", "API", ""),
]
FORM_RENDERER = "commonweal.core.templating.FormRenderer"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATICFILES_DIRS = [DATA_FOLDER / "vendor"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_FOLDER / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}}

TODAY = day.taken_for_today(MODE)  # None: the calendar's
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_THOUSAND_SEPARATOR = True

SESSION_ENGINE = "commonweal.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600  # at most; each role's own rule ends sessions sooner (commonweal/accounts/roles.py)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MODE == "production"
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = sign_in.proxy_header()
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if MODE == "production" else 0  # told on encrypted answers alone
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.constants.NONE],
        "script-src": [csp.constants.SELF, csp.constants.NONCE],
        "style-src": [csp.constants.SELF],
        "img-src": [csp.constants.SELF, "data:"],
        "font-src": [csp.constants.SELF],
        "connect-src": [csp.constants.SELF],
        "manifest-src": [csp.constants.SELF],
        "form-action": [csp.constants.SELF],
        "frame-ancestors": [csp.constants.NONE],
        "base-uri": [csp.constants.NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("COMMONWEAL_LOG_LEVEL", "WARNING")},
}
