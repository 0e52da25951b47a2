"""From the link in the mail to a sealed answer. No session, no name, one query to know who holds the link."""

from collections.abc import Callable
from functools import lru_cache, wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import access, pages, queries, services
from assessments.access import COOKIE, Respondent
from assessments.forms import OpenQuestionsForm, read_items
from assessments.keys import KeysMissing
from assessments.models import AssessmentRound
from assessments.sealing import SheetContent
from assessments.services import AlreadySubmitted, DraftLocked, NothingAnswered, RoundIsClosed
from portal.core.access import page
from portal.core.context_processors import portal as portal_names

FILLED_IN = "filled in for each form"
"""Stands in a drawn page where the CSRF token of the reader belongs."""


def respondents(*methods: str) -> Callable:
    """A page for the holder of the round's cookie. Whoever is not, or is late, reads what to do."""

    def decorate(view):
        @page("link", *methods)
        @wraps(view)
        def wrapped(request, round_id, **kwargs):
            try:
                return view(request, access.get_respondent(request, round_id), **kwargs)
            except Http404:
                return render(request, "assessments/link_unknown.html", status=404)
            except RoundIsClosed:
                return _closed(request, round_id)
            except AlreadySubmitted:
                return redirect("answer_done", round_id)
            except DraftLocked:
                return redirect("answer_code", round_id)
            except KeysMissing:
                return render(request, "assessments/unavailable.html", status=503)

        return wrapped

    return decorate


def _closed(request: HttpRequest, round_id) -> HttpResponse:
    round_ = AssessmentRound.objects.select_related("application__group__organisation").get(pk=round_id)
    return render(request, "assessments/closed.html", {"round": round_}, status=410)


@page("link")
def link(request, token):
    """Exchange the link for a cookie. Mail gateways open links, so looking changes nothing."""
    holder = services.open_link(token)
    if holder is None:
        return render(request, "assessments/link_unknown.html", status=404)
    response = redirect("answer_intro", holder.round_id)
    keep(response, COOKIE, token, holder.round_id)
    return response


def keep(response: HttpResponse, name: str, value: str, round_id) -> None:
    """A cookie of this round alone, until the browser is closed."""
    path = reverse("answer_intro", args=[round_id])
    is_secure = settings.PORTAL_URL.startswith("https://")
    response.set_cookie(name, value, path=path, httponly=True, samesite="Lax", secure=is_secure)


@respondents("GET")
def intro(request, respondent: Respondent):
    """Who sees what, before one starts. Whoever has begun comes straight to the first open statement."""
    holder = respondent.holder
    if holder.submitted:
        return redirect("answer_done", holder.round_id)
    if holder.declined:
        return redirect("answer_decline", holder.round_id)
    content = services.load_sheet(holder, respondent.token, respondent.code_key)
    if "pause" in request.GET:
        return render(request, "assessments/paused.html", _pause_context(respondent, content))
    if not content.is_empty and "om" not in request.GET:
        return redirect(_resume_at(respondent, content))
    return render(request, "assessments/intro.html", _intro_context(request, respondent, content))


def _pause_context(respondent: Respondent, content: SheetContent) -> dict:
    return {
        "round": respondent.fetch_round(),
        "has_code": bool(respondent.code_key) and not content.is_empty,
        "may_set_code": not content.is_empty,
    }


def _resume_at(respondent: Respondent, content: SheetContent) -> str:
    place = pages.first_open(respondent.pages, content)
    if place is None:
        return reverse("answer_review", args=[respondent.round_id])
    number, item = place
    return reverse("answer_page", args=[respondent.round_id, number]) + f"#{item}"


def _intro_context(request, respondent: Respondent, content: SheetContent) -> dict:
    round_ = respondent.fetch_round()
    round_.application = queries.case_of(round_)
    people = queries.asked_people(round_)
    questions = len(respondent.instrument.open_questions)
    return {
        "round": round_,
        "people": people,
        "ladder": pages.ladder(len(people), leader_marker=round_.leader_marker),
        "minutes": pages.minutes_in_all(respondent.pages, questions),
        "has_begun": not content.is_empty,
        "withdrawn": "trukket" in request.GET,
        "sample": _sample(respondent),
    }


def _sample(respondent: Respondent) -> dict:
    """Names for the small copies of the layouts: a theme and an area of this very instrument."""
    area = max(respondent.instrument.view(respondent.holder.view).areas, key=lambda each: len(each.factors))
    return {
        "factor": min((respondent.instrument.factor_by_key[key].title for key in area.factors), key=len),
        "area": area.title,
        "factors": len(area.factors),
    }


@respondents("GET", "POST")
def answer_page(request, respondent: Respondent, number: int):
    """One page of statements, or after them the page of open questions. Saved by every way off it."""
    last = len(respondent.pages) + 1
    if not 1 <= number <= last:
        return redirect("answer_page", respondent.round_id, 1)
    if respondent.holder.submitted:
        raise AlreadySubmitted
    view = _questions if number == last else _statements
    return view(request, respondent, number)


def _statements(request, respondent: Respondent, number: int) -> HttpResponse:
    current = respondent.pages[number - 1]
    errors: dict[str, str] = {}
    if request.method == "POST":
        items, errors = read_items(request.POST, current, respondent.instrument.scale)
        content = _save(respondent, items=items)
        if not errors:
            return _way_on(request, respondent, number)
    else:
        content = services.load_sheet(respondent.holder, respondent.token, respondent.code_key)
    chosen = pages.as_typed(content)
    place = respondent.holder.instrument_id, respondent.holder.view, number
    told = {"minutes": _minutes(respondent, number, content), "saved": not content.is_empty}
    html = _draw(*place, **told, chosen=chosen, errors=errors) if errors else _draw_empty(*place, **told)
    here = {item.key: chosen[item.key] for item in current.items if item.key in chosen and not errors}
    html = pages.with_choices(html, here).replace(FILLED_IN, get_token(request), 1)
    return HttpResponse(html, status=422 if errors else 200)


@lru_cache(maxsize=512)
def _draw_empty(instrument_id, view: str, number: int, *, minutes: int, saved: bool) -> str:
    """A page without choices: all who stand there see the same, so it is drawn once a process."""
    return _draw(instrument_id, view, number, minutes=minutes, saved=saved, chosen={}, errors={})


def _draw(
    instrument_id, view: str, number: int, *, minutes: int, saved: bool, chosen: dict[str, str], errors: dict[str, str]
) -> str:
    """A page of statements with FILLED_IN in it."""
    instrument = services.load_version(instrument_id)
    all_pages = pages.pages_of(instrument, view)
    current = all_pages[number - 1]
    context = {
        "page": current,
        "factors": [
            {"title": factor.title, "items": pages.statements(factor, instrument.scale, chosen, errors)}
            for factor in current.factors
        ],
        "problems": [{"message": message, "target": key} for key, message in errors.items()],
        "instrument": instrument,
        "number": number,
        "total": len(all_pages) + 1,
        "minutes": minutes,
        "saved": saved,
        "csrf_token": FILLED_IN,
        **portal_names(),
    }
    return render_to_string("assessments/page.html", context)


def _questions(request, respondent: Respondent, number: int) -> HttpResponse:
    content = services.load_sheet(respondent.holder, respondent.token, respondent.code_key)
    form = OpenQuestionsForm(
        respondent.instrument, request.POST if request.method == "POST" else None, initial=content.texts
    )
    if request.method == "POST":
        # What is within the limit is kept even when another text is too long.
        valid = form.is_valid()
        content = _save(respondent, texts=form.cleaned_data)
        if valid:
            return _way_on(request, respondent, number)
    context = {
        "form": form,
        "number": number,
        "total": number,
        "minutes": _minutes(respondent, number, content),
        "saved": not (content.is_empty or form.errors),
    }
    return render(request, "assessments/questions.html", context, status=422 if form.errors else 200)


def _save(respondent: Respondent, **answers) -> SheetContent:
    return services.save_draft(respondent.holder, respondent.token, code_key=respondent.code_key, **answers)


def _minutes(respondent: Respondent, number: int, content: SheetContent) -> int:
    questions = len(respondent.instrument.open_questions)
    return pages.minutes_left(respondent.pages, questions, content, since=number)


def _way_on(request, respondent: Respondent, number: int) -> HttpResponse:
    """Where the pressed button leads, after the page is saved. The script that saves goes nowhere."""
    go = request.POST.get("go")
    if go == "save":
        return HttpResponse(status=204)
    intro_path = reverse("answer_intro", args=[respondent.round_id])
    if go == "pause":
        return redirect(intro_path + "?pause")
    if go == "previous":
        return redirect("answer_page", respondent.round_id, number - 1) if number > 1 else redirect(intro_path + "?om")
    if number > len(respondent.pages):
        return redirect("answer_review", respondent.round_id)
    return redirect("answer_page", respondent.round_id, number + 1)


@respondents("GET", "POST")
def review(request, respondent: Respondent):
    """Everything once more, then send. Pressed twice is sent once."""
    if respondent.holder.submitted:
        raise AlreadySubmitted
    problems = []
    if request.method == "POST":
        try:
            services.submit(respondent.holder, respondent.token, respondent.code_key)
        except NothingAnswered:
            problems = [{"message": _("Svar på minst én påstand før du sender."), "target": ""}]
        else:
            return redirect("answer_done", respondent.round_id)
    content = services.load_sheet(respondent.holder, respondent.token, respondent.code_key)
    context = {
        "round": respondent.fetch_round(),
        "areas": _areas(respondent, content),
        "texts": [
            {"question": question.text, "text": content.texts.get(question.key, "")}
            for question in respondent.instrument.open_questions
        ],
        "questions_number": len(respondent.pages) + 1,
        "problems": problems,
    }
    return render(request, "assessments/review.html", context, status=422 if problems else 200)


def _areas(respondent: Respondent, content: SheetContent) -> list[dict]:
    """Per area how many statements have an answer, and the page of the first that has not."""
    rows = []
    for area in respondent.instrument.view(respondent.holder.view).areas:
        own = tuple(each for each in respondent.pages if each.area == area)
        items = [item.key for each in own for item in each.items]
        answered = sum(key in content.items for key in items)
        place = pages.first_open(own, content)
        rows.append(
            {
                "title": area.title,
                "answered": answered,
                "total": len(items),
                "unknown": sum(content.items.get(key, 0) is None for key in items),
                "number": place[0] if place else own[0].number,
                "anchor": place[1] if place else "",
            }
        )
    return rows


@respondents("GET")
def done(request, respondent: Respondent):
    """Thanks, and no answers."""
    if not respondent.holder.submitted:
        return redirect("answer_intro", respondent.round_id)
    return render(request, "assessments/done.html", {"round": respondent.fetch_round()})


@respondents("GET", "POST")
def withdraw(request, respondent: Respondent):
    if request.method == "POST":
        services.withdraw(respondent.holder, respondent.token)
        return redirect(reverse("answer_intro", args=[respondent.round_id]) + "?trukket")
    if not respondent.holder.submitted:
        return redirect("answer_intro", respondent.round_id)
    return render(request, "assessments/withdraw.html", {"round": respondent.fetch_round()})


@respondents("GET", "POST")
def decline(request, respondent: Respondent):
    """Not to answer is a choice nobody sees; it can be undone on the same page."""
    if respondent.holder.submitted:
        raise AlreadySubmitted
    if request.method == "POST":
        if request.POST.get("go") == "undo":
            services.undo_decline(respondent.holder)
            return redirect("answer_intro", respondent.round_id)
        services.decline(respondent.holder)
        return redirect("answer_decline", respondent.round_id)
    context = {"round": respondent.fetch_round(), "declined": respondent.holder.declined}
    return render(request, "assessments/decline.html", context)
