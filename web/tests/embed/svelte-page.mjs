/** A page of somebody who writes Svelte. */
import { mount } from 'svelte';
import SveltePage from './SveltePage.svelte';

mount(SveltePage, { target: document.querySelector('#root') });
