//! The page that documents the error codes, written from their table.

use super::ErrorCode;

/// The page that documents the table.
#[must_use]
pub fn documentation() -> String {
    let mut page = String::from(
        "# Errors\n\n\
         <!-- Generated from api/src/error.rs; UPDATE_DOCS=1 cargo test --workspace writes it. -->\n\n\
         Every error has `extensions.code` (the class that GraphQL clients know), \
         `extensions.reason` (the finer code, unique in this table), `extensions.requestId` (what \
         to quote when you ask about it) and often `extensions.hint`. Texts may change; branch on \
         the codes. The HTTP status is the one of an answer to the whole request; an error of a \
         single field comes with status 200 beside the other fields. Clients that accept only \
         `application/json` get status 200 for mistakes inside a well-formed GraphQL request.\n\n\
         What is wrong with submitted data is not listed here: it is data of the payload.\n\n\
         | reason | code | HTTP | meaning | what to do |\n|---|---|---|---|---|\n",
    );
    for code in ErrorCode::ALL {
        page.push_str(&format!(
            "| `{}` | `{}` | {} | {} | {} |\n",
            code.reason(),
            code.code(),
            code.status(),
            code.meaning(),
            code.remedy()
        ));
    }
    page
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::documentation;

    #[test]
    fn the_page_is_the_table() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md");
        let page = documentation();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("docs");
            std::fs::write(&path, &page).expect("written");
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(written, page, "UPDATE_DOCS=1 cargo test --workspace");
    }
}
