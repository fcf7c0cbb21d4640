"""The interval of a share."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def wilson(count: ArrayLike, total: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    r"""Wilson's interval of a share.

    Parameters
    ----------
    count, total : int or array
        How many of how many.
    level : float
        Confidence.

    Returns
    -------
    low, high : ndarray
        NaN where ``total`` is 0.

    Notes
    -----
    :math:`(k + z^2/2 \pm z \sqrt{k (n-k) / n + z^2/4}) / (n + z^2)` (Wilson 1927), as R's
    ``prop.test(correct=FALSE)``. It takes cases for independent: count persons or stories, not units of one story.

    Examples
    --------
    >>> [round(float(end), 3) for end in wilson(9, 10)]
    [0.596, 0.982]
    """
    k, n = np.asarray(count, dtype=np.float64), np.asarray(total, dtype=np.float64)
    n = np.where(n > 0, n, np.nan)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    middle, half = k + z**2 / 2, z * np.sqrt(k * (n - k) / n + z**2 / 4)
    low, high = (middle - half) / (n + z**2), (middle + half) / (n + z**2)
    return np.maximum(low, 0.0), np.minimum(high, 1.0)
