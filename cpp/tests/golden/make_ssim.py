#!/usr/bin/python3
"""Pairs of small pictures with their SSIM as scikit-image computes it, for the core to agree with.

usage: make_ssim.py > ssim.json   needs: python3-skimage python3-numpy
"""
import json
import numpy as np
from skimage.metrics import structural_similarity

rng = np.random.default_rng(1)


def luma(picture):
    return picture.astype(np.float64) @ [0.299, 0.587, 0.114]


def case(name, before, after):
    before, after = (np.clip(np.round(p), 0, 255).astype(np.uint8) for p in (before, after))
    ssim = structural_similarity(
        luma(before), luma(after), gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255
    )
    height, width, _ = before.shape
    return {
        "name": name,
        "width": width,
        "height": height,
        "before": before.tobytes().hex(),
        "after": after.tobytes().hex(),
        "ssim": float(ssim),
    }


def gradient(height, width):
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 / width, y * 255 / height, 255 - x * 255 / width], -1)


smooth = gradient(17, 23)
noise = rng.uniform(0, 255, (13, 16, 3))
flat = np.full((11, 11, 3), 200.0)
cases = [
    case("a gradient in steps of 64 levels", smooth, np.round(smooth / 64) * 64),
    case("a gradient with noise", smooth, smooth + rng.normal(0, 12, smooth.shape)),
    case("noise and its negative", noise, 255 - noise),
    case("two noises", noise, rng.uniform(0, 255, noise.shape)),
    case("two flat colours, one window", flat, flat - 30),
    case("identical", noise, noise),
]
print(json.dumps(cases, indent=0))
