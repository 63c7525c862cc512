//! Discord's limits, each with the page that states it (below <https://docs.discord.com/developers>).

/// Characters of a message's content (`/resources/message#create-message`).
pub const CONTENT: usize = 2000;
/// Characters of a nonce (`/resources/message#create-message`).
pub const NONCE: usize = 25;
/// Embeds of a message (`/resources/message#create-message`).
pub const EMBEDS: usize = 10;
/// Characters over all embeds of a message (`/resources/message#embed-object-embed-limits`).
pub const EMBED_TOTAL: usize = 6000;
/// Characters of an embed's title.
pub const EMBED_TITLE: usize = 256;
/// Characters of an embed's description.
pub const EMBED_DESCRIPTION: usize = 4096;
/// Fields of an embed.
pub const EMBED_FIELDS: usize = 25;
/// Characters of a field's name.
pub const FIELD_NAME: usize = 256;
/// Characters of a field's value.
pub const FIELD_VALUE: usize = 1024;
/// Characters of an embed's footer.
pub const EMBED_FOOTER: usize = 2048;
/// Characters of an embed's author.
pub const EMBED_AUTHOR: usize = 256;
/// Files of a message (`/resources/message#create-message`).
pub const FILES: usize = 10;
/// Bytes of one file: 10 MiB (`/reference#uploading-files`).
pub const ATTACHMENT_BYTES: usize = 10 * 1024 * 1024;
/// Bytes of a whole request: 25 MiB (`/resources/message#create-message`).
pub const REQUEST_BYTES: usize = 25 * 1024 * 1024;
/// Characters of a file's description (`/resources/message#attachment-object`).
pub const FILE_DESCRIPTION: usize = 1024;
/// Ids in `allowed_mentions` (`/resources/message#allowed-mentions-object`).
pub const ALLOWED_MENTIONS: usize = 100;
/// Action rows of a message (`/components/reference#legacy-message-component-behavior`).
pub const ROWS: usize = 5;
/// Buttons of a row (`/components/reference#action-row`).
pub const BUTTONS: usize = 5;
/// Characters of a custom id (`/components/reference#anatomy-of-a-component`).
pub const CUSTOM_ID: usize = 100;
/// Characters of a button's label (`/components/reference#button`).
pub const BUTTON_LABEL: usize = 80;
/// Characters of a link button's address (`/components/reference#button`).
pub const BUTTON_URL: usize = 512;
/// Options of a select, and values that may be chosen (`/components/reference#string-select`).
pub const SELECT_OPTIONS: usize = 25;
/// Characters of a select's placeholder.
pub const SELECT_PLACEHOLDER: usize = 150;
/// Characters of an option's label, value or description in a select.
pub const SELECT_TEXT: usize = 100;
/// Characters of a modal's title (`/interactions/receiving-and-responding#modal`).
pub const MODAL_TITLE: usize = 45;
/// Components of a modal.
pub const MODAL_COMPONENTS: usize = 5;
/// Characters of a text input's label (`/components/reference#text-input`).
pub const INPUT_LABEL: usize = 45;
/// Characters of a text input's placeholder.
pub const INPUT_PLACEHOLDER: usize = 100;
/// Characters of what is typed into a text input.
pub const INPUT_VALUE: usize = 4000;
/// Choices of an autocomplete, or of an option (`/interactions/application-commands`).
pub const CHOICES: usize = 25;
/// Characters of a choice's name or value.
pub const CHOICE_TEXT: usize = 100;
/// Characters of a command's or option's name (`/interactions/application-commands#application-command-naming`).
pub const COMMAND_NAME: usize = 32;
/// Characters of a command's or option's description.
pub const COMMAND_DESCRIPTION: usize = 100;
/// Options of a command.
pub const COMMAND_OPTIONS: usize = 25;
/// Characters over a command's names, descriptions and values.
pub const COMMAND_TOTAL: usize = 8000;
/// Characters of a string option.
pub const STRING_OPTION: usize = 6000;
/// Slash commands of an app, globally or in a guild.
pub const SLASH_COMMANDS: usize = 100;
/// Commands in the menu of a message, and of a person (15 since 3 March 2026).
pub const MENU_COMMANDS: usize = 15;
