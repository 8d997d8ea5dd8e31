use std::thread;

use counterfoil_ledger::{Audit, Finding, Frontier, Hash, leaf_hash};
use proptest::prelude::*;

use crate::log::{BATCHES, Copies, Log, signer};

/// The batch around an entry: everything since the head before it.
fn batch_of(seq: u64) -> Option<(u64, u64)> {
    let to = BATCHES.into_iter().find(|size| *size > seq)?;
    let from = BATCHES
        .into_iter()
        .rev()
        .find(|size| *size <= seq)
        .unwrap_or(0);
    Some((from, to))
}

#[test]
fn a_good_log_passes_and_tells_how_many_entries_nobody_signed() {
    let log = Log::good();
    for copies in [Copies::Used, Copies::Unused] {
        let report = log.audit(copies).unwrap();
        assert_eq!(
            (report.entries, report.checkpoints, report.unsigned),
            (100, 6, 5)
        );
    }
    let empty = Audit::new(log.key).finish().unwrap();
    assert_eq!((empty.entries, empty.unsigned), (0, 0));
}

#[test]
fn a_changed_entry_is_found_in_its_batch_and_with_copies_by_its_number() {
    for seq in 0..95 {
        let mut log = Log::good();
        log.change(usize::try_from(seq).unwrap());
        let (from, to) = batch_of(seq).unwrap();
        let found = log.audit(Copies::Unused).unwrap_err();
        assert_eq!(found, Finding::Entries { from, to });
        assert_eq!(found.first_bad_entry(), from);
        let found = log.audit(Copies::Used).unwrap_err();
        assert_eq!(found, Finding::Entry { seq });
        assert_eq!(found.first_bad_entry(), seq);
    }
}

#[test]
fn of_several_changed_entries_the_first_is_named() {
    let mut log = Log::good();
    log.change(23);
    log.change(31);
    log.change(80);
    assert_eq!(log.audit(Copies::Used), Err(Finding::Entry { seq: 23 }));
}

#[test]
fn a_changed_copy_is_told_from_a_changed_entry() {
    let mut log = Log::good();
    log.stored[20] = leaf_hash(b"another");
    assert!(log.audit(Copies::Unused).is_ok());
    assert_eq!(
        log.audit(Copies::Used),
        Err(Finding::StoredHash { seq: 20 })
    );

    // When entry and copy were changed together, neither can be believed.
    log.change(20);
    log.stored[20] = leaf_hash(&log.entries[20].1);
    assert_eq!(
        log.audit(Copies::Used),
        Err(Finding::Entries { from: 10, to: 64 })
    );
    log.stored[20] = leaf_hash(b"a third");
    assert_eq!(
        log.audit(Copies::Used),
        Err(Finding::Entries { from: 10, to: 64 })
    );
}

#[test]
fn a_changed_entry_that_nobody_signed_yet_still_contradicts_its_copy() {
    let mut log = Log::good();
    log.change(97);
    assert_eq!(log.audit(Copies::Used), Err(Finding::Entry { seq: 97 }));
    let report = log.audit(Copies::Unused).unwrap();
    assert_eq!(
        report.unsigned, 5,
        "the report says that nothing vouches for it"
    );
}

#[test]
fn a_removed_repeated_or_swapped_entry_is_found_where_it_is() {
    let mut removed = Log::good();
    removed.entries.remove(30);
    assert_eq!(
        removed.audit(Copies::Used),
        Err(Finding::Gap {
            expected: 30,
            found: 31
        })
    );

    let mut repeated = Log::good();
    repeated.entries.insert(31, repeated.entries[30].clone());
    assert_eq!(
        repeated.audit(Copies::Used),
        Err(Finding::Gap {
            expected: 31,
            found: 30
        })
    );

    let mut swapped = Log::good();
    swapped.entries.swap(30, 40);
    assert_eq!(
        swapped.audit(Copies::Used),
        Err(Finding::Gap {
            expected: 30,
            found: 40
        })
    );
}

#[test]
fn renumbering_does_not_hide_a_removed_or_inserted_entry() {
    let renumber = |log: &mut Log| {
        for (seq, entry) in (0..).zip(&mut log.entries) {
            entry.0 = seq;
        }
    };
    let mut removed = Log::good();
    removed.entries.remove(30);
    renumber(&mut removed);
    assert_eq!(removed.audit(Copies::Used), Err(Finding::Entry { seq: 30 }));
    assert_eq!(
        removed.audit(Copies::Unused),
        Err(Finding::Entries { from: 10, to: 64 })
    );

    let mut inserted = Log::good();
    inserted.entries.insert(30, (30, b"new".to_vec()));
    renumber(&mut inserted);
    assert_eq!(
        inserted.audit(Copies::Used),
        Err(Finding::Entry { seq: 30 })
    );
}

#[test]
fn a_cut_off_end_is_found_by_the_heads_that_are_left() {
    let mut log = Log::good();
    log.entries.truncate(80);
    assert_eq!(
        log.audit(Copies::Used),
        Err(Finding::Missing { from: 80, to: 95 })
    );
}

#[test]
fn a_cut_off_end_without_its_heads_is_found_only_by_a_witness() {
    let mut log = Log::good();
    let (size, root, _) = log.heads[5];
    log.entries.truncate(70);
    log.heads.truncate(5);
    assert!(log.audit(Copies::Used).is_ok());
    log.witness = Some((size, root));
    assert_eq!(
        log.audit(Copies::Used),
        Err(Finding::Missing { from: 70, to: 95 })
    );
}

#[test]
fn a_log_written_anew_with_the_key_contradicts_a_witness() {
    let (size, root, _) = Log::good().heads[3];
    let mut forged = Log::signed_by(7, "forged");
    assert!(forged.audit(Copies::Used).is_ok());
    forged.witness = Some((size, root));
    assert_eq!(
        forged.audit(Copies::Used),
        Err(Finding::Rewritten {
            size: 64,
            agreed: 0
        })
    );

    let mut honest = Log::good();
    honest.witness = Some((size, root));
    assert!(honest.audit(Copies::Used).is_ok());
    // With a head of the same size at hand, the entry itself is named.
    honest.change(20);
    assert_eq!(honest.audit(Copies::Used), Err(Finding::Entry { seq: 20 }));
    assert_eq!(
        honest.audit(Copies::Unused),
        Err(Finding::Entries { from: 10, to: 64 })
    );
}

#[test]
fn the_witness_of_the_very_last_head_is_compared_too() {
    let mut log = Log::good();
    log.witness = Some((100, leaf_hash(b"another")));
    assert_eq!(
        log.audit(Copies::Used),
        Err(Finding::Rewritten {
            size: 100,
            agreed: 0
        })
    );
}

#[test]
fn a_wrong_signature_is_found_at_its_checkpoint() {
    let mut log = Log::good();
    log.heads[3].2[10] ^= 1;
    let found = log.audit(Copies::Used).unwrap_err();
    assert_eq!(found, Finding::Signature { size: 64 });
    assert_eq!(found.first_bad_entry(), 63);

    let mut foreign = Log::good();
    foreign.key = Log::signed_by(8, "entry").key;
    assert_eq!(
        foreign.audit(Copies::Used),
        Err(Finding::Signature { size: 1 })
    );
}

#[test]
fn heads_out_of_order_or_repeated_are_found() {
    let mut repeated = Log::good();
    repeated.heads.insert(3, repeated.heads[2]);
    assert_eq!(
        repeated.audit(Copies::Used),
        Err(Finding::Order { size: 10 })
    );
    let mut swapped = Log::good();
    swapped.heads.swap(2, 3);
    assert_eq!(
        swapped.audit(Copies::Used),
        Err(Finding::Order { size: 10 })
    );
}

#[test]
fn an_unsigned_head_must_agree_but_vouches_for_nothing() {
    let log = Log::good();
    let signer = signer(7);
    let audited = |changed: Option<usize>, copies: Copies| {
        let mut log = log.clone();
        if let Some(seq) = changed {
            log.change(seq);
        }
        let mut audit = Audit::new(log.key.clone());
        let mut tree = Frontier::new();
        for ((seq, entry), stored) in log.entries.iter().zip(&log.stored) {
            let leaf = leaf_hash(entry);
            tree.push(*stored);
            match copies {
                Copies::Used => audit.leaf_with_stored(*seq, &leaf, stored)?,
                Copies::Unused => audit.leaf(*seq, &leaf)?,
            }
            if *seq == 69 || *seq == 89 {
                audit.unsigned_head(seq + 1, &tree.root())?;
            }
            if *seq == 79 {
                let signature = signer.checkpoint(80, tree.root()).signature_bytes(&signer);
                audit.checkpoint(80, &tree.root(), &signature)?;
            }
        }
        audit.finish()
    };
    for copies in [Copies::Used, Copies::Unused] {
        let report = audited(None, copies).unwrap();
        assert_eq!((report.checkpoints, report.unsigned), (1, 20));
    }
    let unsigned = |from, size| Err(Finding::UnsignedRoot { from, size });
    assert_eq!(audited(Some(30), Copies::Unused), unsigned(0, 70));
    assert_eq!(audited(Some(85), Copies::Unused), unsigned(80, 90));
    assert_eq!(
        audited(Some(30), Copies::Used),
        Err(Finding::Entry { seq: 30 })
    );
    assert_eq!(
        audited(Some(85), Copies::Used),
        Err(Finding::Entry { seq: 85 })
    );
}

#[test]
fn after_a_finding_nothing_more_is_accepted() {
    let log = Log::good();
    let mut audit = Audit::new(log.key);
    let gap = Finding::Gap {
        expected: 0,
        found: 1,
    };
    assert_eq!(audit.leaf(1, &leaf_hash(b"x")), Err(gap.clone()));
    assert_eq!(audit.leaf(0, &leaf_hash(b"x")), Err(gap.clone()));
    assert_eq!(audit.finish(), Err(gap));
}

#[test]
fn an_audit_can_go_on_from_where_the_last_one_ended() {
    let log = Log::good();
    let mut frontier = Frontier::new();
    frontier.extend(log.stored[..70].iter().copied());
    let mut audit = Audit::resume(log.key.clone(), frontier);
    for (seq, entry) in &log.entries[70..] {
        audit.leaf(*seq, &leaf_hash(entry)).unwrap();
        if *seq == 94 {
            let (size, root, signature) = log.heads[5];
            audit.checkpoint(size, &root, &signature).unwrap();
        }
    }
    let report = audit.finish().unwrap();
    assert_eq!(
        (report.entries, report.checkpoints, report.unsigned),
        (100, 1, 5)
    );
    assert_eq!(
        Ok(report.root),
        log.audit(Copies::Used).map(|whole| whole.root)
    );
}

#[test]
fn signatures_can_be_checked_on_another_thread() {
    let mut log = Log::good();
    log.heads[4].2[0] ^= 1;
    let mut audit = Audit::new(log.key.clone());
    let mut pending = Vec::new();
    let mut heads = log.heads.iter().peekable();
    for (seq, entry) in &log.entries {
        audit.leaf(*seq, &leaf_hash(entry)).unwrap();
        if let Some((size, root, signature)) = heads.next_if(|head| head.0 == seq + 1) {
            pending.push(audit.checkpoint_deferred(*size, root, signature).unwrap());
        }
    }
    assert!(audit.finish().is_ok());
    let checks = thread::spawn(move || {
        pending
            .iter()
            .map(|check| (check.size(), check.check()))
            .collect::<Vec<_>>()
    });
    for (size, checked) in checks.join().unwrap() {
        let expected = if size == 70 {
            Err(Finding::Signature { size })
        } else {
            Ok(())
        };
        assert_eq!(checked, expected);
    }
}

proptest! {
    #[test]
    fn no_single_change_to_what_is_signed_goes_unnoticed(
        kind in 0..5, place in any::<usize>(), byte in any::<usize>(), bit in 0_u8..8,
    ) {
        let mut log = Log::good();
        let (place, head) = (place % 95, place % 6);
        match kind {
            0 => {
                let entry = &mut log.entries[place].1;
                let at = byte % entry.len();
                entry[at] ^= 1 << bit;
            }
            1 => log.entries[place].0 ^= 1 << bit,
            2 => log.heads[head].0 ^= 1 << bit,
            3 => {
                let mut root = *log.heads[head].1.as_bytes();
                root[byte % 32] ^= 1 << bit;
                log.heads[head].1 = Hash::from_bytes(root);
            }
            _ => log.heads[head].2[byte % 64] ^= 1 << bit,
        }
        prop_assert!(log.audit(Copies::Unused).is_err());
        prop_assert!(log.audit(Copies::Used).is_err());
        if kind == 0 {
            let seq = u64::try_from(place).unwrap();
            prop_assert_eq!(log.audit(Copies::Used), Err(Finding::Entry { seq }));
        }
    }
}
