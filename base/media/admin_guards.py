"""Guards for Wagtail's admin screens of files, for those that do something with several rows at once, and for the
chooser of steps of approval.

Wagtail asks for a right before it changes a picture, but not always before it names or shows one: "select_format" of
the chooser gives anybody who may use the admin any picture by its number, and the screens for several rows name those
with which one may do nothing (Wagtail 7.4). The rule is that of `languages.access.admin_guards` for pages, asked in
one place.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.models import Page, Workflow

from base.media.permissions import document_policy, image_policy
from base.models.media import CustomDocument, CustomImage

POLICIES: dict[type[Model], Any] = {CustomImage: image_policy, CustomDocument: document_policy}
#: The namespaces of Wagtail's screens of files; every number in their addresses, but for uploads that wait and belong
#: to one person, is a file's.
NAMESPACES: dict[str, type[Model]] = {
    "wagtailimages": CustomImage,
    "wagtailimages_chooser": CustomImage,
    "wagtaildocs": CustomDocument,
    "wagtaildocs_chooser": CustomDocument,
}
FILE_ARGUMENTS = ("image_id", "document_id", "doc_id", "pk")
BULK_SCREEN = "wagtail_bulk_action"
#: Wagtail opens these to everybody who may use the admin: they name the steps of all teams' approval.
TASK_CHOOSER = {f"wagtailadmin_workflows:{name}" for name in ("task_chooser", "task_chooser_results", "task_chosen")}
RIGHTS = ("choose", "change", "delete")


def may_know(model: type[Model], numbers: Iterable[Any], user: Any) -> bool:
    """Whether somebody may know of all files with these numbers: those of collections that they may choose from."""
    wanted = {int(number) for number in numbers if str(number).isascii() and str(number).isdigit()}
    if not wanted:
        return True
    known = POLICIES[model].instances_user_has_any_permission_for(user, list(RIGHTS))
    there = model._default_manager.filter(pk__in=wanted)
    return not there.exclude(pk__in=known.order_by().values("pk")).exists()


def _may_do_something_with(model: type[Model], user: Any) -> bool:
    names = (f"{model._meta.app_label}.{action}_{model._meta.model_name}" for action in ("add", "change", "delete"))
    return any(user.has_perm(name) for name in names)


class OwnFilesMiddleware:
    """A screen of Wagtail's that is asked for files opens for those who may know of them, and one for several rows of
    another kind for those who may do something with such rows. Pages are guarded by
    `languages.access.admin_guards.OwnPagesMiddleware`.

    Costs one query where the address names a file, and none for administrators.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        match = request.resolver_match
        # Who asks is looked up in the admin only: a page of the public site depends on no cookie.
        if match is None or not request.path_info.startswith(reverse("wagtailadmin_home")):
            return
        user: Any = request.user
        if user.is_superuser or not user.has_perm("wagtailadmin.access_admin"):
            return
        numbers = request.GET.getlist("id")
        if match.view_name == BULK_SCREEN:
            self._guard_several(kwargs, numbers, user)
            return
        if match.view_name in TASK_CHOOSER and not _may_do_something_with(Workflow, user):
            raise PermissionDenied
        model = NAMESPACES.get(match.namespace)
        if model is not None:
            numbers = [*numbers, *(kwargs[name] for name in FILE_ARGUMENTS if name in kwargs)]
            if not may_know(model, numbers, user):
                raise PermissionDenied

    def _guard_several(self, kwargs: dict[str, Any], numbers: list[str], user: Any) -> None:
        try:
            model = apps.get_model(kwargs["app_label"], kwargs["model_name"])
        except LookupError:
            return  # Wagtail answers that there is no such screen
        if issubclass(model, Page):
            return
        allowed = may_know(model, numbers, user) if model in POLICIES else _may_do_something_with(model, user)
        if not allowed:
            raise PermissionDenied
