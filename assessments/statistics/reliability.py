"""Reliability of a scale over many respondents. Inside one group of eight these figures are noise."""

from assessments.statistics.exact import Answers, columns, exact, variance
from assessments.statistics.quantiles import f_quantile


def alpha(answers: Answers) -> float | None:
    """Cronbach's α = J/(J − 1)·(1 − Σs²_j/s²_sum); at most 1, below 0 when items work against each other.

    None with one item, fewer than two respondents or a sum without variance.
    Cronbach 1951, Psychometrika 16, 297-334.
    """
    if len(answers) < 2 or len(answers[0]) < 2:
        return None
    items = len(answers[0])
    of_sum = variance(sum(map(exact, row)) for row in answers)
    if not of_sum:
        return None
    return float((1 - sum(map(variance, columns(answers))) / of_sum) * items / (items - 1))


def alpha_ci95(value: float, respondents: int, items: int) -> tuple[float, float]:
    """95 % interval of α: 1 − (1 − α)F.975 to 1 − (1 − α)F.025 with n − 1 and (n − 1)(J − 1) degrees of freedom.

    Needs at least two respondents and two items. Feldt 1965, Psychometrika 30, 357-370.
    """
    df1, df2 = respondents - 1, (respondents - 1) * (items - 1)
    return 1 - (1 - value) * f_quantile(0.975, df1, df2), 1 - (1 - value) * f_quantile(0.025, df1, df2)
