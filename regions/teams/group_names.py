"""What groups, collections, approval tasks and workflows are called: as their region, also when it is renamed.

Nothing is found by its name: names are for people. So that one that somebody gave by hand stays, everything that was
called after a region notes what that was called then (`called`); what has another name meanwhile is left alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model, Q
from wagtail.models import Collection, Task, Workflow, WorkflowTask

from languages.models import Work
from regions.models import Library, RegionApprovalTask, RegionPage, TeamGroup

#: A region, by the key of its work; None is the whole coalition.
Where = UUID | None

# What the coalition's own groups and files are called.
SHARED = "Coalition"


def names(wheres: Iterable[Where]) -> dict[Where, str]:
    """What groups and collections of some places are called: a region's title in the language that it was first
    written in."""
    keys = {where for where in wheres if where is not None}
    originals = dict(Work.objects.filter(pk__in=keys).values_list("pk", "original_locale_id"))
    found: dict[Where, str] = {None: SHARED}
    pages = RegionPage.objects.filter(translation_key__in=keys).order_by("pk")
    for key, locale, title in pages.values_list("translation_key", "locale_id", "title"):
        if key not in found or originals.get(key) == locale:
            found[key] = title
    return found


def names_one_at_a_time() -> None:
    """Two who change rights or names at the same moment must not both make the same group: the second waits."""
    list(Collection.objects.select_for_update(no_key=True).filter(depth=1).values_list("pk"))


def team_name(region: str, language: str, role: str) -> str:
    """What the group of a team is called; without a language it works in all of them."""
    return f"{region} · {language or '*'} · {role}"


def _longest(model: type[Model]) -> int:
    return int(model._meta.get_field("name").max_length)  # type: ignore[union-attr, arg-type]


def free(name: str, model: type[Model], besides: int | None = None) -> str:
    """A name that no other group, collection, task or workflow has: should it be taken, a number is added."""
    longest, others = _longest(model), model._default_manager.exclude(pk=besides)
    found, number = name[:longest], 1
    while others.filter(name=found).exists():
        number += 1
        ending = f" ({number})"
        found = name[: longest - len(ending)] + ending
    return found


def _is_from(found: str, name: str, longest: int) -> bool:
    """Whether `free` has made one name of another."""
    number = re.search(r" \(\d+\)$", found)
    ending = number[0] if number else ""
    return found in {name[:longest], name[: longest - len(ending)] + ending}


# Another name ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outdated:
    """Something that has a former name of its region: what it is in plain words, and what it should be called. `tie`
    notes after which name of the region that is."""

    what: str
    thing: Any
    model: type[Model]
    region: str
    wanted: str
    tie: Any


def _things(wheres: Iterable[Where] | None) -> Iterator[tuple[str, Any, type[Model], Any, Callable[[str], str]]]:
    """Whatever is called after a region: what it is, with its tie, and its name made of that of the region."""
    of_regions = Q(region__isnull=False) if wheres is None else Q(region__in=[where for where in wheres if where])
    for team in TeamGroup.objects.filter(of_regions).select_related("group", "locale"):
        code = team.locale.language_code if team.locale else ""
        yield "group", team.group, Group, team, partial(team_name, language=code, role=team.role)
    for library in Library.objects.filter(of_regions).select_related("collection"):
        yield "collection", library.collection, Collection, library, str
    tasks = {task.pk: task for task in RegionApprovalTask.objects.filter(of_regions)}
    for task in tasks.values():
        yield "approval task", task, Task, task, str
    for row in WorkflowTask.objects.filter(task__in=tasks).select_related("workflow"):
        yield "workflow", row.workflow, Workflow, tasks[row.task_id], str


def outdated(wheres: Iterable[Where] | None = None) -> list[Outdated]:
    """What still has a former name of some regions (of all, without any), in a fixed number of queries."""
    things = list(_things(wheres))
    called = names(tie.region_id for _what, _thing, _model, tie, _name in things)
    found = []
    for what, thing, model, tie, name in things:
        now = called.get(tie.region_id)
        if now and now != tie.called and _is_from(thing.name, name(tie.called), _longest(model)):
            found.append(Outdated(what, thing, model, now, name(now), tie))
    return sorted(found, key=lambda one: (one.region, one.thing.name, one.what))


def rename(wheres: Iterable[Where] | None = None) -> None:
    """Calls what belongs to some regions (to all, without any) as these are called now."""
    with transaction.atomic():
        names_one_at_a_time()
        for one in outdated(wheres):
            one.thing.name = free(one.wanted, one.model, one.thing.pk)
            one.thing.save(update_fields=["name"])
            one.tie.called = one.region
            one.tie.save(update_fields=["called"])
            if isinstance(one.thing, Collection):
                # Wagtail keeps them in the order of their names; where it lies may have changed with those before it.
                collection = Collection.objects.get(pk=one.thing.pk)
                collection.move(collection.get_parent(), "sorted-child")
