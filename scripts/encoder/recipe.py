"""What is fitted to what: the texts and the teacher put together."""
import numpy as np

from . import distil, texts
from .teacher import Pruned

CHUNK = 150  # beads that compete with each other
WEIGHTS = {"bible": 0.3, "messages": 0.5}  # of pairs, where it is not 1: verses are many and old


def group(name):
    prefix = name.split("-")[0]
    return {"pudnoisy": "noisy", "quixote": "novels", "marianela": "novels", "jinetes": "novels"}.get(
        prefix, prefix if prefix in ("pud", "bible") else "articles"
    )


class Material:
    """All the text for some languages, with the teacher's vectors."""

    def __init__(self, teacher, folder, languages, extra, cache):
        self.teacher, self.languages = teacher, languages
        aligned = texts.aligned(folder) if set(languages) & {"es", "en"} else {}
        sides = [("es", "en").index(x) for x in languages if x in ("es", "en")]
        self.documents = {k: [v[s] for s in sides] for k, v in aligned.items()}
        self.beads = {k: texts.gold_beads(folder, k) for k in aligned} if languages == ["es", "en"] else {}
        self.messages = texts.messages(languages)
        loose = {x: texts.split_gold(folder, x) + extra.get(x, []) for x in languages}
        column = {x: [row[i] for row in self.messages] for i, x in enumerate(languages)}
        base = {x: loose[x] or column[x] for x in languages}
        old = [s for k, v in self.documents.items() if group(k) == "bible" for side in v for s in side]
        self.real = [s for x in languages for s in loose[x] + column[x]]
        self.made = [s for x in languages for s in texts.varied(base[x], x, seed=5)]
        self.made += texts.fragments([s for x in languages for s in base[x]] + old)
        everything = self.real + [s for v in self.documents.values() for side in v for s in side] + self.made
        everything = [s for s in dict.fromkeys(everything) if s.strip()]
        self.at = {s: i for i, s in enumerate(everything)}
        self.vectors = teacher.encode(everything, cache)

    def pieces_used(self, without=()):
        """The pieces of all real sentences but those of some documents."""
        text = self.real + [s for k, v in self.documents.items() if k not in without for side in v for s in side]
        return {i for ids in self.teacher.tokenizer.encode(list(dict.fromkeys(text))) for i in ids}


class Table:
    """Vectors for the kept pieces, fitted on everything but the documents in `without`."""

    def __init__(self, material, embedding, keep, dims, without=(), fitted=True):
        self.row = {pid: r for r, pid in enumerate(keep)}
        self.tokenizer = Pruned(material.teacher.tokenizer, keep)
        self.n_pieces = len(keep)
        hidden = {s for k in without for side in material.documents[k] for s in side}
        used = {k: v for k, v in material.documents.items() if k not in without}
        real = material.real + [s for v in used.values() for side in v for s in side]
        chosen = lambda text: [s for s in dict.fromkeys(text) if s.strip() and s not in hidden]
        x = self.counts(real := chosen(real))
        target = material.vectors[[material.at[s] for s in real]]
        if not fitted:
            table = distil.linear_map(embedding[keep], x, target)
            self.vectors = table @ distil.axes(table, x, dims)
            return
        made = chosen(material.made)
        whole = self.counts(real + made)
        target = np.concatenate([target, material.vectors[[material.at[s] for s in made]]])
        table = distil.linear_map(embedding[keep], whole, target)
        axes = distil.axes(table, x, dims)
        self.vectors = distil.fit(table @ axes, whole, target @ axes, *self.pairs(material, used))

    def counts(self, sentences):
        return distil.counts([[self.row[i] for i in self.tokenizer.encode(s)] for s in sentences], self.n_pieces)

    def pairs(self, material, used):
        """(piece counts of one side, of the other, chunks) of beads and messages, in order."""
        sides, chunks, n = ([], []), [], 0

        def add(left, right, weight, ordered):
            nonlocal n
            parts = max(1, round(len(left) / CHUNK))
            ends = [n + round(i * len(left) / parts) for i in range(parts + 1)]
            chunks.extend((a, b, weight, ordered) for a, b in zip(ends, ends[1:]) if b > a)
            sides[0].extend(left)
            sides[1].extend(right)
            n += len(left)

        rows = lambda sentences: [r for s in sentences for r in map(self.row.get, self.tokenizer.encode(s))]
        for name, beads in material.beads.items():
            if name in used:
                both = [b for b in beads if b[0] and b[1]]
                text = [[[used[name][side][i] for i in b[side]] for b in both] for side in (0, 1)]
                add(*([rows(x) for x in t] for t in text), WEIGHTS.get(group(name), 1.0), True)
        order = np.random.default_rng(0).permutation(len(material.messages))
        for other in range(1, len(material.languages)):
            left, right = ([rows([material.messages[i][k]]) for i in order] for k in (0, other))
            add(left, right, WEIGHTS["messages"], False)
        return distil.counts(sides[0], self.n_pieces), distil.counts(sides[1], self.n_pieces), chunks
