//! From an encoded message.

use std::borrow::Cow;

use super::{Response, Value};
use crate::fields::{Malformed, each_field};
use crate::{convert, v1};

impl<'a> Response<'a> {
    /// Reads an encoded message. Fields it does not know are passed over.
    ///
    /// # Errors
    /// When the bytes are no such message.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut response = Self { answers: Vec::with_capacity(16), ..Self::default() };
        let mut answered_at = None;
        each_field(bytes, |tag, field| {
            match tag {
                1 => response.id = field.text()?,
                2 => response.survey_id = field.text()?,
                3 => response.version = field.u32()?,
                4 => timestamp(answered_at.get_or_insert_default(), field.bytes()?)?,
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
        response.answered_at = answered_at.as_ref().and_then(convert::instant);
        Ok(response)
    }
}

/// What stands twice says all of it, as protobuf has it.
fn timestamp(at: &mut prost_types::Timestamp, bytes: &[u8]) -> Result<(), Malformed> {
    each_field(bytes, |tag, field| {
        match tag {
            1 => at.seconds = field.varint()?.cast_signed(),
            2 => at.nanos = field.u32()?.cast_signed(),
            _ => {}
        }
        Ok(())
    })
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
                let mut ids = match value.take() {
                    Some(Value::Options(ids)) => ids,
                    _ => Vec::new(),
                };
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
