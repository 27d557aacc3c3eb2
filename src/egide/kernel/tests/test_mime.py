"""The head of a letter holds what was meant, one address, and nothing that was smuggled in."""

from __future__ import annotations

import email
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egide.kernel.outbox import mime

HEAD = {
    "sender": "bureau@society.example",
    "sender_name": "La société",
    "to": "camille@example.org",
    "subject": "Séance",
    "message_id": "<letter-1-ab@society.example>",
}
# What people type into a field of one line: no control characters, no halves of a character.
TYPED = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=120)


def parsed(text="Bonjour.", html="", **more):
    content = mime.as_bytes(mime.Head(**(HEAD | more)), text=text, html=html, boundary="ab")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    return email.message_from_bytes(content, policy=policy.default)


@given(subject=TYPED, name=TYPED)
def test_any_words_of_one_line_come_back_whole(subject, name):
    letter = email.message_from_bytes(
        mime.as_bytes(
            mime.Head(**(HEAD | {"subject": subject, "sender_name": name})),
            text="x",
            boundary="ab",
        ),
        policy=policy.compat32,
    )
    decoded = email.header.make_header(email.header.decode_header(letter["Subject"] or ""))

    assert str(decoded).strip() == subject.strip()
    assert [key for key, _value in letter.items()].count("To") == 1
    assert len(letter.items()) == 8


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_to_the_letter(text):
    letter = email.message_from_bytes(
        mime.as_bytes(mime.Head(**HEAD), text=text, html=f"<p>{text}", boundary="ab")
    )
    plain, html = letter.get_payload()

    assert plain.get_payload(decode=True) == text.encode()
    assert html.get_payload(decode=True) == f"<p>{text}".encode()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\x85", "\u2028", "\x0b", "\x1b"])
@pytest.mark.parametrize("field", ["subject", "sender_name", "to", "sender", "message_id"])
def test_a_line_end_is_refused_in_words_wherever_it_was_typed(field, end):
    with pytest.raises(mime.HeaderRefused) as refusal:
        parsed(**{field: f"a{end}Bcc: victime@example.org"})

    assert "lign" in str(refusal.value)


@pytest.mark.parametrize(
    "address",
    [
        "a@b.fr, victime@c.fr",
        "a@b.fr; victime@c.fr",
        "a@b.fr victime@c.fr",
        "<a@b.fr>",
        "Camille <a@b.fr>",
        "a@b@c.fr",
        "a@",
        "@b.fr",
        "",
        "a..b@c.fr",
        "a@-b.fr",
        "a@b..fr",
        '"a b"@c.fr',
        "a(x)@b.fr",
        "a%0d%0ab@c.fr\t",
        "é@b.fr",
        "x" * 250 + "@b.fr",
    ],
)
def test_what_is_not_one_address_is_refused_in_words(address):
    assert mime.obstacle_to_address(address).endswith((".", "plusieurs."))
    with pytest.raises(mime.HeaderRefused):
        parsed(to=address)


def test_a_domain_of_any_language_is_written_as_servers_read_it():
    assert parsed(to="camille@société.example")["To"] == "camille@xn--socit-esab.example"


def test_a_header_of_ours_cannot_be_broken_either():
    with pytest.raises(mime.HeaderRefused):
        parsed(more=(("Reply-To", "a@b.fr\nBcc: c@d.fr"),))
