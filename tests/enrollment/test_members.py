"""The list of members as people paste it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.members import MemberLine, check, email_problem, from_json, parse_members

FARID = ("Farid Nordlund", "Økonomi", "farid.nordlund@furulund.example")
MARIT = ("Marit Tveitane", "Helse og mestring", "marit.tveitane@furulund.example")


def read(text):
    return [(line.name, line.title, line.email) for line in parse_members(text)]


def errors(text):
    return [line.error for line in parse_members(text) if line.error]


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_columns_are_found_whatever_parts_them(separator):
    assert read("\n".join(separator.join(person) for person in (FARID, MARIT))) == [FARID, MARIT]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 0, 2), (1, 2, 0), (0, 2, 1), (2, 1, 0)])
def test_columns_may_come_in_any_order(order):
    text = "\n".join("\t".join(person[column] for column in order) for person in (FARID, MARIT))

    assert read(text) == [FARID, MARIT]


def test_title_above_the_heading_is_no_person():
    text = "Ledergruppen 2026\n\nNavn\tStilling\tE-post\nKari Moe\tLeder\tk@x.no"

    assert read(text) == [("Kari Moe", "Leder", "k@x.no")]


def test_heading_decides_over_the_guess():
    text = "Avdeling;E-post;Navn\nFarid Nordlund;f@x.no;Økonomi\n"

    assert read(text) == [("Økonomi", "Farid Nordlund", "f@x.no")]


def test_first_and_last_name_in_columns_of_their_own_are_joined():
    with_heading = "Fornavn\tEtternavn\tE-post\nKari\tMoe\tk@x.no\nPer\tLi\tp@x.no"
    without = "Kari;Moe;HR;kari.moe@x.no\nPer;Lie;IT;per.lie@x.no"

    assert read(with_heading) == [("Kari Moe", "", "k@x.no"), ("Per Li", "", "p@x.no")]
    assert read(without) == [("Kari Moe", "HR", "kari.moe@x.no"), ("Per Lie", "IT", "per.lie@x.no")]


def test_numbers_and_telephones_are_left_out():
    assert read("1,HR-sjef,Kari Moe,98 98 98 98,kari.moe@x.no") == [("Kari Moe", "HR-sjef", "kari.moe@x.no")]


def test_recipient_line_of_a_mail_program():
    text = 'Farid Nordlund <f@x.no>; "Tveitane, Marit" <M@x.no>; Bruheim, Anne Lise <a@x.no>;'

    assert read(text) == [
        ("Farid Nordlund", "", "f@x.no"),
        ("Marit Tveitane", "", "m@x.no"),
        ("Anne Lise Bruheim", "", "a@x.no"),
    ]


def test_recipient_line_parted_by_commas():
    text = "Farid Nordlund <f@x.no>, siri.hagemo@x.no, Ola Vik <o@x.no>"

    assert read(text) == [
        ("Farid Nordlund", "", "f@x.no"),
        ("Siri Hagemo", "", "siri.hagemo@x.no"),
        ("Ola Vik", "", "o@x.no"),
    ]


def test_one_address_a_line():
    assert read("farid.nordlund@x.no\r\n\r\nmarit.tveitane@x.no\r\n") == [
        ("Farid Nordlund", "", "farid.nordlund@x.no"),
        ("Marit Tveitane", "", "marit.tveitane@x.no"),
    ]


def test_name_and_address_parted_by_spaces():
    assert read("Kari Moe  kari@x.no\nper@x.no Per Lie") == [("Kari Moe", "", "kari@x.no"), ("Per Lie", "", "per@x.no")]


def test_invisible_characters_are_dropped():
    assert read("\ufeffKari\u00a0Moe\tkari@x.no\u200b\x00") == [("Kari Moe", "", "kari@x.no")]


def test_address_without_ending_is_named_and_completed_from_the_others():
    text = "\n".join("\t".join(person) for person in (FARID, MARIT)) + "\nJonas Åslund\tOppvekst\tjonas.aslund@furulund"

    assert errors(text) == [
        "Linje 3: E-posten mangler slutten etter @. Skriv for eksempel jonas.aslund@furulund.example."
    ]


def test_other_faults_say_what_to_do():
    assert errors("Kari Moe\tHR\t\nFarid\tIT\tf@x.no\npost@x.no") == [
        "Linje 1: E-posten mangler. Skriv for eksempel kari.moe@x.no.",
        "Linje 3: Navnet mangler. Skriv hvem som har adressen post@x.no.",
    ]
    assert errors("Kari Moe") == ["Linje 1: E-posten mangler. Skriv for eksempel navn@virksomheten.no."]
    assert errors("Jonas <jonas>; Kari <k@x.no>") == ["Linje 1: E-posten mangler @. Skriv for eksempel jonas@x.no."]


def test_norwegian_letter_in_an_address_is_named_with_the_address_in_plain_letters():
    (line,) = parse_members("Sæbjørn Åslund <sæbjørn.åslund@x.no>")

    assert line.error == "Linje 1: E-posten kan ikke ha «å», «æ», «ø» foran @. Skriv for eksempel saebjorn.aslund@x.no."


def test_unit_behind_the_name_is_the_title():
    lines = parse_members("Tomasz Wolny (Eiendom) <t@x.no>; Wolny, Tuva (EBY) <u@x.no>; Kari (Kaja) Moe <k@x.no>")

    assert [(line.name, line.title) for line in lines] == [
        ("Tomasz Wolny", "Eiendom"),
        ("Tuva Wolny", "EBY"),
        ("Kari (Kaja) Moe", ""),
    ]


def test_duplicate_names_both_lines():
    assert errors("Kari Moe;k@x.no\nPer Lie;p@x.no\nKari M.;K@x.no") == [
        "Linje 3: Samme e-post som linje 1. Fjern den ene, eller rett adressen."
    ]


def test_text_too_long_for_the_database_is_named():
    (line,) = parse_members(f"{'a' * 121}\tk@x.no")

    assert (line.field, line.error) == ("name", "Linje 1: Teksten er for lang. Kort den ned til 120 tegn.")


@pytest.mark.parametrize(
    ("email", "fault"),
    [
        ("", "E-posten mangler."),
        ("kari", "E-posten mangler @."),
        ("@x.no", "E-posten mangler begynnelsen foran @."),
        ("kari@x", "E-posten mangler slutten etter @."),
        ("kåri.ødegård@x.no", "E-posten kan ikke ha «å», «ø» foran @."),
        ("ka(ri@x.no", "E-posten har tegn som ikke kan stå der."),
        ("k@x..no", "E-posten har tegn som ikke kan stå der."),
        ("k" * 260 + "@x.no", "E-posten er for lang."),
    ],
)
def test_email_problem(email, fault):
    assert email_problem(email).startswith(fault)


def test_email_that_works_has_no_problem():
    assert email_problem("kari.moe@x.no") == ""


def test_numbers_go_on_where_an_earlier_list_ended():
    assert [line.line for line in parse_members("a.b@x.no\nc.d@x.no", first=8)] == [8, 9]


def test_lines_survive_storing():
    lines = parse_members("Kari Moe\tHR\tk@x.no\nPer\tIT\tper")

    assert from_json([line.to_json() for line in lines]) == lines


@given(st.text(max_size=300))
def test_any_text_becomes_numbered_lines(text):
    lines = parse_members(text)

    assert [line.line for line in lines] == list(range(1, len(lines) + 1))
    for line in lines:
        if line.error:
            assert line.error.startswith(f"Linje {line.line}: ")
        else:
            assert line.name
            assert email_problem(line.email) == ""
    assert lines == check(lines)


words = st.text(alphabet="abcæøåÅé-.", min_size=1, max_size=12).filter(lambda word: any(map(str.isalpha, word)))
addresses = st.builds(
    "{}@{}.no".format, st.from_regex(r"[a-z]{1,9}", fullmatch=True), st.sampled_from(["x", "furulund"])
)


@given(st.lists(st.tuples(words, addresses), min_size=1, max_size=8), st.sampled_from(["\t", ";", ",", " "]))
def test_every_line_is_a_person_or_an_error(people, separator):
    lines = parse_members("\n".join(f"{name}{separator}{address}" for name, address in people))

    assert [line.email for line in lines] == [address for _name, address in people]
    seen = set()
    for line in lines:
        assert bool(line.error) == (line.email in seen)
        seen.add(line.email)


def test_check_needs_no_order():
    lines = [MemberLine(7, "Kari", "", "k@x.no"), MemberLine(2, "Per", "", "p@x.no")]

    assert [line.error for line in check(lines)] == ["", ""]
