"""Loops in which the trouble of one (a page, a person, an address) keeps nothing from the others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from django.db import transaction

logger = logging.getLogger(__name__)


@dataclass
class Outcome:
    """`error` is why what was tried did not happen."""

    error: Exception | None = None

    @property
    def failed(self) -> bool:
        return self.error is not None


@contextmanager
def on_its_own(what: str, *expected: type[Exception], whole: bool = True) -> Iterator[Outcome]:
    """What is done within happens as a whole or not at all, unless it is not to be `whole`; an exception ends here.

    It is logged with its place, as `what` failed, unless it is one of those that are `expected`: somebody is told of
    them otherwise.
    """
    outcome = Outcome()
    try:
        with transaction.atomic() if whole else nullcontext():
            yield outcome
    except expected as error:
        outcome.error = error
    except Exception as error:
        logger.exception("Failed, and the rest goes on: %s", what)
        outcome.error = error
