"""For the test suite: quick hashing, plain static files, media in a directory that goes away."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import STORAGES

DEMONSTRATION = True
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="media-"))
EMAIL_BACKEND = OUTGOING_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SEND_MAIL_AT_ONCE = False
WRITE_READS = False
