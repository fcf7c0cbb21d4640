import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import softskills as sk
from softskills.experiences.segmentation import LONGEST_UNIT, unit_spans


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in unit_spans(text)]


CASES = {
    "nb abbreviations": ("Hun kom kl. 7.30 med f.eks. melk. Jeg, dvs. vi, ventet.", 2),
    "nb ordinal": ("Den 17. mai gikk vi i tog. Det regnet.", 2),
    "nb number ends": ("Sønnen min er 12. Han leser nå.", 2),
    "es abbreviations": ("La Sra. Gómez, p. ej., vino a las 7.30 h. con pan. Yo no.", 2),
    "es questions": ("¿Qué haces? ¡Ven ya! Eso me dijo.", 3),
    "it abbreviations": ("Il dott. Rossi e la sig.ra Bianchi, ecc. ecc., erano lì. Io cucinavo.", 2),
    "it guillemets": ("«Vieni qui!» gridò la zia. E io andai.", 2),
    "fr abbreviations": ("M. Dubois et Mme Leroy, p.ex., sont venus. J'ai ouvert.", 2),
    "fr spaced marks": ("Tu viens ? Non ! Alors j'y vais seule.", 3),
    "sk abbreviations": ("Prišla o 7.30 hod. s mliekom, napr. aj s chlebom. Ja som čakala.", 2),
    "sk ordinal": ("Dňa 3. mája sme išli k lekárke. Bolo zima.", 2),
    "pl abbreviations": ("Kupiłam m.in. mąkę, cukier itp. rzeczy na ul. Długiej. Potem piekłam.", 2),
    "pl ordinal": ("To było 11. listopada. Padał śnieg.", 2),
    "en abbreviations": ("Mr. Smith came at 7.30 a.m. with e.g. milk. I waited.", 2),
    "en initial": ("Mrs. K. came late. I had cooked.", 2),
    "quotation goes on": ("“Come here!” she shouted. I went.", 2),
    "ellipsis": ("I thought... well, no. Then I rang.", 2),
    "list": ("- melk\n- brød\n- ost", 3),
    "numbered list": ("1. Lunsj\n2. Vask\n3. Henting", 3),
    "line breaks": ("Jeg sto opp\nJeg lagde frokost\nSå gikk vi", 3),
    "wrapped lines": (
        "Jeg sto opp klokka fem og lagde frokost til alle som bodde\ni huset den vinteren. Så gikk vi.",
        2,
    ),
    "blank line": ("Første avsnitt uten punktum\n\nandre avsnitt", 2),
    "emoji": ("Ferdig! 🎉🎉 Så glad 😀. Neste dag", 3),
    "one-letter word after a number": ("I was 19. I had nobody.", 2),
    "one-letter word after a number, sk": ("Mal 12. V škole som pomáhala.", 2),
    "so did I": ("So did I. Then we left.", 2),
    "quotation with comma": ('"Basta!", disse mamma. Io risi.', 2),
    "french quotation": ("« J'ai peur. » Je l'ai prise.", 2),
    "slovak quotation": ("„Poď sem!“ Bežala som.", 2),
    "dialogue dash": ("– Kom hit! – ropte hun. Jeg kom.", 2),
    "no capitals": ("jeg sto opp tidlig. jeg lagde mat. så gikk vi til skolen.", 3),
    "everyday words": ("Jeg måtte dra. Barna gråt. Det gikk ok. Så dro vi.", 4),
    "no letters": ("... !!! ---", 0),
    "blank": ("  \n ", 0),
}


@pytest.mark.parametrize("case", CASES)
def test_units_of_seven_languages(case):
    text, count = CASES[case]
    assert len(cut(text)) == count, cut(text)


def test_speech_without_full_stops_is_cut():
    speech = " ".join(
        f"og så gikk jeg til butikken nummer {i} fordi ungene ville ha noe og jeg sa nei men" for i in range(20)
    )
    units = cut(speech)
    assert max(len(unit.split()) for unit in units) <= 45
    assert min(len(unit.split()) for unit in units) >= 3


def test_words_without_any_clause_border_are_cut_too():
    assert max(len(unit.split()) for unit in cut("ord " * 300)) <= 45


def test_a_long_sentence_is_cut_at_clauses():
    text = (
        "Jeg sto opp klokka fem hver dag for å lage mat til svigermor, som ikke kunne spise selv, og etterpå vekket jeg "
        "barna, smurte matpakker til alle sammen, fulgte den minste til barnehagen, men når bussen ikke kom, måtte vi gå "
        "hele veien gjennom skogen mens det snødde"
    )
    units = cut(text)
    assert len(units) >= 2
    assert all(unit.split()[0].strip(",") != "" for unit in units)
    assert " ".join(units) == text


@settings(max_examples=300)
@given(st.text(max_size=400) | st.text(alphabet="aB .!?\n«»“”-1", max_size=300))
def test_offsets_are_exact_ordered_and_bounded(text):
    spans = unit_spans(text)
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert end - start <= LONGEST_UNIT
        assert text[start:end] == text[start:end].strip()
        position = end
    outside = set(range(len(text))) - {i for start, end in spans for i in range(start, end)}
    # Nothing that was told is lost: what is outside of all units holds no letter or digit.
    assert not any(text[i].isalnum() for i in outside)


def test_a_word_of_a_megabyte_and_a_text_of_two():
    assert all(end - start <= LONGEST_UNIT for start, end in unit_spans("x" * 1_000_000))
    assert len(unit_spans("Jeg kom. " * 220_000)) == 220_000


@pytest.mark.parametrize(
    "piece", [" ", "\n", ".", "1", "1 ", "A", "a.", "a@", "tel ", "født ", "og så ", "+47 1", "! ", "'."]
)
def test_no_text_takes_quadratic_time(piece):
    """A pattern that begins again at every character would take minutes here."""
    from softskills.experiences.privacy import _find

    text = piece * (100_000 // len(piece))
    unit_spans(text)
    _find(text)


def test_table(stories):
    units = sk.segment(stories)
    assert units.columns.tolist() == ["narrative_id", "unit", "start", "end", "text", "language"]
    texts = stories.set_index("narrative_id")["text"]
    assert all(row.text == texts[row.narrative_id][row.start : row.end] for row in units.itertuples())
    assert units["unit"].tolist() == [1, 2, 1, 2]
    assert units["language"].tolist() == ["en", "en", "nb", "nb"]


def test_the_input_is_not_changed(stories):
    before = stories.copy()
    sk.segment(stories)
    pd.testing.assert_frame_equal(stories, before)


def test_coders_boundaries_of_the_samples_are_mostly_found(samples):
    from softskills.experiences.datasets import coded_units, load_codings

    coded = coded_units(samples, load_codings())
    ours = sk.segment(samples)
    ends = set(zip(ours["narrative_id"], ours["end"], strict=True))
    # Where speech has no full stops coders hear other borders than a program; where there are, it must see them.
    plain = coded[coded["text"].str.contains(r"[.!?…]$")]
    found = [key in ends for key in zip(plain["narrative_id"], plain["end"], strict=True)]
    assert sum(found) / len(found) > 0.98
