"""A code of her own on a draft, for those whose mailbox others read."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import services
from assessments.access import CODE_COOKIE, Respondent
from assessments.forms import CodeForm
from assessments.services import AlreadySubmitted, DraftLocked, TooManyAttempts
from assessments.views.answering import keep, respondents


@respondents("GET", "POST")
def code(request, respondent: Respondent):
    """Lock a paused draft with a code of her own, open it with the code, or drop it when the code is lost."""
    if respondent.holder.submitted:
        raise AlreadySubmitted
    if request.POST.get("go") == "drop":
        return _dropped(respondent)
    is_locked = _is_locked(respondent)
    form = CodeForm(request.POST if request.method == "POST" else None, is_new=not is_locked)
    if request.method == "POST" and form.is_valid():
        key = _opened(respondent, form) if is_locked else _locked(respondent, form)
        if key:
            # Opened: on with the answers. Locked: still at the pause.
            intro = reverse("answer_intro", args=[respondent.round_id])
            response = redirect(intro if is_locked else intro + "?pause")
            keep(response, CODE_COOKIE, key.hex(), respondent.round_id)
            return response
    context = {"round": respondent.fetch_round(), "form": form, "is_locked": is_locked}
    return render(request, "assessments/code.html", context, status=422 if form.errors else 200)


def _is_locked(respondent: Respondent) -> bool:
    try:
        services.load_sheet(respondent.holder, respondent.token, respondent.code_key)
    except DraftLocked:
        return True
    return False


def _locked(respondent: Respondent, form: CodeForm) -> bytes:
    typed = form.cleaned_data["code"]
    return services.set_code(respondent.holder, respondent.token, typed, code_key=respondent.code_key)


def _opened(respondent: Respondent, form: CodeForm) -> bytes | None:
    try:
        return services.try_code(respondent.holder, respondent.token, form.cleaned_data["code"])
    except DraftLocked:
        form.add_error("code", _("Koden passer ikke. Prøv igjen."))
    except TooManyAttempts:
        form.add_error("code", _("Koden har vært feil mange ganger. Vent en time og prøv igjen."))
    return None


def _dropped(respondent: Respondent) -> HttpResponse:
    services.drop_draft(respondent.holder, respondent.token)
    path = reverse("answer_intro", args=[respondent.round_id])
    response = redirect(path)
    response.delete_cookie(CODE_COOKIE, path=path, samesite="Lax")
    return response
