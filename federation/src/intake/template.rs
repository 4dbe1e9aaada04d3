//! Templates: text in which `{name}` stands for a cell.

/// A piece of a template.
pub(super) enum Piece<'t> {
    /// Text that stands for itself.
    Text(&'t str),
    /// The name of a column.
    Column(&'t str),
}

/// The pieces of a template. A brace that is never closed stands for itself.
pub(super) fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(inner) = rest.strip_prefix('{')
            && let Some((name, after)) = inner.split_once('}')
        {
            rest = after;
            return Some(Piece::Column(name));
        }
        let until = rest[1..].find('{').map_or(rest.len(), |at| at + 1);
        let (text, after) = rest.split_at(until);
        rest = after;
        Some(Piece::Text(text))
    })
}
