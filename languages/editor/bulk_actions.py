"""Wagtail's actions on several pages at once: one page with which it cannot be done keeps it from no other.

Wagtail 7.4 does all in one transaction, and the first exception ends it, with a message that names no page.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from languages.access import admin_guards
from languages.translations import tree
from languages.translations.refusals import refusal_of


class _EachOnItsOwn:
    """`execute_action` is called for one page after the other; those that are refused are named, with the reason."""

    request: Any
    cleaned_form: Any

    def get_execution_context(self) -> dict[str, Any]:
        self.refused: list[str] = []
        return {**super().get_execution_context(), "refused": self.refused}  # type: ignore[misc]

    @classmethod
    def execute_action(cls, objects: Iterable[Page], *, refused: list[str], **kwargs: Any) -> tuple[int, int]:
        parents = children = 0
        for page in objects:
            done = cls.one(page, refused, **kwargs)
            parents += done[0]
            children += done[1]
        return parents, children

    @classmethod
    def one(cls, page: Page, refused: list[str], **kwargs: Any) -> tuple[int, int]:
        """How many were treated: the page, and those below it."""
        now = Page.objects.filter(pk=page.pk).first()  # as those before it have left it in the tree
        if now is None:
            return 0, 0  # it went with a page above it
        try:
            with transaction.atomic():
                done: tuple[int, int] = super().execute_action([now], **kwargs)  # type: ignore[misc]
        except (PermissionDenied, ValidationError) as error:
            refused.append(f"{now.specific.get_admin_display_title()}: {cls.reason(now, error)}")
            return 0, 0
        return done

    @classmethod
    def reason(cls, page: Page, error: PermissionDenied | ValidationError) -> str:
        return " ".join(error.messages) if isinstance(error, ValidationError) else _("You may not do this.")

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        if self.refused:
            text = _("It could not be done with all of them. The others stay as they were:")
            messages.warning(self.request, " ".join([text, "; ".join(self.refused)]))
        if not num_parent_objects and not num_child_objects and self.refused:
            return None
        said: str = super().get_success_message(num_parent_objects, num_child_objects)  # type: ignore[misc]
        return said


class _InTurn:
    """Two who change the tree at the same moment do it one after the other."""

    def form_valid(self, form: Any) -> HttpResponse:
        with tree.changing():
            return super().form_valid(form)  # type: ignore[misc, no-any-return]


class Delete(_InTurn, _EachOnItsOwn, admin_guards.Delete):
    pass


class Move(_InTurn, _EachOnItsOwn, admin_guards.Move):
    pass


class Unpublish(_EachOnItsOwn, admin_guards.Unpublish):
    pass


class Publish(_EachOnItsOwn, admin_guards.Publish):
    """Pages below are each on their own, too."""

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Page],
        *,
        refused: list[str],
        include_descendants: bool = False,
        user: Any = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        parents = children = 0
        for page in objects:
            parents += cls.one(page, refused, user=user)[0]
            below = page.get_descendants().filter(live=False).order_by("path") if include_descendants else ()
            for draft in list(below):
                if user is None or draft.permissions_for_user(user).can_publish():
                    children += cls.one(draft, refused, user=user)[0]
        return parents, children

    @classmethod
    def reason(cls, page: Page, error: PermissionDenied | ValidationError) -> str:
        return refusal_of(page, error).reason


BULK_ACTIONS = (Delete, Move, Publish, Unpublish)
