//! Global identifiers: opaque to clients, a noun and a UUID to us. They carry no authority: every
//! look-up goes through the reader's reach, so a forged one finds nothing.

use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// The nouns that can be fetched by their global identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    /// An agreement.
    Agreement,
    /// A service component.
    Component,
    /// An organization.
    Organization,
    /// An outage.
    Outage,
    /// A service.
    Service,
    /// A submission.
    Submission,
}

impl Noun {
    const ALL: [Self; 6] = [
        Self::Agreement,
        Self::Component,
        Self::Organization,
        Self::Outage,
        Self::Service,
        Self::Submission,
    ];

    fn letter(self) -> u8 {
        match self {
            Self::Agreement => b'a',
            Self::Component => b'c',
            Self::Organization => b'o',
            Self::Outage => b'u',
            Self::Service => b's',
            Self::Submission => b'b',
        }
    }
}

/// The global identifier of a row.
pub fn global_id(noun: Noun, id: impl Into<Uuid>) -> ID {
    let mut bytes = vec![noun.letter()];
    bytes.extend_from_slice(id.into().as_bytes());
    ID(URL_SAFE_NO_PAD.encode(bytes))
}

/// What a global identifier stands for; `None` when it is not one of ours.
pub fn read_global_id(id: &str) -> Option<(Noun, Uuid)> {
    let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
    let (letter, uuid) = bytes.split_first()?;
    let noun = Noun::ALL
        .into_iter()
        .find(|noun| noun.letter() == *letter)?;
    Some((noun, Uuid::from_slice(uuid).ok()?))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Noun, global_id, read_global_id};

    #[test]
    fn global_ids_read_back() {
        for noun in Noun::ALL {
            let id = Uuid::from_u128(7);
            assert_eq!(read_global_id(&global_id(noun, id)), Some((noun, id)));
        }
    }

    #[test]
    fn foreign_texts_are_no_ids() {
        for text in [
            "",
            "x",
            "../../etc/passwd",
            "YQ",
            "no-such-id-zz",
            "'; DROP TABLE",
        ] {
            assert_eq!(read_global_id(text), None, "{text}");
        }
    }
}
