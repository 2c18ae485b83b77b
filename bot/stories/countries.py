"""The countries a report names, whichever way: *Turkey*, *Turkish*, *Ankara*.

The large ones are named so often that they are no names to a title's words (:mod:`bot.stories.traits`),
yet two titles of one pattern with different countries tell two events.
"""

from collections.abc import Iterable, Mapping

from bot.query.words import words
from bot.stories.stems import stem_of

_NAMED: Mapping[str, str] = {
    "US": "US U.S. American Americans Washington",
    "EU": "EU European Europe Brussels",
    "GB": "UK Britain British Briton London England",
    "CN": "China Chinese Beijing",
    "TW": "Taiwan Taiwanese Taipei",
    "JP": "Japan Japanese Tokyo",
    "KP": "Pyongyang",
    "KR": "Korea Korean Seoul",
    "IN": "India Indian Delhi",
    "PK": "Pakistan Pakistani Islamabad",
    "BD": "Bangladesh Bangladeshi Dhaka",
    "VN": "Vietnam Vietnamese Hanoi",
    "TH": "Thailand Thai Bangkok",
    "MY": "Malaysia Malaysian",
    "SG": "Singapore Singaporean",
    "ID": "Indonesia Indonesian Jakarta",
    "PH": "Philippines Philippine Filipino Manila",
    "AU": "Australia Australian Canberra",
    "NZ": "Zealand",
    "CA": "Canada Canadian Ottawa",
    "MX": "Mexico Mexican",
    "BR": "Brazil Brazilian Brasilia",
    "AR": "Argentina Argentine Argentinian",
    "CL": "Chile Chilean Santiago",
    "PE": "Peru Peruvian Lima",
    "CO": "Colombia Colombian Bogota",
    "VE": "Venezuela Venezuelan Caracas",
    "CU": "Cuba Cuban Havana",
    "RU": "Russia Russian Moscow Kremlin",
    "UA": "Ukraine Ukrainian Kyiv Kiev",
    "BY": "Belarus Belarusian Minsk",
    "KZ": "Kazakhstan Kazakh Astana",
    "DE": "Germany German Berlin",
    "FR": "France French Paris",
    "IT": "Italy Italian Rome",
    "ES": "Spain Spanish Madrid",
    "PT": "Portugal Portuguese Lisbon",
    "NL": "Netherlands Dutch Hague",
    "BE": "Belgium Belgian",
    "CH": "Switzerland Swiss",
    "AT": "Austria Austrian Vienna",
    "PL": "Poland Polish Warsaw",
    "CZ": "Czech Prague",
    "HU": "Hungary Hungarian Budapest",
    "RO": "Romania Romanian Bucharest",
    "GR": "Greece Greek Athens",
    "SE": "Sweden Swedish Stockholm",
    "NO": "Norway Norwegian Oslo",
    "DK": "Denmark Danish Copenhagen",
    "FI": "Finland Finnish Helsinki",
    "IE": "Ireland Irish Dublin",
    "TR": "Turkey Turkish Turkiye Ankara",
    "IL": "Israel Israeli Jerusalem",
    "IR": "Iran Iranian Tehran",
    "IQ": "Iraq Iraqi Baghdad",
    "SA": "Saudi Riyadh",
    "AE": "UAE Emirates Emirati Dubai",
    "QA": "Qatar Qatari Doha",
    "SY": "Syria Syrian Damascus",
    "LB": "Lebanon Lebanese Beirut",
    "EG": "Egypt Egyptian Cairo",
    "ZA": "Pretoria Johannesburg",
    "NG": "Nigeria Nigerian Abuja",
    "KE": "Kenya Kenyan Nairobi",
    "ET": "Ethiopia Ethiopian",
    "CD": "Congo Congolese Kinshasa",
    "ZM": "Zambia Zambian",
    "ZW": "Zimbabwe Zimbabwean",
    "GH": "Ghana Ghanaian",
    "GN": "Guinea Guinean",
    "ML": "Mali Malian",
}


_BY_STEM = {stem_of(word): code for code, named in _NAMED.items() for word in words(named)}


def country(stem: str) -> str | None:
    """Give the code of the country a stem names, None where it names none."""
    return _BY_STEM.get(stem)


def countries(stems: Iterable[str]) -> frozenset[str]:
    """Give the countries that stems name, by their codes (ISO 3166; EU)."""
    return frozenset(filter(None, map(_BY_STEM.get, stems)))
