//! Where a call goes: an address that was read, a host that is allowed, and the sockets it has.

use std::net::{IpAddr, SocketAddr};

use counterfoil_domain::mandate::{FetchHost, FetchLeave, Reach};
use url::{Host, Url};

use super::fault::Fault;
use crate::config::Resolve;
use crate::problem::Problem;

const MOST_BYTES: usize = 2048;

/// An `http` or `https` address without a user in it.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) url: Url,
    pub(super) host: FetchHost,
    port: u16,
}

impl Target {
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let bad = |code, detail: &'static str| {
            let hint = "Send a whole address, such as https://api.example.com/report.";
            Problem::bad(code, detail, hint).at("url")
        };
        if text.len() > MOST_BYTES {
            return Err(bad(
                "url_too_long",
                "The address is longer than 2048 bytes.",
            ));
        }
        let syntax = || bad("url_syntax", "That is not a web address.");
        let mut url = Url::parse(text).map_err(|_| syntax())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(bad("url_scheme", "Only http and https can be called."));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad(
                "url_user",
                "The address has a user or a password in it.",
            ));
        }
        url.set_fragment(None);
        let host = match url.host().ok_or_else(syntax)? {
            Host::Domain(name) => FetchHost::named(name)
                .map_err(|_| bad("url_host", "The host of the address is not a public name."))?,
            Host::Ipv4(address) => FetchHost::Address(IpAddr::V4(address)),
            Host::Ipv6(address) => FetchHost::Address(IpAddr::V6(address)),
        };
        let port = url.port_or_known_default().ok_or_else(syntax)?;
        Ok(Self { url, host, port })
    }

    /// Where a redirect leads.
    pub(super) fn redirected(&self, location: &str) -> Result<Self, Fault> {
        let next = self.url.join(location).map_err(|_| Fault::Redirect)?;
        let next = Self::parse(next.as_str()).map_err(|_| Fault::Redirect)?;
        let weaker = self.is_encrypted() && !next.is_encrypted();
        if weaker {
            Err(Fault::Redirect)
        } else {
            Ok(next)
        }
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// As the `Host` header has it.
    pub(super) fn authority(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// The sockets to connect to, each of them allowed. The name is looked up here and nowhere
    /// else, so that a second answer cannot lead elsewhere.
    pub(super) async fn sockets(
        &self,
        resolve: &dyn Resolve,
        leave: FetchLeave,
    ) -> Result<Vec<SocketAddr>, Fault> {
        let found = match &self.host {
            FetchHost::Address(address) => vec![*address],
            FetchHost::Localhost => vec![IpAddr::from([127, 0, 0, 1])],
            FetchHost::Domain(domain) => resolve
                .resolve(domain.host().to_owned())
                .await
                .map_err(|_| Fault::NoAddress)?,
        };
        if found.is_empty() {
            return Err(Fault::NoAddress);
        }
        for address in &found {
            match Reach::of(*address) {
                Reach::Public if self.is_encrypted() => {}
                Reach::Public => return Err(Fault::Insecure),
                Reach::Private if leave.private_addresses => {}
                Reach::Private | Reach::Nowhere => return Err(Fault::PrivateAddress),
            }
        }
        let port = self.port;
        Ok(found
            .into_iter()
            .map(|ip| SocketAddr::new(ip, port))
            .collect())
    }
}
