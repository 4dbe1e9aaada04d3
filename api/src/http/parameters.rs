//! The parameters of a GraphQL request, out of a JSON body or a query string.

use actix_web::web::Query;
use serde_json::{Map, Value};

use crate::error::{Error, ErrorCode};
use crate::json::{self, JsonError};

/// A GraphQL request, well-formed and not yet understood.
#[derive(Debug, PartialEq)]
pub(super) struct Parameters {
    pub query: String,
    pub operation_name: Option<String>,
    pub variables: Map<String, Value>,
}

impl Parameters {
    /// Reads a body.
    pub(super) fn from_body(body: &[u8]) -> Result<Self, Error> {
        match read(body)? {
            Value::Object(members) => Self::from_members(members),
            Value::Array(operations) if !operations.is_empty() => {
                Err(Error::of(ErrorCode::BatchLimit))
            }
            _ => Err(bad("the body is not an object")),
        }
    }

    /// Reads the query string of a GET.
    pub(super) fn from_query_string(text: &str) -> Result<Self, Error> {
        let pairs = Query::<Vec<(String, String)>>::from_query(text)
            .map_err(|_| bad("the query string cannot be read"))?;
        let mut members = Map::new();
        for (name, value) in pairs.into_inner() {
            let value = match name.as_str() {
                "variables" | "extensions" => read(value.as_bytes())?,
                _ => Value::String(value),
            };
            if members.contains_key(&name) {
                return Err(twice(&name));
            }
            members.insert(name, value);
        }
        Self::from_members(members)
    }

    fn from_members(mut members: Map<String, Value>) -> Result<Self, Error> {
        let query = match members.remove("query") {
            Some(Value::String(text)) => text,
            Some(_) => return Err(bad("query is not a text")),
            None => return Err(bad("query is missing")),
        };
        let operation_name = match members.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(bad("operationName is neither a text nor null")),
        };
        let variables = object(&mut members, "variables")?;
        // Read for its form only: no extension of requests is known here.
        object(&mut members, "extensions")?;
        Ok(Self {
            query,
            operation_name,
            variables,
        })
    }
}

fn object(members: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, Error> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(bad(&format!("{name} is neither an object nor null"))),
    }
}

fn read(text: &[u8]) -> Result<Value, Error> {
    json::parse(text).map_err(|error| match error {
        JsonError::Malformed(why) => Error::new(ErrorCode::BadJson, format!("not JSON: {why}"))
            .with_hint(ErrorCode::BadJson.remedy()),
        JsonError::DuplicateName(name) => twice(&name),
    })
}

fn twice(name: &str) -> Error {
    Error::new(ErrorCode::DuplicateName, format!("{name:?} stands twice"))
        .with_hint(ErrorCode::DuplicateName.remedy())
}

fn bad(what: &str) -> Error {
    Error::new(ErrorCode::BadRequest, what).with_hint(ErrorCode::BadRequest.remedy())
}
