import type { RoundoffElement } from './element';

type ElementClass = typeof RoundoffElement & (new () => RoundoffElement);

const modules = import.meta.glob<ElementClass>('../widgets/*/element.ts', { eager: true, import: 'default' });

/** Every widget that is an element, not defined yet. */
export const elements: readonly ElementClass[] = Object.values(modules);
