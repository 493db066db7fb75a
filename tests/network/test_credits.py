"""Credits: one person or one name, in the reader's best language."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from languages.models import Fallback, Work
from network.credits import Credited, OrganisationCredit, PersonCredit, credited, with_role
from network.roles import OrganisationRole, PersonRole
from network.summary_list import names_in_a_row, summary_of_credits
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import locale, offer, section
from tests.factories.network import OrganisationPageFactory, PersonPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled, new_rows

pytestmark = pytest.mark.django_db


def person(page: Any, work: Any = None, name: str = "", role: str = PersonRole.AUTHOR, **fields: Any) -> PersonCredit:
    key = work.translation_key if work else None
    return PersonCredit.objects.create(page=page, locale=page.locale, person_id=key, name=name, role=role, **fields)


def organisation(page: Any, work: Any = None, name: str = "", role: str = OrganisationRole.HOST) -> OrganisationCredit:
    key = work.translation_key if work else None
    return OrganisationCredit.objects.create(page=page, locale=page.locale, organisation_id=key, name=name, role=role)


def shown(page: Any, language: str = "en") -> list[Credited]:
    with override(language):
        return credited([NewsPage.objects.get(pk=page.pk)])[page.pk]


@pytest.mark.parametrize(
    ("has_page", "name", "good"), [(True, "", True), (False, "Ana", True), (True, "Ana", False), (False, "", False)]
)
def test_a_credit_names_a_page_or_a_name_and_exactly_one(has_page: bool, name: str, good: bool) -> None:
    page = NewsPageFactory()
    key = PersonPageFactory().translation_key if has_page else None
    credit = PersonCredit(page=page, locale=page.locale, person_id=key, name=name, role=PersonRole.AUTHOR)
    if good:
        credit.clean()
    else:
        with pytest.raises(ValidationError) as caught:
            credit.clean()
        assert list(caught.value.message_dict) == ["name"]


def test_a_person_is_credited_with_title_address_and_role() -> None:
    page, ana = NewsPageFactory(), PersonPageFactory(title="Ana Lima")
    person(page, ana, note="on data")
    [credit] = shown(page)
    assert (credit.name, credit.url, credit.role_name, credit.note) == ("Ana Lima", ana.url, "Author", "on data")


def test_a_bare_name_is_credited_without_a_link() -> None:
    page = NewsPageFactory()
    person(page, name="Ana Lima")
    assert [(credit.name, credit.url) for credit in shown(page)] == [("Ana Lima", "")]


def test_a_person_is_shown_in_the_reader_s_language() -> None:
    offer("en", "ar")
    page, ana = NewsPageFactory(), PersonPageFactory(title="Ana Lima")
    arabic = PersonPageFactory(title="آنا ليما", language="ar", work=ana)
    person(page, ana)
    [credit] = shown(page, "ar")
    with override("ar"):
        assert (credit.name, credit.url, credit.lang, credit.label) == ("آنا ليما", arabic.url, "", "")


def test_a_person_without_a_page_in_the_reader_s_language_is_shown_by_the_chain_and_says_so() -> None:
    offer("en", "es", "fr", "pt")
    Fallback.objects.create(locale=locale("pt"), fallback=locale("es"), position=1)
    page, ana = NewsPageFactory(), PersonPageFactory(title="Ana (fr)", language="fr")
    PersonPageFactory(title="Ana (es)", language="es", work=ana)
    person(page, ana)
    [credit] = shown(page, "pt")
    with override("pt"):
        assert (credit.name, credit.lang, credit.direction, credit.label) == ("Ana (es)", "es", "ltr", "Español")


def test_a_bare_name_is_in_the_language_of_the_page_that_carries_it() -> None:
    offer("en", "ar")
    page = NewsPageFactory(language="ar")
    person(page, name="آنا ليما")
    [credit] = shown(page, "en")
    assert (credit.lang, credit.direction) == ("ar", "rtl")


@pytest.mark.parametrize("how", ["deleted", "draft", "private"])
def test_somebody_whose_page_is_gone_or_not_public_is_left_out(how: str) -> None:
    page, ana = NewsPageFactory(), PersonPageFactory(title="Ana")
    person(page, ana)
    person(page, name="Bo")
    assert len(shown(page)) == 2
    if how == "deleted":
        ana.delete()
    elif how == "draft":
        ana.unpublish()
    else:
        PageViewRestriction.objects.create(page=ana, restriction_type=PageViewRestriction.LOGIN)
    assert [credit.name for credit in shown(page)] == ["Bo"]


def test_somebody_whose_page_is_gone_falls_back_to_the_name_where_one_was_kept() -> None:
    page, ana = NewsPageFactory(), PersonPageFactory(title="Ana Lima", live=False)
    person(page, ana, name="A. Lima")
    assert [(credit.name, credit.url) for credit in shown(page)] == [("A. Lima", "")]


def test_the_deletion_of_one_version_of_a_person_keeps_the_credit() -> None:
    offer("en", "es")
    page, ana = NewsPageFactory(), PersonPageFactory(title="Ana")
    PersonPageFactory(title="Ana (es)", language="es", work=ana)
    person(page, ana)
    ana.delete()
    assert [credit.name for credit in shown(page)] == ["Ana (es)"]


def test_the_deletion_of_a_whole_work_leaves_the_page_that_credits_it() -> None:
    page, ana = NewsPageFactory(), PersonPageFactory()
    person(page, ana)
    ana.delete()
    assert not Work.objects.filter(pk=ana.translation_key).exists()
    assert NewsPage.objects.filter(pk=page.pk).exists()


def test_credits_of_many_pages_cost_as_many_queries_as_those_of_one(django_assert_num_queries: Any) -> None:
    pages = [NewsPageFactory() for _number in range(5)]
    for page in pages:
        person(page, PersonPageFactory())
        organisation(page, OrganisationPageFactory())
    credited(NewsPage.objects.filter(pk=pages[0].pk))
    with django_assert_num_queries(4):  # the pages, people, organisations, and all of them resolved together
        found = credited(NewsPage.objects.filter(pk__in=[page.pk for page in pages]))
    assert [len(some) for some in found.values()] == [2] * 5


def test_credits_are_sorted_by_the_roles_that_were_asked_for() -> None:
    page = NewsPageFactory()
    for name, role in (("Host", OrganisationRole.HOST), ("Organiser", OrganisationRole.ORGANISER)):
        organisation(page, name=name, role=role)
    person(page, name="Ana")
    found = with_role(shown(page), OrganisationRole.ORGANISER, OrganisationRole.HOST)
    assert [credit.name for credit in found] == ["Organiser", "Host"]


def test_a_fact_is_made_of_each_role_that_somebody_has() -> None:
    page = NewsPageFactory()
    organisation(page, name="House", role=OrganisationRole.HOST)
    organisation(page, name="Hall", role=OrganisationRole.HOST)
    summary_list = [
        entry for entry in summary_of_credits(shown(page), OrganisationRole.FUNDER, OrganisationRole.HOST) if entry
    ]
    assert [(str(entry.label), [item.title for item in entry.items]) for entry in summary_list] == [
        ("Hosted by", ["House", "Hall"])
    ]


def test_names_in_a_row_have_the_reader_s_and_and_are_escaped() -> None:
    page = NewsPageFactory()
    for name in ("Ana", "Bo", "<script>"):
        person(page, name=name)
    assert names_in_a_row(shown(page)) == "<bdi>Ana</bdi>, <bdi>Bo</bdi> and <bdi>&lt;script&gt;</bdi>"
    with override("es"):
        assert " y <bdi" in names_in_a_row(shown(page, "es"))


def test_nobody_in_a_row_is_nothing() -> None:
    assert names_in_a_row([]) == ""


# The editor's form ------------------------------------------------------------------------------------------------


def post_news(browser: Client, *rows: dict[str, Any]) -> Any:
    address = f"/admin/pages/add/news/newspage/{section(NewsIndexPage).pk}/"
    data = filled(browser, address, title="News", slug="news-1", **{"action-publish": "1"})
    rows = tuple({"person": "", "name": "", "role": "author", "note": "", **row} for row in rows)
    return browser.post(address, {**data, **new_rows("person_credits", *rows)})


def test_an_editor_credits_a_person_and_a_bare_name_in_their_order() -> None:
    ana = PersonPageFactory(title="Ana")
    assert post_news(admin(), {"name": "Bo"}, {"person": str(ana.pk)}).status_code == 302
    page = NewsPage.objects.get()
    assert [(credit.name, bool(credit.url)) for credit in shown(page)] == [("Bo", False), ("Ana", True)]
    assert {row.locale_id for row in page.person_credits.all()} == {page.locale_id}


@pytest.mark.parametrize("row", [{"name": ""}, {"name": "Ana", "person": "given"}])
def test_a_credit_with_neither_or_both_is_refused_at_its_row_and_nothing_typed_is_lost(row: dict[str, str]) -> None:
    if "person" in row:
        row = {**row, "person": str(PersonPageFactory().pk)}
    answer = post_news(admin(), {**row, "note": "typed note"})
    [form] = answer.context["form"].formsets["person_credits"].forms
    assert list(form.errors) == ["name"]
    assert form["note"].value() == "typed note"
    assert not NewsPage.objects.exists()


def test_an_editor_cannot_credit_a_page_that_is_no_person() -> None:
    answer = post_news(admin(), {"person": str(OrganisationPageFactory().pk)})
    assert answer.status_code == 200
    [form] = answer.context["form"].formsets["person_credits"].forms
    assert "person" in form.errors


def test_an_editor_is_offered_the_roles_that_make_sense_for_the_page() -> None:
    browser = admin()
    shown_html = browser.get(f"/admin/pages/add/news/newspage/{section(NewsIndexPage).pk}/").content.decode()
    assert 'value="author"' in shown_html
    assert 'value="keynote"' not in shown_html


def test_a_role_that_is_not_offered_any_more_keeps_its_name_in_the_form() -> None:
    page = NewsPageFactory()
    person(page, name="Ana", role=PersonRole.KEYNOTE)
    html = admin("es").get(f"/admin/pages/{page.pk}/edit/").content.decode()
    with override("es"):
        name = str(PersonRole.KEYNOTE.label)
    assert f'<option value="keynote" selected>{name}</option>' in html
