//! The one list of commands and events, from which the window's types are generated.

use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::commands::{
    activity, agents, budgets, charts, inbox, payer, searches, session, statements, terms, what_if,
    words,
};
use crate::events::{Changed, Exporting, Navigate};

/// Everything the window may call and hear.
pub fn builder() -> Builder<tauri::Wry> {
    plain()
        .commands(collect_commands![
            session::status,
            session::initialise,
            session::unlock,
            session::save_settings,
            session::verify_now,
            session::open_data_dir,
            inbox::inbox,
            inbox::card,
            inbox::presented,
            inbox::approve,
            inbox::approve_batch,
            inbox::reject,
            inbox::undo,
            inbox::send_now,
            activity::activity,
            activity::activity_totals,
            activity::purchase,
            activity::export_activity,
            activity::cancel_export,
            activity::show_export,
            activity::refused_offers,
            searches::searches,
            searches::completions,
            searches::save_searches,
            searches::searched,
            words::note_purchase,
            words::tag_purchase,
            words::erase_words,
            budgets::budgets,
            budgets::budget_history,
            budgets::preview_budget,
            budgets::save_budget,
            budgets::revoke_budget,
            budgets::raise_budget,
            budgets::budget_shares,
            charts::charts,
            charts::burn_down,
            what_if::backtest,
            what_if::price_history,
            what_if::scope_seen,
            what_if::suggestions,
            terms::subscriptions,
            terms::cancel_subscription,
            terms::allow_subscription,
            terms::pinned_categories,
            terms::pin_category,
            terms::rates,
            terms::import_rates,
            terms::set_rate,
            statements::statements,
            statements::reconcile,
            statements::choose_statement,
            statements::preview_statement,
            statements::import_statement,
            statements::rule_line,
            payer::payer,
            payer::set_payer,
            payer::set_network,
            agents::agents,
            agents::connect_agent,
            agents::pause_agent,
            agents::resume_agent,
            agents::rotate_agent,
            agents::remove_agent,
            agents::pause_all,
            agents::resume_all,
        ])
        .events(collect_events![Changed, Exporting, Navigate])
}

/// How all of them cross, and what is thrown.
fn plain() -> Builder<tauri::Wry> {
    Builder::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .typ::<crate::error::IpcError>()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use specta_typescript::Typescript;

    use super::builder;

    const NAMES: &[&str] = include!("commands/names.rs");
    const COMMITTED: &str = "../ui/src/ipc/bindings.ts";

    fn generated() -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bindings.ts");
        let header = "// Generated from the desktop app's views. Do not edit.\n// biome-ignore-all lint: generated\n";
        builder()
            .export(Typescript::default().header(header), &path)
            .unwrap();
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn the_committed_bindings_are_those_of_this_code() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(COMMITTED);
        let generated = generated();
        if std::env::var_os("COUNTERFOIL_WRITE_BINDINGS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &generated).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == generated,
            "{COMMITTED} is out of date; write it with \
             COUNTERFOIL_WRITE_BINDINGS=1 cargo test -p counterfoil-desktop bindings"
        );
    }

    #[test]
    fn every_command_is_granted_to_the_main_window_and_nothing_else_is() {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities/main.json");
        let text = std::fs::read_to_string(manifest).unwrap();
        let capability: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(capability["windows"], serde_json::json!(["main"]));
        let granted: BTreeSet<String> = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one.as_str().unwrap().to_owned())
            .collect();
        let mut expected: BTreeSet<String> = NAMES
            .iter()
            .map(|name| format!("allow-{}", name.replace('_', "-")))
            .collect();
        expected.insert("core:event:allow-listen".into());
        expected.insert("core:event:allow-unlisten".into());
        assert_eq!(granted, expected);
    }

    #[test]
    fn the_generated_commands_are_the_permitted_ones() {
        let generated = generated();
        for name in NAMES {
            assert!(generated.contains(&format!(">(\"{name}\"")), "{name}");
        }
        assert_eq!(generated.matches("__TAURI_INVOKE<").count(), NAMES.len());
    }
}
