#!/usr/bin/python3
"""Small floats and block formats by their published definitions, the slow way, for the core to agree with to the bit.

usage: make_formats.py > formats.json   needs: python3-numpy python3-torch (1.13)
- FP8 and FP4: every code's value from the tables of "OCP 8-bit Floating Point Specification (OFP8)" 1.0 and "OCP
  Microscaling Formats (MX)" 1.0; encoding is a search through all of them, ties to the even code, saturating.
- MX: section 6.3 of the same. Q8_0, Q4_0: quantize_row_q8_0_ref, quantize_row_q4_0_ref and the block structs of ggml.
- NF4: bitsandbytes' create_normal_map in PyTorch's single precision, which is where the digits of the sixteen levels in
  the QLoRA paper (appendix E) come from; blocks of 64 by their absmax, the index that of the nearest level.
"""
import json
import math
import struct
from statistics import NormalDist

import numpy as np
import torch

rng = np.random.default_rng(5)
f32 = np.float32


def bits(x):
    return [struct.pack(">f", v).hex() for v in np.asarray(x, f32).flatten().tolist()]


def table(exponent_bits, mantissa_bits, bias, finite_codes):
    """The finite values of the codes with sign 0, ascending."""
    values = []
    for code in range(finite_codes):
        exponent, mantissa = code >> mantissa_bits, code & (2**mantissa_bits - 1)
        fraction = mantissa / 2**mantissa_bits + (exponent > 0)
        values.append(fraction * 2.0 ** (max(exponent, 1) - bias))
    assert len(values) <= 2 ** (exponent_bits + mantissa_bits)
    return values


# E4M3 ends at S.1111.110 = 448, E5M2 at S.11110.11 = 57344, E2M1 at S.11.1 = 6.
tables = {
    "fp8_e4m3": (table(4, 3, 7, 0x7F), 0x80),
    "fp8_e5m2": (table(5, 2, 15, 0x7C), 0x80),
    "fp4": (table(2, 1, 1, 8), 8),
}
assert [tables[f][0][-1] for f in tables] == [448, 57344, 6]


def nearest(name, x):
    values, sign = tables[name]
    magnitude = min(abs(float(x)), values[-1])  # saturating, and near enough for doubles to tell codes apart
    code = min(range(len(values)), key=lambda c: (abs(values[c] - magnitude), c % 2))
    return code | (sign if math.copysign(1, x) < 0 else 0)


def samples(values):
    """Every value, the midpoint to the next, the floats beside that; both signs; beyond the end; and noise."""
    v = np.array(values)
    middle = ((v[1:] + v[:-1]) / 2).astype(f32)
    up, down = np.nextafter(middle, f32(np.inf)), np.nextafter(middle, f32(-np.inf))
    x = np.concatenate([v.astype(f32), middle, up, down, [values[-1] * 1.01, values[-1] * 1.5, 3e38]])
    return np.concatenate([x, -x, rng.normal(0, values[-1] / 20, 40)]).astype(f32)


floats = {}
for name, (values, _) in tables.items():
    x = samples(values)
    floats[name] = {"table": bits(values), "x": bits(x), "codes": [nearest(name, v) for v in x]}


def half(x):
    return struct.pack("<e", float(x))


def q8_0(x):
    amax = f32(np.abs(x).max())
    d = f32(amax / f32(127))
    inverse = f32(1) / d if d else f32(0)
    scaled = (x * inverse).astype(f32)
    q = [int(math.copysign(math.floor(abs(float(v)) + 0.5), v)) for v in scaled]
    return half(d) + struct.pack("32b", *q)


def q4_0(x):
    extreme = x[np.argmax(np.abs(x))] if x.any() else f32(0)
    d = f32(extreme / f32(-8))
    inverse = f32(1) / d if d else f32(0)
    q = [min(15, int(f32(f32(v * inverse) + f32(8.5)))) for v in x]
    return half(d) + bytes(q[j] | q[j + 16] << 4 for j in range(16))


def mx(element, x):
    largest = float(np.abs(x).max())
    e = math.floor(math.log2(largest)) - math.floor(math.log2(tables[element][0][-1])) if largest else -127
    e = min(max(e, -127), 127)
    codes = [nearest(element, float(v) * 2.0**-e) for v in x]
    if element == "fp4":
        codes = [codes[j] | codes[j + 16] << 4 for j in range(16)]
    return bytes([e + 127] + codes)


def rows(x, block, encode):
    """Blocks along the last axis, the last one of a row filled up with zeros."""
    out = b""
    for row in x:
        padded = np.concatenate([row, np.zeros(-len(row) % block, f32)])
        for begin in range(0, len(padded), block):
            out += encode(padded[begin : begin + block])
    return out.hex()


scale = np.array([1, 0.01, 40, 0, 1e-6])[:, None]
x = (rng.normal(0, 1, (5, 70)) * scale).astype(f32)
blocks = {
    "shape": list(x.shape),
    "x": bits(x),
    "q8_0": rows(x, 32, q8_0),
    "q4_0": rows(x, 32, q4_0),
    "mxfp4": rows(x, 32, lambda b: mx("fp4", b)),
    "mxfp8": rows(x, 32, lambda b: mx("fp8_e4m3", b)),
    "mxfp8_e5m2": rows(x, 32, lambda b: mx("fp8_e5m2", b)),
}


def normal_map(offset=0.9677083):
    quantile = NormalDist().inv_cdf
    above = [quantile(p) for p in torch.linspace(offset, 0.5, 9)[:-1].tolist()]
    below = [-quantile(p) for p in torch.linspace(offset, 0.5, 8)[:-1].tolist()]
    levels = torch.tensor(above + [0.0] + below).sort().values
    return (levels / levels.max()).numpy()


# "QLoRA: Efficient Finetuning of Quantized LLMs", appendix E, as printed.
paper = [-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635,
         -0.18477343022823334, -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725,
         0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0]
levels = normal_map()
assert levels.tolist() == paper


def nf4_codes(x):
    """Of one block: distances in double precision, so that no rounding decides but that of x / absmax."""
    scaled = (x / np.abs(x).max()).astype(f32).astype(np.float64)
    return np.abs(scaled[:, None] - levels.astype(np.float64)[None, :]).argmin(axis=1).tolist()


nf4_x = (rng.normal(0, 1, 64 * 6) * np.repeat([1, 0.01, 40, 1e-30, 1e30, 1], 64)).astype(f32)
nf4_x[-64:-48] = levels  # every level itself, in a block whose absmax is 1
nf4_x[-48:] = np.clip(nf4_x[-48:], -1, 1)
nf4_blocks = nf4_x.reshape(-1, 64)
nf4 = {
    "levels": bits(levels),
    "x": bits(nf4_x),
    "scales": bits(np.abs(nf4_blocks).max(axis=1)),
    "codes": [code for block in nf4_blocks for code in nf4_codes(block)],
}
nf4["values"] = bits(levels[nf4["codes"]] * np.repeat(np.abs(nf4_blocks).max(axis=1), 64))

print(json.dumps({"floats": floats, "blocks": blocks, "nf4": nf4}, separators=(",", ":")))
