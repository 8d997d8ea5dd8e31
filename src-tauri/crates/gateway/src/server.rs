//! The listener: accepts connections, bounds how many there are and how long each may dawdle, and
//! hands every well-formed request to the desk.
//!
//! hyper's HTTP/1 connection is used directly: its header time-out needs a timer that is set here,
//! and nothing between the socket and the guard can be left out by mistake.

use std::convert::Infallible;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use counterfoil_engine::AgentGate;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::config::GatewayConfig;
use crate::desk::Desk;
use crate::guard::Hosts;
use crate::{GatewayError, problem};

use self::lanes::Lanes;
use self::seats::{Seat, Seats};
use self::stream::ScreenedStream;

mod lanes;
mod screen;
mod seats;
mod stream;

/// How long requests in flight may take to finish once the gateway is told to stop.
const FAREWELL: Duration = Duration::from_secs(5);
/// All headers and the request line together.
const MOST_HEAD_BYTES: usize = 16 * 1024;

/// A gateway that has its port and is not serving yet.
#[derive(Debug)]
pub struct Gateway {
    listener: TcpListener,
    address: SocketAddr,
    config: GatewayConfig,
    lanes: Lanes,
}

impl Gateway {
    /// Takes the port.
    pub async fn bind(config: GatewayConfig) -> Result<Self, GatewayError> {
        config.check()?;
        let failed = |source| GatewayError::Bind {
            address: config.listen,
            source,
        };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let lanes = Lanes::start().map_err(GatewayError::Threads)?;
        Ok(Self {
            listener,
            address,
            config,
            lanes,
        })
    }

    /// Where it listens, with the port that was really taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address that agents are given.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves until `shutdown`; requests in flight are finished first.
    pub async fn serve(self, gate: AgentGate, shutdown: CancellationToken) {
        let Self {
            listener,
            address,
            config,
            lanes,
        } = self;
        let desk = Arc::new(Desk::new(
            gate,
            Hosts::of(address),
            &config,
            shutdown.clone(),
        ));
        let telling = tokio::spawn(desk.callbacks().run(shutdown.clone()));
        let seats = Arc::new(Seats::new(config.connections));
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = shutdown.cancelled() => break,
            };
            match accepted {
                Ok((stream, _)) => match (seats.take(&shutdown), stream.into_std()) {
                    (Some(seat), Ok(stream)) => {
                        let desk = Arc::clone(&desk);
                        let shutdown = shutdown.clone();
                        lanes.hold(converse(stream, desk, seat, config.patience, shutdown));
                    }
                    (None, Ok(stream)) => turn_away(stream),
                    (_, Err(error)) => tracing::debug!(%error, "a connection was dropped"),
                },
                // Out of file descriptors or aborted by the peer: neither is cured by spinning.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
        drop(listener);
        telling.abort();
        if tokio::time::timeout(FAREWELL, lanes.finish())
            .await
            .is_err()
        {
            tracing::warn!("requests were still running when the gateway stopped");
        }
    }
}

/// Binds and serves in one go, for callers that need not know the port.
pub async fn serve(
    gate: AgentGate,
    config: GatewayConfig,
    shutdown: CancellationToken,
) -> Result<(), GatewayError> {
    Gateway::bind(config).await?.serve(gate, shutdown).await;
    Ok(())
}

/// One connection, from its first byte to its end.
async fn converse(
    stream: std::net::TcpStream,
    desk: Arc<Desk>,
    seat: Seat,
    patience: Duration,
    shutdown: CancellationToken,
) {
    // From here on it is this lane that is told when there is something to read.
    let Ok(stream) = TcpStream::from_std(stream) else {
        return;
    };
    // Answers are one small write; waiting for more to send would only add latency.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let seat = Arc::new(seat);
    let service = {
        let seat = Arc::clone(&seat);
        service_fn(move |request| {
            let desk = Arc::clone(&desk);
            let seat = Arc::clone(&seat);
            async move {
                let busy = seat.busy();
                let reply = desk.answer(request).await;
                drop(busy);
                Ok::<_, Infallible>(reply)
            }
        })
    };
    let io = TokioIo::new(ScreenedStream::new(stream, patience));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_header_size(MOST_HEAD_BYTES)
        .serve_connection(io, service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = seat.asked_to_leave() => {
            if !shutdown.is_cancelled() {
                return;
            }
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error = %problem::clipped(&error.to_string(), 200), "connection ended");
    }
}

/// Every seat is taken by a request in progress.
fn turn_away(mut stream: std::net::TcpStream) {
    const BUSY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\
        retry-after: 1\r\ncontent-length: 0\r\n\r\n";
    if let Err(error) = stream.write_all(BUSY) {
        tracing::debug!(%error, "a connection over the limit was dropped");
    }
}
