"""What `manage.py check` says of the cache: is its library there, and, before a deployment, does its server answer."""

from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.checks import CheckMessage, Error, Warning, register

from cms.settings.requirements import has_library

DUMMY = "django.core.cache.backends.dummy.DummyCache"


@register
def cache_has_its_library(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Otherwise each page would be an error, the first time that it asks the cache."""
    if has_library(settings.CACHES["default"]["BACKEND"]):
        return []
    return [
        Error(
            "CACHE_URL asks for a library that is not installed.",
            hint="Use redis://, whose library is installed with the site, or install the library.",
            id="cms.E001",
        )
    ]


@register(deploy=True)
def cache_answers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A server that is down costs what is remembered there, and would be noticed by the site's slowness only."""
    backend = settings.CACHES["default"]["BACKEND"]
    if backend == DUMMY or not has_library(backend):
        return []
    key = f"check-{token_hex(8)}"
    try:
        caches["default"].set(key, key, 60)
        if caches["default"].get(key) == key:
            caches["default"].delete(key)
            return []
        reason = "it does not keep what it is given"
    except Exception as error:
        reason = type(error).__name__
    return [
        Warning(
            f"The cache of CACHE_URL does not answer: {reason}.",
            hint="Start its server, or take CACHE_URL away where one process serves the site.",
            id="cms.W001",
        )
    ]
