//! Buttons, lists and forms → what serenity takes, within Discord's limits (docs: Components).

use serenity::all::{
    ButtonStyle, CreateActionRow, CreateButton, CreateInputText, CreateModal, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption, InputTextStyle,
};

use crate::discord::cut::cut;
use crate::discord::reply::{Button, Field, Form, Select, SelectOption};

/// Units of a button's label, and buttons in a row.
const LABEL: usize = 80;
const ROW: usize = 5;
/// Units of a list's own label, and of an option's two lines.
const PLACEHOLDER: usize = 150;
const OPTION: usize = 100;
/// Options of a list.
const OPTIONS: usize = 25;
/// Units of a form's title and of a field's label.
const FORM_LABEL: usize = 45;
/// Fields of a form.
const FIELDS: usize = 5;

/// Lists, each in its own row, and buttons below them.
pub(super) fn rows(selects: &[Select], buttons: &[Button]) -> Vec<CreateActionRow> {
    let lists = selects
        .iter()
        .filter(|list| !list.options.is_empty())
        .map(|list| CreateActionRow::SelectMenu(select(list)));
    let buttons = buttons
        .chunks(ROW)
        .map(|row| CreateActionRow::Buttons(row.iter().map(button).collect()));
    lists.chain(buttons).collect()
}

fn button(button: &Button) -> CreateButton {
    CreateButton::new(&button.id)
        .label(cut(&button.label, LABEL))
        .style(ButtonStyle::Secondary)
        .disabled(!button.enabled)
}

fn select(list: &Select) -> CreateSelectMenu {
    let options: Vec<CreateSelectMenuOption> =
        list.options.iter().take(OPTIONS).map(option).collect();
    let (least, most) = list.count;
    let most = usize::from(most).min(options.len()) as u8;
    CreateSelectMenu::new(&list.id, CreateSelectMenuKind::String { options })
        .placeholder(cut(&list.placeholder, PLACEHOLDER))
        .min_values(least.min(most))
        .max_values(most)
}

fn option(option: &SelectOption) -> CreateSelectMenuOption {
    let made = CreateSelectMenuOption::new(cut(&option.label, OPTION), &option.value)
        .default_selection(option.chosen);
    match &option.description {
        Some(description) => made.description(cut(description, OPTION)),
        None => made,
    }
}

/// A form.
pub(in crate::discord) fn form(form: &Form) -> CreateModal {
    let fields = form.fields.iter().take(FIELDS).map(field);
    CreateModal::new(&form.id, cut(&form.title, FORM_LABEL))
        .components(fields.map(CreateActionRow::InputText).collect())
}

fn field(field: &Field) -> CreateInputText {
    let style = match field.long {
        true => InputTextStyle::Paragraph,
        false => InputTextStyle::Short,
    };
    let made = CreateInputText::new(style, cut(&field.label, FORM_LABEL), &field.id)
        .required(field.required)
        .max_length(field.most);
    // An empty value is refused by Discord.
    match field.value.is_empty() {
        true => made,
        false => made.value(
            field
                .value
                .chars()
                .take(field.most.into())
                .collect::<String>(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_or_too_much_is_cut_to_what_discord_takes() {
        let option = SelectOption {
            label: "l".repeat(200),
            description: Some("d".repeat(200)),
            value: "1".to_owned(),
            chosen: true,
        };
        let list = Select {
            id: "list".to_owned(),
            placeholder: "p".repeat(200),
            options: vec![option; 30],
            count: (1, 30),
        };
        let made = serde_json::to_value(select(&list)).unwrap();
        assert_eq!(made["options"].as_array().unwrap().len(), OPTIONS);
        assert_eq!(made["max_values"], OPTIONS);
        assert_eq!(
            made["placeholder"].as_str().unwrap().chars().count(),
            PLACEHOLDER
        );
        let first = &made["options"][0];
        assert_eq!(first["label"].as_str().unwrap().chars().count(), OPTION);
        assert_eq!(first["default"], true);
        assert!(rows(&[], &[]).is_empty());
    }

    #[test]
    fn a_field_holds_what_fits_and_nothing_where_it_is_empty() {
        let filled = |value: &str| {
            let made = field(&Field {
                id: "note".to_owned(),
                label: "n".repeat(60),
                value: value.to_owned(),
                long: true,
                required: false,
                most: 5,
            });
            serde_json::to_value(made).unwrap()
        };
        assert_eq!(filled("abcdefgh")["value"], "abcde");
        assert!(filled("").get("value").is_none_or(|value| value.is_null()));
        assert_eq!(
            filled("")["label"].as_str().unwrap().chars().count(),
            FORM_LABEL
        );
    }
}
