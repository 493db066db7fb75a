"""The pictures of the guides (docs/guide/), taken from the demonstration site as its people see it.

`make guide` takes them anew, in every language. Without it they are taken in English only, and thrown away: a step that
no longer finds what it points at fails here, before the guide shows what is no longer so.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from wagtail.users.models import UserProfile

from base.models import CustomImage, User
from home import guide
from news.models import NewsPage
from regions.models import RegionApprovalTask
from regions.teams.rights import Role, give_rights
from tests.browser.conftest import Server
from tests.browser.test_editing import log_in
from tests.factories.base import locale
from tests.factories.demonstration import Built

WRITES_THEM = os.environ.get("GUIDE_PICTURES", "") not in {"", "0"}
LANGUAGES = guide.languages("editor") if WRITES_THEM else [guide.FIRST]
# As large as the guide can show, and light enough for a slow line.
WIDTH, LARGEST = 1040, 60_000
# Around a part that does not fill the window.
MARGIN = 16
WRITER = "lapaz"


@dataclass(frozen=True)
class Case:
    """Who writes the guide's example in a language, and what: a draft, and a sentence added to a published work."""

    publisher: str
    region: str
    work: str
    into: str
    title: str
    summary: str
    alt: str
    added: str


CASES = {
    "en": Case(
        "barcelona",
        "region-western-europe",
        "news-sensor-assembly",
        "es",
        "Six classes count the traffic in front of their schools",
        "For two weeks in spring, pupils wrote down what passes their gate. An example.",
        "Teal points in three groups",
        "The next count is in spring.",
    ),
    "es": Case(
        "bogota",
        "region-latin-america",
        "news-barrios-leen-datos",
        "en",
        "Seis cursos cuentan el tráfico frente a su colegio",
        "Durante dos semanas anotaron lo que pasa por su puerta. Historia de ejemplo.",
        "Puntos de color arcilla en tres grupos",
        "El próximo curso empieza en mayo.",
    ),
    "fr": Case(
        "dakar",
        "region-west-africa",
        "news-charte-une-page",
        "en",
        "Six classes comptent le trafic devant leur école",
        "Pendant deux semaines, les élèves ont noté ce qui passe devant leur portail. Exemple.",
        "Des points ocre en trois groupes",
        "La prochaine réunion aura lieu en mai.",
    ),
    "ar": Case(
        "beirut",
        "region-mena",
        "news-nuzuh-bila-asma",
        "fr",
        "ستة صفوف تعدّ السيارات أمام مدارسها",
        "طوال أسبوعين دوّن التلاميذ ما يمرّ أمام بوابتهم. قصة للتوضيح.",
        "نقاط ملوّنة في ثلاث مجموعات",
        "يُعقد اللقاء المقبل في أيار.",
    ),
    "pt": Case(
        "bogota",
        "region-latin-america",
        "news-mapa-que-nao-publicamos",
        "es",
        "Seis turmas contam o trânsito em frente à escola",
        "Durante duas semanas, os alunos anotaram o que passa pelo portão. História de exemplo.",
        "Pontos cor de argila em três grupos",
        "A próxima oficina será em maio.",
    ),
}


class Scene:
    """The demonstration with the example of a language, and a tab of the browser for whoever is looking."""

    def __init__(self, built: Built, browser: Browser, server: Server, language: str):
        self.browser, self.server, self.language = browser, server, language
        self.case = CASES[language]
        self.region = built.page(self.case.region, language)
        self.original = built.page(self.case.work, language)
        self.translation = built.page(self.case.work, self.case.into)
        self._tabs: dict[str, Page] = {}
        self.writer = User.objects.get(username=WRITER)
        give_rights(self.writer, self.region, [language], Role.EDITOR)
        self.draft = self.region.add_child(
            instance=NewsPage(
                title=self.case.title,
                summary=self.case.summary,
                image=CustomImage.objects.get(pk=self.original.image_id),
                image_alt=self.case.alt,
                locale=locale(language),
                live=False,
                owner=self.writer,
            )
        )
        self.draft.save_revision(user=self.writer)
        self.original.summary = f"{self.original.summary} {self.case.added}"
        self.original.save_revision().publish()

    def tab(self, username: str) -> Page:
        """Somebody who is logged in, with the admin in the language of the guide."""
        if username not in self._tabs:
            user = User.objects.get(username=username)
            spoken = guide.interface_of(self.language)
            UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": spoken})
            context = self.browser.new_context(base_url=self.server.url, reduced_motion="reduce", device_scale_factor=1)
            self._tabs[username] = context.new_page()
            log_in(self._tabs[username], username)
        return self._tabs[username]

    def at(self, username: str, address: str, height: int) -> Page:
        page = self.tab(username)
        page.set_viewport_size({"width": WIDTH, "height": height})
        page.goto(address)
        return page

    def close(self) -> None:
        for page in self._tabs.values():
            page.context.close()


def main(page: Page) -> Locator:
    return page.locator("main")


def open_actions(page: Page) -> None:
    page.locator("button[data-w-dropdown-target=toggle]:visible").last.click()
    expect(page.locator(".tippy-box").last).to_be_visible()


# What there is to see. Each leaves a tab as it is to be shown, and says which part of it. ----------------------------


def desk(scene: Scene) -> Locator:
    """Of whoever reviews what was submitted."""
    scene.draft.get_workflow().start(scene.draft, scene.writer)
    page = scene.at(scene.case.publisher, "/admin/", 860)
    expect(page.locator(".desk-kinds").first).to_be_visible()
    return page.locator("body")


def write(scene: Scene) -> Locator:
    page = scene.at(scene.case.publisher, f"/admin/pages/add/news/newspage/{scene.region.pk}/", 840)
    page.fill("[name=title]", scene.case.title)
    page.fill("[name=summary]", scene.case.summary)
    page.locator("button.c-sf-add-button:visible").last.click()
    expect(page.get_by_role("option").first).to_be_visible()
    return main(page)


def picture(scene: Scene) -> Locator:
    page = scene.at(WRITER, f"/admin/pages/{scene.draft.pk}/edit/", 900)
    shown = page.locator(".w-panel", has=page.locator("[name=image_alt]")).last
    expect(shown.locator("img").first).to_be_visible()
    shown.scroll_into_view_if_needed()
    return shown


def submit(scene: Scene) -> Locator:
    page = scene.at(WRITER, f"/admin/pages/{scene.draft.pk}/edit/", 560)
    open_actions(page)
    expect(page.locator("[name=action-submit]")).to_be_visible()
    return main(page)


def review(scene: Scene) -> Locator:
    page = scene.at(scene.case.publisher, f"/admin/pages/{scene.draft.pk}/edit/", 620)
    open_actions(page)
    expect(page.locator("[data-workflow-action-name=approve]").first).to_be_visible()
    return main(page)


def schedule(scene: Scene) -> Locator:
    page = scene.at(scene.case.publisher, f"/admin/pages/{scene.original.pk}/edit/", 760)
    page.locator("[data-side-panel-toggle=status]").click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]:visible").first.click()
    shown = page.locator("#schedule-publishing-dialog .w-dialog__box")
    expect(shown.locator("[name=go_live_at]")).to_be_visible()
    return shown


def languages(scene: Scene) -> Locator:
    page = scene.at(scene.case.publisher, f"/admin/languages/{scene.original.pk}/", 560)
    expect(page.locator(".languages-table")).to_be_visible()
    return main(page)


def translate(scene: Scene) -> Locator:
    page = scene.at(scene.case.publisher, f"/admin/languages/{scene.translation.pk}/edit/", 860)
    expect(page.locator("#side-by-side.sbs-with-script")).to_be_visible()
    expect(page.locator(".sbs-difference").first).to_be_visible()
    return main(page)


def corrections(scene: Scene) -> Locator:
    page = scene.at(scene.case.publisher, f"/admin/pages/{scene.original.pk}/edit/", 520)
    expect(page.locator("[name=corrections_only]")).to_be_visible()
    return main(page)


def mails(scene: Scene) -> Locator:
    page = scene.at(scene.case.publisher, "/admin/account/#tab-notifications", 1000)
    expect(page.locator("[name=mails-digest]")).to_be_attached()
    return main(page)


EDITORS: tuple[Callable[[Scene], Locator], ...] = (
    write, picture, submit, desk, review, corrections, languages, translate, mails, schedule,
)  # fmt: skip


def regions(scene: Scene) -> Locator:
    page = scene.at("admin", "/admin/regions/add/", 900)
    page.locator("[name=names-0-language]").select_option(index=1)
    page.fill("[name=names-0-name]", "Central Asia")
    return main(page)


def add_language(scene: Scene) -> Locator:
    page = scene.at("admin", "/admin/languages/add/", 900)
    page.fill("[name=language]", "Swahili")
    page.locator("[name=fallback_1]").select_option(index=1)
    return main(page)


def colleague(scene: Scene) -> Locator:
    page = scene.at("admin", f"/admin/colleagues/{User.objects.get(username=WRITER).pk}/", 980)
    expect(page.locator(".colleague-right:visible").first).to_be_visible()
    return main(page)


def coverage(scene: Scene) -> Locator:
    page = scene.at("admin", "/admin/reports/coverage/", 760)
    expect(page.locator("main table").first).to_be_visible()
    return main(page)


def stand_in(scene: Scene) -> Locator:
    task = RegionApprovalTask.objects.get(region_id=scene.region.translation_key)
    page = scene.at("admin", f"/admin/workflows/tasks/edit/{task.pk}/", 620)
    page.locator("[name=stand_in]").select_option(value=str(User.objects.get(username="bogota").pk))
    return main(page)


ADMINS: tuple[Callable[[Scene], Locator], ...] = (regions, add_language, colleague, coverage, stand_in)


def taken(shown: Locator) -> bytes:
    """A part of what the window shows, small enough to be sent over a slow line."""
    page = shown.page
    page.mouse.move(0, 0)
    page.evaluate("document.fonts.ready")
    window, box = page.viewport_size, shown.bounding_box()
    assert window is not None
    assert box is not None
    margin = 0 if box["height"] >= window["height"] else MARGIN
    left, top = max(box["x"] - margin, 0), max(box["y"] - margin, 0)
    right = min(box["x"] + box["width"] + margin, window["width"])
    bottom = min(box["y"] + box["height"] + margin, window["height"])
    clip: Any = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    drawn = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide", clip=clip)))
    out = BytesIO()
    drawn.convert("RGB").save(out, "WEBP", quality=70, method=6)
    return out.getvalue()


def keep(language: str, name: str, drawn: bytes) -> None:
    assert len(drawn) <= LARGEST, f"{language}/{name}: {len(drawn)} bytes"
    if WRITES_THEM:
        file = guide.GUIDES / "pictures" / language / f"{name}.webp"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(drawn)


def take(scene: Scene, steps: Iterable[Callable[[Scene], Locator]]) -> None:
    try:
        for step in steps:
            keep(scene.language, step.__name__.replace("_", "-"), taken(step(scene)))
    finally:
        scene.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pictures_of_the_editors_guide_are_taken(
    demonstration: Built, browser: Browser, server: Server, language: str
) -> None:
    take(Scene(demonstration, browser, server, language), EDITORS)


def test_the_pictures_of_the_administrators_guide_are_taken(
    demonstration: Built, browser: Browser, server: Server
) -> None:
    take(Scene(demonstration, browser, server, guide.FIRST), ADMINS)
