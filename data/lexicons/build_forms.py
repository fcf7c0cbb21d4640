"""Write the inflected forms of a lexicon's words: ``python data/lexicons/build_forms.py nb sk``.

simplemma (MIT) knows them, but takes two to five seconds to load a language; a table of just the forms whose
lemma the lexicon has loads in a tenth of a second. Run again after a lexicon has changed.
"""

import sys
from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from softskills.encoding.bridge import read_lexicon

FOLDER = Path(__file__).parent


def forms(language: str) -> list[str]:
    """Lines ``form<TAB>lemma`` for all forms that the lexicon does not have itself."""
    entries = read_lexicon(FOLDER / f"{language}.tsv", language).entries
    found: dict[str, str] = {}
    for form, lemma in DefaultDictionaryFactory().get_dictionary(language).items():
        if form.lower() not in entries and entries.get(lemma.lower(), "-") != "-":
            found.setdefault(form.lower(), lemma.lower())  # a form of two words: the first
    return [f"{form}\t{lemma}" for form, lemma in sorted(found.items())]


if __name__ == "__main__":
    for code in sys.argv[1:]:
        lines = forms(code)
        head = f"# Inflected forms of the words in {code}.tsv, after simplemma (MIT). Made by build_forms.py.\n"
        (FOLDER / f"{code}.forms.tsv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        print(f"{code}: {len(lines)} forms")
