//! From an encoded message.

use std::borrow::Cow;

use prost::encoding::{WireType, decode_key, decode_varint};

use super::{Malformed, Response, Value};
use crate::{convert, v1};

impl<'a> Response<'a> {
    /// Reads an encoded message. Fields it does not know are passed over.
    ///
    /// # Errors
    /// When the bytes are no such message.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut response = Self { answers: Vec::with_capacity(16), ..Self::default() };
        each_field(bytes, |tag, field| {
            match tag {
                1 => response.id = field.text()?,
                2 => response.survey_id = field.text()?,
                3 => response.version = field.u32()?,
                4 => response.answered_at = convert::instant(&timestamp(field.bytes()?)?),
                5 => response.respondent = field.text()?,
                6 => response.channel = field.text()?,
                7 => response.language = field.text()?,
                8 => response.weight = Some(field.double()?),
                9 => response.segments.push(segment(field.bytes()?)?),
                10 => response.answers.push(answer(field.bytes()?)?),
                11 => response.completed = field.varint()? != 0,
                12 => response.duration_seconds = Some(field.u32()?),
                _ => {}
            }
            Ok(())
        })?;
        Ok(response)
    }
}

fn timestamp(bytes: &[u8]) -> Result<prost_types::Timestamp, Malformed> {
    let mut at = prost_types::Timestamp::default();
    each_field(bytes, |tag, field| {
        match tag {
            1 => at.seconds = field.varint()?.cast_signed(),
            2 => at.nanos = field.u32()?.cast_signed(),
            _ => {}
        }
        Ok(())
    })?;
    Ok(at)
}

fn segment(bytes: &[u8]) -> Result<(Cow<'_, str>, Cow<'_, str>), Malformed> {
    let (mut segment, mut value) = ("", "");
    each_field(bytes, |tag, field| {
        match tag {
            1 => segment = field.text()?,
            2 => value = field.text()?,
            _ => {}
        }
        Ok(())
    })?;
    Ok((segment.into(), value.into()))
}

fn answer(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<Value<'_>>), Malformed> {
    let (mut question, mut value) = ("", None);
    each_field(bytes, |tag, field| {
        match tag {
            1 => question = field.text()?,
            2 => {
                let zigzag = field.u32()?;
                value = Some(Value::Score((zigzag >> 1).cast_signed() ^ -((zigzag & 1) as i32)));
            }
            3 => value = Some(Value::Option(field.text()?.into())),
            4 => {
                let mut ids = Vec::new();
                each_field(field.bytes()?, |tag, field| {
                    if tag == 1 {
                        ids.push(field.text()?.into());
                    }
                    Ok(())
                })?;
                value = Some(Value::Options(ids));
            }
            5 => value = Some(Value::Text(field.text()?.into())),
            6 => {
                let reason = v1::NoAnswer::try_from(field.u32()?.cast_signed());
                value = Some(Value::NoAnswer(reason.unwrap_or_default()));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok((question.into(), value))
}

/// A field as it lies in a message.
enum Field<'a> {
    Varint(u64),
    Fixed64([u8; 8]),
    Fixed32,
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    fn varint(&self) -> Result<u64, Malformed> {
        if let Self::Varint(value) = self { Ok(*value) } else { Err(Malformed) }
    }

    /// As protobuf reads a number that is too long: its low bits.
    #[allow(clippy::cast_possible_truncation)]
    fn u32(&self) -> Result<u32, Malformed> {
        self.varint().map(|value| value as u32)
    }

    fn double(&self) -> Result<f64, Malformed> {
        if let Self::Fixed64(bytes) = self {
            Ok(f64::from_le_bytes(*bytes))
        } else {
            Err(Malformed)
        }
    }

    fn bytes(&self) -> Result<&'a [u8], Malformed> {
        if let Self::Bytes(bytes) = self { Ok(bytes) } else { Err(Malformed) }
    }

    fn text(&self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Malformed)
    }
}

/// Shows `visit` the fields of a message in their order.
fn each_field<'a>(
    mut bytes: &'a [u8],
    mut visit: impl FnMut(u32, Field<'a>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    while !bytes.is_empty() {
        let (tag, wire_type) = decode_key(&mut bytes).map_err(|_| Malformed)?;
        let field = match wire_type {
            WireType::Varint => Field::Varint(decode_varint(&mut bytes).map_err(|_| Malformed)?),
            WireType::SixtyFourBit => {
                let (value, rest) = bytes.split_first_chunk().ok_or(Malformed)?;
                bytes = rest;
                Field::Fixed64(*value)
            }
            WireType::ThirtyTwoBit => {
                bytes = bytes.split_first_chunk::<4>().ok_or(Malformed)?.1;
                Field::Fixed32
            }
            WireType::LengthDelimited => {
                let length = decode_varint(&mut bytes).map_err(|_| Malformed)?;
                let length = usize::try_from(length).map_err(|_| Malformed)?;
                let (value, rest) = bytes.split_at_checked(length).ok_or(Malformed)?;
                bytes = rest;
                Field::Bytes(value)
            }
            WireType::StartGroup | WireType::EndGroup => return Err(Malformed),
        };
        visit(tag, field)?;
    }
    Ok(())
}
