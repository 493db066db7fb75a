"""Wagtail's own screens for pages, each of whose buttons does all that it does, or nothing of it.

In Wagtail 7.4 a button of the page form is several transactions (the page, its revision, the publication or the
workflow, the log, the comments), and its other screens change the tree without a lock. Here each POST is one
transaction, in which pages have their places (`languages.translations.tree`). To be looked at again with each version
of Wagtail's: tests/languages/editor/test_page_screens.py holds which of its screens there are.
"""

from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages.copy import copy
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.delete import delete
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.move import move_confirm
from wagtail.admin.views.pages.ordering import set_page_position
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.views.pages.unpublish import Unpublish
from wagtail.admin.views.pages.workflow import WorkflowAction
from wagtail.utils.urlpatterns import decorate_urlpatterns

from languages.editor import sent_twice
from languages.translations import tree
from languages.translations.barred import Barred
from languages.translations.publishing import publication
from languages.translations.refusals import refusal_of

View = Callable[..., HttpResponse]

# The page form ------------------------------------------------------------------------------------------------------


class _Whole:
    """What a button of the form of a page that exists does, in one transaction.

    What is found out only then (somebody has taken the address meanwhile, or has written what bars the page) is said in
    the form, with all that was typed, instead of ending in an error.
    """

    request: HttpRequest
    page: Any
    latest_revision: Any
    action_name: str

    def form_valid(self, form: Any) -> HttpResponse:
        if self.action_name == "save":
            return super().form_valid(form)  # type: ignore[misc, no-any-return]
        try:
            with tree.steady(form.instance):
                tree.read_again(form.instance)
                return super().form_valid(form)  # type: ignore[misc, no-any-return]
        except ValidationError as error:
            put_into(form, error)
        except Barred as barred:
            form.add_error(None, str(barred))
        # That of this request is not there any more.
        self.page = form.instance
        self.page.latest_revision = self.latest_revision
        return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]

    def publish_action(self) -> HttpResponse:
        """Wagtail's writes the public row itself, without `Page.publish`: around that is the door to the public."""
        with ExitStack() as self.door:
            return super().publish_action()  # type: ignore[misc, no-any-return]

    def run_hook(self, name: str, *args: Any, **kwargs: Any) -> HttpResponse | None:
        answer: HttpResponse | None = super().run_hook(name, *args, **kwargs)  # type: ignore[misc]
        if name == "before_publish_page" and answer is None:
            # The next thing that `publish_action` does is to publish the revision that it has just made.
            self.door.enter_context(publication(self.page, self.page.latest_revision))
        return answer


class EditPage(_Whole, EditView):
    pass


class RevertPage(_Whole, RevisionsRevertView):
    """An earlier revision in the form, to be saved or published anew."""


class ActOnPage(WorkflowAction):
    """Approving or returning a page from the dashboard or the bar over a preview: without the form."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Says why the page cannot be published, as its form does; Wagtail's says that one may not."""
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]
        except (Barred, ValidationError) as error:
            messages.error(request, refusal_of(self.object, error, self.task_state.revision).reason)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": self.redirect_url})  # type: ignore[no-any-return]
        return redirect(self.redirect_url)


class EditPageSentTwice(sent_twice.SentTwice, EditPage):
    pass


class AddPage(CreateView):
    """The form of a new page."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return self._again() or super().post(request)

    def _again(self) -> HttpResponse | None:
        """The answer to who has sent this form before, and has a page of it already."""
        first = sent_twice.made_before(self.request, self.page_class, self.parent_page)
        return EditPageSentTwice.as_view()(self.request, page_id=first.pk) if first else None

    def form_valid(self, form: Any) -> HttpResponse:
        key = sent_twice.key_of(self.request)
        try:
            with tree.changing():
                # The first of two clicks may have come to its end while the second waited.
                again = self._again()
                if again is not None:
                    return again
                if key is not None and sent_twice.is_free(key):
                    form.instance.translation_key = key
                # Public once it is published: Wagtail would add it as a public page first.
                form.instance.live = False
                return super().form_valid(form)  # type: ignore[no-any-return]
        except ValidationError as error:
            put_into(form, error)
        except Barred as barred:
            form.add_error(None, str(barred))
        # What was made of it is not there any more.
        form.instance.pk = form.instance.id = None
        form.instance._state.adding = True
        return self.form_invalid(form)  # type: ignore[no-any-return]


def put_into(form: Any, error: ValidationError) -> None:
    """Say in a form what was found out after it had been checked, at its field where there is one."""
    told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, texts in told.items():
        form.add_error(name if name in form.fields else None, texts)


# Its other screens ---------------------------------------------------------------------------------------------------


def in_turn(view: View) -> View:
    """A view of Wagtail's that changes the tree: two who do so at the same moment do it one after the other, and what
    it does is one transaction."""

    @wraps(view)
    def viewed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with tree.changing():
            return view(request, *args, **kwargs)

    return viewed


def replacing_wagtails() -> list[URLPattern]:
    """Views at addresses of Wagtail's own, to be found before them.

    They are called as Wagtail's are, with a low line: by that name the guard of pages knows them
    (`languages.access.admin_guards.OwnPagesMiddleware`).
    """
    screens: dict[str, tuple[str, View]] = {
        "add": (
            "add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/",
            AddPage.as_view(),
        ),
        "edit": ("<int:page_id>/edit/", EditPage.as_view()),
        "workflow_action": (
            "workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
            ActOnPage.as_view(),
        ),
        "revisions_revert": ("<int:page_id>/revisions/<int:revision_id>/revert/", RevertPage.as_view()),
        "copy": ("<int:page_id>/copy/", in_turn(copy)),
        "delete": ("<int:page_id>/delete/", in_turn(delete)),
        "unpublish": ("<int:page_id>/unpublish/", in_turn(Unpublish.as_view())),
        "move_confirm": ("<int:page_to_move_id>/move/<int:destination_id>/confirm/", in_turn(move_confirm)),
        "set_page_position": ("<int:page_to_move_id>/set_position/", in_turn(set_page_position)),
    }
    found = [
        path(f"pages/{address}", view, name=f"wagtailadmin_pages_{name}") for name, (address, view) in screens.items()
    ]
    return decorate_urlpatterns(decorate_urlpatterns(found, require_admin_access), never_cache)  # type: ignore[no-any-return]
