"""Sign-in by a code in the mail."""

from smtplib import SMTPException

from allauth.account.views import RequestLoginCodeView
from django.utils.translation import gettext as _

from portal.accounts.forms import SignInForm


class SignInView(RequestLoginCodeView):
    form_class = SignInForm
    template_name = "account/sign_in.html"

    def form_valid(self, form):
        """Send the code now: it is kept in no queue and no row. When the mail server is away, say so."""
        try:
            return super().form_valid(form)
        except (OSError, SMTPException):
            form.add_error(None, _("Vi fikk ikke sendt koden. Vent et minutt og prøv igjen; adressen din står her."))
            return self.render_to_response(self.get_context_data(form=form), status=503)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


sign_in = SignInView.as_view()
