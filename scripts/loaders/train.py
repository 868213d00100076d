"""A small model learns from train.tsv: sentencepiece, then a transformer for a few hundred steps."""
import pathlib
import sys

import sentencepiece
import torch
from torch import nn

from loaders import traps

STEPS = 300
BATCH = 32
LENGTH = 48
PAD, BOS, EOS = 0, 2, 3


def main(program, folder):
    train = corpus(program, folder)
    pairs = [line.split("\t") for line in train.read_bytes().decode("utf-8")[:-1].split("\n")]
    assert all(len(pair) == 2 and all(pair) for pair in pairs)
    texts = folder / "texts.txt"
    texts.write_text("".join(text + "\n" for pair in pairs for text in pair), encoding="utf-8", newline="\n")
    sentencepiece.SentencePieceTrainer.train(
        input=str(texts), model_prefix=str(folder / "pieces"), vocab_size=1000, character_coverage=1.0,
        pad_id=PAD, unk_id=1, bos_id=BOS, eos_id=EOS, hard_vocab_limit=False, minloglevel=2)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "pieces.model"))
    losses = learn(pieces, pairs)
    first, last = sum(losses[:20]) / 20, sum(losses[-20:]) / 20
    print(f"  {len(pairs)} pairs, {STEPS} steps: loss {first:.2f} at the start, {last:.2f} at the end")
    assert last < 0.7 * first, "the loss did not fall"


def corpus(program, folder):
    """train.tsv of the sample pages, as `clean` makes it."""
    corpora = []
    for source in sorted((traps.ROOT / "corpora").glob("*.es.txt")):
        name = source.name.removesuffix(".es.txt")
        path = folder / f"{name}.tsv"
        traps.run(program, "align", source, source.with_name(f"{name}.en.txt"), "-o", path)
        corpora.append(path)
    traps.run(program, "clean", *corpora, "-o", folder / "set", "--split", "0.9,0.05,0.05")
    return folder / "set" / "train.tsv"


class Model(nn.Module):
    def __init__(self, n_pieces, width=64):
        super().__init__()
        self.pieces = nn.Embedding(n_pieces, width, padding_idx=PAD)
        self.places = nn.Embedding(LENGTH, width)
        self.body = nn.Transformer(width, 4, 2, 2, 2 * width, dropout=0.0, batch_first=True)
        self.out = nn.Linear(width, n_pieces)

    def forward(self, source, target):
        def embedded(batch):
            return self.pieces(batch) + self.places(torch.arange(batch.shape[1]))
        mask = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        hidden = self.body(embedded(source), embedded(target), tgt_mask=mask, tgt_is_causal=True)
        return self.out(hidden)


def learn(pieces, pairs):
    torch.manual_seed(1)
    torch.set_num_threads(1)

    def batch(texts):
        ids = [[BOS] + pieces.encode(text)[: LENGTH - 2] + [EOS] for text in texts]
        longest = max(map(len, ids))
        return torch.tensor([row + [PAD] * (longest - len(row)) for row in ids])

    model = Model(pieces.get_piece_size())
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    losses = []
    for _ in range(STEPS):
        chosen = [pairs[i] for i in torch.randint(len(pairs), (BATCH,)).tolist()]
        source, target = batch([pair[0] for pair in chosen]), batch([pair[1] for pair in chosen])
        scores = model(source, target[:, :-1])
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), target[:, 1:].flatten(), ignore_index=PAD)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
