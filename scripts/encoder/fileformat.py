"""The model file: written here, read in place by src/encode/model.rs.

Little-endian throughout; a reader needs no alignment.

    0   8   magic "bitexto\\0"
    8   u32 format version, 1
    12  u32 CRC-32 (IEEE) of everything from byte 16 to the end
    16  u32 length of the file in bytes
    20  u32 pieces
    24  u16 dimensions       26 u16 dimensions that share a scale (32)
    28  u8  bits a value (4) 29 u8  longest piece, bytes
    30  u8  longest key of the normaliser, bytes
    31  u8  languages (at most 16)
    32  32  languages, two ASCII letters each, zero-padded
    64  16  bitmap of the ASCII bytes that normalise to themselves before any other ASCII byte
    80  f32 score of an unknown character
    84  u32 zero
    88  6 x (u32 offset, u32 length in bytes), in the order of SECTIONS

A piece is known by its row, 0 to pieces-1, in the order of the teacher's ids; rows 0, 1, 2 are
<unk>, <s>, </s>. Sections:

    normalizer  double array (below) from UTF-8 sequences to offsets in `replacements`
    replacements  what they become, each ended by NUL
    pieces      double array from the UTF-8 of a piece to its row
    scores      f32 a row: log probability under the unigram model
    ids         u32 a row: the teacher's id of the piece
    rows        a row: one bfloat16 scale a group, then 16 bytes a group: byte k of a group holds
                dimension k in its low and dimension k+16 in its high four bits, value + 8, and
                the component is scale x value

The double arrays are darts-clone's (u32 units): a unit's low 8 bits are its label, bit 31 is set
on values and holes, bit 8 says that a key ends here, bits 10-30 (shifted left by 8 if bit 9 is
set) are XORed with the unit's own index to give the base of its children; a child stands at base
XOR label, the value of a key at its base (label 0).
"""
import struct
import zlib

import numpy as np

MAGIC = b"bitexto\0"
VERSION = 1
GROUP = 32
TOP = 7  # values -7..7
HEADER = 88 + 6 * 8
SECTIONS = ("normalizer", "replacements", "pieces", "scores", "ids", "rows")


def double_array(keys):
    """Units (u32) for sorted, distinct byte strings; the value of a key is its index in `values`.

    keys: list of (bytes, value), sorted by bytes. First-fit placement, so the result depends on
    nothing but the keys."""
    size = 1 << 12
    units = np.full(size, 0x80000000, np.uint32)
    used = np.zeros(size, bool)
    based = np.zeros(size, bool)  # a base may belong to one node only
    used[0] = True
    first_free = 1
    units[0] = 0
    work = [(0, 0, len(keys), 0)]  # unit, key range, depth
    while work:
        node, lo, hi, depth = work.pop()
        children, start = [], lo
        if len(keys[lo][0]) == depth:
            children.append((0, lo, lo + 1))
            start = lo + 1
        while start < hi:
            label, end = keys[start][0][depth], start
            while end < hi and keys[end][0][depth] == label:
                end += 1
            children.append((label, start, end))
            start = end
        labels = np.array([c[0] for c in children])
        while used[first_free]:
            first_free += 1
        free, base = first_free, -1
        while base < 0:
            if free + 256 >= size:
                units = np.concatenate([units, np.full(size, 0x80000000, np.uint32)])
                used, based = (np.concatenate([x, np.zeros(size, bool)]) for x in (used, based))
                size *= 2
            if not used[free]:
                candidate = free ^ int(labels[0])
                if candidate and not based[candidate] and not used[candidate ^ labels].any():
                    base = candidate
            free += 1
        based[base] = True
        used[base ^ labels] = True
        offset = node ^ base
        assert offset < 1 << 21
        units[node] |= np.uint32(offset << 10 | (0x100 if labels[0] == 0 else 0))
        for label, start, end in children:
            if label == 0:
                units[base] = 0x80000000 | keys[start][1]
            else:
                units[base ^ label] = label
        for label, start, end in reversed(children):
            if label:
                work.append((base ^ label, start, end, depth + 1))
    last = int(np.flatnonzero(used)[-1])
    return units[: (last | 0xFF) + 1]  # whole blocks of 256: base XOR label never leaves them


def bfloat16(x):
    """Nearest bfloat16 (ties to even) of positive float32s, as uint16."""
    bits = x.astype(np.float32).view(np.uint32).astype(np.uint64)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def from_bfloat16(x):
    return (x.astype(np.uint32) << 16).view(np.float32)


def quantise(table):
    """(scales uint16 rows x groups, values int8 rows x dims). The scale of a group is the best of
    a few around max/7, by squared error."""
    rows = table.reshape(-1, GROUP).astype(np.float32)
    top = np.abs(rows).max(1, keepdims=True)
    best, best_error = np.zeros((len(rows), 1), np.uint16), np.full((len(rows), 1), np.inf)
    for shrink in np.linspace(0.8, 1.0, 9):
        code = bfloat16(top * shrink / TOP + 1e-12)
        scale = from_bfloat16(code)
        error = ((np.clip(np.round(rows / scale), -TOP, TOP) * scale - rows) ** 2).sum(1, keepdims=True)
        better = error < best_error
        best, best_error = np.where(better, code, best), np.where(better, error, best_error)
    values = np.clip(np.round(rows / from_bfloat16(best)), -TOP, TOP).astype(np.int8)
    return best.reshape(len(table), -1), values.reshape(table.shape)


def dequantise(scales, values):
    return (values.reshape(-1, GROUP) * from_bfloat16(scales).reshape(-1, 1)).reshape(values.shape).astype(np.float32)


def longest_key(units):
    """Bytes of the longest path through a double array (which may share its ends, so: by node)."""
    depth, seen = 0, {0}
    offset = lambda u: (u >> 10) << ((u & 0x200) >> 6)
    layer = {0 ^ offset(units[0])}
    while layer:
        following = set()
        for base in layer:
            for label in range(1, 256):
                at = base ^ label
                if at < len(units) and (units[at] & 0x800000FF) == label:
                    following.add(at ^ offset(units[at]))
        layer = following - seen if depth > 64 else following
        depth += bool(layer)
        if depth > 200:
            raise SystemExit("the normaliser's trie has a loop")
    return depth


def ascii_bitmap(normalizer):
    """Bytes that stand for themselves whenever an ASCII byte, or nothing, follows."""
    plain = 0
    for b in range(128):
        if normalizer._ascii[b] == bytes([b]) and not any((b << 8 | c) in normalizer._two_byte for c in range(128)):
            plain |= 1 << b
    return plain.to_bytes(16, "little")


def write(path, languages, tokenizer, keep, scales, values):
    """One model file. `keep`: sorted original ids; scales and values: their rows."""
    normalizer = tokenizer._normalizer
    pieces = [tokenizer._pieces[i].encode() for i in keep]
    trie = double_array(sorted((p, row) for row, p in enumerate(pieces)))
    units = np.array(normalizer._units, np.uint32)
    shifted = (values + 8).astype(np.uint8).reshape(len(keep), -1, 2, GROUP // 2)
    packed = (shifted[:, :, 0] | shifted[:, :, 1] << 4).reshape(len(keep), -1)
    rows = np.concatenate([scales.astype("<u2").view(np.uint8).reshape(len(keep), -1), packed], 1)
    sections = {
        "normalizer": units.astype("<u4").tobytes(),
        "replacements": bytes(normalizer._normalized),
        "pieces": trie.astype("<u4").tobytes(),
        "scores": np.array([tokenizer._scores[i] for i in keep], "<f4").tobytes(),
        "ids": np.array(keep, "<u4").tobytes(),
        "rows": rows.tobytes(),
    }
    directory, body, at = b"", b"", HEADER
    for name in SECTIONS:
        data = sections[name]
        directory += struct.pack("<II", at, len(data))
        data += b"\0" * (-len(data) % 8)
        body += data
        at += len(data)
    longest = longest_key(normalizer._units), max(map(len, pieces))
    tail = struct.pack(
        "<IIHHBBBB32s16sfI", at, len(keep), values.shape[1], GROUP, 4, longest[1], longest[0],
        len(languages), "".join(languages).encode(), ascii_bitmap(normalizer), tokenizer._unk_score, 0,
    ) + directory + body
    data = MAGIC + struct.pack("<II", VERSION, zlib.crc32(tail)) + tail
    assert len(data) == at
    with open(path, "wb") as out:
        out.write(data)
    return {name: len(sections[name]) for name in SECTIONS} | {"file": len(data)}
