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
print(json.dumps({"per_tensor": per_tensor, "per_channel": per_channel, "casts": casts}, separators=(",", ":")))
