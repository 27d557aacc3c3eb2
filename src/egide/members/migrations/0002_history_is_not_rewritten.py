"""What a profile said before is added to and, with the person, erased; never said otherwise."""

from django.conf import settings
from django.db import migrations

HISTORY = (
    "members_personchange",
    "members_contactpointchange",
    "members_postaladdresschange",
    "members_positionchange",
)


def take_back_rights(apps, schema_editor):
    """Leave the site's roles what the triggers and an erasure need: to add and to remove."""
    tables = ", ".join(schema_editor.quote_name(table) for table in HISTORY)
    roles = ", ".join(
        schema_editor.quote_name(f"{settings.ROLE_PREFIX}_{role}") for role in ("app", "worker")
    )
    schema_editor.execute(f"REVOKE UPDATE ON {tables} FROM {roles}")


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [migrations.RunPython(take_back_rights, migrations.RunPython.noop)]
