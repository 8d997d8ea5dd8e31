//! The members of an object, asked for by name.

use super::{Json, JsonError, wrong};

/// The members of an object in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields<'a> {
    members: Vec<(String, Json<'a>)>,
}

impl<'a> Fields<'a> {
    pub(super) const fn new(members: Vec<(String, Json<'a>)>) -> Self {
        Self { members }
    }

    /// The value of that name, `null` included.
    pub fn get(&self, name: &str) -> Option<&Json<'a>> {
        let mut members = self.members.iter();
        members
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The value of that name; `null` is none.
    pub fn some(&self, name: &str) -> Option<&Json<'a>> {
        self.get(name).filter(|value| !value.is_null())
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json<'a>)> {
        self.members
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Refuses any name but these.
    pub fn only(&self, known: &[&str]) -> Result<(), JsonError> {
        let stranger = self
            .members
            .iter()
            .find(|(name, _)| !known.contains(&name.as_str()));
        stranger.map_or(Ok(()), |(name, _)| {
            Err(JsonError::Unknown(name.chars().take(64).collect()))
        })
    }

    /// The value that must be there.
    pub fn required(&self, name: &str) -> Result<&Json<'a>, JsonError> {
        self.some(name)
            .ok_or_else(|| JsonError::Missing(name.to_owned()))
    }

    /// The text that must be there.
    pub fn text(&self, name: &str) -> Result<&str, JsonError> {
        let value = self.required(name)?;
        value.as_text().ok_or_else(|| wrong(name, "a text"))
    }

    /// The text, if there is one.
    pub fn optional_text(&self, name: &str) -> Result<Option<&str>, JsonError> {
        let Some(value) = self.some(name) else {
            return Ok(None);
        };
        value
            .as_text()
            .map(Some)
            .ok_or_else(|| wrong(name, "a text"))
    }

    /// The whole number that must be there.
    pub fn integer(&self, name: &str) -> Result<i128, JsonError> {
        let value = self.required(name)?;
        value
            .as_integer()
            .ok_or_else(|| wrong(name, "a whole number"))
    }

    /// The whole number, if there is one.
    pub fn optional_integer(&self, name: &str) -> Result<Option<i128>, JsonError> {
        self.some(name).map(|_| self.integer(name)).transpose()
    }

    /// The object that must be there.
    pub fn object(&self, name: &str) -> Result<&Fields<'a>, JsonError> {
        let value = self.required(name)?;
        value.as_object().ok_or_else(|| wrong(name, "an object"))
    }

    /// The object, if there is one.
    pub fn optional_object(&self, name: &str) -> Result<Option<&Fields<'a>>, JsonError> {
        self.some(name).map(|_| self.object(name)).transpose()
    }

    /// The list that must be there.
    pub fn list(&self, name: &str) -> Result<&[Json<'a>], JsonError> {
        let value = self.required(name)?;
        value.as_list().ok_or_else(|| wrong(name, "a list"))
    }

    /// The list, if there is one.
    pub fn optional_list(&self, name: &str) -> Result<&[Json<'a>], JsonError> {
        self.some(name).map_or(Ok(&[][..]), |_| self.list(name))
    }

    /// Yes or no, if it is said.
    pub fn optional_bool(&self, name: &str) -> Result<Option<bool>, JsonError> {
        match self.some(name).map(Json::node) {
            None => Ok(None),
            Some(super::Node::Bool(yes)) => Ok(Some(*yes)),
            Some(_) => Err(wrong(name, "true or false")),
        }
    }
}
