//! [`Rows`]: the bytes of a column of strings or bytes, whatever its layout.
//!
//! What a producer says of its buffers is not believed: a row that lies outside of them is an error, not memory of something else.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    BinaryType, BinaryViewType, ByteArrayType, ByteViewType, Int64Type, LargeBinaryType, LargeUtf8Type, StringViewType,
    Utf8Type,
};
use arrow_array::{Array, ArrayRef, GenericByteArray, GenericByteViewArray, Int64Array};
use arrow_schema::{ArrowError, DataType};

/// A view of so many bytes has them inside.
const INLINE: usize = 12;

/// The rows of one array.
pub(super) enum Rows<'a> {
    Small(&'a [i32], &'a [u8]),
    Large(&'a [i64], &'a [u8]),
    Views(&'a [u128], &'a [arrow_buffer::Buffer], Vec<[u8; 16]>),
    /// Of a dictionary: where each row is among the values.
    Keyed(Int64Array, Box<Rows<'a>>),
    Nulls,
}

/// Whether a column of this type holds texts.
pub(super) fn is_text(of: &DataType) -> bool {
    match of {
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::Null => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

impl<'a> Rows<'a> {
    pub(super) fn of(array: &'a ArrayRef) -> Result<Self, ArrowError> {
        Ok(match array.data_type() {
            DataType::Utf8 => Self::small(array.as_bytes::<Utf8Type>()),
            DataType::Binary => Self::small(array.as_bytes::<BinaryType>()),
            DataType::LargeUtf8 => Self::large(array.as_bytes::<LargeUtf8Type>()),
            DataType::LargeBinary => Self::large(array.as_bytes::<LargeBinaryType>()),
            DataType::Utf8View => Self::views(array.as_byte_view::<StringViewType>()),
            DataType::BinaryView => Self::views(array.as_byte_view::<BinaryViewType>()),
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                let keys = arrow_cast::cast(dictionary.keys(), &DataType::Int64)?;
                Self::Keyed(keys.as_primitive::<Int64Type>().clone(), Box::new(Self::of(dictionary.values())?))
            }
            DataType::Null => Self::Nulls,
            other => return Err(ArrowError::CDataInterface(format!("a column of the type {other} has no texts"))),
        })
    }

    fn small(array: &'a GenericByteArray<impl ByteArrayType<Offset = i32>>) -> Self {
        Self::Small(array.value_offsets(), array.value_data())
    }

    fn large(array: &'a GenericByteArray<impl ByteArrayType<Offset = i64>>) -> Self {
        Self::Large(array.value_offsets(), array.value_data())
    }

    fn views(array: &'a GenericByteViewArray<impl ByteViewType>) -> Self {
        let inline = array.views().iter().map(|view| view.to_le_bytes()).collect();
        Self::Views(array.views(), array.data_buffers(), inline)
    }

    /// The bytes of a row.
    pub(super) fn get(&self, row: usize) -> Result<&[u8], ArrowError> {
        self.bytes(row).ok_or_else(|| {
            let what = format!("broken Arrow data: row {row} of the column lies outside of its buffers");
            ArrowError::CDataInterface(what)
        })
    }

    fn bytes(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::Small(offsets, data) => {
                let (start, end) = (*offsets.get(row)?, *offsets.get(row + 1)?);
                data.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
            }
            Self::Large(offsets, data) => {
                let (start, end) = (*offsets.get(row)?, *offsets.get(row + 1)?);
                data.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
            }
            Self::Views(views, buffers, inline) => {
                let view = views.get(row)?;
                let length = usize::try_from(view & 0xffff_ffff).ok()?;
                if length <= INLINE {
                    return inline.get(row)?.get(4..4 + length);
                }
                let (buffer, start) = ((view >> 64) & 0xffff_ffff, (view >> 96) & 0xffff_ffff);
                let (buffer, start) = (usize::try_from(buffer).ok()?, usize::try_from(start).ok()?);
                buffers.get(buffer)?.get(start..start.checked_add(length)?)
            }
            // What the cast could not hold is null.
            Self::Keyed(keys, _) if keys.is_null(row) => None,
            Self::Keyed(keys, values) => values.bytes(usize::try_from(*keys.values().get(row)?).ok()?),
            Self::Nulls => None,
        }
    }
}
