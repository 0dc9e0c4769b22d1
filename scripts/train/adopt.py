"""Makes training states of the shipped networks, where there are none: a fresh clone goes on from assets/models instead
of from nothing. The optimizer starts anew, and weights are as good as float16 keeps them.
usage: python3 scripts/train/adopt.py [--folder build/train]"""
from __future__ import annotations

import json
import shutil

from torch import nn

import shipped
import tensorfile
from options import Options, parse
from training import save


def adopt(options: Options) -> list[str]:
    """Returns the names of the states that were made. A state that is there stays."""
    made = []

    def keep(name: str, model: nn.Module, step: int) -> None:
        path = options.folder / f"{name}.pt"
        if path.exists() or step == 0:
            return
        log = options.out / "logs" / f"{name}.jsonl"
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        seconds = max(line["seconds"] for line in lines if line["step"] <= step)
        shutil.copyfile(log, options.folder / log.name)
        weights = {key: value.clone() for key, value in model.state_dict().items()}
        save(path, {"model": weights, "average": weights, "optimizer": None, "step": step, "seconds": seconds,
                    "steps": step})
        made.append(name)

    options.folder.mkdir(parents=True, exist_ok=True)
    loaders = {"autoencoder": shipped.autoencoder, "judge": shipped.judge, "diffusion": shipped.diffusion}
    for name, load in loaders.items():
        metadata = tensorfile.read(options.out / f"{name}.safetensors")[1]
        model = load(options.out)
        keep(name, model, int(metadata["trained_steps"]))
        if name == "autoencoder":
            keep("decoder", model.decoder, int(metadata.get("decoder_steps", 0)))
    return made


if __name__ == "__main__":
    print("adopted:", ", ".join(adopt(parse(__doc__))) or "nothing, all states are there")
