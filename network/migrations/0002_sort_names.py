"""Lists of people are in the order of family names, those of organisations leave the article out."""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from languages.locales.filing import without_article


def _fill(model: Any, sort_name: Any) -> None:
    pages = []
    for page in model.objects.select_related("locale").only("title", "sort_name", "locale__language_code"):
        page.sort_name = sort_name(page)
        pages.append(page)
    model.objects.bulk_update(pages, ["sort_name"], batch_size=500)


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """No family name is known yet. What is written here is written anew whenever a page is saved."""
    _fill(apps.get_model("network", "PersonPage"), lambda page: page.title)
    _fill(
        apps.get_model("network", "OrganisationPage"),
        lambda page: without_article(page.title, page.locale.language_code),
    )


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial"), ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes")]

    operations = [
        migrations.AddField(
            model_name="organisationpage",
            name="sort_name",
            field=models.CharField(default="", editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name="personpage",
            name="family_name",
            field=models.CharField(
                blank=True,
                help_text=(
                    "Lists of people are in the order of this name, written as it is to be looked for: “Letouzé”, "
                    "“García Lorca”. Without it, in that of the title."
                ),
                max_length=120,
                verbose_name="family name",
            ),
        ),
        migrations.AddField(
            model_name="personpage",
            name="sort_name",
            field=models.CharField(default="", editable=False, max_length=400),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
