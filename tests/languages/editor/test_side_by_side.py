"""The side-by-side editor through its views: the form, the script's, the machine's, publishing and PO files."""

import json
from collections.abc import Iterable
from typing import Any

import polib
import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from base.blocks import StoryBlock
from base.models import User
from languages.editor.workspace import Workspace
from languages.memory import store
from languages.memory.store import Pair
from languages.models import Alignment, Concept, LanguageSettings, Term
from languages.translations.create import create_translation
from languages.translations.draft import Draft
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import block_ids, home, locale, section
from tests.factories.database import prepared
from tests.factories.news import NewsPageFactory
from tests.factories.people import filled, log_in, root_collection
from tests.factories.translations import draft, say, states, translated, version
from tests.languages.editor.test_languages_screen import member

pytestmark = pytest.mark.django_db

(FIRST,) = block_ids(1)
TITLE, SUMMARY = "Datos abiertos", "Lo que pasó."
RISES, MEASURED = "El agua sube.", "Nadie lo midió en <b>2019</b>."
FORM = "side-by-side"
DUMMY = {"CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"}


def article(paragraphs: Iterable[str] = (RISES, MEASURED), **fields: Any) -> NewsPage:
    """A published Spanish original whose section exists in French."""
    for language in ("en", "fr"):
        section(NewsIndexPage, language)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page: NewsPage = NewsPageFactory(
        language="es",
        title=TITLE,
        summary=SUMMARY,
        body=StoryBlock().to_python([{"id": FIRST, "type": "text", "value": text}]),
        **fields,
    )
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


@prepared
def spanish() -> NewsPage:
    return article()


@pytest.fixture
def french(spanish: NewsPage) -> NewsPage:
    """A draft in which nothing is translated yet."""
    page: NewsPage = create_translation(spanish, locale("fr")).specific
    return page


@pytest.fixture
def client() -> Client:
    """Somebody who may do everything in French, and nothing else."""
    return translator("awa")


def translator(name: str, *codenames: str) -> Client:
    client = Client()
    root_collection()
    user = User.objects.filter(username="member").first() or member(client, home("fr"))
    group = user.groups.get()
    for codename in codenames or ("publish_page",):
        GroupPagePermission.objects.get_or_create(
            group=group,
            page=home("fr").page_ptr,
            permission=_permission(codename),
        )
    person = User.objects.create_user(name, password="x", first_name=name.title())
    person.groups.add(group)
    client.force_login(person)
    return client


def _permission(codename: str) -> Any:
    return Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)


def outsider() -> Client:
    """Somebody who may write Spanish only."""
    client = Client()
    root_collection()
    member(client, home("es"))
    return client


def screen(page: Page, name: str = "languages_edit") -> str:
    return reverse(name, args=[page.pk])


def entry(page: Page, source: str, typed: str, **given: Any) -> dict[str, Any]:
    """What the script sends of a segment, found by its text in the original."""
    segment = next(one for one in Workspace(Draft(page)).segments if one.pair.source == source)
    return {"id": segment.id, "typed": typed, "source": source, "seen": segment.seen, **given}


def send(client: Client, page: Page, *entries: dict[str, Any], **given: Any) -> Any:
    return client.post(
        screen(page, "languages_passages"),
        json.dumps({"entries": entries, **given}),
        content_type="application/json",
        headers={"x-requested-with": "XMLHttpRequest"},
    )


def number_of(data: dict[str, Any], source: str) -> str:
    """The number of a segment in the form, by its text in the original."""
    return next(name.removesuffix("-source") for name, value in data.items() if value == source and "-source" in name)


def form(client: Client, page: Page, texts: dict[str, str], act: str = "save") -> Any:
    """What a browser without scripts sends when somebody filled some fields and pressed a button."""
    data = filled(client, screen(page), FORM)
    for source, text in texts.items():
        data[f"{number_of(data, source)}-text"] = text
    return client.post(screen(page), {**data, "act": act})


def all_texts(page: Page) -> dict[str, str]:
    source = Alignment.objects.get(pk=page.pk).source
    return {text: f"Voici {number}" for number, (_path, strings) in enumerate(source) for text in strings}


def finish(page: Page) -> None:
    say(page, all_texts(page))


# Who may open it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["languages_edit", "languages_passages", "languages_po"])
def test_who_may_not_edit_the_translation_is_told_so(french: NewsPage, name: str) -> None:
    client = outsider()
    answer = client.get(screen(french, name))
    assert answer.status_code == 403
    assert "You may not edit this page" in answer.content.decode()


@pytest.mark.parametrize("name", ["languages_edit", "languages_passages", "languages_machine", "languages_po"])
def test_who_may_not_edit_the_translation_cannot_write(french: NewsPage, name: str) -> None:
    client = outsider()
    before = french.revisions.count()
    assert client.post(screen(french, name), {"act": "save"}).status_code == 403
    assert french.revisions.count() == before


def test_the_script_of_somebody_signed_out_is_told_so(french: NewsPage) -> None:
    assert send(Client(), french).status_code == 403


def test_an_original_has_no_side_by_side_and_leads_to_its_languages(spanish: NewsPage) -> None:
    client = outsider()
    answer = client.get(screen(spanish))
    assert (answer.status_code, answer["Location"]) == (302, screen(spanish, "languages_translate"))
    assert send(client, spanish).json()["error"] == "This page is the original of its translations."


def test_an_original_that_was_never_published_is_shown_to_nobody_else(client: Client) -> None:
    section(NewsIndexPage, "fr")
    hidden = NewsPageFactory(language="es", title=TITLE, live=False)
    page = create_translation(hidden, locale("fr"))
    answer = client.get(screen(page))
    assert answer.status_code == 403
    assert TITLE not in answer.content.decode()


def test_the_languages_of_a_page_lead_side_by_side(client: Client, french: NewsPage) -> None:
    assert screen(french) in client.get(screen(french, "languages_translate")).content.decode()


def test_the_page_editor_leads_side_by_side(client: Client, french: NewsPage) -> None:
    text = client.get(reverse("wagtailadmin_pages:edit", args=[french.pk])).content.decode()
    assert f'href="{screen(french)}"' in text


# The screen ---------------------------------------------------------------------------------------------------------


def test_source_and_target_each_have_their_language_and_direction(client: Client, spanish: NewsPage) -> None:
    section(NewsIndexPage, "ar")
    arabic = create_translation(spanish, locale("ar"))
    admin = log_in(User.objects.create_superuser("admin", "a@example.org", "x"))
    text = admin.get(screen(arabic)).content.decode()
    assert '<p class="sbs-text" lang="es" dir="ltr">Lo que pasó.</p>' in text
    assert 'lang="ar" dir="rtl" aria-labelledby="label-1 state-1"' in text


def test_a_segment_that_is_outdated_shows_what_changed_in_the_original(client: Client, spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    spanish.title = "Datos muy abiertos"
    spanish.save_revision().publish()
    text = client.get(screen(french)).content.decode()
    assert "Datos <ins>muy </ins>abiertos" in text
    assert "[fr] Datos abiertos" in text


def test_terms_of_the_glossary_are_marked_and_a_translation_without_them_fails_a_check(
    client: Client, french: NewsPage
) -> None:
    concept = Concept(definition="For all to use.")
    concept.terms = [
        Term(locale=locale("es"), text="datos abiertos", sort_order=0),
        Term(locale=locale("fr"), text="données ouvertes", sort_order=0),
    ]
    concept.save()
    say(french, {TITLE: "Des chiffres pour tous"})
    text = client.get(screen(french)).content.decode()
    assert (
        '<mark class="passage-term" title="datos abiertos → données ouvertes. For all to use.">Datos abiertos' in text
    )
    assert 'data-term="données ouvertes"' in text
    assert "A term is not translated as in the glossary." in text


def test_the_memory_offers_what_was_said_elsewhere_with_its_score(client: Client, french: NewsPage) -> None:
    store.remember(locale("es"), locale("fr"), [Pair(SUMMARY, "Ce qui s’est passé.", "")])
    store.remember(locale("es"), locale("fr"), [Pair("El agua sube", "L’eau monte", "")])
    text = client.get(screen(french)).content.decode()
    assert "100%" in text
    assert 'data-value="Ce qui s’est passé." data-is-exact' in text
    assert 'data-value="L’eau monte"' in text


def test_the_filter_is_a_link_that_works_without_a_script(client: Client, french: NewsPage) -> None:
    assert 'data-show="todo"' in client.get(screen(french) + "?show=todo").content.decode()


@pytest.mark.parametrize("paragraphs", [3, 100])
def test_the_screen_costs_the_same_for_any_number_of_segments(client: Client, paragraphs: int) -> None:
    page = article([f"Párrafo {number} de muchos." for number in range(paragraphs)])
    french = create_translation(page, locale("fr"))
    assert _queries(client, french) <= 60


def _queries(client: Client, page: Page) -> int:
    client.get(screen(page))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(screen(page)).status_code == 200
    found = [query["sql"] for query in captured.captured_queries]
    return len([sql for sql in found if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))])


def test_the_queries_of_the_screen_and_of_saving_do_not_grow_with_segments(client: Client) -> None:
    costs = []
    for paragraphs in (3, 100):
        page = article([f"Párrafo {number} de {paragraphs}." for number in range(paragraphs)], slug=f"n{paragraphs}")
        french = create_translation(page, locale("fr"))
        shown = _queries(client, french)
        with CaptureQueriesContext(connection) as captured:
            send(client, french, entry(french, f"Párrafo 1 de {paragraphs}.", "Un paragraphe."))
        costs.append((shown, len(captured)))
    assert costs[0] == costs[1]


# Saving as somebody types -------------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_as_a_draft(client: Client, french: NewsPage) -> None:
    said = send(client, french, entry(french, TITLE, "Données ouvertes")).json()
    assert (said["problems"], said["conflicts"]) == ({}, [])
    assert draft(french).title == "Données ouvertes"
    assert version(french, "fr").live is False


def test_the_progress_comes_with_the_answer(client: Client, french: NewsPage) -> None:
    said = send(client, french, entry(french, TITLE, "Données ouvertes")).json()
    total = said["progress"]["total"]
    assert said["progress"] == {"done": 1, "total": total, "to_do": total - 1}


def test_one_sitting_is_one_revision(client: Client, french: NewsPage) -> None:
    said = send(client, french, entry(french, TITLE, "Données")).json()
    count = french.revisions.count()
    send(client, french, entry(french, TITLE, "Données ouvertes"), sitting=said["revision"])
    assert french.revisions.count() == count
    assert draft(french).title == "Données ouvertes"


def test_another_person_begins_a_revision_of_their_own(client: Client, french: NewsPage) -> None:
    said = send(client, french, entry(french, TITLE, "Données")).json()
    count = french.revisions.count()
    send(translator("fatou"), french, entry(french, SUMMARY, "Récit."), sitting=said["revision"])
    assert french.revisions.count() == count + 1


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(client: Client, french: NewsPage) -> None:
    finish(french)
    mine = entry(french, TITLE, "Mes données")
    send(translator("fatou"), french, entry(french, TITLE, "Leurs données"))
    said = send(client, french, mine, known={mine["id"]: ""}).json()
    assert said["conflicts"] == [mine["id"]]
    (detail,) = said["passages"]
    assert detail["now_value"] == "Leurs données"
    assert "Take theirs" in detail["html"]
    assert draft(french).title == "Leurs données"


def test_keeping_mine_after_a_conflict_writes_over_what_was_seen(client: Client, french: NewsPage) -> None:
    finish(french)
    mine = entry(french, TITLE, "Mes données")
    send(translator("fatou"), french, entry(french, TITLE, "Leurs données"))
    said = send(client, french, {**mine, "seen": "Leurs données"}).json()
    assert said["conflicts"] == []
    assert draft(french).title == "Mes données"


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"entries": [{}]}', '{"entries": [{"id": 1, "typed": "", "source": "", "seen": ""}]}']
)
def test_what_is_not_understood_is_refused_in_words(client: Client, french: NewsPage, body: str) -> None:
    answer = client.post(screen(french, "languages_passages"), body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json() == {"error": "The site does not understand what was sent.", "code": "malformed"}


@pytest.mark.parametrize(
    ("source", "typed", "reason"),
    [
        (TITLE, " ", "A passage cannot be left empty"),
        (TITLE, "x" * 300, "This is too long"),
        (SUMMARY, SUMMARY, "This is the original’s text."),
        (RISES, '<script>alert("!")</script>', "Only links and emphasis"),
        (RISES, '<a id="a9">là</a>', "A link of this passage is not in the original."),
    ],
)
def test_a_segment_that_cannot_be_written_is_answered_with_the_reason(
    client: Client, french: NewsPage, source: str, typed: str, reason: str
) -> None:
    given = entry(french, source, typed)
    said = send(client, french, given, entry(french, MEASURED, "Mesuré")).json()
    assert reason in said["problems"][given["id"]]
    assert states(french)[MEASURED] == "current"  # the rest is saved


def test_a_segment_is_left_as_in_the_original_and_taken_up_again(client: Client, french: NewsPage) -> None:
    send(client, french, entry(french, TITLE, "", how="left"))
    assert states(french)[TITLE] == "left"
    send(client, french, entry(french, TITLE, "", how="copy"))
    assert states(french)[TITLE] == "untranslated"


def test_a_locked_page_is_not_written_in(client: Client, french: NewsPage) -> None:
    other = User.objects.create_superuser("boss", "b@example.org", "x")
    Page.objects.filter(pk=french.pk).update(locked=True, locked_by=other)
    answer = send(client, french, entry(french, TITLE, "Données"))
    assert answer.status_code == 423
    assert "locked" in answer.json()["error"]
    assert draft(french).title == TITLE


def test_the_token_is_given_anew_after_signing_in(client: Client, french: NewsPage) -> None:
    said = client.get(screen(french, "languages_passages")).json()
    assert said["user"] == User.objects.get(username="awa").pk
    assert said["token"]


# The form without a script ------------------------------------------------------------------------------------------


def test_the_form_saves_what_is_filled_in(client: Client, french: NewsPage) -> None:
    answer = form(client, french, {TITLE: "Données ouvertes", RISES: "L’eau monte."})
    assert answer.status_code == 302
    assert states(french) == {
        TITLE: "current",
        RISES: "current",
        SUMMARY: "untranslated",
        MEASURED: "untranslated",
    }


def test_the_form_with_nothing_typed_writes_nothing(client: Client, french: NewsPage) -> None:
    finish(french)
    before = french.revisions.count()
    form(client, french, {})
    assert french.revisions.count() == before


def test_the_form_returns_what_was_typed_and_could_not_be_written(client: Client, french: NewsPage) -> None:
    text = form(client, french, {TITLE: "Le même " * 60, SUMMARY: "Un récit."}).content.decode()
    assert "Le même Le même" in text
    assert "This is too long" in text
    assert "Not everything is saved." in text
    assert states(french)[SUMMARY] == "current"


def test_the_form_shows_both_texts_of_a_conflict_and_the_choice_is_theirs(client: Client, french: NewsPage) -> None:
    finish(french)
    data = filled(client, screen(french), FORM)
    send(translator("fatou"), french, entry(french, TITLE, "Leurs données"))
    number = number_of(data, TITLE)
    answer = client.post(screen(french), {**data, f"{number}-text": "Mes données", "act": "save"})
    text = answer.content.decode()
    assert "Mes données</textarea>" in text
    assert "Leurs données" in text
    mine = {f"{number}-{name}": data[f"{number}-{name}"] for name in ("id", "source", "seen")}
    again = {**data, **mine, f"{number}-text": "Mes données", f"{number}-now": "Leurs données"}
    client.post(screen(french), {**again, "act": f"theirs:{mine[f'{number}-id']}"})
    assert draft(french).title == "Leurs données"
    client.post(screen(french), {**again, "act": f"mine:{mine[f'{number}-id']}"})
    assert draft(french).title == "Mes données"


def test_the_form_leaves_a_segment_as_in_the_original(client: Client, french: NewsPage) -> None:
    form(client, french, {}, f"left:{entry(french, TITLE, '')['id']}")
    assert states(french)[TITLE] == "left"


def test_the_form_fills_exact_matches_from_the_memory(client: Client, french: NewsPage) -> None:
    store.remember(locale("es"), locale("fr"), [Pair(SUMMARY, "Ce qui s’est passé.", "")])
    form(client, french, {}, "fill")
    assert draft(french).summary == "Ce qui s’est passé."


def test_the_form_uses_one_offer_of_the_memory(client: Client, french: NewsPage) -> None:
    store.remember(locale("es"), locale("fr"), [Pair(f"{SUMMARY[:-1]}", "Ce qui s’est passé", "")])
    form(client, french, {}, f"offer:{entry(french, SUMMARY, '')['id']}:0")
    assert draft(french).summary == "Ce qui s’est passé"


# Going public -------------------------------------------------------------------------------------------------------


def test_a_page_with_untranslated_segments_is_not_published_and_the_first_is_shown(
    client: Client, french: NewsPage
) -> None:
    answer = form(client, french, {TITLE: "Données ouvertes"}, "publish")
    assert "#passage-" in answer["Location"]
    assert "3 passages are not translated or reviewed yet." in client.get(screen(french)).content.decode()
    assert not version(french, "fr").live


def test_a_page_whose_segments_are_all_said_is_published(client: Client, french: NewsPage) -> None:
    form(client, french, all_texts(french), "publish")
    public = version(french, "fr")
    assert public.live
    assert public.title == draft(french).title != TITLE


def test_a_page_with_a_segment_left_as_it_is_can_be_published(client: Client, french: NewsPage) -> None:
    finish(french)
    send(client, french, entry(french, TITLE, "", how="left"))
    form(client, french, {}, "publish")
    assert version(french, "fr").live


def test_who_may_not_publish_is_not_offered_it_and_refused(french: NewsPage) -> None:
    client = translator("moussa", "change_page")
    finish(french)
    assert 'value="publish"' not in client.get(screen(french)).content.decode()
    answer = form(client, french, {}, "publish")
    assert answer.status_code == 403
    assert "but not publish it" in answer.content.decode()
    assert not version(french, "fr").live


def test_a_page_is_submitted_to_its_workflow(french: NewsPage) -> None:
    client = translator("moussa", "change_page")
    workflow = _workflow(home("fr"))
    finish(french)
    form(client, french, {}, "submit")
    state = Page.objects.get(pk=french.pk).current_workflow_state
    assert state is not None
    assert state.workflow == workflow


def _workflow(place: Page) -> Workflow:
    workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Reviewers")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=place.page_ptr)
    return workflow


# The machine --------------------------------------------------------------------------------------------------------


def test_no_machine_is_offered_where_none_is_configured(client: Client, french: NewsPage, settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = None
    assert "data-machine>" not in client.get(screen(french)).content.decode()


def test_the_machine_is_offered_where_one_is_configured(client: Client, french: NewsPage, settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = DUMMY
    assert "Translate the rest by machine" in client.get(screen(french)).content.decode()


def test_the_machine_translates_what_nobody_has_and_it_waits_for_a_person(
    client: Client, french: NewsPage, settings: Any
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = DUMMY
    say(french, {TITLE: "Données ouvertes"})
    answer = client.post(screen(french, "languages_machine"))
    assert answer.json()["revision"]
    assert states(french) == {TITLE: "current", SUMMARY: "machine", RISES: "machine", MEASURED: "machine"}


def test_a_machines_text_is_accepted_segment_by_segment(client: Client, french: NewsPage, settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = DUMMY
    client.post(screen(french, "languages_machine"))
    form(client, french, {}, f"accept:{entry(french, SUMMARY, '')['id']}")
    found = states(french)
    assert (found[SUMMARY], found[RISES]) == ("current", "machine")


@pytest.mark.parametrize(("allowed", "live"), [(False, False), (True, True)])
def test_unreviewed_text_of_a_machine_is_published_only_where_the_language_allows_it(
    client: Client, french: NewsPage, settings: Any, allowed: bool, live: bool
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = DUMMY
    LanguageSettings.objects.update_or_create(locale=locale("fr"), defaults={"publish_unreviewed": allowed})
    client.post(screen(french, "languages_machine"))
    form(client, french, {}, "publish")
    assert version(french, "fr").live is live


def test_a_machine_that_fails_is_an_error_at_the_button(client: Client, french: NewsPage, settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": "nowhere.Nothing"}
    answer = client.post(screen(french, "languages_machine"))
    assert answer.status_code == 502
    assert answer.json()["code"] == "machine"


# PO files -----------------------------------------------------------------------------------------------------------


def po_file(client: Client, page: Page) -> polib.POFile:
    answer = client.get(screen(page, "languages_po"))
    assert answer["Content-Disposition"].endswith('-fr.po"')
    return polib.pofile(answer.content.decode())


def upload(client: Client, page: Page, file: polib.POFile | str) -> str:
    sent = SimpleUploadedFile("page.po", str(file).encode())
    return client.post(screen(page, "languages_po"), {"file": sent}, follow=True).content.decode()


def fill(file: polib.POFile, texts: dict[str, str]) -> polib.POFile:
    for one in file:
        one.msgstr = texts.get(one.msgid, one.msgstr)
    return file


def test_a_po_file_goes_out_is_filled_and_comes_in(client: Client, french: NewsPage) -> None:
    file = po_file(client, french)
    assert {one.msgid for one in file} == {TITLE, SUMMARY, RISES, MEASURED}
    texts = {TITLE: "Données", RISES: "L’eau monte.", MEASURED: "Personne ne l’a mesuré en <b>2019</b>."}
    text = upload(client, french, fill(file, texts))
    assert "3 passages were taken over into the draft." in text
    assert "1 passage is empty" in text
    assert states(french) == {TITLE: "current", RISES: "current", MEASURED: "current", SUMMARY: "untranslated"}


def test_a_po_file_whose_contexts_a_tool_has_dropped_comes_in_all_the_same(client: Client, french: NewsPage) -> None:
    file = fill(po_file(client, french), {TITLE: "Données", RISES: "L’eau monte."})
    for one in file:
        one.msgctxt = None
        one.comment = ""
    assert "2 passages were taken over into the draft." in upload(client, french, file)
    assert (states(french)[TITLE], states(french)[RISES]) == ("current", "current")


def test_a_passage_of_a_po_file_whose_place_is_in_doubt_is_said_with_both_texts(
    client: Client, french: NewsPage
) -> None:
    file = po_file(client, french)
    for one in file:
        one.msgctxt = None
    for text in ("Données", "Dates"):
        file.append(polib.POEntry(msgid=TITLE, msgstr=text))
    shown = upload(client, french, file)
    assert shown.count("stands more than once on the page or in the file") == 2
    assert "Données" in shown
    assert "Dates" in shown
    assert states(french)[TITLE] == "untranslated"


def test_what_was_changed_here_since_the_file_went_out_stays_and_is_asked_about(
    client: Client, french: NewsPage
) -> None:
    finish(french)
    file = po_file(client, french)
    say(french, {TITLE: "Écrit ici"})
    text = upload(client, french, fill(file, {TITLE: "Écrit dans le fichier", SUMMARY: "Résumé"}))
    assert "Changed here and in the file" in text
    assert "Écrit dans le fichier" in text
    assert (draft(french).title, draft(french).summary) == ("Écrit ici", "Résumé")


def test_the_text_of_the_file_is_taken_where_the_person_chooses_it(client: Client, french: NewsPage) -> None:
    finish(french)
    file = po_file(client, french)
    say(french, {TITLE: "Écrit ici"})
    given = entry(french, TITLE, "")
    assert f'value="{given["id"]}"' in upload(client, french, fill(file, {TITLE: "Du fichier"}))
    sent = {f"p1-{name}": given[name] for name in ("id", "source", "seen")}
    client.post(screen(french), {**sent, "act": "save"})
    assert draft(french).title == "Écrit ici"
    client.post(screen(french), {**sent, "p1-text": "Du fichier", "act": "save"})
    assert draft(french).title == "Du fichier"


def test_each_segment_that_cannot_be_taken_is_named_with_its_reason(client: Client, french: NewsPage) -> None:
    file = po_file(client, french)
    file.append(polib.POEntry(msgctxt="nowhere#0", msgid="?", msgstr="!"))
    text = upload(client, french, fill(file, {TITLE: "Données " * 60, RISES: "<script>x</script>", SUMMARY: "Oui"}))
    assert "1 passage was taken over" in text
    for reason in ("This is too long", "is not allowed", "The page has no such passage."):
        assert reason in text
    assert states(french)[TITLE] == states(french)[RISES] == "untranslated"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "The file is empty."),
        ("hello", "This is no PO file"),
        ('msgid ""\nmsgstr "X-Work: 5f1c1d0e-6f5b-4c0c-9a5b-8a1f0d3c7e21\\n"\n', "The file belongs to another page."),
        ("#" * (2 * 1024 * 1024 + 1), "The file is larger than"),
    ],
)
def test_a_file_that_is_none_of_this_page_is_refused_whole(
    client: Client, french: NewsPage, content: str, reason: str
) -> None:
    before = french.revisions.count()
    assert reason in upload(client, french, content)
    assert french.revisions.count() == before


def test_no_file_is_answered_in_words(client: Client, french: NewsPage) -> None:
    answer = client.post(screen(french, "languages_po"), {}, follow=True)
    assert "Choose a file first." in answer.content.decode()
