//! TLS as this system trusts it. The mathematics are Graviola's, as in the engine; where the
//! processor lacks them, no encrypted call is made.

use tokio::net::TcpStream;
use url::Url;

use super::fault::Fault;

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(super) use graviola_tls::secure;

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod graviola_tls {
    use std::sync::{Arc, OnceLock};

    use rustls::ClientConfig;
    use rustls::pki_types::ServerName;
    use rustls_platform_verifier::BuilderVerifierExt;
    use tokio_rustls::TlsConnector;
    use tokio_rustls::client::TlsStream;

    use super::{Fault, TcpStream, Url};

    /// The stream, once the server has proved its name.
    pub(in crate::fetch) async fn secure(
        stream: TcpStream,
        url: &Url,
    ) -> Result<TlsStream<TcpStream>, Fault> {
        static CONNECTOR: OnceLock<Option<TlsConnector>> = OnceLock::new();
        let connector = CONNECTOR.get_or_init(connector).as_ref();
        let connector = connector.ok_or(Fault::Tls)?;
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned()).map_err(|_| Fault::Tls)?;
        let secured = connector.connect(name, stream).await;
        secured.map_err(|error| {
            tracing::debug!(%error, "an encrypted connection was not made");
            Fault::Tls
        })
    }

    fn connector() -> Option<TlsConnector> {
        if !graviola::util::is_cpu_supported() {
            return None;
        }
        let provider = Arc::new(rustls_graviola::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .ok()?
            .with_platform_verifier()
            .ok()?
            .with_no_client_auth();
        Some(TlsConnector::from(Arc::new(config)))
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
#[expect(clippy::unused_async, reason = "as it is on other processors")]
pub(super) async fn secure(_: TcpStream, _: &Url) -> Result<TcpStream, Fault> {
    Err(Fault::Tls)
}
