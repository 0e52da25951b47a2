"""The one AdminSite: home of consultants and office; stock change forms serve reference data."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from portal.accounts.models import RoleName

APPS = ("enrollment", "assessments", "consultants", "portal.dashboard")


class PortalAdminSite(AdminSite):
    """Adds the apps' own staff pages and answers 404 where Django would offer another sign-in or a bare 403."""

    site_title = _("Administrasjon")
    enable_nav_sidebar = False

    def get_urls(self):
        pages = [page for app in APPS for page in import_string(f"{app}.urls.staff")]
        wrapped = [path(str(page.pattern), self.staff_view(page.callback), name=page.name) for page in pages]
        return wrapped + [url for url in super().get_urls() if getattr(url, "name", "") != "index"]

    def staff_view(self, view):
        """One of our own pages: ``page`` has said which methods it takes and asks for sign-in, this asks for staff."""

        def checked(request, *args, **kwargs):
            if request.user.is_authenticated and request.method in view.allowed and not self.has_permission(request):
                raise Http404
            return view(request, *args, **kwargs)

        return never_cache(update_wrapper(checked, view))

    def admin_view(self, view, cacheable=False):
        """One of Django's own pages."""
        guarded = super().admin_view(view, cacheable)

        def checked(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            try:
                return guarded(request, *args, **kwargs)
            except PermissionDenied:
                raise Http404 from None

        return update_wrapper(checked, view)

    def each_context(self, request):
        return {**super().each_context(request), "staff_nav": staff_nav(request.user)}

    def app_index(self, request, app_label, extra_context=None):
        """No list of an app's tables: the registers stand together on one page."""
        return redirect("admin:registers")

    def login(self, request, extra_context=None):
        return redirect("account_login")


def staff_nav(user) -> list[dict]:
    """The words of the top row. With two hats the consultant's day stands first."""
    is_consultant, is_office = hasattr(user, "consultant"), user.has_role(RoleName.OFFICE)
    words = [(_("Min dag") if is_consultant else _("I dag"), "admin:index")] if is_consultant or is_office else []
    if is_office:
        words.append((_("Søknader"), "admin:applications"))
        words.append((_("Matching"), "admin:matching"))
    if is_consultant or is_office:
        words.append((_("Oppdrag"), "admin:engagements"))
    if is_consultant:
        words.append((_("Min profil"), "admin:profile"))
    if user.has_role(RoleName.OFFICE, RoleName.COMMISSIONER):
        words.append((_("Programtall"), "admin:figures"))
    if is_office:
        words.append((_("Konsulenter"), "admin:consultants_consultant_changelist"))
        words.append((_("Oppsett"), "admin:registers"))
    if user.has_role(RoleName.PRIVACY):
        words.append((_("Innsynslogg"), "admin:core_readlog_changelist"))
    if user.has_role(RoleName.OPERATOR):
        words.append((_("Jobber"), "admin:core_job_changelist"))
        words.append((_("E-post"), "admin:core_mail_changelist"))
    return [{"label": label, "url": reverse(page), "exact": page == "admin:index"} for label, page in words]
