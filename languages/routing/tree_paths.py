"""Conditions on where pages lie in the tree, of a size that does not grow with the number of places."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.db.models.functions import Substr
from django.db.models.lookups import In
from wagtail.models import Page

# So many places are written as prefixes, which an index of the database answers. SQLite refuses an expression of a
# thousand parts ("Expression tree is too large").
FEW = 50


def within(paths: Iterable[str], field: str = "path") -> Q:
    """Pages at some tree paths and below them; none where there are no paths. `field` names the path in the query."""
    places = sorted(set(paths))
    if len(places) <= FEW:
        return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in places), Q(pk__in=[]))
    by_length: dict[int, list[str]] = defaultdict(list)
    for path in places:
        by_length[len(path)].append(path)
    found = reduce(or_, (Q(In(Substr("path", 1, length), some)) for length, some in by_length.items()))
    # By number, since `search()` takes comparisons of columns only (django-modelsearch 1.3.2).
    return Q(**{f"{field.removesuffix('path')}pk__in": Page.objects.filter(found).values("pk")})
