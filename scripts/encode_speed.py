#!/usr/bin/env python3
"""Sentences a second of one core, the teacher in NumPy and the table in Rust, in one run.

    model-env/bin/python scripts/encode_speed.py    (environment as for build_model.py)

The text is every article of ../shared/eval/align/sents; the teacher encodes 600 of its sentences,
the better of two passes, the Rust example all of them, the best of ten.
"""
import os

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"

import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from encoder import texts
from encoder.recipe import group
from encoder.teacher import Teacher

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    gold = texts.aligned(ROOT.parent / "shared" / "eval")
    sentences = [s for k, v in gold.items() if group(k) == "articles" for side in v for s in side]
    teacher, some = Teacher(), sentences[:: max(1, len(sentences) // 600)]
    teacher.encode(some[:50])
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        teacher.encode(some)
        best = min(best, time.perf_counter() - start)
    command = ["cargo", "run", "--release", "--quiet", "--example", "encode_speed"]
    run = subprocess.run(command, input="\n".join(sentences), capture_output=True, text=True, cwd=ROOT, check=True)
    ours, theirs = float(run.stdout), len(some) / best
    n = sum(len(teacher.tokenizer.encode(s)) for s in some) / len(some)
    print(f"teacher {theirs:.0f}/s, table {ours:.0f}/s, {ours / theirs:.0f} times; {n:.0f} pieces a sentence; {run.stderr.strip()}")


if __name__ == "__main__":
    main()
