"""What the command says where a formula has no answer, or an agreed one."""

import pytest

from tests.assessments.statistics.reference import scale_statistics, to_nine_digits

NO_ICC = {"msb": None, "msw": None, "icc1": None, "icc1_k0": None, "icc2": None, "icc1_ci95": None}


@pytest.fixture
def run(tmp_path):
    def run(text, items="ab", scale="1:5", group=("g",), reverse=()):
        data = tmp_path / "data.csv"
        data.write_text(text, encoding="utf-8")
        return scale_statistics(data, items=tuple(items), scale=scale, group=group, reverse=reverse)

    return run


def test_group_of_one_has_n_and_mean_only(run):
    group = run("g,a,b\nx,2,5\n")["groups"]["x"]

    nulls = ("uniform", "slight_skew", "moderate_skew", "heavy_skew", "triangular", "normal")
    assert group == {
        "n": 1,
        "mean": 3.5,
        "rwg": dict.fromkeys(nulls),
        "rwg_lindell": None,
        "ad_mean": None,
        "ad_median": None,
        "awg": None,
    }


def test_group_without_variance_agrees_fully(run):
    group = run("g,a,b\nx,2.1,4\nx,2.1,4\nx,2.1,4\n")["groups"]["x"]

    assert set(group["rwg"].values()) == {1}
    assert (group["rwg_lindell"], group["ad_mean"], group["ad_median"]) == (1, 0, 0)


def test_rwg_stops_at_zero_and_lindell_does_not(run):
    group = run("g,a\nx,1\nx,5\n", items="a")["groups"]["x"]

    assert set(group["rwg"].values()) == {0}
    assert group["rwg_lindell"] == -3


def test_several_items_raise_rwg_by_the_formula_of_spearman_brown(run):
    one = run("g,a\nx,3\nx,4\n", items="a")["groups"]["x"]["rwg"]["uniform"]
    two = run("g,a,b\nx,3,3\nx,4,4\n")["groups"]["x"]["rwg"]["uniform"]

    assert one == 0.75
    assert two == to_nine_digits(2 * 0.75 / (2 * 0.75 + 0.25))


@pytest.mark.parametrize(
    ("answers", "awg"),
    [
        (("5,5", "5,5", "5,5"), 1),  # all at one end
        (("1,5", "1,5", "1,5"), 1),
        (("4,4", "4,4", "4,4"), None),  # above (5(n − 1) + 1)/n = 3.67
        (("4,2", "4,3", "3,4"), (7 / 8 + 2 / 3) / 2),  # 3.67 is just inside
        (("2,2", "2,2", "2,2"), None),  # below (1(n − 1) + 5)/n = 2.33
        (("4,3", "4,3", "4,3"), 1),  # the interpretable item alone
        (("3.3,3", "3.7,3", "4.0,3"), (0.95375 + 1) / 2),  # 3.67 to the last digit, though not in floats
    ],
)
def test_awg_counts_interpretable_items(run, answers, awg):
    group = run("g,a,b\n" + "".join(f"x,{row}\n" for row in answers))["groups"]["x"]

    assert group["awg"] == to_nine_digits(awg)


def test_skewed_nulls_are_left_out_for_other_scales(run):
    for scale in ("1:7", "0:4", "1:6"):
        assert list(run("g,a,b\nx,2,3\nx,2,4\n", scale=scale)["groups"]["x"]["rwg"]) == ["uniform"]


def test_incomplete_rows_and_groups_without_a_complete_row_are_left_out(run):
    result = run("g,a,b\nx,2,\nx,2,3\nx,4,3\ny,,3\n")

    assert {key: group["n"] for key, group in result["groups"].items()} == {"x": 2}
    assert (result["pooled"]["n_obs"], result["pooled"]["n_groups"]) == (2, 1)


def test_group_ids_are_unchanged_text_sorted_as_text(run):
    result = run('g,a,b\n10,1,1\n9,1,1\n 9 ,1,1\n"å, ø",1,1\n09,1,1\nB,1,1\na,1,1\n')

    assert list(result["groups"]) == [" 9 ", "09", "10", "9", "B", "a", "å, ø"]


def test_several_group_columns_are_joined(run):
    result = run("g,h,a,b\nx,1,2,3\nx,2,2,3\n", group=("h", "g"))

    assert list(result["groups"]) == ["1.x", "2.x"]


def test_row_without_a_group_counts_in_alpha_only(run):
    ungrouped = run("g,h,a,b\nx,1,1,1\nx,1,2,3\ny,,3,3\n,2,5,4\n", group=("g", "h"))

    assert list(ungrouped["groups"]) == ["x.1"]
    assert (ungrouped["pooled"]["n_obs"], ungrouped["pooled"]["n_groups"]) == (2, 1)
    assert ungrouped["pooled"]["alpha"] == run("g,a,b\nx,1,1\nx,2,3\ny,3,3\ny,5,4\n")["pooled"]["alpha"]


def test_without_group_there_are_no_groups_and_no_icc(run):
    result = run("a,b\n1,1\n2,3\n4,\n", group=())

    assert result["groups"] == {}
    assert result["pooled"] == {"n_obs": 2, "n_groups": None, "k0": None, **NO_ICC} | {
        key: result["pooled"][key] for key in ("alpha", "alpha_ci95", "omega")
    }


@pytest.mark.parametrize("text", ["g,a,b\n", "g,a,b\nx,1,\nx,,1\n"])
def test_no_complete_row_gives_nulls(run, text):
    nothing = {"n_groups": None, "k0": None, **NO_ICC, "alpha": None, "alpha_ci95": None, "omega": None}

    assert run(text) == {"format": "scale-statistics/1", "groups": {}, "pooled": {"n_obs": 0, **nothing}}


def test_one_group_has_msw_only(run):
    pooled = run("g,a,b\nx,1,1\nx,3,3\n")["pooled"]

    assert pooled["msw"] == 2
    assert {key: pooled[key] for key in ("k0", "msb", "icc1", "icc1_k0", "icc2", "icc1_ci95")} == dict.fromkeys(
        ("k0", "msb", "icc1", "icc1_k0", "icc2", "icc1_ci95")
    )


def test_groups_of_one_only_have_msb_only(run):
    pooled = run("g,a,b\nx,1,1\ny,3,3\n")["pooled"]

    assert (pooled["k0"], pooled["msb"]) == (1, 2)
    assert [pooled[key] for key in ("msw", "icc1", "icc1_k0", "icc2", "icc1_ci95")] == [None] * 5


def test_groups_of_one_count_in_the_icc(run):
    pooled = run("g,a\nx,1\nx,2\ny,5\n", items="a")["pooled"]

    assert pooled["k0"] == to_nine_digits(3 - 5 / 3)
    assert (pooled["msb"], pooled["msw"]) == to_nine_digits((49 / 6, 0.5))
    assert pooled["icc1"] == to_nine_digits((49 / 6 - 0.5) / (49 / 6 + 0.5 * 0.5))


def test_groups_without_inner_difference_give_one(run):
    # Rows of 1.1 + 4.9 and 2.2 + 3.8 have the same score only when it is reckoned exactly.
    pooled = run("g,a,b,c\nx,1.1,4.9,2.7\nx,2.2,3.8,2.7\ny,3,3,3\ny,3,3,3\n", items="abc")["pooled"]

    assert pooled["msw"] == 0
    assert [pooled[key] for key in ("icc1", "icc1_k0", "icc2", "icc1_ci95")] == [1, 1, 1, None]


def test_no_difference_at_all_gives_no_icc(run):
    pooled = run("g,a,b\nx,2,4\nx,4,2\ny,3,3\ny,3,3\n")["pooled"]

    assert (pooled["msb"], pooled["msw"]) == (0, 0)
    assert [pooled[key] for key in ("icc1", "icc1_k0", "icc2", "icc1_ci95")] == [None] * 4


def test_equal_group_means_give_the_lowest_icc1_and_no_icc2(run):
    pooled = run("g,a\nx,1\nx,3\nx,2\ny,1\ny,3\ny,2\n", items="a")["pooled"]

    assert (pooled["msb"], pooled["icc1"], pooled["icc1_k0"], pooled["icc2"]) == (0, -0.5, -0.5, None)
    assert pooled["icc1_ci95"] == [-0.5, -0.5]


@pytest.mark.parametrize(
    "rows",
    [
        ("1", "2", "4"),  # one item
        ("1,2",),  # one respondent
        ("1.1,4.9", "2.2,3.8", "3,3"),  # a sum without variance, exact only in decimals
    ],
)
def test_alpha_is_null_where_undefined(run, rows):
    items = "ab"[: rows[0].count(",") + 1]
    pooled = run("\n".join([",".join(items), *rows]), items=items, group=())["pooled"]

    assert (pooled["alpha"], pooled["alpha_ci95"]) == (None, None)


def test_negative_alpha_is_printed_as_it_is(run):
    pooled = run("a,b\n1,4\n3,1\n5,2\n", group=())["pooled"]

    assert pooled["alpha"] == to_nine_digits(2 * (1 - (4 + 7 / 3) / (7 / 3)))
    assert pooled["alpha_ci95"][0] < pooled["alpha"] < pooled["alpha_ci95"][1]


def test_identical_items_have_alpha_one(run):
    pooled = run("a,b,c\n1,1,1\n3,3,3\n4,4,4\n2,2,2\n5,5,5\n", items="abc", group=())["pooled"]

    assert (pooled["alpha"], pooled["alpha_ci95"], pooled["omega"]) == (1, [1, 1], None)


FIVE = ["1,2,1", "2,1,3", "3,4,3", "4,3,5", "5,5,4"]


@pytest.mark.parametrize(
    ("items", "rows"),
    [
        ("ab", ["1,2", "2,1", "3,4", "4,3"]),  # two items
        ("abc", [f"{row[:4]}3" for row in FIVE]),  # a constant item
        ("abc", FIVE[:3]),  # fewer respondents than a covariance matrix needs
        ("abcd", [f"{row},{sum(map(int, row.split(',')))}" for row in FIVE]),  # a sum of the others
        ("abc", ["1,1,1", "5,5,1", "1,1,5", "5,5,5", "3,2,3", "3,4,3"]),  # one item unrelated to the rest
        ("abc", ["1,2,4", "2,1,2", "2,4,1", "4,2,3", "4,4,5", "5,5,2", "1,1,3"]),  # no finite maximum
    ],
)
def test_omega_is_null_where_undefined(run, items, rows):
    pooled = run("\n".join([",".join(items), *rows]), items=items, scale="1:20", group=())["pooled"]

    assert pooled["omega"] is None


def test_reversed_items_are_turned_round_the_middle_of_the_scale(run):
    turned = run("g,a,b\nx,0,3\nx,1,4.5\n", scale="0:6", reverse=("b",))
    plain = run("g,a,b\nx,0,3\nx,1,1.5\n", scale="0:6")

    assert turned == plain


def test_scale_may_begin_below_zero(run):
    group = run("g,a,b\nx,-2,2\nx,-1.5,0\n", scale="-2:2")["groups"]["x"]

    assert (group["n"], group["mean"]) == (2, -0.375)


def test_byte_order_mark_quotes_and_crlf_are_read(run):
    assert run('\ufeff"g","a","b"\r\n"x",1,2\r\n"x",2,3\r\n')["groups"]["x"]["mean"] == 2


def test_blank_line_in_a_file_of_one_column_is_a_missing_answer(run):
    assert run("a\n1\n\n3\n", items="a", group=())["pooled"]["n_obs"] == 2
