// Goods to play with: two cards in three sizes and one without, where stock is usually too much and too little.

const CARDS = [
  { name: "Футболка хлопковая", sizes: ["S", "M", "L"] },
  { name: "Кружка керамическая", sizes: ["0"] },
];
/// Much in Коледино, little in Казань, nothing yet in Краснодар.
const PLACES = [[507, 120], [117986, 4], [130744, 0]];

/// A seller's sample, the same for the same seller: no two shops have the same cards.
export function sampleStock(sid) {
  const shop = 10_000 + hash(sid) % 80_000;
  return CARDS.flatMap(({ name, sizes }, card) => sizes.flatMap((techSize, size) => PLACES.map(([warehouseId, quantity]) => ({
    nmId: shop * 10_000 + card + 1,
    chrtId: shop * 10_000 + card * 100 + size + 11,
    techSize,
    name,
    barcode: `20${shop}${String(card * 100 + size + 11).padStart(6, "0")}`,
    warehouseId,
    quantity: Math.max(0, quantity - size * 20 * (quantity > 20)),
  }))));
}

function hash(text) {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) >>> 0, 7);
}
