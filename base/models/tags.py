"""Free tags. Tags are words: each has a language, that of the page on which it was first used."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager, _ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.models import Locale, Page


class Tag(TagBase):
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("language"))

    # What tags of several languages share that say the same; an admin says so.
    translation_key = models.UUIDField(default=uuid.uuid4, editable=False)

    natural_key_fields = ["name", "locale_id"]

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(fields=["locale", "name"], name="base_tag_name_once_a_language"),
            models.UniqueConstraint(fields=["locale", "slug"], name="base_tag_slug_once_a_language"),
            models.UniqueConstraint(fields=["translation_key", "locale"], name="base_tag_translated_once_a_language"),
        ]

    def translations(self) -> models.QuerySet["Tag"]:
        """The tags that say the same in other languages."""
        return Tag.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk).order_by("locale_id")

    def said_the_same(self) -> str:
        """The tags of other languages that say the same, for a list."""
        return ", ".join(str(tag) for tag in self.translations())


class TaggedPage(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_pages")
    content_object = ParentalKey(Page, on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="base_tag_once_a_page")]


class _LanguageTagManager(_ClusterTaggableManager):
    def _to_tag_model_instances(self, tags: Iterable[Any], tag_kwargs: dict[str, Any]) -> list[Tag]:
        """Words are looked up, and made, among the tags of the page's own language."""
        return super()._to_tag_model_instances(tags, {**tag_kwargs, "locale": self.instance.locale})


class LanguageTags(ClusterTaggableManager):
    """taggit's manager, which would give every new tag the default language, taught the language of the page."""

    def __get__(self, instance: Any, model: Any) -> Any:
        return _LanguageTagManager(through=self.through, model=model, instance=instance, prefetch_cache_name=self.name)
