/** The script that a post loads: every element, by its tag. */
import { elements } from './all-elements';
import { define } from './element';

export { elements };

elements.forEach(define);
