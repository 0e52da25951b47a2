"""Quantiles and tail areas of t and F, from scipy.special (scipy.stats would take longer to import than to use)."""


def t_quantile(probability: float, df: float) -> float:
    """The value below which Student's t with df > 0 degrees of freedom lies with the given probability."""
    from scipy.special import stdtrit

    return float(stdtrit(df, probability))


def t_two_sided_p(t: float, df: float) -> float:
    """P(|T| >= |t|) for Student's t with df > 0 degrees of freedom, 0 to 1."""
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def f_quantile(probability: float, df1: float, df2: float) -> float:
    """The value below which F with df1, df2 > 0 degrees of freedom lies with the given probability."""
    from scipy.special import fdtri

    return float(fdtri(df1, df2, probability))
