"""Countries in the order of the interface's language, in the selects that django-countries fills.

django-countries puts them in order by their ASCII letters alone, which Arabic has none of, or by pyuca where that is
installed, which knows no language's own order.
"""

from typing import Any

import django_countries

from languages.locales.collation import collation_key


def _by_name(country: tuple[str, str]) -> bytes:
    return collation_key()(country[1])


def put_in_place() -> None:
    """Exchanges the key of django-countries, which has no setting for it. To be deleted when it has one."""
    module: Any = django_countries
    module.sort_key = _by_name
