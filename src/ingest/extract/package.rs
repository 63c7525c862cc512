//! ZIP containers (DOCX is one): known entries, read whole and under a limit. Entry names are only compared, never
//! used as paths.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{ExtractError, Limits};

/// An opened container.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    limit: u64,
    unpacked: u64,
}

impl<'a> Package<'a> {
    /// Opens it; nothing is unpacked yet.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Package<'a>, ExtractError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            ExtractError::Damaged(
                "its ZIP directory is broken or missing, as when a download was cut short"
                    .to_owned(),
            )
        })?;
        Ok(Package {
            archive,
            limit: limits.unpacked_bytes,
            unpacked: 0,
        })
    }

    /// Whether there is such an entry.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The bytes of an entry; `None` if there is none of that name. All entries together stay under the limit.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, ExtractError> {
        let entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(entry_error(name, &error)),
        };
        let room = self.limit.saturating_sub(self.unpacked);
        let mut bytes = Vec::new();
        // The size that the entry declares may be a lie, so what comes out is counted.
        let read = entry.take(room + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > room {
            return Err(self.too_much());
        }
        read.map_err(|_| ExtractError::Damaged(format!("its part {name} cannot be unpacked")))?;
        self.unpacked += bytes.len() as u64;
        Ok(Some(bytes))
    }

    fn too_much(&self) -> ExtractError {
        let (unit, setting) = ("unpacked bytes".to_owned(), "unpacked_bytes".to_owned());
        ExtractError::TooMuch {
            limit: self.limit,
            unit,
            setting,
        }
    }
}

fn entry_error(name: &str, error: &ZipError) -> ExtractError {
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => {
            ExtractError::Encrypted
        }
        ZipError::InvalidPassword => ExtractError::Encrypted,
        _ => ExtractError::Damaged(format!("its part {name} cannot be unpacked")),
    }
}
