"""Every number of the reference files, to 1e-9 relative (omega 1e-4, the precision of lavaan's own stopping rule)."""

import pytest

from assessments.statistics.change import (
    reliable_change_index,
    standard_error_of_measurement,
    standardised_response_mean,
)
from assessments.statistics.exact import exact, mean, variance
from assessments.statistics.icc import icc
from assessments.statistics.means import mean_of_population, mean_of_sample
from assessments.statistics.nulls import Scale, null_variances
from tests.assessments.statistics.reference import (
    LEAD,
    TSIG,
    number,
    read_csv,
    read_json,
    scale_statistics,
    to_nine_digits,
)

AGREEMENT = [
    ("lq2002.csv", ["COMPID"], LEAD, "lq2002_lead_agreement.csv"),
    ("lq2002.csv", ["COMPID"], TSIG, "lq2002_tsig_agreement.csv"),
    ("lq2002.csv", ["COMPID"], LEAD[:1], "lq2002_lead01_agreement.csv"),
    ("small_groups_lq2002.csv", ["COMPID"], LEAD, "small_groups_lq2002_agreement.csv"),
    ("cohesion.csv", ["UNIT", "PLATOON"], [f"COH0{i}" for i in range(1, 6)], "cohesion_agreement.csv"),
    ("edge_cases.csv", ["grp"], ["q1", "q2", "q3"], "edge_cases_agreement.csv"),
]


@pytest.mark.parametrize(("data", "group", "items", "reference"), AGREEMENT)
def test_agreement_is_that_of_multilevel(data, group, items, reference):
    groups = scale_statistics(data, items=items, scale="1:5", group=group)["groups"]

    expected = {row["grpid"]: row for row in read_csv(reference)}
    assert list(groups) == sorted(expected)
    for group_id, row in expected.items():
        found = groups[group_id]
        assert found["n"] == int(row["n"])
        for column in row.keys() - {"grpid", "n"}:
            assert found_figure(found, column) == to_nine_digits(number(row[column])), (group_id, column)


def found_figure(found, column):
    if column == "rwgj_lindell_uniform":
        return found["rwg_lindell"]
    index, _, null = column.partition("_")
    return found["rwg"][null] if index in ("rwg", "rwgj") else found[column]


ICC = [
    ("lq2002.csv", "COMPID", LEAD, "1:5", "lq2002_icc.json", "lead"),
    ("lq2002.csv", "COMPID", TSIG, "1:5", "lq2002_icc.json", "tsig"),
    ("lq2002.csv", "COMPID", LEAD[:1], "1:5", "lq2002_icc.json", "lead01"),
    ("small_groups_lq2002.csv", "COMPID", LEAD, "1:5", "small_groups_lq2002_icc.json", "lead"),
    ("bh1996.csv", "GRP", ["COHES"], "1:5", "bh1996_icc.json", "COHES"),
    ("bh1996.csv", "GRP", ["LEAD"], "1:5", "bh1996_icc.json", "LEAD"),
    ("bh1996.csv", "GRP", ["HRS"], "0:24", "bh1996_icc.json", "HRS"),
    ("bh1996.csv", "GRP", ["WBEING"], "0:5", "bh1996_icc.json", "WBEING"),
]


@pytest.mark.parametrize(("data", "group", "items", "scale", "reference", "key"), ICC)
def test_icc_is_that_of_multilevel(data, group, items, scale, reference, key):
    pooled = scale_statistics(data, items=items, scale=scale, group=[group])["pooled"]

    expected = read_json(reference)[key]
    assert (pooled["n_obs"], pooled["n_groups"]) == (expected["n_obs"], expected["n_groups"])
    assert pooled["k0"] == to_nine_digits(expected["k0"])
    assert pooled["msb"] == to_nine_digits(expected["MSB"])
    assert pooled["msw"] == to_nine_digits(expected["MSW"])
    assert pooled["icc1"] == to_nine_digits(expected["ICC1_multilevel"])
    assert pooled["icc1_k0"] == to_nine_digits(expected["ICC1_k0"])
    assert pooled["icc2"] == to_nine_digits(expected["ICC2_multilevel"])
    assert pooled["icc1_ci95"] is None


RELIABILITY = [
    ("lq2002.csv", LEAD, "1:5", (), "lq2002_reliability.json", "lead"),
    ("lq2002.csv", TSIG, "1:5", (), "lq2002_reliability.json", "tsig"),
    ("bfi_A_O.csv", [f"A{i}" for i in range(1, 6)], "1:6", ("A1",), "bfi_A_O_reliability.json", "A"),
    ("bfi_A_O.csv", [f"O{i}" for i in range(1, 6)], "1:6", ("O2", "O5"), "bfi_A_O_reliability.json", "O"),
]


@pytest.mark.parametrize(("data", "items", "scale", "reverse", "reference", "key"), RELIABILITY)
def test_reliability_is_that_of_psych_and_semtools(data, items, scale, reverse, reference, key):
    pooled = scale_statistics(data, items=items, scale=scale, reverse=reverse)["pooled"]

    expected = read_json(reference)[key]
    assert pooled["n_obs"] == expected["n"]
    assert pooled["alpha"] == to_nine_digits(expected["alpha_raw"])
    assert pooled["alpha_ci95"] == to_nine_digits(expected["alpha_feldt_ci95"])
    assert pooled["omega"] == pytest.approx(expected["omega_semTools_model_var"], rel=1e-5)


def test_null_variances_are_those_of_multilevel():
    assert {name: float(v) for name, v in null_variances(Scale(1, 5)).items()} == read_json("null_variances_5pt.json")


def test_intervals_of_icc_are_those_of_psych():
    targets = [[float(row[f"V{rater}"]) for rater in range(1, 5)] for row in read_csv("shrout_fleiss.csv")]

    found = icc(targets)

    expected = read_json("shrout_fleiss_icc.json")
    one, mean_of_four = (expected["types"].index(name) for name in ("ICC1", "ICC1k"))
    assert (found.icc1, found.icc2) == to_nine_digits((expected["ICC"][one], expected["ICC"][mean_of_four]))
    assert found.icc1_ci95 == to_nine_digits((expected["lower"][one], expected["upper"][one]))
    assert found.icc2_ci95 == to_nine_digits((expected["lower"][mean_of_four], expected["upper"][mean_of_four]))


def test_command_prints_the_interval_of_psych(tmp_path):
    rows = [f"{i},{row[f'V{v}']}" for i, row in enumerate(read_csv("shrout_fleiss.csv")) for v in range(1, 5)]
    long = tmp_path / "long.csv"
    long.write_text("\n".join(["target,rating", *rows]))

    pooled = scale_statistics(long, items=["rating"], scale="1:10", group=["target"])["pooled"]

    expected = read_json("shrout_fleiss_icc.json")
    assert pooled["icc1_ci95"] == to_nine_digits([expected["lower"][0], expected["upper"][0]])


def test_means_of_a_finite_population_are_those_of_survey():
    answers = {}
    for row in read_csv("fpc_lq2002_responses.csv"):
        answers.setdefault(row["grpid"], []).append(float(row["y"]))

    expected = read_csv("fpc_lq2002_ci.csv")
    assert len(expected) == 35
    for row in expected:
        values = answers[row["grpid"]]
        found = mean_of_population(values, int(row["N"]))
        assert found.n - 1 == int(row["df"])
        assert found.mean == to_nine_digits(float(row["mean"]))
        assert found.standard_error == to_nine_digits(float(row["se_fpc"]))
        assert found.interval == to_nine_digits((float(row["lo95"]), float(row["hi95"])))
        assert mean_of_sample(values).standard_error == to_nine_digits(float(row["se_no_fpc"]))


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("jobsat_1_2", "JOBSAT1", "JOBSAT2"),
        ("jobsat_1_3", "JOBSAT1", "JOBSAT3"),
        ("commit_1_3", "COMMIT1", "COMMIT3"),
    ],
)
def test_change_is_that_of_base_r(key, before, after):
    expected = read_json("univbct_change.json")[key]
    pairs = [
        (float(row[before]), float(row[after])) for row in read_csv("univbct_wide.csv") if row[before] and row[after]
    ]
    differences = [exact(second) - exact(first) for first, second in pairs]
    sd = float(variance(first for first, _ in pairs)) ** 0.5

    change = mean_of_sample(differences)
    rci = [reliable_change_index(first, second, sd, expected["reliability_used"]) for first, second in pairs]

    assert (change.n, sd) == (expected["n"], to_nine_digits(expected["sd1"]))
    assert float(mean(differences)) == to_nine_digits(expected["mean_diff"])
    assert change.interval == to_nine_digits(tuple(expected["ci95"]))
    assert change.mean / change.standard_error == to_nine_digits(expected["t"])
    assert standardised_response_mean(differences) == to_nine_digits(expected["srm"])
    assert standard_error_of_measurement(sd, expected["reliability_used"]) == to_nine_digits(expected["sem"])
    assert rci[:10] == to_nine_digits(expected["rci_first10"])
    assert sum(index > 1.96 for index in rci) == expected["rci_improved"]
    assert sum(index < -1.96 for index in rci) == expected["rci_worsened"]
