"""Names before the word for an organisation, as in Norwegian and English: Tøyen skole, Oakfield Primary School."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.experiences.privacy.found import Found
from softskills.experiences.privacy.inflection import first_name_form, place_form
from softskills.experiences.privacy.kept import is_kept, kept_length
from softskills.experiences.privacy.lists import is_everyday
from softskills.experiences.privacy.organisation_words import head_at
from softskills.experiences.privacy.words import Story, words_in


def name_before(story: Story, i: int, languages: tuple[str, ...]) -> Iterator[Found]:
    """Yield the organisation whose name stands before the word for it, word ``i``.

    Examples
    --------
    >>> story = Story("Hun går på Tøyen skole.")
    >>> [story.text[found.start : found.end] for found in name_before(story, 4, ("nb",))]
    ['Tøyen skole']
    """
    words = story.words
    lower = words[i].lower
    head = head_at([word.text for word in words[i : i + 3]], ("nb", "en"))
    here = "nb" in languages or (len(lower) > 4 and not is_everyday(lower, languages))
    norwegian = (
        here and bool(head_at([word.lower for word in words[i : i + 3]], ("nb",)).kind) and lower not in _DEFINITE
    )
    english = "en" in languages and bool(head.kind) and (words[i].capital or head.length > 1 or _saint_before(story, i))
    municipal = "nb" in languages and lower in {"kommune", "bydel"}
    if not (english or norwegian or municipal) or i == 0 or words[i].first:
        return
    j = i
    while (
        j > 0 and i - j < 6 and not words[j].first and words[j - 1].capital and story.gap(j) in {" ", "-", ". ", "' "}
    ):
        j -= 1
    while (
        j < i
        and (words[j].first or is_kept(words[j].text))
        and (is_everyday(words[j].text, languages) or is_kept(words[j].text))
        and not place_form(words[j].text, ())
    ):
        j += 1
    generic = words_in(
        "primary secondary high junior infant infants nursery catholic community general the royal university grammar health medical children's children sunday language adult further elementary middle our my boarding night day state public private local christian family old new big"
    )
    if any(kept_length(tuple(word.text for word in words[n : n + 4]), languages) > i - n for n in range(j, i)):
        return  # Job Centre
    own = [word for word in words[j:i] if word.lower not in generic]
    if head.kind == "EMPLOYER" and lower == words[i].text and own and first_name_form(own[0].text, ()):
        return  # "Mustafa taxi"
    if j == i or not own or (english and own[0].lower in {"my", "our", "his", "her", "their"}):
        return
    kind = "PLACE" if municipal else head.kind
    end = words[i + max(head.length, 1) - 1].end
    for n in range(i + 1, min(i + 3, len(words))):  # Heaton Primary | School
        if words[n].capital and story.gap(n) == " " and head_at([words[n].text], languages).kind:
            end = words[n].end
        else:
            break
    if lower == "videregående" and i + 1 < len(words) and words[i + 1].lower in {"skole", "skule"}:
        end = words[i + 1].end
    if kind:
        yield Found(words[j].start, end, kind, "name before a word for an institution", 0.9)


# The school, the parish: beside these a name is that of a person or a place.
_DEFINITE = words_in(
    "skolen skulen barnehagen barnehaga universitetet høgskolen høyskolen høgskulen grunnskolen barneskolen ungdomsskolen folkehøgskolen fagskolen familiebarnehagen "
    "sykehuset sjukehuset universitetssykehuset sykehjemmet sjukeheimen sykeheimen aldersheimen helsestasjonen legesenteret legevakta legevakten helsehuset frivilligsentralen "
    "kirken kyrkja menigheten moskéen moskeen mottaket krisesenteret biblioteket idrettslaget foreningen foreninga foreininga organisasjonen stiftelsen klinikken hospitalet "
    "firmaet bedriften restauranten kafeen kaféen hotellet selskapet renholdsfirmaet vaskebyrået bakeriet gartneriet fiskebruket omsorgssenteret dagsenteret "
    "opplæringssenteret voksenopplæringssenteret"
)


def _saint_before(story: Story, i: int) -> bool:
    """St Joseph's parish, Oakfield school: the word itself may be small."""
    words = story.words
    if (
        i
        and words[i - 1].capital
        and not words[i - 1].first
        and story.gap(i) == " "
        and story.text[words[i - 1].end] == " "
    ):
        return (
            words[i].lower in {"school", "hospital", "nursery", "mosque", "hospice"}
            and not first_name_form(words[i - 1].text, ())
            and not is_everyday(words[i - 1].text, ("en",))
            and not is_kept(words[i - 1].text)
        )
    return i > 1 and words[i - 1].capital and words[i - 2].lower in {"st", "saint", "lady"}
