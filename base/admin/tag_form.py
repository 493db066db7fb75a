"""The form in which an admin edits a tag, and says which tag of another language says the same."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from base.models.tags import Tag
from languages.locales import cldr
from languages.locales.database_collation import InOrderOf


class SameAsField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{cldr.own_name(obj.locale.language_code)} · {obj.name}"


class TagForm(WagtailAdminModelForm):
    same_as = SameAsField(
        queryset=Tag.objects.none(),
        required=False,
        label=_("The same as"),
        help_text=_("A tag of another language that says the same. A translation of a page is given the tags that do."),
    )

    class Meta:
        model = Tag
        fields = ["name", "locale"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        others = Tag.objects.select_related("locale").order_by("locale_id", InOrderOf("name"))
        if self.instance.pk:
            # The pages that carry it are in that language.
            self.fields["locale"].disabled = True
            others = others.exclude(locale_id=self.instance.locale_id)
            self.initial["same_as"] = self.instance.translations().first()
        self.fields["same_as"].queryset = others

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        same, locale = cleaned.get("same_as"), cleaned.get("locale")
        if same and locale:
            known = Tag.objects.filter(translation_key=same.translation_key, locale=locale).exclude(pk=self.instance.pk)
            if same.locale_id == locale.pk or known.exists():
                raise ValidationError({"same_as": _("Another tag of this language says the same as that one already.")})
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Unlinked, a tag stands for itself; those that it was linked with stay together."""
        same = self.cleaned_data.get("same_as")
        if same:
            self.instance.translation_key = same.translation_key
        elif self.instance.pk and self.instance.translations().exists():
            self.instance.translation_key = uuid.uuid4()
        return super().save(commit)
