#!/usr/bin/python3
"""Integers, scales and zero-points as PyTorch finds them, for the core to agree with to the bit.

usage: make_linear.py > linear.json   needs: python3-torch (1.13)
Floats are written as the eight hex digits of their float32 bits, so that nothing is lost in decimals.
"""
import json
import struct

import torch
from torch.ao.quantization.observer import MinMaxObserver, PerChannelMinMaxObserver

torch.manual_seed(3)


def bits(tensor):
    return [struct.pack(">f", x).hex() for x in tensor.flatten().tolist()]


def ties(scale):
    """Values at, and one float beside, the midpoints between integers."""
    middle = (torch.arange(-140, 140, dtype=torch.float32) + 0.5) * scale
    up = torch.nextafter(middle, torch.tensor(float("inf")))
    down = torch.nextafter(middle, torch.tensor(float("-inf")))
    return torch.cat([middle, up, down])


tensors = {
    "normal": torch.randn(7, 37) * 0.05,
    "uniform, far from 0": torch.rand(200) * 3 + 5,
    "all negative": -torch.rand(50) - 1,
    "ties at a scale of 1/8": ties(0.125),
    "ties at a scale of 0.1": ties(0.1),
    "heavy tails": torch.randn(300) ** 5,
    "huge": torch.randn(64) * 1e37,
    "one value": torch.tensor([0.3]),
    "zeros of both signs": torch.tensor([1.0, -0.25, 0.0, -0.0]),
}
modes = {"asymmetric": torch.per_tensor_affine, "symmetric_full": torch.per_tensor_symmetric}

per_tensor = []
for name, x in tensors.items():
    for mode, scheme in modes.items():
        observer = MinMaxObserver(dtype=torch.qint8, qscheme=scheme)
        observer(x)
        scale, zero_point = observer.calculate_qparams()
        q = torch.quantize_per_tensor(x, scale.item(), int(zero_point), torch.qint8)
        per_tensor.append(
            {
                "name": name,
                "mode": mode,
                "x": bits(x),
                "scale": bits(scale)[0],
                "zero_point": int(zero_point),
                "q": q.int_repr().flatten().tolist(),
                "dq": bits(q.dequantize()),
            }
        )

per_channel = []
x = torch.randn(5, 4, 6) * torch.tensor([0.01, 1, 30, 1e-4]).reshape(1, 4, 1)
for axis in range(3):
    observer = PerChannelMinMaxObserver(ch_axis=axis, dtype=torch.qint8, qscheme=torch.per_channel_affine)
    observer(x)
    scale, zero_point = observer.calculate_qparams()
    q = torch.quantize_per_channel(x, scale, zero_point, axis, torch.qint8)
    per_channel.append(
        {
            "axis": axis,
            "shape": list(x.shape),
            "x": bits(x),
            "scales": bits(scale),
            "zero_points": zero_point.tolist(),
            "q": q.int_repr().flatten().tolist(),
            "dq": bits(q.dequantize()),
        }
    )

special = torch.tensor(
    [0.0, -0.0, 1.0, 65504.0, 65519.9, 65520.0, -70000.0, 3.3895e38, 3.4e38, 1e-45, 6e-8, 2.9e-8, 2.98e-8, 1e-40,
     float("inf"), -float("inf"), 1.00390625, 1.01171875, 1.0009765625, 1.00048828125, 1.00146484375]
)
x = torch.cat([special, torch.randn(100), torch.randn(60) * 1e-5, torch.randn(60) * 1e-39])
casts = {
    "x": bits(x),
    "float16": [v & 0xFFFF for v in x.half().view(torch.int16).tolist()],
    "bfloat16": [v & 0xFFFF for v in x.bfloat16().view(torch.int16).tolist()],
}


# Ranges of integers that no integer type of PyTorch has: its observers and fake quantization take any.
# The restricted range is one from -q_max on.
def fake_modes(bits):
    q_max = 2 ** (bits - 1) - 1
    return {
        "symmetric": (torch.per_tensor_symmetric, torch.per_channel_symmetric, -q_max, q_max),
        "symmetric_full": (torch.per_tensor_symmetric, torch.per_channel_symmetric, -q_max - 1, q_max),
        "asymmetric": (torch.per_tensor_affine, torch.per_channel_affine, -q_max - 1, q_max),
    }


fake_tensors = {
    "normal": torch.randn(40) * 0.05,
    "far from 0": torch.rand(24) * 3 + 5,
    "ties at a scale of 1/4": torch.arange(-32, 33, dtype=torch.float32) / 8,
}
fake_channels = torch.randn(4, 3, 5) * torch.tensor([0.01, 1, 30]).reshape(1, 3, 1)
fake = []
for width in range(2, 9):
    for mode, (tensor_scheme, channel_scheme, q_min, q_max) in fake_modes(width).items():
        integers = {"dtype": torch.qint8, "quant_min": q_min, "quant_max": q_max}
        of_tensors = []
        for x in fake_tensors.values():
            observer = MinMaxObserver(qscheme=tensor_scheme, **integers)
            observer(x)
            scale, zero_point = observer.calculate_qparams()
            dq = torch.fake_quantize_per_tensor_affine(x, scale.item(), int(zero_point), q_min, q_max)
            of_tensors.append({"scale": bits(scale)[0], "zero_point": int(zero_point), "dq": bits(dq)})
        observer = PerChannelMinMaxObserver(ch_axis=1, qscheme=channel_scheme, **integers)
        observer(fake_channels)
        scale, zero_point = observer.calculate_qparams()
        dq = torch.fake_quantize_per_channel_affine(fake_channels, scale, zero_point.int(), 1, q_min, q_max)
        of_channels = {"scales": bits(scale), "zero_points": zero_point.tolist(), "dq": bits(dq)}
        fake.append({"bits": width, "mode": mode, "tensors": of_tensors, "channels": of_channels})
fake_quantized = {
    "tensors": [{"name": name, "x": bits(x)} for name, x in fake_tensors.items()],
    "channels": {"axis": 1, "shape": list(fake_channels.shape), "x": bits(fake_channels)},
    "quantized": fake,
}
golden = {"per_tensor": per_tensor, "per_channel": per_channel, "casts": casts, "fake_quantized": fake_quantized}
print(json.dumps(golden, separators=(",", ":")))
