//! Whatever is changed in the two tables, by whatever means, is found.

use proptest::prelude::*;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, Row as _, SqliteConnection};

use super::super::chain::{Chain, Row};
use super::super::read::{row_of, rows};
use super::*;

/// A ledger in which somebody was erased, of a moderator who types strange characters.
async fn ledger() -> (tempfile::TempDir, Store) {
    let (folder, store) = store().await;
    store.append(GUILD, verdict(), now()).await.unwrap();
    store.erase_person(GUILD, 1001, now()).await.unwrap();
    let mut strange = verdict();
    let claim = "\u{1f}\u{b}Ünï\tcode \"quoted\" \\ / \u{2028}🛳".to_owned();
    strange.private.insert(Field::Claim, claim.clone());
    strange.role = Some(claim);
    store.append(GUILD, strange, now()).await.unwrap();
    (folder, store)
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

fn kept_rows() -> Vec<Row> {
    block_on(async {
        let (_folder, store) = ledger().await;
        let rows = sqlx::query(rows!("ORDER BY number"))
            .fetch_all(&store.pool)
            .await
            .unwrap();
        rows.iter().map(row_of).collect()
    })
}

fn verified(rows: &[Row]) -> Result<Whole, Broken> {
    let last = rows.last().map(|row| Expected {
        number: row.number as u32,
        digits: data_encoding::HEXLOWER.encode(&row.hash),
    });
    let mut chain = Chain::new(GUILD, &last.into_iter().collect::<Vec<_>>());
    for row in rows {
        chain.follow(row)?;
    }
    chain.end()
}

/// Every bit of every body, hash and field, one after the other.
#[test]
fn each_flipped_bit_is_found() {
    let mut rows = kept_rows();
    assert!(verified(&rows).is_ok());
    let mut flips = 0;
    for at in 0..rows.len() {
        for part in 0..3 {
            for byte in 0.. {
                fn bytes(row: &mut Row, part: i32) -> Option<&mut Vec<u8>> {
                    match part {
                        0 => Some(&mut row.body),
                        1 => Some(&mut row.hash),
                        _ => row.private.as_mut(),
                    }
                }
                if bytes(&mut rows[at], part).is_none_or(|bytes| byte >= bytes.len()) {
                    break;
                }
                for bit in 0..8 {
                    let flip = |rows: &mut [Row]| {
                        bytes(&mut rows[at], part).unwrap()[byte] ^= 1 << bit;
                    };
                    flip(&mut rows);
                    assert!(verified(&rows).is_err(), "row {at}, {part}, {byte}, {bit}");
                    flip(&mut rows);
                    flips += 1;
                }
            }
        }
    }
    assert!(verified(&rows).is_ok());
    assert!(flips > 10_000, "{flips}");
}

/// The same by real writes to the database, of numbers and guilds too.
#[test]
fn what_is_written_into_the_database_is_found() {
    const CELLS: [(&str, &str); 7] = [
        ("ledger", "guild"),
        ("ledger", "number"),
        ("ledger", "body"),
        ("ledger", "hash"),
        ("ledger_private", "guild"),
        ("ledger_private", "number"),
        ("ledger_private", "fields"),
    ];
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (folder, store) = runtime.block_on(ledger());
    let expected = runtime.block_on(async {
        let last = store.ledger(GUILD, 0, 100).await.unwrap().pop().unwrap();
        [format!("{}:{}", last.number, last.hash).parse().unwrap()]
    });
    let intruder = tokio::sync::Mutex::new(runtime.block_on(intruder(&folder)));
    let flips = (
        0..CELLS.len(),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        0..8_u8,
    );
    proptest!(ProptestConfig::with_cases(400), |((cell, row, byte, bit) in flips)| {
        let (table, column) = CELLS[cell];
        let whole = runtime.block_on(async {
            let mut intruder = intruder.lock().await;
            let mut transaction = intruder.begin().await.unwrap();
            flip(&mut transaction, (table, column), row, (byte, bit)).await;
            transaction.commit().await.unwrap();
            let whole = whole(&store, &expected).await;
            restore(&mut intruder).await;
            whole
        });
        prop_assert!(!whole, "{table}.{column}");
    });
    assert!(runtime.block_on(whole(&store, &expected)));
}

/// Somebody with the file: nothing holds them back. Beside the tables lies a copy of each.
async fn intruder(folder: &tempfile::TempDir) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("pincite.db"))
        .foreign_keys(false);
    let mut intruder = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql(
        "DROP TRIGGER ledger_is_not_changed; DROP TRIGGER ledger_is_not_cut; DROP TRIGGER ledger_is_not_replaced;
         PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON;
         CREATE TEMP TABLE kept AS SELECT * FROM main.ledger;
         CREATE TEMP TABLE kept_private AS SELECT * FROM main.ledger_private;",
    )
    .execute(&mut intruder)
    .await
    .unwrap();
    intruder
}

async fn restore(intruder: &mut SqliteConnection) {
    sqlx::raw_sql(
        "BEGIN; DELETE FROM ledger; INSERT INTO ledger SELECT * FROM kept;
         DELETE FROM ledger_private; INSERT INTO ledger_private SELECT * FROM kept_private; COMMIT;",
    )
    .execute(intruder)
    .await
    .unwrap();
}

/// Flips a bit of one cell. Where that number is taken, the two rows change places.
async fn flip(
    intruder: &mut SqliteConnection,
    (table, column): (&str, &str),
    row: prop::sample::Index,
    (byte, bit): (prop::sample::Index, u8),
) {
    let select = format!(
        "SELECT guild, number, CAST({column} AS BLOB) AS bytes, {column} FROM {table} ORDER BY number"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(select))
        .fetch_all(&mut *intruder)
        .await
        .unwrap();
    let row = &rows[row.index(rows.len())];
    let (guild, number): (i64, i64) = (row.get("guild"), row.get("number"));
    if matches!(column, "guild" | "number") {
        let flipped = row.get::<i64, _>(column) ^ (1 << (8 * byte.index(8) + usize::from(bit)));
        for (from, to) in [
            (flipped, -7),
            (if column == "guild" { guild } else { number }, flipped),
        ] {
            let update = format!(
                "UPDATE {table} SET {column} = ? WHERE {column} = ? AND (?3 OR number = ?4)"
            );
            sqlx::query(sqlx::AssertSqlSafe(update))
                .bind(to)
                .bind(from)
                .bind(column == "number")
                .bind(number)
                .execute(&mut *intruder)
                .await
                .unwrap();
        }
        return;
    }
    let mut bytes: Vec<u8> = row.get("bytes");
    let at = byte.index(bytes.len());
    bytes[at] ^= 1 << bit;
    let kind = if column == "hash" { "BLOB" } else { "TEXT" };
    let update =
        format!("UPDATE {table} SET {column} = CAST(? AS {kind}) WHERE guild = ? AND number = ?");
    sqlx::query(sqlx::AssertSqlSafe(update))
        .bind(bytes)
        .bind(guild)
        .bind(number)
        .execute(&mut *intruder)
        .await
        .unwrap();
}

/// Whether all ledgers are, the guild's with what was expected of it.
async fn whole(store: &Store, expected: &[Expected]) -> bool {
    let mut guilds = store.ledgers().await.unwrap();
    guilds.push(GUILD);
    for guild in guilds {
        let expected = if guild == GUILD { expected } else { &[] };
        if store.verify_ledger(guild, expected).await.unwrap().is_err() {
            return false;
        }
    }
    true
}

#[test]
fn rows_that_are_missing_swapped_or_moved_are_found() {
    let changes: [fn(&mut Vec<Row>); 6] = [
        |rows| drop(rows.remove(1)),
        |rows| rows.swap(0, 1),
        |rows| rows[1].number = 7,
        |rows| rows[0].private = None,
        |rows| rows[1].private = rows[2].private.take(),
        |rows| {
            let body = String::from_utf8(rows[0].body.clone()).unwrap();
            rows[0].body = body.replace("supported", "refuted").into_bytes();
        },
    ];
    for change in changes {
        let mut rows = kept_rows();
        change(&mut rows);
        assert!(verified(&rows).is_err());
    }
}

#[test]
fn a_ledger_of_another_guild_is_foreign() {
    let broken = Chain::new(GUILD + 1, &[])
        .follow(&kept_rows()[0])
        .unwrap_err();
    assert_eq!(broken.fault, Fault::Foreign);
}
