"""McDonald's ω from one common factor, fitted by maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.statistics.exact import Answers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray

SINGULAR = 1e-10  # smallest eigenvalue of a correlation matrix that still counts as regular
STATIONARY = 1e-7  # largest slope of the discrepancy at a minimum, in the correlation metric
CURVED = 1e-9  # smallest curvature relative to the largest; below it the loadings are not determined
ITERATIONS = 500


@dataclass(frozen=True, slots=True)
class OneFactor:
    """Loadings λ and residual variances θ of Σ = λλ' + diag(θ). A residual variance may be negative."""

    loadings: Array
    residuals: Array

    @property
    def omega(self) -> float:
        common = self.loadings.sum() ** 2
        return float(common / (common + self.residuals.sum()))


def omega(answers: Answers) -> float | None:
    """ω = (Σλ)²/((Σλ)² + Σθ), the share of the model-implied variance of the sum that the common factor carries.

    At least 0; above 1 only with a negative residual sum. None with fewer than three items, a constant item, a singular
    covariance matrix or no convergence. McDonald 1999, Test theory: a unified treatment; the model-implied total as in
    semTools (Jorgensen et al.), the fit as in lavaan (Rosseel 2012, Journal of Statistical Software 48(2)).
    """
    import numpy as np

    if len(answers) < 2 or len(answers[0]) < 3 or any(len(set(column)) == 1 for column in zip(*answers, strict=True)):
        return None
    model = one_factor(np.cov(np.array(answers, dtype=float), rowvar=False))
    return None if model is None else model.omega


def one_factor(covariance: Array) -> OneFactor | None:
    """The one-factor model that maximises the normal likelihood of a J x J covariance matrix, J >= 3.

    Minimises F = log|Σ| + tr(SΣ⁻¹) − log|S| − J over all λ and θ with Σ positive definite (Jöreskog 1967, Psychometrika
    32, 443-482), θ unbounded. None when S is singular or no determined minimum is reached.
    """
    import numpy as np

    sd = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(sd, sd)
    if np.linalg.eigvalsh(correlation)[0] < SINGULAR:
        return None
    # The likelihood does not depend on the units, so the fit is made in the best conditioned ones.
    solutions = [found for start in _starts(correlation) if (found := _minimise(correlation, start)) is not None]
    if not solutions:
        return None
    _, loadings, residuals = min(solutions, key=lambda found: found[0])
    return OneFactor(loadings * sd, residuals * sd**2)


def _starts(correlation: Array) -> list[Array]:
    """Residuals from the squared multiple correlations, and one half; loadings signed as the first component."""
    import numpy as np

    signs = np.where(np.linalg.eigh(correlation)[1][:, -1] < 0, -1.0, 1.0)
    multiple = np.clip(1 / np.diag(np.linalg.inv(correlation)), 0.05, 0.95)
    half = np.full(len(signs), 0.5)
    return [np.concatenate([signs * np.sqrt(1 - residuals), np.ones(len(signs))]) for residuals in (multiple, half)]


def _minimise(correlation: Array, start: Array) -> tuple[float, Array, Array] | None:
    """(F, λ, θ) at a determined minimum reached from ``start``, else None.

    The parameters are λ and the implied variances v = λ² + θ: with a strongly negative θ the valley in (λ, θ) is too
    bent to follow, in (λ, v) it is nearly straight.
    """
    import numpy as np
    from scipy.optimize import minimize

    found = minimize(
        _discrepancy,
        start,
        args=(correlation,),
        method="trust-exact",
        jac=_gradient,
        hess=_hessian,
        options={"gtol": 1e-10, "maxiter": ITERATIONS},
    )
    curvature = np.linalg.eigvalsh(_hessian(found.x, correlation))
    if np.abs(found.jac).max() > STATIONARY or curvature[0] < CURVED * curvature[-1]:
        return None
    loadings, variances = np.split(found.x, 2)
    return float(found.fun), loadings, variances - loadings**2


def _implied(loadings: Array, variances: Array) -> Array:
    import numpy as np

    implied = np.outer(loadings, loadings)
    np.fill_diagonal(implied, variances)
    return implied


def _discrepancy(parameters: Array, sample: Array) -> float:
    """F without its constant part; infinite outside the positive definite matrices, so that no step ends there."""
    import numpy as np

    try:
        root = np.linalg.cholesky(_implied(*np.split(parameters, 2)))
    except np.linalg.LinAlgError:
        return np.inf
    half = np.linalg.solve(root, sample)
    return float(2 * np.log(np.diag(root)).sum() + np.trace(np.linalg.solve(root.T, half)))


def _gradient(parameters: Array, sample: Array) -> Array:
    """dF = tr[(P − W)dΣ] with P = Σ⁻¹ and W = PSP."""
    import numpy as np

    loadings, variances = np.split(parameters, 2)
    precision = np.linalg.inv(_implied(loadings, variances))
    slope = precision - precision @ sample @ precision
    of_variances = np.diag(slope)
    return np.concatenate([2 * (slope @ loadings - of_variances * loadings), of_variances])


def _hessian(parameters: Array, sample: Array) -> Array:
    """d²F = tr[(P dΣ W + W dΣ P − P dΣ P)dΣ] + tr[(P − W)d²Σ], taken in (λ, θ) and carried over to (λ, v)."""
    import numpy as np

    loadings, variances = np.split(parameters, 2)
    p = np.linalg.inv(_implied(loadings, variances))
    w = p @ sample @ p
    pl, wl = p @ loadings, w @ loadings
    cross = np.outer(pl, wl)
    of_loadings = p * (loadings @ wl - loadings @ pl + 1) + w * (loadings @ pl - 1) - np.outer(pl, pl) + cross + cross.T
    mixed = 2 * (p * wl + w * pl - p * pl)
    of_residuals = 2 * p * w - p**2
    back = np.diag(-2 * loadings)  # dθ/dλ at a fixed v
    block = 2 * of_loadings + mixed @ back + back @ mixed.T + back @ of_residuals @ back - 2 * np.diag(np.diag(p - w))
    across = mixed + back @ of_residuals
    return np.block([[block, across], [across.T, of_residuals]])
