"""The catalogues' own toolchain: what it collects, keeps, compiles and complains about."""

import gettext
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command

from languages.catalogs import extraction, languages, lint, merge

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

# Translators: a greeting
GREETING = gettext_lazy("Good morning, %(name)s")
ADDRESS = pgettext_lazy("address", "news")
SHARE = _("50 % of all")


def pages(count: int) -> str:
    return ngettext("%(count)d page", "%(count)d pages", count) % {"count": count}
"""
TEMPLATE = """{% load i18n %}
<ul>
    {% if items %}
      <li>{% translate "Read on" %}{{ _("Menu") }}
  {% endif %}
  {% translate "100 % open" %}
  {% blocktranslate trimmed count counter=items|length %}
    One item
  {% plural %}
    {{ counter }} items
  {% endblocktranslate %}
  {% translate "May" context "month" as month %}
  <a title="unclosed (">it's</a>
"""
ARABIC_FORMS = {0: "لا صفحات", 1: "صفحة", 2: "صفحتان", 3: "%(count)d صفحات", 4: "%(count)d صفحة", 5: "%(count)d صفحة"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with an app, a template and two languages, one of them only begun."""
    app = tmp_path / "app"
    app.mkdir()
    (app / "__init__.py").touch()
    (app / "texts.py").write_text(CODE)
    (tmp_path / "templates" / "app").mkdir(parents=True)
    (tmp_path / "templates" / "app" / "page.html").write_text(TEMPLATE)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").touch()
    (tmp_path / "tests" / "test_app.py").write_text('from x import gettext\ngettext("never shown")\n')
    for code in ("sw", "ar"):
        (tmp_path / "locale" / code / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / "locale" / code / "LC_MESSAGES" / "django.po").touch()
    return tmp_path


def catalogue(root: Path, code: str) -> polib.POFile:
    return polib.pofile(str(root / "locale" / code / "LC_MESSAGES" / "django.po"))


@pytest.fixture
def edit(project: Path) -> Callable[..., list[str]]:
    """Translates texts of the Arabic catalogue and returns what `check` says about Arabic."""

    def edit(translations: dict[str, str | dict[int, str]], flags: list[str] | None = None) -> list[str]:
        merge.update(project)
        texts = catalogue(project, "ar")
        for entry in texts:
            text = translations.get(entry.msgid, "" if not entry.msgid_plural else {})
            if isinstance(text, dict):
                entry.msgstr_plural = {index: text.get(index, "") for index in range(6)}
            else:
                entry.msgstr = text
            if text and flags:
                entry.flags.extend(flags)
        texts.save()
        return [problem for problem in lint.check(project) if problem.startswith("ar: ")]

    return edit


def test_languages_are_those_with_a_catalogue_file(project: Path) -> None:
    (project / "locale" / "pt_BR" / "LC_MESSAGES").mkdir(parents=True)
    (project / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po").touch()
    (project / "locale" / "wo" / "LC_MESSAGES").mkdir(parents=True)
    assert languages.catalogue_languages(project) == ["ar", "pt-br", "sw"]


def test_texts_of_code_and_templates_are_collected(project: Path) -> None:
    assert extraction.extract(project).keys() == {
        (None, "Good morning, %(name)s"),
        ("address", "news"),
        (None, "50 % of all"),
        (None, "%(count)d page"),
        (None, "Read on"),
        (None, "Menu"),
        (None, "100 %% open"),
        (None, "One item"),
        ("month", "May"),
    }


def test_one_text_cannot_have_two_plurals(project: Path) -> None:
    (project / "app" / "more.py").write_text('ngettext("One item", "Many items", 3)')
    with pytest.raises(extraction.CatalogueError, match="Many items"):
        extraction.extract(project)


def test_an_unreadable_template_is_named(project: Path) -> None:
    (project / "templates" / "broken.html").write_text("{% blocktranslate %}{% if %}{% endblocktranslate %}")
    with pytest.raises(extraction.CatalogueError, match=r"templates/broken\.html"):
        extraction.extract(project)


def test_update_keeps_translations_and_drops_unused_texts(project: Path, edit: Callable[..., list[str]]) -> None:
    edit({"Read on": "اقرأ", "Menu": "القائمة"})
    template = project / "templates" / "app" / "page.html"
    template.write_text(template.read_text().replace("Menu", "Contents"))
    merge.update(project)
    texts = {entry.msgid: entry.msgstr for entry in catalogue(project, "ar")}
    assert texts["Read on"] == "اقرأ"
    assert texts["Contents"] == ""
    assert "Menu" not in texts
    assert merge.update(project) == []


def test_entries_name_their_files_without_lines(project: Path) -> None:
    merge.update(project)
    entry = catalogue(project, "ar").find("Good morning, %(name)s")
    assert entry.occurrences == [("app/texts.py", "")]
    assert entry.comment == "Translators: a greeting"
    assert entry.flags == ["python-format"]


def test_the_language_of_the_code_fills_itself(project: Path) -> None:
    (project / "locale" / "en" / "LC_MESSAGES").mkdir(parents=True)
    merge.update(project)
    english = catalogue(project, "en")
    assert english.find("Read on").msgstr == "Read on"
    assert english.find("One item").msgstr_plural == {0: "One item", 1: "%(counter)s items"}


def test_an_empty_catalogue_compiles(project: Path) -> None:
    merge.compile_all(project)
    with (project / "locale" / "sw" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("Read on") == "Read on"
    assert merge.compile_all(project) == []


def test_plural_forms_reach_the_reader(project: Path, edit: Callable[..., list[str]]) -> None:
    edit({"%(count)d page": ARABIC_FORMS})
    merge.compile_all(project)
    with (project / "locale" / "ar" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)
    chosen = [translations.ngettext("%(count)d page", "%(count)d pages", n) for n in (0, 1, 2, 3, 11, 100)]
    assert chosen == list(ARABIC_FORMS.values())


@pytest.mark.parametrize("code", ["en", "es", "fr", "ar", "pt", "sw", "ja", "ru", "it", "qu", "wo", "pt-br", "xx"])
def test_every_plural_rule_is_one_that_python_reads(code: str) -> None:
    rule = gettext.c2py(merge.plural_forms(code).split("plural=")[1].rstrip(";"))  # type: ignore[attr-defined]
    # Not every form need be used: Russian keeps one for fractions.
    assert {rule(n) for n in [*range(200), 1_000_000]} <= set(range(merge.form_count(code)))


@pytest.mark.parametrize("code", sorted(merge.PLURAL_FORMS))
def test_the_written_rules_agree_with_cldr(code: str) -> None:
    from babel import Locale

    categories = ["zero", "one", "two", "few", "many", "other"]
    rule = Locale.parse(code).plural_form
    present = [category for category in categories if category in rule.tags | {"other"}]
    ours = gettext.c2py(merge.plural_forms(code).split("plural=")[1].rstrip(";"))  # type: ignore[attr-defined]
    numbers = [*range(1200), 1_000_000, 2_000_000, 1_000_001]
    assert [present[ours(n)] for n in numbers] == [rule(n) for n in numbers]


COMPLETE: dict[str, str | dict[int, str]] = {
    "Good morning, %(name)s": "صباح الخير %(name)s",
    "news": "akhbar",
    "50 % of all": "50 % من الكل",
    "%(count)d page": ARABIC_FORMS,
    "Read on": "اقرأ",
    "Menu": "القائمة",
    "100 %% open": "مفتوح 100 %%",
    "One item": {0: "لا شيء", 1: "بند", 2: "بندان", 3: "%(counter)s بنود", 4: "%(counter)s بندا", 5: "%(counter)s بند"},
    "May": "مايو",
}


def test_a_complete_catalogue_has_no_problem(edit: Callable[..., list[str]]) -> None:
    assert edit(COMPLETE) == []


@pytest.mark.parametrize(
    ("text", "translation", "complaint"),
    [
        ("Read on", "", "not translated"),
        ("Good morning, %(name)s", "صباح الخير", "%(name)s is missing"),
        ("Good morning, %(name)s", "%(nom)s %(name)s", "%(nom)s in"),
        ("Good morning, %(name)s", "100% %(name)s", "must be written %%"),
        ("100 %% open", "مفتوح 100 %", "must be written %%"),
        ("Menu", "القائمة\n", "white space"),
        ("%(count)d page", {**ARABIC_FORMS, 5: "صفحة"}, "%(count)d is missing"),
        ("%(count)d page", {0: "صفحة"}, "6 plural forms"),
        ("news", "أخبار", "“أخبار” is a part of an address"),
        ("news", "Akhbar", "“akhbar” for example"),
        ("news", "akhbar jadida", "“akhbar-jadida” for example"),
        ("news", "akhbar/jadida", "small Latin letters, figures and hyphens"),
    ],
)
def test_each_mistake_is_reported(
    edit: Callable[..., list[str]], text: str, translation: str | dict[int, str], complaint: str
) -> None:
    problems = edit({**COMPLETE, text: translation})
    assert any(complaint in problem and text in problem for problem in problems), problems


def test_fuzzy_entries_are_reported(edit: Callable[..., list[str]]) -> None:
    assert len(edit(COMPLETE, flags=["fuzzy"])) == len(COMPLETE)


def test_a_text_that_is_not_in_the_file_is_missing(project: Path, edit: Callable[..., list[str]]) -> None:
    edit(COMPLETE)
    (project / "app" / "more.py").write_text('gettext("New here, {name}")\n')
    assert any('ar: "New here, {name}" is missing' in problem for problem in lint.check(project))


def test_a_language_that_is_only_begun_may_lack_texts_but_not_be_wrong(project: Path) -> None:
    merge.update(project)
    assert not [problem for problem in lint.check(project) if problem.startswith("sw")]
    texts = catalogue(project, "sw")
    texts.find("Good morning, %(name)s").msgstr = "Habari"
    texts.save()
    assert [problem for problem in lint.check(project) if problem.startswith("sw")] == [
        'sw: "Good morning, %(name)s": %(name)s is missing in “Habari”'
    ]


def test_braces_are_placeholders() -> None:
    assert lint.placeholders("{name} of {0} {{not}} {count:,}", formatted=False) == {
        "{name}": 1,
        "{0}": 1,
        "{count}": 1,
    }


def test_the_command_updates_and_compiles_and_fails_on_problems(project: Path, settings: object) -> None:
    settings.LOCALE_PATHS = [project / "locale"]  # type: ignore[attr-defined]
    out, errors = StringIO(), StringIO()
    call_command("catalogues", "--update", stdout=out)
    call_command("catalogues", "--compile", stdout=out)
    assert out.getvalue().splitlines() == ["Catalogues updated: ar, sw", "Catalogues compiled: ar, sw"]
    with pytest.raises(CommandError, match="problems in the catalogues"):
        call_command("catalogues", "--check", stdout=out, stderr=errors)
    assert "fr: there is no catalogue" in errors.getvalue()
