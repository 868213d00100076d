"""What the Rust tests compare with, written by the reference tokenizer and the script's own sums."""
import re

import numpy as np

from . import fileformat, texts

N_GOLD = 1000
N_VECTORS = 60


def unescape(line):
    named = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
    return re.sub(r"\\(?:u\{([0-9A-F]+)\}|(.))", lambda m: chr(int(m[1], 16)) if m[1] else named[m[2]], line)


def sentences(path):
    return [unescape(x) for x in texts.lines(path) if x and not x.startswith("#")]


def fnv(data):
    """FNV-1a, 64 bits."""
    h = 0xCBF29CE484222325
    for b in data:
        h = (h ^ b) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return h


def write(folder, gold, tokenizer, pruned, keep, scales, values):
    """token-ids.txt and vectors.bin for the sentences in `folder`; gold-token-ids.tsv, hashes only,
    for sentences of the gold, which are others' texts and are not copied."""
    own = sentences(folder / "sentences.txt")
    full, ids = tokenizer.encode(own), [pruned.encode(s) for s in own]
    with open(folder / "token-ids.txt", "w", encoding="utf8") as out:
        out.write("# Ids of sentences.txt's pieces by the reference tokenizer, made by scripts/build_model.py --tests;\n")
        out.write("# a line that begins with * has pieces that the model left out: there, the reference without them.\n")
        for a, b in zip(full, ids):
            out.write(("" if a == b else "* ") + " ".join(map(str, b)) + "\n")
    row = np.full(tokenizer.vocab_size, -1)
    row[keep] = np.arange(len(keep))
    step = max(1, len(own) // N_VECTORS)
    table = fileformat.dequantise(scales, values).astype(np.float64)
    chosen = [table[row[ids[i]]].sum(0) for i in range(0, len(own), step)]
    np.array(chosen, "<f4").tofile(folder / "vectors.bin")
    every = [(f"{name}.{side}", i, s) for name, pair in gold.items() for side, text in zip(("es", "en"), pair) for i, s in enumerate(text)]
    with open(folder / "gold-token-ids.tsv", "w", encoding="utf8") as out:
        out.write("# Sentences of the gold: file, line from 0, FNV-1a of the text, FNV-1a of the reference's ids (u32, little-endian).\n")
        for k in range(N_GOLD):
            name, i, s = every[k * len(every) // N_GOLD]
            h = fnv(np.array(tokenizer.encode(s), "<u4").tobytes())
            out.write(f"{name}\t{i}\t{fnv(s.encode()):016x}\t{h:016x}\n")
    changed = sum(a != b for a, b in zip(full, ids))
    return f"{len(own)} own sentences, of which {changed} have pieces that the model left out; vectors of every {step}th"
