"""`manage.py check` tells of a cache that cannot work."""

from typing import Any

import pytest
from django.test import override_settings

from cms.checks import cache_answers, cache_has_its_library

DOWN = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}


def told(backend: dict[str, Any]) -> list[str]:
    with override_settings(CACHES={"default": backend}):
        return [str(message.id) for message in (*cache_has_its_library(None), *cache_answers(None))]


def test_a_cache_that_works_is_not_mentioned() -> None:
    assert told({"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}) == []


def test_a_site_that_is_to_have_no_cache_is_not_asked_for_one() -> None:
    assert told({"BACKEND": "django.core.cache.backends.dummy.DummyCache"}) == []


def test_a_redis_server_that_is_down_is_told() -> None:
    assert told({**DOWN, "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 1}}) == ["cms.W001"]


def test_it_is_told_where_the_library_ignores_that_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_redis.cache.RedisCache.set", lambda *args, **kwargs: None)
    monkeypatch.setattr("django_redis.cache.RedisCache.get", lambda *args, **kwargs: None)
    assert told(DOWN) == ["cms.W001"]


@pytest.mark.parametrize(
    "backend", ["nowhere.cache.RedisCache", "django.core.cache.backends.memcached.PyMemcacheCache"]
)
def test_a_library_that_is_missing_is_told_by_every_check_once(backend: str) -> None:
    assert told({"BACKEND": backend, "LOCATION": "127.0.0.1:9"}) == ["cms.E001"]
