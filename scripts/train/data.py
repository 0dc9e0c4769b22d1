"""The pictures that avatars.mjs makes, as tensors."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

HIDDEN = 255


@dataclass
class Faces:
    """pictures: n×3×16×16 bytes; labels: n×columns int64, HIDDEN where the picture does not tell."""

    pictures: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.pictures)


def describe(folder: Path) -> dict:
    return json.loads((folder / "avatars.json").read_text())


def columns(folder: Path) -> dict[str, list[str]]:
    """Every label column's classes, the asked-for attributes first."""
    description = describe(folder)
    return {**description["attributes"], **description["shapes"]}


def load(folder: Path, part: str, device: torch.device | str = "cpu") -> Faces:
    pictures = np.fromfile(folder / f"{part}.rgb", np.uint8).reshape(-1, 16, 16, 3)
    labels = np.fromfile(folder / f"{part}.labels", np.uint8).reshape(len(pictures), -1)
    return Faces(torch.from_numpy(pictures).permute(0, 3, 1, 2).contiguous().to(device),
                 torch.from_numpy(labels.astype(np.int64)).to(device))


def to_signed(pictures: Tensor) -> Tensor:
    """Bytes → [-1, 1]."""
    return pictures.float() / 127.5 - 1


def to_bytes(x: Tensor) -> Tensor:
    """[-1, 1] → 0 … 255, clamped and rounded half to even, still float."""
    return ((x.clamp(-1, 1) + 1) * 127.5).round()
