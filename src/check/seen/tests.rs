use super::*;

/// The same claim, said by two people.
const SAME: &[(&str, &str)] = &[
    (
        "The works cost 3,814 crowns.",
        "Harbour works cost the town 3814 crowns",
    ),
    (
        "Iran tried to change votes in 2020",
        "In 2020 Iran attempted to alter votes",
    ),
    (
        "iran changed votes in the 2020 election",
        "Iran changed votes in the 2020 election.",
    ),
    (
        "Orwell Ltd. dredged the harbour in 2014.",
        "the harbour was dredged by Orwell in 2014",
    ),
    (
        "The bridge closed in March 2015",
        "The old bridge was closed in March 2015.",
    ),
    (
        "126 million people saw the troll farm's posts",
        "Posts of the troll farm were seen by 126 million people",
    ),
    (
        "The IRA reached 126 million people on Facebook",
        "the IRA reached 126m people on facebook",
    ),
    (
        "12,000,000 ballots were destroyed",
        "They destroyed 12 million ballots",
    ),
    (
        "Divers found no cracks in the piers",
        "no cracks were found in the piers by divers",
    ),
    (
        "Russia never hacked the voting machines",
        "Russia did not hack any voting machines",
    ),
    (
        "MCAS relied on a single sensor",
        "original MCAS relied on one sensor",
    ),
    (
        "The mayor knew about the flood warnings",
        "The mayor knew of the flood warning for weeks",
    ),
    (
        "Inflation rose to 9 percent in June",
        "inflation rose to 9% in June",
    ),
    (
        "Unit 26165 hacked the committee's mail server",
        "The committee's mail server was hacked by Unit 26165",
    ),
    (
        "It was not only Iran that meddled with voter rolls",
        "It was not only Iran that meddled with voter rolls.",
    ),
    (
        "The vaccine contains a tracking microchip",
        "vaccines contain tracking microchips",
    ),
    (
        "La majorité des habitants est contre le réseau cyclable",
        "la majorité des habitants est contre le reseau cyclable",
    ),
    (
        "Der Damm wurde 1953 vom Sturm zerstört",
        "Der Sturm zerstörte den Damm 1953",
    ),
    (
        "La comisión encontró 69.280 víctimas del conflicto",
        "la comision encontro 69.280 victimas del conflicto",
    ),
    (
        "Ukraine was invaded by Russia in February 2022",
        "Russia invaded Ukraine in February 2022",
    ),
    (
        "BRIDGE TOLLS DOUBLED IN 2019",
        "Bridge tolls doubled in 2019",
    ),
    (
        "Iran tried to change votes in 2020",
        "L'Iran a essayé de modifier des votes en 2020",
    ),
];

/// Claims that are not the same, however near.
const OTHER: &[(&str, &str)] = &[
    (
        "Iran changed votes in the 2020 election",
        "Iran changed votes in the 2016 election",
    ),
    (
        "Iran changed votes in the 2020 election",
        "Russia changed votes in the 2020 election",
    ),
    (
        "iran changed votes in the 2020 election",
        "Russia changed votes in the 2020 election",
    ),
    (
        "Iran changed votes in the 2020 election",
        "Iran did not change votes in the 2020 election",
    ),
    (
        "Iran changed votes in the 2020 election",
        "It is false that Iran changed votes in the 2020 election",
    ),
    (
        "Iran changed votes in the 2020 election",
        "It was not only Iran that changed votes in the 2020 election",
    ),
    (
        "The works cost 12 million crowns",
        "The works cost 21 million crowns",
    ),
    (
        "The works cost 12 million crowns",
        "The works cost 12 million dollars",
    ),
    (
        "The bridge closed in March 2015",
        "The bridge closed in May 2015",
    ),
    (
        "The board paid the contractor for dredging",
        "The board paid the contractor for painting",
    ),
    (
        "Inflation rose to 9 percent in June",
        "Inflation fell to 9 percent in June",
    ),
    (
        "Russia invaded Ukraine in February 2022",
        "Ukraine invaded Russia in February 2022",
    ),
    (
        "Unit 26165 hacked the committee",
        "Unit 74455 hacked the committee",
    ),
    (
        "Divers found cracks in the piers",
        "Divers found cracks in the hull",
    ),
    (
        "Divers found cracks in the piers",
        "The tram burned down in 1999",
    ),
    ("votes changed", "votes changed"),
    ("He lied", "He lied"),
    ("lol same", "lol same"),
    ("It cost 12 million", "It cost 12 million"),
    ("Trump won", "Trump won"),
    (
        "The mayor was warned before the flood came",
        "The mayor resigned after the flood came",
    ),
    (
        "China hacked the ministry of health",
        "China funded the ministry of health",
    ),
    (
        "Most voters in Ohio support the new bridge law",
        "Most voters in Iowa support the new bridge law",
    ),
    (
        "The army killed 200 civilians in the village",
        "The army killed 20 civilians in the village",
    ),
    (
        "Exports to Norway increased by 4 percent",
        "Exports to Norway decreased by 4 percent",
    ),
    (
        "The FBI opened the case in July 2016",
        "The FBI closed the case in July 2016",
    ),
    (
        "Smith met Kilimnik in New York",
        "Smith met Kilimnik in Madrid",
    ),
    (
        "The bridge in Genoa collapsed in 2018",
        "Le tunnel de Genoa a ouvert en 2018",
    ),
    ("Iran", "Iran changed votes in the 2020 election"),
    (
        "The report names four officials of the ministry who took money",
        "The ministry took money",
    ),
];

#[test]
fn claims_that_are_the_same_are_told_from_those_that_are_not() {
    let suggested = |pairs: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
        let mut found = pairs.to_vec();
        found.retain(|(new, old)| resembles(new, old).is_some());
        found
    };
    let (right, wrong) = (suggested(SAME), suggested(OTHER));
    assert_eq!((SAME.len(), OTHER.len()), (22, 30));
    assert!(wrong.is_empty(), "{wrong:#?}");
    let missed = SAME.iter().filter(|pair| !right.contains(pair));
    let missed: Vec<_> = missed.collect();
    // Said with other verbs, in another language, "single" for "one": rather no suggestion than a wrong one.
    assert!(missed.len() <= 3, "{missed:#?}");
}

#[test]
fn it_does_not_matter_which_came_first() {
    for (new, old) in SAME.iter().chain(OTHER) {
        assert_eq!(
            resembles(new, old).is_some(),
            resembles(old, new).is_some(),
            "{new} / {old}"
        );
    }
}

#[test]
fn the_best_come_first_and_the_latest_of_equals() {
    let old = [
        (1, "Harbour works cost the town 3,814 crowns"),
        (2, "The works cost 3,814 crowns"),
        (5, "The works cost 4,000 crowns"),
        (7, "The works cost 3814 crowns."),
        (9, "New works cost 3,814 crowns in all"),
        (11, "The old tram burned in 1999"),
    ];
    let found = seen_before("the works cost 3,814 crowns", old);
    let numbers: Vec<u32> = found.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [7, 2, 9]);
    assert_eq!(found[0].1, 1.0);
    assert!(found[2].1 < 1.0);
    assert_eq!(seen_before("hello there", old), []);
}
