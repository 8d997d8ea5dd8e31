//! An agent: a program that knows a URL, a token and HTTP, and nothing else of Counterfoil.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longer than the longest poll.
const PATIENCE: Duration = Duration::from_secs(45);

/// Speaks to one gateway with one token.
#[derive(Clone, Debug)]
pub struct Agent {
    /// `127.0.0.1:7402`, as in the header `Host`.
    authority: String,
    token: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// Names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub text: String,
    /// The body as JSON; `Null` when it is none.
    pub body: Value,
}

impl Answer {
    /// A field of the body by its JSON pointer, as text.
    pub fn text_at(&self, pointer: &str) -> Result<&str> {
        self.body
            .pointer(pointer)
            .and_then(Value::as_str)
            .with_context(|| format!("no text at {pointer} of {} {}", self.status, self.text))
    }

    /// This answer, if it has the expected status.
    pub fn expect_status(self, status: u16) -> Result<Self> {
        if self.status != status {
            bail!("expected {status}, not {}: {}", self.status, self.text);
        }
        Ok(self)
    }
}

impl Agent {
    /// For the gateway at this URL.
    pub fn new(url: &str, token: &str) -> Self {
        let authority = url.trim_start_matches("http://").trim_end_matches('/');
        Self {
            authority: authority.to_owned(),
            token: token.to_owned(),
        }
    }

    /// Asks to buy; the same key again is the same purchase.
    pub async fn ask(&self, key: &str, request: &Value) -> Result<Answer> {
        let key = format!("Idempotency-Key: {key}\r\n");
        self.send("POST", "/v1/purchases", &key, Some(request))
            .await
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.send("GET", path, "", None).await
    }

    /// Sends a body.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send("POST", path, "", Some(body)).await
    }

    /// Waits with the long poll until the purchase has one of these states.
    pub async fn wait_for(&self, id: &str, states: &[&str]) -> Result<Answer> {
        let path = format!("/v1/purchases/{id}?wait=5");
        let waited = async {
            loop {
                let answer = self.get(&path).await?.expect_status(200)?;
                if states.contains(&answer.text_at("/status")?) {
                    return Ok(answer);
                }
            }
        };
        tokio::time::timeout(PATIENCE, waited)
            .await
            .with_context(|| format!("{id} was never {states:?}"))?
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        more: &str,
        body: Option<&Value>,
    ) -> Result<Answer> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let content = if body.is_empty() {
            String::new()
        } else {
            format!(
                "Content-Type: application/json\r\nContent-Length: {}\r\n",
                body.len()
            )
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
             {content}{more}Connection: close\r\n\r\n{body}",
            self.authority, self.token
        );
        let exchange = async {
            let mut stream = TcpStream::connect(&self.authority).await?;
            stream.write_all(request.as_bytes()).await?;
            let mut raw = Vec::new();
            stream.read_to_end(&mut raw).await?;
            anyhow::Ok(raw)
        };
        let raw = tokio::time::timeout(PATIENCE, exchange)
            .await
            .with_context(|| format!("{method} {path} was never answered"))?
            .with_context(|| format!("{method} {path} at {}", self.authority))?;
        parse(&raw).with_context(|| format!("the answer to {method} {path}"))
    }
}

fn parse(raw: &[u8]) -> Result<Answer> {
    let raw = String::from_utf8(raw.to_vec())?;
    let (head, body) = raw
        .split_once("\r\n\r\n")
        .context("no end of the headers")?;
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|status| status.parse().ok())
        .context("no status")?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers
        .iter()
        .any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let text = if chunked {
        dechunk(body)?
    } else {
        body.to_owned()
    };
    Ok(Answer {
        status,
        headers,
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
        text,
    })
}

fn dechunk(mut rest: &str) -> Result<String> {
    let mut whole = String::new();
    loop {
        let (size, after) = rest.split_once("\r\n").context("no size of a chunk")?;
        let size = usize::from_str_radix(size.trim(), 16)?;
        if size == 0 {
            return Ok(whole);
        }
        let (chunk, after) = after.split_at_checked(size).context("a chunk is cut off")?;
        whole.push_str(chunk);
        rest = after.strip_prefix("\r\n").context("a chunk has no end")?;
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_answer_in_chunks_is_put_together() {
        let raw = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nRetry-After: 2\r\n\r\n\
            7\r\n{\"id\":\"\r\n6\r\npur_1\"\r\n1\r\n}\r\n0\r\n\r\n";
        let answer = parse(raw).unwrap();
        assert_eq!(answer.status, 201);
        assert_eq!(answer.text_at("/id").unwrap(), "pur_1");
        assert!(
            answer
                .headers
                .contains(&("retry-after".to_owned(), "2".to_owned()))
        );
        assert!(answer.expect_status(200).is_err());
    }

    #[test]
    fn an_answer_that_is_cut_off_is_an_error() {
        assert!(parse(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain").is_err());
    }
}
