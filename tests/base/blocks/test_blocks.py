"""The blocks of a body: what they refuse, and where they say so; what can be translated; what readers get."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter
from django.template.loader import get_template
from django.utils.functional import lazy
from django.utils.translation import get_language, override
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter

from base.blocks import StoryBlock
from base.blocks import listings as listing_blocks
from base.blocks.data import FiguresBlock, TableBlock
from base.blocks.foundation import works_shown
from base.blocks.links import CallToActionBlock, WebAddressBlock, page_shown
from base.blocks.listings import ListingBlock, OrganisationsBlock
from base.blocks.media import ImageBlock, VideoBlock, recording
from base.blocks.text import TextBlock, anchor_for
from base.listings import registry
from base.listings import select as listings_select
from base.listings.facets import Facet
from base.validators import SafeURLValidator, validate_link, validate_rich_text_links, validate_web_address
from home.models import HomePage, StandardPage
from languages.routing import registry as routing_registry

FORBIDDEN = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,<p>hello</p>",
    "ftp://example.org/report.pdf",
    "file:///etc/passwd",
    "vbscript:msgbox(1)",
    "//example.org",
    "/admin/",
    "https://",
]


def errors_of(block: blocks.StructBlock, value: dict[str, Any]) -> dict[str, Any]:
    """Errors by the field at which the editor meets them; empty when the value is accepted."""
    try:
        block.clean(block.normalize(value))
    except StructBlockValidationError as error:
        return error.block_errors
    return {}


def stored(*children: tuple[str, Any]) -> blocks.StreamValue:
    """A body as it is read from the database."""
    block = StoryBlock()
    raw = block.get_prep_value(block.to_python([*children]))
    return block.to_python(raw)


# Addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", FORBIDDEN)
@pytest.mark.parametrize("validate", [validate_web_address, validate_link, SafeURLValidator()])
def test_addresses_that_are_no_web_page_are_refused(address: str, validate: Any) -> None:
    with pytest.raises(ValidationError):
        validate(address)


@pytest.mark.parametrize("address", ["https://example.org", "http://example.org:8080/a?b=c#d", "https://مثال.إختبار/"])
def test_web_addresses_are_accepted(address: str) -> None:
    # Validators speak only by raising.
    validate_web_address(address)
    validate_link(address)


def test_mail_addresses_are_links_but_no_web_addresses() -> None:
    validate_link("mailto:someone@example.org?subject=Hello")
    with pytest.raises(ValidationError):
        validate_web_address("mailto:someone@example.org")
    with pytest.raises(ValidationError):
        validate_link("mailto:nobody")


@pytest.mark.parametrize("address", FORBIDDEN)
def test_an_address_field_refuses_at_itself(address: str) -> None:
    block = WebAddressBlock(required=False)
    with pytest.raises(ValidationError) as refused:
        block.clean(address)
    assert len(refused.value.messages) == 1


def test_an_address_without_its_scheme_is_completed_and_mail_stays_as_typed() -> None:
    assert WebAddressBlock().clean("example.org/report") == "https://example.org/report"
    assert WebAddressBlock(email=True).clean("mailto:someone@example.org") == "mailto:someone@example.org"


def test_an_address_field_refuses_in_the_editors_language() -> None:
    def message() -> str:
        with pytest.raises(ValidationError) as refused:
            WebAddressBlock().clean("ftp://example.org")
        return refused.value.messages[0]

    with override("en"):
        assert message() == "Give a web address that starts with https:// or http://."


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "java\tscript:alert(1)", " JAVASCRIPT:x", "data:text/html,x", "http://["]
)
def test_rich_text_refuses_links_that_run_code(link: str) -> None:
    with pytest.raises(ValidationError):
        validate_rich_text_links(f'<p>See <a href="{link}">this</a>.</p>')
    with pytest.raises(ValidationError):
        TextBlock().clean(TextBlock().normalize(f'<p><a href="{link}">this</a></p>'))


def test_rich_text_accepts_links_to_pages_files_sites_and_people() -> None:
    text = (
        '<p><a href="https://example.org">a</a> <a href="mailto:a@example.org">b</a> <a href="/en/about/">c</a>'
        '<a href="#section-x">d</a> <a linktype="page" id="3">e</a> <a linktype="document" id="4">f</a></p>'
    )
    validate_rich_text_links(text)


# Text ------------------------------------------------------------------------------------------------------------


def test_anchors_are_readable_in_any_script_and_unique_in_a_body() -> None:
    taken: set[str] = set()
    assert anchor_for("How to join?", taken) == "section-how-to-join"
    assert anchor_for("How to join", taken) == "section-how-to-join-2"
    assert re.fullmatch(r"section-[a-z0-9-]+", anchor_for("كيف تنضم", taken))
    assert anchor_for("…") == "section"


def test_two_headings_with_the_same_words_have_different_ids() -> None:
    html = str(stored(("heading", "Results"), ("heading", "Results")))
    ids = re.findall(r'id="([^"]+)"', html)
    assert ids == ["section-results", "section-results-2"]


def test_a_quote_keeps_its_speaker_apart_from_the_words() -> None:
    html = str(stored(("quote", {"text": "We count.", "speaker": "A participant", "role": "Workshop"})))
    assert "<blockquote><p>We count.</p></blockquote>" in html
    assert "A participant, Workshop</figcaption>" in html
    assert "<figcaption" not in str(stored(("quote", {"text": "We count.", "speaker": "", "role": ""})))


def test_what_editors_type_is_escaped() -> None:
    html = str(
        stored(
            ("heading", "<script>alert(1)</script>"),
            ("quote", {"text": "<b>x</b>", "speaker": '"><img>', "role": ""}),
            ("table", {"caption": '"><img>', "header": ["<i>"], "rows": [["<i>"]], "named_rows": True}),
            ("video", {"url": "https://youtu.be/abcdefghijk", "title": '"><img>'}),
        )
    )
    assert "<script" not in html
    assert "<img" not in html
    assert "<i>" not in html
    assert "<b>" not in html


# Media -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def image(db: None) -> Any:
    from wagtail.images import get_image_model
    from wagtail.images.tests.utils import get_test_image_file

    return get_image_model().objects.create(
        title="Points", credit="Drawn by code", file=get_test_image_file(size=(800, 400))
    )


def an_image(image: Any, **changes: Any) -> dict[str, Any]:
    return {"image": image, "alt": "A field of points", "decorative": False, "caption": "", "credit": "", **changes}


def test_a_picture_is_described_or_said_to_decorate(image: Any) -> None:
    block = ImageBlock()
    assert errors_of(block, an_image(image)) == {}
    assert errors_of(block, an_image(image, alt="", decorative=True)) == {}
    assert list(errors_of(block, an_image(image, alt="  "))) == ["alt"]


def test_a_missing_picture_and_a_missing_description_are_told_together(db: None) -> None:
    assert set(errors_of(ImageBlock(), an_image(None, alt=""))) == {"image", "alt"}


def test_a_draft_may_lack_its_description(image: Any) -> None:
    block = ImageBlock()
    block.defer_required_validation()
    try:
        assert errors_of(block, an_image(image, alt="")) == {}
    finally:
        block.restore_deferred_validation()
    assert list(errors_of(block, an_image(image, alt=""))) == ["alt"]


def test_a_picture_offers_each_size_once_in_two_formats(image: Any) -> None:
    html = str(stored(("image", an_image(image, caption="Points at sea"))))
    assert 'alt="A field of points"' in html
    assert 'loading="lazy"' in html
    assert re.search(r'<img[^>]* width="\d+"', html)
    assert re.search(r'<img[^>]* height="\d+"', html)
    assert 'type="image/webp"' in html
    descriptors = [re.findall(r" (\d+)w", srcset) for srcset in re.findall(r'srcset="([^"]+)"', html)]
    assert descriptors == [["360", "720", "800"], ["360", "720", "800"]]
    assert "Points at sea" in html
    assert "Drawn by code" in html


def test_a_small_picture_is_not_enlarged(db: None) -> None:
    from wagtail.images import get_image_model
    from wagtail.images.tests.utils import get_test_image_file

    small = get_image_model().objects.create(title="Dot", file=get_test_image_file(size=(120, 60)))
    html = str(stored(("image", an_image(small))))
    assert 'width="120"' in html
    assert "w," not in html


def test_a_decorating_picture_is_silent_and_its_credit_can_be_replaced(image: Any) -> None:
    html = str(stored(("image", an_image(image, decorative=True, credit="Somebody else"))))
    assert 'alt=""' in html
    assert "Somebody else" in html
    assert "Drawn by code" not in html


YOUTUBE = "https://www.youtube-nocookie.com/embed/abc-DEF_123"


@pytest.mark.parametrize(
    ("address", "embed"),
    [
        ("https://www.youtube.com/watch?v=abc-DEF_123", YOUTUBE),
        ("https://www.youtube.com/watch?feature=share&v=abc-DEF_123&t=42s", YOUTUBE),
        ("https://youtu.be/abc-DEF_123?si=xyz", YOUTUBE),
        ("https://m.youtube.com/shorts/abc-DEF_123", YOUTUBE),
        ("http://youtube.com/live/abc-DEF_123", YOUTUBE),
        ("https://www.youtube-nocookie.com/embed/abc-DEF_123", YOUTUBE),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871"),
        ("https://vimeo.com/76979871/0a1b2c3d4e", "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e"),
        (
            "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e",
            "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e",
        ),
        ("https://vimeo.com/channels/staffpicks/76979871", "https://player.vimeo.com/video/76979871"),
    ],
)
def test_videos_are_known_in_the_forms_that_people_copy(address: str, embed: str) -> None:
    found = recording(address)
    assert found is not None
    assert found.embed_url == embed
    assert errors_of(VideoBlock(), {"url": address, "title": "Launch"}) == {}


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/watch?v=abc-DEF_123",
        "https://www.youtube.com/",
        "https://www.youtube.com/@channel",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/playlist?list=PLabc-DEF_123",
        "https://youtube.com.example.org/watch?v=abc-DEF_123",
        "https://youtu.be/abc-DEF_123%22onload",
        "https://vimeo.com/about",
        "https://vimeo.com/76979871?h=%22x",
        "javascript://www.youtube.com/watch?v=abc-DEF_123",
    ],
)
def test_other_addresses_are_no_video(address: str) -> None:
    assert recording(address) is None
    assert list(errors_of(VideoBlock(), {"url": address, "title": "Launch"})) == ["url"]


def test_a_video_is_a_link_that_contacts_nobody() -> None:
    html = str(stored(("video", {"url": "https://youtu.be/abc-DEF_123", "title": "Launch"})))
    assert 'href="https://www.youtube.com/watch?v=abc-DEF_123"' in html
    assert f'data-embed="{YOUTUBE}"' in html
    assert "<iframe" not in html
    assert "src=" not in html


# Links -----------------------------------------------------------------------------------------------------------


def an_action(**changes: Any) -> dict[str, Any]:
    return {"heading": "Join", "text": "", "label": "Write to us", "page": None, "url": "", **changes}


def test_a_call_to_action_leads_to_one_place(db: None) -> None:
    block = CallToActionBlock()
    root = Page.objects.get(depth=1)
    assert list(errors_of(block, an_action())) == ["page"]
    assert errors_of(block, an_action(url="https://example.org")) == {}
    assert errors_of(block, an_action(url="mailto:a@example.org")) == {}
    assert errors_of(block, an_action(page=root)) == {}
    assert list(errors_of(block, an_action(page=root, url="https://example.org"))) == ["url"]
    assert list(errors_of(block, an_action(url="javascript:alert(1)"))) == ["url"]


def test_errors_stand_at_the_right_block_of_a_body_and_nothing_typed_is_lost(db: None) -> None:
    body = StoryBlock()
    value = body.to_python(
        [("heading", "First"), ("call_to_action", an_action(url="ftp://example.org", text="Typed at length"))]
    )
    with pytest.raises(StreamBlockValidationError) as refused:
        body.clean(value)
    assert list(refused.value.block_errors) == [1]
    assert list(refused.value.block_errors[1].block_errors) == ["url"]
    state = body.get_form_state(value)
    assert state[1]["value"]["url"] == "ftp://example.org"
    assert state[1]["value"]["text"] == "Typed at length"


# Data ------------------------------------------------------------------------------------------------------------


def a_table(**changes: Any) -> dict[str, Any]:
    return {"caption": "Meetings", "header": ["Year", "Number"], "rows": [["2016", "4"]], "named_rows": True, **changes}


def test_a_table_names_its_columns_and_rows() -> None:
    html = str(stored(("table", a_table(rows=[["2016", "4"], ["2017"]]))))
    assert "<caption>Meetings</caption>" in html
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 2
    assert html.count("<td>") == 2  # the cell that was left out at the end of a row is there, and empty


def test_a_row_longer_than_the_header_is_refused_at_that_row() -> None:
    errors = errors_of(TableBlock(), a_table(rows=[["2016", "4"], ["2017", "5", "6"]]))
    assert list(errors) == ["rows"]
    assert isinstance(errors["rows"], ListBlockValidationError)
    assert list(errors["rows"].block_errors) == [1]


def test_a_table_without_names_of_columns_is_refused() -> None:
    assert list(errors_of(TableBlock(), a_table(header=["", " "]))) == ["header"]
    assert errors_of(TableBlock(), a_table(header=["", "Number"])) == {}


def test_figures_need_one_at_least() -> None:
    assert list(errors_of(FiguresBlock(), {"heading": "", "items": []})) == ["items"]


# Listings --------------------------------------------------------------------------------------------------------


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, registry.ListingKind]:
    """Two kinds of lists, so that these tests depend on no app above."""

    def nothing() -> Any:
        raise AssertionError("a form asked for the pages of a list")

    found = {
        "fruit": registry.ListingKind(
            name="fruit",
            label="Fruit",
            model="home.StandardPage",
            queryset=nothing,
            sort="title",
            subtypes=lambda: [("apple", "Apple")],
        ),
        "organisations": registry.ListingKind(
            name="organisations",
            label="Organisations",
            model="home.StandardPage",
            queryset=nothing,
            sort="title",
            subtypes=lambda: [("host", "Host")],
        ),
    }
    monkeypatch.setattr(registry, "_kinds", found)
    monkeypatch.setattr(listing_blocks.facets, "choices", lambda kind: [])
    return found


def a_listing(**changes: Any) -> dict[str, Any]:
    return {
        "heading": "Fruit",
        "kind": "fruit",
        "subtype": "",
        "region": "",
        "theme": "",
        "pillar": "",
        "limit": 3,
        "show_all": False,
        **changes,
    }


def test_the_subtype_of_a_listing_fits_its_kind(kinds: Any) -> None:
    block = ListingBlock()
    assert errors_of(block, a_listing()) == {}
    assert errors_of(block, a_listing(subtype="apple")) == {}
    assert list(errors_of(block, a_listing(subtype="host"))) == ["subtype"]
    assert list(errors_of(block, a_listing(kind="organisations", subtype="apple"))) == ["subtype"]


@pytest.mark.parametrize("limit", [0, 13, None])
def test_a_listing_shows_one_to_twelve_items(kinds: Any, limit: int | None) -> None:
    assert list(errors_of(ListingBlock(), a_listing(limit=limit))) == ["limit"]


def test_a_listing_asks_for_what_was_chosen(kinds: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def select(kind: str, language: str | None, **options: Any) -> listings_select.Selection:
        asked.append((kind, language, options))
        return listings_select.Selection(kinds[kind], [])

    monkeypatch.setattr(listings_select, "select", select)
    region, theme = uuid4(), uuid4()
    value = ListingBlock().to_python(a_listing(region=str(region), theme=str(theme), subtype="apple", limit=2))
    page = object()
    with override("es"):
        context = ListingBlock().get_context(value, {"page": page})
    ((kind, language, options),) = asked
    assert (kind, language) == ("fruit", "es")
    wanted = {"keys": [region, theme], "subtype": "apple", "limit": 2, "exclude": page}
    assert {name: options[name] for name in wanted} == wanted
    assert context["selection"].items == []


def a_facet(kind: str, url: str, language_code: str) -> Facet:
    return Facet(
        key=uuid4(),
        kind=kind,
        title="Somewhere",
        url=url,
        language_code=language_code,
        hue="",
        summary="",
        page_id=1,
        paths=(),
    )


def test_all_of_a_listing_is_found_where_just_that_is_shown(kinds: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    region = a_facet("region", "/es/regiones/america-latina/", "es")
    theme = a_facet("theme", "/en/themes/ethics/", "en")
    by_key = {facet.key: facet for facet in (region, theme)}
    monkeypatch.setattr(listing_blocks.facets, "every", lambda language=None: by_key)
    monkeypatch.setattr(listings_select, "section_url", lambda kind, language=None: "/en/fruit/")
    monkeypatch.setitem(
        registry._kinds, "fruit", replace(kinds["fruit"], address=lazy(lambda: f"in-{get_language()}", str)())
    )

    def address(**changes: Any) -> str:
        value = ListingBlock().to_python(a_listing(**changes))
        return listing_blocks.address_of_all("fruit", value, "en")

    assert address() == "/en/fruit/"
    # The part of the address that names the list is in the language of the region's page, not of its reader.
    assert address(region=str(region.key)) == "/es/regiones/america-latina/in-es/"
    assert address(theme=str(theme.key)) == "/en/themes/ethics/"
    assert address(region=str(region.key), theme=str(theme.key)) == "/en/fruit/"


def test_a_listing_of_a_kind_that_no_app_knows_any_more_shows_nothing(kinds: Any) -> None:
    assert str(stored(("listing", a_listing(kind="vegetables")))).strip() == ""


def test_an_unreadable_filter_finds_nothing_rather_than_everything(kinds: Any) -> None:
    value = ListingBlock().to_python(a_listing(region="not a key"))
    assert value.keys_chosen == [listing_blocks.NO_WORK]


def test_reading_a_listing_does_not_look_up_the_choices_of_its_form(monkeypatch: pytest.MonkeyPatch) -> None:
    def choices(kind: str) -> Any:
        raise AssertionError("choices were asked for")

    monkeypatch.setattr(listing_blocks.facets, "choices", choices)
    value = stored(("listing", a_listing(region=str(uuid4()))))
    assert value[0].value["kind"] == "fruit"


def test_organisations_are_found_by_role_or_chosen(kinds: Any, db: None) -> None:
    block = OrganisationsBlock()
    value = {"heading": "Hosts", "role": "host", "works": []}
    assert errors_of(block, value) == {}
    assert list(errors_of(block, {**value, "role": ""})) == ["role"]
    assert list(errors_of(block, {**value, "role": "gardener"})) == ["role"]


# Chosen pages in the reader's language -----------------------------------------------------------------------------


@pytest.fixture
def site(db: None) -> dict[str, Any]:
    """A site in English and Spanish: the two home pages by language."""
    root = Page.objects.get(depth=1)
    homes: dict[str, Any] = {}
    for code in ("en", "es"):
        locale, _created = Locale.objects.get_or_create(language_code=code)
        key = {"translation_key": homes["en"].translation_key} if homes else {}
        homes[code] = root.add_child(instance=HomePage(title=f"Home {code}", slug=code, locale=locale, **key))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=homes["en"], is_default_site=True)
    routing_registry.forget()
    return homes


def a_page(home: Any, title: str, original: Any = None, **fields: Any) -> Any:
    if original is not None:
        fields["translation_key"] = original.translation_key
    page = home.add_child(instance=StandardPage(title=title, locale=home.locale, **fields))
    routing_registry.forget()
    return page


def test_chosen_pages_are_shown_in_the_readers_language_in_the_editors_order(site: dict[str, Any]) -> None:
    first, second, third = (a_page(site["en"], title) for title in ("First", "Second", "Third"))
    segunda = a_page(site["es"], "Segunda", second)
    assert works_shown([third, second, first, second], "es") == [third, segunda, first]
    assert works_shown([third, segunda, first], "en") == [third, second, first]
    assert [type(page) for page in works_shown([Page.objects.get(pk=first.pk)], "en")] == [type(first)]


def test_what_is_gone_unpublished_or_private_is_left_out(site: dict[str, Any]) -> None:
    shown, draft, private, gone = (
        a_page(site["en"], title, live=title != "Draft") for title in ("Shown", "Draft", "Private", "Gone")
    )
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    Page.objects.get(pk=gone.pk).delete()
    routing_registry.forget()
    assert works_shown([gone, private, None, draft, shown], "en") == [shown]


def test_twelve_cards_cost_as_many_queries_as_three(
    site: dict[str, Any], django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    pages = [a_page(site["en"], f"Page {number}") for number in range(12)]
    works_shown(pages[:1], "es")  # warms what every page of the site needs
    with django_assert_max_num_queries(3) as captured:
        assert len(works_shown(pages[:3], "es")) == 3
    with django_assert_num_queries(len(captured)):
        assert len(works_shown(pages, "es")) == 12


def test_cards_that_were_shown_before_are_remembered_until_something_is_published(
    site: dict[str, Any], django_assert_num_queries: Any
) -> None:
    pages = [a_page(site["en"], f"Page {number}") for number in range(3)]
    works_shown(pages, "es")
    with django_assert_num_queries(0):
        assert works_shown(pages, "es") == pages
    pages[0].title = "Another title"
    pages[0].save_revision().publish()
    assert works_shown(pages, "es")[0].title == "Another title"


def test_chosen_pages_are_read_in_one_query(site: dict[str, Any], django_assert_num_queries: Any) -> None:
    pages = [a_page(site["en"], f"Page {number}") for number in range(6)]
    body = stored(("cards", {"heading": "A", "works": pages[:3]}), ("cards", {"heading": "B", "works": pages[3:]}))
    with django_assert_num_queries(1):
        assert [page.pk for block in body for page in block.value["works"]] == [page.pk for page in pages]


def test_a_call_to_action_leads_readers_to_their_version(
    site: dict[str, Any], django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    english = a_page(site["en"], "Join")
    only_english = a_page(site["en"], "Write")
    spanish = a_page(site["es"], "Participa", english)
    page_shown(english, "es")
    with django_assert_max_num_queries(1):
        shown = page_shown(english, "es")
    assert shown is not None
    assert shown.pk == spanish.pk
    with django_assert_num_queries(0):
        assert page_shown(spanish, "es") == spanish
    fallback = page_shown(only_english, "es")
    assert fallback is not None
    assert fallback.pk == only_english.pk
    assert page_shown(None) is None


def test_a_call_to_action_without_its_page_has_no_dead_button(site: dict[str, Any]) -> None:
    draft = a_page(site["en"], "Soon", live=False)
    with override("en"):
        html = str(stored(("call_to_action", an_action(page=draft))))
    assert "Join" in html
    assert "<a" not in html


def test_cards_carry_the_language_that_they_are_in(site: dict[str, Any]) -> None:
    join, write = a_page(site["en"], "Join us"), a_page(site["en"], "Write to us")
    a_page(site["es"], "Participa", join)
    with override("es"):
        html = str(stored(("cards", {"heading": "Seguir", "works": [join, write]})))
    assert html.index("Seguir") < html.index("Participa") < html.index("Write to us")
    assert "Join us" not in html
    spanish, english = html.split("<li>")[1:]
    assert 'lang="' not in spanish
    assert 'lang="en" dir="ltr"' in english
    assert "English" in english


def test_a_listing_renders_with_no_items_and_with_some(site: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    kind = registry.ListingKind(
        name="fruit",
        label="Fruit",
        model="home.StandardPage",
        queryset=StandardPage.objects.all,
        sort="title",
        empty="No fruit is in season.",
    )
    monkeypatch.setitem(registry._kinds, "fruit", kind)
    body = stored(("listing", a_listing()))
    assert "No fruit is in season." in str(body)
    a_page(site["en"], "Apple")
    cache.clear()
    assert "Apple" in str(body)


# What holds for all ------------------------------------------------------------------------------------------------

TRANSLATED = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock)
OVERRIDABLE = (blocks.URLBlock, blocks.PageChooserBlock, ImageChooserBlock, DocumentChooserBlock)
WITHOUT_WORDS = (blocks.ChoiceBlock, blocks.BooleanBlock, blocks.IntegerBlock)


def leaves(block: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """All blocks without children; fails where a list lies deeper than wagtail-localize reaches."""
    if isinstance(block, blocks.ListBlock):
        yield from leaves(block.child_block, f"{path}.item")
    elif isinstance(block, blocks.BaseStructBlock | blocks.BaseStreamBlock):
        for name, child in block.child_blocks.items():
            yield from leaves(child, f"{path}.{name}")
    else:
        yield path, block


def test_every_block_is_of_a_kind_that_can_be_translated_or_holds_no_words() -> None:
    known = (*TRANSLATED, *OVERRIDABLE, *WITHOUT_WORDS)
    found = dict(leaves(StoryBlock()))
    assert len(found) > 40
    assert [path for path, block in found.items() if not isinstance(block, known)] == []


@pytest.mark.django_db
def test_every_word_of_a_body_reaches_the_translator_and_comes_back() -> None:
    """Through wagtail-localize's own extractor and writer, which skip in silence what they do not know."""
    body = stored(
        ("heading", "w-heading"),
        ("text", "<p>w-text</p>"),
        ("quote", {"text": "w-quote", "speaker": "w-speaker", "role": "w-role"}),
        ("accordion", {"items": [{"title": "w-question", "text": "<p>w-answer</p>"}]}),
        ("image", {"image": None, "alt": "w-alt", "decorative": False, "caption": "w-caption", "credit": "w-credit"}),
        ("video", {"url": "https://youtu.be/abcdefghijk", "title": "w-video"}),
        ("document", {"document": None, "label": "w-document"}),
        ("call_to_action", an_action(heading="w-action", text="w-action-text", label="w-button")),
        ("listing", a_listing(heading="w-listing")),
        ("cards", {"heading": "w-cards", "works": []}),
        ("people", {"heading": "w-people", "works": []}),
        ("organisations", {"heading": "w-organisations", "role": "host", "works": []}),
        ("figures", {"heading": "w-figures", "items": [{"value": "w-value", "label": "w-label", "note": "w-note"}]}),
        (
            "timeline",
            {"heading": "w-time", "items": [{"when": "w-when", "title": "w-title", "text": "<p>w-moment</p>"}]},
        ),
        ("table", a_table(caption="w-table", header=["w-column"], rows=[["w-cell"], ["w-other"]])),
    )
    words = set(re.findall(r"w-[a-z-]+", str(body.get_prep_value())))
    assert len(words) == 31
    field = StreamField(StoryBlock())
    segments = StreamFieldSegmentExtractor(field, include_overridables=True).handle_stream_block(body)
    texts = [segment for segment in segments if isinstance(segment, StringSegmentValue) and not segment.is_empty()]
    assert {segment.string.data for segment in texts} == words

    translated = [
        StringSegmentValue(segment.path, segment.string.data.replace("w-", "x-"), attrs=segment.attrs)
        if isinstance(segment, StringSegmentValue)
        else segment
        for segment in segments
        if not segment.is_empty()
    ]
    numbered = [segment.with_order(number) for number, segment in enumerate(translated)]
    result = StreamFieldSegmentsWriter(field, None, None).handle_stream_block(body, numbered)
    after = str(StoryBlock().get_prep_value(result))
    assert "w-" not in after
    assert set(re.findall(r"x-[a-z-]+", after)) == {word.replace("w-", "x-") for word in words}


def test_every_block_has_its_own_template_name_icon_group_and_description() -> None:
    for name, block in StoryBlock().child_blocks.items():
        assert block.meta.template == f"blocks/{name}.html"
        assert get_template(block.meta.template)
        assert block.meta.icon != "placeholder"
        assert str(block.meta.group)
        assert block.get_description()


def test_every_preview_of_the_block_picker_renders_in_every_direction() -> None:
    shown = [block for block in StoryBlock().child_blocks.values() if block.is_previewable]
    assert len(shown) >= 8
    for block in shown:
        for language in ("en", "ar"):
            with override(language):
                html = block.render(block.get_preview_value())
            assert f"block-{block.name}" in html


def test_migrations_name_no_class_of_ours_and_freeze_no_choices() -> None:
    text, imports = MigrationWriter.serialize(StreamField(StoryBlock()))
    assert imports == {"import base.blocks.listings", "import functools", "import wagtail.fields"}
    ours = set(re.findall(r"base\.[a-z.]+\.(\w+)", text))
    assert ours == {f"{name}_choices" for name in ("kind", "subtype", "facet", "role")}
    assert "base.blocks.listings.kind_choices" in text


@pytest.mark.django_db
def test_blocks_without_words_yield_valid_empty_markup() -> None:
    assert str(stored(("cards", {"heading": "Read on", "works": []}))).strip() == ""
    assert str(stored(("document", {"document": None, "label": ""}))).strip() == ""
    assert str(stored(("image", an_image(None)))).strip() == ""
