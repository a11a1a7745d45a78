"""Numbers with right and wrong check digits, judged by python-stdnum (pip install python-stdnum).

    python3 check_digits.py COUNT SEED > numbers.tsv

Each line: kind, number, 1 or 0. Half of the numbers have a right check digit, half one digit that
is wrong. Prefixes are such that the detectors' patterns let them through; the check is the whole
question. CheckDigitsTest reads the file that -Dsluice.masking.check-digits names, else the golden
one beside this script (COUNT 2000, SEED 7).
"""
import random
import sys

from stdnum import iban, luhn, verhoeff
from stdnum.br import cpf
from stdnum.cn import ric, uscc
from stdnum.es import dni
from stdnum.gb import nhs
from stdnum.iso7064 import mod_11_2
from stdnum.us import rtn

R = random.Random(int(sys.argv[2]))
DIGITS = "0123456789"
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def digits(count):
    return "".join(R.choice(DIGITS) for _ in range(count))


def resident_id():
    body = R.choice(["110105", "440106", "310104", "510107"])
    body += "%04d%02d%02d%03d" % (R.randint(1930, 2020), R.randint(1, 12), R.randint(1, 28), R.randint(0, 999))
    return body + mod_11_2.calc_check_digit(body)


def social_credit():
    body = "91" + digits(6) + "".join(R.choice(USCC) for _ in range(9))
    return body + uscc.calc_check_digit(body)


def card():
    body = R.choice(["4", "51", "62", "34", "6011"])
    body += digits({"34": 12}.get(body, 15 - len(body)))
    return body + luhn.calc_check_digit(body)


def iban_code():
    country, form = R.choice([("GB", "WEST" + digits(14)), ("DE", digits(18)), ("NO", digits(11)), ("FR", digits(23))])
    return country + iban.calc_check_digits(country + "00" + form) + form


def completed(body, judge, count=1):
    """The body with those check digits that the oracle takes; another body if there are none."""
    for check in range(10 ** count):
        number = body + "%0*d" % (count, check)
        if judge(number):
            return number
    return None


def nhs_number():
    number = None
    while number is None:
        number = completed(digits(9), nhs.is_valid)
    return number


def aadhaar():
    body = R.choice("23456789") + digits(10)
    return body + verhoeff.calc_check_digit(body)


def routing():
    body = "02" + digits(6)
    return completed(body, rtn.is_valid)


def spanish():
    body = digits(8)
    return body + dni.calc_check_digit(body)


def brazilian():
    return completed(R.choice("123456789") + digits(8), cpf.is_valid, 2)


KINDS = {
    "resident-id": (resident_id, lambda n: mod_11_2.is_valid(n), "0123456789X", [17]),
    "social-credit": (social_credit, uscc.is_valid, USCC, range(8, 18)),
    "card": (card, luhn.is_valid, DIGITS, range(6, 15)),
    "iban": (iban_code, lambda n: iban.is_valid(n, check_country=False), DIGITS, [2, 3, 8, 9]),
    "nhs": (nhs_number, nhs.is_valid, DIGITS, range(10)),
    "aadhaar": (aadhaar, verhoeff.is_valid, DIGITS, range(1, 12)),
    "aba": (routing, rtn.is_valid, DIGITS, range(2, 9)),
    "es-nif": (spanish, dni.is_valid, DIGITS, range(8)),
    "cpf": (brazilian, cpf.is_valid, DIGITS, range(11)),
}


def one_off(number, alphabet, places):
    place = R.choice([p for p in places if p < len(number)])
    other = R.choice([c for c in alphabet if c != number[place]])
    return number[:place] + other + number[place + 1:]


for i in range(int(sys.argv[1])):
    kind = list(KINDS)[i % len(KINDS)]
    make, judge, alphabet, places = KINDS[kind]
    number = make()
    if R.random() < 0.5:
        number = one_off(number, alphabet, places)
    print(kind, number, int(judge(number)), sep="\t")
