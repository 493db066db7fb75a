"""The form of a new page, sent once more: somebody clicked twice, or the answer to the first time was lost on its way.

The form carries the translation key of the page that will be made of it. Who sends it again finds the page that was
made the first time, instead of an address that is taken, or a second page.
"""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from modelcluster.models import get_all_child_relations
from wagtail.admin.utils import set_query_params
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import COMMENTS_RELATION_NAME, Page

from languages.models import Work

FIELD = "translation_key"
PUBLISH, SUBMIT = "action-publish", "action-submit"


def key_of(request: HttpRequest) -> UUID | None:
    """The translation key of the page that is made of a form, if it was sent with one."""
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def is_free(key: UUID) -> bool:
    """Whether no work has a key: a page with that of another work would be a version of it."""
    return not (Page.objects.filter(translation_key=key).exists() or Work.objects.filter(pk=key).exists())


def made_before(request: HttpRequest, model: type[Page], parent: Page) -> Page | None:
    """The page that the same person made of the same form."""
    key = key_of(request)
    if key is None:
        return None
    made = model._default_manager.filter(translation_key=key, owner=request.user.pk, locale=parent.locale_id)
    found: Page | None = made.first()
    return found


class SentTwice(EditView):
    """The page that was made of the form the first time, edited with the form as it is sent now.

    Where both say the same, and the button has done what it is for, nothing is done any more. A view mixes this in
    before what it does with the form of a page that exists.
    """

    def get_object(self) -> Any:
        """The rows of the form (dates, people, links) are sent as new ones, and take the place of those made of it."""
        page = super().get_object()
        self.said = said(page)
        for relation in _rows_of(page):
            setattr(page, relation.get_accessor_name(), [])
        return page

    def form_valid(self, form: Any) -> HttpResponse:
        if self.expects_json_response:
            return _as_of_a_new_page(super().form_valid(form), self.get_edit_url())
        if said(form.save(commit=False)) == self.said and self._is_done():
            return self.redirect_away() if self._wanted else self.redirect_and_remain()
        return super().form_valid(form)

    @property
    def _wanted(self) -> set[str]:
        """The buttons that were pressed: by Wagtail's `action_name` a page that waits can only be saved."""
        return {name for name in (PUBLISH, SUBMIT) if self.request.POST.get(name)}

    def _is_done(self) -> bool:
        page = self.real_page_record
        if PUBLISH in self._wanted and self.page_perms.can_publish():
            return bool(page.live or self.scheduled_revision)
        return SUBMIT not in self._wanted or page.workflow_in_progress


def said(page: Any) -> dict[str, Any]:
    """What a page says in the fields and rows of its form, however often it was made."""
    data = page.serializable_data()
    fields = page.get_edit_handler().get_form_class()._meta.fields
    found = {name: data[name] for name in fields if name in data}
    for relation in _rows_of(page):
        by_place = {"pk", relation.field.name, FIELD}
        rows = data[relation.get_accessor_name()]
        found[relation.get_accessor_name()] = [
            {name: value for name, value in row.items() if name not in by_place} for row in rows
        ]
    return found


def _rows_of(page: Any) -> list[Any]:
    return [one for one in get_all_child_relations(page) if one.get_accessor_name() != COMMENTS_RELATION_NAME]


def _as_of_a_new_page(answer: HttpResponse, address: str) -> HttpResponse:
    """What the script of a new page waits for besides: where the page is from now on."""
    given = json.loads(answer.content)
    if not given.get("success"):
        return answer
    given.pop("html", None)
    return JsonResponse(
        {**given, "url": address, "hydrate_url": set_query_params(address, {"_w_hydrate_create_view": "1"})}
    )
