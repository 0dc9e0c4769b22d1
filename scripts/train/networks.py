"""The three networks. Every layer is one that the C++ core and the WGSL kernels have as well."""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class ResidualBlock(nn.Module):
    """x + conv(silu(conv(silu(x)))), 3×3 convolutions, without normalization (as in EDSR, Lim et al. 2017,
    arXiv:1707.02921: normalization costs range that a picture needs). The last convolution starts at zero."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv2(F.silu(self.conv1(F.silu(x))))


class Encoder(nn.Module):
    """n×3×16×16 in [-1, 1] → n×8×4×4."""

    def __init__(self, c8: int = 48, c4: int = 96, latent: int = 8, blocks8: int = 1, blocks4: int = 1) -> None:
        super().__init__()
        self.conv_in = nn.Conv2d(12, c8, 3, padding=1)
        self.blocks8 = nn.ModuleList(ResidualBlock(c8) for _ in range(blocks8))
        self.down = nn.Conv2d(4 * c8, c4, 1)
        self.blocks4 = nn.ModuleList(ResidualBlock(c4) for _ in range(blocks4))
        self.conv_out = nn.Conv2d(c4, latent, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv_in(F.pixel_unshuffle(x, 2))
        for block in self.blocks8:
            x = block(x)
        x = self.down(F.pixel_unshuffle(x, 2))
        for block in self.blocks4:
            x = block(x)
        return self.conv_out(F.silu(x))


class Decoder(nn.Module):
    """n×8×4×4 → n×3×16×16."""

    def __init__(self, c16: int = 32, c8: int = 64, c4: int = 96, latent: int = 8,
                 blocks16: int = 2, blocks8: int = 3, blocks4: int = 2) -> None:
        super().__init__()
        self.conv_in = nn.Conv2d(latent, c4, 3, padding=1)
        self.position = nn.Parameter(torch.zeros(1, c4, 4, 4))
        self.blocks4 = nn.ModuleList(ResidualBlock(c4) for _ in range(blocks4))
        self.up8 = nn.Conv2d(c4, 4 * c8, 1)
        self.blocks8 = nn.ModuleList(ResidualBlock(c8) for _ in range(blocks8))
        self.up16 = nn.Conv2d(c8, 4 * c16, 1)
        self.blocks16 = nn.ModuleList(ResidualBlock(c16) for _ in range(blocks16))
        self.conv_out = nn.Conv2d(c16, 3, 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        x = self.conv_in(z) + self.position
        for block in self.blocks4:
            x = block(x)
        x = F.pixel_shuffle(self.up8(F.silu(x)), 2)
        for block in self.blocks8:
            x = block(x)
        x = F.pixel_shuffle(self.up16(F.silu(x)), 2)
        for block in self.blocks16:
            x = block(x)
        return self.conv_out(F.silu(x))


class Autoencoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()
