//! What Discord offers while a report's name is typed.

use super::library::with_archive;

#[tokio::test(flavor = "multi_thread")]
async fn titles_and_publishers_are_found_as_they_are_typed() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    for (typed, offered) in [
        (
            "The Har",
            "The Harbour Inquiry (Port Board, March 2017) = \"harbour\"
Foreign Threats to the Harbour Vote (Tide Office, 10 March 2021) = \"threats\"
Press notes on the harbour inquiry (Café Société, 2015) = \"press\"",
        ),
        (
            "tide",
            "Foreign Threats to the Harbour Vote (Tide Office, 10 March 2021) = \"threats\"",
        ),
        (
            "vote thr",
            "Foreign Threats to the Harbour Vote (Tide Office, 10 March 2021) = \"threats\"",
        ),
        (
            "cafe soc",
            "Press notes on the harbour inquiry (Café Société, 2015) = \"press\"",
        ),
        (
            "CAFÉ",
            "Press notes on the harbour inquiry (Café Société, 2015) = \"press\"",
        ),
        ("submarine", ""),
        (
            "",
            "Foreign Threats to the Harbour Vote (Tide Office, 10 March 2021) = \"threats\"
The Harbour Inquiry (Port Board, March 2017) = \"harbour\"
Press notes on the harbour inquiry (Café Société, 2015) = \"press\"
The Lighthouse (Coast Office, 1908) = \"lighthouse\"
Tram notes = \"tram\"",
        ),
    ] {
        for command in ["ask", "quote"] {
            let choices = alice
                .autocomplete("general", command, "report", typed)
                .await;
            let names: Vec<String> = choices
                .unwrap()
                .into_iter()
                .map(|one| format!("{} = {}", one.name, one.value))
                .collect();
            assert_eq!(names.join("\n"), offered, "{typed}");
        }
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_chosen_is_what_is_searched() {
    let stage = with_archive().await;
    let alice = stage.sandbox.user("alice");
    let choices = alice.autocomplete("general", "ask", "report", "tram").await;
    let chosen = choices.unwrap().remove(0).value;
    let options = serde_json::json!({"question": "who was unhurt?", "report": chosen});
    let reply = super::library::says(&alice, "general", "ask", options).await;
    assert!(reply.text().contains("Ana Petrova"));
    stage.end();
}
