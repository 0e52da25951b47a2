"""Applying for a place, answering the application, and who is in a group."""

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment import mails
from enrollment.members import from_json
from enrollment.models import (
    Application,
    ApplicationState,
    CaseSequence,
    Intake,
    LeadershipGroup,
    Membership,
    MembershipRole,
)
from enrollment.queries import belongs_to, group_named, was_known, weeks_off
from enrollment.workflow import APPLICATION, MINIMUM_MEMBERS, leaders_line
from portal.accounts.models import User
from portal.accounts.services import invite
from portal.core import workflow
from portal.core.workdays import next_workday
from portal.core.workflow import AtField, TransitionNotAllowed


class MembersRefused(Exception):
    """The change would leave the group in a state it cannot be in; the sentence says what to do instead."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


# The application --------------------------------------------------------------


@transaction.atomic
def start_application(intake: Intake, *, by: User, pk: UUID | None = None) -> Application:
    """A draft. With ``pk``, made beforehand by the page, a double click starts only one.

    Raises Application.DoesNotExist when the key is that of somebody else's application.
    """
    if pk is None:
        return Application.objects.create(intake=intake, applicant=by)
    application, _created = Application.objects.get_or_create(pk=pk, defaults={"intake": intake, "applicant": by})
    if application.applicant_id != by.pk:
        raise Application.DoesNotExist
    return application


@transaction.atomic
def save_draft(application: Application, **fields) -> Application:
    """Keep what has been typed so far; nothing is validated and nothing goes into the history.

    Raises TransitionNotAllowed when the application has been sent since the page was opened.
    """
    application = workflow.lock(Application, pk=application.pk)
    if application.state != ApplicationState.DRAFT:
        raise TransitionNotAllowed([_("Søknaden er allerede sendt og kan ikke endres her.")])
    for name, value in fields.items():
        setattr(application, name, value)
    application.saved_at = timezone.now()
    application.skip_history_when_saving = True
    application.save(update_fields=[*fields, "saved_at"])
    return application


@transaction.atomic
def delete_draft(application: Application) -> None:
    """Delete what was begun, its history too: nobody but the applicant has seen it. A second click changes nothing.

    Raises TransitionNotAllowed when it has been sent.
    """
    found = Application.objects.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if found is None:
        return
    if found.state != ApplicationState.DRAFT:
        raise TransitionNotAllowed([_("Søknaden er allerede sendt. Du kan trekke den fra saken.")])
    found.delete()
    Application.history.filter(id=application.pk).delete()


@transaction.atomic
def submit(application: Application, *, by: User) -> Application:
    """Send the application: number, group, people, promise, receipt and word to the office.

    Sending it again changes nothing. Raises TransitionNotAllowed with what is missing.
    """
    application = workflow.lock(Application, pk=application.pk)
    if application.state != ApplicationState.DRAFT:
        return application
    APPLICATION.require(application, "submit")
    today = timezone.localdate()
    group, is_new = _group_of(application)
    APPLICATION.move(
        application,
        "submit",
        by=by,
        number=_next_number(today.year),
        group=group,
        submitted_at=timezone.now(),
        answer_by=next_workday(today + timedelta(days=application.intake.answer_within_days), weeks_off()),
        scratch={},
    )
    # A known group stays as it is until the office has said yes: whoever knows its name, a member of it too,
    # could otherwise put herself in its lead, and read its reports.
    if is_new:
        _seat(application, today)
    else:
        _invite_all(application)
    mails.send_receipts(application)
    mails.tell_office(application)
    return application


@transaction.atomic
def decide(application: Application, action: str, *, reason: str, by: User) -> Application:
    """Give the group a place ("admit") or not ("decline"); the reason becomes the letter.

    A group that was there before becomes as the application says when it gets its place.
    Raises TransitionNotAllowed, also for somebody who belongs to the group herself.
    """
    application = workflow.lock(Application, pk=application.pk)
    if application.group_id and belongs_to(application, by):
        raise TransitionNotAllowed([_("Du er selv med i denne gruppen. En kollega på programkontoret må svare.")])
    reason = reason.strip()
    APPLICATION.move(application, action, by=by, note=reason, decision_reason=reason, decided_at=timezone.now())
    if application.state == ApplicationState.ADMITTED and was_known(application):
        LeadershipGroup.objects.filter(pk=application.group_id).update(level=application.level)
        _seat(application, timezone.localdate())
    mails.send_decision(application, action, by=by)
    return application


@transaction.atomic
def withdraw(application: Application, *, by: User) -> Application:
    """Take the application back while it waits for an answer. Raises TransitionNotAllowed when it has one."""
    application = workflow.lock(Application, pk=application.pk)
    APPLICATION.move(application, "withdraw", by=by)
    return application


def _next_number(year: int) -> str:
    """The year's next case number. The row is locked until the transaction ends, so there are no gaps or doubles."""
    CaseSequence.objects.get_or_create(year=year)
    sequence = workflow.lock(CaseSequence, year=year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return str(sequence)


def _group_of(application: Application) -> tuple[LeadershipGroup, bool]:
    """The group of this organisation and name, and whether it was made just now."""
    found = group_named(application.organisation_id, application.group_name)
    if found is None:
        # The same group may be made by another application in this very moment.
        return LeadershipGroup.objects.get_or_create(
            organisation=application.organisation,
            name=application.group_name,
            defaults={"level": application.level},
        )
    return found, False


# Who is in a group ------------------------------------------------------------


def _invite_all(application: Application) -> dict[User, tuple[str, str]]:
    """The people of the application as users, each with role and title. Being known gives no access."""
    lines = from_json(application.member_lines)
    own = leaders_line(application, lines)
    leader = invite(email=application.leader_email, name=application.leader_name)
    people = {leader: (MembershipRole.LEADER, application.leader_title or (own.title if own else ""))}
    for line in lines:
        people.setdefault(invite(email=line.email, name=line.name), (MembershipRole.MEMBER, line.title))
    return people


def _seat(application: Application, today: date) -> None:
    """Make the group as it is in the application: who stays keeps her dates, the others leave today."""
    people = _invite_all(application)
    group = application.group
    current = {
        membership.user: membership
        for membership in group.memberships.filter(to_date=None, role__in=MembershipRole.ANSWERING).select_related(
            "user"
        )
    }
    for user, membership in current.items():
        if user not in people or people[user][0] != membership.role:
            _end(membership, today)
        elif people[user][1] and people[user][1] != membership.title:
            membership.title = people[user][1]
            membership.save(update_fields=["title"])
    for user, (role, title) in people.items():
        if user not in current or current[user].role != role:
            Membership.objects.create(group=group, user=user, role=role, title=title, from_date=today)
    if not application.applicant_leads:
        Membership.objects.get_or_create(
            group=group,
            user=application.applicant,
            role=MembershipRole.DELEGATE,
            to_date=None,
            defaults={"from_date": today},
        )


def _end(membership: Membership, today: date) -> None:
    membership.to_date = max(today, membership.from_date)
    membership.save(update_fields=["to_date"])


@transaction.atomic
def name_oneself(user: User, name: str) -> None:
    """A person who came by e-mail code tells her name, once."""
    if not user.name:
        user.name = name.strip()
        user.save(update_fields=["name"])


@transaction.atomic
def add_member(group: LeadershipGroup, *, name: str, email: str, title: str = "", by: User) -> Membership:
    """One more who answers. The caller makes sure that no round has opened. Raises MembersRefused."""
    return _join(group, MembershipRole.MEMBER, name=name, email=email, title=title, by=by)


@transaction.atomic
def add_delegate(group: LeadershipGroup, *, name: str, email: str, title: str = "", by: User) -> Membership:
    """Somebody who helps the leader with the case and does not answer. Raises MembersRefused."""
    return _join(group, MembershipRole.DELEGATE, name=name, email=email, title=title, by=by)


def _join(group: LeadershipGroup, role: str, *, name: str, email: str, title: str, by: User) -> Membership:
    user = invite(email=email, name=name)
    membership = Membership(group=group, user=user, role=role, title=title.strip())
    membership._history_user = by
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError:
        # The database knows also of the one who was added in another window a moment ago.
        raise MembersRefused(AtField("email", _("%(name)s er allerede med i gruppen.") % {"name": user})) from None
    return membership


@transaction.atomic
def change_member(membership: Membership, *, name: str, email: str, title: str, by: User) -> Membership:
    """Correct a member. Another address is another person: the old one leaves, the new one joins.

    The name can be corrected until the person has signed in; then it is hers. The leader's address
    is the office's to change. Raises MembersRefused.
    """
    membership = workflow.lock(Membership, pk=membership.pk, to_date=None)
    if email.strip().lower() != membership.user.email:
        if membership.role == MembershipRole.LEADER:
            raise MembersRefused(AtField("email", _("Bytte av leder går gjennom programkontoret.")))
        membership._history_user = by
        _end(membership, timezone.localdate())
        return _join(membership.group, membership.role, name=name, email=email, title=title, by=by)
    user = membership.user
    if name.strip() != user.name:
        if user.last_login or user.is_staff:
            raise MembersRefused(
                AtField("name", _("%(name)s har logget inn og retter navnet sitt selv.") % {"name": user})
            )
        user.name = name.strip()
        user.save(update_fields=["name"])
    if title.strip() != membership.title:
        membership.title = title.strip()
        membership._history_user = by
        membership.save(update_fields=["title"])
    return membership


@transaction.atomic
def change_leader(group: LeadershipGroup, user: User, *, by: User) -> Membership:
    """Put another person in the lead from today. The leader of yesterday leaves; a second click changes nothing.

    Nobody gives a group, and the right to read its reports, to herself. Raises MembersRefused.
    """
    if user.pk == by.pk:
        raise MembersRefused(_("Du kan ikke gjøre deg selv til leder. En kollega på programkontoret må gjøre det."))
    group = workflow.lock(LeadershipGroup, pk=group.pk)
    places = group.memberships.filter(to_date=None, role__in=MembershipRole.ANSWERING).order_by("pk")
    title, former = "", None
    for membership in places.filter(Q(user=user) | Q(role=MembershipRole.LEADER)):
        if membership.user_id == user.pk:
            if membership.role == MembershipRole.LEADER:
                return membership
            title = membership.title
        if membership.role == MembershipRole.LEADER:
            former = membership.user
        membership._history_user = by
        _end(membership, timezone.localdate())
    joined = _join(group, MembershipRole.LEADER, name="", email=user.email, title=title, by=by)
    mails.tell_new_leader(joined, former, by=by)
    return joined


@transaction.atomic
def end_membership(membership: Membership, *, by: User) -> None:
    """The person leaves the group today. A second click changes nothing. Raises MembersRefused."""
    # Two people leaving at once must not empty the group between them.
    group = workflow.lock(LeadershipGroup, pk=membership.group_id)
    membership = workflow.lock(Membership, pk=membership.pk)
    if membership.to_date is not None:
        return
    if membership.role == MembershipRole.LEADER:
        raise MembersRefused(_("Bytte av leder går gjennom programkontoret."))
    answering = group.memberships.filter(to_date=None, role__in=MembershipRole.ANSWERING).count()
    if membership.role == MembershipRole.MEMBER and answering <= MINIMUM_MEMBERS:
        raise MembersRefused(_("En ledergruppe har minst tre medlemmer. Legg til den nye før du fjerner noen."))
    membership._history_user = by
    _end(membership, timezone.localdate())
