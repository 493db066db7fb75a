"""The demonstration site as a fixture: built once a session, since that takes a minute.

    pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

    def test_something(client, demonstration):
        page = demonstration.page("region-west-africa", "fr")

A test changes it as it likes: with `django_db` (the plain one) its changes are rolled back, and the next test finds the
demonstration as it was built. Never use it with `transactional_db` or pytest-django's `live_server`: they empty the
database after each test. A server for a browser must bring its own thread (django.test.testcases.LiveServerThread).

The pages are committed, and seen by every later test; therefore what uses the fixture, directly or by another one, runs
after everything else. Not to be used with --reuse-db.
"""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Page

from home.demo.loader import Demonstration, work_key

FIXTURE = "demonstration"


class Built:
    """What the tests know of the demonstration: the content files, and the pages that were made of them."""

    def __init__(self, build: Demonstration, made: int):
        self.works: list[dict[str, Any]] = build.works
        self.made = made

    def page(self, key: str, language: str = "en") -> Any:
        """The page of a work in a language, fresh from the database."""
        return Page.objects.get(translation_key=work_key(key), locale__language_code=language).specific

    def keys(self, page_type: str) -> list[str]:
        return [work["key"] for work in self.works if work["type"] == page_type]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: FIXTURE in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def demonstration(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Built:
    from tests.factories.base import locale
    from tests.factories.people import root_collection

    media = str(tmp_path_factory.getbasetemp() / "media")
    with django_db_blocker.unblock(), translation.override("en"), override_settings(MEDIA_ROOT=media):
        if Page.get_first_root_node() is None:  # a run with --no-migrations, or after a transactional test
            Page.add_root(instance=Page(title="Root", slug="root", locale=locale("en")))
        root_collection()
        build = Demonstration()
        built = Built(build, build.build())
    cache.clear()
    return built
