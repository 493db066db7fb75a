"""Numbers and magnitudes written as words, in each language of the interface."""

from decimal import Decimal
from functools import cache

from languages.text import words

# Numbers in letters, of one to twelve and the round ones, with their ordinals; compared by stem.
NUMBER_WORDS: dict[str, dict[int, str]] = {
    "en": {
        0: "zero no none", 1: "one first once single", 2: "two second twice both couple pair", 3: "three third",
        4: "four fourth", 5: "five fifth", 6: "six sixth", 7: "seven seventh", 8: "eight eighth", 9: "nine ninth",
        10: "ten tenth", 11: "eleven eleventh", 12: "twelve twelfth dozen", 13: "thirteen", 14: "fourteen",
        15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty twentieth",
        30: "thirty", 40: "forty", 50: "fifty half", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety",
        100: "hundred", 1000: "thousand",
    },
    "es": {
        0: "cero ningún ninguna", 1: "un una uno primer primero primera", 2: "dos segundo segunda ambos ambas",
        3: "tres tercer tercero tercera", 4: "cuatro cuarto cuarta", 5: "cinco quinto quinta", 6: "seis sexto sexta",
        7: "siete séptimo", 8: "ocho octavo", 9: "nueve noveno", 10: "diez décimo decena", 11: "once",
        12: "doce docena", 13: "trece", 14: "catorce", 15: "quince", 16: "dieciséis", 17: "diecisiete", 18: "dieciocho",
        19: "diecinueve", 20: "veinte veintena", 21: "veintiún veintiuno", 22: "veintidós", 23: "veintitrés",
        24: "veinticuatro", 25: "veinticinco", 26: "veintiséis", 27: "veintisiete", 28: "veintiocho",
        29: "veintinueve", 30: "treinta", 40: "cuarenta", 50: "cincuenta mitad", 60: "sesenta", 70: "setenta",
        80: "ochenta", 90: "noventa", 100: "cien ciento centenar", 1000: "mil millar",
    },
    "fr": {
        0: "zéro aucun aucune", 1: "un une premier première", 2: "deux deuxième second seconde", 3: "trois troisième",
        4: "quatre quatrième", 5: "cinq cinquième", 6: "six sixième", 7: "sept septième", 8: "huit huitième",
        9: "neuf neuvième", 10: "dix dixième dizaine", 11: "onze", 12: "douze douzaine", 13: "treize",
        14: "quatorze", 15: "quinze quinzaine", 16: "seize", 20: "vingt vingtaine", 30: "trente", 40: "quarante",
        50: "cinquante moitié", 60: "soixante", 70: "septante", 80: "huitante octante", 90: "nonante",
        100: "cent centaine", 1000: "mille millier",
    },
    "pt": {
        0: "zero nenhum nenhuma", 1: "um uma primeiro primeira", 2: "dois duas segundo segunda ambos ambas par",
        3: "três terceiro terceira", 4: "quatro quarto quarta", 5: "cinco quinto quinta", 6: "seis sexto sexta",
        7: "sete sétimo", 8: "oito oitavo", 9: "nove nono", 10: "dez décimo dezena", 11: "onze", 12: "doze dúzia",
        13: "treze", 14: "catorze quatorze", 15: "quinze", 16: "dezesseis dezasseis", 17: "dezessete dezassete",
        18: "dezoito", 19: "dezenove dezanove", 20: "vinte vintena", 30: "trinta", 40: "quarenta",
        50: "cinquenta metade", 60: "sessenta", 70: "setenta", 80: "oitenta", 90: "noventa", 100: "cem cento centena",
        1000: "mil milhar",
    },
    "ar": {
        0: "صفر", 1: "واحد واحدة أول أولى أحد إحدى", 2: "اثنان اثنين اثنتان اثنتين ثان ثاني ثانية",
        3: "ثلاث ثلاثة ثالث ثالثة", 4: "أربع أربعة رابع رابعة", 5: "خمس خمسة خامس خامسة", 6: "ست ستة سادس سادسة",
        7: "سبع سبعة سابع سابعة", 8: "ثمان ثماني ثمانية ثامن ثامنة", 9: "تسع تسعة تاسع تاسعة",
        10: "عشر عشرة عاشر عاشرة",
        20: "عشرون عشرين عشرينيات", 30: "ثلاثون ثلاثين ثلاثينيات", 40: "أربعون أربعين أربعينيات",
        50: "خمسون خمسين خمسينيات نصف", 60: "ستون ستين ستينيات", 70: "سبعون سبعين سبعينيات",
        80: "ثمانون ثمانين ثمانينيات", 90: "تسعون تسعين تسعينيات", 100: "مئة مائة", 1000: "ألف آلاف",
    },
}  # fmt: skip
MAGNITUDES: dict[str, dict[int, str]] = {
    "en": {3: "thousand", 6: "million|millions", 9: "billion|billions", 12: "trillion"},
    "es": {3: "mil", 6: "millón|millones", 9: "mil millones", 12: "billón|billones"},
    "fr": {3: "mille", 6: "million|millions", 9: "milliard|milliards", 12: "billion|billions"},
    "pt": {3: "mil", 6: "milhão|milhões", 9: "bilhão|bilhões|mil milhões", 12: "trilhão|trilhões|bilião|biliões"},
    "ar": {3: "ألف|آلاف|ألفا", 6: "مليون|ملايين|مليونا", 9: "مليار|مليارات|مليارا|بليون", 12: "تريليون"},
}
# Languages that say "one" and "two" by the form of the noun.
DUAL = {"ar"}


@cache
def number_words_of(language: str) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for value, listed in NUMBER_WORDS.get(language, {}).items():
        for word in listed.split():
            found.setdefault(words.keys(word, language)[0], set()).add(value)
    return {stem: frozenset(values) for stem, values in found.items()}


@cache
def magnitudes_of(language: str) -> dict[str, Decimal]:
    return {
        words.fold(word): Decimal(10) ** power
        for power, listed in MAGNITUDES.get(language, {}).items()
        for word in listed.split("|")
    }
