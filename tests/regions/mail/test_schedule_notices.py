"""Who is told that a text was not published at its time, and that the trouble of one person's mail is nobody else's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from base.models import User
from languages.models import LanguageSettings
from languages.segments.provenance import Origin
from languages.translations.create import create_translation
from news.models import NewsIndexPage, NewsPage
from regions.mail import digest, queue
from regions.models.approval import RegionApprovalTask, ask_stand_ins
from regions.teams.rights import Role
from tests.factories.base import home, locale, offer, section
from tests.factories.moderation import member
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, root_collection
from tests.factories.regions import RegionPageFactory
from tests.factories.translations import draft, say, states

pytestmark = pytest.mark.django_db

NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)
BASE = "https://www.example.org"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = BASE


@pytest.fixture
def regions() -> dict[str, Any]:
    offer("en", "es", "fr")
    root_collection()
    spanish = RegionPageFactory(title="América Latina", language="es", spoken=("es", "fr"))
    french = RegionPageFactory(title="Amérique latine", language="fr", work=spanish, spoken=("es", "fr"))
    return {"es": spanish, "fr": french}


def publisher_of(region: Any, name: str, *languages: str) -> User:
    """Somebody who publishes there, with the admin in English."""
    user = member(name, region, *languages)
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


def sent() -> list[Any]:
    queue.send_due()
    return mail.outbox


def barred(regions: dict[str, Any], user: Any) -> Any:
    """A machine's translation that `user` scheduled, and that may not be published any more when its hour comes."""
    original = NewsPageFactory(parent=regions["es"], language="es", title="Datos abiertos", summary="")
    original.save_revision().publish()
    page = create_translation(original, locale("fr"))
    rules = LanguageSettings.objects.create(locale=locale("fr"), publish_unreviewed=True)
    say(page, {text: f"[fr] {text}" for text in states(page)}, origin=Origin.MACHINE)
    schedule(page, user)
    rules.delete()
    return page


def schedule(page: Any, user: Any) -> None:
    latest = draft(page)
    latest.go_live_at = NOW + timedelta(hours=1)
    latest.save_revision(user=user).publish(user=user)


def test_who_scheduled_a_text_is_told_once_what_bars_it_and_where_it_is_mended(regions: dict[str, Any]) -> None:
    publisher = publisher_of(regions["fr"], "lyon", "fr")
    member("paris", regions["fr"], "fr")
    with time_machine.travel(NOW, tick=False) as clock:
        page = barred(regions, publisher)
        clock.shift(timedelta(hours=2))
        for _run in range(2):
            call_command("publish_scheduled")
        [message] = sent()
    assert message.to == ["lyon@example.org"]
    assert "1 passage is not translated or reviewed yet." in message.body
    assert "it is a draft again, without a time" in message.body
    assert BASE + reverse("languages_edit", args=[page.pk]) in message.body


def test_where_who_scheduled_it_has_left_those_who_publish_there_are_told(regions: dict[str, Any]) -> None:
    publisher = publisher_of(regions["fr"], "lyon", "fr")
    member("paris", regions["fr"], "fr")
    with time_machine.travel(NOW, tick=False) as clock:
        barred(regions, publisher)
        publisher.is_active = False
        publisher.save()
        clock.shift(timedelta(hours=2))
        call_command("publish_scheduled")
        assert [message.to for message in sent()] == [["paris@example.org"]]


def test_what_is_tried_again_is_told_once(regions: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    publisher = publisher_of(regions["es"], "quito", "es")
    page = NewsPageFactory(parent=regions["es"], language="es", live=False)
    with time_machine.travel(NOW, tick=False) as clock:
        schedule(page, publisher)

        def failing(*args: Any, **kwargs: Any) -> Any:
            raise RuntimeError("out of order")

        monkeypatch.setattr(NewsPage, "publish", failing)
        clock.shift(timedelta(hours=2))
        for _run in range(2):
            with pytest.raises(SystemExit):
                call_command("publish_scheduled")
        [message] = sent()
    assert "tries again every few minutes" in message.body
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 1


def test_a_mail_that_cannot_be_written_keeps_no_page_from_being_published_and_is_written_the_next_time(
    regions: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = publisher_of(regions["fr"], "lyon", "fr")
    after = NewsPageFactory(parent=regions["es"], language="es", live=False)
    monkeypatch.setattr("regions.mail.messages.send", lambda *args: 1 / 0)
    with time_machine.travel(NOW, tick=False) as clock:
        barred(regions, publisher)
        schedule(after, member("quito", regions["es"], "es"))
        clock.shift(timedelta(hours=2))
        call_command("publish_scheduled")
        assert NewsPage.objects.get(pk=after.pk).live
        assert Revision.objects.filter(approved_go_live_at__isnull=False).exists()
        monkeypatch.undo()
        call_command("publish_scheduled")
        assert [message.to for message in sent()] == [["lyon@example.org"]]
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_the_history_of_the_page_says_so(regions: dict[str, Any]) -> None:
    publisher = publisher_of(regions["fr"], "lyon", "fr")
    with time_machine.travel(NOW, tick=False) as clock:
        page = barred(regions, publisher)
        clock.shift(timedelta(hours=2))
        call_command("publish_scheduled")
        history = admin().get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "Could not be published at its time" in history


# Other loops ----------------------------------------------------------------------------------------------------------


def test_a_digest_that_cannot_be_written_keeps_no_other_from_being_sent(
    regions: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ambato", "bogota", "cuenca"):
        member(name, regions["es"], "es")
    NewsPageFactory(parent=regions["es"], language="es", live=False).save_revision()
    write = digest.messages.send

    def failing(user: Any, *args: Any) -> bool:
        if user.username == "bogota":
            raise RuntimeError("out of order")
        return write(user, *args)

    monkeypatch.setattr(digest.messages, "send", failing)
    call_command("digest")
    assert [message.to for message in sent()] == [["ambato@example.org"], ["cuenca@example.org"]]


def test_a_text_about_which_nobody_can_be_asked_keeps_no_stand_in_from_another(
    regions: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = member("quito", regions["es"], "es", role=Role.EDITOR)
    stand_in = member("lima", None, "en")
    pages = [NewsPageFactory(parent=regions["es"], language="es", live=False) for _number in range(2)]
    for page in pages:
        page.save_revision(user=writer)
        page.get_workflow().start(page, writer)
    RegionApprovalTask.objects.update(stand_in=stand_in)
    asked: list[int] = []

    def failing(self: RegionApprovalTask, state: Any) -> bool:
        asked.append(state.pk)
        if len(asked) == 1:
            raise RuntimeError("out of order")
        return True

    monkeypatch.setattr(RegionApprovalTask, "ask_stand_in", failing)
    assert ask_stand_ins() == 1
    assert len(asked) == 2


def test_e_mails_are_sent_though_nobody_can_be_told_of_outdated_translations(
    regions: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    home("en")
    section(NewsIndexPage, "en")
    queue.put(mail.EmailMessage("Hello", "there", "from@example.org", ["ana@example.org"]))
    monkeypatch.setattr("regions.mail.outdated_notices.tell_of_outdated", lambda: 1 / 0)
    call_command("send_mail_queue")
    assert [message.subject for message in mail.outbox] == ["Hello"]
