//! The rules of the house, checked from what Cargo says and from the tree, so that they hold by
//! themselves. `ARCHITECTURE.md` says why each one is there.

mod tidy {
    mod authority;
    mod code;
    mod crates;
    mod front;
    mod migrations;

    /// Fails with every place that breaks the rule, not only the first.
    fn hold(rule: &str, broken: &[String]) {
        assert!(broken.is_empty(), "{rule}\n  {}\n", broken.join("\n  "));
    }
}
