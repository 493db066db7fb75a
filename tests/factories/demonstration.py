"""The demonstration site as a fixture: built once and kept, as a template of the database (tests.factories.templates).

    pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

    def test_something(client, demonstration):
        page = demonstration.page("region-west-africa", "fr")

A test changes it as it likes: with `django_db` (the plain one) its changes are rolled back, and the next test finds the
demonstration as it was built. Never use it with `transactional_db` or pytest-django's `live_server`: they empty the
database after each test. A server for a browser must bring its own thread (django.test.testcases.LiveServerThread).

The template is outdated with any change of the site's code, texts or content, and on the next day, since the dates of
the demonstration count from the day on which it is built. The tests that use it run after all others, so that a run
fills the database with it only once.
"""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Page

from home.demo.content_files import read_works, work_key
from home.demo.loader import Demonstration
from tests.factories.base import locale
from tests.factories.database import DEMONSTRATION, TEMPLATES
from tests.factories.people import root_collection
from tests.factories.templates import Template, Templates, digest, source_key


class Built:
    """What the tests know of the demonstration: the content files, and how many pages were made of them."""

    def __init__(self, made: int):
        self.works: list[dict[str, Any]] = read_works()
        self.made = made

    def page(self, key: str, language: str = "en") -> Any:
        """The page of a work in a language, fresh from the database."""
        return Page.objects.get(translation_key=work_key(key), locale__language_code=language).specific

    def keys(self, page_type: str) -> list[str]:
        return [work["key"] for work in self.works if work["type"] == page_type]


def demonstration_key() -> str:
    return digest(source_key(), settings.PASSWORD_HASHERS)


def make(folder: Path) -> None:
    """Build the demonstration in the database, its media and the number of its pages in a folder."""
    with translation.override("en"), override_settings(MEDIA_ROOT=str(folder / "media")):
        if Page.get_first_root_node() is None:  # a run with --no-migrations
            Page.add_root(instance=Page(title="Root", slug="root", locale=locale("en")))
        root_collection()
        (folder / "made").write_text(str(Demonstration().build()))
    cache.clear()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    config.stash[TEMPLATES].register(Template(DEMONSTRATION, demonstration_key, make))


@pytest.fixture(scope="session")
def demonstration(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    templates: Templates,
    tmp_path_factory: pytest.TempPathFactory,
) -> Built:
    with django_db_blocker.unblock():
        folder = templates.fill(DEMONSTRATION)
    shutil.copytree(folder / "media", tmp_path_factory.getbasetemp() / "media", dirs_exist_ok=True)
    return Built(int((folder / "made").read_text()))
