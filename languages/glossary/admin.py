"""The glossary in the admin: what the coalition has a word for, a column a language."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import TextInput
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.models import Locale
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from languages.locales import cldr
from languages.locales.database_collation import InOrderOf
from languages.models import Concept, Term
from languages.text import words


class TermFormSet(BaseChildFormSet):
    """The terms of a concept: at least one to be used, and none twice in a language, whatever its capitals."""

    default_error_messages = {"too_few_forms": _("Name at least one term.")}

    def clean(self, *args: Any, **kwargs: Any) -> None:
        seen: set[tuple[int, str]] = set()
        terms = [
            form for form in self.forms if form.is_valid() and form not in self.deleted_forms and form.cleaned_data
        ]
        for form in terms:
            key = (form.cleaned_data["locale"].pk, " ".join(form.cleaned_data["text"].casefold().split()))
            if key in seen:
                form.add_error("text", gettext("This term is named twice in this language."))
            seen.add(key)
        if terms and all(form.cleaned_data["is_forbidden"] for form in terms):
            raise ValidationError(gettext("Name at least one term that is to be used."))
        super().clean(*args, **kwargs)


class TermsPanel(InlinePanel):
    """The panel of a concept's terms, with the rules of `TermFormSet`."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = TermFormSet
        return options


def name_of(concept: Concept) -> str:
    """What a concept is called in the language of the person who looks at it, or else in the first one."""
    language = words.base(get_language() or "")
    terms = sorted(concept.terms.all(), key=lambda term: term.is_forbidden)
    own = [term.text for term in terms if words.base(term.locale.language_code) == language]
    return next(iter(own or [term.text for term in terms]), "")


class LanguageColumn(Column):
    """The terms in one language; those not to be used are struck out, and said to be so."""

    def __init__(self, locale: Locale):
        super().__init__(f"terms-{locale.language_code}", label=cldr.own_name(locale.language_code))
        self.locale = locale

    def get_value(self, instance: Concept) -> SafeString:
        code = self.locale.language_code
        terms = [term for term in instance.terms.all() if term.locale_id == self.locale.pk]
        lines = [
            format_html("<s>{}</s> ({})", term.text, _("not to be used")) if term.is_forbidden else term.text
            for term in terms
        ]
        return format_html_join(
            "", '<div lang="{}" dir="{}">{}</div>', ((code, cldr.direction(code), x) for x in lines)
        )


class GlossaryIndexView(IndexView):
    """All concepts, by name."""

    def _get_title_column(self, *args: Any, **kwargs: Any) -> TitleColumn:
        column = super()._get_title_column(*args, **kwargs)
        column.label, column.accessor, column.sort_key = _("Term"), name_of, None
        return column

    @cached_property
    def columns(self) -> list[BaseColumn]:
        first, title, *others = super().columns
        return [first, title, *(LanguageColumn(locale) for locale in Locale.objects.order_by("pk")), *others]

    def search_queryset(self, queryset: QuerySet[Concept]) -> QuerySet[Concept]:
        """Without accents and capitals, in each language; a glossary is small enough to be looked through."""
        if not self.is_searching:
            return queryset
        sought = words.fold(self.search_query)
        texts = [
            *Term.objects.values_list("concept_id", "text"),
            *Concept.objects.exclude(definition="").values_list("pk", "definition"),
        ]
        return queryset.filter(pk__in={concept for concept, text in texts if sought in words.fold(text)})


class GlossaryViewSet(SnippetViewSet):
    """For those who hold a right to the model; who translates meets the terms in the editor."""

    model = Concept
    icon = "openquote"
    menu_label = _("Glossary")
    menu_name = "glossary"
    add_to_settings_menu = True
    index_view_class = GlossaryIndexView
    list_display = ["__str__", "definition"]
    # Looked through by the view's own `search_queryset`; naming them is what shows the field.
    search_fields = ["terms__text", "definition"]
    edit_handler = ObjectList(
        [
            TermsPanel(
                "terms",
                heading=_("Terms"),
                label=_("Term"),
                min_num=1,
                panels=[
                    FieldPanel("locale"),
                    FieldPanel("text", widget=TextInput(attrs={"dir": "auto"})),
                    FieldPanel("is_forbidden"),
                ],
            ),
            FieldPanel("definition"),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Concept]:
        own = Term.objects.filter(
            concept=OuterRef("pk"), locale__language_code=words.base(get_language() or "")
        ).order_by("is_forbidden", "sort_order")
        named = Concept.objects.annotate(name=Subquery(own.values("text")[:1]))
        return named.order_by(InOrderOf("name").asc(nulls_last=True), "pk").prefetch_related("terms__locale")
