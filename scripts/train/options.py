"""The command line that all training scripts share."""
from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import torch

from training import cpu_has_bf16

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Options:
    folder: Path
    data: Path
    seed: int
    steps: int | None
    until: int | None
    resume: bool
    device: torch.device
    bf16: bool
    bits: int | None
    out: Path


def parse(description: str | None) -> Options:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--folder", type=Path, default=ROOT / "build/train", help="states and logs")
    parser.add_argument("--data", type=Path, default=None, help="pictures (default: FOLDER/data)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=None)
    parser.add_argument("--until", type=int, default=None, help="stop at this step; the schedule stays that of --steps")
    parser.add_argument("--bits", type=int, default=None, help="quantization-aware training of the diffusion model")
    parser.add_argument("--out", type=Path, default=ROOT / "assets/models", help="where the models are shipped")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads")
    parser.add_argument("--fresh", action="store_true", help="start over instead of going on")
    parser.add_argument("--float32", action="store_true", help="no bfloat16 in the convolutions of training")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    bf16 = not given.float32 and (device.type == "cuda" or cpu_has_bf16())
    return Options(folder=given.folder, data=given.data or given.folder / "data", seed=given.seed, steps=given.steps,
                   until=given.until, resume=not given.fresh, device=device, bf16=bf16, bits=given.bits, out=given.out)
