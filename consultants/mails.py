"""The mails of an engagement: one row each person and occasion, without figures."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import AssessmentRound, Release, ReleaseStep
from consultants.models import Certification, Consultant, Engagement, Shortlist
from enrollment.models import Application
from enrollment.queries import leader_of, office_users
from portal.accounts.models import User
from portal.core import outbox
from portal.core.models import Mail
from portal.core.templatetags.ui import day_year, in_words, weekday

MORNING = 7
DATE_LABELS = {
    "opens_on": gettext_lazy("Kartleggingen åpner"),
    "deadline": gettext_lazy("Svarfrist"),
    "pretalk_on": gettext_lazy("Forsamtale, der du leser rapporten med konsulenten"),
    "session_on": gettext_lazy("Samling, der gruppen ser rapporten"),
}


def tell_assigned(engagement: Engagement, event_id: int) -> None:
    """One mail to the consultant, one to the leader."""
    application, lead = engagement.application, engagement.lead
    leader = leader_of(application.group).user
    _queue(
        engagement,
        "assignment",
        key=f"assigned:{event_id}:consultant",
        to=lead.user,
        button=(_("Åpne oppdraget"), reverse("admin:engagement", args=[application.number])),
        leader=str(leader),
        organisation=str(application.group.organisation),
        reply_to=leader.email,
    )
    _queue(
        engagement,
        "your_consultant",
        key=f"assigned:{event_id}:leader",
        to=leader,
        button=(_("Se saken"), reverse("case", args=[application.number])),
        consultant=str(lead),
        presentation=lead.presentation,
        reply_to=lead.user.email,
    )


def tell_passed_on(engagement: Engagement, event_id: int, *, former: User) -> None:
    """Tell the consultant who had the engagement until now."""
    _queue(
        engagement,
        "passed_on",
        key=f"assigned:{event_id}:former",
        to=former,
        button=(_("Se oppdragene dine"), reverse("admin:engagements")),
    )


def tell_co(engagement: Engagement, event_id: int) -> None:
    """Tell the co-consultant of her seat."""
    _queue(
        engagement,
        "co_assignment",
        key=f"co:{event_id}",
        to=engagement.co.user,
        button=(_("Åpne oppdraget"), reverse("admin:engagement", args=[engagement.application.number])),
        lead=str(engagement.lead),
        organisation=str(engagement.application.group.organisation),
        reply_to=engagement.lead.user.email,
    )


def tell_co_off(engagement: Engagement, event_id: int, *, former: User) -> None:
    """Tell whoever was co-consultant that she no longer is."""
    _queue(
        engagement,
        "co_off",
        key=f"co-off:{event_id}",
        to=former,
        button=(_("Se oppdragene dine"), reverse("admin:engagements")),
    )


def tell_choice(shortlist: Shortlist, event_id: int) -> None:
    """Ask the leader to choose. The names are on the page, where they are right on the day she reads."""
    application, count = shortlist.application, shortlist.consultants.count()
    _queue_case(
        application,
        "choose_consultant",
        key=f"choice:{event_id}",
        to=leader_of(application.group).user,
        subject_id=shortlist.pk,
        button=(_("Velg konsulent"), reverse("case_choose", args=[application.number])),
        deadline=weekday(shortlist.deadline),
        count=count,
        words=in_words(count),
    )


def remind_of_choice(shortlist: Shortlist) -> None:
    """One reminder, to whoever leads the group now, in the morning and not at midnight."""
    application = shortlist.application
    morning = timezone.localtime().replace(hour=MORNING, minute=0, second=0, microsecond=0)
    _queue_case(
        application,
        "choice_reminder",
        key=choice_reminder_key(shortlist),
        to=leader_of(application.group).user,
        subject_id=shortlist.pk,
        button=(_("Velg konsulent"), reverse("case_choose", args=[application.number])),
        not_before=morning,
        deadline=weekday(shortlist.deadline),
    )


def stop_choice_reminder(shortlist: Shortlist) -> None:
    for mail in Mail.objects.filter(key=choice_reminder_key(shortlist)).order_by("pk"):
        outbox.stop(mail)


def choice_reminder_key(shortlist: Shortlist) -> str:
    return f"choice-reminder:{shortlist.pk}"


def tell_choice_back(shortlist: Shortlist, event_id: int) -> None:
    """One mail to each person of the office, which assigns instead."""
    application = shortlist.application
    for user in office_users():
        _queue_case(
            application,
            "choice_back",
            key=f"choice:{event_id}:{user.pk}",
            to=user,
            subject_id=shortlist.pk,
            button=(_("Velg konsulent"), reverse("admin:assign", args=[application.number])),
            outcome=shortlist.outcome,
        )


def tell_declined(engagement: Engagement, event_id: int, *, consultant: Consultant) -> None:
    """One mail to each person of the office, which chooses anew. There is no reason to tell."""
    number = engagement.application.number
    for user in office_users():
        _queue(
            engagement,
            "declined",
            key=f"declined:{event_id}:{user.pk}",
            to=user,
            button=(_("Velg konsulent"), reverse("admin:assign", args=[number])),
            consultant=str(consultant),
        )


def tell_leader_declined(engagement: Engagement, event_id: int) -> None:
    """Tell the leader that another consultant will come."""
    _queue(
        engagement,
        "another_consultant",
        key=f"declined:{event_id}:leader",
        to=leader_of(engagement.application.group).user,
        button=(_("Se saken"), reverse("case", args=[engagement.application.number])),
    )


def tell_dates(engagement: Engagement, round_: AssessmentRound) -> None:
    """Tell the leader which dates are agreed."""
    lead = engagement.lead.user
    _queue(
        engagement,
        "dates",
        key=f"planned:{round_.pk}:leader",
        to=leader_of(engagement.application.group).user,
        button=(_("Se over gruppen"), reverse("case_members", args=[engagement.application.number])),
        consultant=str(lead),
        tool=round_.tool,
        opens_on=weekday(round_.opens_on),
        deadline=weekday(round_.deadline),
        pretalk_on=weekday(round_.pretalk_on),
        session_on=weekday(round_.session_on),
        reply_to=lead.email,
    )


def tell_moved(engagement: Engagement, round_: AssessmentRound, before: dict[str, date]) -> None:
    """Tell the leader which of the dates she knows have moved; ``before`` is what they were, by name."""
    leader_has_report = round_.releases.filter(step=ReleaseStep.LEADER).exists()
    rows = [
        {"label": str(label), "now": weekday(getattr(round_, name)), "before": weekday(before[name])}
        for name, label in DATE_LABELS.items()
        if getattr(round_, name) != before[name] and not (name == "pretalk_on" and leader_has_report)
    ]
    if not rows:
        return
    lead = engagement.lead.user
    _queue(
        engagement,
        "moved",
        key=f"moved:{round_.events.latest('pk').pk}:leader",
        to=leader_of(engagement.application.group).user,
        button=(_("Se saken"), reverse("case", args=[engagement.application.number])),
        consultant=str(lead),
        rows=rows,
        reply_to=lead.email,
    )


def tell_released(engagement: Engagement, release: Release) -> None:
    """Tell the consultants that the office has taken a step of the release while the lead was away."""
    for consultant in filter(None, (engagement.lead, engagement.co)):
        _queue(
            engagement,
            "released_for_you",
            key=f"released:{release.pk}:{consultant.user_id}",
            to=consultant.user,
            button=(_("Åpne oppdraget"), reverse("admin:engagement", args=[engagement.application.number])),
            step=release.step,
            lead=str(engagement.lead),
            by=str(release.released_by),
            reply_to=release.released_by.email,
        )


def tell_expiry(certification: Certification, *, mark: int, left: int, office: list[User]) -> None:
    """Remind the consultant and the office, once for each of the days 90, 30 and 7 before the end."""
    consultant = certification.consultant
    own = (consultant.user, "certificate", _("Se sertifikatet"), reverse("admin:profile"))
    change = reverse("admin:consultants_consultant_change", args=[consultant.pk])
    others = [(user, "certificate_office", _("Åpne konsulenten"), change) for user in office]
    for user, template, words, path in (own, *others):
        outbox.queue(
            f"consultants/mail/{template}",
            key=f"expiry:{certification.pk}:{certification.valid_to:%Y-%m-%d}:{mark}:{user.pk}",
            to=user,
            subject_id=certification.pk,
            consultant=str(consultant),
            valid_to=day_year(certification.valid_to),
            left=left,
            button=words,
            button_url=settings.PORTAL_URL + path,
        )


def _queue(engagement: Engagement, template: str, *, key: str, to, button: tuple[str, str], **variables) -> None:
    _queue_case(engagement.application, template, key=key, to=to, subject_id=engagement.pk, button=button, **variables)


def _queue_case(
    application: Application, template: str, *, key: str, to, subject_id, button: tuple[str, str], **variables
) -> None:
    words, path = button
    outbox.queue(
        f"consultants/mail/{template}",
        key=key,
        to=to,
        case=application.number,
        subject_id=subject_id,
        number=application.number,
        group=str(application.group),
        button=words,
        button_url=settings.PORTAL_URL + path,
        **variables,
    )
