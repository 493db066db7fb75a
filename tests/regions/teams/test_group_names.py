"""A region that gets another name: what is called after it follows, and what somebody called otherwise does not."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, Workflow

from base.models import User
from regions.approval.workflows import ensure_workflow
from regions.models import RegionApprovalTask, RegionPage
from regions.teams.group_names import free, outdated
from regions.teams.permission_audit import repair, report
from regions.teams.rights import Role, give_rights, region_collection, shared_collection
from tests.factories.base import offer
from tests.factories.people import root_collection
from tests.factories.regions import RegionPageFactory
from tests.factories.rights import ALL_IS_WELL, check
from tests.factories.translations import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Any:
    """Latin America, which writes in Spanish, with a team and files."""
    offer("en", "es", "pt")
    root_collection()
    return founded("América Latina")


def founded(title: str, **fields: Any) -> Any:
    page = RegionPageFactory(title=title, language="es", **fields)
    user = User.objects.create_user(f"user{User.objects.count()}")
    give_rights(user, page, ["es"], Role.PUBLISHER)
    give_rights(user, page, None, Role.TRANSLATOR)
    return page


def called(region: Any) -> dict[str, Any]:
    """What belongs to a region, by what it is."""
    task = RegionApprovalTask.objects.get(region_id=region.translation_key)
    return {
        "collection": region_collection(region).name,
        "task": task.name,
        "workflow": Workflow.objects.get(workflow_tasks__task=task).name,
        "groups": sorted(Group.objects.filter(team__region=region.translation_key).values_list("name", flat=True)),
    }


def all_called(name: str) -> dict[str, Any]:
    groups = [f"{name} · * · translator", f"{name} · es · publisher"]
    return {"collection": name, "task": name, "workflow": name, "groups": groups}


def past_the_signals(region: Any, title: str) -> None:
    RegionPage.objects.filter(pk=region.pk).update(title=title, draft_title=title)


# When it follows ------------------------------------------------------------------------------------------------------


def test_a_region_that_is_published_with_another_title_renames_what_belongs_to_it(region: Any) -> None:
    assert called(region) == all_called("América Latina")
    members = set(User.objects.get(username="user0").groups.values_list("pk", flat=True))
    change(region, title="Abya Yala")
    assert called(region) == all_called("Abya Yala")
    assert set(User.objects.get(username="user0").groups.values_list("pk", flat=True)) == members
    assert not report().repairable


def test_a_title_that_is_only_a_draft_renames_nothing(region: Any) -> None:
    change(region, publish=False, title="Abya Yala")
    assert called(region) == all_called("América Latina")
    assert not report().repairable


def test_the_title_of_a_translation_renames_nothing(region: Any) -> None:
    change(RegionPageFactory(title="América Latina (pt)", language="pt", work=region), title="Abya Yala")
    assert called(region) == all_called("América Latina")


def test_a_region_renamed_twice_has_its_last_name(region: Any) -> None:
    change(region, title="Abya Yala")
    change(region, title="América del Sur")
    assert called(region) == all_called("América del Sur")


def test_another_region_and_the_coalition_keep_their_names(region: Any) -> None:
    other, shared = founded("Caribe"), shared_collection().name
    change(region, title="Abya Yala")
    assert called(other) == all_called("Caribe")
    assert shared_collection().name == shared


# The nightly command --------------------------------------------------------------------------------------------------


def test_a_name_that_other_code_changed_is_told_in_plain_words_and_put_right(region: Any) -> None:
    past_the_signals(region, "Abya Yala")
    said, ending = check()
    assert ending == 1
    for what, name in (
        ("collection", "América Latina"),
        ("approval task", "América Latina"),
        ("workflow", "América Latina"),
        ("group", "América Latina · es · publisher"),
    ):
        sentence = f"The region “Abya Yala” was called otherwise before: its {what} is still called “{name}”."
        assert sentence in said
    assert called(region) == all_called("América Latina")
    said, ending = check("--repair")
    assert "Repaired: 5." in said
    assert ending == 0
    assert called(region) == all_called("Abya Yala")
    assert check() == ALL_IS_WELL


def test_telling_costs_the_same_for_any_number_of_regions(region: Any) -> None:
    counts = []
    for number in (2, 8):
        for one in range(number):
            founded(f"Region {number}-{one}")
        with CaptureQueriesContext(connection) as captured:
            assert outdated() == []
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Names of one's own ---------------------------------------------------------------------------------------------------


def test_what_somebody_called_otherwise_keeps_that_name(region: Any) -> None:
    Collection.objects.filter(pk=region_collection(region).pk).update(name="Archivo")
    Workflow.objects.filter(workflow_tasks__task__regionapprovaltask__region=region.translation_key).update(name="Dos")
    change(region, title="Abya Yala")
    repair()
    assert called(region) == {**all_called("Abya Yala"), "collection": "Archivo", "workflow": "Dos"}
    assert not report().repairable


# Two of one name ------------------------------------------------------------------------------------------------------


def test_two_regions_that_come_to_have_one_name_are_told_apart_by_a_number(region: Any) -> None:
    other = founded("Caribe")
    change(other, title="América Latina")
    assert called(region) == all_called("América Latina")
    assert called(other) == {
        "collection": "América Latina (2)",
        "task": "América Latina (2)",
        "workflow": "América Latina (2)",
        "groups": ["América Latina · * · translator (2)", "América Latina · es · publisher (2)"],
    }
    assert region_collection(region) != region_collection(other)
    repair()
    assert not report().repairable


def test_the_one_with_the_number_follows_its_region_too(region: Any) -> None:
    other = founded("Caribe")
    change(other, title="América Latina")
    change(other, title="Antillas")
    assert called(other) == all_called("Antillas")
    assert called(region) == all_called("América Latina")


def test_regions_that_exchange_their_names_are_both_told_apart_and_nothing_breaks(region: Any) -> None:
    other = founded("Caribe")
    past_the_signals(region, "Caribe")
    past_the_signals(other, "América Latina")
    repair()
    names = {what: {called(region)[what], called(other)[what]} for what in ("collection", "task", "workflow")}
    assert all(len(both) == 2 for both in names.values())
    assert not report().repairable


def test_a_second_workflow_of_one_name_has_a_number_from_the_beginning(region: Any) -> None:
    twin = RegionPageFactory(title="América Latina", language="es", slug="otra")
    assert ensure_workflow(twin).name == "América Latina (2)"


def test_the_longest_of_titles_makes_a_name_that_fits(region: Any) -> None:
    other = founded("Caribe")
    for page in (region, other):
        change(page, title="A" * 255)
    groups = {name for page in (region, other) for name in called(page)["groups"]}
    assert len(groups) == 4
    assert {len(name) for name in groups} == {150}
    change(other, title="Caribe")
    assert called(other) == all_called("Caribe")


def test_a_free_name_is_at_most_as_long_as_the_database_takes() -> None:
    Group.objects.create(name="A" * 150)
    assert free("A" * 200, Group) == "A" * 146 + " (2)"


def test_collections_stay_in_the_order_of_their_names(region: Any) -> None:
    for title in ("Asia", "Caribe"):
        founded(title)
    change(region, title="Zona andina")
    names = [
        one.name for one in Collection.get_first_root_node().get_children() if one.name != shared_collection().name
    ]
    assert names == ["Asia", "Caribe", "Zona andina"]
