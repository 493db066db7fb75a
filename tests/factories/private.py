"""Many private pages, written as rows: by hand they would take minutes."""

import uuid

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, PageViewRestriction

from languages.access import private_pages
from languages.models import Work
from languages.routing import registry
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import section

LANGUAGES = ("en", "es", "fr", "ar", "pt")


def private_news(works: int, first: int = 0) -> None:
    """So many works for those with a log-in only, in five languages, each version with a restriction of its own."""
    kind = ContentType.objects.get_for_model(NewsPage)
    sections = [section(NewsIndexPage, language) for language in LANGUAGES]
    keys = [uuid.uuid4() for _work in range(works)]
    Work.objects.bulk_create(Work(pk=key, original_locale=sections[0].locale) for key in keys)
    pages = Page.objects.bulk_create(
        Page(
            title=f"Private {number}",
            draft_title=f"Private {number}",
            slug=f"private-{number}",
            url_path=f"{parent.url_path}private-{number}/",
            path=Page._get_path(parent.path, parent.depth + 1, 10_000 + number),
            depth=parent.depth + 1,
            locale=parent.locale,
            translation_key=key,
            content_type=kind,
            live=True,
        )
        for parent in sections
        for number, key in enumerate(keys, start=first)
    )
    PageViewRestriction.objects.bulk_create(
        PageViewRestriction(page=page, restriction_type=PageViewRestriction.LOGIN) for page in pages
    )
    private_pages.refresh("")
    registry.forget()
