"""For working on the code: `DJANGO_SETTINGS_MODULE=cms.settings.dev python manage.py runserver`."""

from .base import *  # noqa: F403
from .base import STORAGES

DEBUG = True
SECRET_KEY = "only-for-development"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
