"""Counting what a page asks of the database."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def warm_queries(client: Client, url: str) -> list[str]:
    """The statements of a request with process and cache warm; none of them may be asked twice."""
    client.get(url)
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    found = [query["sql"] for query in captured.captured_queries]
    assert len(found) == len(set(found)), "the same statement twice:\n" + "\n".join(sorted(found))
    return found
