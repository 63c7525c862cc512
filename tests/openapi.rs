pub fn check(_: &pincite::sandbox::Recorded) -> Vec<String> { Vec::new() }
