"""Projects: when they run, their order, and what belongs to them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from base.listings import cursor as listings_cursor
from base.listings import select
from base.models import RelatedWork
from base.pages.partial_dates import Precision
from network.credits import OrganisationCredit
from network.roles import OrganisationRole
from projects.listings import ProjectStatus
from projects.models import Activity, ProjectIndexPage, ProjectPage
from tests.factories.base import offer, section, theme
from tests.factories.news import NewsPageFactory
from tests.factories.projects import ProjectPageFactory
from tests.factories.publications import PublicationPageFactory
from tests.factories.queries import warm_queries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("start", "precision", "months", "ends"),
    [
        (date(2017, 3, 15), Precision.MONTH, 18, (2018, 8)),
        (date(2017, 1, 1), Precision.MONTH, 12, (2017, 12)),
        (date(2017, 1, 1), Precision.DAY, 12, (2017, 12)),
        (date(2017, 3, 15), Precision.DAY, 12, (2018, 3)),
        (date(2016, 1, 31), Precision.DAY, 1, (2016, 2)),
        (date(2017, 12, 31), Precision.MONTH, 1, (2017, 12)),
    ],
)
def test_a_project_ends_in_the_last_month_of_its_duration(
    start: date, precision: str, months: int, ends: tuple[int, int]
) -> None:
    page = ProjectPage(start=start, start_precision=precision, duration_months=months)
    assert page.ends is not None
    assert (page.ends.year, page.ends.month) == ends


@pytest.mark.parametrize(
    "fields",
    [
        {"duration_months": 18},
        {"start": date(2017, 1, 1)},
        {"start": date(2017, 1, 1), "start_precision": Precision.YEAR, "duration_months": 18},
        {"start": date(9999, 12, 1), "start_precision": Precision.MONTH, "duration_months": 18},
    ],
)
def test_an_end_that_is_not_known_is_not_invented(fields: dict[str, Any]) -> None:
    assert ProjectPage(**fields).ends is None


def test_projects_under_way_come_first_and_then_the_latest_start() -> None:
    ProjectPageFactory(title="Unknown", status="")
    ProjectPageFactory(title="Done", status=ProjectStatus.COMPLETED, start=date(2024, 1, 1))
    ProjectPageFactory(title="Ongoing undated", status=ProjectStatus.ONGOING)
    ProjectPageFactory(title="Ongoing early", status=ProjectStatus.ONGOING, start=date(2015, 1, 1))
    ProjectPageFactory(title="Ongoing late", status=ProjectStatus.ONGOING, start=date(2020, 1, 1))
    ProjectPageFactory(title="Planned", status=ProjectStatus.PLANNED, start=date(2030, 1, 1))
    expected = ["Ongoing late", "Ongoing early", "Ongoing undated", "Planned", "Done", "Unknown"]
    assert [page.title for page in select.select("projects", "en", limit=10).items] == expected
    first = select.select("projects", "en", limit=3)
    following = select.select("projects", "en", limit=3, after=first.next_cursor)
    assert [page.title for page in (*first.items, *following.items)] == expected


def test_a_project_says_when_it_runs_and_what_it_does(client: Client) -> None:
    page = ProjectPageFactory(start=date(2017, 3, 1), duration_months=18, status=ProjectStatus.COMPLETED)
    Activity.objects.create(page=page, locale=page.locale, text="Map the field")
    OrganisationCredit.objects.create(page=page, locale=page.locale, name="GovLab", role=OrganisationRole.PARTNER)
    OrganisationCredit.objects.create(page=page, locale=page.locale, name="Payer", role=OrganisationRole.FUNDER)
    shown = client.get(page.url).content.decode()
    assert '<time datetime="2017-03">March 2017</time>' in shown
    assert '<time datetime="2018-08">August 2018</time>' in shown
    for words in ("18 months", "Map the field", "Partners", "GovLab", "Funded by", "Payer", "Completed"):
        assert words in shown, words


def test_a_project_of_which_nothing_is_known_is_shown_too(client: Client) -> None:
    assert client.get(ProjectPageFactory().url).status_code == 200


def test_related_works_are_grouped_by_type_in_the_best_language(client: Client) -> None:
    offer("en", "es", "fr")
    project = ProjectPageFactory(language="fr")
    spanish = NewsPageFactory(language="es", title="Noticia")
    english = PublicationPageFactory(title="A guide")
    PublicationPageFactory(language="fr", work=english, title="Un guide")
    draft = NewsPageFactory(language="fr", title="Brouillon", live=False)
    for place, page in enumerate([english, spanish, draft]):
        RelatedWork.objects.create(page=project, work_id=page.translation_key, sort_order=place)
    answer = client.get(project.url)
    shown = answer.content.decode()
    groups = {str(heading): [item.title for item in items] for heading, items in answer.context["related"]}
    assert list(groups.values()) == [["Noticia"], ["Un guide"]]
    assert '<bdi lang="es" dir="ltr">Noticia</bdi>' in shown
    assert "A guide" not in shown
    assert "Brouillon" not in shown


def test_projects_can_be_filtered_by_status_and_nonsense_is_ignored(client: Client) -> None:
    ProjectPageFactory(title="Old one", status=ProjectStatus.COMPLETED)
    ProjectPageFactory(title="New one", status=ProjectStatus.ONGOING)
    url = section(ProjectIndexPage).url
    shown = client.get(f"{url}?kind=completed").content.decode()
    assert "Old one" in shown
    assert "New one" not in shown
    answer = client.get(f"{url}?kind=abandoned&after=MX5ub3RhbnVtYmVy&theme=x")
    assert answer.status_code == 200
    assert "New one" in answer.content.decode()


def test_a_cursor_of_astronomic_numbers_is_ignored_or_leads_to_the_end(client: Client) -> None:
    ProjectPageFactory()
    cursor = listings_cursor.encode(10**30, 10**30)
    assert client.get(f"{section(ProjectIndexPage).url}?after={cursor}").status_code == 200


def test_a_project_with_everything_costs_at_most_twelve_queries(client: Client) -> None:
    offer("en", "fr")
    page = ProjectPageFactory(start=date(2017, 3, 1), duration_months=18)
    area = theme("Data ethics")
    Activity.objects.create(page=page, locale=page.locale, text="Map the field")
    for _number in range(3):
        RelatedWork.objects.create(page=page, work_id=NewsPageFactory().translation_key)
        OrganisationCredit.objects.create(
            page=page, locale=page.locale, organisation_id=area.translation_key, role=OrganisationRole.PARTNER
        )
    found = warm_queries(client, page.url)
    assert len(found) <= 12, "\n".join(found)


def test_a_list_of_projects_costs_the_same_for_two_items_as_for_ten(client: Client) -> None:
    url = section(ProjectIndexPage).url
    for _number in range(2):
        ProjectPageFactory()
    few = warm_queries(client, url)
    for _number in range(8):
        ProjectPageFactory()
    assert len(warm_queries(client, url)) == len(few) <= 12
