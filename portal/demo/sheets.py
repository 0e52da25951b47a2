"""What invented members answer: a group has its strengths, a person her leanings, and some noise."""

from random import Random

from assessments.instrument import Instrument

COMMENTS = {
    "works_well": (
        "Vi sier fra til hverandre før det blir et problem.",
        "Tonen er god, og vi ler sammen.",
        "Sakspapirene er blitt bedre det siste halvåret.",
        "Når det brenner, stiller alle opp.",
        "Vi har fått ryddet i hva som hører hjemme i ledermøtet.",
        "Lederen spør oss før hun bestemmer seg.",
        "Det er lov å skifte mening underveis.",
    ),
    "could_be_better": (
        "Vi orienterer for mye og drøfter for lite.",
        "Beslutninger blir tatt opp igjen på neste møte.",
        "Vi kunne snakket mer om hvordan vi arbeider, ikke bare om hva.",
        "De samme stemmene fyller rommet. Resten av oss venter.",
        "Vi mangler en felles plan for hele virksomheten.",
        "Møtene starter presis og slutter sent.",
    ),
    "results": (
        "Felles prioriteringer som områdene kan styre etter.",
        "Budsjettet ble vårt, ikke økonomiavdelingens.",
        "Jeg får hjelp til saker jeg ikke løser alene.",
        "Mindre dobbeltarbeid mellom områdene.",
        "Tryggere beslutninger i vanskelige personalsaker.",
    ),
}


class Answerers:
    """One group's way of answering, the same each time for the same seed."""

    def __init__(self, instrument: Instrument, seed: int, *, improved: bool = False):
        self._instrument = instrument
        self._random = rng = Random(seed)  # nosec B311: invented answers, not secrets
        self._level = {factor.key: rng.gauss(4.7, 0.7) for factor in instrument.factors}
        self._spread = {factor.key: rng.choice((0.5, 0.8, 1.4)) for factor in instrument.factors}
        if improved:
            # Some themes have been worked on; most are as they were.
            for key in rng.sample(sorted(self._level), 7):
                self._level[key] = min(self._level[key] + 1.5, 6.2)
        self._comments = {question: rng.sample(texts, len(texts)) for question, texts in COMMENTS.items()}

    def sheet(self) -> tuple[dict[str, int | None], dict[str, str]]:
        """Answers to every item ("vet ikke" now and then) and to some of the open questions."""
        scale = self._instrument.scale
        leaning = self._random.gauss(0, 0.4)
        items: dict[str, int | None] = {}
        for factor in self._instrument.factors:
            view = self._level[factor.key] + leaning + self._random.gauss(0, self._spread[factor.key])
            for item in factor.items:
                value = round(view + self._random.gauss(0, 0.6))
                value = min(max(value, scale.minimum), scale.maximum)
                if item.reversed:
                    value = scale.minimum + scale.maximum - value
                items[item.key] = None if self._random.random() < 0.02 else value
        texts = {
            question: texts.pop() for question, texts in self._comments.items() if texts and self._random.random() < 0.6
        }
        return items, texts
