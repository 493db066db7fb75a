"""The life of a work: its original passes to another language, and its versions are deleted, unpublished and moved."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, PageLogEntry, Revision
from wagtail.signals import page_unpublished

from base.blocks import StoryBlock
from base.models import User
from languages.models import Alignment, Work
from languages.segments.provenance import Origin
from languages.translations import lifecycle, source_language
from languages.translations.create import create_translation
from languages.translations.source_language import change_source_language
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import block_ids, home, locale, section
from tests.factories.database import prepared
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, log_in
from tests.factories.translations import alignment_of, change, draft, say, states, translated, version

pytestmark = pytest.mark.django_db

FIRST, SECOND = block_ids(2)


def body(*paragraphs: str, id_: str = FIRST) -> Any:
    html = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return StoryBlock().to_python([{"id": id_, "type": "text", "value": html}])


@prepared
def spanish() -> NewsPage:
    for language in ("en", "fr", "ar"):
        section(NewsIndexPage, language)
    page: NewsPage = NewsPageFactory(
        language="es", title="Datos abiertos", summary="Lo que pasó.", body=body("El agua sube.", "Nadie lo midió.")
    )
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


def original(page: Page) -> str:
    return Work.objects.get(pk=page.translation_key).original_locale.language_code


def everything_written() -> str:
    """All words of all pages, public and in every revision."""
    pages = [page.specific.serializable_data() for page in Page.objects.order_by("pk")]
    return json.dumps([pages, list(Revision.objects.order_by("pk").values("pk", "content"))], default=str)


def writer(*places: Page, permissions: tuple[str, ...] = ("add_page", "change_page", "publish_page")) -> User:
    """Somebody who may write and publish below some places, and nowhere else."""
    user = User.objects.create_user(f"writer{User.objects.count()}", password="x")
    group = Group.objects.create(name=f"writers {user.pk}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for place in places:
        for codename in permissions:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.create(group=group, page=Page.objects.get(pk=place.pk), permission=permission)
    user.groups.add(group)
    return User.objects.get(pk=user.pk)


def refused(answer: Any) -> bool:
    """Wagtail answers what is not allowed with a way back to the admin's first page."""
    return answer.status_code == 403 or (answer.status_code == 302 and answer.headers["Location"] == "/admin/")


# Another original ---------------------------------------------------------------------------------------------------


def test_the_old_original_stays_public_and_follows_the_new_one(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change_source_language(spanish, locale("fr"))
    assert original(spanish) == "fr"
    assert Page.objects.get(pk=spanish.pk).live
    assert not Alignment.objects.filter(pk=french.pk).exists()
    change(french, title="Données très ouvertes")
    assert states(spanish)["Données très ouvertes"] == "behind"
    assert alignment_of(spanish).live_behind == 1


def test_no_word_of_any_version_changes_when_the_original_does(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    translated(spanish, "en")
    change(spanish, publish=False, title="Borrador")
    before = everything_written()
    change_source_language(spanish, locale("fr"))
    assert everything_written() == before


def test_versions_that_were_current_are_current(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    english = translated(spanish, "en")
    change_source_language(spanish, locale("fr"))
    for page in (spanish, english):
        assert set(states(page).values()) == {"current"}
        assert (alignment_of(page).live_behind, alignment_of(page).draft_behind) == (0, 0)


def test_what_was_outdated_stays_outdated(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    english = translated(spanish, "en")
    change(spanish, title="Datos muy abiertos")
    say(version(spanish, "fr"), {"Datos muy abiertos": "Données très ouvertes"}).revision.publish()  # type: ignore[union-attr]
    change_source_language(spanish, locale("fr"))
    assert alignment_of(spanish).live_behind == 0
    assert states(english) == {
        "Données très ouvertes": "behind",
        "[fr] Lo que pasó.": "current",
        "[fr] El agua sube.": "current",
        "[fr] Nadie lo midió.": "current",
    }


def test_where_the_new_original_was_outdated_the_others_say_something_else(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    english = translated(spanish, "en")
    change(spanish, title="Datos muy abiertos")
    say(english, {"Datos muy abiertos": "Very open data"}).revision.publish()  # type: ignore[union-attr]
    change_source_language(spanish, locale("fr"))
    for page in (spanish, english):
        assert states(page)["[fr] Datos abiertos"] == "behind"
        assert alignment_of(page).live_behind == 1


def test_a_better_wording_of_what_differs_still_differs_until_somebody_says_that_it_follows(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    change(spanish, title="Datos muy abiertos")
    change_source_language(spanish, locale("fr"))
    change(spanish, title="Datos abiertísimos")
    assert states(spanish)["[fr] Datos abiertos"] == "behind"
    say(version(spanish, "es"), {"[fr] Datos abiertos": "Datos abiertos"})
    assert states(spanish)["[fr] Datos abiertos"] == "current"


def test_a_paragraph_that_only_the_old_original_has_is_shown_to_its_editors(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    change(spanish, body=body("El agua sube.", "Nadie lo midió.", "Hasta hoy."))
    change_source_language(spanish, locale("fr"))
    assert states(spanish)["Hasta hoy."] == "gone"
    assert alignment_of(spanish).live_behind == 1


def test_a_paragraph_that_the_new_original_added_makes_nothing_outdated(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    english = translated(spanish, "en")
    own = [*french.body.raw_data, {"id": SECOND, "type": "text", "value": "<p>Pour nos lectrices.</p>"}]
    change(french, body=StoryBlock().to_python(own))
    change_source_language(spanish, locale("fr"))
    assert [alignment_of(page).live_behind for page in (spanish, english)] == [0, 0]


def test_a_paragraph_that_the_new_original_left_out_is_the_others_own(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    english = translated(spanish, "en")
    change(french, body=body("[fr] El agua sube."))
    assert alignment_of(french).live_behind == 0
    change_source_language(spanish, locale("fr"))
    assert states(english)["[en] Nadie lo midió."] == "own"
    assert [alignment_of(page).live_behind for page in (spanish, english)] == [0, 0]


def test_words_that_are_the_same_in_two_languages_stay_translated(spanish: NewsPage) -> None:
    change(spanish, title="Internet para la gente")
    translated(spanish, "fr", {"Internet para la gente": "Internet"})
    english = translated(spanish, "en", {"Internet para la gente": "Internet"})
    change_source_language(spanish, locale("fr"))
    assert states(english)["Internet"] == "current"
    change(english, summary="Now")  # it can be published


def test_figures_that_are_written_in_another_way_stay_translated(spanish: NewsPage) -> None:
    change(spanish, body=body("10.30", "Nadie lo midió."))
    translated(spanish, "fr", {"10.30": "10,30"})
    english = create_translation(spanish, locale("en"))
    change_source_language(spanish, locale("fr"))
    assert states(english)["10,30"] == "current"


def test_a_draft_with_text_of_the_old_original_still_cannot_be_published(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    english = create_translation(spanish, locale("en"))
    change_source_language(spanish, locale("fr"))
    assert states(english)["[fr] Datos abiertos"] == "untranslated"
    with pytest.raises(PermissionDenied):
        change(english, summary="Done")


def test_what_was_left_as_in_the_old_original_is_asked_for_again(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    english = translated(spanish, "en")
    say(english, {"Datos abiertos": "Datos abiertos"}, origin=Origin.LEFT).revision.publish()  # type: ignore[union-attr]
    change_source_language(spanish, locale("fr"))
    assert states(english)["[fr] Datos abiertos"] == "untranslated"


def test_the_original_can_pass_on_and_come_back(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    english = translated(spanish, "en")
    change(spanish, body=body("El agua sube mucho.", "Nadie lo midió."))
    say(french, {"El agua sube mucho.": "L’eau monte fort."}).revision.publish()  # type: ignore[union-attr]
    before = states(english)
    change_source_language(spanish, locale("fr"))
    change_source_language(spanish, locale("es"))
    assert original(spanish) == "es"
    assert states(english) == before
    assert set(states(french).values()) == {"current"}
    assert not Alignment.objects.filter(pk=spanish.pk).exists()


def test_a_pending_draft_of_the_old_original_stays_a_draft_of_a_translation(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    pending = change(spanish, publish=False, title="Borrador")
    change_source_language(spanish, locale("fr"))
    assert Page.objects.get(pk=spanish.pk).latest_revision == pending
    assert states(spanish)["[fr] Datos abiertos"] == "current"
    pending.refresh_from_db()
    pending.publish()
    assert Page.objects.get(pk=spanish.pk).title == "Borrador"


def test_a_date_of_the_new_original_reaches_the_old_one(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change_source_language(spanish, locale("fr"))
    change(french, kind="blog_post")
    assert version(spanish, "es").kind == "blog_post"


def test_a_picture_that_a_version_has_for_itself_stays_its_own(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    english = translated(spanish, "en")
    change_source_language(spanish, locale("fr"))
    before = version(spanish, "en").image_id
    change(french, kind="blog_post")
    assert version(english, "en").image_id == before


def test_new_translations_are_made_from_the_new_original(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    change_source_language(spanish, locale("fr"))
    assert create_translation(spanish, locale("ar")).title == "[fr] Datos abiertos"


def test_it_is_written_into_the_history_of_both_pages(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change_source_language(spanish, locale("fr"))
    assert set(PageLogEntry.objects.filter(action=source_language.CHANGE_SOURCE).values_list("page", flat=True)) == {
        spanish.pk,
        french.pk,
    }


def test_only_who_may_edit_both_can_hand_over(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    for place in ("es", "fr"):
        with pytest.raises(PermissionDenied):
            change_source_language(spanish, locale("fr"), writer(home(place)))
    assert original(spanish) == "es"
    change_source_language(spanish, locale("fr"), writer(home("es"), home("fr")))
    assert original(spanish) == "fr"


@pytest.mark.parametrize("state", ["missing", "draft", "unfinished", "original"])
def test_a_version_that_cannot_stand_for_the_work_is_refused(spanish: NewsPage, state: str) -> None:
    language = "fr"
    if state == "draft":
        page = create_translation(spanish, locale("fr"))
        say(page, {text: "Dit." for _leaf, texts in alignment_of(page).source for text in texts})
    elif state == "unfinished":
        page = translated(spanish, "fr")
        change(spanish, body=body("El agua sube.", "Nadie lo midió.", "Hasta hoy."))
        say(page, {"El agua sube.": "L’eau monte."})
    elif state == "original":
        language = "es"
    with pytest.raises(ValidationError):
        change_source_language(spanish, locale(language))
    assert original(spanish) == "es"


def test_a_locked_page_is_not_handed_over_by_others(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    Page.objects.filter(pk=french.pk).update(locked=True, locked_by=writer(home("fr")))
    with pytest.raises(ValidationError):
        change_source_language(spanish, locale("fr"), writer(home("es"), home("fr")))


def test_an_earlier_draft_in_the_old_language_is_not_published_by_the_new_original(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    first = create_translation(spanish, locale("en"))  # holds the Spanish text, as French did at first
    words = {"title": draft(first).title, "body": draft(first).body}
    change_source_language(spanish, locale("fr"))
    with pytest.raises(PermissionDenied):
        change(french, **words)
    assert Page.objects.get(pk=french.pk).title == "[fr] Datos abiertos"


# A deleted original -------------------------------------------------------------------------------------------------


def test_deleting_an_original_keeps_text_and_freshness_of_its_translations(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    english = translated(spanish, "en")
    change(spanish, title="Datos muy abiertos")
    say(french, {"Datos muy abiertos": "Données très ouvertes"}).revision.publish()  # type: ignore[union-attr]
    spanish.delete()
    assert original(french) == "fr"
    assert not Alignment.objects.filter(pk=french.pk).exists()
    assert states(english)["Données très ouvertes"] == "behind"
    assert states(english)["[fr] El agua sube."] == "current"
    assert version(english, "en").title == "[en] Datos abiertos"


def test_the_last_version_left_unfinished_cannot_be_published_in_the_deleted_language(spanish: NewsPage) -> None:
    french = create_translation(spanish, locale("fr"))
    say(french, {"Datos abiertos": "Données ouvertes"})
    spanish.delete()
    assert original(french) == "fr"
    with pytest.raises(PermissionDenied):
        draft(french).latest_revision.publish()
    change(french, summary="Ce qui se passa.", body=body("L’eau monte.", "Personne."))
    assert Page.objects.get(pk=french.pk).live


def test_what_is_right_in_the_new_language_as_it_stands_can_be_accepted(spanish: NewsPage) -> None:
    french = create_translation(spanish, locale("fr"))
    spanish.delete()
    browser = admin()
    address = reverse("languages_original", args=[french.pk])
    assert "El agua sube." in browser.get(address).content.decode()
    assert browser.post(address).status_code == 302
    draft(french).latest_revision.publish()
    assert Page.objects.get(pk=french.pk).live


def test_a_public_version_is_proposed_before_one_that_was_published_earlier(spanish: NewsPage) -> None:
    early, late = translated(spanish, "fr"), translated(spanish, "en")
    early.unpublish()
    assert source_language.proposed(spanish) == late.page_ptr


# The screen for another original -----------------------------------------------------------------------------------


def test_the_languages_screen_offers_another_original_to_who_may_edit_both(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    address = reverse("languages_original", args=[french.pk])
    languages = reverse("languages_translate", args=[spanish.pk])
    assert address in log_in(writer(home("es"), home("fr"))).get(languages).content.decode()
    assert address not in log_in(writer(home("fr"))).get(languages).content.decode()


def test_an_editor_makes_another_language_the_original(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    browser = log_in(writer(home("es"), home("fr")))
    address = reverse("languages_original", args=[french.pk])
    assert "Make Français the original" in browser.get(address).content.decode()
    assert original(spanish) == "es"
    assert browser.post(address).status_code == 302
    assert original(spanish) == "fr"


def test_the_screen_says_why_a_version_cannot_become_the_original(spanish: NewsPage) -> None:
    french = create_translation(spanish, locale("fr"))
    browser = admin()
    address = reverse("languages_original", args=[french.pk])
    assert "Publish it first" in browser.get(address).content.decode()
    browser.post(address)
    assert original(spanish) == "es"


@pytest.mark.parametrize("language", ["es", "fr", "en"])
def test_the_screen_is_closed_to_who_may_not_edit_both(spanish: NewsPage, language: str) -> None:
    french = translated(spanish, "fr")
    browser = log_in(writer(home(language)))
    address = reverse("languages_original", args=[french.pk])
    assert refused(browser.get(address))
    assert refused(browser.post(address))
    assert original(spanish) == "es"


# Deleting on the screen ---------------------------------------------------------------------------------------------


def delete_address(page: Page) -> str:
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def test_deleting_tells_which_versions_there_are_and_keeps_those_not_chosen(spanish: NewsPage) -> None:
    french, english = translated(spanish, "fr"), translated(spanish, "en")
    browser = log_in(writer(home("es"), home("fr")))
    shown = browser.get(delete_address(spanish)).content.decode()
    assert "Français" in shown
    assert f'name="version" value="{french.pk}"' in shown
    assert f'name="version" value="{english.pk}" disabled' in shown
    assert browser.post(delete_address(spanish), {"languages": "1", "original": ""}).status_code == 302
    assert not Page.objects.filter(pk=spanish.pk).exists()
    assert Page.objects.filter(pk__in=[french.pk, english.pk], live=True).count() == 2


def test_the_editor_chooses_the_new_original_of_a_deleted_one(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    english = translated(spanish, "en")
    admin().post(delete_address(spanish), {"languages": "1", "original": str(english.pk)})
    assert original(english) == "en"
    assert alignment_of(version(english, "fr")).live_behind == 0


def test_versions_that_the_editor_ticks_are_deleted_with_the_page(spanish: NewsPage) -> None:
    french, english = translated(spanish, "fr"), translated(spanish, "en")
    admin().post(delete_address(spanish), {"languages": "1", "original": "", "version": [str(french.pk)]})
    assert not Page.objects.filter(pk__in=[spanish.pk, french.pk]).exists()
    assert original(english) == "en"
    assert Page.find_problems() == ([], [], [], [], [])


def test_all_versions_can_be_deleted_at_once(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    admin().post(delete_address(french), {"languages": "1", "version": [str(spanish.pk)]})
    assert not Page.objects.filter(translation_key=spanish.translation_key).exists()
    assert not Work.objects.filter(pk=spanish.translation_key).exists()


def test_a_new_original_cannot_be_deleted_with_the_old_one(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    answer = admin().post(
        delete_address(spanish), {"languages": "1", "original": str(french.pk), "version": [str(french.pk)]}
    )
    assert answer.status_code == 200
    assert Page.objects.filter(pk__in=[spanish.pk, french.pk]).count() == 2


def test_ticking_a_version_without_the_right_to_delete_it_deletes_nothing(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    browser = log_in(writer(home("es")))
    assert refused(browser.post(delete_address(spanish), {"languages": "1", "version": [str(french.pk)]}))
    assert Page.objects.filter(pk__in=[spanish.pk, french.pk]).count() == 2


def test_a_version_of_another_work_cannot_be_smuggled_in(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    other = NewsPageFactory(language="fr")
    assert refused(admin().post(delete_address(spanish), {"languages": "1", "version": [str(other.pk)]}))
    assert Page.objects.filter(pk=other.pk).exists()


def test_choosing_an_original_that_one_may_not_edit_is_not_heard(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    english = translated(spanish, "en")
    log_in(writer(home("es"))).post(delete_address(spanish), {"languages": "1", "original": str(english.pk)})
    assert original(english) == "fr"


def test_deleting_a_section_says_how_many_works_below_exist_elsewhere(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    NewsPageFactory(language="es")
    shown = admin().get(delete_address(spanish.get_parent())).content.decode()
    assert "2 pages below it are deleted with it." in shown
    assert "One of those exists in other languages, too" in shown


def test_a_page_in_one_language_is_deleted_on_wagtails_own_screen(spanish: NewsPage) -> None:
    assert "Are you sure you want to delete this page?" in admin().get(delete_address(spanish)).content.decode()


def test_who_mistypes_the_name_of_the_site_deletes_nothing(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    choice = {"languages": "1", "version": [str(french.pk)], "confirm_site_name": "no"}
    assert admin().post(delete_address(spanish), choice).status_code == 200
    assert Page.objects.filter(pk__in=[spanish.pk, french.pk]).count() == 2


def test_the_title_of_a_draft_is_not_told_to_who_may_not_edit_it(spanish: NewsPage) -> None:
    french = create_translation(spanish, locale("fr"))
    change(french, publish=False, title="Plan secret")
    assert "Plan secret" not in log_in(writer(home("es"))).get(delete_address(spanish)).content.decode()


# Unpublishing -------------------------------------------------------------------------------------------------------


def unpublish_address(page: Page) -> str:
    return reverse("wagtailadmin_pages:unpublish", args=[page.pk])


def live(*pages: Page) -> list[bool]:
    return [Page.objects.get(pk=page.pk).live for page in pages]


def test_unpublishing_leaves_the_other_languages_public(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    browser = admin()
    shown = browser.get(unpublish_address(spanish)).content.decode()
    assert f'name="version" value="{french.pk}"' in shown
    browser.post(unpublish_address(spanish))
    assert live(spanish, french) == [False, True]


def test_a_work_is_unpublished_in_all_languages_at_once_where_one_may(spanish: NewsPage) -> None:
    french, english = translated(spanish, "fr"), translated(spanish, "en")
    browser = log_in(writer(home("es"), home("fr")))
    shown = browser.get(unpublish_address(spanish)).content.decode()
    assert f'name="version" value="{english.pk}" disabled' in shown
    answer = browser.post(unpublish_address(spanish), {"version": [str(french.pk)]})
    assert answer.status_code == 302
    assert live(spanish, french, english) == [False, False, True]


def test_ticking_a_version_without_the_right_to_unpublish_it_unpublishes_nothing(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    answer = log_in(writer(home("es"))).post(unpublish_address(spanish), {"version": [str(french.pk)]})
    assert refused(answer)
    assert live(spanish, french) == [True, True]


def test_unpublishing_in_all_languages_is_done_as_a_whole_or_not_at_all(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")

    def fail(sender: Any, instance: Page, **kwargs: Any) -> None:
        if instance.pk == french.pk:
            raise RuntimeError

    page_unpublished.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            lifecycle.unpublish([spanish, french], None)
    finally:
        page_unpublished.disconnect(fail)
    assert live(spanish, french) == [True, True]


def test_a_section_and_its_versions_are_unpublished_with_all_below(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    there = french.get_parent()
    browser = admin()
    assert "One page below it is public" in browser.get(unpublish_address(spanish.get_parent())).content.decode()
    browser.post(unpublish_address(spanish.get_parent()), {"include_descendants": "on", "version": [str(there.pk)]})
    assert live(spanish, french) == [False, False]


# Moving -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def regions(spanish: NewsPage) -> dict[str, Any]:
    from tests.factories.regions import RegionPageFactory

    latin = RegionPageFactory(title="América Latina", language="es")
    return {"es": latin, "fr": RegionPageFactory(title="Amérique latine", language="fr", work=latin)}


def move_address(page: Page, destination: Page) -> str:
    return reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk])


def lies_in(page: Page) -> int:
    return int(Page.objects.get(pk=page.pk).get_parent().pk)


def test_versions_move_along_to_the_same_section_where_it_exists(spanish: NewsPage, regions: dict[str, Any]) -> None:
    french, english = translated(spanish, "fr"), translated(spanish, "en")
    browser = admin()
    shown = browser.get(move_address(spanish, regions["es"])).content.decode()
    assert f'name="version" value="{french.pk}"' in shown
    assert f'name="version" value="{english.pk}" disabled' in shown
    assert "The section does not exist in this language yet." in shown
    browser.post(move_address(spanish, regions["es"]), {"version": [str(french.pk)]})
    assert [lies_in(spanish), lies_in(french)] == [regions["es"].pk, regions["fr"].pk]
    assert lies_in(english) == section(NewsIndexPage, "en").pk
    assert Page.find_problems() == ([], [], [], [], [])


def test_without_a_choice_only_the_page_moves(spanish: NewsPage, regions: dict[str, Any]) -> None:
    french = translated(spanish, "fr")
    admin().post(move_address(spanish, regions["es"]))
    assert [lies_in(spanish), lies_in(french)] == [regions["es"].pk, section(NewsIndexPage, "fr").pk]


def test_a_version_is_not_moved_without_the_right_to(spanish: NewsPage, regions: dict[str, Any]) -> None:
    french = translated(spanish, "fr")
    browser = log_in(writer(home("es")))
    assert refused(browser.post(move_address(spanish, regions["es"]), {"version": [str(french.pk)]}))
    assert [lies_in(spanish), lies_in(french)] == [section(NewsIndexPage, one).pk for one in ("es", "fr")]


def test_who_may_not_move_the_page_moves_nothing(spanish: NewsPage, regions: dict[str, Any]) -> None:
    french = translated(spanish, "fr")
    browser = log_in(writer(home("fr")))
    assert refused(browser.post(move_address(spanish, regions["es"]), {"version": [str(french.pk)]}))
    assert lies_in(french) == section(NewsIndexPage, "fr").pk


# Several pages at once ----------------------------------------------------------------------------------------------


def bulk(action: str, *pages: Page) -> str:
    return f"/admin/bulk/wagtailcore/page/{action}/?" + "&".join(f"id={page.pk}" for page in pages)


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_the_screen_for_several_pages_says_that_other_versions_stay(spanish: NewsPage, action: str) -> None:
    translated(spanish, "fr")
    other = NewsPageFactory(language="es")
    browser = admin()
    assert "exists in other languages, too" in browser.get(bulk(action, spanish, other)).content.decode()
    assert "exists in other languages, too" not in browser.get(bulk(action, other)).content.decode()


def test_versions_that_are_ticked_themselves_are_not_said_to_stay(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    assert "Those versions stay" not in admin().get(bulk("delete", spanish, french)).content.decode()


def test_deleting_several_pages_deletes_no_other_version(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    log_in(writer(home("es"))).post(bulk("delete", spanish, french))
    assert not Page.objects.filter(pk=spanish.pk).exists()
    assert Page.objects.filter(pk=french.pk).exists()
    assert original(french) == "fr"


# A language that is added later --------------------------------------------------------------------------------------


def test_a_language_that_is_added_later_receives_the_text_of_now(spanish: NewsPage) -> None:
    translated(spanish, "fr")
    change(spanish, title="Datos de hoy", body=body("El agua bajó."))
    section(NewsIndexPage, "pt")
    portuguese = create_translation(spanish, locale("pt"))
    assert portuguese.title == "Datos de hoy"
    assert states(portuguese) == {
        "Datos de hoy": "untranslated",
        "Lo que pasó.": "untranslated",
        "El agua bajó.": "untranslated",
    }


def test_the_anonymous_reader_reaches_none_of_these_screens(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    for address in (reverse("languages_original", args=[french.pk]), delete_address(spanish)):
        assert Client().post(address).status_code == 302
    assert original(spanish) == "es"
