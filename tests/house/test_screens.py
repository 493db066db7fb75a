"""Law: on the screens that an editor uses every week, there is no English in another language.

Where Wagtail's own catalogues lack a text, ours have it: see base/admin/wagtail_texts.py.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.admin.models import EditingSession
from wagtail.models import Page, PageLogEntry

from base.models import CustomDocument, CustomImage, User
from languages.locales import cldr
from languages.routing import registry
from languages.translations.create import create_translation
from news.models import NewsPage
from regions.dashboard.dashboard import types_of_regions
from regions.teams.rights import Role, region_collection
from tests.factories.base import locale, offer
from tests.factories.disguise import disguise, disguised, english
from tests.factories.events import EventPageFactory
from tests.factories.moderation import member, submit, waiting
from tests.factories.news import NewsPageFactory
from tests.factories.people import filled, log_in, root_collection
from tests.factories.pictures import picture
from tests.factories.projects import ProjectPageFactory
from tests.factories.publications import PublicationPageFactory
from tests.factories.regions import RegionPageFactory

pytestmark = pytest.mark.django_db

# As the admin knows them; what is looked at is drawn in the first.
LANGUAGES = ("es", "fr", "ar", "pt-br")
WORKING = ("es", "pt", "fr", "ar")

# What may be in English, and why.
TEXTS = {
    "Search": "a button that nobody sees, pressed by Enter: Wagtail's header and first screen have it in no block",
    "None": "Wagtail's counter of errors, hidden until there is one",
    "Coalition": "the name of a collection, which is data",
    "Editors": "a group that Wagtail makes with the database",
    "Moderators": "a group that Wagtail makes with the database",
    "Moderators approval": "a workflow that Wagtail makes with the database",
}
WORDS = {
    "editor": "within the name of a group, which is data",
    "publisher": "within the name of a group, which is data",
    "pt": "a code, within the same names",
    "Wagtail": "a name",
    "Bogotá": "a name",
    "English": "a language that calls itself so",
    "Ctrl": "a key",
    "Alt": "a key",
    "GMT": "a time",
    "UTC": "a time",
    "no": "Spanish, too",
}
# Names of places have English words in them.
PLACE = re.compile(r".* \((GMT|UTC)[+-][\d:]+\)$")


def names() -> set[str]:
    """Of languages, in Spanish and in themselves, and their codes; of time zones."""
    codes = cldr.english_names()
    languages = {name for code in codes for name in (code, cldr.own_name(code), cldr.language_name(code, "es"))}
    return languages | available_timezones()


def title(text: str) -> dict[str, str]:
    return {"title": disguise(text), "summary": disguise(text)}


def person(name: str, region: Any, role: Role) -> User:
    user = member(name, region, *WORKING, role=role)
    User.objects.filter(pk=user.pk).update(first_name=disguise(name))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def site() -> dict[str, Any]:
    """A region with a page of each kind, in each state that an editor meets; what people wrote is in disguise."""
    offer("en", *WORKING)
    root_collection()
    region = RegionPageFactory(title=disguise("Región"), language="es", spoken=WORKING)
    RegionPageFactory(title=disguise("Região"), language="pt", spoken=WORKING, work=region)
    for page in Page.objects.all():
        Page.objects.filter(pk=page.pk).update(title=disguise(page.title), draft_title=disguise(page.title))
    editor, publisher = person("ana", region, Role.EDITOR), person("eva", region, Role.PUBLISHER)
    found: dict[str, Any] = {"region": region, "editor": editor, "publisher": publisher}

    def write(name: str, factory: Any, *, live: bool = True, user: User = publisher, **fields: Any) -> None:
        page = factory(parent=region, language="es", live=live, **title(name), **fields)
        revision = page.save_revision(user=user, log_action=True)
        if live or page.go_live_at:
            revision.publish(user=user)
        found[name] = Page.objects.get(pk=page.pk).specific

    write("news", NewsPageFactory)
    write("event", EventPageFactory, venue=disguise("Sede"))
    write("project", ProjectPageFactory)
    write("publication", PublicationPageFactory)
    write("draft", NewsPageFactory, live=False)
    write("waiting", NewsPageFactory, live=False, user=editor)
    write("scheduled", NewsPageFactory, live=False, go_live_at=timezone.now() + timedelta(days=3))
    found["news"].title = disguise("Otro título")
    found["news"].save_revision(user=publisher, log_action=True)
    found["translation"] = create_translation(found["event"], locale("pt"))
    submit(log_in(editor, "es"), found["waiting"])
    for name, model, content in (("image", CustomImage, picture()), ("document", CustomDocument, b"%PDF")):
        found[name] = model.objects.create(
            title=disguise(name),
            collection=region_collection(region),
            file=ContentFile(content, name="1.jpg" if name == "image" else "1.pdf"),
        )
    for entry in PageLogEntry.objects.all():
        entry.label = disguise(entry.label)
        entry.save()
    registry.forget()
    return found


def of_a_page(site: dict[str, Any]) -> Iterator[str]:
    region, news, waits = site["region"].pk, site["news"].pk, site["waiting"].pk
    # The form of each type that none of the pages below is of.
    types: set[Any] = {NewsPage, *types_of_regions()}
    for model in types - {type(site[name]) for name in ("project", "publication", "event")}:
        yield f"/admin/pages/add/{model._meta.app_label}/{model._meta.model_name}/{region}/"
    for name in ("region", "project", "publication", "scheduled", "waiting", "translation"):
        yield f"/admin/pages/{site[name].pk}/edit/"
    for name in ("approve", "reject"):
        yield f"/admin/pages/workflow/action/{waits}/{name}/{waiting(site['waiting']).pk}/"
    yield f"/admin/pages/workflow/confirm_cancellation/{waits}/"
    yield f"/admin/pages/{waits}/workflow_history/"
    yield f"/admin/pages/{waits}/workflow_history/detail/{site['waiting'].current_workflow_state.pk}/"
    scheduled = site["scheduled"]
    yield f"/admin/pages/{scheduled.pk}/revisions/{scheduled.scheduled_revision.pk}/unschedule/"
    yield f"/admin/pages/{news}/view_draft/"
    yield site["news"].url
    yield f"/admin/pages/{news}/revisions/compare/earliest...latest/"
    for name in ("history", "usage", "delete", "unpublish", "copy", "move", f"move/{region}/confirm", "privacy"):
        yield f"/admin/pages/{news}/{name}/"
    for name in ("delete", "unpublish", "move", "publish"):
        yield f"/admin/bulk/wagtailcore/page/{name}/?id={news}&id={site['draft'].pk}"
    yield f"/admin/languages/{news}/"
    for name in ("edit", "changes", "original"):
        yield f"/admin/languages/{site['translation'].pk}/{name}/"


def lists(site: dict[str, Any]) -> Iterator[str]:
    region, news = site["region"].pk, site["news"]
    yield "/admin/"
    yield f"/admin/pages/{region}/"
    yield f"/admin/pages/{region}/?q=0"
    yield f"/admin/pages/{news.pk}/"
    yield f"/admin/pages/{region}/add_subpage/"
    yield f"/admin/pages/search/?q={news.title}"
    yield "/admin/pages/search/?q=0"
    yield "/admin/account/"
    for name in (
        "site-history",
        "aging-pages",
        "workflow",
        "workflow_tasks",
        "pictures",
        "links",
        "age",
        "reads",
        "coverage",
    ):
        yield f"/admin/reports/{name}/"
    yield "/admin/reports/coverage/works/"
    yield "/admin/reports/reads/pages/"


def of_files(site: dict[str, Any]) -> Iterator[str]:
    image, document = site["image"].pk, site["document"].pk
    for kind in ("images", "documents"):
        for name in ("", "?q=0", "add/", "multiple/add/", "chooser/", f"usage/{site[kind[:-1]].pk}/"):
            yield f"/admin/{kind}/{name}"
    yield f"/admin/images/{image}/"
    yield f"/admin/images/{image}/delete/"
    yield f"/admin/images/chooser/{image}/select_format/"
    yield f"/admin/documents/edit/{document}/"
    yield f"/admin/documents/delete/{document}/"
    yield f"/admin/choose-page/{site['region'].pk}/"
    yield "/admin/choose-page/search/?q=0"
    for name in ("external", "email", "phone", "anchor"):
        yield f"/admin/choose-{name}-link/"
    yield "/admin/embeds/chooser/"


SPANISH = {"accept-language": "es"}
LOG_IN = (
    "/admin/login/",
    "/admin/password_reset/",
    "/admin/password_reset/done/",
    "/admin/password_reset/confirm/MQ/wrong/",
    "/admin/password_reset/complete/",
)


def shown(answer: Any) -> str:
    """A screen, or the part of one that a script asks for."""
    text: str = answer.content.decode()
    if "json" in answer.headers["Content-Type"]:
        return f'<script type="application/json">{text.replace("</", "<" + chr(92) + "/")}</script>'
    return text


def left_in_english(answers: Iterable[Any]) -> dict[str, str]:
    """What is in English, and where it was met first."""
    texts, words = {*TEXTS, *names()}, {*WORDS, *settings.WAGTAILDOCS_EXTENSIONS}
    found: dict[str, str] = {}
    for answer in answers:
        said = "".join(f"<p>{message}</p>" for message in get_messages(answer.wsgi_request))
        for text in english(said + shown(answer), texts, words):
            if not PLACE.match(text):
                found.setdefault(text, answer.request["PATH_INFO"])
    return found


def deeds(browser: Client, site: dict[str, Any]) -> Iterator[Any]:
    """What an editor does, and what goes wrong; the messages about it are for the next screen."""
    edit = f"/admin/pages/{site['draft'].pk}/edit/"
    form = filled(browser, edit)
    yield browser.post(edit, {**form, "title": "", "slug": ""})
    for button in ("save", "submit", "publish"):
        yield browser.post(edit, {**form, f"action-{button}": "1"})
    news, waits = site["news"].pk, site["waiting"]
    both = [
        EditingSession.objects.create(user=site[who], content_object=waits, last_seen_at=timezone.now())
        for who in ("publisher", "editor")
    ]
    yield browser.post(f"/admin/editing-sessions/ping/wagtailcore/page/{waits.pk}/{both[0].pk}/")
    yield browser.post(f"/admin/pages/workflow/action/{waits.pk}/approve/{waiting(waits).pk}/", {"comment": ""})
    for name in ("unpublish", "publish", "delete"):
        yield browser.post(f"/admin/bulk/wagtailcore/page/{name}/?id={site['draft'].pk}")
    yield browser.post(f"/admin/pages/{news}/copy/", {"new_title": "0", "new_parent_page": str(site["region"].pk)})
    for name in ("unpublish", "delete"):
        yield browser.post(f"/admin/pages/{news}/{name}/")
    for kind, edit in (("images", f"{site['image'].pk}/"), ("documents", f"edit/{site['document'].pk}/")):
        form = filled(browser, f"/admin/{kind}/{edit}", None)
        yield browser.post(f"/admin/{kind}/{edit}", {**form, "title": ""})
        yield browser.post(f"/admin/{kind}/{edit}", form)
        for name in ("add", "chooser/create"):
            yield browser.post(f"/admin/{kind}/{name}/", {"title": ""})
        unfit = {"files[]": ContentFile(b"0", name="1.exe")}
        yield browser.post(f"/admin/{kind}/multiple/add/", unfit, headers={"X-Requested-With": "XMLHttpRequest"})
    yield browser.post(f"/admin/images/{site['image'].pk}/delete/")
    wrong = {"password-old_password": "0", "password-new_password1": "1", "password-new_password2": "2"}
    yield browser.post("/admin/account/", {**filled(browser, "/admin/account/", None), **wrong})
    yield Client().post("/admin/login/", {"username": "0", "password": "0"}, headers=SPANISH)
    yield Client().post("/admin/password_reset/", {"email": "0"}, headers=SPANISH)


def test_no_screen_says_anything_in_english(site: dict[str, Any]) -> None:
    # Forms are made once: nothing may stay in the language of whoever opens one first.
    log_in(site["publisher"], "en").get(f"/admin/pages/add/news/newspage/{site['region'].pk}/")
    browser = log_in(site["publisher"], LANGUAGES[0])
    with disguised(*LANGUAGES):
        answers = [browser.get(address) for address in (*lists(site), *of_a_page(site), *of_files(site))]
        answers += [Client().get(address, headers=SPANISH) for address in LOG_IN]
        assert {
            answer.request["PATH_INFO"]: answer.status_code for answer in answers if answer.status_code != 200
        } == {}
        assert left_in_english(answers) == {}


def test_no_answer_to_what_an_editor_does_is_in_english(site: dict[str, Any]) -> None:
    browser = log_in(site["publisher"], LANGUAGES[0])
    with disguised(*LANGUAGES):
        answers = list(deeds(browser, site))
        assert [answer.request["PATH_INFO"] for answer in answers if answer.status_code >= 400] == []
        assert left_in_english(answers) == {}


def test_a_text_that_one_of_the_languages_lacks_is_found() -> None:
    with disguised("es", "fr"), override("es"):
        assert english(gettext("Save draft"), set(), set()) == set()
    with disguised("es", "fr", "ti"), override("es"):  # nobody has translated anything into Tigrinya
        assert english(gettext("Save draft"), set(), set()) == {"Save draft"}
