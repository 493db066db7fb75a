"""Law 3: of each field it is decided whether it is translated, synchronised, overridable or a version's own.

The decisions stand in tests/house/field_table.yaml. What the code does is found out here from wagtail-localize's own
view of pages and rows, and, for blocks, by extracting the segments of a body in which every field is filled. A new
field fails until somebody has decided, and so does one that goes another way than was decided.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.contrib.contenttypes.fields import GenericRelation
from django.core.files.base import ContentFile
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import COMMENTS_RELATION_NAME, Page, TranslatableMixin, get_page_models
from wagtail_localize.fields import BaseTranslatableField, get_translatable_fields
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor, extract_segments

from base.blocks import StoryBlock
from base.models import CustomImage
from languages.fields import OwnField, WorkKey
from network.credits import OrganisationCredit, PersonCredit
from network.models import PersonPage, Position
from network.roles import OrganisationRole, PersonRole
from news.models import NewsPage
from tests.factories.base import DocumentFactory
from tests.factories.events import EventPageFactory
from tests.factories.network import OrganisationPageFactory, PersonPageFactory
from tests.factories.people import root_collection
from tests.factories.pictures import picture

TABLE = yaml.safe_load((Path(__file__).parent / "field_table.yaml").read_text(encoding="utf-8"))
CLASSES = {"translated", "synchronised", "overridable", "own"}
EVERY_PAGE = "every page type"
# What makes a row a row of a page, in a language.
FRAME = {"page", "content_object", "translation_key", "locale", "sort_order"}

PAGE_MODELS = [model for model in get_page_models() if model is not Page]


def row_models() -> list[type[models.Model]]:
    """The models of all rows that a page of ours can carry."""
    found = {
        relation.related_model
        for model in PAGE_MODELS
        for relation in get_all_child_relations(model)
        if relation.name != COMMENTS_RELATION_NAME
    }
    return sorted(found, key=lambda model: model._meta.label)


def class_of(entry: BaseTranslatableField, model: type[models.Model]) -> str:
    """What wagtail-localize does with a field that it knows of."""
    if isinstance(entry, OwnField):
        return "own"
    if entry.is_translated(None):
        return "translated"
    field = entry.get_field(model)
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    # It knows how to override texts and relations only; see wagtail_localize.segments.extract.extract_segments.
    if entry.is_overridable(None) and (is_text or isinstance(field, models.ForeignKey)):
        return "overridable"
    return "synchronised" if entry.is_synchronized(None) else "own"


def fields_of(model: type[models.Model]) -> dict[str, str]:
    """The class of each field of a page type or a row, by what the code does."""
    known = {entry.field_name: class_of(entry, model) for entry in get_translatable_fields(model)}
    for field in model._meta.get_fields():
        if not isinstance(field, models.Field) or isinstance(field, GenericRelation) or field.primary_key:
            continue
        if field.model is not Page and field.name not in {*known, *FRAME}:
            # What localize does not know of, each version keeps for itself: here, what is reckoned from other fields.
            known[field.name] = "own"
    return known


def fields_of_rows(model: type[models.Model]) -> dict[str, str]:
    """Rows without a language of their own go as their relation does, as a whole; nothing in them can differ."""
    found = fields_of(model)
    if issubclass(model, TranslatableMixin):
        return found
    names = {
        (page, relation.name)
        for page in PAGE_MODELS
        for relation in get_all_child_relations(page)
        if relation.related_model is model
    }
    (class_of_all,) = {fields_of(page)[name] for page, name in names}
    return dict.fromkeys(found, class_of_all)


# Blocks -----------------------------------------------------------------------------------------------------------


class Filled:
    """A body with every field of every block filled, and the way to each field by the ids on it."""

    def __init__(self) -> None:
        root_collection()
        self.pages = [PersonPageFactory(), OrganisationPageFactory()]
        self.names: list[str] = []

    def value(self, block: blocks.Block, name: str) -> Any:
        """A raw value for a block; each list on the way gets an item with an id that stands for nothing."""
        if isinstance(block, blocks.StructBlock):
            return {key: self.value(child, f"{name}.{key}") for key, child in block.child_blocks.items()}
        if isinstance(block, blocks.ListBlock):
            return [{"type": "item", "value": self.value(block.child_block, name), "id": str(uuid4())}]
        self.names.append(name)
        if isinstance(block, ImageChooserBlock):
            return CustomImage.objects.create(title="Points", file=ContentFile(picture(), name="points.jpg")).pk
        if isinstance(block, DocumentChooserBlock):
            return DocumentFactory().pk
        if isinstance(block, blocks.PageChooserBlock):
            return next(page.pk for page in self.pages if isinstance(page, block.target_model))
        if isinstance(block, blocks.BooleanBlock):
            return True
        if isinstance(block, blocks.RichTextBlock):
            return "<p>Some words.</p>"
        if isinstance(block, blocks.URLBlock):
            return "https://example.org/"
        if isinstance(block, blocks.IntegerBlock):
            return 3
        if isinstance(block, blocks.ChoiceBlock):
            return ""
        if isinstance(block, blocks.CharBlock | blocks.TextBlock):
            return "Some words"
        raise AssertionError(f"this test does not know how to fill a {type(block).__name__} ({name})")


def steps(path: str, kinds: dict[str, str]) -> str:
    """A segment's path as the name of its field: the block's kind for its id, and no ids of list items."""
    first, *rest = path.split(".")
    is_id = [len(step) == 36 and step.count("-") == 4 for step in rest]
    return ".".join([kinds[first], *(step for step, skip in zip(rest, is_id, strict=True) if not skip)])


def fields_of_blocks() -> dict[str, str]:
    """The class of each field of each block, by what is extracted from a body in which all of them are filled."""
    filled = Filled()
    story = StoryBlock()
    kinds = {str(uuid4()): kind for kind in story.child_blocks}
    raw = [
        {"type": kind, "value": filled.value(story.child_blocks[kind], kind), "id": block_id}
        for block_id, kind in kinds.items()
    ]
    field = NewsPage._meta.get_field("body")
    extractor = StreamFieldSegmentExtractor(field, include_overridables=True)
    found = dict.fromkeys(filled.names, "synchronised")
    for segment in extractor.handle_stream_block(story.to_python(raw)):
        name = steps(segment.path, kinds)
        if isinstance(segment, StringSegmentValue | TemplateSegmentValue):
            found[name] = "translated"
        elif isinstance(segment, OverridableSegmentValue) and name in found:
            found[name] = "overridable"
    return found


def table_of_blocks() -> dict[str, str]:
    return {
        (kind if name == "value" else f"{kind}.{name}"): decided
        for kind, names in TABLE["blocks"].items()
        for name, decided in names.items()
    }


# Tests ------------------------------------------------------------------------------------------------------------


def decisions() -> Iterator[str]:
    for part in ("pages", "rows", "blocks"):
        for fields in TABLE[part].values():
            yield from fields.values()


def test_every_decision_is_one_of_the_four() -> None:
    assert set(decisions()) == CLASSES


def own_fields_of(model: type[models.Model]) -> dict[str, str]:
    """The fields of a page type that not every page has, or has in another way."""
    shared = TABLE["pages"][EVERY_PAGE]
    return {name: decided for name, decided in fields_of(model).items() if shared.get(name) != decided}


def entry(label: str, fields: dict[str, str]) -> str:
    """A page type, a row or a block as it stands in the table."""
    lines = [f"    {name}: {decided}" for name, decided in fields.items()]
    return "\n".join([f"  {label}:", *lines]) if lines else f"  {label}: {{}}"


def to_decide(part: str, labels: Iterable[str], read: Callable[[str], dict[str, str]]) -> str:
    """What to paste into the table for what nobody has decided about, all at once; empty where nothing lacks."""
    missing = [label for label in labels if label not in TABLE[part]]
    said = f"Paste into tests/house/field_table.yaml under `{part}:`. The classes are the code's: decide on each"
    return "\n".join([f"{said}.", *(entry(label, read(label)) for label in missing)]) if missing else ""


def differences(found: dict[str, str], decided: dict[str, str], label: str) -> str:
    """The lines to paste under an entry of the table, and those to take out, where it and the code differ."""
    paste = [f"    {name}: {way}" for name, way in found.items() if decided.get(name) != way]
    gone = [f"    {name}: {way}" for name, way in decided.items() if found.get(name) != way]
    said = f"The code and tests/house/field_table.yaml differ on {label}. To go as the code does"
    return "\n".join([f"{said}, paste:", *paste, "and take out:", *gone]) if paste or gone else ""


def known(part: str, found: list[type[models.Model]]) -> list[type[models.Model]]:
    """Those of the table: what does not stand there is told once, and not by each test."""
    return [model for model in found if model._meta.label in TABLE[part]]


def test_every_page_type_stands_in_the_table() -> None:
    by_label = {model._meta.label: model for model in PAGE_MODELS}
    lacking = to_decide("pages", by_label, lambda label: own_fields_of(by_label[label]))
    assert not lacking, lacking
    assert set(TABLE["pages"]) == {EVERY_PAGE, *by_label}


@pytest.mark.parametrize("model", known("pages", PAGE_MODELS), ids=lambda model: model._meta.label)
def test_the_fields_of_a_page_type_go_the_way_that_was_decided(model: type[models.Model]) -> None:
    decided = TABLE["pages"][EVERY_PAGE] | TABLE["pages"][model._meta.label]
    assert not (said := differences(fields_of(model), decided, model._meta.label)), said
    assert fields_of(model) == decided


def test_every_row_stands_in_the_table() -> None:
    by_label = {model._meta.label: model for model in row_models()}
    lacking = to_decide("rows", by_label, lambda label: fields_of_rows(by_label[label]))
    assert not lacking, lacking
    assert set(TABLE["rows"]) == set(by_label)


@pytest.mark.parametrize("model", known("rows", row_models()), ids=lambda model: model._meta.label)
def test_the_fields_of_a_row_go_the_way_that_was_decided(model: type[models.Model]) -> None:
    decided = TABLE["rows"][model._meta.label]
    assert not (said := differences(fields_of_rows(model), decided, model._meta.label)), said
    assert fields_of_rows(model) == decided


def test_what_the_table_lacks_is_said_as_it_is_to_be_pasted() -> None:
    model = next(model for model in PAGE_MODELS if model._meta.label == "projects.ProjectPage")
    said = to_decide("pages", ["home.HomePage", "datasets.DatasetPage"], lambda label: own_fields_of(model))
    assert said.startswith("Paste into tests/house/field_table.yaml under `pages:`")
    pasted = yaml.safe_load(said.partition("\n")[2])
    assert pasted == {"datasets.DatasetPage": TABLE["pages"]["projects.ProjectPage"]}


def test_a_field_that_the_table_does_not_have_is_said_as_a_line_to_paste() -> None:
    said = differences({"title": "translated", "year": "own"}, {"title": "own"}, "a page")
    assert "paste:\n    title: translated\n    year: own\nand take out:\n    title: own" in said
    assert differences({"title": "own"}, {"title": "own"}, "a page") == ""


@pytest.mark.parametrize("model", PAGE_MODELS, ids=lambda model: model._meta.label)
def test_relations_with_rows_of_text_are_translated_and_others_are_not(model: type[models.Model]) -> None:
    """Otherwise the texts in the rows of a translation would be overwritten, or not offered for translation."""
    classes = fields_of(model)
    relations = [one for one in get_all_child_relations(model) if one.name != COMMENTS_RELATION_NAME]
    assert len(relations) > 5
    wrong = [
        relation.name
        for relation in relations
        if (classes[relation.name] == "translated") != issubclass(relation.related_model, TranslatableMixin)
    ]
    assert wrong == []


@pytest.mark.parametrize("model", [*PAGE_MODELS, *row_models()], ids=lambda model: model._meta.label)
def test_a_relation_to_a_work_is_no_versions_own_to_change(model: type[models.Model]) -> None:
    """wagtail-localize stores a change as JSON, which knows no UUID: extraction would fail on every such page."""
    works = [field.name for field in model._meta.get_fields() if isinstance(field, WorkKey)]
    classes = fields_of_rows(model)
    assert [name for name in works if classes[name] != "synchronised"] == []


@pytest.mark.django_db
def test_the_fields_of_blocks_go_the_way_that_was_decided() -> None:
    found, decided = fields_of_blocks(), table_of_blocks()
    assert not (said := differences(found, decided, "blocks (their names before the point)")), said
    assert found == decided


@pytest.mark.django_db
def test_every_text_of_a_page_with_credits_and_relations_can_be_kept_for_translation() -> None:
    person, organisation = PersonPageFactory(), OrganisationPageFactory()
    event = EventPageFactory(part_of_id=EventPageFactory().translation_key, venue="Sala de lectura")
    PersonCredit.objects.create(
        page=event, person_id=person.translation_key, role=PersonRole.SPEAKER, note="On data", locale=event.locale
    )
    OrganisationCredit.objects.create(
        page=event, organisation_id=organisation.translation_key, role=OrganisationRole.HOST, locale=event.locale
    )
    Position.objects.create(
        page=person, title="Rector", organisation_id=organisation.translation_key, locale=person.locale
    )
    segments = [*extract_segments(type(event).objects.get(pk=event.pk)), *extract_segments(PersonPage.objects.get())]
    strings = {segment.string.data for segment in segments if isinstance(segment, StringSegmentValue)}
    assert {"Sala de lectura", "On data", "Rector"} <= strings
    for segment in segments:
        if isinstance(segment, OverridableSegmentValue):
            json.dumps(segment.data)
