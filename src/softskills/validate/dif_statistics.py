"""What DIF is measured with: logistic regression, Nagelkerke's R², Mantel–Haenszel; see :mod:`softskills.validate.dif`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softskills.errors import InputError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_Z = 1.959963984540054
_STEPS = 100


@dataclass(frozen=True)
class Logistic:
    """A fitted logistic regression: coefficients (smallest norm where columns repeat each other) and log-likelihood."""

    coefficients: Floats
    log_likelihood: float
    rank: int


def fit_logistic(X: Floats, y: Floats) -> Logistic:
    """Logistic regression without penalty, by Newton's method.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        With a column of ones for the intercept. Columns may repeat each other: the likelihood is the same.
    y : ndarray of 0 and 1, shape (n,)

    Returns
    -------
    Logistic
        Where groups are separated perfectly the coefficients grow without end; the log-likelihood has a limit all
        the same, and the tests use only that.

    Examples
    --------
    >>> X, y = np.array([[1.0, 0]] * 4 + [[1, 1]] * 4), np.array([0.0, 0, 0, 1, 0, 1, 1, 1])
    >>> fit_logistic(X, y).coefficients.round(3).tolist()
    [-1.099, 2.197]
    """
    if X.ndim != 2 or len(X) != len(y) or not len(y):
        raise InputError(f"X has shape {X.shape} and y {y.shape}; give n × p and n, with n above 0")
    # A basis of the columns keeps the system regular, whatever repeats what.
    u, sizes, back = np.linalg.svd(X, full_matrices=False)
    rank = int((sizes > sizes[0] * max(X.shape) * np.finfo(float).eps).sum())
    basis, weights = u[:, :rank] * np.sqrt(len(y)), np.zeros(rank)
    likelihood = _log_likelihood(basis @ weights, y)
    for _ in range(_STEPS):
        p = _expit(basis @ weights)
        hessian = (basis.T * (p * (1 - p))) @ basis + 1e-10 * len(y) * np.eye(rank)
        step = np.linalg.solve(hessian, basis.T @ (y - p))
        # Halved until it does not overshoot; when no step helps, this is the maximum.
        for half in range(30):
            better = _log_likelihood(basis @ (weights + step / 2**half), y)
            if better >= likelihood:
                break
        else:
            break
        weights, gain, likelihood = weights + step / 2**half, better - likelihood, better
        if gain < 1e-10 * (1 + abs(likelihood)):
            break
    return Logistic(back[:rank].T @ (weights * np.sqrt(len(y)) / sizes[:rank]), likelihood, rank)


def _expit(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -500, 500))))


def _log_likelihood(z: Floats, y: Floats) -> float:
    return float((y * z - np.logaddexp(0, z)).sum())


def nagelkerke(log_likelihood: float, y: Floats) -> float:
    r"""Nagelkerke's (1991) R²: :math:`(1 - e^{2(L_0 - L)/n}) / (1 - e^{2 L_0/n})`, L₀ of the share of y alone.

    Examples
    --------
    >>> nagelkerke(0.0, np.array([0.0, 1.0, 1.0, 0.0]))
    1.0
    """
    share, n = y.mean(), len(y)
    null = float(n * (share * np.log(share) + (1 - share) * np.log(1 - share))) if 0 < share < 1 else 0.0
    most = 1 - np.exp(2 * null / n)
    return float((1 - np.exp(2 * (null - log_likelihood) / n)) / most) if most > 0 else float("nan")


def mantel_haenszel(seen: Flags, first: Flags, strata: NDArray[np.int64]) -> dict[str, float | str]:
    r"""Common odds ratio of the first group over the other, within strata, and the ETS class of its size.

    Parameters
    ----------
    seen : ndarray of bool, shape (n,)
        Whether the person showed it.
    first : ndarray of bool, shape (n,)
        Whether the person is of the first (reference) group; the others are of the other (focal) group.
    strata : ndarray of int, shape (n,)
        Matching score.

    Returns
    -------
    dict
        ``odds_ratio`` α (Mantel & Haenszel 1959), ``low, high`` (95 %, Robins, Breslow & Greenland 1986), ``mh_chi2``
        with continuity correction, ``mh_delta`` = −2.35 ln α, ``ets`` (Dorans & Holland 1993): "A" where \|delta\| < 1
        or it does not differ from 0 (chi², .05); "C" where \|delta\| ≥ 1.5 and is above 1 beyond chance (one-sided
        .05); else "B". NaN and "" where no stratum has both groups and both answers.

    Examples
    --------
    >>> seen, first = np.array([1, 1, 1, 0] * 10 + [1, 0, 0, 0] * 10, bool), np.arange(80) < 40
    >>> result = mantel_haenszel(seen, first, np.zeros(80, int))
    >>> round(result["odds_ratio"], 6), round(result["mh_delta"], 2), result["ets"]
    (9.0, -5.16, 'C')
    """
    place = np.unique(strata, return_inverse=True)[1]
    a, b, c, d = (
        np.bincount(place, weights=(group & answer).astype(float))
        for group in (first, ~first)
        for answer in (seen, ~seen)
    )
    total = a + b + c + d
    R, S, P, Q = a * d / total, b * c / total, (a + d) / total, (b + c) / total
    if not (R.sum() > 0 and S.sum() > 0):
        return dict.fromkeys(("odds_ratio", "low", "high", "mh_chi2", "mh_delta"), float("nan")) | {"ets": ""}
    ratio = R.sum() / S.sum()
    variance = (
        (P * R).sum() / (2 * R.sum() ** 2)
        + (P * S + Q * R).sum() / (2 * R.sum() * S.sum())
        + (Q * S).sum() / (2 * S.sum() ** 2)
    )
    expected = (a + b) * (a + c) / total
    spread = ((a + b) * (c + d) * (a + c) * (b + d) / (total**2 * np.maximum(total - 1, 1))).sum()
    chi2 = max(0.0, abs(a.sum() - expected.sum()) - 0.5) ** 2 / spread
    error, delta = float(np.sqrt(variance)), -2.35 * float(np.log(ratio))
    low, high = (float(ratio * np.exp(sign * _Z * error)) for sign in (-1, 1))
    return {
        "odds_ratio": float(ratio),
        "low": low,
        "high": high,
        "mh_chi2": float(chi2),
        "mh_delta": delta,
        "ets": _ets(delta, 2.35 * error, chi2),
    }


def _ets(delta: float, error: float, chi2: float) -> str:
    if abs(delta) < 1 or chi2 < 3.841:
        return "A"
    return "C" if abs(delta) >= 1.5 and (abs(delta) - 1) / error > 1.645 else "B"
