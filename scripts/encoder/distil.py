"""The recipe: from the teacher's vectors of sentences to a vector for every piece.

1. A linear map of the teacher's own piece embeddings, by ridge regression on the teacher's vectors
   of sentences; on the principal axes of what comes out.
2. From there the vectors themselves are fitted, each held to where it stands the more, the less it
   was seen: to the teacher's vectors, and to tell a sentence's translation from the other
   sentences of its document and from pairs of neighbours.

Sentences are rows of a sparse matrix of piece counts, so that every sum is one product.
"""
import numpy as np
import scipy.sparse as sparse


def counts(rows, n_pieces):
    """Piece counts (sentences x pieces) of lists of piece rows."""
    ends = np.cumsum([0] + [len(x) for x in rows])
    flat = np.concatenate([np.asarray(x, np.int64) for x in rows])
    out = sparse.csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(rows), n_pieces))
    out.sum_duplicates()
    return out


def by_root_length(x):
    """The matrix with each row divided by the root of its pieces: a teacher's vector has length 1
    however long the sentence."""
    n = np.asarray(x.sum(1)).ravel()
    return (sparse.diags((1 / np.sqrt(n)).astype(np.float32)) @ x).tocsr().astype(np.float32)


def linear_map(embedding, x, target, ridge=30.0):
    """Piece vectors (n_pieces x 512): ridge regression of the teacher's unit vector on (sum of
    standardised embeddings, n) / sqrt(n); that map applied to every piece."""
    scaled = by_root_length(x)
    n = np.asarray(x.sum(1)).ravel()
    a = np.concatenate([scaled @ embedding, np.sqrt(n)[:, None]], 1).astype(np.float64)
    w = np.linalg.solve(a.T @ a + ridge * np.eye(a.shape[1]), a.T @ target).astype(np.float32)
    return embedding @ w[:-1] + w[-1]


def axes(table, x, dims):
    """The first `dims` principal axes of sentence sums (512 x dims)."""
    s = (by_root_length(x) @ table).astype(np.float64)
    _, vectors = np.linalg.eigh(s.T @ s)
    vectors = vectors[:, ::-1][:, :dims]
    # Eigenvectors have no sign of their own.
    return (vectors * np.sign(vectors[np.abs(vectors).argmax(0), np.arange(dims)])).astype(np.float32)


def contrast(a, b, chunks, temperature):
    """Loss and gradients of choosing b[i] for a[i], and a[i] for b[i], by softmax over
    temperature x cosine, within each chunk (start, end, weight, in order). Where a chunk is in
    document order, sums of neighbours are wrong choices too: a merge must not look as good."""
    loss, gradients = 0.0, (np.zeros_like(a), np.zeros_like(b))
    project = lambda g, z, norm: (g - (g * z).sum(1, keepdims=True) * z) / norm
    length = lambda v: np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-6)
    for start, end, weight, ordered in chunks:
        here, n = slice(start, end), end - start
        own = np.arange(n)
        for (p, dp), (q, dq) in (((a, gradients[0]), (b, gradients[1])), ((b, gradients[1]), (a, gradients[0]))):
            p, q = p[here], q[here]
            choices = np.concatenate([q, q[:-1] + q[1:]]) if ordered and n > 1 else q
            norm_p, norm_c = length(p), length(choices)
            unit_p, unit_c = p / norm_p, choices / norm_c
            logits = temperature * (unit_p @ unit_c.T)
            top = logits.max(1, keepdims=True)
            share = np.exp(logits - top)
            total = share.sum(1, keepdims=True)
            loss += weight * float((np.log(total[:, 0]) + top[:, 0] - logits[own, own]).sum(dtype=np.float64))
            share /= total
            share[own, own] -= 1
            share *= temperature * weight
            dp[here] += project(share @ unit_c, unit_p, norm_p)
            dc = project(share.T @ unit_p, unit_c, norm_c)
            dq[here] += dc[:n]
            if len(choices) > n:
                dq[start : end - 1] += dc[n:]
                dq[start + 1 : end] += dc[n:]
    return loss, *gradients


def minimise(function, at, steps, memory=7):
    """L-BFGS (Nocedal 1980) with halving line search, in single precision."""
    dot = lambda x, y: float(np.vdot(x, y))
    value, gradient = function(at)
    pairs = []
    for _ in range(steps):
        direction, alphas = gradient.copy(), []
        for s, y in reversed(pairs):
            alphas.append(dot(s, direction) / dot(s, y))
            direction -= alphas[-1] * y
        if pairs:
            s, y = pairs[-1]
            direction *= dot(s, y) / dot(y, y)
        else:
            direction /= np.sqrt(dot(gradient, gradient))
        for (s, y), alpha in zip(pairs, reversed(alphas)):
            direction += s * (alpha - dot(y, direction) / dot(s, y))
        slope, step = dot(gradient, direction), 1.0
        for _ in range(8):
            new = at - step * direction
            new_value, new_gradient = function(new)
            if new_value <= value - 1e-4 * step * slope:
                break
            step *= 0.4
        else:
            break
        s, y = new - at, new_gradient - gradient
        if dot(s, y) > 1e-10:
            pairs = (pairs + [(s, y)])[-memory:]
        at, value, gradient = new, new_value, new_gradient
    return at


def fit(start, x, target, a, b, chunks, hold=2.0, parallel=2.0, temperature=7.0, steps=40):
    """Piece vectors near `start` (pieces x dims): least squares to `target` for the sentences of x,
    plus `hold` x squared distance from the start, plus `parallel` x contrast() of the pairs a, b.

    The variable is scaled by what the squares alone would make of it, which is what lets a few
    dozen steps do."""
    x = by_root_length(x)
    xt, at, bt = x.T.tocsr(), a.T.tocsr(), b.T.tocsr()
    seen = np.asarray(x.multiply(x).sum(0)).ravel()
    scale = (1 / np.sqrt(seen + hold)).astype(np.float32)[:, None]

    def function(u):
        move = scale * u
        table = start + move
        residual = x @ table - target
        value = float((residual**2).sum(dtype=np.float64)) + hold * float((move**2).sum(dtype=np.float64))
        gradient = 2 * (xt @ residual) + 2 * hold * move
        if chunks:
            loss, da, db = contrast(a @ table, b @ table, chunks, temperature)
            value += parallel * loss
            gradient += parallel * (at @ da + bt @ db)
        return value, (scale * gradient).astype(np.float32)

    return start + scale * minimise(function, np.zeros_like(start), steps)
