"""What all trainings share: a schedule that may be lengthened, an average of the weights, and a loop that can be cut
off at any step and goes on as if it had not been."""
from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Callable

import torch
from torch import Tensor, nn


def step_generator(seed: int, step: int) -> torch.Generator:
    """All randomness of a step comes from its number, so a resumed run repeats an unbroken one bit for bit."""
    return torch.Generator().manual_seed((seed * 1_000_003 + step) & 0x7FFF_FFFF_FFFF_FFFF)


def rate(step: int, steps: int, warmup: int, decay: float) -> float:
    """Share of the full learning rate: linear warm-up, constant, then linear to zero over the last `decay` of the
    run (trapezoid; Hägele et al. 2024, arXiv:2405.18392). Until the decay begins `steps` may be changed."""
    up = min(1.0, (step + 1) / warmup)
    return up * min(1.0, max(0.0, (steps - step) / max(1.0, decay * steps)))


class Average:
    """Exponential moving average of a model's weights, warmed up so that early steps do not linger."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.values = {name: value.detach().clone() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        decay = min(self.decay, (step + 1) / (step + 10))
        for name, value in model.state_dict().items():
            self.values[name].lerp_(value, 1 - decay)


def autocast(device: torch.device, enabled: bool) -> torch.autocast:
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=enabled)


def cpu_has_bf16() -> bool:
    """Whether bfloat16 convolutions are faster than float32 ones on this CPU (oneDNN uses AVX512_BF16)."""
    try:
        return "avx512_bf16" in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def save(path: Path, state: dict) -> None:
    """Written beside and renamed, so that a cut-off run never leaves half a file."""
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


class Training:
    """A resumable training run of `model`.

    loss(model, step) gives the loss of one step and takes its randomness from step_generator. Every `every` steps
    evaluate(weights) is logged with the averaged weights. State: build/train/NAME.pt, log: NAME.jsonl beside it.
    """

    def __init__(self, name: str, folder: Path, model: nn.Module, *, steps: int, learning_rate: float,
                 average: float, weight_decay: float = 1e-4, warmup: int = 100, decay: float = 0.3,
                 clip: float = 1.0, resume: bool = True) -> None:
        self.name, self.folder, self.model, self.steps = name, folder, model, steps
        self.learning_rate, self.warmup, self.decay, self.clip = learning_rate, warmup, decay, clip
        self.path, self.log_path = folder / f"{name}.pt", folder / f"{name}.jsonl"
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate, betas=(0.9, 0.99),
                                           weight_decay=weight_decay)
        self.average = Average(model, average)
        self.step = 0
        self.seconds = 0.0
        folder.mkdir(parents=True, exist_ok=True)
        if resume and self.path.exists():
            self._load()
        else:
            self.log_path.write_text("")

    def _load(self) -> None:
        state = torch.load(self.path, map_location=next(self.model.parameters()).device)
        self.model.load_state_dict(state["model"])
        if state["optimizer"] is not None:  # a shipped network comes without
            self.optimizer.load_state_dict(state["optimizer"])
        self.average.values = state["average"]
        self.step, self.seconds = state["step"], state["seconds"]
        # the log may run ahead of the state by what was lost
        lines = [line for line in self.log_path.read_text().splitlines()
                 if json.loads(line)["step"] <= self.step] if self.log_path.exists() else []
        self.log_path.write_text("".join(line + "\n" for line in lines))

    def _save(self) -> None:
        save(self.path, {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(),
                         "average": self.average.values, "step": self.step, "seconds": self.seconds,
                         "steps": self.steps})

    def _log(self, entry: dict) -> None:
        with self.log_path.open("a") as file:
            file.write(json.dumps(entry) + "\n")
        numbers = " ".join(f"{key} {value:.4g}" for key, value in entry.items() if key not in ("step", "seconds"))
        print(f"{self.name}: step {self.step}/{self.steps}, {self.seconds / 60:.1f} min  {numbers}", flush=True)

    def run(self, loss: Callable[[nn.Module, int], Tensor], evaluate: Callable[[dict[str, Tensor]], dict[str, float]],
            *, until: int | None = None, every: int = 500, log_every: int = 50, save_seconds: float = 60) -> None:
        """Trains to the last step, or to step `until`. `seconds` are the process's own (CPU) time."""
        stopped = False
        last = min(self.steps, until or self.steps)

        def stop(*_: object) -> None:
            nonlocal stopped
            stopped = True

        old = signal.signal(signal.SIGTERM, stop)
        started, offset, saved = time.process_time(), self.seconds, time.monotonic()
        total, count = 0.0, 0
        self.model.train()
        while self.step < last and not stopped:
            share = rate(self.step, self.steps, self.warmup, self.decay)
            for group in self.optimizer.param_groups:
                group["lr"] = self.learning_rate * share
            value = loss(self.model, self.step)
            self.optimizer.zero_grad(set_to_none=True)
            value.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
            self.optimizer.step()
            self.average.update(self.model, self.step)
            self.step += 1
            total, count = total + value.item(), count + 1
            self.seconds = offset + time.process_time() - started
            if self.step % log_every == 0 or self.step == self.steps:
                entry = {"step": self.step, "seconds": round(self.seconds, 1), "loss": total / count}
                if self.step % every == 0 or self.step == self.steps:
                    entry.update(evaluate(self.average.values))
                total, count = 0.0, 0
                self._log(entry)
            if time.monotonic() - saved > save_seconds:
                self._save()
                saved = time.monotonic()
        self._save()
        signal.signal(signal.SIGTERM, old)
        if stopped:
            raise SystemExit(f"{self.name}: stopped at step {self.step}; the same command goes on from there")

