"""What the views share: a page of the administration, and an action that may be refused."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from consultants.models import Engagement
from enrollment.services import MembersRefused
from portal.core.workflow import TransitionNotAllowed


def staff_page(request, template: str, *, status: int = 200, **context):
    """Render with what the administration's frame needs; 422 when the page's ``form`` has errors."""
    form = context.get("form")
    if form is not None and form.errors:
        status = 422
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)


def confirm_page(request, engagement, label: str, *, heading: str, lead: str, action: str, **more):
    """Before something that cannot be undone. ``more``: missing, warning, other_url and other (a second way)."""
    context = {"missing": [], "warning": "", "other_url": "", "other": "", **more}
    return staff_page(
        request,
        "consultants/confirm.html",
        crumbs=engagement_crumbs(engagement, label),
        engagement=engagement,
        heading=heading,
        lead=lead,
        action=action,
        post_url=request.path,
        **context,
    )


def sent(request):
    """What a form takes: the posted values, also when there are none, and nothing on GET."""
    return request.POST if request.method == "POST" else None


def accepted(request, form, write: Callable[[], object]) -> bool:
    """Whether the form was sent and is valid, and the service took what it holds."""
    return request.method == "POST" and form.is_valid() and settle(form, write)


def settle(form, write: Callable[[], object]) -> bool:
    """Run the write; what it refuses stands at the field it is about, with everything typed kept."""
    try:
        write()
        return True
    except TransitionNotAllowed as refusal:
        sentences = refusal.missing
    except MembersRefused as refusal:
        sentences = [refusal.sentence]
    for sentence in sentences:
        field = getattr(sentence, "field", None)
        form.add_error(field if field in form.fields else None, sentence)
    return False


def attempt(request, action: Callable[[], object], success: str = "") -> bool:
    """Run the action and say how it went: ``success``, or each thing that is missing."""
    try:
        action()
    except TransitionNotAllowed as refusal:
        for sentence in refusal.missing:
            messages.error(request, sentence)
        return False
    except Engagement.DoesNotExist:  # the consultant said no at the same moment
        messages.error(request, _("Konsulenten har nettopp sagt nei til oppdraget."))
        return False
    if success:
        messages.success(request, success)
    return True


def engagement_crumbs(engagement, label: str = "") -> list[dict]:
    """Min dag › Oppdrag › the group › the page."""
    number, name = engagement.application.number, engagement.application.group.organisation.name
    crumbs = [
        {"label": _("Min dag"), "url": reverse("admin:index")},
        {"label": _("Oppdrag"), "url": reverse("admin:engagements")},
        {"label": name, "url": reverse("admin:engagement", args=[number])},
        {"label": label, "url": ""},
    ]
    return crumbs if label else [*crumbs[:2], {"label": name, "url": ""}]
