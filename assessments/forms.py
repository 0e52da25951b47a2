"""What a person types while answering. Nothing is mandatory; nothing typed is lost."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.instrument import Instrument, Scale
from assessments.pages import UNKNOWN, AnswerPage
from assessments.sealing import TEXT_LIMIT, clean_text
from portal.core.forms import TextField

CODE_LENGTH = 8


def read_items(data, page: AnswerPage, scale: Scale) -> tuple[dict, dict]:
    """Answers and errors of one page: item -> value or None for "vet ikke"; item -> sentence.

    Read by hand: a form field with radio buttons per statement costs seven times the page.
    """
    known = {str(value): value for value in scale.values} | {UNKNOWN: None}
    typed = {item.key: data[item.key] for item in page.items if data.get(item.key)}
    sentence = _("Velg et av tallene fra %(low)s til %(high)s, eller «%(unknown)s».") % {
        "low": scale.minimum,
        "high": scale.maximum,
        "unknown": scale.unknown,
    }
    answers = {key: known[value] for key, value in typed.items() if value in known}
    return answers, {key: sentence for key, value in typed.items() if value not in known}


class AnswerTextField(TextField):
    """Cleaned before it is counted, so that the limit is of what is kept."""

    def to_python(self, value):
        return clean_text(super().to_python(value))


class LinkAgainForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-posten lenken ble sendt til"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Skriv e-posten lenken ble sendt til."),
            "invalid": gettext_lazy("Skriv hele adressen, for eksempel navn@virksomhet.no."),
        },
    )


class CodeForm(forms.Form):
    """A person's own code on her draft. Never kept: only what scrypt makes of it, in her browser.

    ``is_new``: she sees what she types, since a slip would cost her the draft on the next device.
    """

    code = forms.CharField(
        label=gettext_lazy("Kode"),
        min_length=CODE_LENGTH,
        max_length=100,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Minst åtte tegn. Bruk gjerne flere ord."),
        error_messages={
            "min_length": gettext_lazy("Koden må ha minst åtte tegn."),
            "required": gettext_lazy("Skriv koden."),
        },
    )

    def __init__(self, *args, is_new: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_new:
            self.fields["code"].widget = forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
            )
        else:
            self.fields["code"].help_text = ""


class OpenQuestionsForm(forms.Form):
    """The open questions of an instrument, each optional."""

    def __init__(self, instrument: Instrument, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for question in instrument.open_questions:
            self.fields[question.key] = AnswerTextField(
                limit=TEXT_LIMIT, rows=6, required=False, strip=False, label=question.text, help_text=question.help
            )
