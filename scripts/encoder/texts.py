"""The text that the table is fitted on, all of it named, and which pieces are worth keeping."""
import glob
import gzip
import importlib.metadata
import json
import pathlib

import numpy as np

# Letters of the Latin alphabets, digits, punctuation: kept whatever the word lists say.
LATIN = (0x20, 0x250), (0x2010, 0x2040), (0x20A0, 0x20C0)


def lines(path):
    with open(path, encoding="utf8") as f:
        return [x.rstrip("\n") for x in f]


def aligned(folder):
    """{document: (source sentences, target sentences)} of EVAL/align/sents."""
    out = {}
    for path in sorted(glob.glob(f"{folder}/align/sents/*.es")):
        name = pathlib.Path(path).stem
        out[name] = lines(path), lines(path[:-2] + "en")
    return out


def word_frequencies(language):
    """{word: probability} of the large (or the small) list of wordfreq 3.1.1."""
    import msgpack

    dist = importlib.metadata.distribution("wordfreq")
    if dist.version != "3.1.1":
        raise SystemExit(f"wordfreq {dist.version} is installed, 3.1.1 is pinned; install scripts/requirements-model.txt")
    for size in ("large", "small"):
        path = dist.locate_file(f"wordfreq/data/{size}_{language}.msgpack.gz")
        if pathlib.Path(str(path)).exists():
            break
    else:
        raise SystemExit(f"wordfreq 3.1.1 has no list of {language} words")
    with gzip.open(path) as f:
        header, *bins = msgpack.load(f, raw=False)
    assert header["format"] == "cB"
    return {w: 10 ** (-k / 100) for k, words in enumerate(bins) for w in words}


def kept_pieces(tokenizer, languages, used, n_pieces):
    """Sorted original ids: what the fitting text uses, single Latin characters, and the pieces
    that the languages' word lists use most, lower case and capitalised, up to n_pieces."""
    keep = {0, 1, 2} | set(used)
    for pid, piece in enumerate(tokenizer._pieces):
        bare = piece.lstrip("▁")
        if len(bare) <= 1 and all(any(a <= ord(c) < b for a, b in LATIN) for c in bare):
            keep.add(pid)
    weight = np.zeros(tokenizer.vocab_size)
    for language in languages:
        total = np.zeros_like(weight)
        for word, p in word_frequencies(language).items():
            # A quarter of running words begin a sentence or a name; capitals are rarer still.
            for form, share in ((word, 0.75), (word.capitalize(), 0.24), (word.upper(), 0.01)):
                for pid in tokenizer.encode(form, add_bos=False, add_eos=False):
                    total[pid] += p * share
        weight = np.maximum(weight, total)
    for pid in np.argsort(-weight, kind="stable"):
        if len(keep) >= n_pieces or weight[pid] == 0:
            break
        keep.add(int(pid))
    return sorted(keep)
