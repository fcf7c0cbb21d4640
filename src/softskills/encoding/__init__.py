"""Text to vectors: the encoder protocol, the embedded default, sentence-transformers, and a cache."""

from softskills.encoding.bridge import Lexicon, read_lexicon
from softskills.encoding.builtin import BuiltinEncoder
from softskills.encoding.cache import VectorCache, cache_folder, clear_cache
from softskills.encoding.encoder import Encoder, Vectors, load_encoder
from softskills.encoding.lexicon_check import LexiconCheck, check_lexicon

__all__ = [
    "BuiltinEncoder",
    "Encoder",
    "Lexicon",
    "LexiconCheck",
    "VectorCache",
    "Vectors",
    "cache_folder",
    "check_lexicon",
    "clear_cache",
    "load_encoder",
    "read_lexicon",
]
