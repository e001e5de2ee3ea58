// Prices as colours.

/// A coefficient's band: free, cheap, fair, dear, steep.
export function band(coefficient) {
  return ["free", "cheap", "fair", "dear", "steep"][[0, 2, 5, 10].filter((edge) => coefficient > edge).length];
}
