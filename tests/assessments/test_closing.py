"""A round that is closed: its figures, its comments, and when it may be closed."""

import json

import pytest
from django.core import mail
from django.utils import timezone

from assessments import queries, services
from assessments.models import AssessmentRound, Comment, FactorResult, Participation, RoundResult, Sheet
from assessments.services import closing
from enrollment.models import Membership
from enrollment.services import change_leader
from portal.core import files, outbox
from portal.core.models import Job, Mail
from portal.core.workflow import TransitionNotAllowed
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db

TEXTS = {"works_well": "Vi lytter", "results": "Bedre vedtak"}


def test_closed_round_holds_figures_and_nothing_else():
    round_ = make.closed_round(members=6, answers=5, texts=TEXTS)

    result = RoundResult.objects.get()
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
    assert "Vi lytter" not in json.dumps(RoundResult.objects.get().published, ensure_ascii=False)
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

    assert RoundResult.objects.get().respondents == 4


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
    assert copy["published"] == RoundResult.objects.get().published
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

    assert AssessmentRound.objects.get().state == state


def test_consultant_may_close_early_only_when_all_have_answered():
    round_ = make.open_round(members=3)
    with pytest.raises(TransitionNotAllowed) as refusal:
        services.order_closing(round_, by=make.make_consultant())
    assert "Du kan lukke den før når alle har svart." in refusal.value.missing[0]

    make.answer(round_, 3)
    services.order_closing(round_, by=make.make_consultant())
    make.run_keyworker()

    round_.refresh_from_db()
    assert round_.state == "closed"
