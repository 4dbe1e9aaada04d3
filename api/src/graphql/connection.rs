//! Relay connections, written once: page arguments in, sealed cursors and totals out.

use std::borrow::Cow;

use async_graphql::connection::{Edge, EmptyFields, PageInfo};
use async_graphql::{Context, Object, OutputType, TypeName};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use federation::authority::Subject;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::context::Asker;
use crate::error::{Error, ErrorCode};
use crate::store::{Key, Page, PageRequest, Paged, StoreError, View};

/// The page size when none is asked for.
pub const PAGE_SIZE_DEFAULT: i32 = 20;
/// The largest page.
pub const PAGE_SIZE_MAX: i32 = 100;
const SEAL_BYTES: usize = 16;

/// One page of a list, and how many there are on all pages.
pub struct Connection<N: OutputType> {
    edges: Vec<Edge<String, N, EmptyFields>>,
    has_previous_page: bool,
    has_next_page: bool,
    total_count: Option<u64>,
}

impl<N: OutputType> TypeName for Connection<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", N::type_name()).into()
    }
}

/// One page of a list that the reader may see, in the order that the field names. Follow
/// `pageInfo` for the other pages: rows that come in meanwhile make none come twice and none fail
/// to come.
#[Object(name_type)]
impl<N: OutputType> Connection<N> {
    /// Whether there are pages before and after this one, and the cursors that lead to them.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.has_previous_page,
            has_next_page: self.has_next_page,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// What is on this page, each with its cursor.
    async fn edges(&self) -> &[Edge<String, N, EmptyFields>] {
        &self.edges
    }

    /// What is on this page.
    async fn nodes(&self) -> Vec<&N> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// How many there are that the reader may see, on all pages. Counted only when asked for.
    async fn total_count(&self) -> Option<u64> {
        self.total_count
    }
}

/// The key that seals cursors, so that none can be made up or carried to another list.
#[derive(Clone)]
pub struct Seal(Hmac<Sha256>);

impl Seal {
    /// A seal from secret bytes.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(secret).expect("HMAC takes a key of any length"))
    }

    fn mark(&self, list: &str, key: &[u8]) -> Vec<u8> {
        let mut mac = self.0.clone();
        mac.update(list.as_bytes());
        mac.update(&[0]);
        mac.update(key);
        mac.finalize().into_bytes()[..SEAL_BYTES].to_vec()
    }

    fn close(&self, list: &str, key: &impl Key) -> Result<String, Error> {
        let mut bytes = serde_json::to_vec(key).map_err(Error::internal)?;
        let mark = self.mark(list, &bytes);
        bytes.extend(mark);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    fn open<K: Key>(&self, list: &str, cursor: &str) -> Result<K, Error> {
        let refused = || {
            Error::new(
                ErrorCode::BadUserInput,
                "the cursor is not one of this list",
            )
            .with_hint("use a cursor from the same field with the same filter, unchanged")
        };
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refused())?;
        let split = bytes.len().checked_sub(SEAL_BYTES).ok_or_else(refused)?;
        let (key, mark) = bytes.split_at(split);
        let mut mac = self.0.clone();
        mac.update(list.as_bytes());
        mac.update(&[0]);
        mac.update(key);
        mac.verify_truncated_left(mark).map_err(|_| refused())?;
        serde_json::from_slice(key).map_err(|_| refused())
    }
}

/// The arguments of a connection.
#[derive(Clone, Debug, Default)]
pub struct PageArguments {
    /// Forward: at most this many.
    pub first: Option<i32>,
    /// Forward: after this cursor.
    pub after: Option<String>,
    /// Backward: the last so many.
    pub last: Option<i32>,
    /// Backward: before this cursor.
    pub before: Option<String>,
}

impl PageArguments {
    /// The store's page request.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for a size outside 1 to 100, `first` together with `last`, or a cursor that
    /// is not one of `list`.
    pub(super) fn request<K: Key>(self, seal: &Seal, list: &str) -> Result<PageRequest<K>, Error> {
        let Self {
            first,
            after,
            last,
            before,
        } = self;
        let (size, backwards) = match (first, last) {
            (Some(_), Some(_)) => {
                return Err(Error::new(
                    ErrorCode::BadUserInput,
                    "first and last exclude each other",
                )
                .with_hint("page forward with first and after, or backward with last and before"));
            }
            (first, None) => (first.unwrap_or(PAGE_SIZE_DEFAULT), false),
            (None, Some(last)) => (last, true),
        };
        let limit = u64::try_from(size)
            .ok()
            .filter(|_| (1..=PAGE_SIZE_MAX).contains(&size))
            .ok_or_else(|| {
                Error::new(
                    ErrorCode::BadUserInput,
                    format!("a page of {size} was asked for; a page has 1 to {PAGE_SIZE_MAX}"),
                )
                .with_hint("ask for less, and follow pageInfo.endCursor")
            })?;
        let open =
            |cursor: Option<String>| cursor.map(|cursor| seal.open(list, &cursor)).transpose();
        Ok(PageRequest {
            limit,
            after: open(after)?,
            before: open(before)?,
            backwards,
        })
    }
}

/// A page of a list as the asker may see it: `read` gives the page, and `count` the total when the
/// query asks for it. Cursors are good for the list called `name`, and for this asker, only.
///
/// # Errors
/// `INSUFFICIENT_SCOPE` when the token lacks the scope for `subject`, `BAD_USER_INPUT` for arguments
/// that make no page, and faults of the store.
pub async fn list<T, N>(
    ctx: &Context<'_>,
    name: &str,
    subject: Subject,
    page: PageArguments,
    read: impl AsyncFnOnce(&View, &PageRequest<T::Key>) -> Result<Page<T>, StoreError>,
    count: impl AsyncFnOnce(&View) -> Result<u64, StoreError>,
) -> async_graphql::Result<Connection<N>>
where
    T: Paged,
    N: From<T> + OutputType,
{
    let asker = Asker::of(ctx)?;
    asker.demand(subject)?;
    let list = asker.bind(name);
    let seal = &asker.app().seal;
    let request = page.request(seal, &list)?;
    let view = asker.view();
    let found = read(&view, &request).await.map_err(Error::from)?;
    let asked = ctx.look_ahead().field("totalCount").exists();
    let total_count = if asked {
        Some(count(&view).await.map_err(Error::from)?)
    } else {
        None
    };
    let mut edges = Vec::with_capacity(found.items.len());
    for row in found.items {
        let cursor = seal.close(&list, &row.key)?;
        edges.push(Edge::new(cursor, N::from(row.value)));
    }
    Ok(Connection {
        edges,
        has_previous_page: found.has_previous,
        has_next_page: found.has_next,
        total_count,
    })
}
