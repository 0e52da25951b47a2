"""The page of hats: everything a person is part of, each with its way in. Rights are never added up."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from consultants import queries
from consultants.access import consultant_of, engagements_of
from consultants.models import EngagementState
from consultants.phases import phase_name, phase_number
from enrollment.models import Application, ApplicationState, Intake, Membership
from enrollment.queries import drafts_of
from enrollment.steps import first_open
from portal.accounts.models import RoleName
from portal.core.access import page
from portal.core.templatetags.ui import day


@page("account")
@never_cache
def home(request):
    """One hat: straight there. Several: a list. None: how to apply."""
    hats = [*case_hats(request.user), *draft_hats(request.user), *staff_hats(request.user)]
    if len(hats) == 1:
        return redirect(hats[0]["url"])
    today = timezone.localdate()
    intakes = Intake.objects.filter(
        offering__programme__published=True, opens_on__lte=today, closes_on__gte=today
    ).select_related("offering__programme")
    return render(request, "consultants/hats.html", {"hats": hats, "intakes": intakes.order_by("closes_on")})


def case_hats(user) -> list[dict]:
    """Cases of the groups she belongs to, and those she has applied for, the latest first."""
    roles = {}
    for row in Membership.objects.filter(user=user, to_date=None).order_by("pk"):
        roles.setdefault(row.group_id, []).append(row.get_role_display())
    sent = Application.objects.exclude(state=ApplicationState.DRAFT)
    own = sent.filter(group__in=list(roles)) | sent.filter(applicant=user)
    hats = []
    for application in queries.with_engagement(own.distinct()).order_by("-submitted_at", "pk"):
        facts = queries.case_facts(application)
        words = _(" og ").join(roles.get(application.group_id, [_("søker")]))
        hats.append(
            {
                "name": str(application.group),
                "detail": f"{application.group.organisation} · {application.number}",
                "role": words.capitalize(),
                "state": phase_name(facts),
                "number": phase_number(facts),
                "url": reverse("case", args=[application.number]),
            }
        )
    return hats


def draft_hats(user) -> list[dict]:
    return [
        {
            "name": draft.group_name or _("Søknad uten navn"),
            "detail": f"{draft.intake.offering.programme} · {_('frist')} {day(draft.intake.closes_on)}",
            "role": _("Kladd"),
            "state": _("Ikke sendt"),
            "number": 0,
            "url": reverse("application_step", args=[draft.pk, first_open(draft)]),
        }
        for draft in drafts_of(user)
    ]


def staff_hats(user) -> list[dict]:
    """Consultant and office share one front page in the administration, so they are one hat."""
    consultant = consultant_of(user)
    roles = [_("konsulent")] if consultant else []
    roles += [RoleName(name).label for name in sorted(user.role_names)]
    if not roles:
        return []
    running = engagements_of(user).filter(state__in=EngagementState.HOLDING).count() if consultant else 0
    detail = ngettext("%s oppdrag", "%s oppdrag", running) % running if consultant else ""
    return [
        {
            "name": _("Administrasjon"),
            "detail": detail,
            "role": _(" og ").join(str(role) for role in roles).capitalize(),
            "state": "",
            "number": 0,
            "url": reverse("admin:index"),
        }
    ]
