import { dogFacts } from '../dog.server';

/** The numbers of colours that the prose speaks of. */
export const load = async () => ({ facts: await dogFacts([16, 128]) });
