"""Guards for Wagtail's own admin screens, which name or copy drafts and private pages for people without rights to
them.

Wagtail asks for a right before it changes a page, but not always before it names or copies one: the explorer and the
chooser open at any page whose number is in the address, "copy" takes a page that one may not read, and the messages
of moderation name pages of which one knows nothing.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail.admin.api.serializers import AdminPageSerializer, PageTranslationsField
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.auth import permission_denied, require_admin_access
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import chooser, home
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.models import Page, TaskState
from wagtail.permissions import page_permission_policy

from languages.access import visibility

# The arguments of Wagtail's addresses that are numbers of pages.
NUMBERS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
EXPLORER = {"wagtailadmin_explore", "wagtailadmin_explore_results"}
# It falls back to a page that the person may know of.
CHOOSER = "wagtailadmin_choose_page_child"


class OwnPagesMiddleware:
    """A screen of Wagtail's that is asked for a page opens for those whose rights lead there.

    Costs one query where the address names a page, and none for administrators.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        asking = visibility.asking.set(request.user)
        try:
            return self.get_response(request)
        finally:
            visibility.asking.reset(asking)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        user: Any = request.user
        if not name.startswith("wagtailadmin_") or name == CHOOSER or not user.has_perm("wagtailadmin.access_admin"):
            return None
        numbers = [kwargs[key] for key in NUMBERS if key in kwargs] + list(args[:1])
        if _is_of_another(numbers, kwargs.get("task_state_id")):
            return _refuse(request)
        if not numbers or user.is_superuser:
            return None
        pages = Page.objects.filter(pk__in=numbers)
        if all(visibility.is_open(page, user) or _waits_for(page, user) for page in pages):
            return None
        root = page_permission_policy.explorable_root_instance(user)
        if name in EXPLORER and root:
            return redirect("wagtailadmin_explore", root.pk)
        return _refuse(request)


def _waits_for(page: Page, user: Any) -> bool:
    """Whether somebody was asked to review a page, though their own rights do not lead there."""
    task = page.current_workflow_task
    return task is not None and task.user_can_access_editor(page.specific, user)


def _is_of_another(numbers: list[Any], task_state: int | None) -> bool:
    """Whether an address speaks of a page and of a step of moderation that is another page's: Wagtail would take the
    rights from the one, and the step from the other."""
    if task_state is None:
        return False
    steps = TaskState.objects.filter(pk=task_state)
    own = steps.filter(workflow_state__object_id__in=[str(number) for number in numbers])
    return steps.exists() and not own.exists()


def _refuse(request: HttpRequest) -> HttpResponse:
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied
    return permission_denied(request)  # type: ignore[no-any-return]


# The page chooser ----------------------------------------------------------------------------------------------------


class ParentColumn(chooser.ParentPageColumn):
    """Where a found page lies, if the person may know of that."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def get_value(self, instance: Page) -> Page | None:
        parent = instance.get_parent()
        if parent is not None:
            parent.draft_title = visibility.title_shown(parent, self.user)
        return parent if parent is not None and parent.draft_title else None


class BrowseView(chooser.BrowseView):
    def get_object_list(self) -> Any:
        self.parent_page = visibility.nearest(self.parent_page, self.request.user)
        return super().get_object_list()


class SearchView(chooser.SearchView):
    @property
    def columns(self) -> list[Column]:
        found: list[Column] = super().columns
        index = next(index for index, column in enumerate(found) if isinstance(column, chooser.ParentPageColumn))
        found[index] = ParentColumn(found[index].name, label=found[index].label, user=self.request.user)
        return found


class ChosenMultipleView(chooser.ChosenMultipleView):
    def get(self, request: HttpRequest) -> HttpResponse:
        numbers = {number for number in request.GET.getlist("id") if number.isascii() and number.isdigit()}
        if visibility.visible(Page.objects.filter(pk__in=numbers), request.user).count() < len(numbers):
            raise PermissionDenied
        return super().get(request)  # type: ignore[no-any-return]


def replacing_wagtails() -> list[URLPattern]:
    """Views at addresses of Wagtail's own, to be found before them; that of the chooser's first page is
    `regions.dashboard.admin_defaults`'."""
    return [
        path("choose-page/<int:parent_page_id>/", require_admin_access(BrowseView.as_view())),
        path("choose-page/search/", require_admin_access(SearchView.as_view())),
        path("choose-page/chosen-multiple/", require_admin_access(ChosenMultipleView.as_view())),
    ]


# Several pages at once ----------------------------------------------------------------------------------------------


class _OnlyKnown:
    """Of the pages with which somebody may not do this, name those that they may know of, and no others."""

    request: HttpRequest
    cleaned_form: Any

    def get_actionable_objects(self) -> tuple[list[Page], dict[str, Any]]:
        pages, without = super().get_actionable_objects()  # type: ignore[misc]
        user = self.request.user
        known = [page for page in without["items_with_no_access"] if visibility.is_open(page, user)]
        return pages, {**without, "items_with_no_access": known}

    def form_valid(self, form: Any) -> HttpResponse:
        destination = form.cleaned_data.get("chooser")
        if destination is not None and not visibility.is_open(destination, self.request.user):
            raise PermissionDenied
        return super().form_valid(form)  # type: ignore[misc, no-any-return]


class Delete(_OnlyKnown, DeleteBulkAction):
    pass


class Move(_OnlyKnown, MoveBulkAction):
    pass


class Publish(_OnlyKnown, PublishBulkAction):
    pass


class Unpublish(_OnlyKnown, UnpublishBulkAction):
    pass


# The first page of the admin ---------------------------------------------------------------------------------------


class _OwnStates(home.UserObjectsInWorkflowModerationPanel):
    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        user = parent_context["request"].user
        context["workflow_states"] = [
            state
            for state in context["workflow_states"]
            if not isinstance(state.content_object, Page) or visibility.is_open(state.content_object, user)
        ]
        return context


class _OwnEdits(home.RecentEditsPanel):
    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        user = parent_context["request"].user
        context["last_edits"] = [(when, page) for when, page in context["last_edits"] if visibility.is_open(page, user)]
        return context


class _OwnLocks(home.LockedPagesPanel):
    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        context["locked_pages"] = visibility.visible(context["locked_pages"], parent_context["request"].user)
        return context


def own_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail's panels of what somebody wrote, submitted and locked, without what is not theirs to see any more."""
    own = {panel.__base__: panel for panel in (_OwnStates, _OwnEdits, _OwnLocks)}
    panels[:] = [own[type(panel)]() if type(panel) in own else panel for panel in panels]


# The interface for scripts -------------------------------------------------------------------------------------------


class OwnTranslationsField(PageTranslationsField):
    def to_representation(self, page: Page) -> Any:
        user = self.context["request"].user
        known = {one.pk for one in page.get_translations() if visibility.is_open(one, user)}
        return [one for one in super().to_representation(page) if one["id"] in known]


class OwnPageSerializer(AdminPageSerializer):
    translations = OwnTranslationsField(read_only=True)


class OwnPagesViewSet(PagesAdminAPIViewSet):
    base_serializer_class = OwnPageSerializer
