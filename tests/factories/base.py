"""The site that every page of a test stands on: locales, home pages, sections. Factories build their parents."""

import uuid
from typing import Any

import factory
import wagtail_factories
from django.core.files.base import ContentFile
from wagtail.models import Collection, Locale, Page, Site

from base.models import CustomDocument
from home.models import HomePage
from languages.routing import registry
from pillars.models import ThematicAreaPage


def locale(code: str = "en") -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def home(language: str = "en") -> HomePage:
    """The live home page of a language. The first one makes the site; the English one is always there."""
    found = HomePage.objects.filter(locale=locale(language)).first()
    if found:
        return found
    first = home("en") if language != "en" else None
    page = HomePage(
        title=f"Home {language}",
        slug=language,
        mission="Data should strengthen people.",
        locale=locale(language),
        translation_key=first.translation_key if first else uuid.uuid4(),
    )
    # Wagtail's migrations make the root; a run with --no-migrations has none.
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locale("en")))
    root.add_child(instance=page)
    if first is None:
        Page.objects.filter(depth=2).exclude(pk=page.pk).delete()
        Site.objects.update_or_create(
            is_default_site=True, defaults={"root_page": page, "hostname": "localhost", "port": 80}
        )
    Site.clear_site_root_paths_cache()
    registry.forget()
    return page


def offer(*languages: str) -> None:
    """Publish a home page in each of some languages."""
    for language in languages:
        home(language)


def section(model: type[Page], language: str = "en") -> Any:
    """The one section of a type in a language, below its home page; a version of the same work in every language."""
    found = model._default_manager.filter(locale=locale(language)).first()
    if found:
        return found
    first = model._default_manager.first()
    page = model(
        title=f"{model._meta.verbose_name} {language}",
        locale=locale(language),
        translation_key=first.translation_key if first else uuid.uuid4(),
    )
    home(language).add_child(instance=page)
    registry.forget()
    return page


def theme(title: str, language: str = "en", **fields: Any) -> ThematicAreaPage:
    """A published thematic area, for works to belong to."""
    parent = home(language)
    page = ThematicAreaPage(title=title, locale=parent.locale, **fields)
    parent.add_child(instance=page)
    registry.forget()
    return page


def block_ids(number: int) -> list[str]:
    """Ids for blocks of a body, the same in every run: a template of the database outlives the run that wrote it."""
    return [str(uuid.UUID(int=index, version=4)) for index in range(1, number + 1)]


def words(text: str) -> Any:
    """A text for a page, which a version of another page says in other words."""
    return factory.LazyAttribute(lambda made: f"{text} [{made.language}]" if made.work else text)


class CoalitionPageFactory(wagtail_factories.PageFactory):
    """A live page in `language`, below the section that its `parent` names; `work` makes it a version of another."""

    class Meta:
        abstract = True

    class Params:
        language = "en"
        work: Any = None

    title = factory.Sequence(lambda number: f"Page {number}")
    slug = ""  # made from the title, as for an editor
    live = True
    locale = factory.LazyAttribute(lambda made: locale(made.language))
    translation_key = factory.LazyAttribute(lambda made: made.work.translation_key if made.work else uuid.uuid4())

    @classmethod
    def _create(cls, model_class: type[Page], *args: Any, **kwargs: Any) -> Page:
        page = super()._create(model_class, *args, **kwargs)
        registry.forget()
        return page


def page_factory(model: type[Page], index: type[Page]) -> type[CoalitionPageFactory]:
    """A factory for a page type that needs no values of its own, below the section of its kind."""
    parent = factory.LazyAttribute(lambda made: section(index, made.language))
    return type(
        f"{model.__name__}Factory",
        (CoalitionPageFactory,),
        {"Meta": type("Meta", (), {"model": model}), "parent": parent},
    )


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CustomDocument

    title = factory.Sequence(lambda number: f"Document {number}")
    collection = factory.LazyFunction(lambda: Collection.get_first_root_node() or Collection.add_root(name="Root"))
    file = factory.LazyAttribute(lambda made: ContentFile(b"%PDF-1.4 " + b"x" * 2991, name="paper.pdf"))
