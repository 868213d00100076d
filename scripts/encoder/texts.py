"""The text that the table is fitted on, all of it named, and which pieces are worth keeping.

For Spanish and English: the aligned gold and the splitters' gold of the evaluation folder (their
README names the sources). For any languages: the message catalogues of Django, Wagtail and Spyder.
"""
import collections
import glob
import gettext
import gzip
import importlib.metadata
import json
import pathlib
import random
import re

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


def gold_beads(folder, name):
    """[(source indices, target indices)] of a document of EVAL/align/gold."""
    side = lambda x: tuple(int(i) for i in x.strip("[] ").split(",") if i.strip())
    return [tuple(side(x) for x in line.split(":")[:2]) for line in lines(f"{folder}/align/gold/{name}.gold") if line.strip()]


def split_gold(folder, language):
    """The sentences of EVAL/split in one language."""
    out = []
    for path in sorted(glob.glob(f"{folder}/split/{language}_*.jsonl")):
        for line in lines(path):
            out += json.loads(line)["sentences"]
    return [s for s in dict.fromkeys(out) if s.strip()]


CATALOGUES = (("django", "5.2.8"), ("wagtail", "8.0.1"), ("spyder", "6.1.8"))


def messages(languages):
    """Messages that all the languages have: a list of lists, one message a language. Three words or
    more; what is filled in at run time is an X; English is the key of every catalogue."""
    tidy = lambda s: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", re.sub(r"%\(\w+\)[sd]|%[sd]|\{[^}]*\}", "X", s))).strip()
    found = collections.defaultdict(dict)
    for package, version in CATALOGUES:
        dist = importlib.metadata.distribution(package)
        if dist.version != version:
            raise SystemExit(f"{package} {dist.version} is installed, {version} is pinned; install scripts/requirements-model.txt")
        for file in sorted(map(str, dist.files)):
            place = re.search(r"/([a-z]{2})(?:[_-]\w+)?/LC_MESSAGES/\w+\.mo$", file)
            if not place or place[1] not in languages:
                continue
            with open(dist.locate_file(file), "rb") as f:
                catalogue = gettext.GNUTranslations(f)._catalog
            for key, value in catalogue.items():
                if isinstance(key, str) and key and isinstance(value, str):
                    english, message = tidy(key.split("\4")[-1]), tidy(value)
                    if message and message != english:
                        found[english].setdefault(place[1], message)
    rows = []
    for english, by_language in found.items():
        row = [english if x == "en" else by_language.get(x) for x in languages]
        if all(x and 3 <= len(x.split()) and len(x) < 500 for x in row):
            rows.append(row)
    return list(map(list, dict.fromkeys(map(tuple, rows))))


WORD = re.compile(r"[^\W\d_]+")


def varied(sentences, language, copies=3, seed=5):
    """Copies of sentences in which some of the longer words are others, drawn from the 40,000
    commonest: so that rare pieces too are seen in company."""
    rng = random.Random(f"{seed} {language}")
    frequency = word_frequencies(language)
    words = [w for w in sorted(frequency, key=lambda w: (-frequency[w], w))[:40000] if w.isalpha()]
    if not words:
        return []
    weights = np.cumsum([frequency[w] ** 0.35 for w in words]).tolist()
    out = []
    for sentence in sentences:
        for _ in range(copies):
            rate = rng.choice((0.15, 0.3, 0.5))

            def other(match):
                if len(match[0]) < 4 or rng.random() > rate:
                    return match[0]
                word = rng.choices(words, cum_weights=weights)[0]
                return word.capitalize() if match[0][0].isupper() else word

            out.append(WORD.sub(other, sentence))
    kept = set(sentences)
    return [s for s in dict.fromkeys(out) if s not in kept]


def fragments(sentences, seed=6):
    """Runs of four words to half a sentence: what a few words mean, without the rest."""
    rng, out = random.Random(seed), []
    for sentence in sentences:
        words = sentence.split()
        for _ in range(len(words) // 12 if len(words) >= 12 else len(words) >= 10):
            n = rng.randint(4, max(5, len(words) // 2))
            at = rng.randint(0, len(words) - n)
            out.append(" ".join(words[at : at + n]))
    return list(dict.fromkeys(out))


def word_frequencies(language):
    """{word: probability} of the large (or the small) list of wordfreq 3.1.1; nothing for a
    language without a list (Thai)."""
    import msgpack

    dist = importlib.metadata.distribution("wordfreq")
    if dist.version != "3.1.1":
        raise SystemExit(f"wordfreq {dist.version} is installed, 3.1.1 is pinned; install scripts/requirements-model.txt")
    for size in ("large", "small"):
        path = dist.locate_file(f"wordfreq/data/{size}_{language}.msgpack.gz")
        if pathlib.Path(str(path)).exists():
            break
    else:
        return {}
    with gzip.open(path) as f:
        header, *bins = msgpack.load(f, raw=False)
    assert header["format"] == "cB"
    return {w: 10 ** (-k / 100) for k, words in enumerate(bins) for w in words}


def kept_pieces(tokenizer, languages, used, n_pieces):
    """Sorted original ids: what the fitting text uses, single Latin characters, and the pieces
    that the languages' word lists use most, lower case and capitalised, up to n_pieces; all
    pieces when that is as many as the teacher has."""
    if n_pieces >= tokenizer.vocab_size:
        return list(range(tokenizer.vocab_size))
    keep = {0, 1, 2} | set(used)
    for pid, piece in enumerate(tokenizer._pieces):
        bare = piece.lstrip("▁")
        if len(bare) <= 1 and all(any(a <= ord(c) < b for a, b in LATIN) for c in bare):
            keep.add(pid)
    weight = np.zeros(tokenizer.vocab_size)  # the larger of its shares of either language's text
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
