"""What the views share: a page of the administration, and an action that may be refused."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from consultants.models import Engagement
from portal.core.workflow import TransitionNotAllowed


def staff_page(request, template: str, *, status: int = 200, **context):
    """Render with what the administration's frame needs."""
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)


def sent(request):
    """What a form takes: the posted values, also when there are none, and nothing on GET."""
    return request.POST if request.method == "POST" else None


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
