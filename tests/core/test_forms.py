from datetime import date

import pytest
from django import forms
from django.urls import get_resolver
from django.utils import formats

from portal.accounts.forms import SignInForm
from portal.core.forms import DateField, TextField
from portal.core.templatetags.ui import form_problems, problem_heading
from tests.core.styleguide import FAULTY, NeedForm


@pytest.mark.parametrize(
    "typed", ["02.12.2026", "2026-12-02", "02.12.26", "2.12.2026", "2/12-26", "2/12-2026", "02/12/2026"]
)
def test_date_is_read_as_people_write_it(typed):
    assert DateField().clean(typed) == date(2026, 12, 2)


def test_date_that_cannot_be_read_says_how_to_write_it():
    with pytest.raises(forms.ValidationError, match=r"for eksempel 02\.12\.2026"):
        DateField().clean("neste onsdag")


def test_formats_of_the_portal_are_used():
    assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%d.%m.%Y"
    assert formats.get_format("DECIMAL_SEPARATOR") == ","


def test_text_within_limit_counts_a_line_break_once():
    assert TextField(limit=5).clean("ab\r\ncd") == "ab\ncd"


def test_text_over_limit_says_by_how_much():
    with pytest.raises(forms.ValidationError, match="Kort ned teksten med 3 tegn"):
        TextField(limit=5).clean("12345678")


@pytest.mark.parametrize("typed", ["31.2.2027", "2027-02-31", "32/1-27"])
def test_day_that_does_not_exist_is_told_so(typed):
    with pytest.raises(forms.ValidationError, match=f"Datoen {typed} finnes ikke"):
        DateField().clean(typed)


def test_limit_is_told_as_the_counter_tells_it():
    assert str(TextField(limit=1000).help_text).startswith("Inntil 1\N{NO-BREAK SPACE}000 tegn.")


def test_limit_is_told_first_in_the_help():
    assert str(TextField(limit=200, help_text="Kontoret leser dette.").help_text) == (
        "Inntil 200 tegn. Kontoret leser dette."
    )


def test_field_points_to_its_help_and_error():
    html = str(NeedForm(FAULTY))

    assert 'aria-describedby="id_start_helptext id_start_error"' in html
    assert 'id="id_start_helptext"' in html
    assert 'id="id_start_error"' in html
    assert 'value="02.03.2026"' in html


def test_optional_fields_are_marked_and_follow_ups_are_not():
    html = str(NeedForm())

    assert html.count("Valgfritt") == 2
    assert html.index("Kjøpt hjelp utenfra") < html.index("Hva ville det omtrent kostet?") < html.index("Brukt egne")
    assert html.count('name="cost"') == 1


def test_group_has_legend_and_its_own_error():
    form = NeedForm({**FAULTY, "alternative": ""})

    html = form["alternative"].as_field_group()

    assert "<legend" in html
    assert 'aria-describedby="id_alternative_error"' in html


def test_summary_lists_every_error_with_the_field_to_go_to():
    problems = form_problems(NeedForm(FAULTY))

    assert [problem["target"] for problem in problems] == ["id_goal", "id_start", "id_cost"]
    assert problem_heading(problems) == "Rett tre ting før du går videre"


def test_summary_goes_to_the_first_choice_of_a_group():
    problems = form_problems(NeedForm({**FAULTY, "alternative": ""}))

    assert "id_alternative_0" in [problem["target"] for problem in problems]


def test_help_text_is_escaped():
    class Sly(forms.Form):
        name = forms.CharField(help_text="<b>lege</b>", initial="<script>")

    html = str(Sly())

    assert "&lt;b&gt;" in html
    assert "<script>" not in html


def our_forms(form=forms.BaseForm):
    for child in form.__subclasses__():
        yield from our_forms(child)
        if child.__module__.split(".")[0] in ("assessments", "consultants", "enrollment") or child is SignInForm:
            yield child


def test_field_that_must_be_filled_in_says_what_to_write():
    """Stock change forms of the office's registers keep Django's word, in Norwegian too."""
    stock = str(forms.Field.default_error_messages["required"])
    assert get_resolver().url_patterns  # loads every view, and so every form

    silent = [
        f"{form.__module__}.{form.__qualname__}: {name}"
        for form in our_forms()
        if not issubclass(form, forms.BaseModelForm)
        for name, field in form.base_fields.items()
        if field.required and str(field.error_messages["required"]) == stock
    ]

    assert silent == []
