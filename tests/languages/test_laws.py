"""The laws of translation, whatever people do: random sequences of what editors and translators do in five languages.

After every step: no text that somebody wrote has changed or vanished, except by an edit of that very page; each work
has one original; nothing is public in a language that it is not written in; the public row is its revision; what is
known of translations is what can be worked out anew; dates and relations of live translations are the original's; menus
lead to what is public, each work in its reader's best language; the tree is sound.

`LAWS_EXAMPLES` and `LAWS_STEPS` make the run longer than the suite's own.
"""

import datetime
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import polib
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import override
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import Page, PageLogEntry, Revision
from wagtail_localize.fields import get_translatable_fields

from base.admin.scheduled import NOT_PUBLISHED
from base.models import Menu, MenuItem, SdgRow, User
from base.navigation.menus import navigation
from events.models import EventIndexPage, EventLink, EventPage, ProgrammeItem
from languages.editor.po_views import file_of, take_in
from languages.editor.workspace import Workspace
from languages.fields import OwnField
from languages.formats.markup import PoError
from languages.models import Alignment, Fallback, Work
from languages.routing import registry
from languages.segments import extraction
from languages.segments.alignment import SegmentPair, State
from languages.segments.extraction import digests, texts_of
from languages.segments.provenance import Origin
from languages.segments.synchronised import synchronised
from languages.translations.create import create_translation
from languages.translations.draft import Change, Draft, Written, write
from languages.translations.originals import as_followed, original_of
from languages.translations.publishing import mark_up_to_date, publication_blockers
from languages.translations.source_language import change_source_language, original, proposed
from languages.translations.tracking import COUNTS, pairs_of, recount
from network.models import PersonCredit
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import locale, offer, section
from tests.factories.events import EventPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.regions import RegionPageFactory

EXAMPLES = int(os.environ.get("LAWS_EXAMPLES", "4"))
STEPS = int(os.environ.get("LAWS_STEPS", "25"))

LANGUAGES = ("es", "fr", "ar", "en", "pt")
LINK = re.compile(r'<a href=\\"[^"]*\\"')
TAG = re.compile(r"\b(en|es|fr|ar|pt)(\d+)\b")
WORKS = 3
NUMBER = st.integers(min_value=0, max_value=9)
BOOKKEEPING = {
    "pk",
    "live",
    "has_unpublished_changes",
    "draft_title",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "first_published_at",
    "last_published_at",
    "go_live_at",
    "expire_at",
    "expired",
    "url_path",
    "path",
    "numchild",
    "wagtail_admin_comments",
    "tagged_items",
    # Worked out of others whenever a page is saved.
    "starts",
    "ends",
    "sort_date",
    "sort_name",
}


# What a page says ----------------------------------------------------------------------------------------------------


def words_of(model: Any, content: dict[str, Any]) -> dict[str, Any]:
    """Everything in a page's serialised content that somebody wrote in its language; empty rows have no words."""
    found: dict[str, Any] = {}
    for declared in get_translatable_fields(model):
        field = declared.get_field(model)
        name = declared.field_name
        if isinstance(field, models.ManyToOneRel):
            if declared.is_translated(None):
                rows = {row["translation_key"]: words_of(field.related_model, row) for row in content[name]}
                found[name] = {key: row for key, row in rows.items() if any(row.values())}
            elif isinstance(declared, OwnField):
                found[name] = sorted(row["tag"] for row in content[name])
        elif name == "body":
            found[name] = words_of_body(json.loads(content[name]))
        elif (declared.is_translated(None) or isinstance(declared, OwnField)) and name != "tags":
            found[name] = content[name]
    return found


def words_of_body(raw: list[dict[str, Any]]) -> list[Any]:
    """What a body says: no addresses, recordings and pages, and no blocks that hold nothing else."""
    found = []
    for block in raw:
        value = block["value"]
        if block["type"] == "video":
            value = {"title": value["title"]}
        elif block["type"] == "call_to_action":
            value = {name: value[name] for name in ("heading", "text", "label")}
        elif block["type"] == "document":
            value = {"label": value["label"]}
        bare = json.loads(LINK.sub("<a", json.dumps(value)))
        if bare != {"label": ""}:
            found.append({**block, "value": bare})
    return found


def comparable(content: dict[str, Any]) -> dict[str, Any]:
    """A page's content without its bookkeeping and the keys of its rows."""

    def bare(value: Any) -> Any:
        if isinstance(value, list):
            return [bare(one) for one in value]
        if isinstance(value, dict):
            return {name: bare(one) for name, one in value.items() if name not in {"pk", "page", "content_object"}}
        return value

    content = {**content, "body": json.loads(content["body"])}  # PostgreSQL puts the keys of JSON in its own order
    return {name: bare(value) for name, value in content.items() if name not in BOOKKEEPING}


def works() -> QuerySet[Page]:
    """The pages that people write, in sections and in regions."""
    found: QuerySet[Page] = Page.objects.type(NewsPage, EventPage)
    return found


def recordings(page: Any) -> dict[str, str]:
    return {item["id"]: item["value"]["url"] for item in page.body.get_prep_value() if item["type"] == "video"}


def strings(page: Any) -> Counter[str]:
    return Counter(text for found in texts_of(page).values() for text in found)


def common_fields(page: Any, original: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Dates, places and relations of a page and of its original, as far as both have the rows that they are in."""
    mine, theirs = synchronised(page), synchronised(original)
    both = {
        name for name in mine.keys() & theirs.keys() if name.split(".")[0] not in ("image", "mention_url", "programme")
    }
    both = {name for name in both if name not in ("links", "person_credits", "organisation_credits")}
    both |= {name for name in mine.keys() & theirs.keys() if name.startswith("programme.")}
    return {name: mine[name] for name in both}, {name: theirs[name] for name in both}


# What people do to a text --------------------------------------------------------------------------------------------


def paragraphs(html: str) -> list[str]:
    return re.findall(r"<p[^>]*>(.*?)</p>", html, re.DOTALL)


def prose(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


class Writer:
    """Makes up words. Each says by its letters which language it is in, and by its number when it was written."""

    def __init__(self) -> None:
        self.number = 0
        # A page that texts link to, which may be withdrawn and deleted meanwhile.
        self.page = 0

    def word(self, code: str) -> str:
        self.number += 1
        return f"{code}{self.number}"

    def sentence(self, code: str, kind: int = 0) -> str:
        if kind % 5 == 4:
            return f"{code}0 siempre igual"  # a sentence that comes again
        text = f"{self.word(code)} dice, y repite"
        if kind % 5 == 1:
            link = f'linktype="page" id="{self.page}"' if self.page and kind % 2 else f'href="{self.address()}"'
            return f"{text} <b>{self.word(code)}</b> <a {link}>{self.word(code)}</a>"
        return text

    def address(self) -> str:
        self.number += 1
        return f"https://example.org/{self.number}"

    def translate(self, source: str, code: str, kind: int = 0) -> str:
        """The same markup, in other words; now and then the same words for different segments."""
        if kind % 5 == 4 and "<" not in source:
            return f"{code}0 toujours"
        return TAG.sub(lambda found: self.word(code), source)

    def block(self, code: str, kind: int) -> dict[str, Any]:
        value: Any
        name = ("text", "quote", "accordion", "heading", "video")[kind % 5]
        if name == "text":
            value = prose([self.sentence(code, kind), self.sentence(code, kind + 1), self.sentence(code, kind)])
        elif name == "quote":
            value = {"text": self.sentence(code), "speaker": self.sentence(code), "role": ""}
        elif name == "video":
            value = {"url": self.address(), "title": self.sentence(code)}
        elif name == "accordion":
            value = {
                "items": [
                    {
                        "type": "item",
                        "id": str(uuid4()),
                        "value": {"title": self.sentence(code), "text": prose([self.sentence(code, kind)])},
                    }
                    for _ in range(2)
                ]
            }
        else:
            value = self.sentence(code)
        return {"id": str(uuid4()), "type": name, "value": value}

    def prose(self, html: str, code: str, how: int) -> str:
        """One change of a text of paragraphs: another word, split, merged, one more, one less, turned round."""
        found = paragraphs(html)
        at = how % max(1, len(found))
        action = how % 6
        if not found or action == 3:
            found.insert(at, self.sentence(code, how))
        elif action == 0:
            found[at] = self.sentence(code, how)
        elif action == 1 and ", " in found[at]:
            found[at : at + 1] = found[at].split(", ", 1)
        elif action == 2 and len(found) > 1:
            found[at : at + 2] = [" ".join(found[at : at + 2])]
        elif action == 4 and len(found) > 1:
            del found[at]
        else:
            found.reverse()
        return prose(found)

    def value(self, block: dict[str, Any], code: str, how: int) -> Any:
        value = block["value"]
        if block["type"] == "text":
            return self.prose(value, code, how)
        if block["type"] == "quote":
            name = ("text", "speaker", "role")[how % 3]
            return {**value, name: "" if name != "text" and value[name] and how % 2 else self.sentence(code)}
        if block["type"] == "video":
            return {**value, **({"url": self.address()} if how % 2 else {"title": self.sentence(code)})}
        if block["type"] == "accordion":
            items = list(value["items"])
            at = how % max(1, len(items))
            if how % 4 == 0 or not items:
                fresh = {"title": self.sentence(code), "text": prose([self.sentence(code)])}
                items.insert(at, {"type": "item", "id": str(uuid4()), "value": fresh})
            elif how % 4 == 1 and len(items) > 1:
                del items[at]
            elif how % 4 == 2:
                inner = items[at]["value"]
                items[at] = {**items[at], "value": {**inner, "text": self.prose(inner["text"], code, how)}}
            else:
                items.reverse()
            return {"items": items}
        return self.sentence(code)

    def body(self, raw: list[dict[str, Any]], code: str, what: int, how: int) -> list[dict[str, Any]]:
        blocks = list(raw)
        at = how % max(1, len(blocks))
        if not blocks or what == 0:
            blocks.insert(at, self.block(code, how))
        elif what == 1:
            del blocks[at]
        elif what == 2:
            blocks.insert(0, blocks.pop(at))
        elif what == 3:  # copied and pasted: the same words under a new id
            blocks[at] = {**blocks[at], "id": str(uuid4())}
        else:
            blocks[at] = {**blocks[at], "value": self.value(blocks[at], code, how)}
        return blocks

    def rows(self, page: Any, name: str, code: str, how: int) -> None:
        """Another row, one less, or one in other words."""
        rows = list(getattr(page, name).all())
        at = how % max(1, len(rows))
        if not rows or how % 3 == 0:
            rows.insert(at, self.row(page, name, code))
        elif how % 3 == 1:
            del rows[at]
        else:
            text = {"programme": "title", "links": "label", "person_credits": "note"}[name]
            setattr(rows[at], text, self.sentence(code))
        for order, row in enumerate(rows):
            row.sort_order = order
        setattr(page, name, rows)

    def row(self, page: Any, name: str, code: str) -> Any:
        if name == "programme":
            return ProgrammeItem(title=self.sentence(code), speakers=self.sentence(code), locale=page.locale)
        if name == "links":
            return EventLink(label=self.sentence(code), url="https://example.org/", locale=page.locale)
        return PersonCredit(name=self.sentence(code), role="author", locale=page.locale)

    def edit(self, page: Any, what: int, how: int) -> None:
        """What somebody changes in the form of a page."""
        code = page.locale.language_code
        if what < 6:
            raw = self.body([dict(block) for block in page.body.get_prep_value()], code, what, how)
            page.body = type(page)._meta.get_field("body").stream_block.to_python(raw)
        elif what == 6:
            page.title = self.sentence(code)
        elif what == 7:
            page.summary = "" if page.summary and how % 2 else self.sentence(code)
        elif what == 8:
            page.seo_title, page.search_description = self.word(code), self.sentence(code)
            page.tags.add(self.word(code))
        else:
            names = ["person_credits"] + (["programme", "links"] if isinstance(page, EventPage) else [])
            self.rows(page, names[how % len(names)], code, how // 2)

    def change_fact(self, page: Any, how: int) -> None:
        """A date, a place, a relation."""
        if how % 3 == 0:
            goals = [row.goal for row in page.sdgs.all()]
            page.sdgs = [] if len(goals) > 1 else [*page.sdgs.all(), SdgRow(goal=goals[0] % 17 + 1 if goals else 1)]
        elif isinstance(page, NewsPage):
            page.date = datetime.date(2020, 1, 1) + datetime.timedelta(days=self.number)
            self.number += 1
        elif how % 3 == 1:
            page.start_date = page.end_date = datetime.date(2031, 1, 1) + datetime.timedelta(days=self.number)
            self.number += 1
        else:
            page.status = "cancelled" if page.status != "cancelled" else "scheduled"


# The machine


class Editors(RuleBasedStateMachine):
    """Three people at work on a few works."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.travel = time_machine.travel(datetime.datetime(2030, 5, 1, 9, tzinfo=datetime.UTC), tick=True)
        self.clock = self.travel.start()
        self.writer = Writer()
        self.people = list(User.objects.order_by("pk"))
        self.forms: list[Any] = []
        self.screens: list[tuple[int, list[Change]]] = []
        self.files: list[tuple[int, bytes, Counter[str]]] = []
        self.source_changed: set[Any] = set()
        self.left: dict[int, set[str]] = {}
        self.rows: dict[int, Any] = {}
        self.revisions: dict[int, Any] = {}

    def teardown(self) -> None:
        self.travel.stop()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # Who and what ----------------------------------------------------------------------------------------------------

    def pages(self) -> list[Page]:
        return list(works().order_by("pk"))

    def page(self, number: int) -> Any:
        """Any page, fresh. What is written next may link to it."""
        found = self.pages()
        self.writer.page = found[number % len(found)].pk
        return found[number % len(found)].specific

    def translation(self, number: int) -> Any:
        found = list(works().filter(alignment__isnull=False).order_by("pk"))
        return found[number % len(found)].specific if found else None

    def original(self, number: int) -> Any:
        found = [page for page in self.pages() if not Alignment.objects.filter(pk=page.pk).exists()]
        return found[number % len(found)].specific

    def draft(self, page: Page) -> Any:
        return Page.objects.get(pk=page.pk).get_latest_revision_as_object()

    def person(self, number: int) -> User:
        return self.people[number % len(self.people)]

    # What was said before and what is said now -----------------------------------------------------------------------

    def snapshot(self) -> tuple[dict[int, Any], dict[int, Any]]:
        pages = self.pages()
        rows = {page.pk: words_of(page.specific_class, page.specific.serializable_data()) for page in pages}
        models_of = {str(page.pk): page.specific_class for page in pages}
        revisions = {
            revision.pk: words_of(models_of[revision.object_id], revision.content)
            for revision in Revision.page_revisions.filter(object_id__in=models_of)
        }
        return rows, revisions

    @contextmanager
    def only(
        self, *, row: Page | None = None, overwritten: Revision | None = None, deleted: Collection[int] = ()
    ) -> Iterator[None]:
        """What is done within changes no words but those of one row, and of one draft that is saved in place; and no
        pages are deleted but some."""
        yield
        rows, revisions = self.snapshot()
        for pk, before in self.rows.items():
            if pk in rows and not (row and pk == row.pk):
                assert rows[pk] == before, f"the text of page {pk} changed"
        for pk, before in self.revisions.items():
            if not (overwritten and pk == overwritten.pk):
                assert pk in revisions or not Revision.objects.filter(pk=pk).exists()
                if pk in revisions:
                    assert revisions[pk] == before, f"the text of revision {pk} changed"
        gone = set(self.rows) - set(rows)
        assert gone <= {*deleted, *([row.pk] if row else [])}, "pages vanished"
        self.rows, self.revisions = rows, revisions

    def save(self, page: Any, user: User, overwrite: Revision | None = None, **kwargs: Any) -> Revision:
        """As Wagtail's page form does: a page that is not public is saved itself, too."""
        said = words_of(type(page), page.serializable_data())
        if not page.live:
            page.save(clean=False)
        revision: Revision = page.save_revision(
            user=user, clean=False, log_action=True, overwrite_revision=overwrite, **kwargs
        )
        assert words_of(type(page), revision.content) == said, "a form was not saved as it was sent"
        return revision

    def publish(self, page: Page, revision: Revision, user: User | None = None) -> bool:
        said = words_of(page.specific_class, revision.content)
        try:
            revision.publish(user=user, skip_permission_checks=True)
        except PermissionDenied:
            was_translation = Work.objects.get(pk=page.translation_key).foreign
            assert was_translation or Alignment.objects.filter(pk=page.pk).exists(), "an original is never barred"
            return False
        row = Page.objects.get(pk=page.pk)
        if row.live and row.live_revision_id == revision.pk:
            assert words_of(page.specific_class, row.specific.serializable_data()) == said
        return True

    # What people do --------------------------------------------------------------------------------------------------

    @initialize(kind=NUMBER, code=NUMBER)
    def first(self, kind: int, code: int) -> None:
        self.write_work(kind, code, 1, True)
        self.rows, self.revisions = self.snapshot()

    @precondition(
        lambda self: Work.objects.filter(pk__in=[page.translation_key for page in self.pages()]).count() < WORKS
    )
    @rule(kind=NUMBER, code=NUMBER, who=NUMBER, live=st.booleans())
    def write_work(self, kind: int, code: int, who: int, live: bool) -> None:
        language = LANGUAGES[code % len(LANGUAGES)]
        factory = EventPageFactory if kind % 2 else NewsPageFactory
        say = self.writer
        page = factory.build(language=language, parent=None, live=False, summary=say.sentence(language))
        page.title = say.sentence(language)
        page.locale = locale(language)
        raw = [say.block(language, kind + number) for number in range(2 + kind % 3)]
        page.body = type(page)._meta.get_field("body").stream_block.to_python(raw)
        for name in ["person_credits"] + (["programme", "programme", "links"] if kind % 2 else []):
            getattr(page, name).add(say.row(page, name, language))
        if kind % 2:
            page.venue = say.sentence(language)
        with self.only():
            section(EventIndexPage if kind % 2 else NewsIndexPage, language).add_child(instance=page)
            revision = page.save_revision(user=self.person(who), clean=False)
            if live:
                revision.publish()

    @rule(number=NUMBER, what=NUMBER, how=st.integers(0, 29), who=NUMBER, then=st.sampled_from(["", "", "publish"]))
    def edit(self, number: int, what: int, how: int, who: int, then: str) -> None:
        """In Wagtail's own editor: an original, or a translation freely."""
        page = self.draft(self.page(number))
        self.writer.edit(page, what, how)
        with self.only(row=page):
            revision = self.save(page, self.person(who))
            if then:
                self.publish(page, revision, self.person(who))

    @rule(number=NUMBER, what=NUMBER, how=st.integers(0, 29))
    def edit_original_and_publish(self, number: int, what: int, how: int) -> None:
        page = self.draft(self.original(number))
        self.writer.edit(page, what, how)
        with self.only(row=page), self.recordings_follow(page):
            self.publish(page, self.save(page, self.person(0)))

    @contextmanager
    def recordings_follow(self, original: Any) -> Iterator[None]:
        """In public: those that are the original's follow it, and what it withdrew is gone; those chosen stay."""
        known = Alignment.objects.filter(page__translation_key=original.translation_key, page__live=True)
        then = {row.pk: (recordings(row.page.specific), recordings(original_of(row.page))) for row in known}
        yield
        for row in known:
            mine, theirs = recordings(row.page.specific), recordings(original_of(row.page))
            for id_, url in then[row.pk][0].items():
                if id_ not in then[row.pk][1] or not url:
                    continue  # of a block that only the translation has, or that was cut and pasted
                if url != then[row.pk][1][id_]:
                    assert mine[id_] == url, "a recording that was chosen is another one"
                elif id_ in theirs:
                    assert mine[id_] == theirs[id_], "a recording did not follow"
                elif url not in theirs.values():
                    assert not mine[id_], "a recording that was withdrawn is shown"

    @rule(number=NUMBER, what=NUMBER, how=st.integers(0, 29), who=NUMBER)
    def autosave(self, number: int, what: int, how: int, who: int) -> None:
        page = self.draft(self.page(number))
        latest = page.latest_revision
        mine = latest if latest and latest.user_id == self.person(who).pk else None
        self.writer.edit(page, what, how)
        with self.only(row=page, overwritten=mine):
            self.save(page, self.person(who), overwrite=mine)

    @rule(number=NUMBER, what=NUMBER, how=st.integers(0, 29))
    def open_form(self, number: int, what: int, how: int) -> None:
        """Somebody opens a page, types, and goes for a coffee."""
        page = self.draft(self.page(number))
        self.writer.edit(page, what, how)
        self.forms.append(page)

    @precondition(lambda self: self.forms)
    @rule(who=NUMBER, publish=st.booleans())
    def send_form(self, who: int, publish: bool) -> None:
        """They come back, and save over whatever happened meanwhile."""
        page = self.forms.pop(0)
        now = Page.objects.filter(pk=page.pk).first()
        if now is None or now.live != page.live:
            return
        page.path, page.numchild, page.url_path = now.path, now.numchild, now.url_path
        page.live_revision_id, page.latest_revision_id = now.live_revision_id, now.latest_revision_id
        with self.only(row=page):
            for name in ("programme", "links", "person_credits", "sdgs"):
                if hasattr(page, name):
                    for row in getattr(page, name).all():
                        if row.pk and not type(row).objects.filter(pk=row.pk).exists():
                            row.pk = None
            revision = self.save(page, self.person(who))
            if publish:
                self.publish(page, revision)

    @rule(number=NUMBER, code=NUMBER, who=NUMBER)
    def translate(self, number: int, code: int, who: int) -> None:
        """From any version, into any language."""
        page = self.page(number)
        target = locale(LANGUAGES[code % len(LANGUAGES)])
        exists = page.get_translation_or_none(target) is not None
        with self.only():
            try:
                made = create_translation(page, target, self.person(who))
            except ValidationError:
                assert exists
                return
        assert not exists
        assert not made.live

    def changes(
        self, page: Any, which: Callable[[int, SegmentPair], bool], kind: int, origin: str = Origin.PERSON
    ) -> list[Change]:
        own = texts_of(self.draft(page))
        code = page.locale.language_code
        found = []
        for index, pair in enumerate(pairs_of(Alignment.objects.get(pk=page.pk), type(page), own)):
            if pair.path and which(index, pair):
                seen = own[pair.at[0]][pair.at[1]] if pair.at else ""
                text = pair.source if origin == Origin.LEFT else self.writer.translate(pair.source, code, kind + index)
                if pair.path not in extraction.rich_paths(as_followed(original_of(page))):
                    text = extraction.from_plain(extraction.plain(text))
                found.append(Change(pair.path, pair.index, pair.source, text, seen, origin))
        return found

    def side_by_side(self, page: Any, changes: list[Change], who: int, kind: int = 1) -> Written:
        """Write segments, and see that nobody's words went but those that were written over or dropped."""
        before = self.draft(page)
        alignment = Alignment.objects.get(pk=page.pk)
        own = texts_of(before)
        old = pairs_of(alignment, type(page), own)
        gone = [pair for pair in old if pair.state == State.GONE]
        drop = {pair.id for pair in gone} if kind % 3 == 0 else set()
        stray = [pair for pair in old if pair.state == State.UNTRANSLATED and not pair.path]
        drop |= {pair.id for pair in stray}  # the original's words in a place of their own
        keep = {pair.id for pair in gone} if kind % 3 == 1 else set()
        latest = before.latest_revision
        mine = latest if kind % 2 and latest and latest.user_id == self.person(who).pk else None
        with self.only(overwritten=mine):
            written = write(page, changes, self.person(who), drop=drop, keep=keep, overwrite=mine)
        if written.revision is None:
            return written
        after = self.draft(page)
        refused = [change for change, _why in [*written.conflicts, *written.problems]]
        done = [change for change in changes if change not in refused]
        for change in done:
            assert change.text in strings(after), f"{change} was not written"
        lost = strings(before) - strings(after)
        for change in done:
            lost[change.seen] -= 1
        for pair in gone:
            if drop and pair.at:
                lost[own[pair.at[0]][pair.at[1]]] -= 1
        code = page.locale.language_code
        lost_words = {text for text, number in lost.items() if number > 0 and code in dict(TAG.findall(text))}
        assert not lost_words, f"words of page {page.pk} are gone"
        self.no_block_came_back(before, after, changes)
        return written

    def no_block_came_back(self, before: Any, after: Any, changes: list[Change]) -> None:
        """What a translator took out stays out, and nothing empty is put in its place."""
        known = Alignment.objects.get(pk=after.pk)
        old = {block.id for block in before.body}
        said = {change.path for change in changes}
        for block in after.body:
            path = f"body.{block.id}"
            if block.id not in old and not any(one == path or one.startswith(f"{path}.") for one in said):
                texts = [
                    found for name, found in texts_of(after).items() if name == path or name.startswith(f"{path}.")
                ]
                assert any(text for found in texts for text in found), f"an empty block {path} of {known}"

    @rule(number=NUMBER, kind=st.integers(0, 29), who=NUMBER, some=st.integers(1, 4))
    def translate_some(self, number: int, kind: int, who: int, some: int) -> None:
        page = self.translation(number)
        if page:
            self.side_by_side(page, self.changes(page, lambda index, pair: index % some == 0, kind), who, kind)

    @rule(number=NUMBER, kind=st.integers(0, 29), who=NUMBER, publish=st.booleans())
    def translate_all(self, number: int, kind: int, who: int, publish: bool) -> None:
        """All that is not up to date, and what the original has no more is kept: then nothing is outdated."""
        page = self.translation(number)
        if page is None:
            return
        changes = self.changes(page, lambda index, pair: pair.state not in (State.CURRENT, State.LEFT), kind)
        self.side_by_side(page, changes, who, kind=kind // 3 * 3 + 1)
        own = texts_of(self.draft(page))
        pairs = pairs_of(Alignment.objects.get(pk=page.pk), type(page), own)
        unfinished = [pair for pair in pairs if pair.state not in (State.CURRENT, State.LEFT, State.OWN)]
        assert not unfinished
        if publish:
            with self.only(row=page):
                assert self.publish(page, self.draft(page).get_latest_revision())

    @rule(number=NUMBER, who=NUMBER, at=NUMBER)
    def leave_as_in_the_original(self, number: int, who: int, at: int) -> None:
        page = self.translation(number)
        if page:
            self.side_by_side(page, self.changes(page, lambda index, pair: index == at, 0, Origin.LEFT), who, 2)

    @rule(number=NUMBER, kind=NUMBER)
    def open_side_by_side(self, number: int, kind: int) -> None:
        page = self.translation(number)
        if page:
            self.screens.append((page.pk, self.changes(page, lambda index, pair: index % 2 == 0, kind)))

    @precondition(lambda self: self.screens)
    @rule(who=NUMBER)
    def send_side_by_side(self, who: int) -> None:
        """A screen that was open for long: what somebody else wrote meanwhile is a conflict."""
        pk, changes = self.screens.pop(0)
        page = Page.objects.filter(pk=pk).first()
        if page and Alignment.objects.filter(pk=pk).exists():
            self.side_by_side(page.specific, changes, who, 2)

    @rule(number=NUMBER, kind=NUMBER, some=st.integers(1, 4))
    def file_goes_out(self, number: int, kind: int, some: int) -> None:
        """Somebody translates some segments in another tool."""
        page = self.translation(number)
        if page is None:
            return
        with transaction.atomic():
            file = polib.pofile(file_of(Workspace(Draft(page))).decode())
        for place, entry in enumerate(file):
            if place % some == 0:
                entry.msgstr = self.writer.translate(entry.msgid, page.locale.language_code, kind + place)
                entry.flags = []
        self.files.append((page.pk, str(file).encode(), strings(self.draft(page))))

    @precondition(lambda self: self.files)
    @rule(who=NUMBER)
    def file_comes_in(self, who: int) -> None:
        """What was written here since it went out stays."""
        pk, data, then = self.files.pop(0)
        page = Page.objects.filter(pk=pk, alignment__isnull=False).first()
        if page is None:
            return
        before = strings(self.draft(page))
        with self.only():
            try:
                take_in(page, data, self.person(who))
            except PoError:
                assert page.translation_key in self.source_changed  # it is no translation of this original
        lost = set(before - strings(self.draft(page))) - set(then)
        code = page.locale.language_code
        assert not [text for text in lost if code in dict(TAG.findall(text))], "a file overwrote somebody's words"

    @rule(number=NUMBER, who=NUMBER)
    def change_source_language(self, number: int, who: int) -> None:
        """To any version; no word is touched, and what was up to date still is."""
        page = self.page(number)
        others = Alignment.objects.filter(page__translation_key=page.translation_key)
        was_current = not any(row.draft_behind or row.live_behind for row in others)
        with self.only():
            try:
                change_source_language(page, page.locale, self.person(who))
            except ValidationError:
                return
        self.source_changed.add(page.translation_key)
        assert original(page) == Page.objects.get(pk=page.pk)
        if was_current:
            assert not any(row.draft_behind or row.live_behind for row in others.all())

    @rule(number=NUMBER)
    def mark_up_to_date(self, number: int) -> None:
        page = self.translation(number)
        if page:
            with self.only():
                mark_up_to_date(page, self.person(0))
            assert Alignment.objects.get(pk=page.pk).draft_behind == 0

    @rule(number=NUMBER, who=NUMBER)
    def publish_draft(self, number: int, who: int) -> None:
        page = self.page(number)
        revision = page.get_latest_revision()
        if revision:
            with self.only(row=page):
                self.publish(page, revision, self.person(who))

    @rule(number=NUMBER, older=st.integers(1, 4))
    def publish_older(self, number: int, older: int) -> None:
        page = self.page(number)
        found = list(page.revisions.order_by("-created_at"))
        with self.only(row=page):
            if found:
                self.publish(page, found[older % len(found)])

    @rule(number=NUMBER, older=st.integers(1, 4), publish=st.booleans())
    def revert(self, number: int, older: int, publish: bool) -> None:
        page = self.page(number)
        found = list(page.revisions.order_by("-created_at"))
        if len(found) < 2:
            return
        previous = found[older % len(found)]
        again = previous.as_object()
        with self.only(row=page):
            revision = self.save(again, self.person(1), previous_revision=previous)
            if publish:
                self.publish(page, revision)

    @rule(number=NUMBER, who=NUMBER)
    def schedule(self, number: int, who: int) -> None:
        page = self.draft(self.page(number))
        page.go_live_at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
        with self.only(row=page):
            self.publish(page, self.save(page, self.person(who)))

    @rule()
    def time_passes(self) -> None:
        self.clock.shift(datetime.timedelta(hours=2))
        waiting = {int(one.object_id): one for one in Revision.objects.filter(approved_go_live_at__isnull=False)}
        before = dict(self.rows)
        call_command("publish_scheduled")
        assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists(), "a schedule got stuck"
        rows, revisions = self.snapshot()
        for pk, row in rows.items():
            revision = waiting.get(pk)
            if revision and PageLogEntry.objects.filter(revision=revision, action=NOT_PUBLISHED).exists():
                assert publication_blockers(revision.as_object()), "a schedule was withdrawn for nothing"
                revision = None
            model = Page.objects.get(pk=pk).specific_class
            assert row == (words_of(model, revision.content) if revision else before[pk])
        assert revisions == self.revisions
        self.rows = rows

    @rule(number=NUMBER, what=NUMBER, how=st.integers(0, 29), which=NUMBER)
    def only_corrections(self, number: int, what: int, how: int, which: int) -> None:
        """Nothing becomes stale."""
        page = self.draft(self.original(number))
        rows = Alignment.objects.filter(page__translation_key=page.translation_key)
        before = {row.pk: (row.live_behind, row.draft_behind) for row in rows}
        was_public = page.live
        self.writer.edit(page, what, how)
        page.corrections_only = True
        with self.only(row=page):
            self.publish(page, self.save(page, self.person(which)))
        if was_public:
            for row in rows.all():
                live, drafted = before[row.pk]
                assert row.live_behind <= live, f"{row} became stale"
                assert row.draft_behind <= drafted, f"the draft of {row} became stale"

    @rule(number=NUMBER, how=NUMBER, publish=st.booleans(), fresh=st.booleans())
    def change_a_fact(self, number: int, how: int, publish: bool, fresh: bool) -> None:
        """A change that is not of text makes nothing stale."""
        page = self.original(number) if fresh or not self.original(number).live else self.original(number)
        page = self.draft(page)
        clean = not page.has_unpublished_changes
        rows = Alignment.objects.filter(page__translation_key=page.translation_key)
        before = {row.pk: [getattr(row, name) for name in COUNTS if name != "left"] for row in rows}
        self.writer.change_fact(page, how)
        with self.only(row=page):
            revision = self.save(page, self.person(0))
            if publish or page.live:
                self.publish(page, revision)
        if clean:
            for row in rows.all():
                assert [getattr(row, name) for name in COUNTS if name != "left"] == before[row.pk]

    @rule(number=NUMBER, how=NUMBER)
    def change_a_fact_in_a_translation(self, number: int, how: int) -> None:
        """Who edits a translation may type another date; the original's holds."""
        page = self.translation(number)
        if page:
            page = self.draft(page)
            self.writer.change_fact(page, how)
            with self.only(row=page):
                self.publish(page, self.save(page, self.person(0)))

    @rule(number=NUMBER)
    def unpublish(self, number: int) -> None:
        page = self.page(number)
        # A page that is scheduled is locked for everybody.
        if page.live and not page.permissions_for_user(self.person(0)).page_locked():
            with self.only():
                page.unpublish(user=self.person(0))

    @rule(number=NUMBER, to=NUMBER)
    def move(self, number: int, to: int) -> None:
        page = self.page(number)
        sibling = list(page.get_siblings(inclusive=True))[to % page.get_siblings(inclusive=True).count()]
        if sibling.pk != page.pk:
            with self.only():
                page.move(sibling, pos="left", user=self.person(0))

    @rule(number=NUMBER, to=NUMBER)
    def move_across(self, number: int, to: int) -> None:
        """To a region, to another, or to the coalition's section, whatever its versions are and wherever they lie."""
        page = self.page(number)
        parents = [one for one in Page.objects.filter(locale=page.locale).specific() if page.can_move_to(one)]
        if parents:
            with self.only():
                page.move(parents[to % len(parents)], pos="last-child", user=self.person(0))

    @precondition(lambda self: len(self.pages()) > 2)
    @rule(number=NUMBER, sure=NUMBER)
    def delete(self, number: int, sure: int) -> None:
        if sure > 3:
            return
        page = self.page(number)
        first = original(page)
        heir = proposed(page) if first and first.pk == page.pk else first
        with self.only(row=page):
            page.delete(user=self.person(0))
        assert heir is None or original(heir) == heir

    @rule(number=NUMBER, who=NUMBER)
    def submit(self, number: int, who: int) -> None:
        page = self.page(number)
        workflow = page.get_workflow()
        if page.latest_revision and not page.workflow_in_progress and not page.scheduled_revision:
            with self.only():
                workflow.start(page, self.person(who))

    @rule(number=NUMBER, who=NUMBER, approve=st.booleans())
    def approve(self, number: int, who: int, approve: bool) -> None:
        """Or return it. What is barred is not published by being approved, and goes on waiting."""
        waiting = [page.specific for page in self.pages() if page.current_workflow_task_state]
        if not waiting:
            return
        page = waiting[number % len(waiting)]
        state = page.current_workflow_task_state.specific
        with self.only(row=page):
            try:
                with transaction.atomic():
                    state.task.specific.on_action(state, self.person(who), "approve" if approve else "reject")
            except PermissionDenied:
                assert publication_blockers(state.revision.as_object()), "barred for nothing"
                assert Page.objects.get(pk=page.pk).current_workflow_task_state

    @precondition(lambda self: len({page.locale_id for page in self.pages()}) > 1)
    @rule(code=NUMBER, sure=NUMBER)
    def give_up_a_language(self, code: int, sure: int) -> None:
        """A section is deleted with all that lies below it: its originals pass to other versions."""
        if sure > 1:
            return
        codes = sorted({page.locale_id for page in self.pages()})
        there = works().filter(locale_id=codes[code % len(codes)])
        sections = Page.objects.filter(depth=3, locale_id=codes[code % len(codes)])
        alone = there.exclude(translation_key__in=works().exclude(pk__in=there).values("translation_key"))
        if alone.exists():
            return  # a work that is in no other language would be gone, as it should
        with self.only(deleted=set(there.values_list("pk", flat=True))):
            for one in sections:
                Page.objects.get(pk=one.pk).specific.delete(user=self.person(0))

    @rule(number=NUMBER, code=NUMBER, label=st.booleans())
    def put_into_a_menu(self, number: int, code: int, label: bool) -> None:
        page, language = self.page(number), LANGUAGES[code % len(LANGUAGES)]
        with self.only():
            menu, _made = Menu.objects.get_or_create(position=Menu.Position.MAIN, locale=locale(language))
            words = self.writer.word(language) if label else ""
            MenuItem.objects.create(menu=menu, page_id=page.translation_key, label=words, sort_order=menu.items.count())

    # What always holds -----------------------------------------------------------------------------------------------

    @invariant()
    def laws(self) -> None:
        self.each_work_has_one_original_and_all_else_is_aligned_to_it()
        self.what_is_known_of_a_translation_is_what_can_be_worked_out_anew()
        self.nothing_is_public_in_another_language()
        self.the_public_row_is_its_revision()
        self.dates_places_and_relations_are_those_of_the_original()
        self.the_tree_has_no_problem()
        self.menus_lead_to_what_is_public_in_the_best_language()

    def each_work_has_one_original_and_all_else_is_aligned_to_it(self) -> None:
        pages = self.pages()
        works = dict(Work.objects.values_list("pk", "original_locale_id"))
        originals = [page for page in pages if works[page.translation_key] == page.locale_id]
        assert sorted(page.translation_key for page in originals) == sorted({page.translation_key for page in pages})
        aligned = set(Alignment.objects.values_list("pk", flat=True))
        assert {page.pk for page in pages} - {page.pk for page in originals} == aligned & {page.pk for page in pages}

    def what_is_known_of_a_translation_is_what_can_be_worked_out_anew(self) -> None:
        for row in Alignment.objects.filter(page__in=works()):
            page = Page.objects.get(pk=row.pk).specific
            draft, original = self.draft(page), original_of(page)
            assert dict(row.source) == texts_of(original)
            assert row.draft == digests(texts_of(draft))
            assert row.live == (digests(texts_of(page)) if page.live else {})
            stored = {name: getattr(row, name) for name in COUNTS}
            recount(row, type(page))
            assert {name: getattr(row, name) for name in COUNTS} == stored

    def nothing_is_public_in_another_language(self) -> None:
        """Of an original, too, which may have been a translation. What was left as it is may stay as it is."""
        for row in Alignment.objects.filter(page__in=works()):
            left = {entry[0] for entries in row.facts.values() for entry in entries if entry[2] == Origin.LEFT}
            is_the_first = row.page.translation_key not in self.source_changed
            self.left[row.pk] = left if is_the_first else left | self.left.get(row.pk, set())
        for page in (found.specific for found in self.pages() if found.live):
            # Names are the same in every language.
            own = {path: found for path, found in texts_of(page).items() if not extraction.is_name(type(page), path)}
            for _path, _index, text in extraction.flat(own):
                foreign = {code for code, _number in TAG.findall(text)} - {page.locale.language_code}
                accepted = not foreign or text in self.left.get(page.pk, ())
                assert accepted, f"{text} is public in {page.locale.language_code}"

    def the_public_row_is_its_revision(self) -> None:
        for page in works().filter(live=True, live_revision__isnull=False):
            live = comparable(page.specific.serializable_data())
            assert live == comparable(page.live_revision.as_object().serializable_data())

    def dates_places_and_relations_are_those_of_the_original(self) -> None:
        for row in Alignment.objects.filter(page__in=works(), page__live=True).select_related("page"):
            original = original_of(row.page)
            mine, theirs = common_fields(row.page.specific, original)
            assert mine == theirs

    def the_tree_has_no_problem(self) -> None:
        assert not any(Page.find_problems())

    def menus_lead_to_what_is_public_in_the_best_language(self) -> None:
        menus = {menu.locale.language_code: menu for menu in Menu.objects.select_related("locale")}
        for language in LANGUAGES if menus else ():
            chain = registry.chain(language)
            written_in = min(menus, key=chain.index)
            shown = []
            for item in menus[written_in].items.order_by("sort_order"):
                public = works().filter(translation_key=item.page_id, live=True).select_related("locale")
                if public:
                    page = min(public, key=lambda one: chain.index(one.locale.language_code))
                    code = page.locale.language_code
                    shown.append((item.label if item.label and code == written_in else page.title, page.url, code))
            with override(language):
                entries = navigation(Menu.Position.MAIN).entries
            assert [(entry.title, entry.url, entry.language_code) for entry in entries] == shown


@pytest.mark.django_db
def test_the_laws_hold_whatever_people_do() -> None:
    for code in LANGUAGES:
        offer(code)
        section(NewsIndexPage, code)
        section(EventIndexPage, code)
    for code in LANGUAGES:
        others = [other for other in LANGUAGES if other != code]
        for position, other in enumerate(others, start=1):
            Fallback.objects.create(locale=locale(code), fallback=locale(other), position=position)
    for title in ("Norte", "Sur"):
        region = RegionPageFactory(title=title, language="es")
        for code in LANGUAGES[1:]:
            RegionPageFactory(title=title, language=code, work=region)
    for name in ("ana", "ben", "chi"):
        User.objects.create_superuser(name, f"{name}@example.org", "secret")
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Editors,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if "LAWS_SHRINK" in os.environ else [])],
            database=None,
            print_blob=True,
        ),
    )
