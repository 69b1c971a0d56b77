// English is what the scripts themselves say.

export const WORDS = {};
