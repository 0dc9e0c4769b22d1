"""Writes what is measured with in the browser. judge_features.safetensors: the mean and the covariance of the judge's
features over held-out pictures, which the Fréchet distance of generated faces is taken to; to be made again whenever the
judge changes. held_out.png: pictures for the autoencoder, one below the other, so that their pixels lie face by face.
usage: python3 scripts/train/features.py"""
from __future__ import annotations

import numpy as np
from PIL import Image

import shipped
import tensorfile
from data import load, to_signed
from evaluate import SAMPLES, features_of
from options import Options, parse

PICTURES = 256


def main(options: Options) -> None:
    held_out = load(options.data, "held_out")
    # those that evaluate.py compares with: the ones before them lend samples their labels
    count = min(SAMPLES, len(held_out) // 2)
    features = features_of(shipped.judge(options.out), to_signed(held_out.pictures[count : 2 * count]))
    tensors = {"mean": features.mean(0).astype(np.float32), "covariance": np.cov(features.T).astype(np.float32)}
    tensorfile.write(options.out / "judge_features.safetensors", tensors, {"format": "roundoff", "faces": str(count)})
    rows = held_out.pictures[:PICTURES].permute(0, 2, 3, 1).reshape(-1, 16, 3)
    Image.fromarray(rows.byte().numpy()).save(options.out / "held_out.png", optimize=True)


if __name__ == "__main__":
    main(parse(__doc__))
