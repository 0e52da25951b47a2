"""What holds for every group: generated sheets, scales, gaps, leaders and raised floors."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.publication import Answers, Published, Rules, publish
from tests.assessments.instruments import make_instrument

QUICK = settings(max_examples=150, deadline=None, derandomize=True)


@st.composite
def rounds(draw):
    """Arguments of publish(): sheets, instrument, rules, leader."""
    scale = draw(st.sampled_from([(1, 7), (1, 5), (0, 10)]))
    items = draw(st.integers(3, 5))
    instrument = make_instrument(factors=3, areas=2, items=items, scale=scale)
    answer = st.one_of(st.none(), st.integers(*scale), st.integers(*scale), st.integers(*scale))
    sheet = st.builds(
        Answers,
        st.fixed_dictionaries(dict.fromkeys(instrument.item_keys, answer)),
        st.dictionaries(st.sampled_from(["q0", "q1", "q2"]), st.text(max_size=5)),
    )
    sheets = draw(st.lists(sheet, max_size=10))
    rules = draw(st.sampled_from([Rules(), Rules(words=4, means=5, comments=6, full=9, leader_marker=7)]))
    leader = draw(st.none() | st.integers(0, len(sheets) - 1)) if sheets else None
    return sheets, instrument, rules, leader


def published(case, sheets=None, leader=None):
    own, instrument, rules, chosen = case
    return publish(
        own if sheets is None else sheets,
        instrument,
        rules,
        view="areas",
        leader=chosen if leader is None else leader,
        shuffle=list.sort,
    )


@given(rounds())
@QUICK
def test_no_field_goes_beyond_its_rung(case):
    result = published(case)

    for factor in result.factors:
        assert result.rung.reaches(factor.rung)
        fields = {
            name
            for name in ("tenths", "end", "agreement", "bins", "leader_tenths")
            if getattr(factor, name) is not None
        }
        allowed = {
            "nothing": set(),
            "means": {"tenths", "end", "leader_tenths"},
            "comments": {"tenths", "end", "agreement", "leader_tenths"},
            "full": {"tenths", "end", "agreement", "bins", "leader_tenths"},
        }[factor.rung]
        assert fields <= allowed
        assert not (factor.end and (factor.agreement or factor.bins))
        assert bool(factor.bins) == (factor.rung == "full" and factor.agreement in ("fairly_agreed", "differing"))
        assert not (factor.rung == "comments" and factor.agreement not in (None, "differing"))
        assert case[3] is not None or factor.leader_tenths is None
    assert bool(result.comments) == (result.rung in ("comments", "full"))
    assert all(area.word is None for area in result.areas) or result.rung == "words"


@given(rounds(), st.randoms())
@QUICK
def test_order_of_the_sheets_changes_nothing(case, rng):
    sheets, leader = case[0], case[3]
    order = list(range(len(sheets)))
    rng.shuffle(order)

    turned = published(case, [sheets[i] for i in order], None if leader is None else order.index(leader))

    assert turned == published(case)


@given(rounds(), st.data())
@QUICK
def test_adding_a_text_changes_no_figure(case, data):
    sheets = list(case[0])
    for i in data.draw(st.sets(st.integers(0, 9))):
        if i < len(sheets):
            sheets[i] = replace(sheets[i], texts={"q0": "ny", "q1": "tekst"})

    assert replace(published(case, sheets), comments={}) == replace(published(case), comments={})


@given(rounds())
@QUICK
def test_result_survives_its_file(case):
    result = published(case)

    assert Published.from_json(result.to_json()) == result


@given(rounds(), st.integers(0, 2**32))
@QUICK
def test_shuffle_decides_the_order_of_comments_and_nothing_else(case, seed):
    sheets, instrument, rules, leader = case
    shuffled = publish(sheets, instrument, rules, view="areas", leader=leader, shuffle=random.Random(seed).shuffle)

    kept = {question: tuple(sorted(texts)) for question, texts in shuffled.comments.items()}
    assert replace(shuffled, comments=kept) == published(case)


@given(st.lists(st.integers(3, 21), min_size=3, max_size=12))
@QUICK
def test_result_is_the_same_for_all_groups_with_the_same_member_scores(thirds):
    """Items never show through a factor: only the sum of a member's items counts."""
    instrument = make_instrument(factors=1, areas=1)
    first = [Answers({"f00": t // 3, "f01": (t + 1) // 3, "f02": (t + 2) // 3}, {}) for t in thirds]
    second = [Answers(dict(zip(["f00", "f01", "f02"], _uneven(t), strict=True)), {}) for t in thirds]

    results = [publish(s, instrument, Rules(), view="areas", shuffle=list.sort) for s in (first, second)]

    assert results[0] == results[1]


def _uneven(thirds: int) -> list[int]:
    values = [1, 1, 1]
    for i in range(3):
        values[i] += min(6, thirds - sum(values))
    return values
