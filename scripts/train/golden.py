"""Inputs and outputs of every kind of layer and of the shipped networks, for the C++ model to agree with: float32,
PyTorch's own answers. Run it again whenever assets/models changes; the pictures come from build/train/data.
usage: python3 scripts/train/golden.py

cpp/tests/golden/model/layers.npz     KIND.input, KIND.weight …, KIND.output; random numbers, odd sizes
cpp/tests/golden/model/networks.npz   autoencoder.*, judge.*, diffusion.*, noise.*, sample.*, quantized.*
Pictures are n×16×16×3 bytes, everything else is as in the networks: n×channels×rows×columns or n×channels."""
from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import shipped
from data import load, to_signed
from diffusion import asked_labels, class_counts
from flow import Block, Flow, sample
from networks import ResidualBlock
from noise import gaussian
from options import ROOT, Options, parse

FOLDER = ROOT / "cpp/tests/golden/model"


def shaken(layer: nn.Module) -> nn.Module:
    """With every parameter random: zeros and ones would hide a mistake."""
    for value in layer.parameters():
        nn.init.normal_(value, std=0.3)
    return layer


def parameters_of(layer: nn.Module, kind: str) -> dict[str, Tensor]:
    return {f"{kind}.{name}": value.detach() for name, value in layer.named_parameters()}


def layers() -> dict[str, Tensor]:
    torch.manual_seed(5)
    found: dict[str, Tensor] = {}

    def add(kind: str, layer: nn.Module, *inputs: Tensor) -> None:
        found.update(parameters_of(layer, kind))
        for name, value in zip(("input", "condition"), inputs):
            found[f"{kind}.{name}"] = value
        found[f"{kind}.output"] = layer(*inputs).detach()

    add("conv3x3", shaken(nn.Conv2d(5, 7, 3, padding=1)), torch.randn(2, 5, 3, 6))
    add("conv1x1", shaken(nn.Conv2d(6, 5, 1)), torch.randn(2, 6, 4, 3))
    add("linear", shaken(nn.Linear(13, 9)), torch.randn(3, 13))
    add("group_norm", shaken(nn.GroupNorm(4, 12)), torch.randn(3, 12) * 3 + 1)
    add("silu", nn.SiLU(), torch.tensor([-100.0, -20, -1, -1e-3, 0, 1e-3, 1, 20, 100]))
    add("pixel_shuffle", nn.PixelShuffle(2), torch.randn(2, 8, 3, 2))
    add("pixel_unshuffle", nn.PixelUnshuffle(2), torch.randn(2, 3, 4, 6))
    add("residual_block", shaken(ResidualBlock(5)), torch.randn(2, 5, 4, 4))
    add("flow_block", shaken(Block(16, 6, groups=4)), torch.randn(3, 16), torch.randn(3, 6))
    small = shaken(Flow({"skin": 3, "hat": 2}, width=16, blocks=1, condition=8))
    found.update({f"condition.{name}": value for name, value in parameters_of(small, "p").items()
                  if name.startswith(("p.attributes", "p.time"))})
    t, labels = torch.tensor([0.0, 0.375, 1.0]), torch.tensor([[0, 2], [3, 0], [1, 1]])
    output = small.condition(t, labels).detach()
    found.update({"condition.t": t, "condition.labels": labels, "condition.output": output})
    return {name.replace("condition.p.", "condition."): value for name, value in found.items()}


@torch.no_grad()
def networks(options: Options) -> dict[str, Tensor | np.ndarray]:
    auto, judge, flow = (load_(options.out) for load_ in (shipped.autoencoder, shipped.judge, shipped.diffusion))
    held_out = load(options.data, "held_out")
    pictures = held_out.pictures[:2]
    x = to_signed(pictures)
    latent = auto.encoder(x)
    found: dict[str, Tensor | np.ndarray] = {
        "autoencoder.pictures": pictures.permute(0, 2, 3, 1).contiguous(),
        "autoencoder.latent": latent,
        "autoencoder.output": auto.decoder(latent),
        "judge.features": judge.features(x),
        **{f"judge.{name}": values for name, values in judge(x).items()},
    }
    labels = asked_labels(held_out.labels[:2], class_counts(options.data))
    noise = gaussian(1, 2)
    start, t = torch.from_numpy(noise), torch.tensor([0.25, 0.875])
    found.update({"diffusion.input": start, "diffusion.t": t, "diffusion.labels": labels,
                  "diffusion.output": flow(start, t, labels)})
    result = sample(flow, start, labels, steps=4, guidance=2.0)
    # seed 1, 4 steps, guidance 2
    found.update({"noise.seed": np.array([1]), "noise.output": noise, "sample.labels": labels,
                  "sample.latent": result, "sample.output": shipped.draw(auto.decoder, result)})
    for bits in (2, 3):
        if (options.out / f"diffusion_{bits}bit.safetensors").exists():
            weight = shipped.diffusion(options.out, bits).blocks[0].linear1.weight
            found[f"quantized.{bits}bit.blocks.0.linear1.weight"] = weight[:2].detach()
    return found


def save(name: str, tensors: dict[str, Tensor | np.ndarray]) -> None:
    arrays = {}
    for key, value in tensors.items():
        array = value.numpy() if isinstance(value, Tensor) else value
        arrays[key] = array.astype(np.int16) if array.dtype == np.int64 else array
    np.savez(FOLDER / f"{name}.npz", **arrays)


if __name__ == "__main__":
    given = parse(__doc__)
    FOLDER.mkdir(parents=True, exist_ok=True)
    save("layers", layers())
    save("networks", networks(given))
