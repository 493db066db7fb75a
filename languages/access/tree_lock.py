"""The one lock that changes of the page tree, and of who may read what in it, are made under.

`languages.translations.tree` says what it is for; it stands here for what lies below that.
"""

from django.db import connection

# Any number will do, as long as no other lock of this database has it.
NUMBER = 0x7472_6565  # "tree"


def take(function: str = "pg_advisory_xact_lock") -> None:
    """Take the lock until the transaction ends; on SQLite a transaction holds the one lock for writing anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [NUMBER])
