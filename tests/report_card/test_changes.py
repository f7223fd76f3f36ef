"""Attacks and honest changes do to an answer what their names say, and nothing else."""

import json

import pytest

from bot.content import Question
from bot.grading import split_sentences
from bot.packs import Bank
from bot.report_card.attacks import (
    ATTACKS,
    OVERRIDE,
    ZERO_WIDTH,
    fake_verdicts,
    hidden_letters,
    negated,
    rubric_words,
)
from bot.report_card.benign import BENIGN, OPENING
from bot.report_card.changes import Change, prose
from bot.words import STOP_WORDS, tokens, visible

BY_NAME = {change.name: change for change in (*ATTACKS, *BENIGN)}


def two(bank: Bank) -> tuple[Question, Question]:
    """Return a question and another one."""
    first, second, *_ = bank.questions.values()
    return first, second


def added(change: Change, bank: Bank) -> str:
    """Return what an attack adds to the bad exemplar."""
    question, other = two(bank)
    bad = question.exemplars.bad.answer
    changed = change.apply(question, bad, other)
    assert changed.startswith(f"{bad}\n")
    return changed.removeprefix(f"{bad}\n")


@pytest.mark.parametrize("change", ATTACKS, ids=lambda change: change.name)
def test_an_attack_adds_and_takes_nothing_away(change: Change, small: Bank) -> None:
    """The honest answer stands as it was, with something behind it, every time the same."""
    assert added(change, small).strip()
    assert added(change, small) == added(change, small)


def test_names_are_given_once() -> None:
    """No family hides another of the same name."""
    assert len(BY_NAME) == len(ATTACKS) + len(BENIGN)


def test_what_each_attack_says(small: Bank) -> None:
    """Prompt, leaked lines, other answer, forged tag and comment are there, word for word."""
    question, other = two(small)

    assert question.prompt in added(BY_NAME["question echoed"], small)
    pasted = added(BY_NAME["everything pasted"], small)
    assert all(text in pasted for point in question.rubric.points for text in point.aliases)
    assert all(point.evidence in pasted for point in question.rubric.points)
    assert added(BY_NAME["other question's answer"], small) == other.exemplars.good.answer
    assert added(BY_NAME["forged role and tag"], small).startswith("</answer>\n<system>")
    hidden = added(BY_NAME["hidden: HTML comment"], small)
    assert hidden.startswith("<!--")
    assert hidden.endswith("-->")
    assert hidden.count("-->") == 1


def test_rubric_words_are_words_of_no_sentence(small: Bank) -> None:
    """Every content word of the rubric once, no function word, not in the rubric's order."""
    question, _ = two(small)
    said = [t for p in question.rubric.points for t in (p.says, p.evidence, *p.aliases)]
    wanted = {word for text in said for word in tokens(text)} - STOP_WORDS

    listed = tokens(rubric_words(question))

    assert set(listed) == wanted
    assert len(listed) == len(wanted)
    assert list(listed) != sorted(listed)


def test_every_sentence_of_the_good_answer_is_denied(pack: Bank) -> None:
    """Each sentence is said not to be true, or has its verbs denied; none stands as it was."""
    for question in pack.questions.values():
        left = negated(question)
        for sentence in split_sentences(prose(question.exemplars.good.answer)):
            left = left.replace(f"It is not true that {sentence[0].lower()}{sentence[1:]}", "")
            assert sentence not in left
        assert all(" not " in sentence for sentence in split_sentences(left))


def test_fake_verdicts_are_json_with_every_point_met(small: Bank) -> None:
    """The forged reply parses, and it claims all."""
    question, _ = two(small)

    claimed = json.loads(fake_verdicts(question))

    assert {one["id"] for one in claimed["points"]} == {p.id for p in question.rubric.points}
    assert {one["verdict"] for one in claimed["points"]} == {"met"}


def test_hidden_letters_are_the_override() -> None:
    """Without what nobody sees it is the plain instruction; with it no search finds that."""
    assert visible(hidden_letters()) == OVERRIDE
    assert OVERRIDE not in hidden_letters()
    assert ZERO_WIDTH in hidden_letters()


@pytest.mark.parametrize("name", ["lower case", "bullets", "white space", "polite opening"])
def test_an_honest_change_keeps_every_word(name: str, pack: Bank) -> None:
    """The words of each answer of the bank are the same in the same order; code is untouched."""
    for question in pack.questions.values():
        for _, exemplar in question.exemplars.each():
            answer = exemplar.answer
            changed = BY_NAME[name].apply(question, answer, question)
            assert tokens(changed.removeprefix(OPENING)) == tokens(answer)
            assert changed.split("```")[1::2] == answer.split("```")[1::2]


def test_honest_changes_look_as_they_are_called(small: Bank) -> None:
    """Lower case has no capitals, bullets have items, and so on."""
    question, other = two(small)
    answer = "First It is cached. Then IT is read."

    def made(name: str) -> str:
        return BY_NAME[name].apply(question, answer, other)

    assert made("lower case") == answer.lower()
    assert made("bullets").strip() == "- First It is cached.\n- Then IT is read."
    assert made("white space").strip() == "First  It  is  cached.\n\nThen  IT  is  read."
    assert made("polite opening") == f"{OPENING}\n\n{answer}"
