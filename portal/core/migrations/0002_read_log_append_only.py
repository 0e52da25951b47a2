"""The database itself refuses to change the log of who read what."""

from django.db import migrations

POSTGRESQL = (
    """
    CREATE FUNCTION core_readlog_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the read log is append-only'; END $$
    """,
    """
    CREATE TRIGGER core_readlog_append_only BEFORE UPDATE OR DELETE ON core_readlog
    FOR EACH ROW EXECUTE FUNCTION core_readlog_refuse()
    """,
)
# The embedded default is for invented people; its tests empty tables by deleting rows.
SQLITE = (
    """
    CREATE TRIGGER core_readlog_append_only BEFORE UPDATE ON core_readlog
    BEGIN SELECT RAISE(ABORT, 'the read log is append-only'); END
    """,
)


def refuse_changes(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(refuse_changes, migrations.RunPython.noop)]
