//! The fields of an encoded message, as they lie in it.

use prost::encoding::{WireType, decode_varint};

/// The bytes are no such message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are no such message")]
pub struct Malformed;

/// A field as it lies in a message.
pub(crate) enum Field<'a> {
    Varint(u64),
    Fixed64([u8; 8]),
    Fixed32,
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    pub(crate) fn varint(&self) -> Result<u64, Malformed> {
        if let Self::Varint(value) = self { Ok(*value) } else { Err(Malformed) }
    }

    /// As protobuf reads a number that is too long: its low bits.
    #[allow(clippy::cast_possible_truncation)]
    pub(crate) fn u32(&self) -> Result<u32, Malformed> {
        self.varint().map(|value| value as u32)
    }

    pub(crate) fn double(&self) -> Result<f64, Malformed> {
        if let Self::Fixed64(bytes) = self {
            Ok(f64::from_le_bytes(*bytes))
        } else {
            Err(Malformed)
        }
    }

    pub(crate) fn bytes(&self) -> Result<&'a [u8], Malformed> {
        if let Self::Bytes(bytes) = self { Ok(bytes) } else { Err(Malformed) }
    }

    pub(crate) fn text(&self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Malformed)
    }
}

/// The fields of a message in their order. After an error they are at their end.
pub(crate) struct Fields<'a> {
    /// What follows the last field that was read.
    pub(crate) rest: &'a [u8],
}

impl<'a> Iterator for Fields<'a> {
    /// The field's number beside it.
    type Item = Result<(u32, Field<'a>), Malformed>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let bytes = std::mem::take(&mut self.rest);
        (!bytes.is_empty()).then(|| self.read(bytes).ok_or(Malformed))
    }
}

impl<'a> Fields<'a> {
    #[inline]
    fn read(&mut self, mut bytes: &'a [u8]) -> Option<(u32, Field<'a>)> {
        let key = u32::try_from(varint(&mut bytes)?).ok()?;
        let tag = key >> 3;
        let wire_type = WireType::try_from(u64::from(key & 7)).ok().filter(|_| tag > 0)?;
        let field = match wire_type {
            WireType::Varint => Field::Varint(varint(&mut bytes)?),
            WireType::SixtyFourBit => {
                let (value, rest) = bytes.split_first_chunk()?;
                bytes = rest;
                Field::Fixed64(*value)
            }
            WireType::ThirtyTwoBit => {
                bytes = bytes.split_first_chunk::<4>()?.1;
                Field::Fixed32
            }
            WireType::LengthDelimited => {
                let length = varint(&mut bytes)?;
                Field::Bytes(bytes.split_off(..usize::try_from(length).ok()?)?)
            }
            WireType::StartGroup | WireType::EndGroup => return None,
        };
        self.rest = bytes;
        Some((tag, field))
    }
}

/// A number as it lies first in `bytes`, which lose it. Most are below 128.
#[inline]
pub(crate) fn varint(bytes: &mut &[u8]) -> Option<u64> {
    match bytes.split_first() {
        Some((small @ ..0x80, rest)) => {
            *bytes = rest;
            Some((*small).into())
        }
        _ => decode_varint(bytes).ok(),
    }
}

/// Shows `visit` the fields of a message in their order.
pub(crate) fn each_field<'a>(
    bytes: &'a [u8],
    mut visit: impl FnMut(u32, Field<'a>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    Fields { rest: bytes }.try_for_each(|field| field.and_then(|(tag, field)| visit(tag, field)))
}
