"""After a practice chat: what went well first, then at most three things to try, with one's own line."""

from app.practice import Play, look_back, play, scenarios

WARM = "It sounds hard. I am here."


def talked(key: str, *said: str) -> Play:
    return play(scenarios()[key], said, chance=0)


def tried(talk: Play) -> list[tuple[str, str | None]]:
    return [(one.rule.name, one.quote) for one in look_back(talk).to_try]


def test_what_went_well_comes_with_the_own_line_and_the_direct_question_first() -> None:
    asked = "That sounds exhausting. Are you thinking of ending your life?"
    found = look_back(talked("passive", "Hello Sol, what is it like tonight?", asked)).well
    assert [(one.rule.name, one.quote) for one in found][:2] == [
        ("risk", asked),
        ("reflected", asked),
    ]
    assert all(one.rule.kind == "well" for one in found)


def test_at_most_three_things_to_try_the_most_important_first() -> None:
    many = "Don't worry, you should pray. I won't tell anyone, my number is 0170 1234567. Where do you live?"
    assert tried(talked("loneliness", many)) == [("contact", many), ("identity", many), ("secret", many)]
    assert len(look_back(talked("loneliness", many)).heard) > 5


def test_a_question_about_suicide_that_stayed_unasked_is_named_before_all_else() -> None:
    said = ["Hello, what brings you?", "You should sleep more.", "Don't worry."]
    assert tried(talked("passive", *said))[0] == ("unasked", None)


def test_a_hint_at_the_very_end_that_nobody_could_answer_yet_is_not_held_against_anybody() -> None:
    cue = talked("passive", "Hello Sol, what is it like tonight?")
    assert "cue" in cue.state.marks
    assert tried(cue) == []


def test_in_danger_this_minute_comes_before_the_story() -> None:
    said = ["What happened today?", "What was it like?", "It sounds hard. You told me so much tonight."]
    assert ("unsafe", None) in tried(talked("tonight", *said))
    assert ("unsafe", None) not in tried(talked("tonight", "Are you safe this minute?", *said))


def test_three_questions_in_a_row_are_an_interrogation_unless_it_is_about_this_minute() -> None:
    ask = ["How long has it been?", "Who knows?", "What did she say?"]
    assert tried(talked("grief", *ask))[0] == ("interrogated", ask[-1])
    soft = ["How long has it been?", "It sounds long. Who knows?", "What did she say?"]
    assert "interrogated" not in look_back(talked("grief", *soft)).heard
    now = ["Are you safe?", "Are you safe this minute?", "Is there somebody with you?"]
    assert "interrogated" not in look_back(talked("tonight", *now)).heard


def test_a_silence_is_to_be_left_and_not_filled() -> None:
    quiet = talked("silence", "Hi. I'm here.")
    assert quiet.state.marks == {"silent"}
    assert tried(talked("silence", "Hi. I'm here.", "What is it? Is it school?"))[0][0] == "crowded"
    left = look_back(talked("silence", "Hi. I'm here.", ""))
    assert ("room" in left.heard, "crowded" in left.heard) == (True, False)


def test_an_end_without_looking_back_is_named_and_one_with_it_is_not() -> None:
    said = [WARM, WARM, WARM]
    assert "unrecapped" in look_back(talked("grief", *said)).heard
    kind = look_back(talked("grief", *said, "Thank you for telling me about her tonight.")).heard
    assert ("unrecapped" in kind, "recapped" in kind) == (False, True)


def test_the_seeker_reacts_to_what_was_said() -> None:
    hurt, met = talked("anger", "Don't be rude to me."), talked("anger", "Nine minutes is long. I'm sorry.")
    assert [turn.text for turn in hurt.turns[2:]] != [turn.text for turn in met.turns[2:]]
    assert hurt.turns[2].text in scenarios()["anger"].reactions["judged"]
