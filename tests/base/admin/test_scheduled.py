"""Pages that go online and offline by themselves: one that cannot keeps none of the others from it."""

import datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from wagtail.models import Page, PageLogEntry, Revision

from base.admin import scheduled
from languages.models import LanguageSettings
from languages.segments.provenance import Origin
from languages.translations.create import create_translation
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.translations import draft, say, states, version

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)


def schedule(page: Page, hours: int) -> Revision:
    latest = draft(page)
    latest.go_live_at = NOON + datetime.timedelta(hours=hours)
    revision: Revision = latest.save_revision()
    revision.publish()
    return revision


def barred(hours: int = 1) -> tuple[Any, Revision]:
    """A machine's translation that waits for its hour, in a language where that may not be published any more."""
    section(NewsIndexPage, "fr")
    original = NewsPageFactory(language="es", title="Datos abiertos", summary="")
    original.save_revision().publish()
    page = create_translation(original, locale("fr"))
    rules = LanguageSettings.objects.create(locale=locale("fr"), publish_unreviewed=True)
    texts = {text: f"[fr] {text}" for text in states(page)}
    say(page, texts, origin=Origin.MACHINE)
    revision = schedule(page, hours)
    rules.delete()
    return version(original, "fr"), revision


def run(after: int) -> str:
    """What the command complains of, so many hours after noon."""
    errors = StringIO()
    with time_machine.travel(NOON + datetime.timedelta(hours=after), tick=False):
        call_command("publish_scheduled", stderr=errors)
    return errors.getvalue()


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def test_a_page_that_is_barred_keeps_none_that_is_due_after_it_from_being_published() -> None:
    barred(hours=1)
    after = NewsPageFactory(title="Later", live=False)
    schedule(after, hours=2)
    said = run(after=3)
    assert Page.objects.get(pk=after.pk).live
    assert "1 published, 0 unpublished, 1 could not be" in said


def test_a_page_that_could_not_be_published_is_given_back_to_its_editors() -> None:
    page, revision = barred()
    assert page.get_lock() is not None
    run(after=2)
    page = version(page, "fr")
    assert not page.live
    assert page.get_lock() is None
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    (entry,) = PageLogEntry.objects.filter(page_id=page.pk, action=scheduled.NOT_PUBLISHED)
    assert entry.revision_id == revision.pk
    assert run(after=3) == ""


def test_a_public_page_whose_new_text_is_barred_stays_as_it_is() -> None:
    page, _revision = barred()
    NewsPage.objects.filter(pk=page.pk).update(live=True)
    run(after=2)
    assert version(page, "fr").live


def test_an_exception_of_which_nobody_knows_is_tried_again_and_the_command_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken, fine = NewsPageFactory(title="Broken", live=False), NewsPageFactory(title="Fine", live=False)
    schedule(broken, hours=1)
    schedule(fine, hours=2)
    publish = NewsPage.publish

    def failing(self: NewsPage, *args: Any, **kwargs: Any) -> Any:
        if self.pk == broken.pk:
            raise RuntimeError("out of order")
        return publish(self, *args, **kwargs)

    monkeypatch.setattr(NewsPage, "publish", failing)
    with pytest.raises(SystemExit):
        run(after=3)
    assert Page.objects.get(pk=fine.pk).live
    monkeypatch.undo()
    run(after=4)
    assert Page.objects.get(pk=broken.pk).live


def test_a_page_that_cannot_be_taken_offline_keeps_no_other_online(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = NewsPageFactory(), NewsPageFactory()
    for hours, page in enumerate((first, second), start=1):
        NewsPage.objects.filter(pk=page.pk).update(expire_at=NOON + datetime.timedelta(hours=hours))
    unpublish = Page.unpublish

    def failing(self: Page, *args: Any, **kwargs: Any) -> Any:
        if self.pk == first.pk:
            raise RuntimeError("out of order")
        return unpublish(self, *args, **kwargs)

    monkeypatch.setattr(Page, "unpublish", failing)
    with pytest.raises(SystemExit):
        run(after=3)
    assert list(Page.objects.filter(pk__in=(first.pk, second.pk), live=True)) == [Page.objects.get(pk=first.pk)]


def test_a_dry_run_is_wagtails_and_changes_nothing() -> None:
    page = NewsPageFactory(live=False)
    schedule(page, hours=1)
    out = StringIO()
    with time_machine.travel(NOON + datetime.timedelta(hours=2), tick=False):
        call_command("publish_scheduled", dryrun=True, stdout=out)
    assert "Revisions to be published" in out.getvalue()
    assert not Page.objects.get(pk=page.pk).live
