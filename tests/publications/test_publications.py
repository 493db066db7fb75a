"""Publications: identifiers, years, files and the bibliography."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from base.listings import select
from network.credits import PersonCredit
from network.roles import PersonRole
from publications.doi import doi_url
from publications.listings import PublicationKind
from publications.models import PublicationIndexPage, PublicationPage
from tests.factories.base import DocumentFactory, home, offer, section
from tests.factories.publications import PublicationFileFactory, PublicationPageFactory
from tests.factories.queries import warm_queries

pytestmark = pytest.mark.django_db


def refused(**fields: Any) -> list[str]:
    """The fields at which a publication with these values is refused."""
    page = PublicationPage(title="A paper", slug="a-paper", locale=home().locale, path="00019999", depth=2, **fields)
    try:
        page.full_clean()
    except ValidationError as error:
        return sorted(error.message_dict)
    return []


@pytest.mark.parametrize(
    "doi", ["10.1371/journal.pone.0012345", "10.1000/182", "10.1002/(SICI)1096:1<1::AID>3.0.CO;2-#"]
)
def test_a_doi_is_accepted_with_all_its_odd_signs(doi: str) -> None:
    assert refused(doi=doi) == []


@pytest.mark.parametrize("doi", ["pone.0012345", "11.1371/a", "10.12/short", "10.1371/", "10.1371/two words"])
def test_what_is_no_doi_is_refused(doi: str) -> None:
    assert refused(doi=doi) == ["doi"]


@pytest.mark.parametrize(
    "typed", ["https://doi.org/10.1000/182", "http://dx.doi.org/10.1000/182", "doi:10.1000/182", "DOI: 10.1000/182"]
)
def test_a_doi_may_be_given_as_people_copy_it(typed: str) -> None:
    page = PublicationPage(title="A paper", slug="a", locale=home().locale, path="00019999", depth=2, doi=typed)
    page.full_clean()
    assert page.doi == "10.1000/182"


def test_a_doi_is_shown_as_a_link(client: Client) -> None:
    page = PublicationPageFactory(doi="10.1371/journal.pone.0012345")
    assert 'href="https://doi.org/10.1371/journal.pone.0012345"' in client.get(page.url).content.decode()
    assert doi_url('10.1000/"><script>') == "https://doi.org/10.1000/%22%3E%3Cscript%3E"
    assert doi_url("10.1000/a#b?c") == "https://doi.org/10.1000/a%23b%3Fc"


def test_years_run_forward_and_are_plausible() -> None:
    this_year = timezone.localdate().year
    assert refused(year=2010, year_to=2011) == []
    assert refused(year=2011, year_to=2010) == ["year_to"]
    assert refused(year_to=2011) == ["year"]
    assert refused(year=16) == ["year"]
    assert refused(year=this_year + 1) == []
    assert refused(year=this_year + 2) == ["year"]


def test_a_link_of_a_forbidden_kind_is_refused() -> None:
    assert refused(web_address="javascript:alert(1)") == ["web_address"]
    assert refused(web_address="https://example.org/paper") == []


def test_publications_are_listed_latest_first_and_those_without_a_year_last() -> None:
    PublicationPageFactory(title="Unknown")
    PublicationPageFactory(title="Span", year=2010, year_to=2017)
    PublicationPageFactory(title="Single", year=2016)
    assert [page.title for page in select.select("publications", "en").items] == ["Span", "Single", "Unknown"]


def test_a_file_tells_its_language_by_its_own_name_and_its_size(client: Client) -> None:
    page = PublicationPageFactory()
    PublicationFileFactory(page=page, document=DocumentFactory(title="El informe"), language="es")
    shown = client.get(page.url).content.decode()
    assert "El informe" in shown
    assert '<span class="language-label" lang="es" dir="ltr">Español</span>' in shown
    assert "<bdi>PDF</bdi>, 2.9\xa0KB" in shown


def test_a_file_without_a_language_has_that_of_its_document() -> None:
    row: Any = PublicationFileFactory(document=DocumentFactory(language="ar"))
    assert row.shown["language"] == "العربية"
    assert row.shown["direction"] == "rtl"


def test_a_file_whose_language_is_unknown_claims_none(client: Client) -> None:
    row: Any = PublicationFileFactory()
    assert row.shown["language"] == ""
    assert "language-label" not in client.get(row.page.url).content.decode()


def test_deleting_a_document_takes_it_off_the_publication() -> None:
    row: Any = PublicationFileFactory()
    row.document.delete()
    assert row.page.files.count() == 0


def test_a_card_leads_to_the_publication_and_not_to_another_site(client: Client) -> None:
    page = PublicationPageFactory(title="Elsewhere", web_address="https://example.org/paper")
    shown = client.get(section(PublicationIndexPage).url).content.decode()
    assert f'<a href="{page.url}">Elsewhere</a>' in shown
    assert page.url.startswith("/en/")


def test_the_section_is_a_bibliography_in_the_readers_best_language(client: Client) -> None:
    offer("en", "ar")
    page = PublicationPageFactory(title="The ABCDE of Big Data", year=2016)
    PersonCredit.objects.create(page=page, locale=page.locale, name="Gabriel Pestre", role=PersonRole.AUTHOR)
    shown = client.get(section(PublicationIndexPage, "ar").url).content.decode()
    assert '<span class="language-label" lang="en" dir="ltr">English</span>' in shown
    assert "Gabriel Pestre" in shown
    assert "2016" in shown


def test_publications_can_be_filtered_by_kind_and_nonsense_is_ignored(client: Client) -> None:
    PublicationPageFactory(title="A tool", kind=PublicationKind.TOOL)
    PublicationPageFactory(title="A study", kind=PublicationKind.STUDY)
    url = section(PublicationIndexPage).url
    shown = client.get(f"{url}?kind=tool").content.decode()
    assert "A tool" in shown
    assert "A study" not in shown
    assert "A study" in client.get(f"{url}?kind=poem&region=%00&after=~").content.decode()


def test_a_publication_with_everything_costs_at_most_twelve_queries(client: Client) -> None:
    offer("en", "fr")
    page = PublicationPageFactory(year=2016, doi="10.1000/182")
    for language in ("en", "es", "fr"):
        PublicationFileFactory(page=page, language=language)
        PersonCredit.objects.create(page=page, locale=page.locale, name=f"Author {language}", role=PersonRole.AUTHOR)
    found = warm_queries(client, page.url)
    assert len(found) <= 12, "\n".join(found)


def test_a_list_of_publications_costs_the_same_for_two_items_as_for_ten(client: Client) -> None:
    def published() -> None:
        page = PublicationPageFactory(year=2016)
        PersonCredit.objects.create(page=page, locale=page.locale, name="Ana", role=PersonRole.AUTHOR)

    url = section(PublicationIndexPage).url
    for _number in range(2):
        published()
    few = warm_queries(client, url)
    for _number in range(8):
        published()
    assert len(warm_queries(client, url)) == len(few) <= 12
