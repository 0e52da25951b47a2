"""Nobody reads an answer before closing, and after it there is nothing left to read."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.core.serializers import serialize
from django.db import connection, models

from assessments import keys, sealing, services
from assessments.models import Comment, EarlierSheet, Participation, Sheet
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db

TEXTS = {"works_well": "Vi lytter", "results": "Bedre vedtak"}


# What is left for a thief ---------------------------------------------------


def test_dump_before_closing_opens_nothing_after_it(settings):
    round_ = make.open_round(members=5)
    make.answer(round_, 5, texts=TEXTS)
    tokens = [token for _, token in make.people(round_)]
    mails = "".join(message.body for message in mail.outbox)
    dump = {row.participation_id: bytes(row.body) for row in Sheet.objects.order_by("pk")}
    item_keys = services.load_version(round_.instrument_id).item_keys
    assert all(token in mails for token in tokens)
    assert len({len(body) for body in dump.values()}) == 1

    make.close(round_)

    left = [path for folder in (settings.PORTAL_SEAL_KEYS, settings.PORTAL_DRAFT_KEYS) for path in folder.iterdir()]
    assert [path.stat().st_size for path in left] == [0, 0]
    with pytest.raises(keys.KeysMissing):
        keys.read_draft_keys(round_.pk)
    # The links are all a thief has beside the dump, and no link opens a sealed sheet.
    for body in dump.values():
        for token in tokens:
            with pytest.raises(sealing.SheetRefused):
                sealing.open_draft(body, item_keys=item_keys, key=sealing.draft_key(bytes(32), token))


def test_nothing_that_is_left_tells_who_answered_or_what():
    round_ = make.open_round(members=5)
    secret = "Sjiraffen i tredje etasje"
    make.answer(round_, 4, texts={"works_well": secret})
    tokens = [token for _, token in make.people(round_)]
    hashes = [sealing.link_hash(token) for token in tokens]

    make.close(round_)

    everything = "".join(dump_of_all_tables())
    assert str(round_.pk) in everything
    assert not [trace for trace in (secret, *tokens, *hashes) if trace in everything]


def dump_of_all_tables():
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            yield serialize("json", model._base_manager.order_by("pk"))


# The schema -----------------------------------------------------------------


def test_participation_and_sheet_hold_no_time_no_order_and_no_history():
    for model in (Participation, Sheet, EarlierSheet):
        kinds = {type(field) for field in model._meta.get_fields()}
        assert not kinds & {
            models.DateField,
            models.DateTimeField,
            models.TimeField,
            models.AutoField,
            models.BigAutoField,
        }
        assert not hasattr(model, "history")
        assert not admin.site.is_registered(model)
    assert type(Participation._meta.pk) is models.UUIDField
    assert Sheet._meta.pk.remote_field.model is Participation


def test_comment_is_tied_to_the_round_alone():
    related = [field.name for field in Comment._meta.get_fields() if field.is_relation]

    assert related == ["round"]
    assert not [field for field in Comment._meta.get_fields() if "Auto" in type(field).__name__]


def test_columns_of_these_tables_are_these_and_no_others():
    with connection.cursor() as cursor:
        columns = {
            table: {column.name for column in connection.introspection.get_table_description(cursor, table)}
            for table in (
                "assessments_participation",
                "assessments_sheet",
                "assessments_earliersheet",
                "assessments_comment",
            )
        }

    assert columns == {
        "assessments_participation": {
            "id",
            "round_id",
            "person_id",
            "link_version",
            "link_hash",
            "submitted",
            "declined",
            "mails_sent",
            "added_later",
        },
        "assessments_earliersheet": {"participation_id", "email", "body"},
        "assessments_sheet": {"participation_id", "body"},
        "assessments_comment": {"id", "round_id", "question", "text", "withheld"},
    }
