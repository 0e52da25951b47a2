"""The one AdminSite: home of consultants and office; stock change forms serve reference data."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.module_loading import import_string

STAFF_URLS = ("enrollment.urls.staff", "consultants.urls.staff", "portal.dashboard.urls.staff")


class PortalAdminSite(AdminSite):
    """Adds the apps' own staff pages and answers 404 where Django would offer another sign-in."""

    def get_urls(self):
        pages = [page for name in STAFF_URLS for page in import_string(name)]
        wrapped = [path(str(page.pattern), self.admin_view(page.callback), name=page.name) for page in pages]
        return wrapped + super().get_urls()

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        def checked(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return update_wrapper(checked, view)

    def login(self, request, extra_context=None):
        return redirect("account_login")
