//! AWS clients whose wire ends in memory: everything of a call is done but the network.

use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};

/// Answers a request's body with the body of a 200.
type Answer = dyn Fn(&HttpRequest) -> String + Send + Sync;

struct Wire(Arc<Answer>);

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = (self.0)(&request);
        let ok = aws_smithy_runtime_api::http::StatusCode::try_from(200).expect("a status code");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(ok, body.into())))
    }
}

/// A client for the SDKs that lets `answer` speak.
fn client(answer: impl Fn(&HttpRequest) -> String + Send + Sync + 'static) -> SharedHttpClient {
    let connector = SharedHttpConnector::new(Wire(Arc::new(answer)));
    http_client_fn(move |_, _| connector.clone())
}

/// DynamoDB with these answers.
pub fn dynamodb(answer: impl Fn(&HttpRequest) -> String + Send + Sync + 'static) -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("bench", "bench", None, None, "bench"))
        .endpoint_url("http://dynamodb.invalid")
        .http_client(client(answer))
        .build();
    aws_sdk_dynamodb::Client::from_conf(config)
}

/// KMS that nobody is to ask.
pub fn kms() -> aws_sdk_kms::Client {
    let config = aws_sdk_kms::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("bench", "bench", None, None, "bench"))
        .endpoint_url("http://kms.invalid")
        .http_client(client(|_| "{}".to_owned()))
        .build();
    aws_sdk_kms::Client::from_conf(config)
}

/// SQS that takes everything.
pub fn sqs() -> aws_sdk_sqs::Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("bench", "bench", None, None, "bench"))
        .endpoint_url("http://sqs.invalid")
        .http_client(client(|request| all_taken(request.body().bytes().unwrap_or_default())))
        .build();
    aws_sdk_sqs::Client::from_conf(config)
}

/// The answer that takes every entry of a batch. Its ids stand in the request as `"Id":"…"`; a body's own quotes are escaped.
fn all_taken(request: &[u8]) -> String {
    let text = String::from_utf8_lossy(request);
    let ids = text
        .split(r#""Id":""#)
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let taken: Vec<String> = ids
        .map(|id| format!(r#"{{"Id":"{id}","MessageId":"m","MD5OfMessageBody":"0"}}"#))
        .collect();
    format!(r#"{{"Successful":[{}],"Failed":[]}}"#, taken.join(","))
}
