"""How every form looks and behaves: one renderer, one bound field, and the two fields Django has no good form of.

Templates: ``templates/forms/form.html`` and ``field.html``; ``{{ form }}`` renders the fields, a page adds
``components/error_summary.html`` and the buttons. See docs/frontend.md.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.core.templatetags.ui import whole

DATE_FORMATS = ["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m-%Y", "%d/%m-%y", "%d/%m/%Y"]
WHOLE_DATE = re.compile(r"\s*\d{1,2}([./])\d{1,2}[./-](\d{4}|\d\d)\s*|\s*\d{4}-\d\d-\d\d\s*")
CHECKS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)
UNSTYLED = (forms.HiddenInput, forms.MultipleHiddenInput, forms.FileInput, forms.MultiWidget)


class PortalBoundField(BoundField):
    """Knows what the field template asks for, so that the template holds no logic."""

    @property
    def focus_id(self) -> str:
        """Id of the first control a person can type or click in."""
        return f"{self.auto_id}_0" if self.is_group else self.id_for_label

    @property
    def is_group(self) -> bool:
        """Radio buttons or several check boxes: fieldset and legend instead of a label."""
        return isinstance(self.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_optional(self) -> bool:
        """Marked as such. One that follows a choice is asked for there, unless it says ``may_be_empty``."""
        asked_for = self.is_conditional and not getattr(self.field, "may_be_empty", False)
        return not (self.field.required or self.is_checkbox or asked_for)

    @property
    def suffix(self) -> str:
        """Unit behind the input, set as ``suffix`` on the field: "kroner"."""
        return getattr(self.field, "suffix", "")

    @property
    def limit(self) -> int | None:
        return getattr(self.field, "limit", None)

    @property
    def length(self) -> int:
        return len(normalise_newlines(self.value() or ""))

    @property
    def is_conditional(self) -> bool:
        """Shown under a choice of another field, so the form does not show it by itself."""
        followers = getattr(self.form, "follow_ups", {})
        return any(self.name in choices.values() for choices in followers.values())

    @property
    def choices_with_follow_up(self) -> list[tuple]:
        """``(choice, bound field or None)`` for each choice.

        A form says which field follows which choice:
        ``follow_ups = {"alternative": {"bought": "cost"}}``.
        """
        followers = getattr(self.form, "follow_ups", {}).get(self.name, {})
        return [(choice, self._follow_up(followers, choice.data["value"])) for choice in self.subwidgets]

    def _follow_up(self, followers: dict, value):
        name = followers.get(str(value))
        return self.form[name] if name else None

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        css_class = _css_class(widget or self.field.widget)
        own = (widget or self.field.widget).attrs.get("class", "")
        if css_class:
            attrs["class"] = f"{own} {css_class}".strip()
        return attrs


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, CHECKS):
        return "pkt-input-check__input-checkbox"
    return "" if isinstance(widget, UNSTYLED) else "pkt-input"


class PortalRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = PortalBoundField


class DateInput(forms.DateInput):
    """A text field for dd.mm.åååå: no picker to fight with, and what was typed stays as it was typed."""

    def __init__(self, attrs=None):
        super().__init__(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-date", **(attrs or {})},
            format="%d.%m.%Y",
        )


class DateField(forms.DateField):
    """Accepts 02.12.2026, 2026-12-02, 02.12.26 and 2/12-26."""

    widget = DateInput
    default_error_messages = {
        "invalid": _("Skriv datoen som dag, måned og år, for eksempel 02.12.2026."),
        "no_such_day": _("Datoen %(typed)s finnes ikke. Se i kalenderen, og skriv en annen."),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", DATE_FORMATS)
        kwargs.setdefault("help_text", _("Dag, måned og år, for eksempel 02.12.2026"))
        super().__init__(**kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            if not WHOLE_DATE.fullmatch(str(value)):
                raise
            typed = str(value).strip()
            raise ValidationError(
                self.error_messages["no_such_day"], code="no_such_day", params={"typed": typed}
            ) from None


class TextField(forms.CharField):
    """Longer text with a limit that is told, counted and checked, but never cuts off what a person pastes.

    ``limit`` is in characters, a line break counting as one; the help text begins with it.
    """

    widget = forms.Textarea
    default_error_messages = {"too_long": _("Kort ned teksten med %(excess)d tegn.")}

    def __init__(self, *, limit: int, rows: int = 5, **kwargs):
        self.limit = limit
        told = format_lazy(_("Inntil {limit} tegn."), limit=whole(limit))
        kwargs["help_text"] = format_lazy("{} {}", told, kwargs.get("help_text", ""))
        super().__init__(**kwargs)
        self.widget.attrs.update({"rows": rows, "data-limit": limit})

    def to_python(self, value):
        return normalise_newlines(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(
                self.error_messages["too_long"], code="too_long", params={"excess": len(value) - self.limit}
            )


def normalise_newlines(text: str) -> str:
    """Browsers send line breaks as two characters; a person counts one."""
    return re.sub(r"\r\n?", "\n", text)
