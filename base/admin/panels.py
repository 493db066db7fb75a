"""How the editor's form is laid out: the same tabs everywhere, so that who comes once a week finds their way."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from base.listings import facet_kinds
from languages.editor.panels import LanguagesPanel

Panels = Sequence[Panel | str]

TITLE: list[Panel] = [
    TitleFieldPanel("title"),
    FieldPanel("summary"),
]
BODY: list[Panel] = [
    MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading=_("Lead picture")),
    FieldPanel("body"),
]
CONTENT: list[Panel] = [*TITLE, *BODY]
# One for each kind of facet.
FACETS: list[Panel] = [FieldPanel(name) for name in facet_kinds.kinds()]
BELONGS: list[Panel] = [
    *FACETS,
    FieldPanel("goal"),
    FieldPanel("tags"),
]
PROMOTE: list[Panel] = [
    FieldPanel("slug"),
    MultiFieldPanel(
        [FieldPanel("seo_title"), FieldPanel("search_description")], heading=_("For search engines and shared links")
    ),
]


def tabs(
    *,
    details: Panels = (),
    details_heading: Any = _("Details"),
    people: Panels = (),
    belongs: Panels = BELONGS,
    content: Panels = CONTENT,
    form: Any = None,
) -> TabbedInterface:
    """The tabs of a page type: content, its own details, people and organisations, where it belongs, addresses."""
    named = [
        ([LanguagesPanel(), FieldPanel("corrections_only"), FieldPanel("before_original"), *content], _("Content")),
        (details, details_heading),
        (people, _("People and organisations")),
        (belongs, _("Where it belongs")),
        (PROMOTE, _("Address and search")),
        ([PublishingPanel()], _("Publishing")),
    ]
    children = [ObjectList(list(part), heading=heading) for part, heading in named if part]
    kwargs = {"base_form_class": form} if form else {}
    return TabbedInterface(children, **kwargs)
