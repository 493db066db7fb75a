"""How events are read from the database."""

from typing import Any

from wagtail.models import PageManager
from wagtail.query import PageQuerySet


class EventQuerySet(PageQuerySet):  # type: ignore[misc]
    """Brings the picture along, unless only some fields are asked for (as the tree does when it deletes)."""

    def only(self, *fields: Any) -> Any:
        return super(EventQuerySet, self.select_related(None)).only(*fields)

    def defer(self, *fields: Any) -> Any:
        return super(EventQuerySet, self.select_related(None)).defer(*fields)


class EventManager(PageManager.from_queryset(EventQuerySet)):  # type: ignore[misc]
    """An event's page is served with a dozen queries, its picture among them."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("image")
