"""Settings, all from the environment; what is missing or wrong fails loudly at start.

README.md lists each variable with its meaning and default.
"""

import os
import tomllib
from pathlib import Path

import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from riskcrm import embedded, environment
from riskcrm.web.enum_names import ENUM_NAMES

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
HOME = embedded.home()
EMBEDDED = not embedded.is_configured_elsewhere()
DEMO = environment.flag("DEMO", default=EMBEDDED)
DEMO_CUSTOMERS = environment.number("RISKCRM_DEMO_CUSTOMERS", 2000, least=1)
DEBUG = False

if EMBEDDED:
    SECRET_KEY = environment.text("RISKCRM_SECRET_KEY") or embedded.secret_key()
elif not (SECRET_KEY := environment.text("RISKCRM_SECRET_KEY")):
    raise ImproperlyConfigured("With DATABASE_URL set, RISKCRM_SECRET_KEY must be set too.")

HTTPS = environment.flag("RISKCRM_HTTPS", default=False)
TRUSTED_PROXIES = environment.number("RISKCRM_TRUSTED_PROXIES", 0)
ALLOWED_HOSTS = environment.hosts("RISKCRM_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = environment.words("RISKCRM_TRUSTED_ORIGINS")

# --- the organisation -----------------------------------------------------------------------------
ORGANISATION = environment.text("RISKCRM_ORGANISATION", "riskcrm")
# on the paper of letters: the address and how to reach us in lines, and what the law asks for below
ORGANISATION_ADDRESS = environment.lines("RISKCRM_ORGANISATION_ADDRESS")
ORGANISATION_CONTACT = environment.lines("RISKCRM_ORGANISATION_CONTACT")
ORGANISATION_REGISTER = environment.lines("RISKCRM_ORGANISATION_REGISTER")
BASE_CURRENCY = environment.currency("RISKCRM_BASE_CURRENCY", "USD")
COUNTRY = environment.country("RISKCRM_COUNTRY")  # whose holidays are no business days
BUSINESS = environment.choice("RISKCRM_BUSINESS", "seller", "lender")  # whose policy packs hold
TIME_ZONE = environment.time_zone("RISKCRM_TIME_ZONE", "UTC")
WORKING_HOURS = environment.working_hours("RISKCRM_WORKING_HOURS", "09:00-18:00")
USE_TZ = True
CLEAR_EXITS = environment.flag("RISKCRM_CLEAR_EXITS", default=False)

# --- applications ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "monitoring",
    "removal",
    "scoring",
    "customers",
    "riskcrm.accounts",
    "riskcrm.web",
    "riskcrm.jobs",
    "riskcrm.audit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tables2",
    "drf_spectacular",
    "rest_framework",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "riskcrm.web.waits.BriefWaits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "riskcrm.web.middleware.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "riskcrm.web.middleware.RequestLog",
    "riskcrm.web.middleware.OnlyForThisPerson",
    "riskcrm.accounts.middleware.PersonalLanguageMiddleware",
    "riskcrm.web.middleware.ApiLimit",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "riskcrm.accounts.middleware.OwnPasswordMiddleware",
    "riskcrm.accounts.middleware.SecondFactorMiddleware",
    "removal.restricted.middleware.Compartment",
    "riskcrm.web.own_work.OwnWorkWatch",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "riskcrm.urls"
COMPARTMENT_URLCONF = "riskcrm.compartment_urls"  # only its people's requests are resolved with it
LOGGED_AS_ONE = ("/compliance/",)  # addresses of which logs hold no more than this
WSGI_APPLICATION = "riskcrm.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "riskcrm.web.context.site",
            ],
        },
    }
]

# --- data -----------------------------------------------------------------------------------------
# `migrate` works as the owner of the tables, everything else as the application's role, which has
# no right to change or delete audit events.
if EMBEDDED:
    _owner_url = embedded.database_url("riskcrm_owner")
    _application_url = embedded.database_url("riskcrm_app")
else:
    _application_url = os.environ["DATABASE_URL"]
    _owner_url = environment.text("MIGRATE_DATABASE_URL", _application_url)
OWNER_DATABASE = environment.database("MIGRATE_DATABASE_URL", _owner_url)
_application = environment.database("DATABASE_URL", _application_url)
APPLICATION_ROLE = _application["USER"]
_as_owner = os.environ.get("RISKCRM_DATABASE_ROLE") == "owner"
DATABASES = {
    "default": {
        **(OWNER_DATABASE if _as_owner else _application),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if not DEMO:
    environment.refuse_known_secrets(
        RISKCRM_SECRET_KEY=SECRET_KEY,
        DATABASE_URL=_application_url,
        MIGRATE_DATABASE_URL=_owner_url,
    )

_redis_url = environment.text("REDIS_URL") or (embedded.redis_url() if EMBEDDED else "")
if not _redis_url:
    raise ImproperlyConfigured("With DATABASE_URL set, REDIS_URL must be set too.")
CELERY_BROKER_URL, _cache_url = environment.redis_addresses("REDIS_URL", _redis_url)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _cache_url,
    }
}
MEDIA_ROOT = HOME / "media"
MOST_ATTACHMENT_BYTES = environment.number("RISKCRM_MOST_ATTACHMENT_MB", 25, least=1) * 2**20
KEEP_UPLOADS_DAYS = environment.number("RISKCRM_KEEP_UPLOADS_DAYS", 365, least=0)  # 0 = for ever

# --- e-mail: rows wait for it, see riskcrm/jobs/mail.py -------------------------------------------
_mail_server = environment.mail_server("RISKCRM_EMAIL_URL")
EMAIL_IS_SET = bool(_mail_server)
EMAIL_HOST = _mail_server.get("EMAIL_HOST", "")
EMAIL_PORT = _mail_server.get("EMAIL_PORT", 587)
EMAIL_HOST_USER = _mail_server.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _mail_server.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = _mail_server.get("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = _mail_server.get("EMAIL_USE_TLS", False)
DEFAULT_FROM_EMAIL = environment.text("RISKCRM_EMAIL_FROM", "riskcrm@localhost")

# --- webhooks: what other systems are told, see monitoring/webhooks/ ------------------------------
PUBLIC_URL = environment.web_address("RISKCRM_PUBLIC_URL")  # in mails and messages; "" = paths only
WEBHOOK_INTERNAL_HOSTS = environment.words("RISKCRM_WEBHOOK_INTERNAL_HOSTS")  # hosts and networks
WEBHOOK_ALLOW_HTTP = environment.flag("RISKCRM_WEBHOOK_ALLOW_HTTP", default=False)

# --- people ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["riskcrm.accounts.backends.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES  # sign-in limits count by the client's address
ACCOUNT_ADAPTER = "riskcrm.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"change_password": "riskcrm.accounts.forms.OwnPasswordForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "riskcrm.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
REQUIRE_TOTP_ROLES = environment.words("RISKCRM_REQUIRE_TOTP_ROLES")  # codes of roles
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- languages ------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "riskcrm" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["riskcrm.formats"]
USE_THOUSAND_SEPARATOR = True

# --- files served ---------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "riskcrm" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a scorecard of all indicators, as a form
FILE_UPLOAD_PERMISSIONS = 0o600
MOST_UPLOAD_BYTES = 200 * 2**20
FILE_UPLOAD_HANDLERS = [
    "riskcrm.web.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- pages ----------------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "web/table.html"
FILTERS_EMPTY_CHOICE_LABEL = _("any")
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- API ------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "riskcrm.accounts.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["riskcrm.web.permissions.HasPermissionOfRoute"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["riskcrm.web.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "riskcrm.web.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["riskcrm.web.filter_backend.KnownFilters"],
    "DEFAULT_SCHEMA_CLASS": "riskcrm.web.schema.ApiSchema",
    "DEFAULT_VERSIONING_CLASS": None,
    "EXCEPTION_HANDLER": "riskcrm.web.problems.problem_handler",
    "NUM_PROXIES": TRUSTED_PROXIES,
    "PAGE_SIZE": 50,
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
API_CALLS_PER_MINUTE = environment.number("RISKCRM_API_CALLS_PER_MINUTE", 1200)  # per user or key
FAILED_KEYS_PER_MINUTE = environment.number("RISKCRM_FAILED_KEYS_PER_MINUTE", 30)  # per address
SPECTACULAR_SETTINGS = {
    "TITLE": "riskcrm",
    "DESCRIPTION": "Customers, their ledger, risk scores, alerts and removal cases.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "riskcrm.web.schema.add_problem",
    ],
}

# --- workers: each line was measured against a fault ----------------------------------------------
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # safe: attempts are counted in rows
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_VISIBILITY_TIMEOUT = 9000  # longer than the longest task: undoing a million customers
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
    "unacked_restore_interval": 15,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "max_retries": 3,
}
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_MAX_TASKS_PER_CHILD = 5000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "bulk"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False  # what a library prints stays as it is, and is no warning
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "riskcrm.jobs.clock:Clock"
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "beat-schedule")

# --- logs -----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.processors.format_exc_info,
            ],
        },
    },
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stdout"], "level": environment.log_level("RISKCRM_LOG_LEVEL", "INFO")},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
METRICS_TOKEN = environment.text("RISKCRM_METRICS_TOKEN")
