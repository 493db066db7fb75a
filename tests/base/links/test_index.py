"""Which links a page has, and that they are noted as long as it is published."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page, get_page_models

from base.blocks import StoryBlock
from base.links.extraction import Link, absolute, links_of, shape_of
from base.links.index import keep_all
from base.models import CheckedAddress, PageLink
from events.models import EventLink, EventPage
from publications.models import PublicationPage
from tests.factories.base import DocumentFactory, section
from tests.factories.events import EventPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.publications import PublicationPageFactory
from tests.factories.translations import change, draft, translated, version

A, B = "https://a.example/", "https://b.example/"

# A page asks for the roots of the sites before it says its address, unless they are in the cache.
pytestmark = pytest.mark.django_db


def body(*children: tuple[str, Any]) -> Any:
    return StoryBlock().to_python([{"type": kind, "id": str(uuid4()), "value": value} for kind, value in children])


def news(*children: tuple[str, Any], **fields: Any) -> Any:
    return NewsPageFactory(body=body(*children), **fields)


def linking(address: str, text: str = "there", **fields: Any) -> Any:
    return news(("text", f'<p>See <a href="{address}">{text}</a>.</p>'), **fields)


def noted(page: Page) -> set[str | None]:
    return {link.address_id for link in PageLink.objects.filter(page=page.pk)}


def addresses(page: Page) -> set[str | None]:
    return {link.address_id for link in links_of(page)}


# Fields --------------------------------------------------------------------------------------------------------------


def test_fields_with_links_are_found_by_what_they_are() -> None:
    found = {
        f"{model._meta.label}.{path}"
        for model in get_page_models()
        for shape in [shape_of(model)]
        for path in (
            *(field.name for field in shape.fields),
            *(f"{name}.{field.name}" for name, rows in shape.rows for field in rows.fields),
        )
        if path != "body"
    }
    assert found == {
        "events.EventPage.join_url",
        "events.EventPage.registration_url",
        "events.EventPage.recording_url",
        "events.EventPage.links.url",
        "network.OrganisationPage.website",
        "news.NewsPage.mention_url",
        "publications.PublicationPage.doi",
        "publications.PublicationPage.web_address",
    }


def test_every_page_type_with_a_body_is_looked_at() -> None:
    bodies = [model for model in get_page_models() if hasattr(model, "body")]
    assert len(bodies) > 10
    assert all("body" in [field.name for field in shape_of(model).fields] for model in bodies)


def test_a_row_is_named_by_what_it_says() -> None:
    page = EventPage(links=[EventLink(label="Agenda", url=A)], registration_url=B)
    assert links_of(page) == {Link("links.url", "Agenda", A), Link("registration_url", "", B)}


def test_an_identifier_of_a_publication_leads_to_its_resolver() -> None:
    assert addresses(PublicationPage(doi="10.1000/a<b")) == {"https://doi.org/10.1000/a%3Cb"}


# Bodies --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", f'<p><a href="{A}">the <b>report</b></a></p>', Link("body.text", "the report", A)),
        ("text", '<p><a linktype="page" id="999">a page</a></p>', Link("body.text", "a page", to_page_id=999)),
        ("text", '<a linktype="document" id="7">a file</a>', Link("body.text", "a file", to_document_id=7)),
        (
            "accordion",
            {"items": [{"title": "Who?", "text": f'<a href="{A}">Us</a>'}]},
            Link("body.accordion", "Us", A),
        ),
        (
            "timeline",
            {"items": [{"type": "item", "id": "1", "value": {"when": "1", "text": f'<a href="{A}">2</a>'}}]},
            Link("body.timeline", "2", A),
        ),
        ("video", {"url": "https://vimeo.com/1", "title": "Talk"}, Link("body.video", "Talk", "https://vimeo.com/1")),
        ("call_to_action", {"heading": "Join", "url": A}, Link("body.call_to_action", "Join", A)),
        (
            "call_to_action",
            {"heading": "Join", "page": 999},
            Link("body.call_to_action", "Join", to_page_id=999, is_chosen=True),
        ),
        ("document", {"document": 7, "label": "Paper"}, Link("body.document", "Paper", to_document_id=7)),
        ("cards", {"heading": "More", "works": [999]}, Link("body.cards", "More", to_page_id=999, is_chosen=True)),
    ],
)  # fmt: skip
def test_a_block_s_link_is_found_as_it_is_stored(kind: str, value: Any, expected: Link) -> None:
    assert links_of(PublicationPage(body=body((kind, value)))) == {expected}


@pytest.mark.parametrize(
    "text",
    [
        "<p>No link.</p>",
        '<a href="mailto:a@b.example">write</a>',
        '<a href="tel:+57123">call</a>',
        '<a href="#section-who">below</a>',
        '<a href="">empty</a>',
        "<a>nothing</a>",
        '<a linktype="page" id="x">no number</a>',
        '<a linktype="page" id="99999999999999999999">no number of a database</a>',
        '<a href="http://[">no address</a>',
    ],
)
def test_what_leads_to_no_other_place_is_no_link(text: str) -> None:
    assert links_of(PublicationPage(body=body(("text", text)))) == set()


def test_the_same_link_twice_is_one_and_other_words_are_another() -> None:
    text = f'<a href="{A}">one</a> <a href="{A}">one</a> <a href="{A}#part">two</a>'
    page = PublicationPage(body=body(("text", text)))
    assert links_of(page) == {Link("body.text", "one", A), Link("body.text", "two", A)}


# Addresses -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("https://a.example", A),
        ("HTTPS://A.Example/#top", A),
        (" https://a.example/x y ", "https://a.example/x%20y"),
        ("https://user:secret@a.example/", A),
        ("https://a.example:8443/x?q=ñ", "https://a.example:8443/x?q=%C3%B1"),
        ("https://a.example/%C3%B1", "https://a.example/%C3%B1"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://Straße.example/", "https://xn--strae-oqa.example/"),
        ("https://ar.example/بيانات", "https://ar.example/%D8%A8%D9%8A%D8%A7%D9%86%D8%A7%D8%AA"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
        ("/es/noticias/", "https://coalition.example/es/noticias/"),
        ("//b.example/x", "https://b.example/x"),
        ("https://a.example/" + "x" * 2000, ""),
        ("https://" + "x" * 64 + ".example/", ""),
        ("https://a.example:port/", ""),
        ("javascript:alert(1)", ""),
        ("ftp://a.example/", ""),
    ],
)
def test_an_address_is_made_whole_as_browsers_do(settings: Any, written: str, whole: str) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://coalition.example"
    assert absolute(written, Page()) == whole


def test_what_has_no_scheme_lies_below_the_page_for_a_browser() -> None:
    page = NewsPageFactory(title="Open data")
    assert absolute("example.org/x", page) == "http://127.0.0.1:8000/en/news-section-en/open-data/example.org/x"


@given(st.text(max_size=40), st.sampled_from(["https://a.example/", "http://", "https://é", "/"]))
def test_any_text_makes_an_address_that_can_be_asked_for_or_none(text: str, start: str) -> None:
    found = absolute(f"{start}{text}", Page(url_path="/"))
    assert found.isascii()
    assert not any(character <= " " for character in found)
    assert absolute(found, Page()) == found


# Kept in step --------------------------------------------------------------------------------------------------------


def test_links_of_a_page_are_noted_when_it_is_published() -> None:
    page = linking(A)
    assert noted(page) == {A}
    change(page, body=body(("text", f'<a href="{B}">b</a>')))
    assert noted(page) == {B}


def test_a_draft_changes_no_link() -> None:
    page = linking(A)
    change(page, publish=False, body=body(("text", f'<a href="{B}">b</a>')))
    assert noted(page) == {A}
    assert noted(linking(A, live=False)) == set()


def test_a_page_that_is_withdrawn_or_deleted_has_no_links() -> None:
    page, other = linking(A), linking(B)
    draft(page).unpublish()
    other.delete()
    assert not PageLink.objects.exists()
    version(page, "en").save_revision().publish()
    assert noted(page) == {A}


def test_an_address_that_follows_the_original_is_noted_of_its_translations() -> None:
    section(type(EventPageFactory().get_parent().specific), "es")
    page = EventPageFactory(title="Talk")
    page.save_revision().publish()
    other = translated(page, "es")
    change(page, registration_url=A)
    assert noted(page) == noted(other) == {A}


def test_saving_a_page_costs_one_statement_where_no_link_has_changed() -> None:
    def statements(page: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            page.save()
        return sum("base_pagelink" in query["sql"] for query in captured.captured_queries)

    page = news(("text", "".join(f'<a href="{A}{number}">n</a>' for number in range(50))))
    assert statements(version(page, "en")) == 1
    changed = version(page, "en")
    changed.body = body(("text", "".join(f'<a href="{B}{number}">n</a>' for number in range(50))))
    assert statements(changed) == 4


def test_at_night_what_was_changed_without_a_signal_is_put_right() -> None:
    page, gone = linking(A), linking(B)
    event = EventPageFactory()
    EventLink.objects.create(page=event, label="Map", url=f"{B}map", locale=event.locale)
    type(page).objects.filter(pk=page.pk).update(body=body(("text", f'<a href="{A}new">new</a>')))
    Page.objects.filter(pk=gone.pk).update(live=False)
    PageLink.objects.create(page=page, place="body.text", text="new", address_id=f"{A}new")
    PageLink.objects.create(page=page, place="body.text", text="new", address_id=f"{A}new")
    keep_all()
    rows = PageLink.objects.order_by("page", "pk").values_list("page", "text", "address_id")
    assert list(rows) == [(page.pk, "new", f"{A}new"), (event.pk, "Map", f"{B}map")]


def test_at_night_addresses_are_listed_and_those_of_no_page_forgotten() -> None:
    page, other = linking(A), linking(A)
    keep_all()
    CheckedAddress.objects.filter(url=A).update(outcome="good")
    change(page, body=body(("text", f'<a href="{B}">b</a>')))
    keep_all()
    assert dict(CheckedAddress.objects.values_list("url", "outcome")) == {A: "good", B: ""}
    other.delete()
    keep_all()
    assert list(CheckedAddress.objects.values_list("url", flat=True)) == [B]


def test_the_night_costs_the_same_for_any_number_of_pages() -> None:
    counts = []
    for number in (3, 30):
        for _one in range(number):
            linking(f"{A}{number}")
            PublicationPageFactory(doi="10.1000/182")
        keep_all()
        with CaptureQueriesContext(connection) as captured:
            keep_all()
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_document_and_a_page_can_be_deleted_though_links_lead_there() -> None:
    document, target = DocumentFactory(), NewsPageFactory()
    page = news(("text", f'<a linktype="page" id="{target.pk}">p</a><a linktype="document" id="{document.pk}">d</a>'))
    before = set(PageLink.objects.filter(page=page.pk).values_list("to_page_id", "to_document_id"))
    document.delete()
    target.delete()
    assert set(PageLink.objects.filter(page=page.pk).values_list("to_page_id", "to_document_id")) == before
    assert len(before) == 2


def test_a_page_whose_links_cannot_be_told_keeps_no_other_from_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [linking(A) for _number in range(3)]
    PageLink.objects.filter(page__in=pages[1:]).delete()

    def failing(page: Page) -> set[Link]:
        if page.pk == pages[1].pk:
            raise KeyError("value")
        return links_of(page)

    monkeypatch.setattr("base.links.index.links_of", failing)
    keep_all()
    assert [noted(page) for page in pages] == [{A}, set(), {A}]
