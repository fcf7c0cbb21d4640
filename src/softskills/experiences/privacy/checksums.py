"""Numbers that prove themselves: bank accounts, payment cards and national ids with check digits."""

from __future__ import annotations

import re


def digits(text: str) -> str:
    """Only the digits.

    Examples
    --------
    >>> digits("+47 912 34 567")
    '4791234567'
    """
    return re.sub(r"\D", "", text)


def _weighted(text: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(text, weights, strict=False))


IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "ES": 24, "FI": 18, "FR": 27, "GB": 22,
    "HU": 28, "IE": 22, "IT": 27, "LT": 20, "LU": 20, "LV": 21, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "SE": 24, "SK": 24, "UA": 29,
}  # fmt: skip


def is_iban(text: str) -> bool:
    """ISO 13616: country, length and check digits (mod 97 = 1).

    Examples
    --------
    >>> is_iban("NO93 8601 1117 947"), is_iban("NO93 8601 1117 948")
    (True, False)
    """
    code = re.sub(r"[\s-]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", code):
        return False
    if len(code) != IBAN_LENGTHS.get(code[:2], len(code)):
        return False
    return int("".join(str(int(character, 36)) for character in code[4:] + code[:4])) % 97 == 1


def iban_end(text: str, start: int) -> int:
    """Where the IBAN that begins at ``start`` ends; -1 where none begins there.

    The length belongs to the country, so that capitals after the number are not taken for part of it.

    Examples
    --------
    >>> text = "NO93 8601 1117 947 NAV"
    >>> text[: iban_end(text, 0)]
    'NO93 8601 1117 947'
    """
    length = IBAN_LENGTHS.get(text[start : start + 2].upper(), 0)
    seen = 0
    for position in range(start, min(start + 2 * length + 4, len(text))):
        character = text[position]
        seen += character.isascii() and character.isalnum()
        if not (character.isascii() and character.isalnum()) and character not in " -":
            break
        if seen == length and length:
            return position + 1 if is_iban(text[start : position + 1]) else -1
    return -1


def is_card(text: str) -> bool:
    """Payment card of 13 to 19 digits: the check digit after Luhn (ISO/IEC 7812-1).

    Examples
    --------
    >>> is_card("4111 1111 1111 1111"), is_card("4111 1111 1111 1112")
    (True, False)
    """
    d = digits(text)
    if not 13 <= len(d) <= 19 or d[0] not in "23456" or len(set(d)) < 2:
        return False
    doubled = [int(digit) * (1 + i % 2) for i, digit in enumerate(reversed(d))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def is_fodselsnummer(text: str) -> bool:
    """Norwegian national identity number or D-number: two check digits (mod 11).

    Examples
    --------
    >>> is_fodselsnummer("010190 00083"), is_fodselsnummer("010190 00084")
    (True, False)
    """
    d = digits(text)
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


def is_nhs(text: str) -> bool:
    """NHS number of ten digits: the last is 11 less the weighted sum modulo 11; ten is never given.

    Examples
    --------
    >>> is_nhs("943 476 5919"), is_nhs("943 476 5918")
    (True, False)
    """
    d = digits(text)
    return len(d) == 10 and sum((10 - i) * int(digit) for i, digit in enumerate(d[:9])) % 11 == (11 - int(d[9])) % 11


def is_niss(text: str) -> bool:
    """Belgian national register number: 97 minus the number modulo 97, with 2 before it from 2000 on.

    Examples
    --------
    >>> is_niss("85.07.30-033.28"), is_niss("85.07.30-033.29")
    (True, False)
    """
    d = digits(text)
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
    d = digits(text)
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
    d = digits(text)
    if len(d) != 11 or int(d[2:4]) % 20 not in range(1, 13) or not 1 <= int(d[4:6]) <= 31:
        return False
    return (10 - _weighted(d, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10 == int(d[10])


def is_nir(text: str) -> bool:
    """French social security number: 13 characters and a key, 97 minus the number modulo 97; Corsica is 2A or 2B.

    Examples
    --------
    >>> is_nir("1 84 12 76 451 089 46"), is_nir("1 84 12 76 451 089 47"), is_nir("1 84 12 2A 451 089 33")
    (True, False, True)
    """
    code = re.sub(r"[\s.-]", "", text).upper()
    if not re.fullmatch(r"[1-478]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d\d|2[AB])\d{8}", code):
        return False
    number = int(code[:13].replace("2A", "19").replace("2B", "18"))
    return 97 - number % 97 == int(code[13:])
