"""PostgreSQL keeps no samples of these columns for its planner.

The samples of a table that has become empty are never taken anew: those of the sheets would tell for years who had
begun to answer, and those of the comments would keep words that were overwritten.
"""

from django.db import migrations

COLUMNS = (
    ("assessments_sheet", "participation_id"),
    ("assessments_sheet", "body"),
    ("assessments_earliersheet", "participation_id"),
    ("assessments_earliersheet", "email"),
    ("assessments_earliersheet", "body"),
    ("assessments_comment", "text"),
)


def keep_no_statistics(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table, column in COLUMNS:
            schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunPython(keep_no_statistics, migrations.RunPython.noop)]
