"""What is in a body and is no text: addresses of links, recordings, pictures, documents, lists of pages.

It follows the original at once, in public and in drafts, and no draft is published by it.
"""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from base.blocks import StoryBlock
from base.models import CustomImage
from events.models import EventIndexPage, EventLink
from languages.models import Alignment
from languages.translations.create import create_translation
from languages.translations.draft import write
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import DocumentFactory, block_ids, locale, offer, section
from tests.factories.events import EventPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, root_collection
from tests.factories.pictures import picture
from tests.factories.translations import alignment_of, change, draft, say, states, translated, version

pytestmark = pytest.mark.django_db

TEXT, VIDEO, DOCUMENT, CARDS, CALL, NEW, ITEM, OTHER = block_ids(8)
OLD, CORRECTED, OWN = (f"https://example.org/{name}" for name in ("old", "corrected", "own"))
FILM, OTHER_FILM, THIRD_FILM = (f"https://www.youtube.com/watch?v={letter * 11}" for letter in "abc")
LINKED = 'Lea <a href="{}">el informe</a>.'


def block(kind: str, value: Any, id_: str) -> dict[str, Any]:
    return {"id": id_, "type": kind, "value": value}


def text(*paragraphs: str, id_: str = TEXT) -> dict[str, Any]:
    return block("text", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs), id_)


def video(url: str, title: str = "La película", id_: str = VIDEO) -> dict[str, Any]:
    return block("video", {"url": url, "title": title}, id_)


def document(number: int | None, label: str = "", id_: str = DOCUMENT) -> dict[str, Any]:
    return block("document", {"document": number, "label": label}, id_)


def cards(*pages: tuple[str, int]) -> dict[str, Any]:
    works = [{"type": "item", "id": id_, "value": number} for id_, number in pages]
    return block("cards", {"heading": "Además", "works": works}, CARDS)


def call(page: int | None, url: str = "") -> dict[str, Any]:
    value = {"heading": "Participe", "text": "", "label": "Escríbanos", "page": page, "url": url}
    return block("call_to_action", value, CALL)


def body(*blocks: dict[str, Any]) -> Any:
    return StoryBlock().to_python(list(blocks))


def original(*blocks: dict[str, Any]) -> NewsPage:
    offer("es", "fr")
    section(NewsIndexPage, "fr")
    page = NewsPageFactory(language="es", title="Datos", body=body(*blocks))
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


def held(page: Any, id_: str) -> Any:
    """The stored value of a block; None where there is none."""
    return next((item["value"] for item in page.body.get_prep_value() if item["id"] == id_), None)


def rewritten(translation: Any, id_: str, **values: Any) -> Any:
    """The body of a draft in which somebody changed a block."""
    raw = draft(translation).body.get_prep_value()
    return body(*[{**one, "value": {**one["value"], **values}} if one["id"] == id_ else one for one in raw])


def public(page: Any) -> str:
    answer = Client().get(version(page, "fr").url)
    assert answer.status_code == 200
    return answer.content.decode()


# Links in texts ------------------------------------------------------------------------------------------------------


def test_a_corrected_address_in_an_unchanged_paragraph_reaches_the_public_translation() -> None:
    spanish = original(text("Hola.", LINKED.format(OLD)))
    french = translated(spanish, "fr", {"Hola.": "Bonjour."})
    assert OLD in public(french)
    change(spanish, body=body(text("Hola.", LINKED.format(CORRECTED))))
    page = public(french)
    assert CORRECTED in page
    assert OLD not in page
    assert "Bonjour." in page
    assert alignment_of(french).live_behind == 0


def test_it_reaches_a_draft_and_publishes_none_of_its_words() -> None:
    spanish = original(text("Hola.", LINKED.format(OLD)))
    french = translated(spanish, "fr")
    say(french, {"Hola.": "Pas encore public."})
    change(spanish, body=body(text("Hola.", LINKED.format(CORRECTED))))
    assert CORRECTED in held(draft(french), TEXT)
    assert "Pas encore public." in held(draft(french), TEXT)
    assert CORRECTED in public(french)
    assert "Pas encore public." not in public(french)


def test_a_link_that_a_translator_chose_stays() -> None:
    spanish = original(text(LINKED.format(OLD)))
    french = translated(spanish, "fr")
    change(french, body=body(text(f'[fr] Lisez <a href="{OWN}">le rapport</a>.')))
    change(spanish, body=body(text(LINKED.format(CORRECTED))))
    assert OWN in public(french)
    assert alignment_of(french).values["!"] == [f"body.{TEXT}"]


def test_of_two_equal_links_the_one_that_was_corrected_follows() -> None:
    twice = 'Lea <a href="{}">esto</a> y <a href="{}">eso</a>.'
    spanish = original(text(twice.format(OLD, OLD), LINKED.format(OLD)))
    french = translated(spanish, "fr")
    change(spanish, body=body(text(twice.format(OLD, CORRECTED), LINKED.format(OLD))))
    found = held(version(french, "fr"), TEXT)
    assert (found.count(OLD), found.count(CORRECTED)) == (2, 1)
    assert found.index(OLD) < found.index(CORRECTED) < found.rindex(OLD)


def test_links_that_change_places_do_so_in_the_translation() -> None:
    two = 'Lea <a href="{}">esto</a> y <a href="{}">eso</a>.'
    spanish = original(text(two.format(OLD, OWN)))
    french = translated(spanish, "fr")
    change(spanish, body=body(text(two.format(OWN, OLD))))
    found = held(version(french, "fr"), TEXT)
    assert found.index(OWN) < found.index(OLD)


def test_an_address_in_a_paragraph_that_changed_too_follows_and_the_paragraph_is_behind() -> None:
    spanish = original(text("Hola.", LINKED.format(OLD)))
    french = translated(spanish, "fr")
    changed = f'Lea ya <a href="{CORRECTED}">el informe</a>.'
    change(spanish, body=body(text("Hola.", changed)))
    assert CORRECTED in public(french)
    assert alignment_of(french).live_behind == 1


def test_a_paragraph_that_moved_with_its_corrected_link() -> None:
    spanish = original(text("Hola.", LINKED.format(OLD)))
    french = translated(spanish, "fr")
    change(spanish, body=body(text(LINKED.format(CORRECTED), "Hola.")))
    assert CORRECTED in public(french)


def test_a_link_to_a_page_follows() -> None:
    spanish = original(text('Vea <a linktype="page" id="1">esto</a>.'))
    french = translated(spanish, "fr")
    change(spanish, body=body(text(f'Vea <a linktype="page" id="{spanish.pk}">esto</a>.')))
    assert f'id="{spanish.pk}"' in held(version(french, "fr"), TEXT)


def test_links_within_lists_of_blocks_follow() -> None:
    def questions(url: str) -> dict[str, Any]:
        item = {"title": "¿Qué?", "text": f"<p>{LINKED.format(url)}</p>"}
        return block("accordion", {"items": [{"type": "item", "id": ITEM, "value": item}]}, NEW)

    spanish = original(questions(OLD))
    french = translated(spanish, "fr")
    change(spanish, body=body(questions(CORRECTED)))
    assert CORRECTED in public(french)
    assert OLD not in public(french)


# Recordings, documents, pages ----------------------------------------------------------------------------------------


def test_a_recording_that_is_replaced_is_replaced_at_once() -> None:
    spanish = original(video(FILM))
    french = translated(spanish, "fr", {"La película": "Le film"})
    say(french, {"Datos": "Pas encore public"})
    change(spanish, body=body(video(OTHER_FILM)))
    assert "b" * 11 in public(french)
    assert "a" * 11 not in public(french)
    assert held(draft(french), VIDEO) == {"url": OTHER_FILM, "title": "Le film"}
    assert "Pas encore public" not in public(french)


def test_a_recording_that_is_withdrawn_is_withdrawn_at_once_and_its_title_is_told() -> None:
    spanish = original(text("Hola."), video(FILM))
    french = translated(spanish, "fr", {"La película": "Le film"})
    change(spanish, body=body(text("Hola.")))
    assert "a" * 11 not in public(french)
    assert held(draft(french), VIDEO) == {"url": "", "title": "Le film"}
    assert states(french)["Le film"] == "gone"
    assert alignment_of(french).live_behind == 1


def test_a_withdrawn_recording_does_not_come_back_with_an_older_draft() -> None:
    spanish = original(text("Hola."), video(FILM))
    french = translated(spanish, "fr")
    older = french.get_latest_revision()
    say(french, {"Hola.": "Salut."}).revision.publish()  # type: ignore[union-attr]
    change(spanish, body=body(text("Hola.")))
    older.publish()
    assert "a" * 11 not in public(french)


@pytest.mark.parametrize("how", ["published again", "reverted to"])
def test_a_replaced_recording_does_not_come_back_with_an_older_draft(how: str) -> None:
    spanish = original(text("Hola."), video(FILM))
    french = translated(spanish, "fr")
    change(french, summary="Autre chose.")
    older = french.get_latest_revision()
    stored = older.content["body"]
    change(spanish, body=body(text("Hola."), video(OTHER_FILM)))
    change(spanish, body=body(text("Hola."), video(THIRD_FILM)))
    Revision.objects.filter(pk=older.pk).update(content={**older.content, "body": stored})
    older.refresh_from_db()
    if how == "published again":
        older.publish()
    else:
        older.as_object().save_revision(previous_revision=older).publish()
    assert "c" * 11 in public(french)
    assert alignment_of(french).chosen == []


def test_the_earlier_recording_can_be_chosen_for_a_translation() -> None:
    spanish = original(video(FILM))
    french = translated(spanish, "fr")
    change(spanish, body=body(video(OTHER_FILM)))
    change(french, body=rewritten(french, VIDEO, url=FILM))
    assert "a" * 11 in public(french)


def test_a_recording_that_comes_back_comes_back_in_the_translation() -> None:
    spanish = original(text("Hola."), video(FILM))
    french = translated(spanish, "fr")
    change(spanish, body=body(text("Hola.")))
    change(spanish, body=body(text("Hola."), video(FILM)))
    assert "a" * 11 in public(french)


def test_a_recording_that_a_translator_chose_stays_and_they_are_told() -> None:
    spanish = original(video(FILM))
    french = translated(spanish, "fr")
    change(french, body=rewritten(french, VIDEO, url=THIRD_FILM))
    assert "!" not in alignment_of(french).values
    change(spanish, body=body(video(OTHER_FILM)))
    assert "c" * 11 in public(french)
    assert alignment_of(french).values["!"] == [f"body.{VIDEO}.url"]
    change(spanish, body=body())
    assert "c" * 11 in public(french)


def test_both_editors_tell_what_was_chosen_until_the_translation_is_published_again() -> None:
    spanish = original(video(FILM))
    french = translated(spanish, "fr")
    change(french, body=rewritten(french, VIDEO, url=THIRD_FILM))
    change(spanish, body=body(video(OTHER_FILM)))
    change(french, publish=False, summary="Autre chose.")
    browser = admin()
    screens = [reverse(name, args=[french.pk]) for name in ("languages_edit", "wagtailadmin_pages:edit")]
    told = "This translation has its own, which stays:"
    for address in screens:
        page = browser.get(address).content.decode()
        assert told in page
        assert "<li>Body · Video · Address</li>" in page
    change(french)
    assert not any(told in browser.get(address).content.decode() for address in screens)
    change(french, summary="")
    assert held(version(french, "fr"), VIDEO)["url"] == THIRD_FILM
    assert alignment_of(french).chosen == []


def test_a_recording_that_was_cut_and_pasted_elsewhere_stays_and_follows() -> None:
    spanish = original(video(FILM), text("Hola."))
    french = translated(spanish, "fr")
    change(spanish, body=body(text("Hola."), video(FILM, id_=NEW)))
    assert "a" * 11 in public(french)
    change(spanish, body=body(text("Hola."), video(OTHER_FILM, id_=NEW)))
    assert "b" * 11 in public(french)
    assert alignment_of(french).live_behind == 0


def test_a_document_without_words_comes_to_its_place_follows_and_goes() -> None:
    first, second = DocumentFactory(), DocumentFactory()
    spanish = original(text("Hola."), text("Adiós.", id_=OTHER))
    french = translated(spanish, "fr")
    change(spanish, body=body(text("Hola."), document(first.pk), text("Adiós.", id_=OTHER)))
    assert [one.id for one in version(french, "fr").body] == [TEXT, DOCUMENT, OTHER]
    assert first.url in public(french)
    change(spanish, body=body(text("Hola."), document(second.pk), text("Adiós.", id_=OTHER)))
    assert second.url in public(french)
    change(spanish, body=body(text("Hola."), text("Adiós.", id_=OTHER)))
    assert [one.id for one in version(french, "fr").body] == [TEXT, OTHER]
    change(spanish, body=body(text("Hola."), document(second.pk), text("Adiós.", id_=OTHER)))
    assert second.url in public(french)


def test_a_block_without_words_that_a_translator_took_out_stays_out() -> None:
    first, second = DocumentFactory(), DocumentFactory()
    spanish = original(text("Hola."), document(first.pk))
    french = translated(spanish, "fr")
    change(french, body=body(text("[fr] Hola.")))
    change(spanish, body=body(text("Hola."), document(second.pk)))
    assert held(version(french, "fr"), DOCUMENT) is None


def test_a_block_with_words_waits_for_its_translator() -> None:
    spanish = original(text("Hola."))
    french = translated(spanish, "fr")
    change(spanish, body=body(text("Hola."), video(FILM)))
    assert held(version(french, "fr"), VIDEO) is None
    say(french, {"La película": "Le film"}).revision.publish()  # type: ignore[union-attr]
    assert held(version(french, "fr"), VIDEO) == {"url": FILM, "title": "Le film"}


def test_a_list_of_chosen_pages_is_the_originals() -> None:
    spanish = original(cards((ITEM, 1)))
    one, two = NewsPageFactory(language="es"), NewsPageFactory(language="es")
    change(spanish, body=body(cards((ITEM, one.pk))))
    french = translated(spanish, "fr")
    change(spanish, body=body(cards((OTHER, two.pk), (ITEM, one.pk))))
    assert [work["value"] for work in held(version(french, "fr"), CARDS)["works"]] == [two.pk, one.pk]
    change(spanish, body=body(cards((OTHER, two.pk))))
    assert [work["value"] for work in held(version(french, "fr"), CARDS)["works"]] == [two.pk]
    change(spanish, body=body())
    assert held(version(french, "fr"), CARDS) == {"heading": "[fr] Además", "works": []}


def test_where_a_translator_chose_an_address_the_page_of_the_original_does_not_come_beside_it() -> None:
    spanish = original(call(1))
    french = translated(spanish, "fr")
    change(french, body=rewritten(french, CALL, page=None, url=OWN))
    change(spanish, body=body(call(spanish.pk)))
    found = held(version(french, "fr"), CALL)
    assert (found["page"], found["url"]) == (None, OWN)


def test_a_link_instead_of_a_page_follows() -> None:
    spanish = original(call(1))
    french = translated(spanish, "fr")
    change(spanish, body=body(call(None, CORRECTED)))
    assert CORRECTED in public(french)


def test_an_empty_cell_of_a_table_comes_with_its_words() -> None:
    def table(*cells: str) -> dict[str, Any]:
        def items(found: Any) -> list[Any]:
            return [{"type": "item", "id": f"{NEW[:-2]}{place:02}", "value": one} for place, one in enumerate(found)]

        value = {"caption": "Hoja", "header": items(["Uno"]), "rows": items([items(cells)]), "named_rows": True}
        return block("table", value, NEW)

    spanish = original(table("uno"))
    french = translated(spanish, "fr")
    changed = table("uno", "")
    changed["value"]["named_rows"] = False
    change(spanish, body=body(changed))
    found = held(version(french, "fr"), NEW)
    assert [len(row["value"]) for row in found["rows"]] == [1]
    assert found["named_rows"] is False


def test_a_translation_that_was_never_public_follows_in_its_draft() -> None:
    spanish = original(video(FILM), text(LINKED.format(OLD)))
    french = create_translation(spanish, locale("fr"))
    change(spanish, body=body(video(OTHER_FILM), text(LINKED.format(CORRECTED))))
    assert held(draft(french), VIDEO)["url"] == OTHER_FILM
    assert CORRECTED in held(draft(french), TEXT)
    assert not version(french, "fr").live


def test_a_link_of_an_event_that_is_withdrawn_leads_nowhere_and_its_words_are_told() -> None:
    offer("es", "fr")
    section(EventIndexPage, "fr")
    spanish = EventPageFactory(language="es", title="Taller")
    spanish.links.add(EventLink(label="La sala", url=OLD, locale=spanish.locale))
    spanish.links.add(EventLink(label="El plano", url=OWN, locale=spanish.locale))
    spanish.save_revision().publish()
    french = translated(spanish, "fr", {"La sala": "La salle", "El plano": "Le plan"})
    assert OLD in public(french)
    change(spanish, links=[link for link in draft(spanish).links.all() if link.url == OWN])
    page = public(french)
    assert OLD not in page
    assert "La salle" not in page
    assert OWN in page
    assert states(french)["La salle"] == "gone"
    assert alignment_of(french).live_behind == 1


# What is said of a picture -------------------------------------------------------------------------------------------


def image(title: str) -> CustomImage:
    return CustomImage.objects.create(
        title=title, file=ContentFile(picture(), name=f"{title}.jpg"), collection=root_collection()
    )


def portrait(number: int, alt: str, id_: str = NEW) -> dict[str, Any]:
    value = {"image": number, "alt": alt, "decorative": False, "caption": "", "credit": ""}
    return block("image", value, id_)


def with_picture(alt: str = "Una plaza") -> NewsPage:
    spanish = original(text("Hola."))
    change(spanish, image=image("old"), image_alt=alt)
    return spanish


def test_the_alternative_text_of_a_lead_picture_that_was_replaced_is_behind() -> None:
    spanish = with_picture()
    french = translated(spanish, "fr", {"Una plaza": "Une place"})
    new = image("new")
    change(spanish, image=new)
    assert version(french, "fr").image_id == new.pk
    assert version(french, "fr").image_alt == "Une place"
    assert states(french)["Una plaza"] == "behind"
    assert alignment_of(french).live_behind == 1
    say(french, {"Una plaza": "Une place"}).revision.publish()  # type: ignore[union-attr]
    assert states(french)["Una plaza"] == "current"
    assert alignment_of(french).live_behind == 0


def test_an_alternative_text_that_only_the_translation_has_is_behind_too_until_somebody_keeps_it() -> None:
    spanish = with_picture(alt="")
    french = translated(spanish, "fr")
    change(french, image_alt="Une place")
    assert alignment_of(french).live_behind == 0
    for _time in range(2):
        change(spanish, image=image("new"))
        assert states(french)["Une place"] == "gone"
        assert alignment_of(french).live_behind == 1
        write(french, [], keep=["image_alt#0!"]).revision.publish()  # type: ignore[union-attr]
        assert alignment_of(french).live_behind == 0
        assert version(french, "fr").image_alt == "Une place"


def test_where_a_translator_chose_another_picture_its_text_is_not_behind() -> None:
    spanish = with_picture()
    french = translated(spanish, "fr")
    own = image("own")
    change(french, image=own)
    change(spanish, image=image("new"))
    assert version(french, "fr").image_id == own.pk
    assert alignment_of(french).live_behind == 0
    assert alignment_of(french).values["!"] == ["image"]


def test_a_better_picture_of_the_same_outdates_nothing() -> None:
    spanish = with_picture()
    french = translated(spanish, "fr")
    change(spanish, image=image("new"), corrections_only=True)
    assert alignment_of(french).live_behind == 0


def test_the_alternative_text_of_a_picture_in_the_body_is_behind_in_public_and_in_a_draft() -> None:
    spanish = original(portrait(image("old").pk, "Una plaza"), text("Hola."))
    french = translated(spanish, "fr")
    section(NewsIndexPage, "en")
    pending = create_translation(spanish, locale("en"))
    say(pending, {"Una plaza": "A square"})
    new = image("new")
    change(spanish, body=body(portrait(new.pk, "Una plaza"), text("Hola.")))
    assert held(version(french, "fr"), NEW)["image"] == new.pk
    assert [text for text, state in states(french).items() if state != "current"] == ["Una plaza"]
    assert alignment_of(french).live_behind == 1
    assert states(pending)["Una plaza"] == "behind"
    assert alignment_of(pending).draft_behind == 1


def test_an_alternative_text_that_the_original_changed_with_its_picture_tells_what_it_said_before() -> None:
    spanish = with_picture()
    french = translated(spanish, "fr")
    change(spanish, image=image("new"), image_alt="Un puente")
    assert alignment_of(french).changes == [["image_alt", "Una plaza", "Un puente"]]


# Translations of before ----------------------------------------------------------------------------------------------


def test_the_links_of_originals_are_remembered_for_translations_of_before_and_nothing_becomes_outdated() -> None:
    migration = import_module("languages.migrations.0005_links_followed")
    item = {"title": "¿Qué?", "text": f"<p>{LINKED.format(OLD)}</p>"}
    questions = block("accordion", {"items": [{"type": "item", "id": ITEM, "value": item}]}, NEW)
    spanish = original(text("Hola & adiós.", LINKED.format(OLD)), questions)
    french = translated(spanish, "fr")
    section(NewsIndexPage, "en")
    drafted = NewsPageFactory(language="es", live=False, body=body(text(LINKED.format(OLD))))
    drafted.save_revision()
    english = create_translation(drafted, locale("en"))
    before = list(Alignment.objects.order_by("pk").values())
    for row in Alignment.objects.all():
        values = {path: value for path, value in row.values.items() if not isinstance(value, list) or path == "#"}
        Alignment.objects.filter(pk=row.pk).update(values=values)
    assert list(Alignment.objects.order_by("pk").values()) != before
    migration.remember_links(apps, None)
    assert list(Alignment.objects.order_by("pk").values()) == before
    change(spanish, body=body(text("Hola & adiós.", LINKED.format(CORRECTED)), questions))
    assert CORRECTED in public(french)
    change(drafted, publish=False, body=body(text(LINKED.format(CORRECTED))))
    assert CORRECTED in held(draft(english), TEXT)
