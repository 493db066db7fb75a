"""For a real site. Refuses to start without its secrets, and says which are missing."""

from django.core.exceptions import ImproperlyConfigured

from . import requirements
from .base import *  # noqa: F403
from .base import CACHES, SILENCED_SYSTEM_CHECKS, TRUSTED_PROXIES, env

_missing = [name for name in requirements.REQUIRED if not env.str(name, default="")]
if _missing:
    raise ImproperlyConfigured(
        f"The production settings need these environment variables, which are not set: {', '.join(_missing)}"
    )

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = [host.strip() for host in env.list("ALLOWED_HOSTS")]
_faults = list(
    requirements.faults(SECRET_KEY, ALLOWED_HOSTS, env.str("BASE_URL"), CACHES["default"]["BACKEND"], TRUSTED_PROXIES)
)
if _faults:
    raise ImproperlyConfigured(f"The production settings do not start like this: {' '.join(_faults)}")

CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS])

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
# For the owner of the whole domain to say: a subdomain of a university must not force its neighbours to https.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W005", "security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
OUTGOING_EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_BACKEND = "regions.mail.queue.QueueBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"noreply@{ALLOWED_HOSTS[0]}")
