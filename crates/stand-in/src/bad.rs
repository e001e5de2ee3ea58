//! Servers that behave badly.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use crate::server::listen;

/// A server that reads one request, writes these bytes and closes the connection.
pub async fn raw(bytes: &'static [u8]) -> Url {
    let (listener, base) = listen().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        stream.write_all(bytes).await.unwrap();
    });
    base
}

/// A server that reads one request and never answers.
pub async fn silent() -> Url {
    let (listener, base) = listen().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        std::future::pending::<()>().await;
    });
    base
}

/// An address where nobody listens.
pub async fn nobody() -> Url {
    let (_listener, base) = listen().await;
    base
}

async fn read_request(stream: &mut TcpStream) {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    while !complete(&seen) {
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(count > 0, "the client hung up early");
        seen.extend_from_slice(&buffer[..count]);
    }
}

/// The head has ended, and as many bytes have followed as it announced.
fn complete(seen: &[u8]) -> bool {
    let Some(end) = seen.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&seen[..end]).to_ascii_lowercase();
    let announced = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    seen.len() - end - 4 >= announced
}

#[cfg(test)]
mod tests {
    use super::complete;

    #[test]
    fn a_request_is_complete_with_its_last_byte_whatever_the_bytes_are() {
        // Lower case, the first of these letters is longer and the second is shorter; the last byte is no text at all.
        for body in ["İİİ".as_bytes(), "ẞẞẞ".as_bytes(), b"\xff\xff\xff"] {
            let head = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len());
            let request = [head.as_bytes(), body].concat();
            assert!(complete(&request));
            for end in 0..request.len() {
                assert!(!complete(&request[..end]), "{end} of {}", request.len());
            }
        }
        assert!(complete(b"GET / HTTP/1.1\r\n\r\n"));
    }
}
