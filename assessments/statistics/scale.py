"""Everything ``manage.py scale_statistics`` says about one scale, as plain values ready for JSON."""

from collections.abc import Sequence

from assessments.statistics.agreement import ad_mean, ad_median, awg, rwg, rwg_lindell
from assessments.statistics.exact import Answers, mean
from assessments.statistics.icc import icc
from assessments.statistics.nulls import Scale, null_variances
from assessments.statistics.omega import omega
from assessments.statistics.reliability import alpha, alpha_ci95
from assessments.statistics.scale_file import ScaleRow

FORMAT = "scale-statistics/1"


def scale_statistics(rows: Sequence[ScaleRow], scale: Scale, *, grouped: bool) -> dict:
    """Agreement per group and pooled reliability over the complete rows (listwise deletion).

    Groups are sorted by id as text; one without a complete row is left out. A row without a group counts in alpha and
    omega only. With ``grouped`` false, n_obs counts all complete rows and every figure that needs groups is None.
    """
    complete = [row for row in rows if None not in row.answers]
    groups: dict[str, list] = {}
    for row in complete:
        if row.group is not None:
            groups.setdefault(row.group, []).append(row.answers)
    answers = [row.answers for row in complete]
    return {
        "format": FORMAT,
        "groups": {group: _group(groups[group], scale) for group in sorted(groups)},
        "pooled": {**_between_groups(groups, answers, grouped=grouped), **_reliability(answers)},
    }


def _group(answers: Answers, scale: Scale) -> dict:
    return {
        "n": len(answers),
        "mean": float(mean(mean(row) for row in answers)),
        "rwg": {name: rwg(answers, variance) for name, variance in null_variances(scale).items()},
        "rwg_lindell": rwg_lindell(answers, scale),
        "ad_mean": ad_mean(answers),
        "ad_median": ad_median(answers),
        "awg": awg(answers, scale),
    }


def _between_groups(groups: dict[str, list], answers: Answers, *, grouped: bool) -> dict:
    found = icc([[mean(row) for row in group] for group in groups.values()])
    has_groups = grouped and bool(answers)
    return {
        "n_obs": found.n_obs if has_groups else len(answers),
        "n_groups": found.n_groups if has_groups else None,
        "k0": found.k0,
        "msb": found.msb,
        "msw": found.msw,
        "icc1": found.icc1,
        "icc1_k0": found.icc1_k0,
        "icc2": found.icc2,
        "icc1_ci95": found.icc1_ci95,
    }


def _reliability(answers: Answers) -> dict:
    value = alpha(answers)
    return {
        "alpha": value,
        "alpha_ci95": None if value is None else alpha_ci95(value, len(answers), len(answers[0])),
        "omega": omega(answers),
    }
