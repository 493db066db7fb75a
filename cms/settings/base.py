"""Settings shared by every environment. What differs between machines is read from environment variables."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from django.conf import locale as django_locale
from django.utils.functional import lazy

from languages.catalogs.languages import REQUIRED
from languages.locales import cldr

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))

DEBUG = False
ALLOWED_HOSTS: list[str] = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "cms",
    "home",
    "news",
    "events",
    "projects",
    "publications",
    "regions",
    "pillars",
    "network",
    "base",
    "languages",
    "wagtail_localize",
    "wagtail.locales",  # not localize's: its form would fill a language with public copies of another one's pages
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "axes",
    "django_filters",
    "django_countries",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.humanize",  # texts of Wagtail say "5 minutes ago" by it
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "languages.routing.middleware.LanguageMiddleware",
    "cms.middleware.AddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "languages.access.admin_guards.OwnPagesMiddleware",
    "base.media.admin_guards.OwnFilesMiddleware",
    "base.links.redirect_middleware.PublicRedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "base.navigation.context_processors.site",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "base.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Passwords of an account are tried ten times, then everybody waits (base.login.limits).
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_HANDLER = "base.login.limits.LimitsHandler"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who tries on does not prolong the pause of others
AXES_LOCKOUT_CALLABLE = "base.login.limits.paused_answer"
AXES_CLIENT_IP_CALLABLE = "base.login.client_address.client_address"
AXES_DISABLE_ACCESS_LOG = True  # when people log in and out is nobody's to know
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]  # nor kept, nor logged
AXES_VERBOSE = False
WAGTAILADMIN_USER_LOGIN_FORM = "base.login.forms.AdminLoginForm"
# Web servers in front, whose word is taken for who asks.
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", default=["127.0.0.0/8", "::1"])

# Invitations are links that set a password, and a team comes once or twice a week.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60

DATABASES: dict[str, dict[str, Any]] = {
    # A variable that is set to nothing counts as one that is not set.
    "default": env.db_url_config(env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    # With SQLite's defaults most concurrent page saves fail with "database is locked"; a write lock taken at the
    # start of a transaction, a queue of 20 seconds and a write-ahead log let several editors work at once.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)

# Django's 300 entries are fewer than what is remembered for five languages (languages.routing.registry.remember).
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://?max_entries=10000")}
# A Redis server that is down costs what was remembered there, not the site: it is asked for two seconds at most, and
# what failed is logged.
DJANGO_REDIS_IGNORE_EXCEPTIONS = True
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
if "redis" in CACHES["default"]["BACKEND"]:
    _patience = {"SOCKET_CONNECT_TIMEOUT": 2, "SOCKET_TIMEOUT": 2}
    CACHES["default"]["OPTIONS"] = {**_patience, **CACHES["default"].get("OPTIONS", {})}

# Languages --------------------------------------------------------------------------------------------------------
# All languages of CLDR can be added in the admin. Which ones *are* offered is told by the database: a Locale with a
# published home page (languages.routing.registry.offered). Which ones the interface speaks is told by the catalogues in
# locale/; the others borrow one (languages.locales.interface).
# The site's own language, chosen before the first migration: x-default, and the greeting of those who ask for no other.
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
_own_name = lazy(cldr.own_name, str)  # 700 of them, of which few are ever shown
LANGUAGES: list[tuple[str, Any]] = [(code, _own_name(code)) for code in cldr.english_names()]
for _code, _name in cldr.english_names().items():
    # Django does not know every language of CLDR (Wolof, Quechua).
    django_locale.LANG_INFO.setdefault(
        _code,
        {"bidi": cldr.direction(_code) == "rtl", "code": _code, "name": _name, "name_local": _own_name(_code)},
    )
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# The languages of the admin. Wagtail knows Portuguese as that of Brazil and that of Portugal, and would speak English
# to who asks for "pt".
WAGTAILADMIN_PERMITTED_LANGUAGES = [("pt-br" if code == "pt" else code, cldr.own_name(code)) for code in REQUIRED]
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True

# Machine translation: none, or the first service of these that is given (languages.machinery.service). The time for one
# answer is less than what an editor waits in all.
_machines: list[tuple[str, str, dict[str, Any]]] = [
    ("DEEPL_AUTH_KEY", "deepl.DeepLTranslator", {"AUTH_KEY": env.str("DEEPL_AUTH_KEY", default=""), "TIMEOUT": 15}),
    (
        "LIBRETRANSLATE_URL",
        "libretranslate.LibreTranslator",
        {
            "LIBRETRANSLATE_URL": env.str("LIBRETRANSLATE_URL", default="").rstrip("/"),
            "API_KEY": env.str("LIBRETRANSLATE_API_KEY", default=""),
            "TIMEOUT": 15,
        },
    ),
    (
        "GOOGLE_TRANSLATE_PROJECT",
        "google.GoogleCloudTranslator",
        {
            "PROJECT_ID": env.str("GOOGLE_TRANSLATE_PROJECT", default=""),
            "CREDENTIALS_PATH": env.str("GOOGLE_TRANSLATE_CREDENTIALS", default=""),
        },
    ),
]
WAGTAILLOCALIZE_MACHINE_TRANSLATOR: dict[str, Any] | None = next(
    (
        {"CLASS": f"wagtail_localize.machine_translators.{name}", "OPTIONS": options}
        for variable, name, options in _machines
        if env.str(variable, default="")
    ),
    None,
)

TIME_ZONE = "UTC"
USE_TZ = True

# Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [("guide", BASE_DIR / "docs" / "guide" / "pictures")]  # home.guide
STATICFILES_FINDERS = [
    "cms.bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "cms.storage.WholeFilesStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# What a form may hold besides its files: a side-by-side form without its script sends each segment of a long page, with
# the original's text. Django's 2.5 MB are fewer than such a page has.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

# Wagtail ----------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Data-Pop Alliance"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAILIMAGES_IMAGE_MODEL = "base.CustomImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "base.media.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jfif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp", "avif": "webp"}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_MODEL = "base.CustomDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "epub", "ods", "odp", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "base.admin.rich_text_area.DraftailRichTextArea"}}
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # a gravatar would tell another host who works here
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_AUTOSAVE_INTERVAL = 500
# A stand-in publishes what they approve; and e-mails about workflows go to those concerned, not to all administrators.
WAGTAIL_FINISH_WORKFLOW_ACTION = "regions.approval.publish.publish_approved"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
TAGGIT_CASE_INSENSITIVE = True
# The admin shows previews in a frame of its own: X_FRAME_OPTIONS cannot be "DENY".
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# E-mails -----------------------------------------------------------------------------------------------------------
# Everything is put into a queue (regions.mail.queue), and sent from there through OUTGOING_EMAIL_BACKEND.
EMAIL_BACKEND = "regions.mail.queue.QueueBackend"
OUTGOING_EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# Right after the commit, by a thread; otherwise by `manage.py send_mail_queue` alone.
SEND_MAIL_AT_ONCE = True
EMAIL_TIMEOUT = 30

# Reads -------------------------------------------------------------------------------------------------------------
# Counted in memory, and written now and then by a thread (regions.analytics.page_views); otherwise not at all.
WRITE_READS = True

WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "regions.mail.password_reset.LimitedPasswordResetForm"

# Security ---------------------------------------------------------------------------------------------------------
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin previews pages in a frame
CONTENT_SECURITY_POLICY = {
    # Wagtail's admin relies on inline scripts and styles and is protected by its log-in instead.
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "frame-ancestors": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
