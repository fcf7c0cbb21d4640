"""Identifiers of fixed form out of the stories: a first version.

Finds telephone numbers, e-mail and web addresses, handles, IBANs, national ids (with their checksum) and
dates of birth. It does **not** yet find names and places; what it leaves is not anonymous.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from softskills.errors import OutputError
from softskills.experiences.tables import require_experiences
from softskills.files import write_atomically

VERSION = "fixed-form-1"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def is_iban(text: str) -> bool:
    """ISO 13616: country, length and check digits (mod 97 = 1).

    Examples
    --------
    >>> is_iban("NO93 8601 1117 947"), is_iban("NO93 8601 1117 948")
    (True, False)
    """
    code = re.sub(r"[\s-]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", code):
        return False
    lengths = {"NO": 15, "BE": 16, "ES": 24, "IT": 27, "FR": 27, "SK": 24, "PL": 28}
    if len(code) != lengths.get(code[:2], len(code)):
        return False
    return int("".join(str(int(character, 36)) for character in code[4:] + code[:4])) % 97 == 1


def is_fodselsnummer(text: str) -> bool:
    """Norwegian national identity number or D-number: two check digits (mod 11).

    Examples
    --------
    >>> is_fodselsnummer("010190 00083"), is_fodselsnummer("010190 00084")
    (True, False)
    """
    d = _digits(text)
    if len(d) != 11 or not 1 <= (int(d[:2]) - 1) % 40 + 1 <= 31 or not 1 <= int(d[2:4]) % 40 <= 12:
        return False
    first = (11 - _weighted(d, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11) % 11
    second = (11 - _weighted(d, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 11
    return d[9:] == f"{first}{second}"


def is_dni_nie(text: str) -> bool:
    """Spanish DNI or NIE: the letter is the number modulo 23.

    Examples
    --------
    >>> is_dni_nie("12345678Z"), is_dni_nie("X1234567L"), is_dni_nie("12345678A")
    (True, True, False)
    """
    code = re.sub(r"[\s.-]", "", text).upper()
    match = re.fullmatch(r"([XYZ]?)(\d{7,8})([A-Z])", code)
    if not match or len(code) != 9:
        return False
    number = {"": "", "X": "0", "Y": "1", "Z": "2"}[match[1]] + match[2]
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == match[3]


def is_codice_fiscale(text: str) -> bool:
    """Italian codice fiscale: control letter over 15 characters.

    Examples
    --------
    >>> is_codice_fiscale("RSSMRA85T10A562S"), is_codice_fiscale("RSSMRA85T10A562T")
    (True, False)
    """
    code = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[A-Z]{6}[\dLMNPQRSTUV]{2}[A-EHLMPRST][\dLMNPQRSTUV]{2}[A-Z][\dLMNPQRSTUV]{3}[A-Z]", code):
        return False
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
    total = 0
    for i, character in enumerate(code[:15]):
        value = int(character) if character.isdigit() else ord(character) - ord("A")
        total += odd[value] if i % 2 == 0 else value
    return chr(total % 26 + ord("A")) == code[15]


def is_niss(text: str) -> bool:
    """Belgian national register number: 97 minus the number modulo 97, with 2 before it from 2000 on.

    Examples
    --------
    >>> is_niss("85.07.30-033.28"), is_niss("85.07.30-033.29")
    (True, False)
    """
    d = _digits(text)
    if len(d) != 11:
        return False
    return any(97 - int(prefix + d[:9]) % 97 == int(d[9:]) for prefix in ("", "2"))


def is_rodne_cislo(text: str) -> bool:
    """Slovak birth number of ten digits: divisible by eleven, with a real month.

    Examples
    --------
    >>> is_rodne_cislo("855130/1000"), is_rodne_cislo("855130/1001")
    (True, False)
    """
    d = _digits(text)
    if len(d) != 10 or int(d[2:4]) % 50 % 20 not in range(1, 13) or not 1 <= int(d[4:6]) <= 31:
        return False
    return int(d) % 11 == 0 or (int(d[:9]) % 11 == 10 and d[9] == "0")


def is_pesel(text: str) -> bool:
    """Polish PESEL: weighted check digit.

    Examples
    --------
    >>> is_pesel("44051401359"), is_pesel("44051401358")
    (True, False)
    """
    d = _digits(text)
    if len(d) != 11 or int(d[2:4]) % 20 not in range(1, 13) or not 1 <= int(d[4:6]) <= 31:
        return False
    return (10 - _weighted(d, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10 == int(d[10])


def _is_telephone(text: str) -> bool:
    # Seven digits at least, and not a sum of money or a row of years.
    return 7 <= len(_digits(text)) <= 15


def _always(text: str) -> bool:
    return True


@dataclass(frozen=True)
class _Kind:
    name: str
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool]
    why: str


_BORN = (
    r"(?:født|fødd|f\.|fødselsdato|born(?: on)?|date of birth|nacida? el|nací el|fecha de nacimiento|nata il|nato il|"
    r"sono nat[ao] il|data di nascita|née? le|date de naissance|narodená|narodený|narodila som sa|narodil som sa|"
    r"dátum narodenia|urodzon[ay]|urodziłam się|urodziłem się|data urodzenia)"
)
_DATE = r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,12}\.?\s(?:de\s)?(?:19|20)\d{2}"
# Ordered: the first kind that claims a stretch of text keeps it.
_KINDS = (
    _Kind("EMAIL", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), _always, "form of an e-mail address"),
    _Kind("URL", re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]", re.IGNORECASE), _always, "form of a web address"),
    _Kind("HANDLE", re.compile(r"(?<![\w@])@[A-Za-z_][\w.]{2,30}\b"), _always, "form of a handle"),
    _Kind("IBAN", re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}\b"), is_iban, "IBAN with right check digits"),
    _Kind("NATIONAL-ID", re.compile(r"\b[A-Z]{6}\s?\w{5}\s?\w{4}[A-Z]\b", re.IGNORECASE), is_codice_fiscale, "codice fiscale, control letter right"),
    _Kind("NATIONAL-ID", re.compile(r"\b(?:[XYZ][ -]?\d{7}|\d{8}|\d{2}\.\d{3}\.\d{3})[ -]?[A-Z]\b", re.IGNORECASE), is_dni_nie, "DNI or NIE, letter right"),
    _Kind("NATIONAL-ID", re.compile(r"(?<![\w.])\d{2}\.\d{2}\.\d{2}[- ]\d{3}[. -]\d{2}\b"), is_niss, "NISS, check number right"),
    _Kind("NATIONAL-ID", re.compile(r"(?<!\w)\d{6}\s?/\s?\d{4}\b"), is_rodne_cislo, "rodné číslo, divisible by 11"),
    _Kind("NATIONAL-ID", re.compile(r"(?<![\w+])\d{6}[ -]?\d{5}\b"), lambda text: is_fodselsnummer(text) or is_pesel(text) or is_niss(text), "national number, check digits right"),
    _Kind("NATIONAL-ID", re.compile(r"(?<![\w+])\d{10}\b"), is_rodne_cislo, "rodné číslo, divisible by 11"),
    _Kind("BIRTH-DATE", re.compile(rf"\b(?:{_BORN})[:,]?\s+(?:den\s|the\s|dňa\s|dnia\s)?(?P<value>{_DATE})", re.IGNORECASE), _always, "date after a word for birth"),
    _Kind("PHONE", re.compile(r"(?<![\w.,/-])(?:\+|00)\d{1,3}(?:[ ()./-]{0,2}\d{1,4}){2,6}\b"), _is_telephone, "international telephone number"),
    _Kind("PHONE", re.compile(r"(?:\b(?:tlf|tel|tél|mob|mobil|telefon|teléfono|telefono|téléphone|telefón|móvil|cell|gsm|phone|nummer|número|numero|numéro|číslo|numer|ring|llama|chiama|call|appelle)\b[.:]?\s*(?:\w+\s){0,2}?)(?P<value>\d(?:[ ()./-]{0,2}\d){6,13})\b", re.IGNORECASE), _is_telephone, "number after a word for telephone"),
    _Kind("PHONE", re.compile(r"(?<![\w.,/€$-])(?:0[1-9](?:[ .-]?\d\d){4}|0\d{2,4}[ /-]?\d{3,4}[ .-]?\d{3,4}|[67]\d\d[ .-]?\d{3}[ .-]?\d{3}|[49]\d{2} \d{2} \d{3}|[2-79]\d(?: \d{2}){3}|[6789]\d{2}(?: \d{3}){2}|[6789]\d{2}(?: \d{2}){3}|0\d{1,3}[ /]\d{2,3}(?:[ .]\d{2,3}){1,3}|[67]\d{8}|[49]\d{7}|3\d{2}[ -]?\d{6,7})\b(?!\s?(?:kr|NOK|EUR|euro|€|zł|%|km|kg))"), _is_telephone, "form of a telephone number"),
)  # fmt: skip


# Word processors and French typing put narrow and unbreakable blanks into numbers.
_LOOK_ALIKE = {0xA0: " ", 0x202F: " ", 0x2007: " ", 0x2011: "-", 0x2013: "-"}


@dataclass(frozen=True)
class Pseudonymised:
    """What :func:`pseudonymise` returns. Shows counts only: notebooks save what they show.

    Attributes
    ----------
    experiences : DataFrame
        The stories with placeholders and the column ``pseudonymised``.
    key : Key
        Placeholder to original; keep it elsewhere.
    audit : DataFrame
        ``narrative_id, placeholder, kind, start, end, why``: offsets in the pseudonymised text; no contents.
    """

    experiences: pd.DataFrame = field(repr=False)
    key: Key = field(repr=False)
    audit: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        kinds = self.audit["kind"].value_counts()
        found = ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "nothing"
        return f"<Pseudonymised: {len(self.experiences)} stories; replaced {found}; contents not shown>"


@dataclass(frozen=True)
class Key:
    """Placeholders and what they stand for. Never shows its contents."""

    table: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        return f"<Key: {len(self.table)} placeholders; contents not shown>"

    def __len__(self) -> int:
        return len(self.table)

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the key as CSV with mode 0600, to a place that is neither a repository nor inside one."""
        path = Path(path).expanduser().resolve()
        for parent in path.parents:
            if (parent / ".git").exists():
                raise OutputError(f"{path} lies in the repository {parent}; keep the key outside of it")
        return write_atomically(
            path, lambda stream: self.table.to_csv(stream, index=False, encoding="utf-8"), force=force, mode=0o600
        )


def pseudonymise(experiences: pd.DataFrame) -> Pseudonymised:
    """Replace identifiers of fixed form by typed placeholders.

    Parameters
    ----------
    experiences : DataFrame
        With ``narrative_id`` and ``text``.

    Returns
    -------
    Pseudonymised
        ``experiences`` (``[PHONE-1]``, ``[EMAIL-1]`` …; the same value keeps its placeholder within
        a story), ``key`` and ``audit``.

    Notes
    -----
    Kinds: e-mail and web address, handle, IBAN, national ids with checksum (fødselsnummer and
    D-number, DNI/NIE, codice fiscale, NISS, rodné číslo, PESEL), date of birth, telephone. Names and
    places are not found by this version, so the result is neither anonymous nor fully pseudonymised
    in the sense of GDPR Art. 4(5).

    Examples
    --------
    >>> import pandas as pd
    >>> exp = pd.DataFrame({"narrative_id": ["a"], "text": ["Ring meg på 912 34 567 eller ida@example.org."]})
    >>> safe = pseudonymise(exp)
    >>> safe.experiences["text"][0]
    'Ring meg på [PHONE-1] eller [EMAIL-1].'
    >>> safe.key
    <Key: 2 placeholders; contents not shown>
    """
    require_experiences(experiences)
    texts: list[object] = []
    keys: list[dict[str, object]] = []
    audit: list[dict[str, object]] = []
    for narrative, text in zip(experiences["narrative_id"], experiences["text"], strict=True):
        if not isinstance(text, str):
            texts.append(text)
            continue
        clean, found, placed = _replace(text)
        texts.append(clean)
        keys += [{"narrative_id": narrative, "placeholder": name, "original": value} for value, name in found.items()]
        audit += [{"narrative_id": narrative, **place} for place in placed]
    safe = experiences.assign(text=pd.Series(texts, index=experiences.index, dtype="str"), pseudonymised=VERSION)
    safe.attrs = dict(experiences.attrs)
    return Pseudonymised(
        safe,
        Key(pd.DataFrame(keys, columns=["narrative_id", "placeholder", "original"])),
        pd.DataFrame(audit, columns=["narrative_id", "placeholder", "kind", "start", "end", "why"]),
    )


def _replace(text: str) -> tuple[str, dict[str, str], list[dict[str, object]]]:
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    placed: list[dict[str, object]] = []
    parts: list[str] = []
    position = length = 0
    for start, end, kind in _find(text):
        original = text[start:end]
        if original not in names:
            counts[kind.name] = counts.get(kind.name, 0) + 1
            names[original] = f"[{kind.name}-{counts[kind.name]}]"
        before = text[position:start]
        parts += [before, names[original]]
        begin = length + len(before)
        length = begin + len(names[original])
        position = end
        placed.append(
            {"placeholder": names[original], "kind": kind.name, "start": begin, "end": length, "why": kind.why}
        )
    return "".join([*parts, text[position:]]), names, placed


def _find(text: str) -> list[tuple[int, int, _Kind]]:
    """Stretches to replace, in order, none overlapping another."""
    taken: list[tuple[int, int, _Kind]] = []
    for start, end, kind in _candidates(text):
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in taken):
            taken.append((start, end, kind))
    return sorted(taken, key=lambda item: item[0])


def _candidates(text: str) -> Iterator[tuple[int, int, _Kind]]:
    text = text.translate(_LOOK_ALIKE)  # same length, so offsets stay
    for kind in _KINDS:
        group = "value" if "value" in kind.pattern.groupindex else 0
        for match in kind.pattern.finditer(text):
            if kind.is_one(match[group]):
                yield *match.span(group), kind
