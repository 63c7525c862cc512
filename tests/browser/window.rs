//! The windows that the page is looked at in.

/// A window, as wide and high as that, in CSS pixels.
#[derive(Clone, Copy)]
pub struct Window {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
    pub phone: bool,
    pub dark: bool,
}

pub const PHONE: Window = Window {
    name: "phone",
    width: 390,
    height: 844,
    phone: true,
    dark: false,
};
pub const DESKTOP: Window = Window {
    name: "desktop",
    width: 1280,
    height: 800,
    phone: false,
    dark: false,
};
