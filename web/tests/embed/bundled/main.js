/** An app that takes the package in by its name, as its types and Svelte components do. */
import 'roundoff';
import 'roundoff/roundoff.css';
