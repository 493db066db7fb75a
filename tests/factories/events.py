from datetime import date, time

import factory

from events.models import EventIndexPage, EventPage
from tests.factories.base import CoalitionPageFactory, section, words


class EventPageFactory(CoalitionPageFactory):
    """By default at the hours of the keynote of 8 June 2016 in İstanbul."""

    class Meta:
        model = EventPage

    parent = factory.LazyAttribute(lambda made: section(EventIndexPage, made.language))
    summary = words("What it is about.")
    start_date = date(2016, 6, 8)
    start_time = time(10, 0)
    end_time = time(11, 15)
    timezone = "Europe/Istanbul"
    venue = words("Regional Hub")
    country = "TR"
