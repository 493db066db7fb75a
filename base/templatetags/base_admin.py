"""`{% load base_admin %}`: what Wagtail's own screens have to say beside what they say."""

from typing import Any

from django import template

from base.admin import scheduling

register = template.Library()


@register.simple_tag
def whose_time(page: Any) -> str:
    """Beside the times of a page's schedule: by whose clock they are."""
    return scheduling.whose_time(scheduling.time_zone_around(page, page.get_parent()))
