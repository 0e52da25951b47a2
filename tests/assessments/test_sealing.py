import hashlib
import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import sealing
from assessments.sealing import SheetContent, SheetRefused

ITEMS = tuple(f"f{i}" for i in range(72))
QUESTIONS = ("works_well", "could_be_better", "results")
SEED = bytes(range(32))
KEY = bytes(reversed(range(32)))
TOKEN = sealing.link_token(SEED, uuid.UUID(int=1), 1, "ada@example.org")
EMPTY = SheetContent()
FULL = SheetContent(dict.fromkeys(ITEMS, 7), dict.fromkeys(QUESTIONS, "\U0001f600" * sealing.TEXT_LIMIT))
SOME = SheetContent({"f0": 1, "f1": None, "f71": 7}, {"results": "Æ \" \\ \n 'x'"})


def seal(content, token=TOKEN):
    return sealing.seal(content, token=token, item_keys=ITEMS, public_key=sealing.seal_public_key(SEED))


def unseal(body, tokens=frozenset({TOKEN}), seed=SEED):
    key = sealing.seal_private_key(seed)
    return sealing.unseal(body, tokens=tokens, item_keys=ITEMS, private_key=key)


def test_derive_is_keyed_blake2b_over_length_prefixed_parts():
    message = b"".join(len(part).to_bytes(8, "big") + part for part in (b"link-v1", b"ab", b"c"))

    assert sealing.derive(SEED, "link-v1", "ab", b"c") == hashlib.blake2b(message, key=SEED, digest_size=32).digest()
    assert sealing.derive(SEED, "link-v1", "ab", "c") != sealing.derive(SEED, "link-v1", "a", "bc")


def test_link_token_depends_on_seed_person_version_and_address():
    person, email = uuid.UUID(int=1), "ada@example.org"
    tokens = {
        sealing.link_token(SEED, person, 1, email),
        sealing.link_token(KEY, person, 1, email),
        sealing.link_token(SEED, uuid.UUID(int=2), 1, email),
        sealing.link_token(SEED, person, 2, email),
        sealing.link_token(SEED, person, 1, "bo@example.org"),
    }

    assert len(tokens) == 5
    assert all(sealing.is_token(token) for token in tokens)


def test_what_keys_and_links_are_made_of_stands_still():
    """Links in mailboxes and sheets of open rounds live through an upgrade only if these are the same after it."""
    person, token = uuid.UUID(int=1), "t" * 43

    assert sealing.seal_public_key(SEED).hex() == "c7c38c97ca20761f634accb1b4e7368f6c517df0a02b01d2007c573d036b2351"
    assert sealing.link_token(SEED, person, 2, "ada@example.org") == "JO5bULZUyDeBCY7kmbRWpLnMsudgiMIUanHj5EK6SEg"
    assert sealing.link_hash(token) == "80383f974f22964fd6b7ae851b6ccc9180ed4e6fcb2e415bafcab6d822139238"
    assert [sealing.draft_key(SEED, token, code_key).hex() for code_key in (b"", b"c" * 32)] == [
        "43ea61f5661e59af6408a889b6e0e1d9952d05337ff72dfe5d9c21655c7bdfad",
        "4f915bed78d476755e2bf2648c16cb6a6e58d6049f021cf615b2660e7cce9d11",
    ]
    assert (
        sealing.code_key("1234 æ", pepper=SEED, token=token).hex()
        == "cb25ac0b8b81611069c6f0904321b688e33dbf2dc9aa7bf8ad666d000a64a327"
    )


def test_code_of_any_characters_gives_a_key():
    """One letter written in two ways is one letter, and half a character is no fault."""
    made = [sealing.code_key(code, pepper=SEED, token=TOKEN) for code in ("e\u0301", "\u00e9", "halv \ud83d")]

    assert made[0] == made[1] != made[2]


@pytest.mark.parametrize("size", [16344, 16345])
def test_body_holds_what_it_can_and_says_when_it_cannot(size):
    """Four bytes tell the length, sixteen and twenty-four are the box's own."""
    empty = len(json.dumps({"items": [], "texts": {"q": ""}}, separators=(",", ":")))
    content = SheetContent({}, {"q": "x" * (size - 4 - empty)})

    if size > 16344:
        with pytest.raises(sealing.SheetTooLarge):
            sealing.lock_draft(content, item_keys=(), key=KEY)
    else:
        assert sealing.open_draft(sealing.lock_draft(content, item_keys=(), key=KEY), item_keys=(), key=KEY) == content


@pytest.mark.parametrize("text", ["", "kort", TOKEN[:-1], TOKEN + "a", TOKEN[:-1] + "=", TOKEN + "\n"])
def test_is_token_refuses_another_shape(text):
    assert not sealing.is_token(text)


@pytest.mark.parametrize("content", [EMPTY, SOME, FULL])
def test_every_body_is_sixteen_kib_and_opens_to_what_was_locked(content):
    draft = sealing.lock_draft(content, item_keys=ITEMS, key=KEY)
    sealed = seal(content)

    assert (len(draft), len(sealed)) == (16384, 16384)
    assert sealing.open_draft(draft, item_keys=ITEMS, key=KEY) == content
    assert unseal(sealed) == content


def test_same_sheet_twice_looks_different():
    assert seal(FULL) != seal(FULL)


def test_draft_does_not_open_with_another_key_or_after_change():
    draft = sealing.lock_draft(SOME, item_keys=ITEMS, key=KEY)

    for body, key in ((draft, SEED), (draft[:-1] + bytes([draft[-1] ^ 1]), KEY), (b"", KEY), (seal(SOME), KEY)):
        with pytest.raises(SheetRefused):
            sealing.open_draft(body, item_keys=ITEMS, key=key)


def test_sealed_sheet_is_refused_when_forged_copied_or_damaged():
    sealed = seal(SOME)
    other = sealing.link_token(SEED, uuid.UUID(int=2), 1, "ada@example.org")
    draft = sealing.lock_draft(SOME, item_keys=ITEMS, key=KEY)

    for body, tokens, seed in (
        (sealed, {other}, SEED),  # copied to another row
        (seal(SOME, token="gjettet"), {TOKEN}, SEED),  # made by one who has no link
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), {TOKEN}, SEED),
        (draft, {TOKEN}, SEED),
        (b"", {TOKEN}, SEED),
        (sealed, {TOKEN}, KEY),
    ):
        with pytest.raises(SheetRefused) as refusal:
            unseal(body, tokens, seed)
        assert refusal.value.args == ()


def test_sheet_of_another_instrument_is_refused():
    body = sealing.seal(SOME, token=TOKEN, item_keys=ITEMS[:71], public_key=sealing.seal_public_key(SEED))

    with pytest.raises(SheetRefused):
        unseal(body)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Vi\r\nlytter\rgodt", "Vi\nlytter\ngodt"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("  \t ut \x00\x07\x1b[31m", "ut [31m"),
        ("e\u0301", "é"),
        ("snu\u202everden\u2066 \u200frundt", "snuverden rundt"),
        ("ord\tmed\ttabulator", "ord med tabulator"),
        ("halv \ud83d del \udc00", "halv  del"),
        ("<script>alert(1)</script> =1+1", "<script>alert(1)</script> =1+1"),
        ("👩‍👩‍👧 går", "👩‍👩‍👧 går"),
    ],
)
def test_clean_text_keeps_words_and_drops_what_harms(typed, kept):
    assert sealing.clean_text(typed) == kept


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_clean_text_is_harmless_and_settled(text):
    cleaned = sealing.clean_text(text)

    assert sealing.clean_text(cleaned) == cleaned
    assert json.loads(json.dumps(cleaned)).encode().decode() == cleaned
    assert not sealing.BIDI_CONTROLS & set(cleaned)
    assert not any(ord(char) < 32 and char != "\n" for char in cleaned)
