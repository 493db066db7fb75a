"""Names in the order of a language where the database puts them in order: the same on SQLite and on PostgreSQL.

SQLite knows code points only, and PostgreSQL the one language that the cluster was made with. Both can be given ICU's
collations: PostgreSQL has them under names such as "es-x-icu", and SQLite is told of them, under the same names, as
soon as it is connected.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Func
from django.db.models.expressions import Combinable

from languages.locales.collation import ROOT, comparison, tailoring, tailorings
from languages.locales.interface import spoken

# The collations that each PostgreSQL database has, by its address and name: none where it was built without ICU.
_of_databases: dict[tuple[Any, ...], frozenset[str]] = {}


class InOrderOf(Func):
    """A text as a language orders it, for `order_by` and for comparing with `gt` and `lt`.

    Without a language it is that of the interface when the query runs. On a PostgreSQL that was built without ICU the
    order is the database's own.
    """

    template = '%(expressions)s COLLATE "%(collation)s"'
    arity = 1

    def __init__(self, text: str | Combinable, language: str | None = None, **extra: Any) -> None:
        super().__init__(text, **extra)
        self.language = language

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, Any]:
        names = _names(connection)
        if not names:
            sql, params = compiler.compile(self.source_expressions[0])
            return sql, params
        name = _name(tailoring(self.language or spoken()))
        name = name if name in names else _name(ROOT)
        return super().as_sql(compiler, connection, *args, collation=name, **context)


def _name(tag: str) -> str:
    return f"{tag}-x-icu"


def _address(connection: BaseDatabaseWrapper) -> tuple[Any, ...]:
    return tuple(connection.settings_dict.get(part) for part in ("HOST", "PORT", "NAME"))


def _names(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """The names of the collations that a database can be asked for."""
    if connection.vendor == "sqlite":
        return frozenset(map(_name, tailorings()))
    if _address(connection) not in _of_databases:
        connection.ensure_connection()
    return _of_databases.get(_address(connection), frozenset())


def give_collations(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Tells SQLite of the collations, and asks PostgreSQL, once in each process, which it has."""
    if connection.vendor == "sqlite":
        for tag in tailorings():
            connection.connection.create_collation(_name(tag), comparison(tag))
    elif connection.vendor == "postgresql" and _address(connection) not in _of_databases:
        with connection.cursor() as cursor:
            cursor.execute("SELECT collname FROM pg_collation WHERE collprovider = 'i' AND collname LIKE '%-x-icu'")
            _of_databases[_address(connection)] = frozenset(name for (name,) in cursor.fetchall())


def connect() -> None:
    connection_created.connect(give_collations, dispatch_uid="collations")
