"""What the framework and the queue keep: each role that serves writes only what it must.

The site never writes Django's own rights, kinds of content or sessions (ours are elsewhere). A page
may ask the queue for a job, and read where the jobs stand; only the worker moves them.
"""

from django.conf import settings
from django.db import migrations

FRAMEWORK = (
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_session",
    "pghistory_context",
)
WRITING = "INSERT, UPDATE, DELETE"


def take_back_rights(apps, schema_editor):
    """Leave each role what it needs, and say nothing of tables that are its own."""
    app, worker = (
        schema_editor.quote_name(f"{settings.ROLE_PREFIX}_{role}") for role in ("app", "worker")
    )
    framework = ", ".join(schema_editor.quote_name(table) for table in FRAMEWORK)
    for statement in (
        f"REVOKE {WRITING} ON {framework} FROM {app}, {worker}",
        f"REVOKE UPDATE, DELETE ON procrastinate_jobs FROM {app}",
        f"REVOKE UPDATE, DELETE ON procrastinate_events FROM {app}, {worker}",
        f"REVOKE {WRITING} ON procrastinate_workers, procrastinate_periodic_defers FROM {app}",
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_register_only_grows"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunPython(take_back_rights, migrations.RunPython.noop)]
