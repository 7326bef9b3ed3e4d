"""Frames: strict on the way in, one of four sizes on the way out."""

import json

import msgspec
import pytest

from app.wire import commands
from app.wire.base import MAX_TEXT
from app.wire.events import Posted
from app.wire.frames import BOARD, LISTENER, SEEKER, SIZES, FrameTooLong, checked, encode

OVERHEAD = len(msgspec.json.encode(Posted(chat="c", epoch="e", seq=1, from_="seeker", text="", ref="ref-0000")))


def posted(text: str) -> Posted:
    return Posted(chat="c", epoch="e", seq=1, from_="seeker", text=text, ref="ref-0000")


@pytest.mark.proves("C33")
@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", 512),
        ("a" * (512 - OVERHEAD), 512),
        ("a" * (513 - OVERHEAD), 2_048),
        ("é" * ((512 - OVERHEAD) // 2), 512),
        ("é" * ((512 - OVERHEAD) // 2 + 1), 2_048),
        ("a" * (2_049 - OVERHEAD), 8_192),
        ("🕯" * MAX_TEXT, 8_192),
        ("\x01" * MAX_TEXT, 32_768),
    ],
)
def test_a_frame_has_one_of_four_sizes_in_bytes(text: str, size: int) -> None:
    frame = encode(posted(text))
    assert len(frame) == size
    assert json.loads(frame) == {
        "type": "posted",
        "chat": "c",
        "epoch": "e",
        "seq": 1,
        "from": "seeker",
        "text": text,
        "ref": "ref-0000",
    }


@pytest.mark.proves("C33")
@pytest.mark.parametrize("letter", ["a", "é", "🕯", "\x01"])
def test_whatever_its_length_a_text_has_one_of_four_sizes_and_never_a_smaller_one_for_more(letter: str) -> None:
    """C33: all lengths from 1 to 2,000; unpadded, nearly each would have a size of its own."""
    sizes = [len(encode(posted(letter * length))) for length in range(1, MAX_TEXT + 1)]
    bare = {len(msgspec.json.encode(posted(letter * length))) for length in range(1, MAX_TEXT + 1)}
    assert set(sizes) <= set(SIZES)
    assert sizes == sorted(sizes)
    assert len(bare) == MAX_TEXT


@pytest.mark.proves("C33")
def test_the_longest_text_fits_into_the_largest_frame() -> None:
    assert len(encode(posted("\x01" * MAX_TEXT))) == SIZES[-1]


@pytest.mark.proves("C33")
def test_padding_is_only_spaces_at_the_end() -> None:
    frame = encode(posted("hello"))
    assert frame.rstrip(b" ") == msgspec.json.encode(posted("hello"))


def test_a_padded_command_is_read() -> None:
    frame = '{"type":"post","chat":"c","ref":"ref-0000","text":"hello"}'.ljust(512)
    assert SEEKER.decode(checked(frame)) == commands.Post(chat="c", ref="ref-0000", text="hello")


def test_a_frame_of_the_largest_size_passes_and_one_byte_more_does_not() -> None:
    assert len(checked("x" * SIZES[-1])) == SIZES[-1]
    for frame in ("x" * (SIZES[-1] + 1), b"x" * (SIZES[-1] + 1), "é" * (SIZES[-1] // 2 + 1)):
        with pytest.raises(FrameTooLong):
            checked(frame)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "[]",
        '{"type":"shout"}',
        '{"type":"ping","more":1}',
        '{"type":"post","chat":"c","ref":"ref-0000","text":""}',
        json.dumps({"type": "post", "chat": "c", "ref": "ref-0000", "text": "a" * (MAX_TEXT + 1)}),
        '{"type":"post","chat":"c","ref":"short","text":"a"}',
        '{"type":"post","chat":"c","ref":"no spaces!","text":"a"}',
        '{"type":"post","chat":"","ref":"ref-0000","text":"a"}',
        '{"type":"seen","chat":"c","seq":-1}',
        '{"type":"hello","seats":4}',
    ],
)
@pytest.mark.parametrize("decoder", [SEEKER, LISTENER, BOARD])
def test_what_does_not_fit_is_refused(frame: str, decoder: msgspec.json.Decoder) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decoder.decode(frame)


@pytest.mark.parametrize("frame", ['{"type":"accept","offer":"o"}', '{"type":"flag","chat":"c","tier":"high"}'])
def test_a_seeker_cannot_say_what_only_a_listener_says(frame: str) -> None:
    LISTENER.decode(frame)
    for decoder in (SEEKER, BOARD):
        with pytest.raises(msgspec.MsgspecError):
            decoder.decode(frame)


def test_either_may_need_a_moment() -> None:
    frame = '{"type":"moment","chat":"c"}'
    assert SEEKER.decode(frame) == LISTENER.decode(frame)


def test_a_text_may_be_as_long_as_said() -> None:
    frame = json.dumps({"type": "post", "chat": "c", "ref": "ref-0000", "text": "🕯" * MAX_TEXT})
    assert SEEKER.decode(checked(frame)).text == "🕯" * MAX_TEXT
