"""Builds the demonstration site from home/demo/content/*.yaml.

Every work has a key; its `translation_key` is derived from it, so that a second run finds what the first one made and
leaves it alone, whatever people have done to it since. Pages are first made as drafts, all of them, so that texts can
point to one another; then each new one gets its body and is published.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import post_save
from django.utils import timezone
from modelsearch.backends import get_search_backends
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Locale, Page, Revision, TranslatableMixin
from wagtail.models.reference_index import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from base.blocks import StoryBlock
from base.geo import city_search
from base.models import Belonging, Menu, MenuItem, RelatedWork, SdgRow, User
from home.demo import states
from home.demo.content_files import LANGUAGES, NAMESPACE, Data, in_language, load, read_works, with_ids, work_key
from home.demo.logins import LOGINS
from home.demo.media import MadeFiles
from home.demo.people import make_people
from home.sites import locale_for, serve_from
from languages.fields import WorkKey
from languages.models import Alignment, Fallback, Work
from languages.segments.extraction import texts_of
from languages.segments.provenance import Origin
from languages.text.words import latin_slug
from languages.translations.create import create_translation
from languages.translations.draft import Change, write
from languages.translations.tracking import pairs_of
from network.credits import OrganisationCredit, PersonCredit
from regions.models import OutgoingMail
from regions.teams.rights import Role

# What a reader is offered where a text is missing in their language; the original comes after.
CHAINS = {"en": ["es", "fr"], "es": ["pt", "en"], "fr": ["en", "es"], "ar": ["en", "fr"], "pt": ["es", "en"]}


@contextmanager
def search_index_paused() -> Iterator[None]:
    """Index everything once at the end, instead of each page at each of its saves."""
    models_ = [model for model in get_indexed_models() if issubclass(model, Page)]
    for model in models_:
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        yield
    finally:
        for model in models_:
            post_save.connect(post_save_signal_handler, sender=model)


class Demonstration:
    """One run. `today` is the day that relative dates count from."""

    def __init__(self, today: date | None = None):
        self.today = today or timezone.localdate()
        self.works = read_works()
        self.by_key = {work["key"]: work for work in self.works}
        self.locales: dict[str, Locale] = {}
        self.pages: dict[tuple[str, str], Page] = {}
        self.new: list[tuple[Data, str]] = []
        self.files = MadeFiles()

    @transaction.atomic
    def build(self) -> int:
        """Make what is missing; returns how many pages that was."""
        self.locales = {code: locale_for(code) for code in LANGUAGES}
        self._chains()
        with disable_reference_index_auto_update(), search_index_paused():
            for work in self.works:
                # A row that points to a work which is made later needs the work, not its page.
                Work.objects.get_or_create(
                    pk=work_key(work["key"]), defaults={"original_locale": self.locales[work["original"]]}
                )
            for work in self.works:
                for language in sorted(work["texts"], key=lambda code: code != work["original"]):
                    self._page(work, language)
            for work, language in self.new:
                self._publish(work, language)
            self._menus()
        for work, language in self.new:
            ReferenceIndex.create_or_update_for_object(self.pages[work["key"], language])
        self._index()
        make_people(self.by_key, self.pages, self.locales)
        if len(self.new) == sum(len(work["texts"]) for work in self.works):
            editor = next((login.username for login in LOGINS if login.role == Role.EDITOR), "")
            states.play(self.pages, self.by_key, User.objects.filter(username=editor).first())
            # Nobody is written to about what happened while the site was made.
            OutgoingMail.objects.all().delete()
        return len(self.new)

    def _index(self) -> None:
        """Let the new pages be found by the search, all of a type at once."""
        by_model: dict[type[Page], list[int]] = {}
        for work, language in self.new:
            page = self.pages[work["key"], language]
            by_model.setdefault(type(page), []).append(page.pk)
        for model, numbers in by_model.items():
            found = list(model.get_indexed_objects().filter(pk__in=numbers))
            for backend in get_search_backends(with_auto_update=True):
                backend.add_bulk(model, found)

    # Languages and menus ---------------------------------------------------------------------------------------

    def _chains(self) -> None:
        for code, others in CHAINS.items():
            for position, other in enumerate(others, start=1):
                Fallback.objects.get_or_create(
                    locale=self.locales[code], fallback=self.locales[other], defaults={"position": position}
                )

    def _menus(self) -> None:
        plan = load("menus.yaml")
        plans: list[tuple[str, list[Any], dict[str, str]]] = [
            (Menu.Position.MAIN, plan["main"], {}),
            (Menu.Position.FOOTER, plan["footer"]["items"], plan["footer"]["text"]),
        ]
        for position, entries, texts in plans:
            for code, locale in self.locales.items():
                if Menu.objects.filter(position=position, locale=locale).exists():
                    continue
                menu = Menu(position=position, locale=locale, text=texts.get(code, ""))
                for order, entry in enumerate(entries):
                    key, labels = (entry["work"], entry["label"]) if isinstance(entry, dict) else (entry, {})
                    menu.items.add(MenuItem(page_id=work_key(key), label=labels.get(code, ""), sort_order=order))
                menu.save()

    # Pages -----------------------------------------------------------------------------------------------------

    def _page(self, work: Data, language: str) -> None:
        """Find a version of a work, or make it as a draft: the original first, translations from it."""
        key, locale = work["key"], self.locales[language]
        model: Any = apps.get_model(work["type"])
        page = model.objects.filter(translation_key=work_key(key), locale=locale).first()
        if page is None:
            if language == work["original"] or work["key"] == "home":
                page = self._original(model, work, language)
            else:
                # Its own address from the start: one that is changed later, all below it included, leaves redirects.
                text = work["texts"][language]
                slug = text.get("slug") or latin_slug(text["title"])
                page = create_translation(self.pages[key, work["original"]], locale, slug=slug)
                self._fill(page, work, language)
                page.full_clean(exclude=["path", "depth", "numchild"])
                page.save(clean=False)
            self.new.append((work, language))
        self.pages[key, language] = page

    def _original(self, model: Any, work: Data, language: str) -> Page:
        page = model(translation_key=work_key(work["key"]), locale=self.locales[language], live=False)
        self._fill(page, work, language)
        if "parent" not in work:
            page.slug = language
            root = Page.get_first_root_node()
            root.add_child(instance=page)
            if language == work["original"]:
                serve_from(page, "Data-Pop Alliance")
        else:
            Page.objects.get(pk=self.pages[work["parent"], language].pk).add_child(instance=page)
        return page

    def _fill(self, page: Any, work: Data, language: str) -> None:
        """Everything but the body, which may point to pages that are still to be made."""
        text = work["texts"][language]
        for name, value in self._values(work.get("fields") or {}):
            self._set(page, name, value)
        for name, value in text.items():
            if name not in {"body", "tags", "seo"}:
                self._set(page, name, value)
        page.draft_title = page.title
        page.seo_title = text.get("seo", {}).get("title", "")
        page.search_description = text.get("seo", {}).get("description", "")
        if work.get("picture"):
            page.image = self.files.picture(work["picture"])
        if text.get("tags"):
            page.tags.set(text["tags"])
        page.belongings = [Belonging(work_id=work_key(key)) for key in work.get("belongs") or []]
        page.sdgs = [SdgRow(goal=goal) for goal in work.get("sdgs") or []]
        page.related_works = [
            RelatedWork(work_id=work_key(key), sort_order=order) for order, key in enumerate(work.get("related") or [])
        ]
        page.person_credits = self._rows(PersonCredit, work.get("people") or [], work, language)
        page.organisation_credits = self._rows(OrganisationCredit, work.get("organisations") or [], work, language)
        for relation, rows in (work.get("rows") or {}).items():
            model = page._meta.get_field(relation).related_model
            setattr(page, relation, self._rows(model, rows, work, language))

    def _rows(self, model: Any, rows: list[Data], work: Data, language: str) -> list[Any]:
        made = []
        for order, row in enumerate(rows):
            instance = model(sort_order=order)
            if isinstance(instance, TranslatableMixin):
                instance.locale = self.locales[language]
                instance.translation_key = uuid5(work_key(work["key"]), f"{model.__name__}:{order}")
            for name, value in self._values(row):
                if name == "geoname":
                    name, value = "geoname_id", city_search.lookup(value).geoname_id
                if name == "document":
                    value = self.files.document(value, row["language"])
                self._set(instance, name, in_language(value, language))
            made.append(instance)
        return made

    def _values(self, fields: Data) -> Iterator[tuple[str, Any]]:
        """Fields with dates that count from today made into dates."""
        for name, value in fields.items():
            if name.endswith("_in_days"):
                stem = name.removesuffix("_in_days")
                yield (stem if stem == "day" else f"{stem}_date"), self.today + timedelta(days=value)
            elif name.endswith("_days_ago"):
                yield name.removesuffix("_days_ago"), self.today - timedelta(days=value)
            else:
                yield name, value

    def _set(self, instance: Any, name: str, value: Any) -> None:
        field = instance._meta.get_field(name)
        if isinstance(field, WorkKey):
            setattr(instance, field.attname, work_key(value))
        elif isinstance(value, str) and isinstance(field, models.DateField | models.TimeField):
            setattr(instance, name, field.to_python(value))
        else:
            setattr(instance, name, value)

    def _publish(self, work: Data, language: str) -> None:
        """Originals come first: their translations are made of what they say in public."""
        page: Any = type(self.pages[work["key"], language]).objects.get(pk=self.pages[work["key"], language].pk)
        body = self._body(work["texts"][language].get("body") or [], work, language)
        if language == work["original"]:
            page.body = body
            page.save_revision(clean=False).publish(skip_permission_checks=True)
        else:
            revision = self._translate(page, body)
            revision.publish(skip_permission_checks=True)
        self.pages[work["key"], language] = page

    def _translate(self, page: Any, body: Any) -> Revision:
        """Say it segment by segment, as a translator does side by side."""
        revision: Revision = page.save_revision(clean=False)
        page.body = body
        wanted = texts_of(page)
        alignment = Alignment.objects.get(pk=page.pk)
        own = texts_of(revision.as_object())
        changes = []
        for pair in pairs_of(alignment, type(page), own):
            if not pair.path:
                continue
            text = wanted[pair.path][pair.index]
            origin = Origin.LEFT if text == pair.source else Origin.PERSON
            changes.append(
                Change(pair.path, pair.index, pair.source, text, own[pair.at[0]][pair.at[1]] if pair.at else "", origin)
            )
        written = write(page, changes)
        if written.problems or written.conflicts:
            raise ValueError(f"{page}: {written.problems} {written.conflicts}")
        return written.revision or revision

    # Bodies ----------------------------------------------------------------------------------------------------

    def _body(self, plan: list[Data], work: Data, language: str) -> Any:
        """Blocks get the same ids in every language: that is how a translation knows them again."""
        story = StoryBlock()
        raw = []
        for place, (name, value) in enumerate((name, value) for block in plan for name, value in block.items()):
            path = f"{work['key']}/{place}"
            value = with_ids(story.child_blocks[name], self._block(name, value, language), path)
            raw.append({"type": name, "value": value, "id": str(uuid5(NAMESPACE, path))})
        return story.to_python(raw)

    def _block(self, name: str, value: Any, language: str) -> Any:
        if not isinstance(value, dict):
            return value
        value = dict(value)
        if "picture" in value:
            value["image"] = self.files.picture(value.pop("picture")).pk
            value.setdefault("alt", "")
        if "works" in value:
            value["works"] = [self._shown(key, language).pk for key in value["works"]]
        if "to" in value:
            value["page"] = self._shown(value.pop("to"), language).pk
        if name == "listing":
            for facet in ("region", "theme", "pillar"):
                if value.get(facet):
                    value[facet] = str(work_key(value[facet]))
            value.setdefault("show_all", True)
        return value

    def _shown(self, key: str, language: str) -> Page:
        return self.pages.get((key, language)) or self.pages[key, self.by_key[key]["original"]]
