//! What happens, as it happens: server-sent events.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use tokio::sync::broadcast::error::RecvError;

use crate::news::{News, of_control};
use crate::world::World;

/// Calls, log lines and changes as they come. The first event is `hello`: whoever hears it, at the beginning or after a break,
/// reads what it shows once more. `missed` says that some news were lost, with the same consequence.
pub async fn events(State(world): State<Arc<World>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let heard = world.events.subscribe();
    let closing = world.closing.subscribe();
    let hello = futures::stream::once(async { Ok(event(News::changed("hello"))) });
    let stream = futures::stream::unfold((heard, closing), |(mut heard, mut closing)| async move {
        let next = tokio::select! {
            next = heard.recv() => next,
            _ = closing.wait_for(|closing| *closing) => return None,
        };
        let news = match next {
            Ok(news) => news,
            // A slow listener misses some; everything is there to be read again.
            Err(RecvError::Lagged(_)) => News::changed("missed"),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(event(news)), (heard, closing)))
    });
    Sse::new(futures::StreamExt::chain(hello, stream)).keep_alive(KeepAlive::default())
}

/// Tells what a successful request changed.
pub async fn tell_changes(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let changing = (request.method() != Method::GET).then(|| request.uri().path().to_owned());
    let response = next.run(request).await;
    if let Some(path) = changing.filter(|_| response.status().is_success()) {
        of_control(&path).into_iter().for_each(|news| world.tell(news));
    }
    response
}

fn event(News { name, data, id }: News) -> Event {
    let event = Event::default().event(name).data(data);
    match id {
        Some(id) => event.id(id.to_string()),
        None => event,
    }
}
