"""Doors, mailbox and time machine of the demo. Only in INSTALLED_APPS and the URLs when PORTAL_DEMO is on."""

from dataclasses import dataclass

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from enrollment.models import Application
from portal.accounts.models import User
from portal.core.access import page
from portal.demo import mailbox
from portal.demo.reference import OFFICE_DOMAIN
from portal.demo.shift import shift_days


@dataclass(frozen=True, slots=True)
class Door:
    """One click in as somebody: by address, or by the place in an organisation's group."""

    slug: str
    title: str
    email: str = ""
    organisation: str = ""
    role: str = "leader"

    def user(self) -> User:
        if self.email:
            return get_object_or_404(User, email=self.email)
        people = User.objects.filter(
            memberships__group__organisation__name=self.organisation, memberships__role=self.role
        )
        user = people.order_by("email").first()
        if user is None:
            raise Http404
        return user


DOORS = (
    Door("leder", "Leder med rapport (Bydel Alna)", organisation="Bydel Alna"),
    Door("leder-venter", "Leder som venter på svar (Bydel Nordstrand)", organisation="Bydel Nordstrand"),
    Door("leder-velger", "Leder som velger konsulent (Bydel Vestre Aker)", organisation="Bydel Vestre Aker"),
    Door("medhjelper", "Medhjelper som også svarer (Bydel Sagene)", organisation="Bydel Sagene", role="delegate"),
    Door("medlem", "Medlem (Bymiljøetaten)", organisation="Bymiljøetaten", role="member"),
    Door("konsulent", "Konsulent (Maja Eksempelsen)", email="maja.eksempelsen@konsulent.example"),
    Door(
        "konsulent-med-gruppe", "Konsulent i egen gruppe (Henrik Tenktvik)", email="henrik.tenktvik@konsulent.example"
    ),
    Door("programkontor", "Programkontoret", email=f"ragnhild@{OFFICE_DOMAIN}"),
    Door("personvern", "Personvern", email=f"pernille@{OFFICE_DOMAIN}"),
    Door("drift", "Drift", email=f"didrik@{OFFICE_DOMAIN}"),
)


@page("public")
def doors(request):
    context = {"doors": DOORS, "domain": next(iter(settings.PORTAL_SIGNUP_DOMAINS), "")}
    return render(request, "demo/doors.html", context)


@page("public")
def enter(request, slug: str):
    """Sign in as the person behind the door, as if both steps of signing in were taken."""
    door = next((door for door in DOORS if door.slug == slug), None)
    if door is None:
        raise Http404
    user = door.user()
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    UserSession.objects.create_from_request(request)
    record_authentication(request, user, method="mfa", type="totp")
    return redirect("home")


@page("public")
def inbox(request):
    address = request.GET.get("til", "")
    cases = Application.objects.exclude(number=None).select_related("group").order_by("number")
    context = {"mails": mailbox.messages(to=address), "address": address, "cases": cases}
    return render(request, "demo/inbox.html", context)


@page("public")
def read(request, name: str):
    message = mailbox.message(name)
    if message is None:
        raise Http404
    return render(request, "demo/message.html", {"message": message})


@csp_replace({"style-src": ["'unsafe-inline'"]})
@page("public")
def read_html(request, name: str):
    """The mail as a mail reader shows it: mails have inline styles, our pages never do."""
    message = mailbox.message(name)
    if message is None:
        raise Http404
    return HttpResponse(message.html)


@page("public", "POST")
def shift(request):
    """Let days go by for one case."""
    case = get_object_or_404(Application.objects.exclude(number=None), number=request.POST.get("case", ""))
    days = request.POST.get("days", "")
    if not (days.isascii() and days.isdigit() and len(days) < 4 and 1 <= int(days) <= 400):
        messages.error(request, _("Skriv et antall dager fra 1 til 400."))
    else:
        shift_days(case, int(days))
        messages.success(request, _("Det er gått %(days)s dager for sak %(number)s.") % {"days": days, "number": case})
    return redirect("demo_inbox")
