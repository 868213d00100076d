"""The recipe: from the teacher's vectors of sentences to a vector for every piece."""
import numpy as np


def sums(table, ids):
    """Sum of the rows of each list of ids (len(ids) x dims), in float32."""
    flat = np.fromiter((i for x in ids for i in x), np.int64)
    starts = np.cumsum([0] + [len(x) for x in ids[:-1]])
    return np.add.reduceat(table[flat], starts, axis=0)


def linear_map(embedding, ids, target, ridge=30.0):
    """Piece vectors (n_pieces x 512): ridge regression of the teacher's unit vector on (sum of
    standardised embeddings, n) / sqrt(n); that map applied to every piece."""
    n = np.array([len(i) for i in ids], np.float32)
    x = np.concatenate([sums(embedding, ids), n[:, None]], 1) / np.sqrt(n)[:, None]
    x = x.astype(np.float64)
    w = np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[1]), x.T @ target)
    return (embedding @ w[:-1].astype(np.float32) + w[-1].astype(np.float32)).astype(np.float32)


def rotate(table, ids, dims):
    """The table on the first `dims` principal axes of sentence sums."""
    n = np.array([len(i) for i in ids], np.float32)
    s = (sums(table, ids) / np.sqrt(n)[:, None]).astype(np.float64)
    values, axes = np.linalg.eigh(s.T @ s)
    axes = axes[:, ::-1][:, :dims]
    axes = axes * np.sign(axes[np.abs(axes).argmax(0), np.arange(dims)])  # eigenvectors have no sign of their own
    return (table @ axes.astype(np.float32)).astype(np.float32)
