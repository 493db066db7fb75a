"""Publishes or submits a translation from the side-by-side editor, with the hooks of Wagtail's page editor.

Wagtail's `EditView.publish_action` and `submit_action` cannot be called for this: both begin by saving the page's form,
and what is published here was written by segments, without one. What both do after that, Wagtail's actions do.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.views.generic import HookResponseMixin
from wagtail.models import Page, Revision, WorkflowState

from languages.editor.guards import Refused
from languages.editor.workspace import Workspace
from languages.translations import precedence
from languages.translations.barred import Barred
from languages.translations.publishing import publication_blockers
from languages.translations.too_long import TooLong

# Runs what is registered for a hook until somebody answers, as every view of Wagtail's does.
_hooks = HookResponseMixin()


def anchor_of(workspace: Workspace, wanted: str) -> str:
    segment = workspace.by_id.get(wanted)
    return f"#passage-{segment.number}" if segment else ""


def go_public(request: HttpRequest, page: Page, workspace: Workspace, act: str) -> HttpResponse:
    """Publish the draft or submit it, as Wagtail's page editor does; no untranslated segment becomes public."""
    here = reverse("languages_edit", args=[page.pk])
    draft: Any = workspace.draft.target
    barred = publication_blockers(draft, workspace.draft.alignment)
    if barred:
        messages.error(
            request,
            ngettext(
                "%(number)d passage is not translated or reviewed yet. It is shown here.",
                "%(number)d passages are not translated or reviewed yet. The first of them is shown here.",
                len(barred),
            )
            % {"number": len(barred)},
        )
        return redirect(here + anchor_of(workspace, barred[0].id))
    overlong = [segment.id for segment in workspace.segments if segment.too_long]
    if overlong:
        messages.error(
            request,
            ngettext(
                "%(number)d passage is too long. It is shown here.",
                "%(number)d passages are too long. The first of them is shown here.",
                len(overlong),
            )
            % {"number": len(overlong)},
        )
        return redirect(here + anchor_of(workspace, overlong[0]))
    if not request.POST.get("before_original") and precedence.original_not_public(page):
        messages.error(request, _("The original of this page is not public yet. Publish it first, or tick this."))
        return redirect(here + "#before-original")
    rights = page.permissions_for_user(request.user)
    try:
        if act == "publish" and rights.can_publish():
            with transaction.atomic():
                answer = _publish(request, page, draft)
        elif act == "submit" and rights.can_submit_for_moderation():
            with transaction.atomic():
                answer = _submit(request, page, draft)
        else:
            raise Refused(_("You may edit this page, but not publish it. Submit it to moderation."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("wagtailadmin_pages:edit", page.pk)
    except TooLong as error:
        messages.error(request, str(error))
        return redirect("wagtailadmin_pages:edit", page.pk)
    except Barred as barred:
        # Somebody wrote something meanwhile that bars it.
        messages.error(request, str(barred))
        return redirect(here)
    return answer or redirect(here)


def _latest_revision(page: Page) -> Revision | None:
    """With what this request has written: `page` was read before."""
    found: Revision | None = Page.objects.get(pk=page.pk).get_latest_revision()
    return found


def _publish(request: HttpRequest, page: Page, draft: Any) -> HttpResponse | None:
    _allow_to_precede(request, draft)
    answer: HttpResponse | None = _hooks.run_hook("before_publish_page", request, draft)
    if answer:
        return answer
    revision = _latest_revision(page) or draft.save_revision(user=request.user, log_action=True)
    revision.publish(user=request.user, skip_permission_checks=True)
    public = Page.objects.get(pk=page.pk).specific
    if draft.go_live_at and draft.go_live_at > timezone.now():
        messages.success(request, _("This page will be published at the time that is set in the page editor."))
    else:
        messages.success(request, _("This page is published."))
    after: HttpResponse | None = _hooks.run_hook("after_publish_page", request, public)
    return after


def _allow_to_precede(request: HttpRequest, draft: Any) -> None:
    if request.POST.get("before_original"):
        precedence.allow(draft, request.user)


def _submit(request: HttpRequest, page: Page, draft: Any) -> HttpResponse | None:
    _allow_to_precede(request, draft)
    if not _latest_revision(page):
        draft.save_revision(user=request.user, log_action=True)
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(request.user)
    else:
        page.get_workflow().start(Page.objects.get(pk=page.pk).specific, request.user)
    messages.success(request, _("This page is submitted to moderation."))
    return None
