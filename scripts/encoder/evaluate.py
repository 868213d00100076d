"""Held-out figures: five folds over the documents of the gold; a document's vectors come from a
table whose fitting, pieces included, saw none of its sentences."""
import numpy as np

from . import fileformat, texts
from .recipe import Table, group

N_FOLDS = 5
GROUPS = ("articles", "novels", "noisy", "pud")


def folds(names):
    """{document: fold}; a noisy document goes with the clean one that it was made of."""
    out = {}
    for kind in ("articles", "novels", "pud"):
        for i, name in enumerate(sorted(x for x in names if group(x) == kind)):
            out[name] = i % N_FOLDS
    return out | {x: out[x.replace("pudnoisy", "pud")] for x in names if group(x) == "noisy"}


def unit(x):
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)


def runs(sums, size):
    """Unit vectors of all runs of `size` sentences."""
    total = np.concatenate([np.zeros((1, sums.shape[1])), np.cumsum(sums.astype(np.float64), 0)])
    return unit(total[size:] - total[:-size]) if len(sums) >= size else np.zeros((0, sums.shape[1]))


def choices(sums, beads):
    """For every bead of up to 3-3 and either direction: cosines with all runs of up to three
    sentences of the other side, where the right one stands, and the nearest neighbour's cosine."""
    for near, far in ((0, 1), (1, 0)):
        mine = {k: runs(sums[near], k) for k in (1, 2, 3)}
        theirs = [runs(sums[far], k) for k in (1, 2, 3)]
        first = np.cumsum([0] + [len(x) for x in theirs])
        every = np.concatenate(theirs)
        for bead in beads:
            here, there = bead[near], bead[far]
            if here and there and max(len(here), len(there)) <= 3:
                cosines = every @ mine[len(here)][here[0]]
                beside = [x for x in (there[0] - 1, there[-1] + 1) if 0 <= x < len(sums[far])]
                yield cosines, first[len(there) - 1] + there[0], max(cosines[beside], default=np.nan)


def report(material, sums):
    """Lines of figures: `sums` is {document: (source sums, target sums)}."""
    lines = [f"{'':10}{'right':>8}{'loss':>8}{'margin':>8}{'beside':>8}{'teacher':>9}"]
    found = {}
    for kind in GROUPS:
        names = [x for x in sums if group(x) == kind]
        mine, teachers = [], []
        found[kind] = [c for x in names for c in choices(sums[x], material.beads[x])]
        for name in names:
            both = [unit(material.vectors[[material.at[s] for s in side]]) for side in material.documents[name]]
            teachers.append((both[0] @ both[1].T).ravel())
            mine.append((unit(sums[name][0]) @ unit(sums[name][1]).T).ravel())
        found[kind, "r"] = np.corrcoef(np.concatenate(mine), np.concatenate(teachers))[0, 1]
    loss = lambda t: {k: np.mean([np.logaddexp.reduce(t * c) - t * c[i] for c, i, _ in found[k]]) for k in GROUPS}
    best = min(map(loss, (14, 20, 28, 40, 48, 57, 68, 80)), key=lambda x: x["articles"] + x["novels"] + x["noisy"])
    for kind in GROUPS:
        right = np.mean([c.argmax() == i for c, i, _ in found[kind]])
        margin = np.nanmean([c[i] - b for c, i, b in found[kind]])
        beside = np.nanmean([b for _, _, b in found[kind]])
        lines.append(f"{kind:10}{right:8.4f}{best[kind]:8.4f}{margin:8.3f}{beside:8.3f}{found[kind, 'r']:9.4f}")
    return lines


EXPLAINED = """right: share of beads whose other side is the nearest of all runs of one to three sentences there
loss: mean -log probability of that under softmax(t x cosine), one best t for the first three groups
margin: mean cosine of the right run less that of the nearest sentence beside it; beside: the latter
teacher: correlation of the cosines of all source-target pairs of a document with the teacher's"""


def held_out(material, embedding, n_pieces, dims, fitted):
    fold = folds(list(material.documents))
    sums = {}
    for k in range(N_FOLDS):
        names = [x for x in fold if fold[x] == k]
        keep = texts.kept_pieces(material.teacher.tokenizer, material.languages, material.pieces_used(names), n_pieces)
        table = Table(material, embedding, keep, dims, names, fitted)
        vectors = fileformat.dequantise(*fileformat.quantise(table.vectors))
        for x in names:
            sums[x] = [table.counts(side) @ vectors for side in material.documents[x]]
    return report(material, sums)
