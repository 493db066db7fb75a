"""wagtail-localize 1.14.5 was seen to fail in thirty ways. Each of them is tried here on our engine, by its number.

Those that a test elsewhere holds by its name already are:

7   untranslated text goes live: test_untranslated.py; test_draft.py, "a page with one segment untranslated"
8   a language added later gets old text: test_lifecycle.py, "a language that is added later receives the text of now"
9   no freshness: test_draft.py, "a changed sentence makes the translation outdated by one segment"
12  many-to-many relations are skipped: test_models.py, "a many-to-many relation ... is an error at start-up"
14  deleting, and moves: test_lifecycle.py, "deleting an original keeps text and freshness", "versions move along"
16  the costs of lists: test_engine_budgets.py
20  PO files: test_po.py, "a file that cannot be taken in is refused", "no file takes long"; test_side_by_side.py
21  two translators: test_draft.py, "what another translator wrote meanwhile is not written over"
22  privacy: test_privacy.py
23  convert to alias: test_localize_closed.py, "the two buttons that post to the page form are refused"
25  unpublishing and moving tell nobody: test_lifecycle.py, on what is told when deleting, unpublishing and moving

The last part tries what the engine puts in their place: dates that follow, schedules, workflow, corrections, copies.
"""

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    PageLogEntry,
    Revision,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.signals import page_published
from wagtail_localize.models import Translation, TranslationSource

from base.blocks import StoryBlock
from base.models import CustomImage, Menu, RelatedWork, Tag, User
from events.models import EventIndexPage, EventLink, EventPage, ProgrammeItem
from languages import checks
from languages.editor.urls import translation_urls
from languages.memory import lookup
from languages.models import Alignment, Concept, CorrectionsOnly, Term, Work
from languages.segments.extraction import texts_of
from languages.segments.provenance import Origin
from languages.translations.create import create_translation
from languages.translations.draft import Change, write
from languages.translations.originals import was_published
from languages.translations.publishing import mark_up_to_date, publication_blockers
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import block_ids, home, locale, offer, section
from tests.factories.database import prepared
from tests.factories.events import EventPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled, log_in, root_collection
from tests.factories.pictures import picture
from tests.factories.prose import unnamed
from tests.factories.regions import RegionPageFactory
from tests.factories.translations import alignment_of, change, draft, say, states, translated, version

pytestmark = pytest.mark.django_db

# What Wagtail sets anew whenever it reads a revision.
BOOKKEEPING = {"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"}
FIRST, SECOND, THIRD = block_ids(3)
NOON = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)


def body(*given: tuple[str, str, Any]) -> Any:
    return StoryBlock().to_python([{"id": id_, "type": kind, "value": value} for id_, kind, value in given])


def text(id_: str, *paragraphs: str) -> tuple[str, str, Any]:
    return id_, "text", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


@prepared
def spanish() -> NewsPage:
    for language in ("en", "fr", "ar"):
        section(NewsIndexPage, language)
    page: NewsPage = NewsPageFactory(
        language="es",
        title="Datos abiertos",
        summary="Lo que pasó.",
        body=body(text(FIRST, "El agua sube en la ciudad vieja.", "Nadie lo midió.")),
    )
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


@pytest.fixture
def event() -> EventPage:
    for language in ("en", "fr", "ar"):
        section(EventIndexPage, language)
    page: EventPage = EventPageFactory(
        language="es",
        title="Cumbre del agua",
        summary="De qué trata.",
        venue="Casa central",
        start_date=datetime.date(2031, 6, 8),
    )
    page.programme = [ProgrammeItem(title="Apertura", start_time=datetime.time(10), locale=page.locale)]
    page.links = [EventLink(label="Agenda", url="https://example.org/", locale=page.locale)]
    page.save()
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def words(*pages: Page) -> str:
    """Everything that pages and all their revisions hold; without any, that of the whole site."""
    found = Page.objects.filter(pk__in=[page.pk for page in pages]) if pages else Page.objects.all()
    contents = Revision.objects.filter(object_id__in=[str(page.pk) for page in found]).order_by("pk")
    rows = [page.specific.serializable_data() for page in found.order_by("pk")]
    return json.dumps([rows, list(contents.values("pk", "content"))], default=str)


@contextmanager
def unchanged(*pages: Page) -> Iterator[None]:
    before = words(*pages)
    yield
    assert words(*pages) == before


def member(*places: Page, codenames: tuple[str, ...] = ("add_page", "change_page", "publish_page")) -> User:
    """Somebody with rights below some places only, and with the right that wagtail-localize asks for."""
    root_collection()
    user = User.objects.create_user(f"member{User.objects.count()}", password="x")
    group = Group.objects.create(name=f"group of {user.username}")
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "submit_translation"]))
    for place in places:
        for codename in codenames:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.create(group=group, page=Page.objects.get(pk=place.pk), permission=permission)
    user.groups.add(group)
    return user


# 1–4: what translating a page does to others -------------------------------------------------------------------------


def test_translating_a_page_leaves_the_works_that_it_points_to_as_they_are(spanish: NewsPage, event: EventPage) -> None:
    english = NewsPageFactory(language="en", title="Written in English")
    english.save_revision().publish()
    works = Work.objects.in_bulk([english.translation_key])
    event.report = works[english.translation_key]
    event.related_works = [RelatedWork(work=event.report)]
    event.save_revision().publish()
    with unchanged(english):
        translation = translated(event, "en")
    assert translation.report_id == english.translation_key
    assert Work.objects.get(pk=english.translation_key).original_locale == locale("en")


def test_translating_a_section_touches_no_page_below_it() -> None:
    offer("en", "es")
    NewsPageFactory(language="es", title="Escrita en español")
    elsewhere = RegionPageFactory(language="en")
    child = NewsPage.objects.get()
    by_hand = NewsPage(title="Written by hand", locale=locale("en"), translation_key=child.translation_key, slug="own")
    elsewhere.add_child(instance=by_hand)
    before = Page.objects.count()
    with unchanged(by_hand, child):
        made = create_translation(section(NewsIndexPage, "es"), locale("en"))
    assert Page.objects.count() == before + 1
    assert not made.get_descendants().exists()


def test_a_page_that_somebody_wrote_in_the_other_language_is_not_written_over(spanish: NewsPage) -> None:
    NewsPageFactory(language="fr", work=spanish, title="Écrite à la main")
    with unchanged(), pytest.raises(ValidationError, match="exists in"):
        create_translation(spanish, locale("fr"))


def test_a_page_has_one_source_in_localizes_tables_and_opens_in_the_editor(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    sources = [TranslationSource.get_or_create_from_instance(page)[0] for page in (spanish, translated(spanish, "en"))]
    Translation.objects.create(source=sources[0], target_locale=locale("fr"), enabled=False)
    with pytest.raises(ValueError, match="one original"):
        Translation.objects.create(source=sources[1], target_locale=locale("fr"), enabled=False)
    answer = admin().get(reverse("wagtailadmin_pages:edit", args=[french.pk]))
    assert answer.status_code == 200


def test_a_section_and_its_pages_published_from_what_was_read_before_leave_the_tree_sound() -> None:
    offer("es", "fr")
    originals = [NewsPageFactory(language="es", title=f"Noticia {number}") for number in range(3)]
    above = create_translation(section(NewsIndexPage, "es"), locale("fr"))
    drafts = [create_translation(page, locale("fr")) for page in originals]
    # As they were read before the others came: their parent's number of children is an old one.
    for number, page in enumerate([*drafts, above]):
        page = page.specific
        page.title, page.summary = f"Nouvelle {number}", "Ce qui s’est passé."
        page.save_revision().publish()
    assert not any(Page.find_problems())
    assert Page.objects.get(pk=above.pk).numchild == 3


# 5–6, 24: rights ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(str(route.name) for route in translation_urls()))
def test_a_right_to_one_language_opens_no_door_to_another(spanish: NewsPage, name: str, method: str) -> None:
    french = create_translation(spanish, locale("fr"))
    change(french, publish=False, title="Un secret français")
    client = log_in(member(home("es")))
    with unchanged():
        data = {"locale": "ar", "act": "publish", "source": "", "entries": []}
        answer = getattr(client, method)(reverse(name, args=[french.pk]), data)
        client.post(reverse(name, args=[spanish.pk]), {"locale": "ar"})
    assert answer.status_code in {302, 403, 405}
    assert "Un secret français" not in answer.content.decode()
    assert not Page.objects.filter(translation_key=spanish.translation_key, locale=locale("ar")).exists()


def test_the_right_of_localize_alone_opens_nothing(spanish: NewsPage) -> None:
    client = log_in(member())
    french = create_translation(spanish, locale("fr"))
    with unchanged():
        for route in translation_urls():
            for page in (spanish, french):
                answer = client.post(reverse(str(route.name), args=[page.pk]), {"locale": "en"})
                assert answer.status_code in {302, 403, 404, 405}
    assert page.get_translation_or_none(locale("en")) is None


@pytest.mark.parametrize(
    "address",
    [
        "/admin/choose-page/",
        "/admin/choose-page/{parent}/",
        "/admin/choose-page/search/?q=secret",
        "/admin/pages/search/?q=secret",
        "/admin/api/main/pages/?fields=*",
        "/admin/api/main/pages/{page}/",
        "/admin/pages/{parent}/",
        "/admin/pages/{page}/history/",
        "/admin/pages/{page}/view_draft/",
        "/admin/pages/usage/news/newspage/",
        "/admin/reports/aging-pages/",
        "/admin/reports/locked/",
        "/admin/reports/page-types-usage/",
        "/admin/reports/site-history/",
        "/admin/reports/workflow/",
        "/admin/localize/reports/translations/",
        "/admin/snippets/",
        "/admin/",
    ],
)
def test_no_list_of_the_admin_tells_the_title_of_a_draft_in_another_language(spanish: NewsPage, address: str) -> None:
    french = create_translation(spanish, locale("fr"))
    change(french, publish=False, title="Un secret français")
    Page.objects.filter(pk=french.pk).update(locked=True, title="Un secret français")
    client = log_in(member(home("es")))
    parent = french.get_parent().pk
    answer = client.get(address.format(parent=parent, page=french.pk))
    assert answer.status_code in {200, 302, 403, 404}
    assert "secret français" not in answer.content.decode()


def test_the_names_of_snippets_are_for_those_who_hold_a_right_to_them() -> None:
    home("es")
    Tag.objects.create(name="etiqueta-secreta", locale=locale("es"))
    concept = Concept.objects.create()
    Term.objects.create(concept=concept, locale=locale("es"), text="término secreto")
    Menu.objects.create(position="main", locale=locale("es"))
    client = log_in(member(home("es")))
    for model in ("base/tag", "base/menu", "languages/concept"):
        for address in (f"/admin/snippets/{model}/", f"/admin/snippets/choose/{model}/"):
            answer = client.get(address)
            assert answer.status_code in {302, 403, 404}, address
            assert "secret" not in answer.content.decode()


def test_a_page_that_somebody_else_has_locked_is_written_and_published_at_no_door(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    user = member(home("fr"))
    other = User.objects.create_superuser("other", "other@example.org", "x")
    change(spanish, title="Datos muy abiertos")
    Page.objects.filter(pk=french.pk).update(locked=True, locked_by=other)
    client = log_in(user)
    rows = {"entries": [{"id": "title#0", "typed": "Autre", "source": "Datos muy abiertos", "seen": french.title}]}
    with unchanged():
        answer = client.post(
            reverse("languages_passages", args=[french.pk]), json.dumps(rows), content_type="application/json"
        )
        client.post(reverse("languages_edit", args=[french.pk]), {"act": "publish"})
        client.post(reverse("languages_changes", args=[french.pk]), {"source": ""})
    assert answer.status_code == 423
    assert states(french)["Datos muy abiertos"] == "behind"


def test_who_may_not_publish_submits_to_the_workflow_and_nothing_is_public_before_its_end(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    user = member(home("fr"), codenames=("add_page", "change_page"))
    workflow = Workflow.objects.create(name="Moderation")
    task = GroupApprovalTask.objects.create(name="Look at it")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=home("fr").page_ptr)
    say(french, {"Datos abiertos": "Données ouvertes"}, user)
    client = log_in(user)
    client.post(reverse("languages_edit", args=[french.pk]), {"act": "publish"})
    assert version(spanish, "fr").title == "[fr] Datos abiertos"
    client.post(reverse("languages_edit", args=[french.pk]), {"act": "submit"})
    french = version(spanish, "fr")
    assert french.title == "[fr] Datos abiertos"
    state = french.current_workflow_task_state
    assert state.task.specific == task
    state.approve(user=User.objects.create_superuser("editor", "e@example.org", "x"))
    assert version(spanish, "fr").title == "Données ouvertes"


def test_what_waits_in_moderation_is_shown_to_be_outdated_and_its_text_stays(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    workflow = Workflow.objects.create(name="Moderation")
    WorkflowTask.objects.create(workflow=workflow, task=GroupApprovalTask.objects.create(name="Look at it"))
    workflow.start(french, User.objects.create_superuser("editor", "e@example.org", "x"))
    with unchanged(french):
        change(spanish, title="Datos muy abiertos")
    assert states(french)["Datos muy abiertos"] == "behind"
    assert alignment_of(french).live_behind == 1


# 7, 10, 11: what is public, and what is kept --------------------------------------------------------------------------


def test_a_full_stop_in_the_original_puts_no_other_language_online(spanish: NewsPage) -> None:
    french = translated(spanish, "fr", {"Datos abiertos": "Données ouvertes"})
    change(spanish, title="Datos abiertos.")
    say(french, {"Lo que pasó.": "Ce qui arriva."}).revision.publish()  # type: ignore[union-attr]
    assert version(spanish, "fr").title == "Données ouvertes"
    offers = lookup.lookup(locale("es"), locale("fr"), ["Datos abiertos."])["Datos abiertos."]
    assert [(offer.text, offer.score >= lookup.LEAST_SCORE) for offer in offers] == [("Données ouvertes", True)]


def test_a_sentence_translated_once_is_offered_wherever_it_comes_again(spanish: NewsPage) -> None:
    translated(spanish, "fr", {"Nadie lo midió.": "Personne ne l’a mesuré."})
    other = NewsPageFactory(language="es", title="Otra", body=body(text(SECOND, "Nadie lo midió.")))
    create_translation(other, locale("fr"))
    (found,) = lookup.lookup(locale("es"), locale("fr"), ["Nadie lo midió."])["Nadie lo midió."]
    assert (found.text, found.score, found.by_machine) == ("Personne ne l’a mesuré.", 100, False)


def test_nothing_is_remembered_of_a_draft_nor_of_what_says_the_same(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    say(french, {"Nadie lo midió.": "Un brouillon."})
    say(french, {"Datos abiertos": "Datos abiertos"}, origin=Origin.LEFT).revision.publish()  # type: ignore[union-attr]
    say(french, {"Nadie lo midió.": "Encore un brouillon."})
    found = lookup.lookup(locale("es"), locale("fr"), ["Nadie lo midió.", "Datos abiertos"])
    assert [match.text for match in found["Nadie lo midió."]] == ["Un brouillon."]
    assert [match.text for match in found["Datos abiertos"]] == ["[fr] Datos abiertos"] or not found["Datos abiertos"]


def test_links_are_remembered_in_the_original_s_order(spanish: NewsPage) -> None:
    linked = 'Vea <a href="https://a.example/">esto</a> y <a href="https://b.example/">aquello</a>.'
    change(spanish, body=body(text(FIRST, linked)))
    source = 'Vea <a id="a1">esto</a> y <a id="a2">aquello</a>.'
    target = 'Voir <a id="a2">cela</a> et <a id="a1">ceci</a>.'
    translated(spanish, "fr", {source: target})
    assert [match.text for match in lookup.lookup(locale("es"), locale("fr"), [source])[source]] == [target]


def test_coming_back_side_by_side_keeps_all_that_was_made_by_hand(event: EventPage) -> None:
    french = translated(event, "fr")
    latest = draft(french)
    latest.title = "Le sommet, en mieux"
    latest.seo_title, latest.search_description = "Titre de recherche", "Description"
    latest.body = body(text(SECOND, "Pour nos lectrices."))
    latest.programme = [*latest.programme.all(), ProgrammeItem(title="Seulement ici", locale=latest.locale)]
    latest.save_revision()
    change(event, summary="De qué trata ahora.")
    say(french, {"De qué trata ahora.": "De quoi il s’agit."})
    now = draft(french)
    assert (now.title, now.seo_title, now.search_description) == (
        "Le sommet, en mieux",
        "Titre de recherche",
        "Description",
    )
    assert [block.id for block in now.body] == [SECOND]
    assert [item.title for item in now.programme.all()] == ["[fr] Apertura", "Seulement ici"]


def test_a_new_block_that_somebody_says_the_translation_needs_not_does_not_come_in_empty(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    item = {"type": "item", "id": THIRD, "value": {"title": "Detalle", "text": "<p>Más.</p>"}}
    old = [*spanish.body.get_prep_value()]
    change(
        spanish, body=StoryBlock().to_python([*old, {"id": SECOND, "type": "accordion", "value": {"items": [item]}}])
    )
    assert states(french)["Detalle"] == "new"
    mark_up_to_date(french)
    say(french, {"Datos abiertos": "Données ouvertes"})
    assert [block.id for block in draft(french).body] == [FIRST]
    say(french, {"Más.": "Davantage."})
    assert [block.id for block in draft(french).body] == [FIRST, SECOND]


def test_paragraphs_of_a_new_block_that_were_said_to_be_there_leave_no_blank(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    old = [*spanish.body.get_prep_value()]
    change(
        spanish,
        body=StoryBlock().to_python([*old, {"id": SECOND, "type": "text", "value": "<p>Una.</p><p>Dos.</p>"}]),
    )
    mark_up_to_date(french)
    say(french, {"Dos.": "Deux."})
    assert unnamed(draft(french).body[1].value.source) == "<p>Deux.</p>"


# 13, 15, 17: addresses, errors, directions ---------------------------------------------------------------------------


def test_a_translation_of_a_page_in_arabic_has_an_address_in_latin_letters_and_can_be_published() -> None:
    for language in ("ar", "es"):
        section(NewsIndexPage, language)
    arabic = NewsPageFactory(language="ar", title="بيانات مفتوحة", summary="ما حدث")
    spanish = translated(arabic, "es")
    assert spanish.live
    assert arabic.slug == spanish.slug
    assert spanish.slug.replace("-", "").isascii()
    assert spanish.slug.replace("-", "").isalnum()


def test_an_address_that_was_given_with_blanks_is_made_one(spanish: NewsPage) -> None:
    french = create_translation(spanish, locale("fr"), slug="Données très ouvertes")
    french.save_revision()
    assert french.slug == "donnees-tres-ouvertes"


def test_what_cannot_be_written_is_told_and_not_written(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    with unchanged():
        written = write(french, [Change("title", 0, "Datos abiertos", "x" * 300, french.title)])
    assert written.revision is None
    assert "too long" in written.problems[0][1]


def test_publishing_side_by_side_what_the_form_would_refuse_tells_so_and_publishes_nothing(spanish: NewsPage) -> None:
    french = translated(spanish, "fr", {"Datos abiertos": "Données ouvertes"})
    latest = draft(french)
    latest.title, latest.mention_url = "Pas public", "javascript:alert(1)"
    latest.save_revision(clean=False)
    client = log_in(User.objects.create_superuser("admin", "admin@example.org", "x"))
    answer = client.post(reverse("languages_edit", args=[french.pk]), {"act": "publish"}, follow=True)
    assert "This page is published" not in answer.content.decode()
    now = version(spanish, "fr")
    assert (now.title, now.mention_url) == ("Données ouvertes", "")


def test_both_texts_carry_their_language_and_direction_side_by_side(spanish: NewsPage) -> None:
    arabic = create_translation(spanish, locale("ar"))
    shown = admin().get(reverse("languages_edit", args=[arabic.pk])).content.decode()
    assert 'lang="ar" dir="rtl"' in shown
    assert 'lang="es" dir="ltr"' in shown


# 18: nothing half done -----------------------------------------------------------------------------------------------


def test_what_fails_while_it_is_published_leaves_the_public_row_as_its_revision(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    revision = say(french, {"Datos abiertos": "Données ouvertes"}).revision
    before = words(french)

    def fail(**kwargs: Any) -> None:
        raise RuntimeError

    page_published.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            revision.publish()  # type: ignore[union-attr]
    finally:
        page_published.disconnect(fail)
    assert words(french) == before
    assert lookup.lookup(locale("es"), locale("fr"), ["Datos abiertos"])["Datos abiertos"][0].text.startswith("[fr]")


def test_an_original_whose_translations_cannot_follow_is_not_published_by_halves(
    event: EventPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    translated(event, "fr")
    translated(event, "en")
    latest = draft(event)
    latest.status = "cancelled"
    revision = latest.save_revision()
    before = words(*Page.objects.filter(translation_key=event.translation_key))
    saved = EventPage.save
    calls: list[int] = []

    def fail_at_the_second(page: EventPage, *args: Any, **kwargs: Any) -> Any:
        if page.pk != event.pk and not kwargs.get("update_fields"):
            calls.append(page.pk)
            if len(calls) == 2:
                raise RuntimeError
        return saved(page, *args, **kwargs)

    monkeypatch.setattr(EventPage, "save", fail_at_the_second)
    with pytest.raises(RuntimeError):
        revision.publish()
    assert words(*Page.objects.filter(translation_key=event.translation_key)) == before


# 19, 29, 30: odd values ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)", "ftp://x.example"]
)
def test_an_address_that_a_translator_gives_is_checked_as_everywhere(event: EventPage, address: str) -> None:
    french = translated(event, "fr")
    client = admin()
    form = reverse("wagtailadmin_pages:edit", args=[french.pk])
    data = filled(client, form)
    data |= {"links-0-url": address, "action-publish": "1"}
    client.post(form, data)
    assert [link.url for link in version(event, "fr").links.all()] == ["https://example.org/"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x"])
def test_no_link_that_runs_something_comes_in_with_a_segment(spanish: NewsPage, link: str) -> None:
    french = translated(spanish, "fr")
    path, source = f"body.{FIRST}", "Nadie lo midió."
    seen = f"[fr] {source}"
    with unchanged():
        written = write(french, [Change(path, 1, source, f'<a href="{link}">Personne</a>', seen)])
    assert written.problems


def test_a_picture_that_is_deleted_bars_no_later_publication(spanish: NewsPage) -> None:
    pictures = [
        CustomImage.objects.create(
            title="x", file=ImageFile(BytesIO(picture()), name=f"{number}.jpg"), collection=root_collection()
        )
        for number in range(2)
    ]
    value = {"image": pictures[0].pk, "alt": "Una calle", "caption": "", "credit": "", "decorative": False}
    change(spanish, image=pictures[1], body=body((FIRST, "image", value), text(SECOND, "Nadie lo midió.")))
    french = translated(spanish, "fr", {"Una calle": "Une rue"})
    for one in pictures:
        one.delete()
    say(french, {"Nadie lo midió.": "Personne ne l’a mesuré."}).revision.publish()  # type: ignore[union-attr]
    change(spanish, title="Datos muy abiertos")
    now = version(spanish, "fr")
    assert now.live
    assert now.image is None


@pytest.mark.parametrize("value", [{}, {"image": None, "alt": "Una calle"}, {"image": 999_999, "alt": None}])
def test_blocks_as_earlier_versions_of_them_were_stored_are_taken_apart(spanish: NewsPage, value: Any) -> None:
    raw = [
        {"id": FIRST, "type": "text", "value": "<p>Nadie lo midió.</p>"},
        {"id": SECOND, "type": "image", "value": value},
        {"id": THIRD, "type": "quote", "value": {"text": "Ahora lo sabemos."}},
    ]
    Page.objects.filter(pk=spanish.pk).update(latest_revision=None, live_revision=None)
    NewsPage.objects.filter(pk=spanish.pk).update(body=json.dumps(raw))
    spanish = NewsPage.objects.get(pk=spanish.pk)
    french = translated(spanish, "fr")
    assert states(french)["Ahora lo sabemos."] == "current"
    change(spanish, title="Datos muy abiertos")
    assert states(french)["Datos muy abiertos"] == "behind"


def test_a_type_of_block_that_would_be_skipped_is_an_error_at_start_up(monkeypatch: pytest.MonkeyPatch) -> None:
    table = TypedTableBlock([("text", blocks.CharBlock())])
    monkeypatch.setitem(NewsPage.body.field.stream_block.child_blocks, "typed_table", table)
    found = [error for error in checks.blocks_can_be_translated(None) if error.obj is NewsPage]
    assert [error.id for error in found] == ["languages.E002"]
    assert "typed_table" in found[0].msg


# 26–28: what a draft holds stays --------------------------------------------------------------------------------------


def test_fields_and_rows_that_only_a_draft_has_are_there_after_writing_side_by_side(event: EventPage) -> None:
    french = translated(event, "fr")
    latest = draft(french)
    latest.summary = "Une ébauche."
    rows = list(latest.programme.all())
    rows[0].title = "Ouverture, en ébauche"
    latest.programme = [*rows, ProgrammeItem(title="Deuxième point", locale=latest.locale)]
    latest.save_revision()
    say(french, {"Cumbre del agua": "Sommet de l’eau"})
    now = draft(french)
    assert now.summary == "Une ébauche."
    assert [item.title for item in now.programme.all()] == ["Ouverture, en ébauche", "Deuxième point"]
    assert [item.title for item in version(event, "fr").programme.all()] == ["[fr] Apertura"]


def test_an_empty_field_of_the_original_empties_no_translation(event: EventPage) -> None:
    french = translated(event, "fr")
    change(french, seo_title="Titre de recherche", room="Salle 2", note="Venez tôt.")
    change(event, venue="", seo_title="")
    say(french, {"Cumbre del agua": "Sommet de l’eau"}).revision.publish()  # type: ignore[union-attr]
    now = version(event, "fr")
    assert (now.seo_title, now.room, now.note) == ("Titre de recherche", "Salle 2", "Venez tôt.")
    assert now.venue == "[fr] Casa central"


def test_an_empty_text_within_a_block_of_the_original_empties_no_translation(spanish: NewsPage) -> None:
    quote = {"text": "Ahora lo sabemos.", "speaker": "Ana", "role": ""}
    change(spanish, body=body((FIRST, "quote", quote)))
    french = translated(spanish, "fr")
    change(french, body=body((FIRST, "quote", {**dict(french.body[0].value), "role": "voisine"})))
    say(french, {"Ahora lo sabemos.": "Maintenant, on le sait."}).revision.publish()  # type: ignore[union-attr]
    assert dict(version(spanish, "fr").body[0].value)["role"] == "voisine"


def test_tags_and_addresses_are_each_version_s_own(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    latest = draft(french)
    latest.tags.add("eau")
    latest.slug = "donnees"
    latest.save_revision().publish()
    spanish = draft(spanish)
    spanish.tags.add("agua")
    spanish.slug = "datos-2"
    spanish.save_revision().publish()
    say(french, {"Datos abiertos": "Données ouvertes"}).revision.publish()  # type: ignore[union-attr]
    now = version(spanish, "fr")
    assert [tag.name for tag in now.tags.all()] == ["eau"]
    assert now.slug == "donnees"


# Dates, places and relations follow at once ---------------------------------------------------------------------------


def test_a_cancelled_event_is_cancelled_in_every_public_translation_at_once(event: EventPage) -> None:
    for language in ("fr", "en", "ar"):
        translated(event, language)
    change(event, status="cancelled", start_date=datetime.date(2031, 6, 9))
    for language in ("fr", "en", "ar"):
        page = version(event, language)
        assert (page.status, page.start_date.day, page.starts.day) == ("cancelled", 9, 9)
        saved = page.live_revision.as_object()
        assert (saved.status, saved.start_date.day) == ("cancelled", 9)
        assert not alignment_of(page).live_behind


def test_a_pending_draft_takes_over_the_new_date_and_is_otherwise_as_it_was(event: EventPage) -> None:
    french = translated(event, "fr")
    latest = draft(french)
    latest.title, latest.summary = "En ébauche", "Pas encore public."
    latest.programme = [*latest.programme.all(), ProgrammeItem(title="Deuxième point", locale=latest.locale)]
    pending = latest.save_revision()
    before = dict(Revision.objects.get(pk=pending.pk).content)
    change(event, start_date=datetime.date(2031, 6, 9))
    after = Revision.objects.get(pk=pending.pk).content
    different = {name for name in after if after[name] != before.get(name)}
    assert different - BOOKKEEPING <= {"start_date", "starts", "ends"}
    assert after["start_date"] == "2031-06-09"
    now = version(event, "fr")
    assert now.title == "[fr] Cumbre del agua"
    assert now.latest_revision_id == pending.pk
    assert now.has_unpublished_changes
    assert [item.title for item in now.programme.all()] == ["[fr] Apertura"]


def test_a_translation_that_is_no_longer_public_follows_in_its_draft_and_stays_away(event: EventPage) -> None:
    french = translated(event, "fr")
    french.unpublish()
    change(event, status="cancelled")
    now = version(event, "fr")
    assert not now.live
    assert draft(now).status == "cancelled"


def test_a_draft_of_the_original_moves_no_date_and_its_schedule_does_at_its_hour(event: EventPage) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        translated(event, "fr")
        latest = draft(event)
        latest.start_date = datetime.date(2031, 6, 9)
        latest.go_live_at = NOON + datetime.timedelta(hours=1)
        latest.save_revision().publish()
        assert version(event, "fr").start_date.day == 8
        clock.shift(datetime.timedelta(hours=2))
        call_command("publish_scheduled")
        assert version(event, "fr").start_date.day == 9
        assert alignment_of(version(event, "fr")).live_behind == 0


def test_a_scheduled_translation_goes_live_with_the_date_that_the_original_has_by_then(event: EventPage) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        french = translated(event, "fr")
        latest = draft(french)
        latest.title, latest.go_live_at = "Sommet de l’eau", NOON + datetime.timedelta(hours=1)
        latest.save_revision().publish()
        change(event, start_date=datetime.date(2031, 6, 9), summary="De qué trata ahora.")
        assert version(event, "fr").title == "[fr] Cumbre del agua"
        clock.shift(datetime.timedelta(hours=2))
        call_command("publish_scheduled")
    now = version(event, "fr")
    assert (now.title, now.start_date.day) == ("Sommet de l’eau", 9)
    assert alignment_of(now).live_behind == 1


def test_what_waits_in_moderation_is_approved_with_the_date_that_the_original_has_by_then(event: EventPage) -> None:
    french = translated(event, "fr")
    editor = User.objects.create_superuser("editor", "e@example.org", "x")
    say(french, {"Cumbre del agua": "Sommet de l’eau"}, editor)
    workflow = Workflow.objects.create(name="Moderation")
    WorkflowTask.objects.create(workflow=workflow, task=GroupApprovalTask.objects.create(name="Look at it"))
    workflow.start(version(event, "fr"), editor)
    change(version(event, "fr"), publish=False, title="Encore autre chose")
    change(event, start_date=datetime.date(2031, 6, 9))
    version(event, "fr").current_workflow_task_state.approve(user=editor)
    now = version(event, "fr")
    assert (now.title, now.start_date.day, now.starts.day) == ("Encore autre chose", 9, 9)


def test_a_form_that_was_open_while_the_date_changed_does_not_bring_the_old_date_back(event: EventPage) -> None:
    french = translated(event, "fr")
    open_form = draft(french)
    change(event, start_date=datetime.date(2031, 6, 9))
    open_form.title = "Sommet de l’eau"
    open_form.save_revision().publish()
    now = version(event, "fr")
    assert (now.title, now.start_date.day, now.starts.day) == ("Sommet de l’eau", 9, 9)


def test_a_form_that_changes_a_time_of_a_translation_is_saved_and_published_with_the_original_s(
    event: EventPage,
) -> None:
    french = translated(event, "fr")
    client = admin()
    form = reverse("wagtailadmin_pages:edit", args=[french.pk])
    data = filled(client, form)
    change(event, start_date=datetime.date(2031, 6, 9))
    data |= {"title": "Sommet de l’eau", "programme-0-start_time": "17:00", "start_date": "2031-06-08"}
    client.post(form, {**data, "action-publish": "1"})
    now = version(event, "fr")
    assert (now.title, now.start_date.day) == ("Sommet de l’eau", 9)
    assert [item.start_time.hour for item in now.programme.all()] == [10]
    assert now.live_revision.content["programme"][0]["start_time"] == "10:00:00"


# Only corrections ----------------------------------------------------------------------------------------------------


def test_only_corrections_leave_every_translation_current_and_are_logged(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    arabic = translated(spanish, "ar")
    client = admin()
    form = reverse("wagtailadmin_pages:edit", args=[spanish.pk])
    data = filled(client, form)
    data |= {"title": "Datos abiertos (sic)", "corrections_only": "on", "action-publish": "1"}
    client.post(form, _with_body(data, spanish))
    assert version(spanish, "es").title == "Datos abiertos (sic)"
    for page in (french, arabic):
        assert states(page)["Datos abiertos (sic)"] == "current"
        assert alignment_of(page).live_behind == 0
    (entry,) = PageLogEntry.objects.filter(page_id=spanish.pk, action="languages.corrections")
    assert entry.user.username == "admin"
    change(spanish, title="Otros datos")
    assert states(french)["Otros datos"] == "behind"


def _with_body(data: dict[str, Any], page: Any) -> dict[str, Any]:
    """The body of a form, which a browser fills by script."""
    raw = page.body.get_prep_value()
    data |= {"body-count": str(len(raw))}
    for number, item in enumerate(raw):
        data |= {
            f"body-{number}-{name}": value
            for name, value in {
                "deleted": "",
                "order": str(number),
                "type": item["type"],
                "id": item["id"],
                "value": _draftail(item["value"]),
            }.items()
        }
    return data


def _draftail(html: str) -> str:
    return str(ContentstateConverter(features=["bold", "italic", "link"]).from_database_format(html))


def test_corrections_that_wait_for_their_hour_are_still_only_corrections(spanish: NewsPage) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        french = translated(spanish, "fr")
        latest = draft(spanish)
        latest.title, latest.go_live_at = "Datos, abiertos", NOON + datetime.timedelta(hours=1)
        latest.corrections_only = True
        revision = latest.save_revision()
        revision.publish()
        assert CorrectionsOnly.objects.filter(revision=revision).exists()
        clock.shift(datetime.timedelta(hours=2))
        call_command("publish_scheduled")
    assert states(french)["Datos, abiertos"] == "current"


# Copies, moves and the history ----------------------------------------------------------------------------------------


def test_a_copy_of_a_translation_is_a_work_of_its_own(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    copy = french.copy(update_attrs={"slug": "copie"})
    assert Work.objects.get(pk=copy.translation_key).original_locale == locale("fr")
    assert not Alignment.objects.filter(pk=copy.pk).exists()
    with unchanged(copy):
        change(spanish, title="Datos muy abiertos")
    assert publication_blockers(copy.specific) == []


def test_an_alias_that_a_program_makes_of_a_translation_follows_that_and_is_a_work_of_its_own(
    spanish: NewsPage,
) -> None:
    french = translated(spanish, "fr")
    alias = french.create_alias(parent=RegionPageFactory(language="fr"), update_slug="alias")
    change(french, title="Données ouvertes")
    assert Page.objects.get(pk=alias.pk).title == "Données ouvertes"
    change(spanish, title="Datos muy abiertos")
    assert Page.objects.get(pk=alias.pk).title == "Données ouvertes"
    assert not Alignment.objects.filter(pk=alias.pk).exists()


def test_a_copy_of_what_nobody_has_translated_cannot_be_published_either(spanish: NewsPage) -> None:
    french = create_translation(spanish, locale("fr"))
    copy = french.specific.copy(update_attrs={"slug": "copie"})
    with pytest.raises(PermissionDenied):
        copy.get_latest_revision().publish()
    change(copy, title="Données", summary="Ce qui arriva.", body=body(text(FIRST, "L’eau monte.")))
    assert Page.objects.get(pk=copy.pk).live


@pytest.mark.parametrize("publish", [False, True])
def test_a_section_copied_with_all_below_on_wagtails_screen_makes_nothing_foreign_public(
    spanish: NewsPage, monkeypatch: pytest.MonkeyPatch, publish: bool
) -> None:
    translated(NewsPageFactory(language="es", title="Otra noticia"), "fr")
    create_translation(spanish, locale("fr"))
    place = section(NewsIndexPage, "fr")
    monkeypatch.setattr(NewsIndexPage, "max_count_per_parent", None)
    data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": home("fr").pk, "copy_subpages": "on"}
    if publish:
        data["publish_copies"] = "on"
    admin().post(reverse("wagtailadmin_pages:copy", args=[place.pk]), data)
    copy = Page.objects.get(slug="copie")
    below = {page.title: page.specific for page in copy.get_children()}
    assert sorted(below) == ["Datos abiertos", "[fr] Otra noticia"]
    assert not below["Datos abiertos"].live
    with pytest.raises(PermissionDenied):
        below["Datos abiertos"].get_latest_revision().publish()
    below["[fr] Otra noticia"].get_latest_revision().publish()
    assert not Alignment.objects.filter(page__in=copy.get_descendants()).exists()
    assert not any(Page.find_problems())


def test_a_version_that_moves_stays_a_translation_and_its_freshness_is_known(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    region = RegionPageFactory(language="fr")
    with unchanged(spanish):
        french.move(region, pos="last-child")
    change(spanish, title="Datos muy abiertos")
    assert states(french)["Datos muy abiertos"] == "behind"
    say(french, {"Datos muy abiertos": "Données très ouvertes"}).revision.publish()  # type: ignore[union-attr]
    now = version(spanish, "fr")
    assert now.is_child_of(region)
    assert now.title == "Données très ouvertes"


def test_purging_revisions_loses_no_text_and_no_freshness(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    say(french, {"Nadie lo midió.": "Une ébauche."})
    change(spanish, title="Datos muy abiertos")
    change(spanish, title="Un borrador", publish=False)
    before = states(french)
    texts = texts_of(draft(french))
    call_command("purge_revisions")
    assert states(french) == before
    assert texts_of(draft(french)) == texts
    say(french, {"Datos muy abiertos": "Données très ouvertes"}).revision.publish()  # type: ignore[union-attr]
    assert alignment_of(french).live_behind == 0


def test_purging_revisions_of_an_unpublished_original_keeps_its_translations_on_a_text_that_is_there(
    spanish: NewsPage,
) -> None:
    french = translated(spanish, "fr")
    spanish.unpublish()
    change(spanish, title="Un borrador", publish=False)
    assert set(states(french).values()) == {"current"}
    call_command("purge_revisions")
    written = say(french, {"Lo que pasó.": "Ce qui arriva."})
    assert written.problems == []
    assert was_published(Page.objects.get(pk=spanish.pk))
    french.refresh_from_db()
    assert french.title == "[fr] Datos abiertos"


def test_every_translation_has_an_alignment_however_it_was_made(spanish: NewsPage) -> None:
    made = spanish.copy_for_translation(locale("fr"))
    by_hand = NewsPage(title="Open data", locale=locale("en"), translation_key=spanish.translation_key, slug="open")
    section(NewsIndexPage, "en").add_child(instance=by_hand)
    found = Alignment.objects.filter(page__translation_key=spanish.translation_key)
    assert set(found.values_list("pk", flat=True)) == {made.pk, by_hand.pk}
    with pytest.raises(PermissionDenied):
        made.specific.get_latest_revision().publish()
