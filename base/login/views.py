"""Wagtail's and Django's doors for readers, at their own addresses, with a limit of tries."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import views as auth_views
from django.contrib.auth.signals import user_login_failed
from django.forms.utils import ErrorList
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from wagtail import views as wagtail_views
from wagtail.documents.views import serve as documents
from wagtail.models import PageViewRestriction
from wagtail.urls import WAGTAIL_FRONTEND_LOGIN_TEMPLATE

from base.login.forms import ReaderLoginForm
from base.login.limits import is_paused, pause_told, was_refused

View = Callable[..., HttpResponse]


def limited(view: View, name_of: Callable[..., str]) -> View:
    """A view of Wagtail's that takes a password, which is no log-in and of which axes does not know.

    `name_of` is given the arguments of the address, and says what the password belongs to: an "account" with a blank,
    which no person's has.
    """

    @wraps(view)
    def viewed(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, **arguments)
        credentials = {"username": name_of(**arguments)}
        if not is_paused(request, credentials):
            answer = view(request, **arguments)
            if answer.status_code == 302:
                return answer
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        if was_refused(request):
            # Not looked at, whether it is the right one or not.
            emptied: Any = request.POST.copy()
            emptied["password"] = ""
            request.POST = emptied
            answer = view(request, **arguments)
            answer.context_data["form"].errors["password"] = ErrorList([pause_told(request)])  # type: ignore[attr-defined]
        return answer

    return viewed


def _page(page_view_restriction_id: int, **arguments: Any) -> str:
    """Every language version of a page has its own restriction, with one password."""
    found = PageViewRestriction.objects.filter(pk=page_view_restriction_id)
    return f"page {found.values_list('page__translation_key', flat=True).first()}"


def _collection(restriction_id: int) -> str:
    return f"collection {restriction_id}"


def replacing_wagtails() -> list[URLPattern]:
    """Those of private pages, to be found before Wagtail's."""
    return [
        path(
            "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
            limited(wagtail_views.authenticate_with_password, _page),
            name="wagtailcore_authenticate_with_password",
        ),
        path(
            "_util/login/",
            auth_views.LoginView.as_view(
                template_name=WAGTAIL_FRONTEND_LOGIN_TEMPLATE, authentication_form=ReaderLoginForm
            ),
            name="wagtailcore_login",
        ),
    ]


def replacing_wagtails_of_documents() -> list[URLPattern]:
    """That of collections with a password, to be found before Wagtail's."""
    return [
        path(
            "authenticate_with_password/<int:restriction_id>/",
            limited(documents.authenticate_with_password, _collection),
            name="wagtaildocs_authenticate_with_password",
        )
    ]
