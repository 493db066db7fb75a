"""Wagtail's own routes that take a number, found from the URL configuration: none shows a person without rights what
the number stands for. A route that comes with a new version of Wagtail is tried too, and has to have its row.

Routes of pages are tried in tests/regions/test_matrix.py, with the pages of a whole coalition.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.db.models import Model
from django.urls import reverse
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, GroupCollectionPermission, Site, UploadedFile, Workflow, WorkflowTask
from wagtail.models.workflows import GroupApprovalTask

from base.models import CustomDocument, CustomImage, Menu, Tag, User
from languages.models import Concept
from tests.factories.base import home, locale, offer
from tests.factories.people import log_in, root_collection
from tests.factories.pictures import picture
from tests.house.test_admin_routes import own_routes
from tests.languages.access.test_localize_closed import patterns

pytestmark = pytest.mark.django_db

SECRET = "Sealed-0417"
PAGES = "pages: tests/regions/test_matrix.py"
PUBLIC = "languages of the site: everybody sees them in the switcher"
#: What the numbers of a namespace's routes stand for.
KINDS: dict[str, str] = {
    "wagtailadmin_api:pages": PAGES,
    "wagtailadmin_api:images": "image",
    "wagtailadmin_api:documents": "document",
    "wagtailadmin_pages": PAGES,
    "wagtailforms": PAGES,
    "wagtaillocales": PUBLIC,
    "wagtailadmin_collections": "collection",
    "wagtailadmin_workflows": "workflow",
    "wagtailadmin_editing_sessions": PAGES,
    "wagtailsnippets_base_menu": "menu",
    "wagtailsnippets_base_tag": "tag",
    "wagtailsnippets_languages_concept": "concept",
    "wagtailsnippetchoosers_base_menu": "menu",
    "wagtailsnippetchoosers_base_tag": "tag",
    "wagtailsnippetchoosers_languages_concept": "concept",
    "wagtailsites": "site",
    "wagtailusers_users": "user",
    "wagtailusers_groups": "group",
    "wagtaildocs": "document",
    "wagtaildocs_chooser": "document",
    "wagtailimages": "image",
    "wagtailimages_chooser": "image",
    "wagtailredirects": "redirect",
}
#: Arguments whose kind is told by their name rather than by the namespace.
NAMED = {"task_id": "task", "uploaded_file_id": "upload", "collection_id": "collection"}
TASKS = {"edit_task", "disable_task", "enable_task"}
#: Arguments that are no numbers of rows, with a value.
WORDS: dict[str, Any] = {"filter_spec": "max-165x165", "action_name": "copy"}
#: Routes without a namespace: those of pages and of words.
LOOSE = {
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_tag_model_autocomplete",
    "wagtailadmin_password_reset_confirm",
    "wagtail_bulk_action",  # its numbers are in the query: tried below
}
MODELS = ("image", "document", "user", "menu", "tag", "concept")
BULK_ACTIONS = ("delete", "add_tags", "add_to_collection", "set_active_state", "assign_role")


def _all() -> dict[str, Callable[[], Model]]:
    def workflow() -> Workflow:
        made = Workflow.objects.create(name=SECRET)
        WorkflowTask.objects.create(workflow=made, task=task(), sort_order=0)
        return made

    def task() -> GroupApprovalTask:
        return GroupApprovalTask.objects.create(name=SECRET)  # type: ignore[no-any-return]

    def file(name: str, content: bytes) -> ContentFile:
        return ContentFile(content, name=name)

    return {
        "image": lambda: CustomImage.objects.create(
            title=SECRET, file=file(f"{SECRET}.jpg", picture()), collection=root_collection()
        ),
        "document": lambda: CustomDocument.objects.create(
            title=SECRET, file=file(f"{SECRET}.pdf", b"x"), collection=root_collection()
        ),
        "user": lambda: User.objects.create_user(SECRET, email=f"{SECRET}@example.org", first_name=SECRET),
        "group": lambda: Group.objects.create(name=SECRET),
        "menu": lambda: Menu.objects.create(position="main", locale=locale("en")),
        "tag": lambda: Tag.objects.create(name=SECRET, locale=locale("en")),
        "concept": lambda: Concept.objects.create(definition=SECRET),
        "collection": lambda: root_collection().add_child(name=SECRET),
        "workflow": workflow,
        "task": task,
        "site": lambda: Site.objects.create(hostname=f"{SECRET.lower()}.example.org", root_page=home("en")),
        "redirect": lambda: Redirect.objects.create(old_path=f"/{SECRET}", redirect_link=f"/{SECRET}"),
        "upload": lambda: UploadedFile.objects.create(file=file(f"{SECRET}.jpg", picture())),
    }


def wagtails_routes() -> Iterator[tuple[str, dict[str, Any]]]:
    own = {name for name, _route in own_routes()}
    for name, pattern in patterns(wagtailadmin_urls.urlpatterns):
        is_ours = name in own or "localize" in name or pattern.callback.__module__.startswith("languages.")
        if pattern.pattern.converters and not is_ours:
            yield name, pattern.pattern.converters


def kinds_of(name: str, arguments: Any) -> dict[str, str]:
    namespace, _colon, last = name.rpartition(":")
    kind = "task" if last in TASKS else KINDS[namespace]
    return {one: NAMED.get(one, kind) for one in arguments if one not in WORDS}


def rows() -> list[tuple[str, tuple[str, ...]]]:
    """Each route of Wagtail's with numbers of something that is no page."""
    found = []
    for name, arguments in wagtails_routes():
        if name not in LOOSE and KINDS.get(name.rpartition(":")[0], PAGES) not in {PAGES, PUBLIC}:
            known = kinds_of(name, arguments)
            if not {"app_label", "model_name", "page_pk"} & set(arguments):
                found.append((name, tuple(sorted([*known, *(set(arguments) & set(WORDS))]))))
    return found


def says(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace") + answer.headers.get("Location", "")


@pytest.fixture
def somebody(tmp_path: Any, settings: Any) -> Any:
    """A log-in that may use the admin, and nothing else."""
    settings.MEDIA_ROOT = str(tmp_path)
    offer("en")
    user = User.objects.create_user("somebody", password="secret")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return log_in(user)


def test_every_route_of_wagtail_s_with_a_number_has_a_row() -> None:
    new = {name for name, _ in wagtails_routes() if name not in LOOSE and name.rpartition(":")[0] not in KINDS}
    assert not new, "Say in KINDS or LOOSE what their numbers stand for"


def test_the_routes_are_found() -> None:
    assert ("wagtailimages_chooser:select_format", ("image_id",)) in rows()
    assert len(rows()) > 50


@pytest.mark.parametrize(("name", "arguments"), rows(), ids=lambda one: one if isinstance(one, str) else "")
def test_a_number_tells_nothing_to_who_has_no_right(somebody: Any, name: str, arguments: tuple[str, ...]) -> None:
    make = _all()
    made = {kind: make[kind]() for kind in set(kinds_of(name, arguments).values())}
    kinds = kinds_of(name, arguments)
    values = {one: WORDS[one] if one in WORDS else made[kinds[one]].pk for one in arguments}
    address = reverse(name, kwargs=values)
    for method in ("get", "post"):
        answer = getattr(somebody, method)(address, headers={"x-requested-with": "XMLHttpRequest"})
        assert SECRET not in says(answer)
    for kind, row in made.items():
        assert type(row)._default_manager.filter(pk=row.pk).exists(), kind


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("action", BULK_ACTIONS)
@pytest.mark.parametrize("numbers", ["one", "all"])
def test_a_screen_for_several_rows_names_none_to_who_has_no_right(
    somebody: Any, kind: str, action: str, numbers: str
) -> None:
    row = _all()[kind]()
    address = reverse("wagtail_bulk_action", args=[row._meta.app_label, row._meta.model_name, action])
    query = f"?id={row.pk}" if numbers == "one" else "?id=all"
    for method in ("get", "post"):
        assert SECRET not in says(getattr(somebody, method)(address + query))
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", ["task_chooser", "task_chooser_results"])
def test_the_chooser_of_steps_of_approval_names_none_to_who_has_no_right(somebody: Any, name: str) -> None:
    _all()["task"]()
    assert SECRET not in says(somebody.get(reverse(f"wagtailadmin_workflows:{name}")))


@pytest.mark.parametrize("kind", ["image", "document"])
def test_several_chosen_files_are_not_told_to_who_has_no_right(somebody: Any, kind: str) -> None:
    row = _all()[kind]()
    answer = somebody.get(f"/admin/{kind}s/chooser/chosen-multiple/?id={row.pk}")
    assert SECRET not in says(answer)


def test_who_may_choose_from_a_collection_is_shown_its_pictures(somebody: Any) -> None:
    image = _all()["image"]()
    group = Group.objects.create(name="Choosers")
    choose = Permission.objects.get(codename="choose_image", content_type__app_label="wagtailimages")
    GroupCollectionPermission.objects.create(
        group=group, collection=Collection.get_first_root_node(), permission=choose
    )
    User.objects.get(username="somebody").groups.add(group)
    answer = somebody.get(f"/admin/images/chooser/{image.pk}/select_format/")
    assert answer.status_code == 200
    assert SECRET in says(answer)
