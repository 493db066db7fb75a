"""An event as its editor writes it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail.users.models import UserProfile

from base.geo.city_search import lookup
from base.models import User
from events.models import EventIndexPage, EventPage
from regions.models import RegionCity, RegionIndexPage, RegionPage
from tests.factories.base import section

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "secret"))
    return client


def add_url(parent: Any) -> str:
    return reverse("wagtailadmin_pages:add", args=["events", "eventpage", parent.pk])


def typed(**values: Any) -> dict[str, Any]:
    """What the browser sends for an event that is in order but for `values`."""
    rows = ("programme", "links", "person_credits", "organisation_credits", "comments")
    return nested_form_data(
        {
            "title": "Keynote",
            "slug": "keynote",
            "body": streamfield([]),
            "start_date": "2016-06-08",
            "start_time": "10:00",
            "end_time": "11:15",
            "timezone": "Europe/Istanbul",
            "status": "scheduled",
            "attendance_mode": "offline",
            **{row: inline_formset([]) for row in rows},
            **values,
        }
    )


def refused(answer: Any) -> dict[str, list[str]]:
    """Errors by field; the form is shown again instead of a redirect."""
    assert answer.status_code == 200
    assert not EventPage.objects.exists()
    return {name: list(messages) for name, messages in answer.context["form"].errors.items()}


def publish(editor: Client, **values: Any) -> Any:
    return editor.post(add_url(section(EventIndexPage)), {**typed(**values), "action-publish": "1"})


def test_an_event_can_be_written_and_published(editor: Client) -> None:
    programme = inline_formset([{"title": "Opening", "day": "2016-06-08", "start_time": "10:00"}])
    assert publish(editor, programme=programme).status_code == 302
    event = EventPage.objects.get()
    assert event.live
    assert [(item.title, item.locale_id) for item in event.programme.all()] == [("Opening", event.locale_id)]
    assert event.starts.isoformat() == "2016-06-08T07:00:00+00:00"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("end_date", {"end_date": "2016-06-07"}),
        ("end_time", {"end_time": "09:00"}),
        ("end_date", {"end_date": "0001-01-01"}),
        ("start_date", {"start_date": "9999-12-31"}),
        ("start_date", {"start_date": "soon"}),
        ("timezone", {"timezone": "Mars/Olympus"}),
        ("timezone", {"timezone": ""}),
        ("registration_deadline_date", {"registration_deadline_date": "2016-06-09"}),
        ("registration_url", {"registration_url": "javascript:alert(1)"}),
        ("join_url", {"attendance_mode": "online"}),
        ("previous_start_date", {"status": "rescheduled"}),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    editor: Client, name: str, values: dict[str, str]
) -> None:
    summary = "Zwölf Sätze, die niemand zweimal schreiben will"
    answer = publish(editor, summary=summary, venue="Sala “Ñandú”", **values)
    assert list(refused(answer)) == [name]
    for text in (summary, "Sala “Ñandú”", *values.values()):
        assert escape(text) in answer.text


def test_the_editor_is_told_in_their_own_language(editor: Client) -> None:
    profile = UserProfile.get_for_user(User.objects.get())
    profile.preferred_language = "es"
    profile.save()
    answer = publish(editor, start_date="")
    assert list(refused(answer)) == ["start_date"]
    assert "Este campo es " in answer.text
    assert "This field is required." not in answer.text


def test_a_further_link_with_a_forbidden_scheme_is_refused_at_its_row(editor: Client) -> None:
    answer = publish(editor, links=inline_formset([{"label": "Agenda", "url": "data:text/html,x"}]))
    assert answer.status_code == 200
    assert list(answer.context["form"].formsets["links"].errors[0]) == ["url"]
    assert "data:text/html,x" in answer.text


def test_what_is_missing_may_follow_while_it_is_a_draft(editor: Client) -> None:
    values = typed(attendance_mode="online", status="rescheduled", timezone="")
    assert editor.post(add_url(section(EventIndexPage)), values).status_code == 302
    assert not EventPage.objects.get().live


def test_what_is_wrong_is_refused_in_a_draft_too(editor: Client) -> None:
    assert list(refused(editor.post(add_url(section(EventIndexPage)), typed(end_time="09:00")))) == ["end_time"]


def test_a_new_event_in_a_region_proposes_its_time_zone(editor: Client) -> None:
    region = section(RegionIndexPage).add_child(instance=RegionPage(title="West Africa"))
    dakar = lookup("Dakar, SN").geoname_id
    region.cities = [RegionCity(geoname_id=dakar, is_anchor=True, locale=region.locale)]
    region.save()
    form = editor.get(add_url(region)).context["form"]
    assert form["timezone"].value() == "Africa/Dakar"
    # It is a proposal: what the editor chooses instead is kept.
    assert editor.post(add_url(region), typed()).status_code == 302
    assert EventPage.objects.get().timezone == "Europe/Istanbul"


def test_a_new_event_in_the_section_proposes_no_time_zone(editor: Client) -> None:
    assert not editor.get(add_url(section(EventIndexPage))).context["form"]["timezone"].value()


def test_each_place_that_may_hold_events_offers_them(editor: Client) -> None:
    for parent in (section(EventIndexPage), section(RegionIndexPage).add_child(instance=RegionPage(title="MENA"))):
        assert EventPage in type(parent).creatable_subpage_models()
    assert EventPage.allowed_subpage_models() == []


def test_a_preview_shows_the_rows_that_are_not_saved_yet(editor: Client) -> None:
    publish(editor)
    event = EventPage.objects.get()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[event.pk])
    programme = inline_formset([{"title": "Lightning talks", "start_time": "10:30"}])
    links = inline_formset([{"label": "Call for papers", "url": "https://example.org/call"}])
    assert editor.post(url, typed(programme=programme, links=links)).json()["is_valid"]
    shown = editor.get(url).text
    assert "Lightning talks" in shown
    assert "Call for papers" in shown


def test_a_new_event_can_be_previewed(editor: Client) -> None:
    index = section(EventIndexPage)
    url = reverse("wagtailadmin_pages:preview_on_add", args=["events", "eventpage", index.pk])
    assert editor.post(url, typed()).json()["is_valid"]
    shown = editor.get(url)
    assert shown.status_code == 200
    assert "2016-06-08T10:00+03:00" in shown.text
