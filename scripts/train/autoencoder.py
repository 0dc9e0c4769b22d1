"""Trains the autoencoder: 16×16×3 → 4×4×8 → 16×16×3.
usage: python3 scripts/train/autoencoder.py [--steps N] [--fresh]"""
from __future__ import annotations

import math
from itertools import permutations
from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from data import columns, describe, load, to_bytes, to_signed
from networks import Autoencoder
from options import Options, parse
from training import Training, autocast, step_generator

BATCH = 32
LEARNING_RATE = 1e-3
LATENT_NOISE = 0.01
REORDERED = 0.15
RECOLORED = 0.4
HAIR = 0.6  # of those: the hair
NEIGHBOR = 60  # in bytes: how far from a colour its neighbours reach that are recoloured with it (a deviation)
CHANNEL_ORDERS = torch.tensor(list(permutations(range(3))))
NEAR = 8 / 127.5  # what a pixel may be off and still count as near, in units of [-1, 1]


def accuracy_of(model: Autoencoder, pictures: Tensor) -> dict[str, float]:
    """PSNR over all bytes, and the share of pixels within 8/255 in every channel."""
    squares, near, count = 0.0, 0.0, 0
    with torch.no_grad():
        for part in pictures.split(250):
            difference = to_bytes(model.decoder(model.encoder(to_signed(part)))) - part.float()
            squares += difference.square().sum().item()
            near += (difference.abs().amax(1) <= 8).float().sum().item()
            count += part.numel()
    return {"psnr": 10 * math.log10(255**2 * count / max(squares, 1e-9)), "near": near / (count / 3)}


def reordered(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """A share of the pictures with red, green and blue in another order."""
    orders = torch.randint(6, (len(pictures),), generator=generator)
    orders[torch.rand(len(pictures), generator=generator) >= REORDERED] = 0
    order = CHANNEL_ORDERS[orders].to(pictures.device)
    return pictures.gather(1, order[:, :, None, None].expand_as(pictures))


def recolored(pictures: Tensor, hair: Tensor, generator: torch.Generator) -> Tensor:
    """A share of the pictures with one of their colours turned into a random one: that of the hair (n×3, negative where
    it does not show) or any other. Colours near it go part of the way, as the mixtures do that beard and shadow are
    drawn in. So a shape is learned in colours that training never shows it in: among the held-out pairs are blue
    beards."""
    count = len(pictures)
    flat = pictures.float().flatten(2)
    codes = (flat * torch.tensor([65536.0, 256.0, 1.0], device=flat.device)[:, None]).sum(1)
    twins = (codes[:, :, None] == codes[:, None, :]).sum(2)
    pick = torch.multinomial((1 / twins).cpu(), 1, generator=generator).to(flat.device)
    is_hair = (hair[:, :1] >= 0) & (torch.rand(count, 1, generator=generator) < HAIR).to(flat.device)
    old = torch.where(is_hair, hair, flat.gather(2, pick[:, None].expand(-1, 3, -1))[:, :, 0])[:, :, None]
    new = torch.randint(256, (count, 3, 1), generator=generator).float().to(flat.device)
    share = torch.exp((flat - old).square().sum(1, keepdim=True) / (-2 * NEIGHBOR**2))
    share *= (torch.rand(count, 1, 1, generator=generator) < RECOLORED).to(flat.device)
    return (flat + share * (new - old)).round().clamp(0, 255).reshape(pictures.shape)


def hair_colors(options: Options, labels: Tensor) -> Tensor:
    """n×3 bytes as floats, negative where a picture does not show its hair."""
    described = describe(options.data)
    colors = [list(bytes.fromhex(code)) for code in described["colors"]["hairColor"].values()]
    column = labels[:, list(columns(options.data)).index("hairColor")]
    table = torch.tensor([*colors, [-1, -1, -1]], dtype=torch.float32, device=labels.device)
    return table[column.clamp(max=len(colors))]


def batches(options: Options) -> Callable[[torch.Generator], tuple[Tensor, Tensor]]:
    """A function that draws pictures in [-1, 1] in changed colours, and noise for their latents."""
    faces = load(options.data, "train", options.device)
    hair = hair_colors(options, faces.labels)

    def draw(generator: torch.Generator) -> tuple[Tensor, Tensor]:
        pick = torch.randint(len(faces), (BATCH,), generator=generator)
        noise = torch.randn(BATCH, 8, 4, 4, generator=generator).to(options.device)
        pick = pick.to(options.device)
        return to_signed(reordered(recolored(faces.pictures[pick], hair[pick], generator), generator)), noise

    return draw


def train(options: Options) -> None:
    torch.manual_seed(options.seed)
    model = Autoencoder().to(options.device)
    judged = Autoencoder().to(options.device)
    draw = batches(options)
    held_out = load(options.data, "held_out", options.device).pictures[:500]

    def loss(model: nn.Module, step: int) -> Tensor:
        x, noise = draw(step_generator(options.seed, step))
        with autocast(options.device, options.bf16):
            z = model.encoder(x).float()
            # the noise keeps neighbours in the latent space alike, for the diffusion model's small errors
            y = model.decoder(z + LATENT_NOISE * noise).float()
        off = (y - x).abs()
        # the last term is that of the pixels that are not near yet; a little inside the bound, for safety
        return (off.square().mean() + 0.3 * off.mean() + 0.5 * F.relu(off - 0.7 * NEAR).mean()
                + 1e-4 * z.square().mean())

    def evaluate(weights: dict[str, Tensor]) -> dict[str, float]:
        judged.load_state_dict(weights)
        return accuracy_of(judged, held_out)

    training = Training("autoencoder", options.folder, model, steps=options.steps or 117_000, learning_rate=LEARNING_RATE,
                        average=0.998, resume=options.resume)
    begun = training.step
    training.run(loss, evaluate, until=options.until)
    if training.step > begun:  # a decoder that went on alone belongs to the encoder as it was
        (options.folder / "decoder.pt").unlink(missing_ok=True)


if __name__ == "__main__":
    train(parse(__doc__))
