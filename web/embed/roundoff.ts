/** The script that a post loads: every element, by its tag. */
import { define, type RoundoffElement } from './element';

type ElementClass = typeof RoundoffElement & (new () => RoundoffElement);

const modules = import.meta.glob<ElementClass>('../widgets/*/element.ts', { eager: true, import: 'default' });

export const elements: readonly ElementClass[] = Object.values(modules);

elements.forEach(define);
