/** The script that a post loads: every element, by its tag. */
import.meta.glob('../widgets/*/element.ts', { eager: true });
