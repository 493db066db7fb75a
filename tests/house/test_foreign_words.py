"""Law: a foreign word is never shown unlabelled. It carries its language and direction, and says which it is."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from base.models import Belonging, Menu
from events.models import EventIndexPage
from languages.routing import registry
from network.credits import OrganisationCredit, PersonCredit
from network.models import NetworkIndexPage, Position
from network.roles import OrganisationRole, PersonRole
from news.models import NewsIndexPage
from projects.models import ProjectIndexPage
from publications.models import PublicationIndexPage
from regions.models import RegionIndexPage
from tests.factories.base import DocumentFactory, home, locale, offer, section
from tests.factories.events import EventPageFactory
from tests.factories.network import OrganisationPageFactory, PersonPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.pillars import PillarPageFactory, ThematicAreaPageFactory
from tests.factories.projects import ProjectPageFactory
from tests.factories.publications import PublicationFileFactory, PublicationPageFactory
from tests.factories.regions import RegionPageFactory

pytestmark = pytest.mark.django_db

REGION, THEME, PILLAR = "West Africa", "Data ethics", "Diagnose the problem"
PERSON, ORGANISATION, EMPLOYER = "Ama Mensah", "Institute of Data", "Harbour Office"
PAPER, FOOTER = "A paper about wells", "All words are free to use."
# Everything on the site that exists in English only; all else is French. (Accra is "Accra" in both.)
FOREIGN = (REGION, THEME, PILLAR, PERSON, ORGANISATION, EMPLOYER, PAPER, FOOTER, "Accra")
# What the eye takes in at once: a word and the label beside it stand within the innermost of these.
TOGETHER = "option, li, dd, .byline, .block-document, .footer-text"

LISTED = ("news", "upcoming_events", "projects", "publications", "regions", "themes", "pillars", "people")
LISTED_TOO = ("organisations",)


def future() -> date:
    return timezone.localdate() + timedelta(days=30)


@pytest.fixture
def french() -> dict[str, Any]:
    """French pages that belong to works which exist in English only, by what they are."""
    offer("en", "fr")
    region = RegionPageFactory(title=REGION, places=("Accra, GH",))
    theme, pillar = ThematicAreaPageFactory(title=THEME), PillarPageFactory(title=PILLAR)
    person, organisation = PersonPageFactory(title=PERSON), OrganisationPageFactory(title=ORGANISATION)
    Position.objects.create(page=person, locale=locale("en"), title="Clerk", organisation_name=EMPLOYER)
    colleague = PersonPageFactory(title="Zoé", language="fr")
    Position.objects.create(
        page=colleague, locale=locale("fr"), title="Juriste", organisation_id=organisation.translation_key
    )
    pages = {
        "news page": NewsPageFactory(title="Nouvelle", language="fr"),
        "event page": EventPageFactory(title="Rencontre", language="fr", start_date=future()),
        "project page": ProjectPageFactory(title="Projet", language="fr"),
        "publication page": PublicationPageFactory(title="Étude", language="fr"),
    }
    roles = {"event page": PersonRole.SPEAKER, "project page": PersonRole.LEAD}
    for name, page in pages.items():
        for work in (region, theme, pillar):
            Belonging.objects.create(page=page, work_id=work.translation_key)
        role = roles.get(name, PersonRole.AUTHOR)
        PersonCredit.objects.create(page=page, locale=locale("fr"), person_id=person.translation_key, role=role)
        OrganisationCredit.objects.create(
            page=page,
            locale=locale("fr"),
            organisation_id=organisation.translation_key,
            role=OrganisationRole.PARTNER,
        )
    PublicationFileFactory(page=pages["publication page"], document=DocumentFactory(title=PAPER, language="en"))
    Menu.objects.create(position=Menu.Position.FOOTER, locale=locale("en"), text=f"<p>{FOOTER}</p>")
    document = DocumentFactory(title=PAPER, language="en", file=ContentFile(b"%PDF-1.4", name="wells.pdf"))
    first = home("fr")
    listed = [
        ("listing", {"heading": "À lire", "kind": kind, "limit": 3, "show_all": True})
        for kind in (*LISTED, *LISTED_TOO)
    ]
    first.body = [*listed, ("document", {"document": document, "label": ""})]
    first.save()
    registry.forget()
    sections = {
        "news": NewsIndexPage,
        "events": EventIndexPage,
        "projects": ProjectIndexPage,
        "publications": PublicationIndexPage,
        "regions": RegionIndexPage,
        "network": NetworkIndexPage,
    }
    return {**pages, **{name: section(model, "fr") for name, model in sections.items()}, "home": first}


def words(body: Tag) -> Iterator[tuple[str, NavigableString]]:
    """The foreign words of a page as they are read; the map's drawing is a picture of the list below it."""
    for text in body.find_all(string=True):
        if text.find_parent(attrs={"aria-hidden": "true"}) or text.find_parent(["script", "style"]):
            continue
        for word in FOREIGN:
            if word in text:
                yield word, text


def told(text: NavigableString) -> str:
    """What is wrong about a foreign word where it stands; empty when it is told honestly."""
    holder = text.find_parent(lang=True)
    if holder is None or (holder["lang"], holder.get("dir")) != ("en", "ltr"):
        return "does not carry its language"
    together = next((parent for parent in text.parents if parent.css.match(TOGETHER)), None)
    return "" if together and "English" in together.get_text() else "is not labelled"


SHOWN = {
    "home": set(FOREIGN),
    "news": {REGION, THEME, FOOTER},
    "events": {REGION, THEME, FOOTER},
    "projects": {REGION, THEME, FOOTER},
    "publications": {REGION, THEME, PERSON, FOOTER},
    "regions": {REGION, "Accra", FOOTER},
    "network": {PERSON, ORGANISATION, EMPLOYER, FOOTER},
    "news page": {REGION, THEME, PILLAR, PERSON, FOOTER},
    "event page": {REGION, THEME, PILLAR, PERSON, ORGANISATION, FOOTER},
    "project page": {REGION, THEME, PILLAR, PERSON, ORGANISATION, FOOTER},
    "publication page": {REGION, THEME, PILLAR, PERSON, ORGANISATION, PAPER, FOOTER},
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_foreign_word_carries_its_language_and_says_it(client: Client, french: dict[str, Any], name: str) -> None:
    answer = client.get(french[name].get_url())
    assert answer.status_code == 200
    body = BeautifulSoup(answer.content, "html.parser").body
    assert body is not None
    found = list(words(body))
    assert SHOWN[name] <= {word for word, _text in found}
    problems = [f"{word} {problem}: {text.parent}" for word, text in found if (problem := told(text))]
    assert problems == []


def test_a_choice_in_another_language_says_so_and_one_in_the_reader_s_does_not(
    client: Client, french: dict[str, Any]
) -> None:
    ThematicAreaPageFactory(title="Éthique", language="fr")
    soup = BeautifulSoup(client.get(french["news"].get_url()).content, "html.parser")
    options = {option.get_text(): option.get("lang") for option in soup.select("#filter-region, #filter-theme option")}
    assert options["Data ethics (English)"] == "en"
    assert options["Éthique"] is None
    assert soup.select_one(f'#filter-region option:-soup-contains("{REGION} (English)")[lang="en"][dir="ltr"]')


def test_an_english_reader_sees_no_label_on_english_words(client: Client, french: dict[str, Any]) -> None:
    soup = BeautifulSoup(client.get(section(RegionIndexPage).get_url()).content, "html.parser")
    main = soup.select_one("main")
    assert main is not None
    assert REGION in main.get_text()
    assert main.select(".language-label, [lang]") == []


def test_what_a_visitor_can_do_stands_at_the_head_of_an_event(client: Client) -> None:
    """On a phone the side column is below the whole text."""
    event = EventPageFactory(
        start_date=future(), registration_url="https://example.org/in", join_url="https://example.org/on"
    )
    soup = BeautifulSoup(client.get(event.get_url()).content, "html.parser")
    assert [link["href"] for link in soup.select(".page-header .actions a")] == [
        "https://example.org/in",
        "https://example.org/on",
    ]
    past = EventPageFactory(registration_url="https://example.org/in", join_url="https://example.org/on")
    assert not BeautifulSoup(client.get(past.get_url()).content, "html.parser").select(".actions")
