"""E-mails: who gets which, in what language, how they are turned off, and what a broken mail server does (nothing)."""

import smtplib
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail.users.models import UserProfile

from base.models import User
from news.models import NewsPage
from regions.mail import queue
from regions.models import BehindNotice, MailPreferences, OutgoingMail
from regions.teams.rights import Role
from tests.factories.base import offer
from tests.factories.events import EventPageFactory
from tests.factories.moderation import act, member, submit
from tests.factories.news import NewsPageFactory
from tests.factories.people import filled, log_in, root_collection
from tests.factories.regions import RegionPageFactory
from tests.factories.translations import change, say, translated

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BASE = "https://www.example.org"
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = BASE


@pytest.fixture
def regions() -> dict[str, Any]:
    """Latin America in Spanish and Portuguese."""
    offer("en", "es", "pt")
    root_collection()
    latin = RegionPageFactory(title="América Latina", language="es", spoken=("es", "pt"))
    return {
        "es": latin,
        "pt": RegionPageFactory(title="América Latina (pt)", language="pt", work=latin, spoken=("es", "pt")),
    }


def somebody(name: str, region: Any, *languages: str, admin_in: str = "", **fields: Any) -> User:
    """A member of a team, with the admin in a language."""
    user = member(name, region, *languages, **fields)
    UserProfile.objects.create(user=user, preferred_language=admin_in)
    return user


def draft(regions: dict[str, Any], title: str = "Noticia") -> Any:
    page = NewsPageFactory(parent=regions["es"], language="es", title=title, live=False)
    page.save_revision()
    return page


def sent(address: str | None = None) -> list[Any]:
    """What has arrived so far, once the queue is worked off."""
    queue.send_due()
    return [message for message in mail.outbox if address is None or message.to == [f"{address}@example.org"]]


def html_of(message: Any) -> BeautifulSoup:
    [(html, mimetype)] = message.alternatives
    assert mimetype == "text/html"
    return BeautifulSoup(html, "html.parser")


def links(message: Any) -> list[str]:
    return [str(link["href"]) for link in html_of(message).select("a")]


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# A text waits, comes back, is approved --------------------------------------------------------------------------------


@pytest.fixture
def submitted(regions: dict[str, Any]) -> dict[str, Any]:
    """An editor has submitted a text, of which there is one publisher."""
    writer = somebody("quito", regions["es"], "es", role=Role.EDITOR, admin_in="es")
    publisher = somebody("bogota", regions["es"], "es", admin_in="en")
    page = draft(regions)
    submit(browser_of(writer), page)
    return {"page": page, "writer": writer, "publisher": publisher}


def test_a_publisher_is_told_once_that_a_text_waits_with_a_link_to_its_screen(submitted: dict[str, Any]) -> None:
    [message] = sent()
    assert message.to == ["bogota@example.org"]
    assert "Noticia" in message.subject
    assert "Quito" in message.body
    address = BASE + reverse("wagtailadmin_pages:edit", args=[submitted["page"].pk])
    assert address in message.body
    assert address in links(message)
    assert "Approve" in browser_of(submitted["publisher"]).get(address.removeprefix(BASE)).content.decode()


def test_every_e_mail_leads_to_where_it_can_be_turned_off(submitted: dict[str, Any]) -> None:
    [message] = sent()
    address = f"{BASE}/admin/account/#tab-notifications"
    assert address in message.body
    assert address in links(message)
    assert 'id="tab-notifications"' in browser_of(submitted["publisher"]).get("/admin/account/").content.decode()


def test_an_e_mail_says_that_a_machine_wrote_it_and_fetches_nothing(submitted: dict[str, Any]) -> None:
    [message] = sent()
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert not html_of(message).select("img, link, script, [src]")


def test_the_author_is_told_that_their_text_was_approved_with_a_link_to_where_it_is_read(
    submitted: dict[str, Any],
) -> None:
    act(browser_of(submitted["publisher"]), submitted["page"], "approve")
    [message] = sent("quito")
    public = BASE + NewsPage.objects.get(pk=submitted["page"].pk).get_url()
    assert public in message.body
    assert public in links(message)
    assert Client().get(public.removeprefix(BASE)).status_code == 200


def test_the_author_is_told_that_their_text_came_back_and_why(submitted: dict[str, Any]) -> None:
    act(browser_of(submitted["publisher"]), submitted["page"], "reject", "¿Y la fecha? <b>")
    [message] = sent("quito")
    assert "¿Y la fecha? <b>" in message.body
    assert html_of(message).select_one("blockquote").get_text() == "¿Y la fecha? <b>"  # type: ignore[union-attr]
    assert BASE + reverse("wagtailadmin_pages:edit", args=[submitted["page"].pk]) in links(message)


def test_a_text_that_is_published_while_it_waits_counts_as_approved(submitted: dict[str, Any]) -> None:
    address = f"/admin/pages/{submitted['page'].pk}/edit/"
    browser = browser_of(submitted["publisher"])
    browser.post(address, {**filled(browser, address), "action-publish": "1"})
    assert NewsPage.objects.get(pk=submitted["page"].pk).live
    assert len(sent("quito")) == 1


def test_a_text_that_its_author_takes_back_is_no_news(submitted: dict[str, Any]) -> None:
    Page.objects.get(pk=submitted["page"].pk).current_workflow_state.cancel(user=submitted["writer"])
    assert sent("quito") == []


def test_an_approved_text_that_is_scheduled_is_not_said_to_be_public(submitted: dict[str, Any]) -> None:
    page = NewsPage.objects.get(pk=submitted["page"].pk).get_latest_revision_as_object()
    page.go_live_at = timezone.now() + timedelta(days=3)
    page.save_revision()
    act(browser_of(submitted["publisher"]), page, "approve")
    [message] = sent("quito")
    with override("es"):
        lead = gettext("%(name)s has approved your text. It will be public at the time that is set for it.")
    assert lead % {"name": "Bogota"} in message.body
    assert BASE + reverse("wagtailadmin_pages:edit", args=[page.pk]) in links(message)


@pytest.mark.parametrize(("kind", "who"), [("submitted", "bogota"), ("approved", "quito"), ("rejected", "quito")])
def test_who_has_turned_a_kind_off_does_not_get_it(regions: dict[str, Any], kind: str, who: str) -> None:
    writer = somebody("quito", regions["es"], "es", role=Role.EDITOR)
    publisher = somebody("bogota", regions["es"], "es")
    UserProfile.objects.filter(user__username=who).update(**{f"{kind}_notifications": False})
    page = draft(regions)
    submit(browser_of(writer), page)
    if kind != "submitted":
        act(browser_of(publisher), page, {"approved": "approve", "rejected": "reject"}[kind], "No")
    assert sent(who) == []


def test_who_submits_a_text_that_they_may_publish_themselves_is_not_asked(regions: dict[str, Any]) -> None:
    publisher = somebody("bogota", regions["es"], "es")
    somebody("lima", regions["es"], "es")
    submit(browser_of(publisher), draft(regions))
    assert [message.to for message in sent()] == [["lima@example.org"]]


def test_administrators_are_asked_only_where_nobody_else_is(regions: dict[str, Any]) -> None:
    User.objects.create_superuser("admin", "admin@example.org", "secret")
    writer = somebody("quito", regions["es"], "es", role=Role.EDITOR)
    submit(browser_of(writer), draft(regions))
    assert len(sent("admin")) == 1
    somebody("bogota", regions["es"], "es")
    submit(browser_of(writer), draft(regions, "Otra"))
    assert len(sent("admin")) == 1
    assert len(sent("bogota")) == 1


def test_a_workflow_of_wagtail_s_own_kind_writes_the_same_e_mails_once(regions: dict[str, Any]) -> None:
    writer = somebody("quito", regions["es"], "es", role=Role.EDITOR)
    group = somebody("bogota", regions["es"], "es").groups.get()
    task = GroupApprovalTask.objects.create(name="Other")
    task.groups.add(group)
    workflow = Workflow.objects.create(name="Other")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.filter(page_id=regions["es"].pk).update(workflow=workflow)
    page = draft(regions)
    submit(browser_of(writer), page)
    assert [message.to for message in sent()] == [["bogota@example.org"]]
    act(browser_of(User.objects.get(username="bogota")), page, "approve")
    assert len(sent("quito")) == 1


# Languages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("admin_in", "code", "direction", "spanish"),
    [
        ("en", "en", "ltr", "Spanish"),
        ("es", "es", "ltr", "español"),
        ("fr", "fr", "ltr", "espagnol"),
        ("ar", "ar", "rtl", "الإسبانية"),
        ("pt-br", "pt-br", "ltr", "espanhol"),
        ("", "es", "ltr", "español"),  # that of the page, where the reader has chosen none
    ],
)
def test_an_e_mail_is_in_its_reader_s_language(
    regions: dict[str, Any], admin_in: str, code: str, direction: str, spanish: str
) -> None:
    writer = somebody("quito", regions["es"], "es", role=Role.EDITOR, admin_in="fr")
    somebody("bogota", regions["es"], "es", admin_in=admin_in)
    submit(browser_of(writer), draft(regions))
    [message] = sent()
    html = html_of(message).html
    assert html is not None
    assert (html["lang"], html["dir"]) == (code, direction)
    assert spanish in message.body
    with override(code):
        assert gettext("Review it") in html_of(message).get_text()


def test_a_title_in_another_language_says_which_and_keeps_its_direction(regions: dict[str, Any]) -> None:
    writer = somebody("quito", regions["es"], "es", role=Role.EDITOR)
    somebody("bogota", regions["es"], "es", admin_in="ar")
    submit(browser_of(writer), draft(regions))
    [message] = sent()
    [title] = html_of(message).select("bdi")
    assert (title["lang"], title["dir"], title.get_text()) == ("es", "ltr", "Noticia")
    assert "\u2068Noticia\u2069" in message.subject


# A translation is outdated -------------------------------------------------------------------------------------------


@pytest.fixture
def translation(regions: dict[str, Any]) -> dict[str, Any]:
    """A published news item, and its translation by a member of the team who writes Portuguese."""
    original = NewsPageFactory(parent=regions["es"], language="es", title="Tres barrios", summary="Leen datos.")
    original.save_revision().publish()
    user = somebody("recife", regions["pt"], "pt", admin_in="en")
    page = translated(NewsPage.objects.get(pk=original.pk), "pt", user=user)
    return {"original": original, "page": page, "user": user}


def test_who_translated_a_text_is_told_when_its_original_is_published_with_a_change(
    translation: dict[str, Any],
) -> None:
    change(translation["original"], title="Cuatro barrios")
    [message] = sent()
    assert message.to == ["recife@example.org"]
    assert "1 passage" in message.body
    assert BASE + reverse("languages_edit", args=[translation["page"].pk]) in links(message)


def test_a_draft_of_the_original_is_no_news(translation: dict[str, Any]) -> None:
    change(translation["original"], publish=False, title="Cuatro barrios")
    assert sent() == []
    assert not BehindNotice.objects.exists()


def test_who_did_not_translate_it_is_not_told(translation: dict[str, Any], regions: dict[str, Any]) -> None:
    somebody("olinda", regions["pt"], "pt")
    change(translation["original"], title="Cuatro barrios")
    assert [message.to for message in sent()] == [["recife@example.org"]]


def test_who_changed_the_original_themselves_is_not_told(translation: dict[str, Any]) -> None:
    page = translation["original"].get_latest_revision_as_object()
    page.title = "Cuatro barrios"
    page.save_revision(user=translation["user"]).publish(user=translation["user"], skip_permission_checks=True)
    assert sent() == []


def test_a_translation_that_is_outdated_already_is_not_told_again(translation: dict[str, Any]) -> None:
    with time_machine.travel(NOW, tick=True) as clock:
        change(translation["original"], title="Cuatro barrios")
        clock.move_to(NOW + timedelta(days=3))
        change(translation["original"], title="Cinco barrios")
        call_command("send_mail_queue")
    assert len(sent()) == 1


def test_what_becomes_outdated_within_a_day_is_told_in_one_e_mail_a_day_later(
    translation: dict[str, Any], regions: dict[str, Any]
) -> None:
    originals = []
    for number in range(2):
        original = NewsPageFactory(parent=regions["es"], language="es", title=f"Otra {number}")
        original.save_revision().publish()
        translated(NewsPage.objects.get(pk=original.pk), "pt", user=translation["user"])
        originals.append(original)
    with time_machine.travel(NOW, tick=True) as clock:
        for original in (translation["original"], *originals):
            change(original, summary="Nuevo.")
        assert len(sent()) == 1
        clock.move_to(NOW + timedelta(hours=23))
        call_command("send_mail_queue")
        assert len(sent()) == 1
        clock.move_to(NOW + timedelta(hours=25))
        call_command("send_mail_queue")
        first, second = sent()
        call_command("send_mail_queue")
        assert len(sent()) == 2
    assert first.body.count("passage is behind") == 1
    assert second.body.count("passage is behind") == 2


def test_what_is_brought_up_to_date_meanwhile_is_not_told(translation: dict[str, Any], regions: dict[str, Any]) -> None:
    other = NewsPageFactory(parent=regions["es"], language="es", title="Otra", summary="Dice algo.")
    other.save_revision().publish()
    page = translated(NewsPage.objects.get(pk=other.pk), "pt", user=translation["user"])
    with time_machine.travel(NOW, tick=True) as clock:
        change(translation["original"], title="Cuatro barrios")
        change(other, summary="Dice otra cosa.")
        written = say(page, {"Dice otra cosa.": "Diz outra coisa."})
        assert written.revision
        written.revision.publish()
        clock.move_to(NOW + timedelta(days=2))
        call_command("send_mail_queue")
    assert len(sent()) == 1


def test_a_translation_that_was_brought_up_to_date_and_becomes_outdated_again_is_told_again(
    translation: dict[str, Any],
) -> None:
    with time_machine.travel(NOW, tick=True) as clock:
        change(translation["original"], summary="Leen mapas.")
        written = say(translation["page"], {"Leen mapas.": "Leem mapas."}, translation["user"])
        assert written.revision
        written.revision.publish()
        change(translation["original"], summary="Leen planos.")
        assert len(sent()) == 1
        clock.move_to(NOW + timedelta(days=1, minutes=1))
        call_command("send_mail_queue")
    assert len(sent()) == 2


def test_a_translation_that_is_published_makes_no_other_one_outdated(
    translation: dict[str, Any], regions: dict[str, Any]
) -> None:
    change(translation["original"], title="Cuatro barrios")
    assert len(sent("recife")) == 1
    BehindNotice.objects.all().delete()
    RegionPageFactory(title="Latin America", work=regions["es"], spoken=("es", "pt"))
    translated(NewsPage.objects.get(pk=translation["original"].pk), "en")
    assert len(sent("recife")) == 1
    assert not BehindNotice.objects.exists()


def test_who_has_turned_it_off_is_not_told_of_translations(translation: dict[str, Any]) -> None:
    MailPreferences.objects.create(user=translation["user"], behind=False)
    change(translation["original"], title="Cuatro barrios")
    assert sent() == []


def test_who_may_not_write_in_it_any_more_is_not_told(translation: dict[str, Any]) -> None:
    translation["user"].groups.clear()
    change(translation["original"], title="Cuatro barrios")
    assert sent() == []


# The digest -----------------------------------------------------------------------------------------------------------


def digest_of(name: str) -> str:
    call_command("digest")
    [message] = sent(name)
    return str(message.body)


def test_the_digest_lists_drafts_what_waits_translations_and_events(regions: dict[str, Any]) -> None:
    writer = somebody("quito", regions["es"], "es", role=Role.EDITOR)
    somebody("bogota", regions["es"], "es", "pt", admin_in="en")
    draft(regions, "Un borrador")
    waits = draft(regions, "Una que espera")
    submit(browser_of(writer), waits)
    NewsPageFactory(parent=regions["es"], language="es", title="Una pública")
    event = EventPageFactory(
        parent=regions["es"], language="es", title="Un encuentro", start_date=timezone.localdate() + timedelta(days=3)
    )
    OutgoingMail.objects.all().delete()
    body = digest_of("bogota")
    assert all(title in body for title in ("Un borrador", "Una que espera", "Un encuentro"))
    assert body.count("Una que espera") == 1
    assert "Una pública" not in body
    assert "2 texts missing" in body
    assert BASE + event.get_url() in body


def test_the_digest_shows_drafts_of_one_s_own_languages_only(regions: dict[str, Any]) -> None:
    somebody("recife", regions["pt"], "pt")
    somebody("bogota", regions["es"], "es")
    draft(regions, "Un borrador")
    NewsPageFactory(parent=regions["pt"], language="pt", title="Um rascunho", live=False).save_revision()
    assert "Un borrador" not in digest_of("recife")
    [message] = sent("bogota")
    assert "Un borrador" in message.body
    assert "Um rascunho" not in message.body


def test_a_draft_that_nobody_touched_for_a_week_is_not_in_the_digest(regions: dict[str, Any]) -> None:
    somebody("bogota", regions["es"], "es")
    with time_machine.travel(NOW, tick=True) as clock:
        draft(regions, "Un borrador")
        clock.move_to(NOW + timedelta(days=8))
        call_command("digest")
    assert sent() == []


def test_a_second_run_in_a_week_writes_no_second_digest_and_the_next_week_does(regions: dict[str, Any]) -> None:
    somebody("bogota", regions["es"], "es")
    NewsPageFactory(parent=regions["pt"], language="pt", title="Só em português")
    with time_machine.travel(NOW, tick=True) as clock:
        for _run in range(2):
            call_command("digest")
            assert len(sent()) == 1
        clock.move_to(NOW + timedelta(days=7))
        call_command("digest")
    assert len(sent()) == 2


def test_a_region_in_which_nothing_happens_sends_no_digest(regions: dict[str, Any]) -> None:
    somebody("bogota", regions["es"], "es")
    call_command("digest")
    assert sent() == []


def test_who_has_turned_it_off_gets_no_digest(regions: dict[str, Any]) -> None:
    user = somebody("bogota", regions["es"], "es")
    MailPreferences.objects.create(user=user, digest=False)
    draft(regions)
    call_command("digest")
    assert sent() == []


# Turning off ----------------------------------------------------------------------------------------------------------


def test_a_person_turns_e_mails_off_on_the_page_of_their_account(regions: dict[str, Any]) -> None:
    user = somebody("bogota", regions["es"], "es", last_name="Ejemplo")
    browser = log_in(user)
    data = filled(browser, "/admin/account/", None)
    assert {"mails-behind", "mails-digest"} <= set(data)
    kept = {name: value for name, value in data.items() if name not in {"mails-behind", "avatar-avatar"}}
    kept["mails-digest"] = "on"  # what a browser sends for a box that is ticked
    assert browser.post("/admin/account/", kept).status_code == 302
    preferences = MailPreferences.objects.get(user=user)
    assert (preferences.behind, preferences.digest) == (False, True)
    assert "mails-behind" not in filled(browser, "/admin/account/", None)


def test_a_stand_in_without_a_right_to_publish_can_turn_requests_off(regions: dict[str, Any]) -> None:
    from regions.models import RegionApprovalTask

    user = somebody("quito", regions["es"], "es", role=Role.EDITOR, last_name="Ejemplo")
    browser = log_in(user)
    assert "mails-stand_in" not in filled(browser, "/admin/account/", None)
    RegionApprovalTask.objects.update(stand_in=user)
    data = filled(browser, "/admin/account/", None)
    kept = {name: value for name, value in data.items() if name not in {"mails-stand_in", "avatar-avatar"}}
    assert browser.post("/admin/account/", kept).status_code == 302
    assert not UserProfile.objects.get(user=user).submitted_notifications


# The queue ------------------------------------------------------------------------------------------------------------


class Broken(BaseEmailBackend):
    """A mail server that does what a test says, from the list of `answers`: an error that is raised, or None."""

    answers: list[Exception | None] = []
    opening: Exception | None = None
    asked: list[str] = []

    def open(self) -> bool:
        if self.opening:
            raise self.opening
        return True

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            self.asked.append(message.subject)
            error = self.answers.pop(0) if self.answers else None
            if error:
                raise error
            mail.outbox.append(message)
        return len(email_messages)


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Broken]:
    settings.OUTGOING_EMAIL_BACKEND = f"{__name__}.Broken"
    # The module of a test cannot be imported by its name.
    monkeypatch.setattr(queue, "_server", Broken)
    for name, value in (("answers", []), ("opening", None), ("asked", [])):
        monkeypatch.setattr(Broken, name, value)
    return Broken


def put(subject: str = "Hello", **fields: Any) -> bool:
    return queue.put(EmailMessage(subject, "Text", "from@example.org", ["to@example.org"], **fields))


def waiting() -> list[str]:
    return list(OutgoingMail.objects.filter(sent_at=None).order_by("pk").values_list("subject", flat=True))


def test_submitting_works_while_the_mail_server_is_down_and_the_e_mail_comes_later(
    regions: dict[str, Any],
    server: type[Broken],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    writer = somebody("quito", regions["es"], "es", role=Role.EDITOR)
    somebody("bogota", regions["es"], "es")
    server.opening = ConnectionRefusedError("no server")
    settings.SEND_MAIL_AT_ONCE = True
    monkeypatch.setattr(queue, "send_soon", queue.send_due)  # at once, where the test can see it
    page = draft(regions)
    with django_capture_on_commit_callbacks(execute=True):
        assert submit(browser_of(writer), page).status_code == 302
    assert Page.objects.get(pk=page.pk).workflow_in_progress
    assert len(waiting()) == 1
    server.opening = None
    queue.retry_all()
    assert queue.send_due().sent == 1
    assert mail.outbox[0].to == ["bogota@example.org"]


def test_a_request_does_not_wait_for_a_mail_server_that_hangs(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.SEND_MAIL_AT_ONCE = True
    begun, goes_on, rounds = threading.Event(), threading.Event(), []

    def hang() -> None:
        begun.set()
        rounds.append(goes_on.wait(20))

    monkeypatch.setattr(queue, "send_due", hang)
    monkeypatch.setattr(queue.connections, "close_all", lambda: None)
    queue.send_soon()
    assert begun.wait(20)
    for _more in range(3):
        queue.send_soon()
    assert rounds == []
    goes_on.set()
    thread = queue._sender._thread
    assert thread is not None
    thread.join(20)
    # What came meanwhile is sent in a round of its own, by the same thread.
    assert rounds == [True, True]
    assert not thread.is_alive()


def test_what_is_rolled_back_is_not_told() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        put()
        _ = 1 / 0
    assert waiting() == []


def test_an_e_mail_that_fails_waits_longer_each_time_and_keeps_its_error(server: type[Broken]) -> None:
    server.answers = [smtplib.SMTPException(f"attempt {number}") for number in range(8)]
    pauses = []
    with time_machine.travel(NOW, tick=False) as clock:
        put()
        for attempt in range(8):
            queue.send_due()
            stored = OutgoingMail.objects.get()
            assert stored.error == f"SMTPException: attempt {attempt}"
            assert stored.next_try is not None
            pauses.append(int((stored.next_try - timezone.now()).total_seconds() / 60))
            clock.move_to(stored.next_try)
        assert pauses == [1, 5, 15, 60, 240, 240, 240, 240]
        assert queue.send_due().sent == 1
    assert OutgoingMail.objects.get().error == ""


def test_one_bad_e_mail_does_not_keep_the_others(server: type[Broken]) -> None:
    server.answers = [smtplib.SMTPDataError(451, b"later")]
    for subject in ("bad", "good", "better"):
        put(subject)
    done = queue.send_due()
    assert (done.sent, done.failed, done.problem) == (2, 1, "")
    assert waiting() == ["bad"]


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError("refused"), TimeoutError("timed out"), smtplib.SMTPAuthenticationError(535, b"no")]
)
def test_where_the_server_cannot_be_reached_the_round_ends_and_everything_waits(
    server: type[Broken], error: Exception
) -> None:
    server.opening = error
    for subject in ("one", "two"):
        put(subject)
    done = queue.send_due()
    assert (done.sent, done.failed) == (0, 1)
    assert done.problem
    assert waiting() == ["one", "two"]
    assert not OutgoingMail.objects.filter(next_try=None).exists()


def test_a_server_that_goes_down_in_between_keeps_its_turn_for_the_rest(server: type[Broken]) -> None:
    server.answers = [None, smtplib.SMTPServerDisconnected("gone")]
    for subject in ("one", "two", "three"):
        put(subject)
    assert queue.send_due().sent == 1
    assert waiting() == ["two", "three"]
    assert server.asked == ["one", "two"]
    assert queue.send_due().sent == 1
    assert waiting() == ["two"]


def test_an_address_that_its_server_refuses_for_good_is_not_tried_again_unless_it_is_asked_for(
    server: type[Broken],
) -> None:
    server.answers = [smtplib.SMTPRecipientsRefused({"to@example.org": (550, b"unknown")})]
    put()
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        queue.send_due()
        assert queue.send_due().sent == 0
        assert waiting() == ["Hello"]
        call_command("send_mail_queue", retry=True)
    assert waiting() == []


def test_two_processes_do_not_send_the_same_e_mail(server: type[Broken], monkeypatch: pytest.MonkeyPatch) -> None:
    put()
    now = timezone.now()
    assert queue._claim(now) is not None
    assert queue._claim(now) is None


def test_what_is_being_sent_is_not_tried_again_at_the_same_time(server: type[Broken]) -> None:
    put()
    assert queue._claim(timezone.now()) is not None
    assert queue.retry_all() == 0
    assert queue._claim(timezone.now()) is None


def test_an_e_mail_whose_process_died_is_sent_by_another(server: type[Broken]) -> None:
    put()
    assert queue._claim(timezone.now()) is not None
    assert queue.send_due().sent == 0
    with time_machine.travel(timezone.now() + queue.CLAIMED):
        assert queue.send_due().sent == 1


def test_the_text_of_an_e_mail_is_not_kept_once_it_is_sent() -> None:
    put("Hello")
    queue.send_due()
    assert OutgoingMail.objects.get().content == {}
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        call_command("send_mail_queue")
    assert not OutgoingMail.objects.exists()


def test_an_e_mail_arrives_as_it_was_written() -> None:
    message = mail.EmailMultiAlternatives(
        "Ünïcode",
        "Text",
        "from@example.org",
        ["to@example.org"],
        bcc=["bcc@example.org"],
        cc=["cc@example.org"],
        reply_to=["reply@example.org"],
        headers={"X-Kind": "test"},
    )
    message.attach_alternative("<p>Text</p>", "text/html")
    queue.put(message)
    [arrived] = sent()
    parts = message.message(), arrived.message()
    for name in ("Subject", "From", "To", "Cc", "Reply-To", "X-Kind"):
        assert parts[0][name] == parts[1][name]
    assert arrived.recipients() == message.recipients()
    assert [part.get_payload() for part in parts[0].walk() if not part.is_multipart()] == [
        part.get_payload() for part in parts[1].walk() if not part.is_multipart()
    ]


def test_what_django_sends_goes_through_the_queue_too(settings: Any) -> None:
    settings.EMAIL_BACKEND = "regions.mail.queue.QueueBackend"
    User.objects.create_user("bogota", "bogota@example.org", "secret")
    offer("en")
    Client().post("/admin/password_reset/", {"email": "bogota@example.org"})
    assert mail.outbox == []
    assert len(waiting()) == 1
    assert "/admin/password_reset/confirm/" in sent("bogota")[0].body


def test_an_e_mail_with_a_file_is_sent_at_once(settings: Any) -> None:
    settings.EMAIL_BACKEND = "regions.mail.queue.QueueBackend"
    message = EmailMessage("With a file", "Text", "from@example.org", ["to@example.org"])
    message.attach("file.txt", "content", "text/plain")
    assert message.send() == 1
    assert [one.subject for one in mail.outbox] == ["With a file"]
    assert waiting() == []


def test_the_command_shows_what_waits_and_why(server: type[Broken], capsys: pytest.CaptureFixture[str]) -> None:
    server.answers = [
        smtplib.SMTPException("busy"),
        smtplib.SMTPRecipientsRefused({"to@example.org": (550, b"unknown")}),
    ]
    for subject in ("later", "never", "sent"):
        put(subject)
    queue.send_due()
    put("new")
    call_command("send_mail_queue", status=True)
    shown = capsys.readouterr().out
    assert "Waiting: 2  Refused: 1  Sent in 24 hours: 1" in shown
    assert all(text in shown for text in ("later", "busy", "never", "unknown", "new"))
    assert waiting() == ["later", "never", "new"]


def test_the_command_says_that_the_server_is_down(server: type[Broken], capsys: pytest.CaptureFixture[str]) -> None:
    server.opening = ConnectionRefusedError("no server")
    put()
    call_command("send_mail_queue")
    assert "no server" in capsys.readouterr().err
