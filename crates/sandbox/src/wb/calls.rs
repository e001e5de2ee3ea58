//! The calls Wildberries' hosts offer, told by verb, host and path, and what a key must be for them.

use axum::http::Method as Verb;

use super::limits::Method;
use super::tokens::{ANALYTICS, SUPPLIES};

/// One call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call<'a> {
    /// The acceptance coefficients.
    Coefficients,
    /// The seller's name.
    SellerInfo,
    /// The check of the common host.
    CommonPing,
    /// The check of the supplies host.
    SuppliesPing,
    /// Orders and supplies.
    Supplies,
    /// One order or supply, by the text in the place of its number.
    Supply(&'a str),
    /// Makes a draft.
    CreateDraft,
    /// The seller's drafts.
    Drafts,
    /// Deletes a draft.
    DeleteDraft(&'a str),
    /// Puts goods into a draft.
    AddItems(&'a str),
    /// A draft's goods.
    Items(&'a str),
    /// Takes goods out of a draft.
    RemoveItems(&'a str),
    /// The stock report.
    Stocks,
}

impl<'a> Call<'a> {
    /// The call at this address, if there is one.
    pub fn at(verb: &Verb, host: &str, path: &'a str) -> Option<Self> {
        match (verb, host, path) {
            (&Verb::GET, "common", "api/tariffs/v1/acceptance/coefficients") => Some(Self::Coefficients),
            (&Verb::GET, "common", "api/v1/seller-info") => Some(Self::SellerInfo),
            (&Verb::GET, "common", "ping") => Some(Self::CommonPing),
            (&Verb::POST, "analytics", "api/analytics/v1/stocks-report/wb-warehouses") => Some(Self::Stocks),
            (&Verb::GET, "supplies", "ping") => Some(Self::SuppliesPing),
            (&Verb::POST, "supplies", "api/v1/supplies") => Some(Self::Supplies),
            (_, "supplies", path) => {
                if let Some(id) = path.strip_prefix("api/v1/supplies/") {
                    let alone = !id.is_empty() && !id.contains('/');
                    return (verb == Verb::GET && alone).then_some(Self::Supply(id));
                }
                Self::of_drafts(verb, path.strip_prefix("api/supplies/v1/drafts")?)
            }
            _ => None,
        }
    }

    fn of_drafts(verb: &Verb, rest: &'a str) -> Option<Self> {
        if rest.is_empty() {
            return match *verb {
                Verb::POST => Some(Self::CreateDraft),
                Verb::GET => Some(Self::Drafts),
                _ => None,
            };
        }
        let rest = rest.strip_prefix('/')?;
        let (id, items) = match rest.strip_suffix("/items") {
            Some(id) => (id, true),
            None => (rest, false),
        };
        if id.is_empty() || id.contains('/') {
            return None;
        }
        match (verb, items) {
            (&Verb::DELETE, false) => Some(Self::DeleteDraft(id)),
            (&Verb::POST, true) => Some(Self::AddItems(id)),
            (&Verb::GET, true) => Some(Self::Items(id)),
            (&Verb::DELETE, true) => Some(Self::RemoveItems(id)),
            _ => None,
        }
    }

    /// What it is counted as.
    pub fn method(self) -> Method {
        match self {
            Self::Coefficients => Method::Coefficients,
            Self::SellerInfo => Method::SellerInfo,
            Self::CommonPing => Method::CommonPing,
            Self::SuppliesPing => Method::SuppliesPing,
            Self::Supplies | Self::Supply(_) => Method::Supplies,
            Self::Stocks => Method::Stocks,
            Self::CreateDraft
            | Self::Drafts
            | Self::DeleteDraft(_)
            | Self::AddItems(_)
            | Self::Items(_)
            | Self::RemoveItems(_) => Method::Drafts,
        }
    }

    /// The category a key must have; tariffs and names want none in particular.
    pub fn category(self) -> Option<u8> {
        match self.method() {
            Method::SuppliesPing | Method::Supplies | Method::Drafts => Some(SUPPLIES),
            Method::Stocks => Some(ANALYTICS),
            Method::Coefficients | Method::SellerInfo | Method::CommonPing => None,
        }
    }

    /// Whether it changes something, so that a key that only reads will not do. The list of supplies and the
    /// stock report are read, although by POST.
    pub fn writes(self) -> bool {
        matches!(
            self,
            Self::CreateDraft | Self::DeleteDraft(_) | Self::AddItems(_) | Self::RemoveItems(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_their_calls_and_others_nowhere() {
        let at = |verb, path| Call::at(&verb, "supplies", path);
        assert_eq!(at(Verb::POST, "api/v1/supplies"), Some(Call::Supplies));
        assert_eq!(at(Verb::GET, "api/v1/supplies/12"), Some(Call::Supply("12")));
        assert_eq!(at(Verb::POST, "api/supplies/v1/drafts"), Some(Call::CreateDraft));
        assert_eq!(at(Verb::GET, "api/supplies/v1/drafts"), Some(Call::Drafts));
        assert_eq!(
            at(Verb::DELETE, "api/supplies/v1/drafts/a"),
            Some(Call::DeleteDraft("a"))
        );
        assert_eq!(
            at(Verb::POST, "api/supplies/v1/drafts/a/items"),
            Some(Call::AddItems("a"))
        );
        assert_eq!(at(Verb::GET, "api/supplies/v1/drafts/a/items"), Some(Call::Items("a")));
        assert_eq!(
            at(Verb::DELETE, "api/supplies/v1/drafts/a/items"),
            Some(Call::RemoveItems("a"))
        );
        for (verb, path) in [
            (Verb::GET, "api/v1/supplies"),
            (Verb::GET, "api/v1/supplies/"),
            (Verb::GET, "api/v1/supplies/12/goods"),
            (Verb::DELETE, "api/v1/supplies/12"),
            (Verb::DELETE, "api/supplies/v1/drafts"),
            (Verb::GET, "api/supplies/v1/drafts/a"),
            (Verb::GET, "api/supplies/v1/drafts//items"),
            (Verb::GET, "api/supplies/v1/draftsman"),
        ] {
            assert_eq!(at(verb.clone(), path), None, "{verb} {path}");
        }
        assert_eq!(
            Call::at(&Verb::POST, "analytics", "api/analytics/v1/stocks-report/wb-warehouses"),
            Some(Call::Stocks)
        );
        assert_eq!(
            Call::at(&Verb::POST, "common", "api/v1/supplies"),
            None,
            "the wrong host"
        );
    }
}
