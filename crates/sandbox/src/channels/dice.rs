//! Numbers that always fall the same way: a hash of a seed and of what they are for.

/// What a roll is for, so that rolls about the same thing are independent.
#[derive(Debug, Clone, Copy)]
pub enum For {
    /// How many members a channel begins with.
    Members = 1,
    /// How many posts a day has.
    DayPosts,
    /// The moment of a post.
    Moment,
    /// What a post is.
    Post,
    /// Its words.
    Words,
    /// Its views, and how fast they come.
    Views,
    /// Its reactions.
    Reactions,
    /// Whether and when it is taken out.
    Deletion,
    /// The wobble of the members' curve.
    Wobble,
}

/// A number for a place in a seed's world.
pub fn roll(seed: u64, what: For, place: u64) -> u64 {
    let mut mixed =
        seed ^ (what as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ place.wrapping_mul(0xD1B5_4A32_D192_ED03);
    for _ in 0..2 {
        mixed = mixed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
    }
    mixed
}

/// The same as a share, 0 to 1 without 1.
pub fn share(seed: u64, what: For, place: u64) -> f64 {
    // 53 bits are all a float holds.
    (roll(seed, what, place) >> 11) as f64 / (1_u64 << 53) as f64
}

/// One of these.
pub fn one_of<T>(roll: u64, choices: &[T]) -> &T {
    let count = u64::try_from(choices.len()).unwrap_or(1).max(1);
    &choices[usize::try_from(roll % count).unwrap_or(0)]
}

/// The seed that a name stands for.
pub fn seed_of(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
