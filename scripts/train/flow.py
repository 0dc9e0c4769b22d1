"""The diffusion model: a rectified flow (Liu, Gong & Liu 2022, arXiv:2209.03003; Lipman et al. 2022, arXiv:2210.02747)
on the autoencoder's latent, conditioned on attributes. A face's parts stand always in the same place, so the 4×4×8
latent is taken as one vector of 128 numbers and the network is made of linear layers: 1.8 million multiplications for a
step of a face, where eight blocks of 3×3 convolutions with 112 channels on 4×4 take 29 million."""
from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LATENT = 8 * 4 * 4


class Block(nn.Module):
    """x + linear2(silu(linear1(silu(film(norm(x)))))), FiLM's scale and shift from the condition (Perez et al. 2017,
    arXiv:1709.07871). The last linear layer starts at zero."""

    def __init__(self, width: int, condition: int, groups: int = 8) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(groups, width)
        self.film = nn.Linear(condition, 2 * width)
        self.linear1 = nn.Linear(width, width)
        self.linear2 = nn.Linear(width, width)
        nn.init.zeros_(self.linear2.weight)
        nn.init.zeros_(self.linear2.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.film(condition).chunk(2, 1)
        h = F.silu(self.norm(x.float()) * (1 + scale) + shift)
        return x + self.linear2(F.silu(self.linear1(h)))


class Flow(nn.Module):
    """Velocity of the normalized latent: x n×128, t n in [0, 1] (0 noise, 1 picture), labels n×attributes (a class,
    or the number of classes for 'not asked') → n×128. A latent z (n×8×4×4, channel first) is normalized as
    (z - mean) / scale; both are kept with the weights."""

    def __init__(self, classes: dict[str, int], width: int = 320, blocks: int = 6, condition: int = 128) -> None:
        super().__init__()
        self.width = width
        self.attributes = nn.ModuleDict({name: nn.Embedding(n + 1, condition) for name, n in classes.items()})
        for table in self.attributes.values():
            nn.init.normal_(table.weight, std=0.3)
        self.time1 = nn.Linear(64, condition)
        self.time2 = nn.Linear(condition, condition)
        self.linear_in = nn.Linear(LATENT, width)
        self.blocks = nn.ModuleList(Block(width, condition) for _ in range(blocks))
        self.norm_out = nn.GroupNorm(8, width)
        self.linear_out = nn.Linear(width, LATENT)
        nn.init.zeros_(self.linear_out.weight)
        nn.init.zeros_(self.linear_out.bias)
        self.register_buffer("mean", torch.zeros(LATENT))
        self.register_buffer("scale", torch.ones(LATENT))

    def condition(self, t: Tensor, labels: Tensor) -> Tensor:
        """n×condition: 32 cosines and 32 sines of 1000 t at periods growing from 2π to 2π·10⁴ (Vaswani et al. 2017),
        two linear layers, plus the sum of the attributes' vectors."""
        frequencies = torch.exp(torch.arange(32, device=t.device) * (-math.log(1e4) / 31))
        angles = 1000 * t[:, None] * frequencies
        time = self.time2(F.silu(self.time1(torch.cat([angles.cos(), angles.sin()], 1))))
        asked = sum(table(labels[:, i]) for i, table in enumerate(self.attributes.values()))
        return F.silu(time + asked)

    def forward(self, x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        condition = self.condition(t, labels)
        x = self.linear_in(x).float()
        for block in self.blocks:
            x = block(x, condition)
        return self.linear_out(F.silu(self.norm_out(x.float())))


def not_asked(model: Flow, device: torch.device | str = "cpu") -> Tensor:
    """The label row that asks for nothing."""
    return torch.tensor([table.num_embeddings - 1 for table in model.attributes.values()], device=device)


@torch.no_grad()
def sample(model: Flow, noise: Tensor, labels: Tensor, steps: int, guidance: float) -> Tensor:
    """Euler's method from noise (n×128) to a latent n×8×4×4, with classifier-free guidance (Ho & Salimans 2022,
    arXiv:2207.12598): v = v_nothing + guidance · (v_asked - v_nothing)."""
    x = noise
    nothing = not_asked(model, noise.device).expand_as(labels)
    for step in range(steps):
        t = torch.full((len(x),), step / steps, device=x.device)
        asked = model(x, t, labels)
        free = model(x, t, nothing)
        x = x + (free + guidance * (asked - free)) / steps
    return (x * model.scale + model.mean).reshape(-1, 8, 4, 4)
