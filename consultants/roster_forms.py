"""Fields of a consultant's own record."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enrollment.models import GroupLevel
from portal.core.forms import DateField, TextField

MEGABYTE = 1 << 20


class WordsField(forms.CharField):
    """Words with commas between, a list in Python."""

    def __init__(self, **kwargs):
        super().__init__(max_length=400, required=False, **kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        words = (word.strip() for word in super().clean(value).split(","))
        return list(dict.fromkeys(word for word in words if word))


class UploadField(forms.FileField):
    """A file of at most ``megabytes``; ``starts`` are the first bytes of the kinds taken. Cleans to bytes."""

    def __init__(self, *, megabytes: int, starts: tuple[bytes, ...], wrong: str, accept: str, **kwargs):
        super().__init__(**kwargs)
        self.megabytes, self.starts, self.wrong = megabytes, starts, wrong
        self.widget.attrs["accept"] = accept

    def clean(self, data, initial=None) -> bytes | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        if upload.size > self.megabytes * MEGABYTE:
            raise ValidationError(_("Filen er for stor. Den kan være på inntil %s MB.") % self.megabytes)
        content = upload.read()
        if not content.startswith(self.starts):
            raise ValidationError(self.wrong)
        return content


class AboutForm(forms.Form):
    presentation = TextField(
        label=_("Kort om deg"), limit=400, rows=4, required=False, help_text=_("Lederne leser dette i saken.")
    )
    languages = WordsField(label=_("Språk"), help_text=_("Skill med komma: norsk, engelsk."))
    sectors = WordsField(label=_("Sektorer du kjenner"), help_text=_("Skill med komma: helse, kultur."))


class WishesForm(forms.Form):
    levels = forms.ModelMultipleChoiceField(
        GroupLevel.objects.order_by("rank"), label=_("Nivåer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sectors = WordsField(label=_("Sektorer"), help_text=_("Skill med komma: helse, kultur."))


class LeaderForm(forms.Form):
    email = forms.EmailField(
        label=_("E-posten til lederen din"), required=False, help_text=_("Tom hvis du ikke har noen leder.")
    )


class RelationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-posten til personen"), error_messages={"required": _("Skriv e-posten til personen.")}
    )


class AbsenceForm(forms.Form):
    first_day = DateField(label=_("Første dag"), error_messages={"required": _("Skriv første dag.")})
    last_day = DateField(label=_("Siste dag"), error_messages={"required": _("Skriv siste dag.")})


class PhotoForm(forms.Form):
    photo = UploadField(
        label=_("Bilde"),
        megabytes=2,
        starts=(b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"),
        wrong=_("Bildet kan ikke leses. Lagre det som JPEG eller PNG, og prøv igjen."),
        accept="image/jpeg,image/png",
        error_messages={"required": _("Velg et bilde.")},
        help_text=_("JPEG eller PNG på inntil 2 MB. Bildet blir kvadratisk, og opplysninger om sted og tid fjernes."),
    )


def evidence_field(**kwargs) -> UploadField:
    return UploadField(
        label=_("Bevis"),
        megabytes=5,
        starts=(b"%PDF-",),
        wrong=_("Filen er ikke en PDF. Lagre beviset som PDF, og prøv igjen."),
        accept="application/pdf",
        error_messages={"required": _("Velg beviset som PDF.")},
        help_text=_("PDF på inntil 5 MB. Bare konsulenten og programkontoret kan åpne den."),
        **kwargs,
    )


class EvidenceForm(forms.Form):
    evidence = evidence_field()
