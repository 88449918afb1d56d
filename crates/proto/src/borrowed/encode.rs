//! To the bytes that prost makes of the same response.

use prost::encoding::{WireType, encode_key, encode_varint};

use super::{Response, Value};
use crate::convert;

impl Response<'_> {
    /// Appends the encoded message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        text_unless_empty(1, self.id, out);
        text_unless_empty(2, self.survey_id, out);
        varint_unless_zero(3, u64::from(self.version), out);
        if let Some(at) = self.answered_at {
            let at = convert::timestamp(at);
            message(4, out, |out| {
                varint_unless_zero(1, at.seconds.cast_unsigned(), out);
                varint_unless_zero(2, u64::from(at.nanos.cast_unsigned()), out);
            });
        }
        text_unless_empty(5, self.respondent, out);
        text_unless_empty(6, self.channel, out);
        text_unless_empty(7, self.language, out);
        if let Some(weight) = &self.weight {
            prost::encoding::double::encode(8, weight, out);
        }
        for (segment, value) in &self.segments {
            message(9, out, |out| {
                text_unless_empty(1, segment, out);
                text_unless_empty(2, value, out);
            });
        }
        for (question, value) in &self.answers {
            message(10, out, |out| {
                text_unless_empty(1, question, out);
                value.iter().for_each(|value| value.encode(out));
            });
        }
        varint_unless_zero(11, u64::from(self.completed), out);
        if let Some(seconds) = self.duration_seconds {
            varint(12, u64::from(seconds), out);
        }
    }
}

impl Value<'_> {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Score(score) => prost::encoding::sint32::encode(2, score, out),
            Self::Option(id) => text(3, id, out),
            Self::Options(ids) => message(4, out, |out| ids.iter().for_each(|id| text(1, id, out))),
            Self::Text(words) => text(5, words, out),
            Self::NoAnswer(reason) => {
                varint(6, u64::from(i32::from(*reason).cast_unsigned()), out);
            }
        }
    }
}

fn varint(tag: u32, value: u64, out: &mut Vec<u8>) {
    encode_key(tag, WireType::Varint, out);
    encode_varint(value, out);
}

fn varint_unless_zero(tag: u32, value: u64, out: &mut Vec<u8>) {
    if value != 0 {
        varint(tag, value, out);
    }
}

fn text(tag: u32, text: &str, out: &mut Vec<u8>) {
    encode_key(tag, WireType::LengthDelimited, out);
    encode_varint(text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

fn text_unless_empty(tag: u32, words: &str, out: &mut Vec<u8>) {
    if !words.is_empty() {
        text(tag, words, out);
    }
}

/// A message within the message: what `write` appends, after its length. Most are short, so that the
/// length is a byte; a longer one is moved to make room.
fn message(tag: u32, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    encode_key(tag, WireType::LengthDelimited, out);
    let at = out.len();
    out.push(0);
    write(out);
    let length = out.len() - at - 1;
    if let (true, Ok(byte)) = (length < 0x80, u8::try_from(length)) {
        out[at] = byte;
    } else {
        let mut bytes = Vec::with_capacity(5);
        encode_varint(length as u64, &mut bytes);
        out.splice(at..=at, bytes);
    }
}
