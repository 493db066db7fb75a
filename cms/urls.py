"""Addresses: the admin, files, and one tree of pages per language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.urls import display_custom_404
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern
from wagtail.utils.urlpatterns import decorate_urlpatterns

from base.admin import views as admin_views
from base.login import views as login_views
from cms import views
from cms.media import serve_media
from languages.editor import page_screens
from languages.routing.serve import closed, serve, welcome
from regions.dashboard import admin_defaults

urlpatterns: list[URLPattern | URLResolver] = [
    # Actions of the admin API that no screen uses; "copy" and "create_alias" would pass by the checks of the
    # screens (languages.wagtail_hooks.refuse_copies_in_another_language).
    re_path(r"^admin/api/main/pages/\d+/action/", closed),
    path("admin/", include([*admin_views.replacing_wagtails(), *admin_defaults.replacing_wagtails()])),
    path("admin/", include(decorate_urlpatterns(page_screens.replacing_wagtails(), display_custom_404))),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(login_views.replacing_wagtails_of_documents())),
    path("documents/", include(wagtaildocs_urls)),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("", welcome, name="welcome"),
]

if settings.DEBUG or getattr(settings, "SERVE_MEDIA", False):
    # A real site leaves this to its web server.
    urlpatterns += [re_path(r"^media/(?P<path>.*)$", serve_media)]

urlpatterns += i18n_patterns(
    path("search/", views.search, name="search"),
    # The log-in and password forms for private pages; then our way of finding a page (languages.routing.serve.serve).
    *login_views.replacing_wagtails(),
    *(route for route in wagtail_urls.urlpatterns if route.name != "wagtail_serve"),
    re_path(serve_pattern, serve, name="wagtail_serve"),
)

handler400 = "cms.errors.bad_request"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.broken"
