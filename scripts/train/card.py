"""The model card: pictures, curves, and a README whose every number was measured."""
from __future__ import annotations

import json
import re
from pathlib import Path

import matplotlib
import numpy as np
import torch
from PIL import Image
from torch import Tensor

import shipped
from data import describe, to_bytes
from options import Options

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (after the backend is chosen)

NETWORKS = ("autoencoder", "decoder", "judge", "diffusion", "diffusion_3bit", "diffusion_2bit")

FEW_BITS = """The blocks' weights of `diffusion_3bit` and `diffusion_2bit` are integers with a scale for each 64 neighbours:
`NAME.integers` in the packing of `cpp/roundoff/linear/pack.h` (3 bits in a field of 4) and `NAME.scales`. They were
fine-tuned with fake-quantized weights, a straight-through estimator and learned steps
([LSQ](https://arxiv.org/abs/1902.08153)); all else stays float16."""


def grid(pictures: Tensor, columns: int) -> np.ndarray:
    """n×3×16×16 bytes → rows·16 × columns·16 × 3."""
    rows = len(pictures) // columns
    cells = pictures[: rows * columns].reshape(rows, columns, 3, 16, 16)
    return cells.permute(0, 3, 1, 4, 2).reshape(rows * 16, columns * 16, 3).byte().numpy()


def beside(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    gap = np.full((len(left), 8, 3), 255, np.uint8)
    return np.concatenate([left, gap, right], 1)


def save(path: Path, picture: np.ndarray, scale: int = 4) -> None:
    image = Image.fromarray(picture)
    size = (image.width * scale, image.height * scale)
    image.resize(size, Image.NEAREST).quantize(256, dither=Image.NONE).save(path, optimize=True)


def logs(options: Options) -> dict[str, list[dict]]:
    found = {}
    for name in NETWORKS:
        path = options.folder / f"{name}.jsonl"
        if path.exists() and (options.folder / f"{name}.pt").exists():
            found[name] = [json.loads(line) for line in path.read_text().splitlines()]
    return found


def curves(path: Path, runs: dict[str, list[dict]]) -> None:
    figure, axes = plt.subplots(1, len(runs), figsize=(3.2 * len(runs), 2.6), constrained_layout=True)
    for axis, (name, entries) in zip(np.atleast_1d(axes), runs.items()):
        axis.plot([e["step"] for e in entries], [e["loss"] for e in entries], color="#4a6fa5", label="training loss")
        held = [e for e in entries if "held_out" in e]
        if held:
            axis.plot([e["step"] for e in held], [e["held_out"] for e in held], "o-", ms=3, color="#c8553d",
                      label="held out, averaged weights")
        axis.set_yscale("log")
        axis.set_title(name.replace("_", " "), fontsize=9)
        axis.set_xlabel("step", fontsize=8)
        axis.tick_params(labelsize=7, which="both")
        axis.legend(fontsize=7, frameon=False)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def trained(options: Options, runs: dict[str, list[dict]]) -> str:
    rows = []
    for name in runs:
        file = options.out / f"{name}.safetensors"
        if not file.exists():
            continue
        state = torch.load(options.folder / f"{name}.pt", map_location="cpu")
        weights = {key: value for key, value in state["model"].items() if not key.endswith("0.scale")}
        count = sum(value.numel() for key, value in weights.items() if key not in ("mean", "scale"))
        steps, seconds = f"{state['step']:,}", state["seconds"]
        if name == "autoencoder" and "decoder" in runs:
            alone = torch.load(options.folder / "decoder.pt", map_location="cpu")
            steps, seconds = f"{steps}, and {alone['step']:,} of the decoder alone", seconds + alone["seconds"]
        rows.append([f"`{name}.safetensors`", f"{count:,}", f"{file.stat().st_size:,}", steps,
                     f"{seconds / 60:.1f} min"])
    features = options.out / "judge_features.safetensors"
    if features.exists():
        rows.append([f"`{features.name}`: of held-out pictures, for the Fréchet distance", "",
                     f"{features.stat().st_size:,}", "", ""])
    total = sum(file.stat().st_size for file in options.out.glob("*.safetensors"))
    rows.append(["together", "", f"{total:,}", "", ""])
    return table(["file", "parameters", "bytes", "steps", "CPU time"], rows)


def verdict(reached: bool) -> str:
    return "reached" if reached else "not reached"


def goals(results: dict) -> str:
    """The aims that were set before training, and whether they were reached."""
    auto, best = results["autoencoder"], results["runs"]["float16, 8 steps"]
    told = ("background", "skin", "hairColor", "clothingColor", "glasses", "hat", "beard")
    worst = min(told, key=lambda name: results["judge"][name])
    rows = [
        ["reconstruction PSNR, held out", "≥ 35 dB", f"{auto['psnr']:.2f} dB", verdict(auto["psnr"] >= 35)],
        ["pixels within 8/255 in every channel", "≥ 98 %", percent(auto["near"]), verdict(auto["near"] >= 0.98)],
        [f"judge, least of seven attributes ({worst})", "≥ 98 %", percent(results["judge"][worst]),
         verdict(results["judge"][worst] >= 0.98)],
        ["attributes of samples, mean, 8 steps", "≥ 95 %", percent(best["mean"]), verdict(best["mean"] >= 0.95)],
        ["attributes of samples, least, 8 steps", "≥ 88 %", percent(best["least"]), verdict(best["least"] >= 0.88)],
    ]
    return table(["measure", "aim", "measured", ""], rows)


def unseen(results: dict) -> str:
    """How the autoencoder does with and without what training never showed it."""
    seen, pairs = results["autoencoder_without_pairs"], results["autoencoder_pairs"]
    return (f"The held-out part has {pairs['faces']:,} faces with a pair of classes that training never showed together "
            f"(below). Of their pixels {percent(pairs['near'])} are within 8/255 ({pairs['psnr']:.2f} dB); on all other "
            f"held-out faces {percent(seen['near'])} ({seen['psnr']:.2f} dB).")


def per_attribute(results: dict) -> str:
    runs = results["runs"]
    head = ["attribute", "judge on real", "on reconstructions", *runs]
    rows = []
    for name in results["reconstructed"]:
        shares = [results["judge"][name], results["reconstructed"][name]]
        shares += [run["attributes"][name] for run in runs.values()]
        rows.append([name, *map(percent, shares)])
    rows.append(["Fréchet distance", f"{results['floor']:.2f} (floor)", f"{results['reconstructed_frechet']:.2f}",
                 *(f"{run['frechet']:.2f}" for run in runs.values())])
    return table(head, rows)


def per_pair(results: dict) -> str:
    rows = [[" with ".join(f"{name} {value}" for name, value in found["pair"].items()), str(found["asked"]),
             *map(percent, found["shares"].values())] for found in results["pairs"]]
    return table(["pair", "faces", *results["pairs"][0]["shares"]], rows)


def jumps(runs: dict[str, list[dict]]) -> str:
    """Says where a loss left its course: ten times the entry before."""
    found = [f"The loss of the {name.replace('_', ' ')} jumped before step {after['step']:,} (mean of 50 steps: "
             f"{after['loss']:.2g}) and came back."
             for name, entries in runs.items()
             for before, after in zip(entries, entries[1:]) if after["loss"] > 10 * before["loss"]]
    return " ".join(found)


def write(options: Options, results: dict, pictures: dict[str, Tensor], *, real: Tensor, nearest: Tensor,
          reconstructed: Tensor) -> None:
    out = options.out
    shown = {title: to_bytes(x[:64]) for title, x in pictures.items()}
    save(out / "samples.png", beside(grid(shown["float16, 8 steps"], 8), grid(real, 8)))
    save(out / "reconstructions.png", grid(torch.cat([real[:16], to_bytes(reconstructed)]), 16))
    save(out / "nearest.png", grid(torch.cat([shown["float16, 8 steps"][:16], nearest.float()]), 16))
    quantized = [title for title in shown if "bit trained" in title]
    for title in quantized:
        save(out / f"samples_{title[0]}bit.png", grid(shown[title], 8))
    runs = logs(options)
    curves(out / "curves.png", runs)
    description = describe(options.data)
    values = {
        "trained": trained(options, runs),
        "goals": goals(results),
        "attributes": per_attribute(results),
        "shapes": table(["shape", "judge on real"],
                        [[name, percent(results["judge"][name])] for name in description["shapes"]]),
        "train": f"{description['counts']['train']:,}",
        "held_out": f"{description['counts']['heldOut']:,}",
        "classes": table(["attribute", "classes"], [[name, ", ".join(classes)]
                                                    for name, classes in description["attributes"].items()]),
        "unseen": unseen(results),
        "pairs": per_pair(results),
        "jumps": jumps(runs),
        "seed": str(options.seed),
        "samples": f"{results['samples']:,}",
        "agreement": f"{percent(min(results['nearest_agreement']))} to {percent(max(results['nearest_agreement']))}",
        "quantized": "\n\n".join([FEW_BITS, *(f"![64 faces, {title}](samples_{title[0]}bit.png)" for title in quantized)])
        if quantized
        else "Not trained yet: `npm run train -- --only quantized,export,evaluate` makes them.",
    }
    text = (Path(__file__).parent / "card.md").read_text()
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    card = out / "README.md"
    # what `npm run evaluate` has written there stays, though its numbers are of the networks that it measured
    kept = re.search(r"\n<!-- evaluate -->.*<!-- /evaluate -->\n", card.read_text() if card.exists() else "", re.S)
    card.write_text(text + (kept[0] if kept else ""))
