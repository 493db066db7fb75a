"""SQL that the ORM cannot express: lists of any length as one parameter, and joins in a fixed order, on both
databases."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL


def values_table(columns: Mapping[str, str]) -> str:
    """SQL for a table of rows that come as one parameter, a JSON list of lists."""
    if connection.vendor == "postgresql":
        cells = [f"(item ->> {number})::{kind} AS {name}" for number, (name, kind) in enumerate(columns.items())]
        return f"SELECT {', '.join(cells)} FROM json_array_elements(%s::json) AS item"
    cells = [f"json_extract(item.value, '$[{number}]') AS {name}" for number, name in enumerate(columns)]
    return f"SELECT {', '.join(cells)} FROM json_each(%s) AS item"


def value_list(kind: str, values: Iterable[Any]) -> RawSQL:
    """Any number of values for a lookup `__in`."""
    return RawSQL(values_table({"listed": kind}), (json.dumps([[value] for value in values]),))


def table_name(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def lateral_join(model: Any, name: str, condition: str) -> str:
    """SQL for a join that is made for each row of what stands before it, never the other way round."""
    if connection.vendor == "postgresql":
        return f"CROSS JOIN LATERAL (SELECT * FROM {table_name(model)} AS {name} WHERE {condition} OFFSET 0) AS {name}"
    return f"CROSS JOIN {table_name(model)} AS {name} ON {condition}"


def any_of(query: str) -> str:
    """SQL for a condition that a value is among those of a query, which is asked once."""
    return f"= ANY (ARRAY({query}))" if connection.vendor == "postgresql" else f"IN ({query})"
