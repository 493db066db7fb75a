"""What belongs where: by choice, by position, in the admin's order."""

from typing import Any

import pytest
from django.utils.translation import override
from wagtail.models import Page, PageViewRestriction

from base.listings import facets, select
from base.models import Belonging
from tests.factories.base import home, offer
from tests.factories.news import NewsPageFactory
from tests.factories.pillars import PillarPageFactory, ThematicAreaPageFactory
from tests.factories.regions import RegionPageFactory

pytestmark = pytest.mark.django_db


def belongs(page: Any, *works: Page) -> None:
    for work in works:
        Belonging.objects.create(page=page, work_id=work.translation_key)


def titles(*works: Page, language: str = "en", kind: str = "news") -> list[str]:
    keys = [work.translation_key for work in works]
    return sorted(item.title for item in select.select(kind, language, keys=keys, limit=50).items)


def of(page: Any, language: str = "en") -> dict[str, list[str]]:
    found = facets.of(type(page).objects.get(pk=page.pk), language)
    return {kind: [facet.title for facet in some] for kind, some in found.items() if some}


def test_a_page_belongs_to_what_its_editor_chose() -> None:
    theme = ThematicAreaPageFactory(title="Ethics")
    belongs(NewsPageFactory(title="In"), theme)
    NewsPageFactory(title="Out")
    assert titles(theme) == ["In"]


def test_a_page_belongs_to_the_region_that_it_lives_under() -> None:
    region, other = RegionPageFactory(title="West"), RegionPageFactory(title="East")
    page = NewsPageFactory(title="In", parent=region)
    NewsPageFactory(title="Out", parent=other)
    assert titles(region) == ["In"]
    assert of(page) == {"region": ["West"]}


def test_a_region_does_not_belong_to_itself() -> None:
    region = RegionPageFactory(title="West")
    assert of(region) == {}
    assert titles(region, kind="regions") == []


def test_a_page_below_one_version_of_a_region_belongs_to_all_its_versions() -> None:
    offer("en", "fr")
    region = RegionPageFactory(title="West")
    french = RegionPageFactory(title="Ouest", language="fr", work=region)
    page = NewsPageFactory(title="Nouvelle", parent=french, language="fr")
    assert titles(region, language="en") == ["Nouvelle"]
    assert of(page, "en") == {"region": ["West"]}
    assert of(page, "fr") == {"region": ["Ouest"]}


def test_a_region_whose_path_begins_alike_is_another_region() -> None:
    """Tree paths are compared as text: the tenth child of a section must not fall under the first."""
    regions = [RegionPageFactory() for _number in range(3)]
    page = NewsPageFactory(parent=regions[2])
    assert of(page) == {"region": [regions[2].title]}


def test_several_facets_are_all_required() -> None:
    theme, pillar = ThematicAreaPageFactory(), PillarPageFactory()
    region = RegionPageFactory()
    belongs(NewsPageFactory(title="Both"), theme, pillar)
    belongs(NewsPageFactory(title="Theme"), theme)
    belongs(NewsPageFactory(title="Below", parent=region), theme, pillar)
    assert titles(theme) == ["Below", "Both", "Theme"]
    assert titles(theme, pillar) == ["Below", "Both"]
    assert titles(theme, pillar, region) == ["Below"]


def test_a_page_that_belongs_twice_is_listed_once() -> None:
    region, theme = RegionPageFactory(), ThematicAreaPageFactory()
    belongs(NewsPageFactory(title="Twice", parent=region), region, theme)
    assert [item.title for item in select.select("news", "en", keys=[region.translation_key]).items] == ["Twice"]


def test_a_page_names_each_of_its_facets_once() -> None:
    region = RegionPageFactory(title="West")
    page = NewsPageFactory(parent=region)
    belongs(page, region)
    assert of(page) == {"region": ["West"]}


def test_the_versions_of_one_work_are_listed_as_one() -> None:
    offer("en", "es", "fr")
    theme = ThematicAreaPageFactory()
    original = NewsPageFactory(title="Noticia", language="es")
    version = NewsPageFactory(title="News", work=original)
    belongs(original, theme)
    belongs(version, theme)
    assert titles(theme, language="en") == ["News"]
    assert titles(theme, language="fr") == ["Noticia"]


def test_a_version_that_lies_elsewhere_does_not_hide_one_that_belongs() -> None:
    """Belonging is asked of the version that is shown: a better version outside of the region is not in it."""
    offer("en", "es")
    region = RegionPageFactory(language="es")
    NewsPageFactory(title="Noticia", language="es", parent=region)
    assert titles(region, language="en") == ["Noticia"]


@pytest.mark.parametrize("make_private", [True, False])
def test_a_facet_that_is_not_public_is_not_shown(make_private: bool) -> None:
    theme = ThematicAreaPageFactory(title="Hidden", live=make_private)
    if make_private:
        PageViewRestriction.objects.create(page=theme, restriction_type=PageViewRestriction.LOGIN)
    page = NewsPageFactory()
    belongs(page, theme)
    assert of(page) == {}


def test_a_facet_without_a_version_in_the_reader_s_language_is_shown_in_another_and_says_so() -> None:
    offer("en", "es")
    ThematicAreaPageFactory(title="Ética", language="es")
    [facet] = facets.of_kind("theme", "en")
    assert (facet.title, facet.language_code) == ("Ética", "es")


def test_facets_cost_no_query_once_they_were_read(django_assert_num_queries: Any) -> None:
    theme = ThematicAreaPageFactory()
    page = NewsPageFactory()
    belongs(page, theme)
    facets.every("en")
    list(page.belongings.all())
    with django_assert_num_queries(1):  # the rows of the page itself
        assert facets.of(page, "en")["theme"]


def test_a_published_title_of_a_facet_shows_at_once() -> None:
    theme = ThematicAreaPageFactory(title="Ethics")
    assert [facet.title for facet in facets.of_kind("theme", "en")] == ["Ethics"]
    theme.title = "Data ethics"
    theme.save_revision().publish()
    assert [facet.title for facet in facets.of_kind("theme", "en")] == ["Data ethics"]


# The order is the admin's ----------------------------------------------------------------------------------------


def three_pillars() -> list[Any]:
    """Diagnose, mobilise and transform in English; in Spanish they lie in another order in the tree."""
    offer("en", "es")
    english = [PillarPageFactory(title=title) for title in ("Diagnose", "Mobilise", "Transform")]
    for title, work in reversed(list(zip(("Diagnosticar", "Movilizar", "Transformar"), english, strict=True))):
        PillarPageFactory(title=title, language="es", work=work)
    return english


def test_pillars_follow_the_tree_of_the_default_language_in_every_language() -> None:
    three_pillars()
    assert [item.title for item in select.select("pillars", "es").items] == [
        "Diagnosticar",
        "Movilizar",
        "Transformar",
    ]
    assert [facet.title for facet in facets.of_kind("pillar", "es")] == ["Diagnosticar", "Movilizar", "Transformar"]


def test_pillars_that_an_admin_moves_are_reordered_in_every_language() -> None:
    diagnose, _mobilise, _transform = three_pillars()
    assert facets.of_kind("pillar", "es")[0].title == "Diagnosticar"
    Page.objects.get(pk=diagnose.pk).move(Page.objects.get(pk=home("en").pk), pos="last-child")
    assert [item.title for item in select.select("pillars", "es").items] == [
        "Movilizar",
        "Transformar",
        "Diagnosticar",
    ]
    assert [facet.title for facet in facets.of_kind("pillar", "es")][-1] == "Diagnosticar"


def test_boxes_in_forms_offer_drafts_too_and_each_work_once() -> None:
    offer("en", "es")
    work = ThematicAreaPageFactory(title="Ethics")
    ThematicAreaPageFactory(title="Ética", language="es", work=work)
    draft = ThematicAreaPageFactory(title="Draft", live=False)
    expected = [(str(work.translation_key), "Ethics"), (str(draft.translation_key), "Draft")]
    assert facets.choices("theme") == expected


@pytest.mark.parametrize(("interface", "title"), [("en", "Ethics"), ("pt", "Ética"), ("pt-br", "Ética")])
def test_boxes_are_named_in_the_language_of_the_admin_s_interface(interface: str, title: str) -> None:
    offer("en", "pt")
    work = ThematicAreaPageFactory(title="Ethics")
    ThematicAreaPageFactory(title="Ética", language="pt", work=work)
    with override(interface):
        assert [shown for _key, shown in facets.choices("theme")] == [title]


def test_a_facet_kind_that_nobody_registered_offers_no_box() -> None:
    assert facets.choices("planet") == []
