"""What a tool outside the portal gives: means by the ladder, and files that are read or refused."""

import json
from fractions import Fraction

import pytest

from assessments import services
from assessments.publication import Rules, Rung, mean_text
from assessments.publication.elsewhere import Themes, publish_means
from assessments.services import external
from portal.core import sandbox
from tests.factories import elsewhere

# The ladder ------------------------------------------------------------------

MEANS = [("Mål", Fraction("4.64")), ("Møter", Fraction("1.5")), ("Tillit", Fraction("6.9"))]


def shown(n: int, scale=(1, 7), means=MEANS) -> Themes:
    return publish_means(means, n=n, scale=scale, rules=Rules())


@pytest.mark.parametrize("n", [0, 1, 2])
def test_nothing_is_shown_of_fewer_than_three(n):
    assert shown(n) == Themes(Rung.NOTHING, (1, 7))


def test_three_get_one_word_and_no_theme():
    assert (shown(3).word, shown(3).themes) == ("below_middle", ())


@pytest.mark.parametrize(("means", "word"), [((1, 2), "low"), ((4, 5), "above_middle"), ((5, 6), "high")])
def test_word_of_three_is_that_of_the_mean_of_all_themes(means, word):
    assert shown(3, means=[(f"Tema {mean}", Fraction(mean)) for mean in means]).word == word


@pytest.mark.parametrize(
    ("n", "texts"),
    [
        (4, ["4,6", "2,0 eller lavere", "6,0 eller høyere"]),
        (5, ["4,6", "2,0 eller lavere", "6,5 eller høyere"]),
        (12, ["4,6", "2,0 eller lavere", "6,5 eller høyere"]),
    ],
)
def test_means_are_end_coded_by_how_many_answered(n, texts):
    assert [mean_text(theme) for theme in shown(n).themes] == texts


def test_other_scales_are_end_coded_in_proportion():
    means = [("Mål", Fraction("1.2")), ("Tillit", Fraction("4.9")), ("Møter", Fraction(3))]

    assert [mean_text(each) for each in shown(5, (1, 5), means).themes] == [
        "1,7 eller lavere",
        "4,6 eller høyere",
        "3,0",
    ]


def test_means_off_the_scale_are_refused():
    with pytest.raises(ValueError, match=r"^a mean is outside the scale$"):
        shown(5, (1, 5))


def test_means_at_the_ends_of_the_scale_are_on_it():
    means = [("Lavest", Fraction(1)), ("Høyest", Fraction(5))]

    assert [theme.end for theme in shown(5, (1, 5), means).themes] == ["low", "high"]


def test_result_of_another_format_is_not_read():
    with pytest.raises(ValueError, match=r"^published/1$"):
        Themes.from_json({"format": "published/1"})


@pytest.mark.parametrize("n", [2, 3, 4, 9])
def test_frozen_means_come_back_the_same(n):
    assert Themes.from_json(json.loads(json.dumps(shown(n).to_json()))) == shown(n)


# The file of means -----------------------------------------------------------


def refused(content: str | bytes, scale=(1, 7)) -> str:
    with pytest.raises(services.FileRefused) as refusal:
        external.read_means(content.encode() if isinstance(content, str) else content, scale)
    assert refusal.value.field == "scores"
    return refusal.value.sentence


@pytest.mark.parametrize(
    "content",
    [
        "tema;snitt;navn\nMål;4,6;Kari Nordmann\n",
        "navn;tema;snitt\nKari Nordmann;Mål;4\n",
        "e-post;tema;snitt\nkari@virksomhet.example;Mål;4\n",
        "id,tema,snitt\n17,Mål,4\n",
        "tema;snitt\nMål;4\nMål;5\n",
        "tema;snitt\nMål;4\n mål ;5\n",
        "tema;snitt\nkari@virksomhet.example;4\n",
        "tema;snitt\nRespondent 3;4\n",
        "tema;snitt\nDeltaker nr. 12;4\n",
        "tema;snitt\n17;4\n",
        "tema;snitt\n010190 12345;4\n",
        "respondent;Mål;Tillit\n1;4;5\n2;5;5\n",
        "tema;snitt\nMål;4;5;6\n",
    ],
)
def test_rows_of_individuals_are_refused_with_what_to_do(content):
    assert refused(content).endswith(
        "Portalen tar ikke imot svar fra enkeltpersoner. Last opp gruppens snitt, med kolonnene tema og snitt og én "
        "rad for hvert tema."
    )


def test_refusal_does_not_repeat_an_address():
    assert "kari@" not in refused("tema;snitt\nkari@virksomhet.example;4\n")


@pytest.mark.parametrize(
    "text",
    [
        "Vi vet hva vi er til for",
        "Møtene våre går med til saker som krever oss alle sammen",
        "Er vi enige?",
        "Gruppen har mål som alle kan.",
        "M" * 61,
    ],
)
def test_wording_of_the_tool_is_refused(text):
    assert refused(f"tema;snitt\nMål;4\n{text};4\n").startswith("Linje 3 er mer enn navnet på et tema.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "Filen er tom."),
        ("tema;snitt\n", "Filen er tom."),
        ("tema;snitt\nMål;mye\n", "Linje 2: «mye» er ikke et tall."),
        ("tema;snitt\nMål;nan\n", "Linje 2: «nan» er ikke et tall."),
        ("tema;snitt\nMål;7,01\n", "Snittet for «Mål» er utenfor skalaen 1–7."),
        ("tema;snitt\nMål;-1\n", "Snittet for «Mål» er utenfor skalaen 1–7."),
        (b"\x00\x01\x02", "Filen kan ikke leses. Lagre den som CSV i UTF-8."),
        ('tema;snitt\n"Mål;4\n', "Filen kan ikke leses. Lagre den som CSV i UTF-8."),
        (
            "tema;snitt\n" + "".join(f"T{chr(97 + n // 26)}{chr(97 + n % 26)};4\n" for n in range(61)),
            "Filen har mer enn 60 temaer.",
        ),
    ],
)
def test_bad_file_gets_a_sentence(content, sentence):
    assert refused(content) == sentence


def test_too_large_a_file_is_not_even_read():
    assert refused(b"tema;snitt\n" + b"x" * external.MOST_SCORES).startswith("Filen er for stor")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_as_spreadsheets_write_them_are_read(encoding, newline):
    content = newline.join(["Tema;Snitt", "Mål og møter;4,64", "", '"Tillit";5', ""]).encode(encoding)

    assert external.read_means(content, (1, 7)) == [("Mål og møter", Fraction("4.64")), ("Tillit", Fraction(5))]


# The vendor's file -----------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "ikke en PDF"),
        (b"PK\x03\x04 word/document.xml", "ikke en PDF"),
        (b"<html>%PDF-1.7 %%EOF", "ikke en PDF"),
        (elsewhere.pdf()[:-8], "ikke hel"),
        (elsewhere.pdf(inside=b"/Encrypt 9 0 R"), "låst"),
        (elsewhere.pdf(inside=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "skript"),
        (elsewhere.pdf(inside=b"/S /J#61vaScript"), "skript"),
        (elsewhere.pdf(inside=b"/S /Launch"), "skript"),
        (elsewhere.pdf(inside=b"/Names << /EmbeddedFiles 3 0 R >>"), "skript"),
        (elsewhere.pdf(packed=b"<< /S /JavaScript >>"), "skript"),
        (elsewhere.pdf(packed=b"x").replace(b"\nendstream", b"y\nendstream").replace(b"x\x9c", b"zz"), "skript"),
    ],
)
def test_file_that_is_not_plain_paper_is_refused(content, words):
    with pytest.raises(services.FileRefused) as refusal:
        external.check_pdf(content)

    assert refusal.value.field == "report"
    assert words in refusal.value.sentence


def test_file_over_ten_megabytes_is_refused():
    with pytest.raises(services.FileRefused, match="større enn 10 MB"):
        external.check_pdf(elsewhere.pdf() + b" " * external.MOST_PDF)


def test_packed_bomb_is_refused():
    with pytest.raises(services.FileRefused, match="skript"):
        external.check_pdf(elsewhere.pdf(packed=b"\0" * (65 * 1024 * 1024)))


def test_plain_file_is_taken():
    external.check_pdf(elsewhere.pdf(packed=b"<< /Type /Page >>"))


def test_reader_has_little_memory_and_knows_no_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hemmelig")
    greedy, curious = tmp_path / "greedy.py", tmp_path / "curious.py"
    greedy.write_text("b'x' * (1 << 30)")
    curious.write_text("import json, os; print(json.dumps({'keys': sorted(os.environ)}))")

    with pytest.raises(sandbox.Unreadable):
        sandbox.read(greedy, b"")
    assert "SECRET_KEY" not in sandbox.read(curious, b"")["keys"]
