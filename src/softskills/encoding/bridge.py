"""Bridge lexicons: a language that the encoder cannot read is glossed into English, word by word.

A lexicon is a TSV file: word form or lemma (or a phrase of up to four words), tab, English gloss. A gloss of
``-`` means that the word carries nothing and is left out. Words are looked up as they stand, then by
lemma (from the file of forms beside the lexicon, else by simplemma), then, in languages that write
compounds in one word, by their parts, and in Slovak without their diacritics, which a phone often leaves
out. A capital inside a sentence makes an unknown word a name, which is read as it stands. Other unknown
words are left out: they only disturb.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from unicodedata import combining, normalize

from softskills.errors import InputError, TableError
from softskills.files import decode, read_bytes
from softskills.resources import fingerprint, resource

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,:]\d+)*|[^\w\s]")
_LONGEST_PHRASE = 4
_NOTHING = "-"
_COMPOUNDING = frozenset({"nb", "da", "sv", "de", "nl"})
_LINKS = ("", "s", "e")
_SHORTEST_PART = 3
_TYPED_BARE = frozenset({"sk"})  # languages whose diacritics are often left out, without making other words
_SENTENCE_ENDS = frozenset('.!?:;…"„“”«»‹›(')  # after these a capital says nothing
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand".split()
)
# Endings to try where the lemma data do not know a form: nb nouns and verbs; the Slovak past tense, in which
# most stories are told, and the most frequent cases.
_ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "nb": (
        ("ene", ""), ("ene", "e"), ("en", ""), ("en", "e"), ("et", ""), ("et", "e"), ("a", ""), ("a", "e"),
        ("er", ""), ("er", "e"), ("te", "e"), ("de", "e"), ("dde", ""), ("t", "e"), ("r", ""), ("s", ""), ("s", "e"), ("ets", ""), ("ens", ""), ("enes", ""), ("as", "e"),
    ),
    "sk": (
        ("la", "ť"), ("li", "ť"), ("lo", "ť"), ("l", "ť"), ("ou", "a"), ("u", "a"), ("y", "a"), ("e", "a"),
        ("u", ""), ("om", ""), ("i", "a"), ("y", ""), ("ov", ""), ("och", ""), ("ej", "ý"), ("ú", "ý"), ("é", "ý"), ("á", "ý"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Lexicon:
    """Glosses of one language.

    Parameters
    ----------
    language : str
        BCP 47 base code.
    entries : dict of str to str
        Lower-case word, lemma or phrase to English gloss; ``-`` for nothing.
    forms : dict of str to str, optional
        Inflected form to lemma; where omitted simplemma is asked, which takes seconds to load.

    Examples
    --------
    >>> lexicon = Lexicon("nb", {"mat": "food", "jeg": "I", "lage": "make", "til": "for", "barn": "child"})
    >>> lexicon.gloss("Jeg lager barnemat til Ola!")
    'I make child food for Ola !'
    >>> lexicon.coverage("Jeg danser barnemat til Ola!")
    0.8
    """

    language: str
    entries: dict[str, str] = field(repr=False)
    forms: dict[str, str] | None = field(default=None, repr=False)

    @cached_property
    def fingerprint(self) -> str:
        """Changes with any entry."""
        pairs = [*sorted(self.entries.items()), *sorted((self.forms or {}).items())]
        return fingerprint(self.language, *(f"{word}\t{gloss}" for word, gloss in pairs))

    @cached_property
    def _phrases(self) -> frozenset[str]:
        """First words of phrases, so that most words need no second look."""
        return frozenset(entry.split(" ", 1)[0] for entry in self.entries if " " in entry)

    @cached_property
    def _memory(self) -> dict[str, str | None]:
        return {}

    def gloss(self, text: str) -> str:
        """English word by word; punctuation and numbers stay, unknown words are left out."""
        return " ".join(gloss for _, gloss in self._read(text) if gloss and gloss != _NOTHING)

    def coverage(self, text: str) -> float:
        """Share of the running words that have an entry, 0–1; 1 for a text without words."""
        known = [gloss is not None for word, gloss in self._read(text) if word[0].isalpha()]
        return sum(known) / len(known) if known else 1.0

    def word_count(self, text: str) -> int:
        """Number of running words."""
        return sum(word[0].isalpha() for word, _ in self._read(text))

    def unknown(self, texts: Iterable[str]) -> list[str]:
        """Words of the texts without an entry, each as often as it occurs, for counting."""
        return [word.lower() for text in texts for word, gloss in self._read(text) if gloss is None]

    def look_up(self, word: str) -> str | None:
        """Gloss of one word: as it stands, by lemma, by its parts; None where unknown."""
        word = word.lower()
        if word not in self._memory:
            self._memory[word] = self._find(word)
        return self._memory[word]

    def _read(self, text: str) -> list[tuple[str, str | None]]:
        """Pairs of word and gloss; the later words of a phrase have an empty gloss."""
        # Text from PDFs and some phones comes in decomposed letters and with soft hyphens.
        tokens = _TOKEN.findall(normalize("NFC", text).replace("\u00ad", ""))
        read: list[tuple[str, str | None]] = []
        i = 0
        while i < len(tokens):
            length, gloss = self._phrase_at(tokens, i)
            read.append((tokens[i], gloss))
            read += [(token, "") for token in tokens[i + 1 : i + length]]
            i += length
        return read

    def _phrase_at(self, tokens: list[str], i: int) -> tuple[int, str | None]:
        if not tokens[i][0].isalpha():
            return 1, tokens[i]
        if tokens[i].lower() in self._phrases:
            for length in range(min(_LONGEST_PHRASE, len(tokens) - i), 1, -1):
                phrase = " ".join(tokens[i : i + length]).lower()
                if phrase in self.entries:
                    return length, self.entries[phrase]
        # Before the parts are tried: Rotterdam is no pond of rats.
        if _is_name(tokens, i) and self._known(tokens[i].lower()) is None:
            return 1, tokens[i]
        return 1, self.look_up(tokens[i])

    def _find(self, word: str) -> str | None:
        gloss = self._known(word)
        if gloss is not None:
            return gloss
        if "-" in word:
            parts = [self._known(part) for part in word.split("-")]
            return " ".join(part for part in parts if part) or None
        if self.language == "sk" and word.startswith("ne") and len(word) > 4:
            gloss = self._known(word[2:])
            if gloss not in {None, _NOTHING}:
                return f"not {gloss}"
        gloss = self._number(word)
        if gloss is None and self.language in _COMPOUNDING:
            gloss = self._split(word)
        if gloss is None and self.language in _TYPED_BARE and (full := self._bare.get(word)):
            gloss = self._known(full)
        return gloss

    @cached_property
    def _bare(self) -> dict[str, str]:
        """Words and forms by what is left of them without diacritics."""
        words = [*self.entries, *(self.forms or {})]
        return {bare: word for word in reversed(words) if (bare := _without_diacritics(word)) != word}

    @cached_property
    def _numerals(self) -> dict[str, str]:
        return {word: gloss for word, gloss in self.entries.items() if gloss in _NUMBERS}

    def _number(self, word: str) -> str | None:
        """Gloss of a number written in one word (Slovak ``tridsaťosem``), longest parts first."""
        parts: list[str] = []
        while word:
            end = next((end for end in range(len(word), 1, -1) if word[:end] in self._numerals), None)
            if end is None:
                return None
            parts.append(self._numerals[word[:end]])
            word = word[end:]
        return " ".join(parts)

    def _known(self, word: str) -> str | None:
        """Gloss of a form or of its lemma."""
        gloss = self.entries.get(word)
        if gloss is not None:
            return gloss
        lemma = self._entry_of(word)
        gloss = self.entries.get(lemma)
        if gloss is None or gloss == _NOTHING or self.language != "sk" or not lemma.endswith("ť"):
            return gloss
        # Person and negation, which in Slovak only the form shows: nemôžem has the lemma môcť.
        if word.startswith("ne") and not lemma.startswith(("ne", "nie")):
            gloss = f"not {gloss}"
        if word.endswith("me"):
            return f"we {gloss}"
        return f"I {gloss}" if word.endswith("m") and not word.endswith(("om", "iam")) else gloss

    def _entry_of(self, word: str) -> str:
        """The lemma, or where that has no entry, the form without an ending that has one."""
        lemma = _lemma(word, self.language) if self.forms is None else self.forms.get(word, word)
        if lemma in self.entries:
            return lemma
        for ending, instead in _ENDINGS.get(self.language, ()):
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_PART:
                base = word[: -len(ending)] + instead
                if base in self.entries:
                    return base
        return lemma

    def _split(self, word: str) -> str | None:
        """Gloss a compound by a known last part and known first parts, longest last part first."""
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            last = self._known(word[cut:])
            if last in {None, _NOTHING}:
                continue
            for link in _LINKS:
                if link and not word[:cut].endswith(link):
                    continue
                first = word[: cut - len(link)]
                if len(first) < _SHORTEST_PART:
                    continue
                gloss = self._known(first)
                if gloss not in {None, _NOTHING}:
                    return f"{gloss} {last}"
        return None


def _is_name(tokens: list[str], i: int) -> bool:
    """Whether a capital inside a sentence makes a word a name; a text all in capitals says nothing."""
    word = tokens[i]
    return word[0].isupper() and not word.isupper() and i > 0 and tokens[i - 1] not in _SENTENCE_ENDS


def _without_diacritics(word: str) -> str:
    return "".join(letter for letter in normalize("NFD", word) if not combining(letter))


@lru_cache(maxsize=200_000)
def _lemma(word: str, language: str) -> str:
    import simplemma

    try:
        return str(simplemma.lemmatize(word, lang=language)).lower()
    except ValueError:  # a language without lemma data: forms only
        return word


def read_lexicon(path: str | Path, language: str) -> Lexicon:
    """Read a bridge lexicon.

    Parameters
    ----------
    path : path
        UTF-8 TSV: word, tab, gloss; empty lines and lines beginning with ``#`` are passed over. A file
        of inflected forms (form, tab, lemma) named ``….forms.tsv`` beside it is read too.
    language : str
        BCP 47 base code of the words.

    Raises
    ------
    InputError
        For a line without exactly two columns, or a word with two different glosses; with file and line.
    """
    path = Path(path)
    forms = path.with_suffix(".forms.tsv")
    return Lexicon(language, _read_pairs(path), _read_forms(forms) if forms.is_file() else None)


def _read_pairs(path: Path) -> dict[str, str]:
    try:
        text = decode(read_bytes(path), str(path))[0]
    except TableError as error:
        raise InputError(str(error)) from None
    entries: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 2 or not all(cells):
            raise InputError(f"{path}:{number}: expected 'word<TAB>gloss', found {line[:60]!r}")
        word = " ".join(cells[0].lower().split())
        if entries.setdefault(word, cells[1]) != cells[1]:
            raise InputError(
                f"{path}:{number}: {word!r} has two glosses, {entries[word]!r} and {cells[1]!r}; keep the more usual one"
            )
    if not entries:
        raise InputError(f"{path}: no entries; write 'word<TAB>gloss', one a line")
    return entries


def _read_forms(path: Path) -> dict[str, str]:
    """Read a file that a program made, without looking at each line: it has a hundred thousand."""
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        return dict(line.split("\t") for line in lines if line[:1] not in {"#", ""})
    except ValueError:
        bad = next(i for i, line in enumerate(lines, 1) if line[:1] not in {"#", ""} and line.count("\t") != 1)
        raise InputError(f"{path}:{bad}: expected 'form<TAB>lemma', found {lines[bad - 1][:60]!r}") from None


@lru_cache(maxsize=1)
def _packaged() -> dict[str, Lexicon]:
    paths = sorted(resource("data/lexicons").glob("??.tsv"))
    return {path.stem: read_lexicon(path, path.stem) for path in paths}


def packaged_lexicons() -> dict[str, Lexicon]:
    """The lexicons that travel with the package, by language."""
    return dict(_packaged())
