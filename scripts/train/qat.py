"""Weights that a network is trained to do without most of their bits: a fake-quantized weight is rounded in the forward
pass and passed through in the backward one (straight-through estimator, Bengio et al. 2013, arXiv:1308.3432), and each
group's step is learned (LSQ, Esser et al. 2020, arXiv:1902.08153)."""
from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

GROUP = 64


class FakeQuantize(nn.Module):
    """weight rows×columns → scale · clip(round(weight / scale), -2^(bits-1), 2^(bits-1) - 1), a scale for each GROUP
    neighbours of a row; zero_point 0: the library's symmetric full-range mode by groups."""

    def __init__(self, weight: Tensor, bits: int) -> None:
        super().__init__()
        rows, columns = weight.shape
        if columns % GROUP:
            raise ValueError(f"a row of {columns} weights does not divide into groups of {GROUP}")
        self.low, self.high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
        groups = weight.detach().reshape(rows, columns // GROUP, GROUP)
        # LSQ's start: twice the mean magnitude over the root of the largest integer
        self.scale = nn.Parameter(2 * groups.abs().mean(2) / math.sqrt(max(self.high, 1)))

    def integers(self, weight: Tensor) -> Tensor:
        groups = weight.reshape(*self.scale.shape, GROUP)
        return (groups / self.scale[..., None]).clamp(self.low, self.high).round()

    def forward(self, weight: Tensor) -> Tensor:
        groups = weight.reshape(*self.scale.shape, GROUP)
        # LSQ scales the step's gradient down so that steps and weights learn at like rates
        share = 1 / math.sqrt(GROUP * max(self.high, 1))
        scale = (self.scale * share + (self.scale * (1 - share)).detach())[..., None].clamp(min=1e-6)
        ratio = (groups / scale).clamp(self.low, self.high)
        rounded = ratio + (ratio.round() - ratio).detach()
        return (rounded * scale).reshape_as(weight)


def quantized_layers(model: nn.Module) -> dict[str, nn.Linear]:
    """The linear layers of the blocks, where nearly all weights are."""
    return {name: layer for name, layer in model.named_modules()
            if isinstance(layer, nn.Linear) and name.startswith("blocks.")}


def fake_quantize(model: nn.Module, bits: int) -> None:
    for layer in quantized_layers(model).values():
        parametrize.register_parametrization(layer, "weight", FakeQuantize(layer.weight, bits))


def packed(integers: np.ndarray, bits: int) -> np.ndarray:
    """Bytes as roundoff::linear::pack has them: each integer plus 2^(bits-1), the first in the highest bits. 3 bits are
    kept in 4."""
    field = 2 if bits == 2 else 4
    per_byte = 8 // field
    values = (integers.reshape(-1, per_byte).astype(np.int16) + (1 << (field - 1))) & ((1 << field) - 1)
    shifts = np.arange(per_byte - 1, -1, -1, dtype=np.int16) * field
    return (values << shifts).sum(1).astype(np.uint8)
