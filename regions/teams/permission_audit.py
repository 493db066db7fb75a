"""An audit of permissions: where Wagtail's groups and permissions differ from the rights, and what else a region lacks,
in sentences.

Wagtail's own screens can change a group by hand, and code can move or delete what the admin would refuse to. What
`regions.teams.permission_sync` and `regions.teams.group_names` can put right is marked so; the rest needs somebody who
decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from wagtail.models import Collection, Locale, Page, Workflow, WorkflowPage, WorkflowTask

from base.models import User
from languages.locales import cldr
from regions.approval.workflows import ensure_workflow
from regions.models import RegionApprovalTask, RegionIndexPage, RegionPage, Right, Role
from regions.teams.group_names import names, outdated, rename
from regions.teams.permission_sync import (
    ADMIN,
    CHOOSING,
    MEMBERS,
    PAGES,
    Difference,
    Team,
    compare,
    homes,
    sync_permissions,
)

PLURALS = {Role.TRANSLATOR: "translators", Role.EDITOR: "editors", Role.PUBLISHER: "publishers"}


@dataclass(frozen=True)
class Report:
    """Sentences on what `repair` puts right, on what only a person can decide, and on what is good to know:
    rights that wait for a page, and what is switched off."""

    repairable: list[str]
    unrepairable: list[str]
    notes: list[str]


class _Words:
    """Names of what a difference is about, read at once."""

    def __init__(self, found: Difference):
        teams = {*found.members, *found.groups, *found.pageless, *found.groupless}
        self.places = names({team.region for team in teams} | set(found.without_library))
        self.codes = dict(Locale.objects.values_list("pk", "language_code"))
        self.by_group = {group.pk: (team, group) for team, group in found.groups.items()}
        rows = {
            kind: [*found.missing.get(kind, ()), *found.surplus.get(kind, ())]
            for kind in (ADMIN, PAGES, CHOOSING, MEMBERS)
        }
        self.users = {
            user.pk: user.display_name for user in User.objects.filter(pk__in=[row[1] for row in rows[MEMBERS]])
        }
        self.pages = dict(Page.objects.filter(pk__in=[row[1] for row in rows[PAGES]]).values_list("pk", "title"))
        self.collections = dict(
            Collection.objects.filter(pk__in=[row[1] for row in rows[CHOOSING]]).values_list("pk", "name")
        )
        ids = [row[-1] for kind in (ADMIN, PAGES, CHOOSING) for row in rows[kind]]
        self.permissions = dict(Permission.objects.filter(pk__in=ids).values_list("pk", "name"))

    def place(self, where: Any) -> str:
        if where is None:
            return "the whole coalition"
        return f"“{self.places[where]}”" if where in self.places else f"a region that is gone ({where})"

    def language(self, locale: int | None) -> str:
        return cldr.language_name(self.codes[locale], "en") if locale else "all its languages"

    def team(self, team: Team) -> str:
        return f"{PLURALS[Role(team.role)]} of {self.place(team.region)} in {self.language(team.locale)}"

    def group(self, pk: int) -> str:
        team, group = self.by_group[pk]
        return f"The group “{group.name}” ({self.team(team)})"


def _list(words: Iterable[str]) -> str:
    return ", ".join(sorted(set(words)))


def _sentences(found: Difference) -> Iterator[str]:
    words = _Words(found)
    for team in sorted(found.groupless, key=str):
        yield f"The {words.team(team)} have no group: it was deleted, or never made. They cannot work there."
    for team, group in found.pageless.items():
        yield (
            f"The group “{group.name}” stands for the {words.team(team)}, where there is no page any more: "
            "it was deleted, or its language was changed."
        )
    for where in sorted(found.without_library, key=str):
        yield f"There is no collection for the pictures and documents of {words.place(where)}."
    yield from _lacking(found, words)
    yield from _exceeding(found, words)
    yield from _membership(found, words)


def _by_group(rows: Iterable[tuple[int, ...]]) -> dict[int, list[tuple[int, ...]]]:
    found: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row[1:])
    return found


def _lacking(found: Difference, words: _Words) -> Iterator[str]:
    lacking: dict[str, dict[int, list[tuple[int, ...]]]] = {
        kind: _by_group(found.missing.get(kind, ())) for kind in (ADMIN, PAGES, CHOOSING)
    }
    wanted = {kind: _by_group(found.wanted.get(kind, ())) for kind in lacking}
    for pk in words.by_group:
        if all(len(lacking[kind][pk]) == len(wanted[kind][pk]) for kind in lacking):
            yield f"{words.group(pk)} was emptied: it has none of its permissions."
            continue
        if lacking[ADMIN][pk]:
            yield f"{words.group(pk)} may not use the admin."
        for page, rows in _per_target(lacking[PAGES][pk]):
            permissions = _list(words.permissions[row[1]] for row in rows)
            yield f"{words.group(pk)} lacks on the page “{words.pages[page]}”: {permissions}."
        for collection, rows in _per_target(lacking[CHOOSING][pk]):
            permissions = _list(words.permissions[row[1]] for row in rows)
            yield f"{words.group(pk)} lacks on the collection “{words.collections[collection]}”: {permissions}."


def _per_target(rows: Iterable[tuple[int, ...]]) -> list[tuple[int, list[tuple[int, ...]]]]:
    found: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return sorted(found.items())


def _exceeding(found: Difference, words: _Words) -> Iterator[str]:
    for group, rows in _by_group(found.surplus.get(ADMIN, ())).items():
        permissions = _list(words.permissions[row[0]] for row in rows)
        yield f"{words.group(group)} holds permissions that its role does not have: {permissions}."
    for group, rows in _by_group(found.surplus.get(PAGES, ())).items():
        team, _group = words.by_group[group]
        for page, on_page in _per_target(rows):
            permissions = _list(words.permissions[row[1]] for row in on_page)
            why = "its role does not have" if page in found.pages[team] else "on a page that is not its own"
            yield f"{words.group(group)} holds what {why}, “{words.pages[page]}”: {permissions}."
    for group, rows in _by_group(found.surplus.get(CHOOSING, ())).items():
        for collection, on_files in _per_target(rows):
            permissions = _list(words.permissions[row[1]] for row in on_files)
            yield (
                f"{words.group(group)} holds too much on the collection “{words.collections[collection]}”: "
                f"{permissions}."
            )


def _membership(found: Difference, words: _Words) -> Iterator[str]:
    for group, user in sorted(found.missing.get(MEMBERS, ())):
        yield f"{words.users[user]} has the right to be in it, and is not. {words.group(group)} lacks a member."
    for group, user in sorted(found.surplus.get(MEMBERS, ())):
        yield f"{words.group(group)} has a member without that right: {words.users[user]}."


def _page(page: RegionPage) -> str:
    language = cldr.language_name(page.locale.language_code, "en")
    return f"The region page “{page.title}” ({language}, number {page.pk})"


def _misplaced() -> Iterator[str]:
    """Region pages that lie where no region belongs; two queries, and those for what is found."""
    pages = list(RegionPage.objects.select_related("locale").order_by("path"))
    above = [page.path[: -Page.steplen] for page in pages]
    sections = dict(RegionIndexPage.objects.filter(path__in=above).values_list("path", "locale_id"))
    for page in pages:
        path = page.path[: -Page.steplen]
        if path not in sections:
            yield (
                f"{_page(page)} was moved: it does not lie in a section of regions. Its team still writes there, and "
                "so does whoever may write where it lies now. Move it back, or delete it."
            )
        elif sections[path] != page.locale_id:
            yield f"{_page(page)} lies in the section of another language. Move it back, or delete it."


def _misnamed() -> Iterator[str]:
    for one in outdated():
        name = one.thing.name
        yield f"The region “{one.region}” was called otherwise before: its {one.what} is still called “{name}”."


@dataclass
class _Review:
    """How the texts of a region are approved: its pages, and what there is of its task and its workflow."""

    name: str
    pages: list[RegionPage] = field(default_factory=list)
    task: RegionApprovalTask | None = None
    workflow: Workflow | None = None


def _reviews() -> dict[UUID, _Review]:
    """Of all regions, in a fixed number of queries."""
    pages = list(RegionPage.objects.select_related("locale").order_by("path"))
    called = names(page.translation_key for page in pages)
    found: dict[UUID, _Review] = {}
    for page in pages:
        found.setdefault(page.translation_key, _Review(called[page.translation_key])).pages.append(page)
    workflows: dict[int, Workflow] = {}
    for row in WorkflowTask.objects.select_related("workflow").order_by("workflow_id"):
        workflows.setdefault(row.task_id, row.workflow)
    for task in RegionApprovalTask.objects.filter(region__in=found):
        found[task.region_id].task, found[task.region_id].workflow = task, workflows.get(task.pk)
    return found


def _unreviewed(reviews: dict[UUID, _Review]) -> Iterator[tuple[UUID, str]]:
    """Regions whose texts cannot be submitted to anybody, since something was deleted. A page for which an admin chose
    another workflow, or that of what lies above it, has one; the root's, which Wagtail makes, is nobody's choice."""
    at_work = WorkflowPage.objects.filter(workflow__active=True, workflow__workflow_tasks__task__active=True)
    covered = tuple(at_work.filter(page__depth__gt=1).values_list("page__path", flat=True))
    for key, review in reviews.items():
        left_out = [page for page in review.pages if not page.path.startswith(covered)]
        if not left_out:
            continue
        if review.task is None:
            yield key, f"The region “{review.name}” has no approval task: it was deleted, or never made."
        elif review.workflow is None:
            yield key, f"The region “{review.name}” has no workflow: it was deleted. Its texts cannot be submitted."
        elif review.workflow.active and review.task.active:
            for page in left_out:
                yield key, f"{_page(page)} is in no workflow: texts below it cannot be submitted."


def _switched_off(reviews: dict[UUID, _Review]) -> Iterator[str]:
    """What an admin has decided, and may have forgotten."""
    for review in reviews.values():
        for what, thing in (("workflow", review.workflow), ("approval task", review.task)):
            if thing is not None and not thing.active:
                yield f"The {what} of “{review.name}” is switched off."


def _waiting() -> Iterator[str]:
    """Rights that do not hold yet, or no more, since there is no page in their language."""
    pages = set(RegionPage.objects.values_list("translation_key", "locale_id"))
    pages |= {(None, locale) for locale in homes().values_list("locale_id", flat=True)}
    places = {key for key, _locale in pages}
    found: dict[tuple[Any, Any], list[Right]] = defaultdict(list)
    for right in Right.objects.select_related("user", "locale"):
        there = right.region_id in places if right.locale_id is None else (right.region_id, right.locale_id) in pages
        if not there:
            found[right.region_id, right.locale_id].append(right)
    called = names(region for region, _locale in found)
    for (region, _locale), rights in found.items():
        locale = rights[0].locale
        language = f" in {cldr.language_name(locale.language_code, 'en')}" if locale else ""
        place = f"“{called[region]}”" if region in called and region else "The coalition" if not region else "A region"
        people = _list(right.user.display_name for right in rights)
        yield (
            f"{place} has no page{language}, not yet or no more. Until there is one, these people cannot work there: "
            f"{people}."
        )


def report() -> Report:
    """What `repair` would put right, and what it cannot. Changes nothing."""
    reviews = _reviews()
    unreviewed = [sentence for _key, sentence in _unreviewed(reviews)]
    repairable = [*_sentences(compare()), *_misnamed(), *unreviewed]
    return Report(repairable, list(_misplaced()), [*_waiting(), *_switched_off(reviews)])


def repair() -> None:
    sync_permissions()
    rename()
    for key in {key for key, _sentence in _unreviewed(_reviews())}:
        ensure_workflow(key)
