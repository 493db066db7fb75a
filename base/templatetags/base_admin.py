"""`{% load base_admin %}`: what Wagtail's own screens have to say beside what they say."""

from typing import Any

from django import template

from base import schedule

register = template.Library()


@register.simple_tag
def whose_time(page: Any) -> str:
    """Beside the times of a page's schedule: by whose clock they are."""
    return schedule.whose_time(schedule.time_zone_around(page, page.get_parent()))
