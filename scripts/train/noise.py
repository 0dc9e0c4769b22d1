"""The sampler's noise, defined so that C++ repeats it: SplitMix64 as in cpp/roundoff/base/random.h, and Box–Muller in
double precision, rounded to float32 at the end.

Face i of seed s draws from its own stream, Random(Random(s + i).next()), so more faces do not change the first ones.
Numbers 2k and 2k + 1 of a face come from the uniforms u = uniform(), w = uniform() drawn in this order:
r = sqrt(-2 ln(1 - u)), r cos(2πw) and r sin(2πw)."""
from __future__ import annotations

import numpy as np

_GAMMA = np.uint64(0x9E3779B97F4A7C15)


def _mix(z: np.ndarray) -> np.ndarray:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def gaussian(seed: int, faces: int, numbers: int = 128) -> np.ndarray:
    """faces×numbers float32 of mean 0 and variance 1; `numbers` even."""
    with np.errstate(over="ignore"):
        streams = _mix(np.uint64(seed) + np.arange(faces, dtype=np.uint64) + _GAMMA)
        draws = _mix(streams[:, None] + np.arange(1, numbers + 1, dtype=np.uint64) * _GAMMA)
    uniform = (draws >> np.uint64(11)).astype(np.float64) * 2.0**-53
    u, w = uniform[:, 0::2], uniform[:, 1::2]
    radius = np.sqrt(-2 * np.log(1 - u))
    both = np.stack([radius * np.cos(2 * np.pi * w), radius * np.sin(2 * np.pi * w)], 2)
    return both.reshape(faces, numbers).astype(np.float32)
