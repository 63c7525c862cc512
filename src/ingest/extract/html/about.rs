//! What an HTML file says about itself: `title`, `meta`, `link`, `lang` and JSON-LD.

use scraper::node::Element;
use scraper::{Html, Node};
use serde_json::Value;

use super::super::about;
use crate::report::Metadata;

/// What the document says about itself. For each fact the most specific statement counts.
pub(super) fn metadata(document: &Html) -> Metadata {
    let mut said = Said::default();
    for node in document.tree.nodes() {
        let Node::Element(element) = node.value() else {
            continue;
        };
        let text = || {
            node.children()
                .filter_map(|child| child.value().as_text())
                .map(|text| &**text)
                .collect::<String>()
        };
        match element.name() {
            "html" => {
                said.language = said
                    .language
                    .take()
                    .or(element.attr("lang").and_then(about::language))
            }
            "title" if said.title.is_none() => said.title = about::words(&text()),
            "meta" => said.take_meta(element),
            "link" if element.attr("rel") == Some("canonical") => {
                said.url = element.attr("href").and_then(about::url)
            }
            "script" if element.attr("type") == Some("application/ld+json") => {
                said.take_linked_data(&text())
            }
            _ => {}
        }
    }
    Metadata {
        title: said.shared_title.or(said.title),
        publisher: said.publisher.or(said.site).or(said.author),
        date: said.date,
        url: said.url,
        language: said.language,
    }
}

#[derive(Default)]
struct Said {
    title: Option<String>,
    shared_title: Option<String>,
    publisher: Option<String>,
    site: Option<String>,
    author: Option<String>,
    date: Option<String>,
    url: Option<String>,
    language: Option<String>,
}

impl Said {
    fn take_meta(&mut self, element: &Element) {
        let name = element
            .attr("name")
            .or(element.attr("property"))
            .or(element.attr("itemprop"));
        let (Some(name), Some(content)) = (name, element.attr("content")) else {
            return;
        };
        let first =
            |place: &mut Option<String>, value: Option<String>| *place = place.take().or(value);
        match name.to_ascii_lowercase().as_str() {
            "og:title" | "dc.title" | "dcterms.title" => {
                first(&mut self.shared_title, about::words(content))
            }
            "publisher" | "dc.publisher" | "dcterms.publisher" => {
                first(&mut self.publisher, about::words(content))
            }
            "og:site_name" => first(&mut self.site, about::words(content)),
            "author" => first(&mut self.author, about::words(content)),
            "article:published_time"
            | "date"
            | "dc.date"
            | "dc.date.issued"
            | "dcterms.date"
            | "dcterms.issued"
            | "datepublished"
            | "pubdate" => first(&mut self.date, about::date(content)),
            _ => {}
        }
    }

    fn take_linked_data(&mut self, json: &str) {
        // Broken or too deeply nested: it says nothing.
        let Ok(value) = serde_json::from_str::<Value>(json) else {
            return;
        };
        let graph = value
            .get("@graph")
            .and_then(Value::as_array)
            .or(value.as_array());
        for thing in graph.map_or(std::slice::from_ref(&value), Vec::as_slice) {
            if let (None, Some(date)) = (
                &self.date,
                thing.get("datePublished").and_then(Value::as_str),
            ) {
                self.date = about::date(date);
            }
            let publisher = thing
                .get("publisher")
                .and_then(|publisher| publisher.get("name"));
            if let (None, Some(name)) = (&self.publisher, publisher.and_then(Value::as_str)) {
                self.publisher = about::words(name);
            }
        }
    }
}
