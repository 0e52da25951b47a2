"""Bad input gives one Norwegian line that names the place, and exit status 2."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.assessments.statistics.reference import DATA

PROJECT = Path(__file__).parents[3]
GOOD = "g,a,b\nx,1,2\nx,3,4\n"


def complaint(path, *options):
    with pytest.raises(CommandError) as caught:
        call_command("scale_statistics", str(path), *options)
    assert caught.value.returncode == 2
    message = str(caught.value)
    assert message.isprintable(), "one line"
    return message


@pytest.fixture
def complain(tmp_path):
    def complain(content, *options, items="a,b", scale="1:5", group="g"):
        data = tmp_path / "data.csv"
        data.write_bytes(content if isinstance(content, bytes) else content.encode())
        return complaint(data, f"--items={items}", f"--scale={scale}", f"--group={group}", *options)

    return complain


BAD_CELLS = ["NA", "nan", "NaN", "inf", "-inf", "1e0", "0x2", "1_0", " 2", "2 ", " ", "2,5", "+2", "2.", ".5", "--2"]
BAD_CELLS += ["٣", "２", "²", "2\n", "2\x00", "5.0000001", "0.999", "6", "-1", "true", "1/2", "9" * 5000]


@pytest.mark.parametrize("cell", BAD_CELLS)
def test_cell_that_is_no_plain_number_within_the_scale_is_named(complain, cell):
    message = complain(f'g,a,b\nx,1,2\nx,3,"{cell}"\n')

    assert message.startswith("Rad 3 (datarad 2), kolonne «b»: ")


def test_bad_cell_is_named_in_a_row_without_group_too(complain):
    assert complain("g,a,b\n,,NA\n") == "Rad 2 (datarad 1), kolonne «b»: «NA» er ikke et tall."


def test_cell_outside_the_scale_is_told_with_the_scale(complain):
    assert complain("g,a,b\nx,7,2\n") == "Rad 2 (datarad 1), kolonne «a»: «7» er utenfor 1:5."


@pytest.mark.parametrize("row", ["x,1", "x,1,2,3", "", "x,1,2,"])
def test_row_of_another_length_is_named(complain, row):
    fields = row.count(",") + 1

    assert complain(f"{GOOD}{row}\n") == f"Rad 4 (datarad 3) har {fields} felt, overskriften har 3."


def test_doubled_header_is_named_even_when_unused(complain):
    assert complain("g,a,b,å,å\nx,1,2,3,3\n") == "Kolonnen «å» står flere ganger i overskriften."


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"items": "a,c"}, "Filen har ingen kolonne «c»."),
        ({"items": "a,"}, "Filen har ingen kolonne «»."),
        ({"items": "a, b"}, "Filen har ingen kolonne « b»."),
        ({"group": "G"}, "Filen har ingen kolonne «G»."),
        ({"items": "a,b,a"}, "--items nevner «a» flere ganger."),
    ],
)
def test_unknown_and_doubled_columns_are_named(complain, options, message):
    assert complain(GOOD, **options) == message


def test_reversed_column_must_be_an_item(complain):
    assert complain(GOOD, "--reverse=b,g") == "--reverse nevner «g», som ikke er blant --items."


def test_two_groups_that_join_to_one_id_are_refused(complain):
    message = complain("g,h,a,b\np.q,r,1,2\np,q.r,1,2\n", "--group=h")

    assert message == "Rad 3 (datarad 2): to ulike grupper får samme navn «p.q.r»."


@pytest.mark.parametrize(
    "scale", ["5:1", "3:3", "1-5", "1:5:7", "1.0:5", "a:b", "", "1:", ":5", "1:1e3", "1:" + "9" * 5000]
)
def test_scale_must_be_two_whole_numbers(complain, scale):
    assert complain(GOOD, scale=scale).startswith("--scale skal være MIN:MAX")


@pytest.mark.parametrize("content", ['g,a,b\nx,1,"2\n', 'g,a,b\nx,"1"1,2\n', f"g,a,b\n{'x' * 200_000},1,2\n"])
def test_broken_csv_is_named(complain, content):
    assert "er ikke gyldig CSV" in complain(content)


def test_file_in_another_encoding_is_refused(complain):
    assert complain("g,a,b\nå,1,2\n".encode("latin-1")).endswith("er ikke UTF-8 (byte 6).")


def test_empty_file_is_refused(complain):
    assert complain("") == "Filen er tom: overskriften mangler."


def test_missing_file_and_folder_are_refused(tmp_path):
    for path in (tmp_path / "finnes-ikke.csv", tmp_path):
        assert complaint(path, "--items=a", "--scale=1:5").endswith("finnes ikke eller kan ikke leses.")


def test_damaged_files_give_a_line_or_an_answer(tmp_path):
    original = (DATA / "cohesion.csv").read_bytes()
    chance = random.Random(4)

    errors = [error_of(tmp_path, damaged(original, chance)) for _ in range(300)]

    refused = [error for error in errors if error is not None]
    assert 100 < len(refused) < 300
    assert {(error.returncode, str(error).isprintable()) for error in refused} == {(2, True)}


def damaged(original, chance):
    content = bytearray(original)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content))
        content[at : at + chance.randint(0, 2)] = bytes(
            chance.choices(b'",\n\r.0159-eN\x00\xff ', k=chance.randint(0, 3))
        )
    return content


def error_of(tmp_path, content):
    data = tmp_path / "damaged.csv"
    data.write_bytes(content)
    options = ["--group=UNIT", "--group=PLATOON", "--items=COH01,COH02,COH03,COH04,COH05", "--scale=1:5"]
    try:
        call_command("scale_statistics", str(data), *options)
    except CommandError as error:
        return error
    return None


def test_shell_sees_exit_status_two_and_one_line(tmp_path):
    data = tmp_path / "data.csv"
    data.write_text("a,b\n1,NA\n")
    command = [sys.executable, "manage.py", "scale_statistics", str(data), "--items", "a,b", "--scale", "-2:2"]

    done = subprocess.run(command, cwd=PROJECT, env=outside_tests(), capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "CommandError: Rad 2 (datarad 1), kolonne «b»: «NA» er ikke et tall.\n"


def test_shell_needs_no_database(tmp_path):
    command = [
        sys.executable,
        "manage.py",
        "scale_statistics",
        str(DATA / "cohesion.csv"),
        "--items=COH01",
        "--scale=1:5",
    ]
    env = outside_tests() | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}

    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def outside_tests():
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "DJANGO"))}


USAGE = "Bruk: scale_statistics DATA.csv --items a,b,c --scale MIN:MAX [--group KOLONNE] [--reverse x,y]"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ([], "Mangler DATA.csv, --items, --scale."),
        (["x.csv"], "Mangler --items, --scale."),
        (["x.csv", "--items", "a"], "Mangler --scale."),
        (["x.csv", "--scale", "1:5"], "Mangler --items."),
        (["x.csv", "--items", "a", "--scale"], "--scale mangler en verdi."),
        (["x.csv", "--items", "--scale", "1:5"], "--items mangler en verdi."),
        (["x.csv", "--items", "a", "--scale", "1:5", "--weights", "w"], "Ukjent på kommandolinjen: --weights w."),
        (["x.csv", "y\n.csv", "--items", "a", "--scale", "1:5"], r"Ukjent på kommandolinjen: 'y\n.csv'."),
        (["x.csv", "--items", "a", "--s", "1:5"], "--s kan bety flere ting."),
        (["x.csv", "--items", "a", "--scale", "1:5", "--verbosity", "9"], "Kommandolinjen kan ikke leses."),
    ],
)
def test_command_line_that_does_not_read_gets_one_line(typed, sentence):
    with pytest.raises(CommandError) as caught:
        call_command("scale_statistics", *typed)

    assert (caught.value.returncode, str(caught.value)) == (2, f"{sentence} {USAGE}")


def test_typed_command_line_ends_with_two_and_no_english():
    run = subprocess.run(
        [sys.executable, "manage.py", "scale_statistics", "x.csv"], cwd=PROJECT, capture_output=True, text=True
    )

    assert (run.returncode, run.stdout, run.stderr) == (2, "", f"Mangler --items, --scale. {USAGE}\n")
