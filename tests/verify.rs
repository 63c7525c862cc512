use pincite::report::Receipt;

use crate::harness::{HARBOUR, Place};

const QUESTION: &str = "who dredged the harbour";

fn forged(receipt: &str, change: impl FnOnce(&mut Receipt)) -> String {
    let mut receipt: Receipt = receipt.parse().unwrap();
    change(&mut receipt);
    receipt.to_string()
}

#[test]
fn identical() {
    let place = Place::with_reports();
    let receipt = place.receipt(QUESTION);
    let words = "
Identical: these words stand at that place, byte for byte.

  │ 1. Findings
  │ The Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.
  Port Board, The Harbour Inquiry, March 2017, p. 1";
    place.run(["verify", &receipt]).says(words);
    // As a person may copy it.
    place.run(["verify", &receipt.to_uppercase()]).says(words);
    let (head, tail) = receipt.split_at(9);
    place.run(["verify", head, tail]).says(words);
}

#[test]
fn identical_at_another_place() {
    let place = Place::with_reports();
    let receipt = forged(&place.receipt(QUESTION), |receipt| receipt.start += 3);
    place
        .run(["verify", &receipt])
        .done()
        .mentions("Identical, at another place of the same file.")
        .mentions("March 2017, p. 1");
}

#[test]
fn read_differently_now() {
    let place = Place::with_reports();
    let receipt = forged(&place.receipt(QUESTION), |receipt| {
        receipt.version = 99;
        receipt.check.0[0] ^= 1;
    });
    place
        .run(["verify", &receipt])
        .done()
        .mentions("Read differently now")
        .mentions("The Orwell company dredged");
    let same_words = forged(&place.receipt(QUESTION), |receipt| receipt.version = 99);
    place
        .run(["verify", &same_words])
        .done()
        .mentions("Identical: ");
}

#[test]
fn replaced() {
    let place = Place::with_reports();
    let (kept, lost) = (
        place.receipt(QUESTION),
        place.receipt("did divers find cracks in the piers"),
    );
    place.file(
        "harbour.txt",
        "A new preface.\n\u{c}".to_owned() + &HARBOUR.replace("no cracks", "two cracks"),
    );
    place
        .run(["ingest", "harbour.txt"])
        .done()
        .mentions("harbour.txt: replaced ");
    place.run(["verify", &kept]).done().says(
        "
Replaced: a newer edition of this report is searched now.
The same words stand in the newer edition: Port Board, The Harbour Inquiry, March 2017, p. 2

  │ 1. Findings
  │ The Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.
  Port Board, The Harbour Inquiry, March 2017, p. 1",
    );
    place
        .run(["verify", &lost])
        .done()
        .mentions("The newer edition does not have these words.")
        .mentions("divers found no cracks");
    // Words that never stood there are not replaced, they are unknown.
    let never = forged(&kept, |receipt| receipt.check.0[0] ^= 1);
    place.run(["verify", &never]).ends(1).mentions("Unknown: ");
}

#[test]
fn unknown() {
    let place = Place::with_reports();
    for change in [
        (|receipt: &mut Receipt| receipt.edition.0[0] ^= 1) as fn(&mut Receipt),
        |receipt| receipt.check.0[0] ^= 1,
    ] {
        let receipt = forged(&place.receipt(QUESTION), change);
        place.run(["verify", &receipt]).says(
            "
Unknown: no report here fits this receipt. This does not mean that it is false.
[exit 1]",
        );
    }
    let receipt = forged(&place.receipt(QUESTION), |receipt| {
        receipt.start = u32::MAX;
        receipt.len = u32::MAX;
    });
    place.run(["verify", &receipt]).ends(2);
}

#[test]
fn what_is_no_receipt() {
    let place = Place::new();
    for text in ["", "zzz", "4g0", "🧾", "the words of a report"] {
        place.run(["verify", text]).says(
            "
! pincite: this is not a receipt: a receipt is some 28 letters and digits, as printed below a quotation
[exit 2]",
        );
    }
}

#[test]
fn the_file_alone_is_enough() {
    let place = Place::with_reports();
    let receipt = place.receipt(QUESTION);
    std::fs::remove_dir_all(place.index()).unwrap();
    place
        .run(["verify", &receipt, "--file", "harbour.txt"])
        .says(
            "
Identical: these words stand at that place, byte for byte.

  │ 1. Findings
  │ The Orwell company dredged the harbour in 2014. The works cost 3,814 crowns.
  Port Board, The Harbour Inquiry, March 2017, p. 1",
        );
    assert!(!place.index().exists());
    place
        .run(["verify", &receipt, "--file", "tram.md"])
        .ends(2)
        .mentions("tram.md is not the file that this receipt was made from");
    place
        .run(["verify", &receipt, "--file", "nix.txt"])
        .ends(2)
        .mentions("nix.txt: there is no such file or folder");
    // The name of the file decides nothing.
    std::fs::rename(place.path("harbour.txt"), place.path("renamed.dat")).unwrap();
    place
        .run(["verify", &receipt, "--file", "renamed.dat"])
        .done()
        .mentions("Identical: ");
}
