"""Nobody reads an answer before closing, and after it there is nothing left to read."""

import datetime as dt
import json
import logging

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.core.serializers import serialize
from django.db import connection, models
from django.utils import timezone

from assessments import keys, queries, sealing, services
from assessments.models import (
    AssessmentRound,
    Comment,
    EarlierSheet,
    FactorResult,
    Participation,
    RoundResult,
    Sheet,
)
from assessments.services import closing
from assessments.workflow import ROUND
from enrollment.models import Membership
from enrollment.services import change_leader
from portal.core import files, jobs, outbox
from portal.core.models import Job, Mail
from portal.core.workflow import TransitionNotAllowed
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db

TEXTS = {"works_well": "Vi lytter", "results": "Bedre vedtak"}


def run_keyworker() -> None:
    jobs.run_due(queues=["keys"])


def only(model):
    return model.objects.get()


def test_closed_round_holds_figures_and_nothing_else():
    round_ = make.closed_round(members=6, answers=5, texts=TEXTS)

    result = only(RoundResult)
    published = queries.published(round_)
    assert (round_.state, round_.closed_on) == ("closed", timezone.localdate())
    assert (result.respondents, result.asked, published.respondents) == (5, 6, 5)
    assert dict(FactorResult.objects.values_list("factor", "mean")) == {
        factor.key: factor.mean for factor in published.factors
    }
    assert FactorResult.objects.filter(mean__isnull=False).count() == 24
    assert Sheet.objects.count() == 0
    flags = Participation.objects.order_by("pk").values_list("link_hash", "submitted", "declined", "mails_sent")
    assert set(flags) == {(None, None, None, None)}
    assert Job.objects.filter(kind="assessments.store_report", subject_id=str(round_.pk)).count() == 1


def test_figures_are_those_of_the_answers():
    round_ = make.open_round(members=4)
    for (participation, token), value in zip(make.people(round_), (2, 4, 5, 7), strict=True):
        instrument = services.load_version(round_.instrument_id)
        straight = {
            item.key: instrument.scale.minimum + instrument.scale.maximum - value if item.reversed else value
            for factor in instrument.factors
            for item in factor.items
        }
        services.save_draft(participation, token, items=straight)
        services.submit(participation, token)

    published = queries.published(make.close(round_))

    assert {str(factor.mean) for factor in published.factors} == {"4.5"}


def test_comments_are_rows_tied_to_the_round_alone_and_not_in_the_frozen_figures():
    round_ = make.closed_round(members=5, texts=TEXTS)

    assert Comment.objects.filter(round=round_, question="works_well", text="Vi lytter").count() == 5
    assert "Vi lytter" not in json.dumps(only(RoundResult).published, ensure_ascii=False)
    assert queries.published(round_).comments == {}


def test_comments_of_fewer_than_five_are_deleted_unread():
    make.closed_round(members=5, answers=4, texts=TEXTS)

    assert Comment.objects.count() == 0


def test_draft_that_was_not_sent_never_counts():
    round_ = make.open_round(members=5)
    make.answer(round_, 4)
    participation, token = make.people(round_)[4]
    services.save_draft(participation, token, items={"purpose_1": 1})

    make.close(round_)

    assert only(RoundResult).respondents == 4


def test_result_is_kept_in_the_file_store_and_keys_are_gone(settings):
    round_ = make.closed_round(members=5, texts=TEXTS)

    copy = json.loads(files.private(f"results/{round_.pk}.json").read_bytes())
    assert {name: copy[name] for name in copy if name not in ("published", "comments")} == {
        "format": "round/1",
        "round": str(round_.pk),
        "case": round_.application.number,
        "sequence": 1,
        "closed_on": timezone.localdate().isoformat(),
        "asked": 5,
        "norm": None,
    }
    assert copy["published"] == only(RoundResult).published
    assert sorted((each["question"], each["text"], each["withheld"]) for each in copy["comments"]) == sorted(
        (question, text, False) for question, text in TEXTS.items() for _person in range(5)
    )
    for folder in (settings.PORTAL_SEAL_KEYS, settings.PORTAL_DRAFT_KEYS):
        assert [path.name for path in folder.iterdir()] == [f"{round_.pk}.gone"]


def test_kept_result_follows_what_the_consultant_withholds():
    round_ = make.closed_round(members=5, texts=TEXTS)

    services.set_withheld(Comment.objects.order_by("pk").first(), True, by=make.make_consultant())

    copy = json.loads(files.private(f"results/{round_.pk}.json").read_bytes())
    assert sum(comment["withheld"] for comment in copy["comments"]) == 1


def test_leaders_own_answer_is_marked_only_where_she_chose_it():
    shown = queries.published(make.closed_round(members=6, leader_marker=True))
    assert all(factor.leader_marker is not None for factor in shown.factors)


def test_a_colleague_put_in_the_lead_on_the_opening_day_is_not_marked():
    """Or her own answer would stand in the report as the leader's."""
    round_ = make.open_round(members=6, leader_marker=True)
    group = round_.application.group
    colleague = group.memberships.filter(role="member").first().user
    change_leader(group, colleague, by=make.make_consultant())

    published = queries.published(make.close_answered(round_))

    assert {factor.leader_marker for factor in published.factors} == {None}


def test_group_that_has_lost_its_leader_is_closed_without_a_marker():
    round_ = make.open_round(members=6, leader_marker=True)
    Membership.objects.filter(role="leader").update(to_date=timezone.localdate())

    published = queries.published(make.close_answered(round_))

    assert {factor.leader_marker for factor in published.factors} == {None}


def test_consultant_is_told_without_a_figure():
    round_ = make.open_round(members=5)
    mail.outbox.clear()
    make.close_answered(round_)
    outbox.send_due()

    (message,) = mail.outbox
    assert message.to == ["konsulent@example.org"]
    assert message.subject == "Kartleggingen i Alfa etat er lukket"
    assert set(Mail.objects.get(key__startswith="closed:").variables) == {
        "organisation",
        "days",
        "button_url",
        "button",
    }


# When -----------------------------------------------------------------------


def test_round_is_open_to_the_end_of_its_last_day():
    round_ = make.open_round()
    AssessmentRound.objects.filter(pk=round_.pk).update(deadline=timezone.localdate())
    closing.close_due_rounds()
    round_.refresh_from_db()
    assert round_.state == "open"

    make.pass_deadline(round_)
    closing.close_due_rounds()
    round_.refresh_from_db()
    assert round_.state == "closing"


@pytest.mark.parametrize("state", ["held", "closed", "planned"])
def test_deadline_moves_only_what_is_open(state):
    made = {"planned": make.plan, "held": lambda: make.close(make.open_round()), "closed": make.closed_round}
    make.pass_deadline(made[state]())

    closing.close_due_rounds()

    assert only(AssessmentRound).state == state


def test_consultant_may_close_early_only_when_all_have_answered():
    round_ = make.open_round(members=3)
    with pytest.raises(TransitionNotAllowed) as refusal:
        services.order_closing(round_, by=make.make_consultant())
    assert "Du kan lukke den før når alle har svart." in refusal.value.missing[0]

    make.answer(round_, 3)
    services.order_closing(round_, by=make.make_consultant())
    run_keyworker()

    round_.refresh_from_db()
    assert round_.state == "closed"


# Too few --------------------------------------------------------------------


@pytest.mark.parametrize(("members", "answers"), [(3, 2), (6, 3), (14, 8)])
def test_too_few_answers_are_held_locked(members, answers):
    round_ = make.open_round(members=members)
    make.answer(round_, answers)
    mail.outbox.clear()
    make.close(round_)
    outbox.send_due()

    assert (round_.state, round_.held_on) == ("held", timezone.localdate())
    assert Sheet.objects.count() == answers
    assert keys.read_seed(round_.pk)
    assert [message.subject for message in mail.outbox] == ["For få svar i kartleggingen i Alfa etat"]


def test_held_round_may_be_closed_knowingly_with_three():
    round_ = make.open_round(members=6)
    make.answer(round_, 3)
    make.close(round_)

    services.order_closing(round_, by=make.make_consultant())
    run_keyworker()

    round_.refresh_from_db()
    assert round_.state == "closed"
    assert queries.published(round_).rung == "words"


def test_held_round_of_two_cannot_be_closed():
    round_ = make.open_round(members=4)
    make.answer(round_, 2)
    make.close(round_)

    assert ROUND.missing(round_, "start_closing") == ["Færre enn tre har svart. Da åpnes ingenting."]


def test_discarded_round_is_never_opened():
    round_ = make.open_round(members=4)
    make.answer(round_, 2)
    make.close(round_)

    services.discard(round_, by=make.make_consultant())
    run_keyworker()

    round_.refresh_from_db()
    assert round_.state == "discarded"
    assert Sheet.objects.count() == RoundResult.objects.count() == 0
    assert set(round_.participations.values_list("link_hash", flat=True)) == {None}
    with pytest.raises(keys.KeysMissing):
        keys.read_seed(round_.pk)


def test_held_round_is_discarded_after_fourteen_days():
    round_ = make.open_round(members=4)
    make.close(round_)
    today = timezone.localdate()

    for held_for, state in ((13, "held"), (14, "discarded")):
        AssessmentRound.objects.filter(pk=round_.pk).update(held_on=today - dt.timedelta(days=held_for))
        closing.discard_forgotten_rounds()
        round_.refresh_from_db()
        assert round_.state == state


def test_round_that_was_held_once_and_closed_since_is_not_forgotten():
    round_ = make.open_round(members=6)
    make.answer(round_, 3)
    make.close(round_)
    services.order_closing(round_, by=make.make_consultant())
    run_keyworker()
    AssessmentRound.objects.filter(pk=round_.pk).update(held_on=timezone.localdate() - dt.timedelta(days=20))

    closing.discard_forgotten_rounds()

    assert only(AssessmentRound).state == "closed"


# Alarms ---------------------------------------------------------------------


def forge(round_):
    """One who knows the public key and writes in the database, but has no link."""
    participation, token = make.people(round_)[0]
    item_keys = services.load_version(round_.instrument_id).item_keys
    body = sealing.seal(
        sealing.SheetContent(dict.fromkeys(item_keys, 1)),
        token="gjettet",
        item_keys=item_keys,
        public_key=keys.read_draft_keys(round_.pk).public_key,
    )
    Sheet.objects.filter(participation=participation).update(body=body)


def copy_sheet(round_):
    (first, _), (second, _), *_ = make.people(round_)
    Sheet.objects.filter(participation=second).update(body=first.sheet.body)


def swap_hash(round_):
    """A copied sheet with the copied hash beside it: the token is tied to the row by the seed, not by the database."""
    (first, _), (second, _), *_ = make.people(round_)
    link_hash, body = first.link_hash, first.sheet.body
    first.sheet.delete()
    Participation.objects.filter(pk=first.pk).update(link_hash="0" * 64, submitted=False)
    Participation.objects.filter(pk=second.pk).update(link_hash=link_hash)
    Sheet.objects.filter(participation=second).update(body=body)


def flag_a_draft(round_):
    participation, token = make.people(round_)[4]
    services.withdraw(participation, token)
    services.save_draft(participation, token, items={"purpose_1": 1})
    Participation.objects.filter(pk=participation.pk).update(submitted=True)


def test_alarm_stands_on_its_own_round_and_says_what_to_do():
    other, round_ = make.open_round(make.make_case(name="Beta")), make.open_round()
    make.answer(round_, 5)
    forge(round_)

    make.close(round_)

    alarm = round_.events.get(action="alarm")
    sentence = "Lukkingen er stanset av en kontroll. Ingenting er publisert. Ta kontakt med drift. (SheetRefused)"
    assert (alarm.from_state, alarm.to_state, alarm.note) == ("closing", "closing", sentence)
    assert not other.events.filter(action="alarm").exists()


def lose_a_sheet(round_):
    Sheet.objects.filter(participation=make.people(round_)[0][0]).delete()


@pytest.mark.parametrize("tamper", [forge, copy_sheet, swap_hash, flag_a_draft, lose_a_sheet])
def test_tampered_sheets_stop_closing_with_an_alarm(tamper, caplog):
    round_ = make.open_round(members=5)
    make.answer(round_, 5)
    tamper(round_)

    make.close(round_)

    assert round_.state == "closing"
    assert RoundResult.objects.count() == FactorResult.objects.count() == 0
    assert Sheet.objects.count() >= 4
    assert keys.read_seed(round_.pk)
    assert "SheetRefused" in round_.events.get(action="alarm").note
    assert Job.objects.get(kind="assessments.close_round").state == "failed"
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        f"round {round_.pk}: closing stopped: SheetRefused"
    ]


def test_sheet_sent_by_an_earlier_link_stays_good():
    round_ = make.open_round(members=4)
    make.answer(round_, 4)
    participation, _ = make.people(round_)[0]
    Participation.objects.filter(pk=participation.pk).update(link_version=2)

    assert make.close(round_).state == "closed"


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
