"""The pack that is shipped: complete, clean, calm, and graded in the right order offline."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.content import Commission, Difficulty, Exemplar, Question, Track
from bot.grading import Graded
from bot.local_grader import judge
from bot.pack_checks import check
from bot.packs import Bank, load
from bot.round_content import DesignPrompt
from bot.rounds.sheet import look_up

FOLDER = Path(__file__).parents[2] / "content" / "ai-engineering"
IN_ORDER = 0.9
"""Share of what is asked of which the offline grader has to tell the three exemplars apart."""

CONCEPTS = {
    "attention",
    "rag",
    "agents",
    "prompting",
    "fine-tuning",
    "evaluation",
    "context-windows",
    "streaming",
    "multi-agent",
    "kv-cache",
}
BRANDS = re.compile(
    r"\b(?:GPT|ChatGPT|OpenAI|Claude|Anthropic|Sonnet|Haiku|Opus \d|Gemini|Llama|Mistral|DeepSeek"
    r"|Qwen|Cohere|Grok|LangChain|LangGraph|LlamaIndex|CrewAI|AutoGen|Pinecone|Weaviate|Bedrock)\w*",
    re.IGNORECASE,
)
PRICE = re.compile(r"[$€£] ?\d|\d (?:dollars?|cents?|euros?)\b", re.IGNORECASE)
MARK = re.compile(
    r"\b(?:assum\w+|suppose|roughly|about|estimate\w*|budget|at most|expect|alert)\b", re.IGNORECASE
)
"""Words by which a figure is said to be an assumption, or a result of assumptions."""


@pytest.fixture(scope="module", name="bank")
def _bank() -> Bank:
    return load(FOLDER)


def test_nothing_to_find(bank: Bank) -> None:
    """`greenroom check` finds nothing, and every question is recorded as published."""
    assert [str(problem) for problem in check(bank, FOLDER)] == []


def test_enough_of_everything(bank: Bank) -> None:
    """There are forty questions or more, over every track, concept and level."""
    questions = bank.questions.values()
    tracks = Counter(question.track for question in questions)

    assert len(questions) >= 40
    assert set(tracks) == set(Track)
    assert min(tracks.values()) >= 5
    assert {concept for question in questions for concept in question.concepts} == CONCEPTS
    assert {concept.id for concept in bank.header.concepts} == CONCEPTS
    assert {question.difficulty for question in questions} == set(Difficulty)


def test_dimensions_and_red_flags(bank: Bank) -> None:
    """The module's five dimensions have five anchors each, and there are its six red flags."""
    anchors = {one.id: len(set(one.anchors)) for one in bank.dimensions.dimensions}

    assert anchors == dict.fromkeys(
        ("depth", "trade-offs", "experience", "failure-awareness", "communication"), 5
    )
    assert {flag.id for flag in bank.dimensions.red_flags} == {
        "buzzword-soup",
        "framework-as-answer",
        "failure-blind",
        "magic-box",
        "cost-latency-blind",
        "vague-evaluation",
    }


def test_the_design_framework(bank: Bank) -> None:
    """A design has six steps with minutes that fill a round, four musts and six usual mistakes."""
    design = bank.framework.design

    assert [step.id for step in design.steps] == [
        "clarify",
        "high-level",
        "deep-dive",
        "trade-offs",
        "failure-modes",
        "scaling",
    ]
    assert all(0 < low <= high for low, high in (step.minutes for step in design.steps))
    assert sum(step.minutes[1] for step in design.steps) <= 45
    assert {point.id for point in design.must_mention} == {
        "must-cost",
        "must-latency",
        "must-evaluation",
        "must-monitoring",
    }
    assert {family.id for family in design.failure_families} == {
        "data",
        "model",
        "infrastructure",
        "security",
    }
    assert len({mistake.id for mistake in bank.framework.mistakes}) == 6


def test_behavioural_structures(bank: Bank) -> None:
    """The structures for stories are there, STAR with its four parts first."""
    structures = {one.id: [step.id for step in one.steps] for one in bank.framework.behavioral}

    assert structures["star"][:4] == ["situation", "task", "action", "result"]
    assert {"star", "failure-story", "disagreement"} <= set(structures)
    assert all(len(steps) >= 4 for steps in structures.values())


def everything(bank: Bank) -> tuple[Question, ...]:
    """Return the questions, and what rounds are about as questions."""
    return (*bank.questions.values(), *(one.question for one in bank.rounds.values()))


def test_enough_for_rounds(bank: Bank) -> None:
    """There are a dozen design prompts, and something for every other kind at every level."""
    kinds = Counter(one.question.track for one in bank.rounds.values())
    levels = {(one.question.track, one.difficulty) for one in bank.rounds.values()}
    wanted = (Track.SYSTEM_DESIGN, Track.CODING, Track.BEHAVIORAL)

    assert set(kinds) == set(wanted)
    assert kinds[Track.SYSTEM_DESIGN] >= 12
    assert min(kinds.values()) >= 5
    assert levels == {(track, level) for track in wanted for level in Difficulty}


def test_fact_sheets(bank: Bank) -> None:
    """Asked in plain words every sheet knows scale, latency and budget; a dozen know the data."""
    asked = (
        "How many users are there, and what is the traffic at the peak?",
        "How fast does it have to be?",
        "What is the budget?",
        "Which data is there?",
    )
    sheets = [one.facts for one in bank.rounds.values() if isinstance(one, DesignPrompt)]
    known = [sum(bool(look_up(facts, said).facts) for facts in sheets) for said in asked]

    assert known[:3] == [len(sheets)] * 3
    assert known[3] >= 12


def test_prompts_are_calm(bank: Bank) -> None:
    """No prompt, title or probe raises its voice."""
    loud = [
        question.id
        for question in everything(bank)
        if "!"
        in "".join(
            (question.title, question.prompt, *(probe.ask for probe in question.probes))
        ).replace("!=", "")
    ]

    assert loud == []


def test_no_brands(bank: Bank) -> None:
    """Model answers explain mechanisms, and name no model or framework that will be gone."""
    named = {question.id: BRANDS.findall(question.model_answer) for question in everything(bank)}

    assert {one: found for one, found in named.items() if found} == {}


def test_prices_are_assumptions(bank: Bank) -> None:
    """A price in a model answer, or the paragraph around it, says that it is assumed or rough."""
    bare = [
        f"{question.id}: {paragraph[:80]}"
        for question in everything(bank)
        for paragraph in question.model_answer.split("\n\n")
        if PRICE.search(paragraph) and not MARK.search(paragraph)
    ]

    assert bare == []


def all_exemplars(bank: Bank) -> list[tuple[Question, str, Exemplar]]:
    """Return every exemplar with its question and name."""
    return [
        (question, name, exemplar)
        for question in everything(bank)
        for name, exemplar in question.exemplars.each()
    ]


def test_exemplars_are_in_order(bank: Bank) -> None:
    """By their own verdicts good answers earn more than partial ones, and those more than bad."""
    worth = {"met": 2, "partial": 1, "missed": 0}
    for question in everything(bank):
        weights = {point.id: point.weight for point in question.rubric.points}
        good, partial, bad = (
            sum(weights[point] * worth[verdict] for point, verdict in exemplar.verdicts.items())
            for _, exemplar in question.exemplars.each()
        )
        assert good > partial > bad, question.id


def test_flags_of_exemplars_are_commissions(bank: Bank) -> None:
    """A flag of a bad exemplar is one of commission, and good exemplars have none."""
    for question, name, exemplar in all_exemplars(bank):
        known = {flag.id for flag in question.rubric.red_flags if isinstance(flag, Commission)}
        assert set(exemplar.flags) <= known
        assert name != "good" or not exemplar.flags, question.id


def test_the_offline_grader_tells_them_apart(bank: Bank) -> None:
    """For nine of ten the offline score of good is above partial, and that above bad."""
    wrong = {}
    for question in everything(bank):
        outcomes = [judge(question, one.answer) for _, one in question.exemplars.each()]
        scores = [one.score if isinstance(one, Graded) else None for one in outcomes]
        good, partial, bad = scores
        if good is None or partial is None or bad is None or not good > partial > bad:
            wrong[question.id] = scores

    right, count = len(everything(bank)) - len(wrong), len(everything(bank))
    print(f"in order: {right} of {count}, {right / count:.0%}")  # noqa: T201 - shown with -s
    assert right >= IN_ORDER * count, wrong
