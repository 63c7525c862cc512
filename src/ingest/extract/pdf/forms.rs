//! Rows of forms: labels that end in a colon, each with its value.

use super::lines::Line;

/// The fields of a row: each label begins one, and what follows up to the next label is its value. A row that is not
/// one of a form is one field.
pub(super) fn fields(cells: &[Line]) -> Vec<&[Line]> {
    let is_label = |cell: &Line| cell.text.ends_with(':');
    let labels = cells.iter().filter(|cell| is_label(cell)).count();
    // Labels alone stand above their values.
    if labels < 2 || labels == cells.len() || !cells.first().is_some_and(is_label) {
        return vec![cells];
    }
    cells.chunk_by(|_, next| !is_label(next)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str]) -> Vec<String> {
        let cell = |text: &&str| Line {
            text: (*text).to_owned(),
            ..Line::default()
        };
        let cells: Vec<Line> = texts.iter().map(cell).collect();
        let joined = |field: &[Line]| {
            field
                .iter()
                .map(|cell| cell.text.as_str())
                .collect::<Vec<_>>()
                .join("|")
        };
        fields(&cells).into_iter().map(joined).collect()
    }

    #[test]
    fn each_label_keeps_its_value() {
        let said = read(&["Make:", "Beech", "Registration:", "N8770M"]);
        assert_eq!(said, ["Make:|Beech", "Registration:|N8770M"]);
        let said = read(&["Year of Manufacture:", "Amateur Built:", "No"]);
        assert_eq!(said, ["Year of Manufacture:", "Amateur Built:|No"]);
    }

    #[test]
    fn rows_of_other_tables_stay_whole() {
        assert_eq!(read(&["Total:", "12", "14"]), ["Total:|12|14"]);
        assert_eq!(
            read(&["2021", "Target:", "12", "Actual:"]),
            ["2021|Target:|12|Actual:"]
        );
    }
}
