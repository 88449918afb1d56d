"""LMG over all subsets with numpy, batched by subset size: the peer of benches/core.rs.

Reads {"matrix": correlations of drivers and, last, the outcome; "rounds": n} from standard input and
prints {"seconds": the median, "values": LMG}.
"""

import itertools
import json
import math
import sys
import time

import numpy


def lmg(matrix):
    p = len(matrix) - 1
    xx, xy = matrix[:p, :p], matrix[:p, p]
    r2 = numpy.zeros(1 << p)
    for size in range(1, p + 1):
        sets = numpy.array(list(itertools.combinations(range(p), size)))
        right = xy[sets]
        solved = numpy.linalg.solve(xx[sets[:, :, None], sets[:, None, :]], right[:, :, None])
        r2[(1 << sets).sum(axis=1)] = (right * solved[:, :, 0]).sum(axis=1)
    masks = numpy.arange(1 << p)
    sizes = numpy.zeros(1 << p, dtype=int)
    for j in range(p):
        sizes += masks >> j & 1
    weights = numpy.array([1 / (p * math.comb(p - 1, s)) for s in range(p)])
    values = []
    for j in range(p):
        without = masks[masks >> j & 1 == 0]
        gains = r2[without | 1 << j] - r2[without]
        values.append(float((weights[sizes[without]] * gains).sum()))
    return values


given = json.load(sys.stdin)
matrix = numpy.array(given["matrix"])
seconds = []
for _ in range(given["rounds"]):
    start = time.perf_counter()
    values = lmg(matrix)
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": sorted(seconds)[len(seconds) // 2], "values": values}))
