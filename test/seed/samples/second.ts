/** Milliseconds of a second in the samples: their tests let it pass faster when they repeat one. */
export const second = Number(process.env['SEED_SECOND'] ?? 1_000)
