#!/usr/bin/python3
"""What PyTorch and scikit-learn take for what the tensor half does, on the same weights; one thread.

usage: peers_tensor.py torch FILE SIDE
       peers_tensor.py sklearn FILE K MOST_SECONDS
FILE holds SIDE × SIDE raw float32. Prints one JSON object a line: {"name", "seconds", "runs"}, the median of the runs.
sklearn takes the largest quarter of a quarter … of the weights that it is done with in about MOST_SECONDS, and adds
{"side", "inertia"}: the first side² weights.
"""
import json
import os
import statistics
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when the libraries below load

import numpy as np


def timed(work, budget=1.0):
    """The median seconds of `work` over 5 to 101 runs, about as many as the budget holds, and the runs."""
    start = time.perf_counter()
    work()
    runs = min(101, max(5, int(budget / (time.perf_counter() - start))))
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken), runs


def show(**result):
    print(json.dumps(result), flush=True)


def run_torch(weights, side):
    import torch

    torch.set_num_threads(1)
    x = torch.from_numpy(weights.reshape(side, side))
    low, high = x.min().item(), x.max().item()
    scale = (high - low) / 255
    zero_point = int(round(-128 - low / scale))
    zeros = torch.zeros(side, dtype=torch.long)
    of_rows = x.abs().amax(1).double() / 127
    of_columns = x.abs().amax(0).double() / 127
    quantize = lambda: torch.quantize_per_tensor(x, scale, zero_point, torch.qint8)
    quantized = quantize()
    measures = {
        "range": lambda: (x.min(), x.max()),
        "quantize int8": quantize,
        "range rows": lambda: (x.amin(1), x.amax(1)),
        "quantize rows": lambda: torch.quantize_per_channel(x, of_rows, zeros, 0, torch.qint8),
        "range columns": lambda: (x.amin(0), x.amax(0)),
        "quantize columns": lambda: torch.quantize_per_channel(x, of_columns, zeros, 1, torch.qint8),
        "dequantize int8": lambda: quantized.dequantize(),
        "to bfloat16": lambda: x.to(torch.bfloat16),
        "to float16": lambda: x.to(torch.float16),
    }
    for name, work in measures.items():
        seconds, runs = timed(work)
        show(name=name, seconds=seconds, runs=runs)


def run_sklearn(weights, k, most_seconds):
    from sklearn.cluster import KMeans

    def fit(side):
        model = KMeans(k, n_init=1, max_iter=300, tol=1e-4, algorithm="lloyd", random_state=0)
        start = time.perf_counter()
        model.fit(weights[: side * side].reshape(-1, 1))
        seconds = time.perf_counter() - start
        # inertia_ adds up in single precision, which over 16 million weights loses a hundredth of it
        of_each = weights[: side * side] - model.cluster_centers_[model.labels_, 0].astype(np.float64)
        return {"name": f"kmeans {k}", "seconds": seconds, "runs": 1, "side": side, "inertia": float(of_each @ of_each)}

    side = int(round(len(weights) ** 0.5))
    found = fit(side // 8)
    # Iterations cost as much as there are weights, and need not be equally many: four times as long, with some to spare.
    while found["side"] < side and found["seconds"] * 5 < most_seconds:
        found = fit(found["side"] * 2)
    show(**found)


def main():
    what, path, *numbers = sys.argv[1:]
    weights = np.fromfile(path, np.float32)
    if what == "torch":
        run_torch(weights, int(numbers[0]))
    else:
        run_sklearn(weights, int(numbers[0]), float(numbers[1]))


main()
