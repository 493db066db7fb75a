"""Rights are kept as they were meant, and groups, permissions and collections follow them."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from base.models import User
from regions.models import Library, RegionApprovalTask, RegionIndexPage, RegionPage, Right, Role, TeamGroup
from regions.teams.permission_audit import repair, report
from regions.teams.permission_sync import compare, sync_permissions
from regions.teams.rights import (
    Team,
    give_rights,
    pages_to_write_in,
    region_collection,
    rights_of,
    set_rights,
    shared_collection,
)
from tests.factories.base import home, locale, offer, section
from tests.factories.home import StandardPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, root_collection
from tests.factories.regions import RegionPageFactory
from tests.factories.rights import ALL_IS_WELL, check

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Any:
    """Latin America, which writes in Spanish."""
    offer("en", "es", "pt", "fr")
    root_collection()
    return RegionPageFactory(title="América Latina", language="es", spoken=("es", "pt"))


def person(name: str = "ana") -> User:
    return User.objects.create_user(name, f"{name}@example.org", "secret", first_name=name.capitalize())


def may_edit(user: User, page: Page) -> bool:
    """Asked anew: Django remembers what a person may do."""
    return bool(Page.objects.get(pk=page.pk).permissions_for_user(User.objects.get(pk=user.pk)).can_edit())


def may_publish(user: User, page: Page) -> bool:
    return bool(Page.objects.get(pk=page.pk).permissions_for_user(User.objects.get(pk=user.pk)).can_publish())


def in_portuguese(region: Any) -> Any:
    return RegionPageFactory(title="América Latina (pt)", language="pt", work=region)


# What a right is ------------------------------------------------------------------------------------------------------


def test_a_right_is_kept_as_it_was_given(region: Any) -> None:
    ana = person()
    give_rights(ana, region, ["es"], Role.PUBLISHER)
    give_rights(ana, None, ["fr"], Role.TRANSLATOR)
    assert rights_of(ana) == {
        Team(region.translation_key, locale("es").pk, "publisher"),
        Team(None, locale("fr").pk, "translator"),
    }


def test_a_right_in_all_languages_reaches_every_version_of_the_region_and_no_other_page(region: Any) -> None:
    ana, portuguese, other = person(), in_portuguese(region), RegionPageFactory(title="Afrique", language="fr")
    give_rights(ana, region, None, Role.EDITOR)
    assert may_edit(ana, region)
    assert may_edit(ana, portuguese)
    assert not may_edit(ana, other)
    assert not may_edit(ana, home("es"))


def test_a_translator_for_the_whole_coalition_writes_in_that_language_only(region: Any) -> None:
    ana, french = person(), RegionPageFactory(title="Afrique", language="fr")
    give_rights(ana, None, ["fr"], Role.TRANSLATOR)
    assert may_edit(ana, french)
    assert may_edit(ana, home("fr"))
    assert not may_publish(ana, french)
    assert not may_edit(ana, region)


def may_begin(user: User, page: Page) -> bool:
    return bool(Page.objects.get(pk=page.pk).permissions_for_user(User.objects.get(pk=user.pk)).can_add_subpage())


@pytest.mark.parametrize(
    ("role", "begins"), [(Role.TRANSLATOR, False), (Role.EDITOR, True), (Role.PUBLISHER, True)], ids=str
)
def test_a_translator_begins_no_page_and_everybody_else_does(region: Any, role: Role, begins: bool) -> None:
    ana, ben = person(), person("ben")
    give_rights(ana, region, ["es"], role)
    give_rights(ben, None, ["es"], role)
    assert [may_begin(user, region) for user in (ana, ben)] == [begins, begins]
    assert may_edit(ana, region)


def test_who_translates_and_edits_may_begin_where_they_edit(region: Any) -> None:
    ana, portuguese = person(), in_portuguese(region)
    give_rights(ana, region, None, Role.TRANSLATOR)
    give_rights(ana, region, ["pt"], Role.EDITOR)
    assert may_begin(ana, portuguese)
    assert not may_begin(ana, region)


def test_rights_add_up_and_each_ends_by_itself(region: Any) -> None:
    ana = person()
    give_rights(ana, region, ["es"], Role.EDITOR)
    give_rights(ana, region, ["es"], Role.PUBLISHER)
    set_rights(ana, [Team(region.translation_key, locale("es").pk, "editor")])
    assert may_edit(ana, region)
    assert not may_publish(ana, region)


def test_setting_rights_tells_what_was_given_and_what_was_taken(region: Any) -> None:
    ana = person()
    give_rights(ana, region, ["es"], Role.EDITOR)
    old, new = rights_of(ana), Team(None, None, "translator")
    assert set_rights(ana, [new]) == ({new}, old)
    assert set_rights(ana, [new]) == (set(), set())
    assert not may_edit(ana, region) or may_edit(ana, home("es"))


def test_who_has_no_right_left_is_in_no_group(region: Any) -> None:
    ana = person()
    give_rights(ana, region, ["es"], Role.EDITOR)
    set_rights(ana, [])
    assert not ana.groups.exists()
    assert not may_edit(ana, region)


def test_a_right_that_is_written_or_deleted_by_other_code_counts_at_once(region: Any) -> None:
    ana = person()
    right = Right.objects.create(user=ana, region_id=region.translation_key, locale=locale("es"), role=Role.EDITOR)
    assert may_edit(ana, region)
    right.delete()
    assert not may_edit(ana, region)


# Languages come, move and go -----------------------------------------------------------------------------------------


def test_a_new_language_version_is_reached_by_a_right_in_all_languages(region: Any) -> None:
    ana = person()
    give_rights(ana, region, None, Role.EDITOR)
    assert may_edit(ana, in_portuguese(region))


def test_a_right_in_a_language_that_is_not_there_yet_waits_for_it(region: Any) -> None:
    ana = person()
    give_rights(ana, region, ["pt"], Role.EDITOR)
    assert not ana.groups.exists()
    portuguese = in_portuguese(region)
    assert may_edit(ana, portuguese)
    assert not may_edit(ana, region)
    assert pages_to_write_in(ana) == [portuguese]


def test_a_language_version_that_is_deleted_takes_its_group_along_and_leaves_the_rights(region: Any) -> None:
    ana, portuguese = person(), in_portuguese(region)
    give_rights(ana, region, ["es", "pt"], Role.EDITOR)
    RegionPage.objects.get(pk=portuguese.pk).delete()
    assert ana.groups.count() == 1
    assert len(rights_of(ana)) == 2
    assert may_edit(ana, region)
    assert may_edit(ana, in_portuguese(region))


def test_a_region_that_is_deleted_leaves_no_group_behind(region: Any) -> None:
    ana = person()
    give_rights(ana, region, None, Role.EDITOR)
    before = Group.objects.count()
    RegionPage.objects.get(pk=region.pk).delete()
    assert not rights_of(ana)
    assert not TeamGroup.objects.exists()
    assert Group.objects.count() == before - 1


def test_a_section_that_is_deleted_with_its_regions_leaves_no_permission_behind(region: Any) -> None:
    give_rights(person(), region, ["es"], Role.EDITOR)
    Page.objects.get(pk=region.get_parent().pk).specific.delete()
    assert not TeamGroup.objects.exists()
    assert not compare()


def test_a_home_page_in_a_new_language_is_reached_by_a_right_on_the_whole_coalition(region: Any) -> None:
    ana, ben = person(), person("ben")
    locale("ar")
    give_rights(ana, None, ["ar"], Role.TRANSLATOR)
    give_rights(ben, None, None, Role.EDITOR)
    arabic = home("ar")
    assert may_edit(ana, arabic)
    assert may_edit(ben, arabic)
    assert not may_edit(ana, home("en"))


def test_a_language_that_is_removed_ends_the_rights_in_it(region: Any) -> None:
    ana = person()
    other = locale("ar")
    give_rights(ana, region, ["es"], Role.EDITOR)
    give_rights(ana, region, ["ar"], Role.EDITOR)
    Locale.objects.get(pk=other.pk).delete()
    assert rights_of(ana) == {Team(region.translation_key, locale("es").pk, "editor")}
    assert may_edit(ana, region)


def test_a_region_that_is_moved_among_its_siblings_keeps_its_team(region: Any) -> None:
    ana, other = person(), RegionPageFactory(title="Caribe", language="es")
    give_rights(ana, region, ["es"], Role.PUBLISHER)
    Page.objects.get(pk=region.pk).move(Page.objects.get(pk=other.pk), pos="right")
    assert may_publish(ana, region)
    assert not may_edit(ana, other)
    assert not compare()


# Names do not matter -------------------------------------------------------------------------------------------------


def test_a_region_and_a_group_that_are_renamed_keep_their_group_and_their_collection(region: Any) -> None:
    ana = person()
    [group] = give_rights(ana, region, ["es"], Role.EDITOR)
    files = region_collection(region)
    RegionPage.objects.filter(pk=region.pk).update(title="Abya Yala")
    Group.objects.filter(pk=group.pk).update(name="Equipo")
    Collection.objects.filter(pk=files.pk).update(name="Archivo")
    region = RegionPage.objects.get(pk=region.pk)
    assert give_rights(person("ben"), region, ["es"], Role.EDITOR) == [group]
    assert region_collection(region) == files
    repair()
    assert [Group.objects.get(pk=group.pk).name, region_collection(region).name] == ["Equipo", "Archivo"]
    assert not report().repairable


def test_two_regions_of_one_name_have_teams_and_files_of_their_own(region: Any) -> None:
    twin = RegionPageFactory(title="América Latina", language="es", slug="otra")
    ana, ben = person(), person("ben")
    assert give_rights(ana, region, ["es"], Role.EDITOR) != give_rights(ben, twin, ["es"], Role.EDITOR)
    assert region_collection(region) != region_collection(twin)
    assert not may_edit(ana, twin)


def test_a_region_may_be_called_as_the_coalition_s_own_collection_is(region: Any) -> None:
    shared = shared_collection()
    namesake = RegionPageFactory(title=shared.name, language="es")
    assert region_collection(namesake) != shared


# What it costs --------------------------------------------------------------------------------------------------------


def test_giving_and_taking_rights_costs_the_same_with_one_and_with_thirty_pages(region: Any) -> None:
    def costs(user: User) -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as giving:
            give_rights(user, region, ["es"], Role.PUBLISHER)
        with CaptureQueriesContext(connection) as taking:
            set_rights(user, [])
        return len(giving), len(taking)

    give_rights(person("first"), region, ["es"], Role.PUBLISHER)
    NewsPageFactory(parent=region, language="es")
    few = costs(person())
    for _number in range(29):
        NewsPageFactory(parent=region, language="es")
    many = costs(person("ben"))
    assert few == many
    assert max(many) <= 30


# Where groups differ -------------------------------------------------------------------------------------------------


@pytest.fixture
def team(region: Any) -> Group:
    """Ana and Ben, who publish in Spanish."""
    give_rights(person("ben"), region, ["es"], Role.PUBLISHER)
    [group] = give_rights(person(), region, ["es"], Role.PUBLISHER)
    return group


def spoil_emptied(group: Group) -> None:
    group.permissions.clear()
    GroupPagePermission.objects.filter(group=group).delete()
    GroupCollectionPermission.objects.filter(group=group).delete()


def spoil_one_taken(group: Group) -> None:
    GroupPagePermission.objects.filter(group=group, permission__codename="publish_page").delete()


def spoil_admin_taken(group: Group) -> None:
    group.permissions.clear()


def spoil_foreign_page(group: Group) -> None:
    add = Permission.objects.get(content_type__app_label="wagtailcore", codename="add_page")
    page = StandardPageFactory(title="Foreign", language="es")
    GroupPagePermission.objects.create(group=group, page=page, permission=add)


def spoil_more_on_its_page(group: Group) -> None:
    lock = Permission.objects.get(content_type__app_label="wagtailcore", codename="lock_page")
    page = GroupPagePermission.objects.filter(group=group)[0].page
    GroupPagePermission.objects.create(group=group, page=page, permission=lock)


def spoil_shared_files(group: Group) -> None:
    add = Permission.objects.get(content_type__app_label="wagtailimages", codename="add_image")
    GroupCollectionPermission.objects.create(group=group, collection=shared_collection(), permission=add)


def spoil_files_taken(group: Group) -> None:
    GroupCollectionPermission.objects.filter(group=group, permission__codename="choose_image").delete()


def spoil_more_in_general(group: Group) -> None:
    group.permissions.add(Permission.objects.get(codename="add_redirect"))


def spoil_deleted(group: Group) -> None:
    group.delete()


def spoil_stranger(group: Group) -> None:
    person("eve").groups.add(group)


def spoil_member_out(group: Group) -> None:
    User.objects.get(username="ana").groups.clear()


def spoil_files_deleted(group: Group) -> None:
    Collection.objects.get(library__region__isnull=False).delete()


def spoil_no_library(group: Group) -> None:
    Library.objects.exclude(region=None).delete()


SPOILED = {
    spoil_emptied: "was emptied",
    spoil_one_taken: "lacks on the page “América Latina”",
    spoil_admin_taken: "may not use the admin",
    spoil_foreign_page: "on a page that is not its own, “Foreign”",
    spoil_more_on_its_page: "its role does not have, “América Latina”",
    spoil_shared_files: "too much on the collection “Coalition”",
    spoil_files_taken: "lacks on the collection",
    spoil_more_in_general: "permissions that its role does not have",
    spoil_deleted: "have no group",
    spoil_stranger: "a member without that right: Eve",
    spoil_member_out: "Ana has the right to be in it, and is not",
    spoil_files_deleted: "no collection for the pictures and documents of “América Latina”",
    spoil_no_library: "no collection for the pictures and documents of “América Latina”",
}


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__.removeprefix("spoil_"))
def test_what_somebody_changed_by_hand_is_told_in_plain_words_and_repaired(
    region: Any, team: Group, spoil: Any
) -> None:
    assert check() == ALL_IS_WELL
    spoil(team)
    said, ending = check()
    assert SPOILED[spoil] in said
    assert "publishers of “América Latina” in Spanish" in said or "no collection" in SPOILED[spoil]
    assert ending == 1
    said, ending = check("--repair")
    assert "Repaired: " in said
    assert ending == 0
    assert check() == ALL_IS_WELL
    assert may_publish(User.objects.get(username="ana"), region)


def test_cron_has_nothing_to_send_when_all_is_well(team: Group) -> None:
    assert check("--repair", "--verbosity", "0") == ("", 0)
    spoil_one_taken(team)
    said, ending = check("--repair", "--verbosity", "0")
    assert "lacks on the page" in said
    assert ending == 0


def test_telling_changes_nothing(team: Group) -> None:
    spoil_emptied(team)
    check()
    assert not team.permissions.exists()
    assert compare()


def test_a_region_page_that_was_moved_elsewhere_is_told_and_left_to_a_person(region: Any, team: Group) -> None:
    Page.objects.get(pk=region.pk).move(StandardPageFactory(title="About", language="es"), pos="last-child")
    said, ending = check("--repair")
    assert "“América Latina” (Spanish" in said
    assert "was moved" in said
    assert ending == 1


def test_a_region_page_in_the_section_of_another_language_is_told_and_left_to_a_person(
    region: Any, team: Group
) -> None:
    Page.objects.get(pk=region.pk).move(section(RegionIndexPage, "fr"), pos="last-child")
    said, ending = check("--repair")
    assert "“América Latina” (Spanish" in said
    assert "lies in the section of another language. Move it back, or delete it." in said
    assert ending == 1


def test_a_region_page_that_is_moved_back_is_as_it_was(region: Any, team: Group) -> None:
    there = region.get_parent().pk
    for elsewhere in (StandardPageFactory(title="About", language="es").pk, there):
        Page.objects.get(pk=region.pk).move(Page.objects.get(pk=elsewhere), pos="last-child")
    assert check() == ALL_IS_WELL
    assert may_publish(User.objects.get(username="ana"), region)


def test_a_region_that_was_deleted_leaves_nothing_to_put_right(region: Any, team: Group) -> None:
    RegionPage.objects.get(pk=region.pk).delete()
    assert check() == ALL_IS_WELL
    assert not RegionApprovalTask.objects.exists()


def test_a_section_and_all_its_regions_that_were_deleted_leave_nothing_to_put_right(region: Any, team: Group) -> None:
    Page.objects.get(pk=region.get_parent().pk).specific.delete()
    assert check() == ALL_IS_WELL


# Approval, too --------------------------------------------------------------------------------------------------------


def workflow_of(region: Any) -> Workflow:
    return Workflow.objects.get(workflow_tasks__task__regionapprovaltask__region=region.translation_key)


def lose_workflow(region: Any) -> None:
    workflow_of(region).delete()


def lose_task(region: Any) -> None:
    RegionApprovalTask.objects.get(region_id=region.translation_key).delete()


def lose_page_in_workflow(region: Any) -> None:
    WorkflowPage.objects.filter(page_id=region.pk).delete()


LOST = {
    lose_workflow: "The region “América Latina” has no workflow: it was deleted.",
    lose_task: "The region “América Latina” has no approval task: it was deleted, or never made.",
    lose_page_in_workflow: "The region page “América Latina” (Spanish, number",
}


@pytest.mark.parametrize("lose", LOST, ids=lambda lose: lose.__name__.removeprefix("lose_"))
def test_what_is_missing_for_a_region_s_texts_to_be_approved_is_told_and_made_anew(region: Any, lose: Any) -> None:
    portuguese = in_portuguese(region)
    lose(region)
    said, ending = check()
    assert LOST[lose] in said
    assert ending == 1
    assert check("--repair")[1] == 0
    assert check() == ALL_IS_WELL
    for page in (region, portuguese):
        assert Page.objects.get(pk=page.pk).get_workflow() == workflow_of(region)


@pytest.mark.parametrize("lose", [lose_page_in_workflow, lose_workflow], ids=["page", "workflow"])
def test_a_page_that_an_admin_put_under_another_workflow_lacks_none(region: Any, lose: Any) -> None:
    other = Workflow.objects.create(name="Whole site")
    WorkflowTask.objects.create(workflow=other, task=GroupApprovalTask.objects.create(name="Review"))
    WorkflowPage.objects.create(page_id=home("es").pk, workflow=other)
    lose(region)
    assert check() == ALL_IS_WELL
    assert Page.objects.get(pk=region.pk).get_workflow() == other


def test_what_an_admin_switched_off_is_noted_and_stays_off(region: Any) -> None:
    workflow_of(region).deactivate()
    said, ending = check("--repair")
    assert "Note: The workflow of “América Latina” is switched off." in said
    assert ending == 0
    assert not workflow_of(region).active
    assert check("--repair", "--verbosity", "0") == ("", 0)


def test_a_workflow_that_is_switched_on_again_has_its_pages_again(region: Any) -> None:
    workflow_of(region).deactivate()
    Workflow.objects.update(active=True)
    assert LOST[lose_page_in_workflow] in check("--repair")[0]
    assert Page.objects.get(pk=region.pk).get_workflow() == workflow_of(region)


def test_telling_costs_the_same_for_any_number_of_regions(region: Any) -> None:
    counts = []
    for number in (2, 8):
        for one in range(number):
            RegionPageFactory(title=f"Region {number}-{one}", language="es")
        with CaptureQueriesContext(connection) as captured:
            assert not report().repairable
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_screen_of_a_region_says_what_it_has_none_of(region: Any, team: Group) -> None:
    region_collection(region).delete()
    Workflow.objects.all().delete()
    group_emptied = TeamGroup.objects.get(region=region.translation_key).group
    spoil_emptied(group_emptied)
    answer = admin().get(f"/admin/regions/{region.translation_key}/")
    assert answer.status_code == 200
    assert answer.content.decode().count("none yet") == 2


def test_a_language_version_that_was_deleted_past_the_signals_is_told_and_repaired(region: Any) -> None:
    ana, portuguese = person(), in_portuguese(region)
    give_rights(ana, region, ["pt"], Role.EDITOR)
    GroupPagePermission.objects.filter(page=portuguese).delete()
    RegionPage.objects.filter(pk=portuguese.pk).update(locale=locale("fr"))
    assert "there is no page any more" in check("--repair")[0]
    said, _ending = check()
    assert "there is no page any more" not in said
    assert "“América Latina” has no page in Portuguese" in said
    assert "Ana" in said
    assert not ana.groups.exists()


def test_groups_that_the_site_did_not_make_are_left_alone(team: Group) -> None:
    other = Group.objects.create(name="Friends of the house")
    spoil_more_in_general(other)
    User.objects.get(username="ana").groups.add(other)
    sync_permissions()
    assert other.permissions.count() == 1
    assert User.objects.get(username="ana").groups.count() == 2
    assert check()[1] == 0
