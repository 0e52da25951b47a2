"""A consultant's own record: read as text, changed one part at a time. What the office decides is only shown."""

from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import InstrumentVersion
from consultants.access import (
    engagements_of,
    get_consultant_for,
    get_evidence_for,
    get_own_certification,
    get_photo_for,
)
from consultants.capacity import half_years, used_in
from consultants.facts import LONGEST_PERIOD, slots_on
from consultants.models import Consultant, EngagementState
from consultants.roster_forms import (
    AboutForm,
    AbsenceForm,
    EvidenceForm,
    LeaderForm,
    PhotoForm,
    RelationForm,
    WishesForm,
)
from consultants.services import certificates, roster
from consultants.views.home import certificate_tag
from consultants.views.pages import accepted, sent, staff_page
from portal.core.access import page
from portal.core.templatetags.ui import day_year, month_year

HALF_YEARS = 4


@page("staff")
def profile(request):
    consultant, today = get_consultant_for(request.user), timezone.localdate()
    return staff_page(
        request,
        "consultants/roster.html",
        consultant=consultant,
        about=about_rows(consultant),
        wishes=wishes_rows(consultant),
        absences=[row for row in consultant.absences.all() if row.last_day >= today],
        relations=consultant.relations.select_related("person").order_by("person__email"),
        employers=employer_rows(consultant),
        places=place_rows(consultant, today),
        certificates=certificate_rows(consultant, today),
        steps=consultant.steps.select_related("attested_by").order_by("on", "pk"),
    )


def about_rows(consultant: Consultant) -> list[dict]:
    address = reverse("admin:profile_about")
    nothing = _("Ikke fylt inn")
    return [
        {"label": _("Kort om deg"), "value": consultant.presentation or nothing, "url": address},
        {"label": _("Språk"), "value": ", ".join(consultant.languages) or nothing, "url": address},
        {"label": _("Sektorer du kjenner"), "value": ", ".join(consultant.sectors) or nothing, "url": address},
    ]


def wishes_rows(consultant: Consultant) -> list[dict]:
    address, anything = reverse("admin:profile_wishes"), _("Ingen ønsker")
    levels = ", ".join(level.name for level in consultant.preferred_levels.order_by("rank"))
    return [
        {"label": _("Nivåer"), "value": levels or anything, "url": address},
        {"label": _("Sektorer"), "value": ", ".join(consultant.preferred_sectors) or anything, "url": address},
    ]


def employer_rows(consultant: Consultant) -> list[dict]:
    links = consultant.employers.select_related("organisation").order_by("-until", "pk")
    return [
        {
            "label": _("Til %s") % day_year(link.until) if link.until else _("Nå"),
            "value": f"{link.organisation}, {link.unit}" if link.unit else str(link.organisation),
        }
        for link in links
    ]


def place_rows(consultant: Consultant, today) -> list[dict]:
    """Places and engagements held, this half-year and the three after it."""
    running = engagements_of(consultant.user).filter(state__in=EngagementState.HOLDING)
    periods = [period(row) for row in running.select_related("application").order_by("pk")]
    rows = []
    for starts_on in half_years(today, HALF_YEARS):
        used, slots = used_in(starts_on, periods), slots_on(consultant, starts_on)
        rows.append({"from": month_year(starts_on), "used": used, "slots": slots, "free": max(0, slots - used)})
    return rows


def period(engagement) -> tuple:
    """The contract's days, or the wanted ones, at most a year when no end is given."""
    application = engagement.application
    first = engagement.starts_on or application.wanted_from or timezone.localdate(engagement.assigned_at)
    last = engagement.ends_on or application.wanted_to or first + LONGEST_PERIOD
    return first, max(first, last)


def certificate_rows(consultant: Consultant, today) -> list[dict]:
    titles = dict(InstrumentVersion.objects.order_by("imported_at").values_list("key", "title"))
    return [
        {
            "certification": row,
            "name": titles.get(row.instrument, row.instrument),
            "tag": certificate_tag(row, today),
            "period": f"{day_year(row.valid_from)} – {day_year(row.valid_to)}",
        }
        for row in consultant.certifications.order_by("-valid_to", "pk")
    ]


# One part at a time -----------------------------------------------------------------


def edit_page(request, form, *, heading: str, lead: str, **context):
    """One form, with the way back to the record."""
    return staff_page(
        request,
        "consultants/roster_edit.html",
        status=422 if form.errors else 200,
        crumbs=[
            {"label": _("Min profil"), "url": reverse("admin:profile")},
            {"label": heading, "url": ""},
        ],
        form=form,
        heading=heading,
        lead=lead,
        **context,
    )


def saved(request, form, write, words: str) -> bool:
    """Whether the form was sent, was right and was written."""
    done = accepted(request, form, lambda: write(**form.cleaned_data))
    if done:
        messages.success(request, words)
    return done


@page("staff", "GET", "POST")
def profile_about(request):
    consultant = get_consultant_for(request.user)
    initial = {name: getattr(consultant, name) for name in AboutForm.base_fields}
    form = AboutForm(sent(request), initial=initial)
    if saved(request, form, lambda **data: roster.save_about(consultant, **data), _("Teksten er lagret.")):
        return redirect("admin:profile")
    return edit_page(request, form, heading=_("Om deg"), lead=_("Dette leser lederne og gruppene du arbeider med."))


@page("staff", "GET", "POST")
def profile_wishes(request):
    consultant = get_consultant_for(request.user)
    initial = {"levels": consultant.preferred_levels.all(), "sectors": consultant.preferred_sectors}
    form = WishesForm(sent(request), initial=initial)
    if saved(request, form, lambda **data: roster.save_wishes(consultant, **data), _("Ønskene er lagret.")):
        return redirect("admin:profile")
    lead = _("Programkontoret ser ønskene når det fordeler grupper. De stenger ingen ute.")
    return edit_page(request, form, heading=_("Grupper du helst vil ha"), lead=lead)


@page("staff", "GET", "POST")
def profile_leader(request):
    consultant = get_consultant_for(request.user)
    form = LeaderForm(sent(request), initial={"email": consultant.own_leader.email if consultant.own_leader else ""})
    if saved(request, form, lambda **data: roster.name_leader(consultant, **data), _("Lederen din er lagret.")):
        return redirect("admin:profile")
    return edit_page(
        request, form, heading=_("Nærmeste leder"), lead=_("Du får ikke grupper som lederen din er med i.")
    )


@page("staff", "GET", "POST")
def profile_photo(request):
    """Choose a photo; ``remove`` takes it away."""
    consultant = get_consultant_for(request.user)
    if request.method == "POST" and "remove" in request.POST:
        roster.remove_photo(consultant)
        messages.success(request, _("Bildet er fjernet."))
        return redirect("admin:profile")
    form = PhotoForm(sent(request), request.FILES or None)
    if saved(request, form, lambda photo: roster.store_photo(consultant, photo), _("Bildet er lagret.")):
        return redirect("admin:profile")
    lead = _("Lederne og gruppene du arbeider med, ser bildet. Uten bilde ser de initialene dine.")
    removable = {"remove": _("Fjern bildet")} if consultant.photo else {}
    return edit_page(request, form, heading=_("Bildet ditt"), lead=lead, **removable)


@page("staff", "GET", "POST")
def profile_absence(request):
    """Add one; ``remove`` is the key of one to take away."""
    consultant = get_consultant_for(request.user)
    if removed(request, roster.remove_absence, consultant):
        return redirect("admin:profile_absence")
    form = AbsenceForm(sent(request))
    if saved(request, form, lambda **data: roster.add_absence(consultant, **data), _("Fraværet er lagt inn.")):
        return redirect("admin:profile_absence")
    rows = [
        {"pk": row.pk, "text": f"{day_year(row.first_day)} – {day_year(row.last_day)}"}
        for row in consultant.absences.filter(last_day__gte=timezone.localdate() - timedelta(days=365))
    ]
    lead = _("Du får ikke nye grupper med arbeid i disse dagene. Grunnen trenger ingen å vite.")
    return edit_page(request, form, heading=_("Fravær"), lead=lead, rows=rows, action=_("Legg til"))


@page("staff", "GET", "POST")
def profile_relations(request):
    """Name one person; ``remove`` is the key of one to take away."""
    consultant = get_consultant_for(request.user)
    if removed(request, roster.remove_relation, consultant):
        return redirect("admin:profile_relations")
    form = RelationForm(sent(request))
    if saved(request, form, lambda **data: roster.declare_relation(consultant, **data), _("Båndet er meldt.")):
        return redirect("admin:profile_relations")
    relations = consultant.relations.select_related("person").order_by("person__email")
    rows = [{"pk": row.pk, "text": row.person.email} for row in relations]
    lead = _("Du får ikke grupper som personen er med i. Hva slags bånd det er, spør ingen om, og det lagres ikke.")
    return edit_page(request, form, heading=_("Bånd du melder"), lead=lead, rows=rows, action=_("Legg til"))


def removed(request, remove, consultant: Consultant) -> bool:
    """Whether a button asked to take a row away; a key that is none takes nothing."""
    value = request.POST.get("remove", "")
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        return False
    remove(consultant, int(value))
    messages.success(request, _("Fjernet."))
    return True


# Files -------------------------------------------------------------------------------


@page("staff", "GET", "POST")
def profile_evidence(request, certification_id):
    certification = get_own_certification(request.user, certification_id)
    form = EvidenceForm(sent(request), request.FILES or None)
    if saved(
        request, form, lambda evidence: certificates.store_evidence(certification, evidence), _("Beviset er lagret.")
    ):
        return redirect("admin:profile")
    lead = _("Sertifikatet gjelder fra %(first)s til %(last)s.") % {
        "first": day_year(certification.valid_from),
        "last": day_year(certification.valid_to),
    }
    return edit_page(request, form, heading=_("Bevis for sertifikatet"), lead=lead)


@page("staff")
def evidence(request, certification_id):
    certification = get_evidence_for(request.user, certification_id)
    path = certificates.evidence_path(certification.evidence)
    return FileResponse(path.open("rb"), as_attachment=True, filename="sertifikat.pdf", content_type="application/pdf")


@page("account")
def photo(request, consultant_id):
    consultant = get_photo_for(request.user, consultant_id)
    content = roster.photo_path(consultant.photo).read_bytes()
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=300"
    return response
