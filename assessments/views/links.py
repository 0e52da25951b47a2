"""A link once more, for whoever has lost the mail. The answer tells nobody who is known."""

from django.shortcuts import redirect, render
from django.urls import reverse

from assessments import services
from assessments.forms import LinkAgainForm
from portal.core.access import page


@page("public", "GET", "POST")
def link_again(request):
    form = LinkAgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.ask_for_links(form.cleaned_data["email"])
        return redirect(reverse("link_again") + "?sendt")
    context = {"form": form, "is_ordered": "sendt" in request.GET}
    return render(request, "assessments/link_again.html", context, status=422 if form.errors else 200)
