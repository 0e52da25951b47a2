"""Who is asked, while the round is open: one may be added, an address corrected, nobody removed.

Web cannot make a link, so a new one is a random hash, which fits no link, until the keyworker has
written the true one. Whatever is done here looks the same whether the person has answered or not.
"""

import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments import keys, sealing
from assessments.models import AssessmentRound, EarlierSheet, Participation, Sheet
from assessments.services.rounds import queue_invitations
from assessments.workflow import accepts_answers
from enrollment.models import Membership
from enrollment.queries import answering_members
from enrollment.services import MembersRefused, add_member, change_member
from portal.accounts.models import User
from portal.core import jobs, outbox
from portal.core.jobs import Lease
from portal.core.workflow import AtField, TransitionNotAllowed, add_event, lock


def asked(round_: AssessmentRound) -> QuerySet[Participation]:
    """Who is asked, by name, and nothing else of the row: never whether she has answered."""
    rows = round_.participations.only("id", "round_id", "added_later", "person__name", "person__email")
    return rows.select_related("person").order_by("person__name", "person__email")


@transaction.atomic
def add_asked(round_: AssessmentRound, *, name: str, email: str, title: str = "", by: User) -> Participation:
    """Ask one more. She joins the group unless she is in it; everyone asked can see that she came later.

    Raises TransitionNotAllowed.
    """
    round_ = _lock_open(round_.pk)
    email = email.strip().lower()
    _refuse_twice(round_, email)
    member = answering_members(round_.application.group).filter(user__email=email).first()
    if member is None:
        member = _joined(lambda: add_member(round_.application.group, name=name, email=email, title=title, by=by))
    participation = Participation.objects.create(
        round=round_,
        person=member.user,
        link_hash=_no_link(),
        submitted=False,
        declined=False,
        mails_sent=0,
        added_later=True,
    )
    # One more is asked, and she has not answered.
    AssessmentRound.objects.filter(pk=round_.pk).update(all_answered=False)
    _order_links(round_, action="add_asked", by=by)
    return participation


@transaction.atomic
def correct_address(participation: Participation, *, email: str, by: User) -> Participation:
    """Send the person's link to another address; the old link stops working and both addresses are told.

    A draft is dropped. A sheet that was sent stays and counts unless she answers anew, and the new
    link looks as if nothing had come. Raises TransitionNotAllowed.
    """
    participation = lock(Participation, pk=participation.pk)
    round_ = _lock_open(participation.round_id)
    email = email.strip().lower()
    _refuse_twice(round_, email)
    before = participation.person
    participation.person = _other_person(round_, before, email, by)
    if participation.submitted:
        EarlierSheet.objects.create(participation=participation, email=before.email, body=participation.sheet.body)
    Sheet.objects.filter(participation=participation).delete()
    participation.link_version += 1
    participation.link_hash = _no_link()
    participation.submitted = participation.declined = False
    participation.mails_sent = 0
    participation.save()
    _order_links(round_, action="correct_address", by=by)
    for person in (before, participation.person):
        _tell_of_address(round_, participation, person)
    return participation


def renew_links(round_id: str, lease: Lease) -> None:
    """Job of the keyworker: write the hash of every link as it is now, and send it to those who have had none."""
    round_ = AssessmentRound.objects.get(pk=round_id)
    if not accepts_answers(round_):
        return
    seed = keys.read_seed(round_.pk)
    with transaction.atomic():
        asked_now = round_.participations.select_for_update(of=("self",)).select_related("person")
        for participation in asked_now.order_by("pk"):
            link_hash = sealing.link_hash(participation.token(seed))
            if participation.link_hash not in (None, link_hash):
                round_.participations.filter(pk=participation.pk).update(link_hash=link_hash)
        queue_invitations(round_, sending=1, occasion=lease.row.pk)
        lease.finish()


# Inside ---------------------------------------------------------------------


def _lock_open(round_id) -> AssessmentRound:
    round_ = lock(AssessmentRound, pk=round_id)
    if not accepts_answers(round_):
        raise TransitionNotAllowed([_("Dette kan bare gjøres mens kartleggingen er åpen for svar.")])
    return round_


def _refuse_twice(round_: AssessmentRound, email: str) -> None:
    if round_.participations.filter(person__email=email).exists():
        raise TransitionNotAllowed([AtField("email", _("%s er alt spurt i denne kartleggingen.") % email)])


def _joined(act) -> Membership:
    try:
        return act()
    except MembersRefused as refusal:
        raise TransitionNotAllowed([refusal.sentence]) from None


def _other_person(round_: AssessmentRound, before: User, email: str, by: User) -> User:
    """The person with the new address, in the old one's place in the group."""
    # Whoever works with the programme could otherwise have a member's link sent to herself.
    if User.objects.filter(email=email, is_staff=True).exists():
        raise TransitionNotAllowed([AtField("email", _("Adressen tilhører en som arbeider med programmet."))])
    group = round_.application.group
    membership = Membership.objects.filter(group=group, user=before, to_date=None).first()
    if membership is None:
        raise TransitionNotAllowed([_("%s er ikke lenger med i gruppen.") % before])
    return _joined(lambda: change_member(membership, name=before.name, email=email, title=membership.title, by=by)).user


def _no_link() -> str:
    """A hash that fits no link."""
    return secrets.token_hex(32)


def _order_links(round_: AssessmentRound, *, action: str, by: User) -> None:
    event = add_event(round_, action, by=by)
    jobs.enqueue("assessments.renew_links", key=f"links:{round_.pk}:{event.pk}", subject_id=round_.pk)


def _tell_of_address(round_: AssessmentRound, participation: Participation, person: User) -> None:
    outbox.queue(
        "assessments/mail/address_corrected",
        key=f"address:{participation.pk}:{participation.link_version}:{person.pk}",
        to=person,
        case=round_.application.number,
        subject_id=round_.pk,
        organisation=str(round_.application.group.organisation),
        consultant=round_.consultant_name,
        reply_to=round_.consultant_email,
    )
