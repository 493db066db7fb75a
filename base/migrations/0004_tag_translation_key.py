import uuid

from django.db import migrations, models


def give_each_tag_its_own(apps, schema_editor):
    """The default of a new column is one value for all rows."""
    tags = apps.get_model("base", "Tag")
    for pk in tags.objects.values_list("pk", flat=True):
        tags.objects.filter(pk=pk).update(translation_key=uuid.uuid4())


class Migration(migrations.Migration):

    dependencies = [
        ("base", "0003_relations"),
    ]

    operations = [
        migrations.AddField(
            model_name="tag",
            name="translation_key",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.RunPython(give_each_tag_its_own, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                fields=("translation_key", "locale"), name="base_tag_translated_once_a_language"
            ),
        ),
    ]
