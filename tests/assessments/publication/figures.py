"""Write the measured privacy figures: python -m tests.assessments.publication.figures > docs/privacy-figures.md"""

import sys
from collections.abc import Iterable, Sequence

from tests.assessments.publication.groups import LOPSIDED, MODELS, Measured, Share, measure

ROWS = 48_000
MARKER_ROWS = LOPSIDED_ROWS = 24_000
SIZES = range(4, 11)

INTRO = """# Målt personvern: hva kan regnes ut av en publisert rad?

Tabellene er laget med `.venv/bin/python -m tests.assessments.publication.figures > docs/privacy-figures.md`
(faste frø, omtrent ti minutter). Hver rad er et tema med tre påstander på skalaen 1 til 7, publisert av portalens egen
`publish()` for en oppdiktet gruppe. Et eget program som kjenner regelen og antallet, finner alle sett av svar som
kunne gitt raden. Det er prøvd mot alle grupper på fire og fem som finnes, og finner nøyaktig de riktige.

- **Kollega lærer**: andelen tema × medlem der medlemmet, som kjenner sitt eget svar, vet alle de andres til
  innenfor ett skalapoeng. Lovet: høyst 1 % med 4 til 6 svar, høyst 0,2 % med 7 eller flere.
- **Utenforstående lærer**: det samme for en som ikke har svart. Lovet: aldri.
- **Løst**: bare ett sett av svar er mulig, for en kollega eller en utenforstående. Lovet: høyst 0,1 %.
- **To sammen**: to medlemmer legger svarene sine sammen for å finne de andres. Ventet: opptil 3,0 % med 4 svar,
  1,5 % med 5 og 0,2 % med flere, og det sies til medlemmene.

Svarene er avrundet sann verdi pluss støy. Midlere: gruppens snitt 4,8 (SD 0,5), personer SD 0,9, støy 0,7. Høy: snitt
5,8 (SD 0,3), personer SD 0,6, støy 0,6. Delt: hver person i leiren på 3 eller på 6, SD 0,5, støy 0,6. Tallet etter ±
er én standardfeil; «ingen» betyr at ingen av radene ga et tilfelle, og – at det ikke er målt.

"""
LOPSIDED_INTRO = """
## Den skjeve gruppen

Én person langt under en samlet leir (SD 0,3, støy 0,6), {rows} rader i hver rute. Her lærer den ene lave
mest, for hun vet at alle de andre ligger høyt. Dette er større enn i de tre modellene over, og sies til medlemmene.

"""
MARKER_INTRO = """
## Med lederens egen markør

Lederens svar er synlig for alle, og stigen teller én person mindre. {rows} rader i hver rute. «Leser lærer»
er en som bare leser rapporten; hun kjenner lederens svar slik en kollega kjenner sitt eget.

"""
NORM_TEXT = """
## Andre grupper ved siden av gruppens egne tall

Rapporten viser snittet av minst ti andre grupper (`docs/decisions/0013-editions.md`). Det gir ingen ny vei til den
enkeltes svar, av tre grunner. Snittet er regnet av tallene slik de står i rapportene, avrundet og med ytterverdier, og
aldri av svar: Selv den som visste alt om ni av ti grupper, fikk bare vite det som står i den tiendes rapport, og det er
målt over. «Over» og «under» følger av de publiserte tallene alene. Og hver utgave prøves for enhver leser, der alt hun
kan ha lest av rapporter, er trukket fra, og for programkontoret sammen med alle programtall: Det som står igjen, skal
være minst 3 grupper og 15 svar. En angriper skrevet for seg finner ingenting mindre i 2 000 oppdiktede programmer
(`tests/assessments/editions/test_span.py`, `bin/test --full`).
"""


def main() -> None:
    write = sys.stdout.write
    write(INTRO)
    write(f"## Tre slags grupper, {_thousands(ROWS)} rader i hver rute\n\n")
    table = [(model.name, n, measure(model, n, ROWS, pairs=n <= 8)) for model in MODELS for n in SIZES]
    write(
        _table(["Gruppe", "Svar", "Kollega lærer", "Utenforstående lærer", "Løst", "To sammen"], map(_with_pair, table))
    )
    write(LOPSIDED_INTRO.format(rows=_thousands(LOPSIDED_ROWS)))
    table = [(model.name, n, measure(model, n, LOPSIDED_ROWS, pairs=n <= 7)) for model in LOPSIDED for n in range(4, 9)]
    write(
        _table(["Gruppe", "Svar", "Kollega lærer", "Utenforstående lærer", "Løst", "To sammen"], map(_with_pair, table))
    )
    write(MARKER_INTRO.format(rows=_thousands(MARKER_ROWS)))
    table = [(model.name, n, measure(model, n, MARKER_ROWS, leader=True)) for model in MODELS for n in range(5, 10)]
    write(_table(["Gruppe", "Svar", "Kollega lærer", "Leser lærer", "Løst"], map(_without_pair, table)))
    write(NORM_TEXT)


def _with_pair(case: tuple[str, int, Measured]) -> list[str]:
    pair = case[2].pair
    return [*_without_pair(case), _percent(pair) if pair else "–"]


def _without_pair(case: tuple[str, int, Measured]) -> list[str]:
    name, n, measured = case
    return [name, str(n), _percent(measured.insider), _percent(measured.outsider), _percent(measured.solved)]


def _percent(share: Share) -> str:
    if share.value == 0:
        return "ingen"
    if share.value < 5e-6:
        return "under 0,001 %"
    return f"{100 * share.value:.3f} % ± {100 * share.error:.3f}".replace(".", ",")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
