//! A mapping in the order in which it is written. A key that stands twice is an error: one of the two would silently
//! do nothing.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// Keys and values, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<V> {
    /// The entries.
    pub entries: Vec<(String, V)>,
}

impl<V> Default for Table<V> {
    fn default() -> Table<V> {
        Table { entries: Vec::new() }
    }
}

impl<V> Table<V> {
    /// The keys.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, _)| key.as_str())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Table<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Table<V>, D::Error> {
        deserializer.deserialize_any(Entries(PhantomData))
    }
}

struct Entries<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
    type Value = Table<V>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a mapping")
    }

    /// A key with nothing behind it: `services:`.
    fn visit_unit<E: Error>(self) -> Result<Table<V>, E> {
        Ok(Table::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Table<V>, A::Error> {
        let mut table: Table<V> = Table::default();
        while let Some(key) = map.next_key::<String>()? {
            if table.keys().any(|known| known == key) {
                return Err(A::Error::custom(format!("duplicate entry with key \"{key}\"")));
            }
            table.entries.push((key, map.next_value()?));
        }
        Ok(table)
    }
}

#[cfg(test)]
impl<V: schemars::JsonSchema> schemars::JsonSchema for Table<V> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("TableOf{}", V::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<V>();
        schemars::json_schema!({ "type": ["object", "null"], "additionalProperties": value })
    }
}
