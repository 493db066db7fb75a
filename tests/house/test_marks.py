"""Law: where a language borrows its interface, every text of the interface says so, and no text of a page does.

Looked at on the page of each type that holds the most in the demonstration, and on what a reader meets beside these:
lists without a match, the search, errors, pages behind a password. In a language that is written as its lender is,
and in one that is written the other way round.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, Page, PageViewRestriction

from base.listings import registry as kinds
from base.models import CustomImage, SdgRow
from events.models import EventIndexPage
from languages.models import Alignment
from languages.routing import registry
from languages.segments.provenance import Origin
from languages.translations.create import create_translation
from languages.translations.draft import Change, write
from languages.translations.tracking import pairs_of
from network.credits import OrganisationCredit, PersonCredit
from network.models import CoalitionRole, Position
from network.roles import CoalitionRoleName, OrganisationRole, PersonRole
from news.models import NewsIndexPage
from tests.factories.base import DocumentFactory, locale, offer, section
from tests.factories.borrowing import OPEN, borrowed, faults, lend
from tests.factories.demonstration import Built
from tests.factories.events import EventPageFactory
from tests.factories.fullest import PAGE_TYPES, fullest
from tests.factories.home import StandardPageFactory
from tests.factories.network import OrganisationPageFactory, PersonPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import root_collection
from tests.factories.pictures import picture
from tests.factories.pillars import ThematicAreaPageFactory
from tests.factories.projects import ProjectPageFactory
from tests.factories.publications import PublicationFileFactory, PublicationPageFactory
from tests.factories.regions import RegionPageFactory
from tests.factories.translations import change, say, translated

pytestmark = pytest.mark.django_db

# Left to right as the lender is, and right to left.
BORROWERS = ("wo", "ur")


@pytest.fixture(params=BORROWERS)
def code(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A language with a public home page, which borrows its interface."""
    lend(request.param, monkeypatch, "en")
    return str(request.param)


def read(address: str, status: int = 200) -> bytes:
    answer = Client().get(address)
    assert answer.status_code == status, address
    return answer.content


# Page types ---------------------------------------------------------------------------------------------------------


def in_language(page: Page, code: str) -> Any:
    """A public version of a page, and of those above it, in a language: the words of the original and a dot."""
    found = Page.objects.filter(translation_key=page.translation_key, locale__language_code=code).first()
    if found:
        return found.specific
    parent = page.get_parent()
    if parent.depth > 1:
        in_language(parent, code)
    version = create_translation(page, Locale.objects.get(language_code=code))
    rows = [row for row in pairs_of(Alignment.objects.get(pk=version.pk), type(version)) if row.path]
    written = write(version, [Change(row.path, row.index, row.source, f"{row.source}·", row.source) for row in rows])
    too_long = [replace(change, text=change.source, origin=Origin.LEFT) for change, _reason in written.problems]
    revision = write(version, too_long).revision or written.revision
    assert revision
    revision.publish()
    registry.forget()
    return Page.objects.get(pk=version.pk).specific


@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_page_says_what_is_borrowed(demonstration: Built, code: str, page_type: str) -> None:
    page = in_language(fullest(demonstration, page_type), code)
    html = read(page.get_url())
    assert len(borrowed(html)) > 5
    assert faults(html, code) == []


# What the demonstration does not show ---------------------------------------------------------------------------------


def soon() -> date:
    return timezone.localdate() + timedelta(days=20)


def image() -> CustomImage:
    return CustomImage.objects.create(
        title="Wells",
        credit="Ama Mensah",
        collection=root_collection(),
        file=ContentFile(picture(), name="wells.jpg"),
    )


def full_body(code: str) -> list[tuple[str, Any]]:
    """The blocks in which the interface has a say."""
    document = DocumentFactory(title="Minutes", language=code, file=ContentFile(b"%PDF-1.4", name="minutes.pdf"))
    kinds = ("news", "upcoming_events", "past_events", "projects", "publications", "regions", "people", "organisations")
    return [
        ("heading", "Wells"),
        ("image", {"image": image(), "alt": "A well.", "caption": "By the road.", "decorative": False}),
        ("video", {"url": "https://www.youtube.com/watch?v=aaaaaaaaaaa", "title": "A film"}),
        ("document", {"document": document, "label": ""}),
        ("quote", {"text": "Water is life.", "speaker": "Ama Mensah", "role": "Clerk"}),
        ("organisations", {"heading": "Hosts", "role": CoalitionRoleName.HOST, "works": []}),
        *[("listing", {"heading": f"All {kind}", "kind": kind, "limit": 3, "show_all": True}) for kind in kinds],
    ]


def everything(code: str) -> dict[str, Any]:
    """Pages of every type in a language, with as many fields and in as many states as there are."""
    offer("en", code)
    region = RegionPageFactory(
        title="Middle River", language=code, places=("Dakar, SN", "Accra, GH"), countries=["SN", "GH"]
    )
    theme = ThematicAreaPageFactory(title="Ethics", language=code)
    organisation = OrganisationPageFactory(
        title="Institute", language=code, acronym="IN", also_known_as="The Institute", country="SN"
    )
    CoalitionRole.objects.create(page=organisation, role=CoalitionRoleName.HOST, since=date(2016, 6, 1))
    CoalitionRole.objects.create(page=organisation, role=CoalitionRoleName.CONVENOR)
    person = PersonPageFactory(title="Ama Mensah", language=code)
    Position.objects.create(
        page=person, locale=locale(code), title="Clerk", organisation_id=organisation.translation_key, since_year=2010
    )
    inside: dict[str, Any] = {"parent": region, "language": code}
    pages: dict[str, Any] = {
        "region": region,
        "theme": theme,
        "organisation": organisation,
        "person": person,
        "news": NewsPageFactory(title="Rain", image=image(), date=date(2016, 6, 8), dateline="Dakar", **inside),
        "mention": NewsPageFactory(
            title="In the paper", kind="press_mention", outlet="Daily", mention_url="https://example.org/", **inside
        ),
        "project": ProjectPageFactory(
            title="Wells", status="ongoing", start=date(2016, 6, 1), duration_months=7, **inside
        ),
        "long project": ProjectPageFactory(title="Roads", duration_months=12, **inside),
        "publication": PublicationPageFactory(
            title="A paper", year=2016, place="Dakar", web_address="https://example.org/paper", **inside
        ),
        "in person": EventPageFactory(title="Meeting", start_date=soon(), room="Hall", address="1 Main Road", **inside),
        "online": EventPageFactory(
            title="Call",
            attendance_mode="online",
            start_date=soon(),
            registration_url="https://example.org/register",
            registration_deadline_date=soon(),
            registration_deadline_time=time(9, 30),
            join_url="https://example.org/join",
            note="Bring a pen.",
            larger_event="Week of data",
            larger_event_from=soon(),
            **inside,
        ),
        "of days": EventPageFactory(
            title="Camp",
            attendance_mode="mixed",
            start_date=soon(),
            start_time=None,
            end_time=None,
            end_date=soon() + timedelta(days=40),
            **inside,
        ),
        "cancelled": EventPageFactory(title="Fair", status="cancelled", start_date=soon(), **inside),
        "postponed": EventPageFactory(title="Walk", status="postponed", start_date=soon(), **inside),
        "moved": EventPageFactory(
            title="Feast", status="rescheduled", start_date=soon(), previous_start_date=date(2016, 1, 8), **inside
        ),
        "past": EventPageFactory(title="Talk", recording_url="https://example.org/recording", **inside),
    }
    report = NewsPageFactory(title="How it was", language=code)
    pages["past"].report_id = report.translation_key
    pages["past"].save()
    PublicationFileFactory(page=pages["publication"], document=DocumentFactory(title="Paper", language=code))
    people = {"news": PersonRole.AUTHOR, "publication": PersonRole.AUTHOR, "project": PersonRole.LEAD}
    for name, role in {**people, "in person": PersonRole.SPEAKER}.items():
        page = pages[name]
        SdgRow.objects.create(page=page, goal=4)
        for named in ({"person_id": person.translation_key}, {"name": "Kofi"}):
            PersonCredit.objects.create(page=page, locale=locale(code), role=role, note="From the start.", **named)
        OrganisationCredit.objects.create(
            page=page,
            locale=locale(code),
            role=OrganisationRole.PARTNER,
            organisation_id=organisation.translation_key,
        )
    for start, day in ((time(9, 0), soon()), (None, soon() + timedelta(days=1))):
        pages["of days"].programme.create(
            locale=locale(code),
            day=day,
            start_time=start,
            title="Opening",
            session="First",
            room="Hall",
            speakers="Ama",
        )
    pages["text"] = StandardPageFactory(title="About", language=code, body=full_body(code))
    registry.forget()
    return pages


def nothing(code: str) -> dict[str, Any]:
    """Sections and a region in which there is nothing yet."""
    offer("en", code)
    root_collection()
    return {"region": RegionPageFactory(title="Middle River", language=code)}


PAGES = (
    "region",
    "theme",
    "organisation",
    "person",
    "news",
    "mention",
    "project",
    "long project",
    "publication",
    "in person",
    "online",
    "of days",
    "cancelled",
    "postponed",
    "moved",
    "past",
    "text",
)
SECTIONS: list[Any] = [apps.get_model(kind.index) for kind in kinds.sections()]
LISTED = ("", "?kind=press_mention", "?kind=online", "?after=MTB-QQ")
PAST = ("past/", "past/?kind=online")


def test_pages_in_every_state_say_what_is_borrowed(code: str) -> None:
    pages = everything(code)
    assert sorted(pages) == sorted(PAGES)
    found = {name: faults(read(page.get_url()), code) for name, page in pages.items()}
    assert found == dict.fromkeys(PAGES, [])


@pytest.mark.parametrize("site", [everything, nothing], ids=["full", "empty"])
def test_lists_say_what_is_borrowed(code: str, site: Callable[[str], dict[str, Any]]) -> None:
    region = site(code)["region"]
    addresses = [section(model, code).get_url() + more for model in SECTIONS for more in LISTED]
    addresses += [section(EventIndexPage, code).get_url() + more for more in PAST]
    with override(code):
        belonging = [f"{region.get_url()}{kind.address}/" for kind in kinds.kinds_with_address()]
    assert len(belonging) >= 5
    addresses += [region.get_url(), *belonging, f"/{code}/"]
    found = {address: faults(read(address), code) for address in addresses}
    assert found == dict.fromkeys(addresses, [])
    filtered = read(section(NewsIndexPage, code).get_url() + "?kind=blog_post")
    assert "Show everything" in borrowed(filtered)


def test_a_long_list_says_what_is_borrowed_where_it_goes_on(code: str) -> None:
    offer("en", code)
    for number in range(13):
        NewsPageFactory(title=f"News {number}", language=code)
    html = read(section(NewsIndexPage, code).get_url())
    assert {"Next", "More of this list"} <= borrowed(html)
    assert faults(html, code) == []


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("", "Search"),
        ("?q=Rain", "Results"),
        ("?q=nowhere", "Search in another language"),
        ("?q=Rain&page=2", "There are no more results."),
    ],
)
def test_the_search_says_what_is_borrowed(code: str, asked: str, answer: str) -> None:
    everything(code)
    html = read(f"/{code}/search/{asked}")
    assert answer in borrowed(html)
    assert faults(html, code) == []


def test_an_address_without_a_page_says_what_is_borrowed(code: str) -> None:
    offer("en", code)
    section(NewsIndexPage, code)
    html = read(f"/{code}/nowhere/", status=404)
    assert "There is no page at this address" in borrowed(html)
    assert faults(html, code) == []


@pytest.mark.parametrize("kind", [PageViewRestriction.PASSWORD, PageViewRestriction.LOGIN])
def test_the_door_of_a_private_page_says_what_is_borrowed(code: str, kind: str) -> None:
    offer("en", code)
    page = StandardPageFactory(title="Only for some", language=code)
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="sesame")
    registry.forget()
    client = Client(headers={"accept-language": code})
    html = client.get(page.get_url(), follow=True).content
    assert {"Password", "Password required", "Log in"} & borrowed(html)
    assert faults(html, code) == []


def test_a_translation_that_is_behind_says_what_is_borrowed(code: str) -> None:
    offer("en", code)
    section(NewsIndexPage, code)
    original = NewsPageFactory(title="Rain")
    original.save_revision().publish()
    page = translated(original, code)
    say(page, {"Rain": "Water from above"}, origin=Origin.MACHINE)
    page.get_latest_revision().publish()
    change(original, title="Rain and hail")
    html = read(page.get_url())
    assert {"Read the original", "What has changed in the original"} <= borrowed(html)
    assert faults(html, code) == []


def test_a_page_in_one_language_only_says_what_is_borrowed(code: str) -> None:
    offer("en", code)
    html = read(NewsPageFactory(title="Rain", language=code).get_url())
    assert "this page is not in that language; the nearest section is" in borrowed(html)
    assert faults(html, code) == []


# The law itself -------------------------------------------------------------------------------------------------------


FRAME = '<html lang="ur" dir="rtl"><body>{}</body></html>'


@pytest.mark.parametrize(
    "html",
    [
        "<p>⟦Next⟧</p>",
        '<p lang="sw" dir="ltr">پانی</p>',
        '<p lang="sw">⟦8 June 2016.⟧</p>',
        '<nav aria-label="⟦Main menu⟧"></nav>',
        '<nav lang="sw" aria-label="⟦Main menu⟧"><a href="/">پانی</a></nav>',
        '<img lang="sw" alt="پانی">',
        '<p lang="sw" dir="ltr">⟦Picture: ⟧پانی</p>',
    ],
)
def test_a_text_that_is_not_marked_is_found(html: str) -> None:
    assert faults(FRAME.format(html), "ur")


@pytest.mark.parametrize(
    "html",
    [
        '<p lang="sw">⟦Next⟧</p>',
        '<p lang="sw" dir="ltr">⟦8 June 2016.⟧</p>',
        '<nav lang="sw" aria-label="⟦Main menu⟧"><ul lang="ur" dir="rtl"><li>پانی</li></ul></nav>',
        '<p lang="sw" dir="ltr">⟦Picture: ⟧<bdi lang="ur" dir="rtl">پانی</bdi></p>',
        '<p lang="sw" dir="ltr">⟦Moved from ⟧⟦8 ⟦June⟧⟧</p>',
        "<p>پانی، 8</p>",
    ],
)
def test_a_text_that_is_marked_is_not_found(html: str) -> None:
    assert faults(FRAME.format(html), "ur") == []


def test_without_borrowing_nothing_is_marked() -> None:
    offer("en", "fr")
    html = read(NewsPageFactory(title="Pluie", language="fr").get_url()).decode()
    assert OPEN not in html
    assert 'lang="en"' not in html.partition("<main")[2].replace('hreflang="en"', "")
