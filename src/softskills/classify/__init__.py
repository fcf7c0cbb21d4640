"""Vectors to evidence: the trained head, the zero-shot floor, and the mapping of whole stories."""

from softskills.classify.mapping import Mapper
from softskills.classify.persistence import load_mapper, save_mapper, seed_corpus

__all__ = ["Mapper", "load_mapper", "save_mapper", "seed_corpus"]
