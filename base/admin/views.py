"""Views that only the admin asks: the suggestions of the city picker, a report, and the texts of scripts."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.auth import require_admin_access, user_passes_test
from wagtail.admin.localization import get_localized_response
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from base.admin.wagtail_texts import SCRIPT_COUNTED, SCRIPT_TEXTS
from base.geo.city_search import search
from base.media.permissions import document_policy, image_policy
from languages.access import admin_guards

# One number for each plural form of Spanish and Portuguese (languages.catalogs.merge.PLURAL_FORMS), in their order.
ONE, MILLION, MANY = 1, 1_000_000, 2

#: More letters than any city's name and country have; what is longer is no question.
LONGEST_QUESTION = 120


@require_admin_access
@require_safe
@cache_control(private=True, max_age=300)
def cities(request: HttpRequest) -> JsonResponse:
    """The cities that what was typed may mean, for people who may use the admin."""
    question = request.GET.get("q", "")[:LONGEST_QUESTION]
    return JsonResponse({"cities": [{"id": city.geoname_id, "label": city.label} for city in search(question)]})


def gazetteer_urls() -> list[URLPattern]:
    """The addresses of the city picker, to be put under the admin's by the `register_admin_urls` hook."""
    return [path("cities/", cities, name="gazetteer_cities")]


class OwnImagesViewSet(ImagesAdminAPIViewSet):
    """The pictures that somebody may choose."""

    def get_queryset(self) -> QuerySet[Any]:
        own = image_policy.instances_user_has_any_permission_for(self.request.user, ["choose"])
        found: QuerySet[Any] = super().get_queryset()
        return found.filter(pk__in=own.order_by().values("pk"))


class OwnDocumentsViewSet(DocumentsAdminAPIViewSet):
    """The documents that somebody may choose."""

    def get_queryset(self) -> QuerySet[Any]:
        own = document_policy.instances_user_has_any_permission_for(self.request.user, ["choose"])
        found: QuerySet[Any] = super().get_queryset()
        return found.filter(pk__in=own.order_by().values("pk"))


class AdminTexts(JavaScriptCatalog):
    """What Wagtail's scripts say, with what its own catalogues lack taken from ours."""

    packages = ["wagtail.admin"]

    def get_catalog(self) -> dict[str, Any]:
        catalog: dict[str, Any] = super().get_catalog()
        counted = {
            singular: [ngettext(singular, plural, number) for number in (ONE, MILLION, MANY)]
            for singular, plural in SCRIPT_COUNTED
        }
        return {**counted, **catalog, **{text: gettext(text) for text in SCRIPT_TEXTS}}


_admin_texts = AdminTexts.as_view()


def admin_texts(request: HttpRequest) -> HttpResponse:
    """In the language of the person. Open to all, as Wagtail's is: the page to log in asks for it too."""
    return get_localized_response(_admin_texts, request)  # type: ignore[no-any-return]


def replacing_wagtails() -> list[URLPattern]:
    """Views at addresses of Wagtail's own, to be found before them."""

    def for_administrators(view: Any) -> Any:
        return require_admin_access(user_passes_test(lambda user: user.is_superuser)(view))

    # It names the page of each type that was edited last, whoever asks: drafts of other teams among them.
    report = PageTypesUsageReportView
    return [
        path("jsi18n/", admin_texts),
        path("reports/page-types-usage/", for_administrators(report.as_view())),
        path("reports/page-types-usage/results/", for_administrators(report.as_view(results_only=True))),
        *admin_guards.replacing_wagtails(),
    ]
