// What the npm package has beside the built elements: types and Svelte components, all from the manifest, and what a server
// imports in their place.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { manifestFile } from './embed.mjs';
import { elementsOf } from './embed_pages.mjs';
import { filesUnder, writeFile } from './files.mjs';
import { bin, root, run } from './steps.mjs';

const types = join(root, 'dist/types');
const svelte = join(root, 'dist/svelte');

/** A server that renders a page knows no elements: it writes their tags, and the browser defines them. */
const serverModule = `export const elements = [];\n`;

const componentOf = ({ name }) => name.replace(/Element$/, '');
const comment = (text, indent) =>
	text ? `${indent}/** ${text.replaceAll('*/', '* /').replace(/\s+/g, ' ')} */\n` : '';

/** Whatever is left out has its first value; without one it may be undefined. */
const typeOf = ({ type, default: first }) =>
	type.text === 'boolean' || first !== undefined ? type.text : `${type.text} | undefined`;

const properties = (element, mark = '') =>
	element.attributes
		.map(
			(attribute) =>
				`${comment(attribute.description, '\t')}\t${attribute.fieldName}${mark}: ${typeOf(attribute)};\n`
		)
		.join('');

function elementTypes(elements) {
	const classes = elements.map(
		(element) =>
			`${comment(element.description, '')}export interface ${element.name} extends RoundoffElement<${componentOf(element)}Attributes> {\n` +
			`${properties(element)}}\n\nexport type ${componentOf(element)}Attributes = {\n${properties(element, '?')}};\n`
	);
	const map = (value) =>
		elements.map((element) => `\t\t'${element.tagName}': ${value(element)};\n`).join('');
	return `/** The elements of Roundoff. Made from custom-elements.json. */
/** \`detail\` holds what the widget told of, by the names of the properties. */
export type ChangeEvent<Values = Record<string, unknown>> = CustomEvent<Values>;
export type ReadyEvent = CustomEvent<undefined>;
export type ErrorEvent = CustomEvent<{ message: string }>;

export interface RoundoffEventMap<Values = Record<string, unknown>> extends HTMLElementEventMap {
	'roundoff-change': ChangeEvent<Values>;
	'roundoff-ready': ReadyEvent;
	'roundoff-error': ErrorEvent;
}

export interface RoundoffElement<Values = Record<string, unknown>> extends HTMLElement {
	addEventListener<Name extends keyof RoundoffEventMap<Values>>(
		type: Name,
		listener: (this: this, event: RoundoffEventMap<Values>[Name]) => unknown,
		options?: boolean | AddEventListenerOptions
	): void;
	removeEventListener<Name extends keyof RoundoffEventMap<Values>>(
		type: Name,
		listener: (this: this, event: RoundoffEventMap<Values>[Name]) => unknown,
		options?: boolean | EventListenerOptions
	): void;
}

${classes.join('\n')}
/** Every element that importing this module has defined. */
export declare const elements: readonly (CustomElementConstructor & { readonly tag: string })[];

declare global {
	interface HTMLElementTagNameMap {
${map(({ name }) => name)}	}
}
`;
}

const reactTypes = (elements) => `/** For JSX: \`import type {} from 'roundoff/react';\` */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type * as roundoff from './roundoff.js';

/** What a widget tells, by the names that React listens by. */
type Told<Values> = {
	'onroundoff-change'?: (event: roundoff.ChangeEvent<Values>) => void;
	'onroundoff-ready'?: (event: roundoff.ReadyEvent) => void;
	'onroundoff-error'?: (event: roundoff.ErrorEvent) => void;
};

declare module 'react' {
	namespace JSX {
		interface IntrinsicElements {
${elements
	.map(
		(element) =>
			`\t\t\t'${element.tagName}': Omit<DetailedHTMLProps<HTMLAttributes<roundoff.${element.name}>, ` +
			`roundoff.${element.name}>, keyof roundoff.${componentOf(element)}Attributes> & roundoff.${componentOf(element)}Attributes & Told<roundoff.${componentOf(element)}Attributes>;\n`
	)
	.join('')}		}
	}
}
`;

/** The element as a component; what the reader changes can be bound. */
const component = ({ tagName, attributes }) => `<script>
	import 'roundoff';
	import 'roundoff/roundoff.css';

	let {
		${attributes.map(({ fieldName }) => (fieldName === 'with' ? 'with: other = $bindable()' : `${fieldName} = $bindable()`)).join(',\n\t\t')},
		children,
		onchange,
		onready,
		onerror,
		...others
	} = $props();

	function change(event) {
		({ ${attributes.map(({ fieldName }) => (fieldName === 'with' ? 'with: other' : fieldName)).join(', ')} } = event.currentTarget);
		onchange?.(event);
	}
</script>

<${tagName}
	${attributes.map(({ fieldName }) => (fieldName === 'with' ? 'with={other}' : `{${fieldName}}`)).join('\n\t')}
	{...others}
	onroundoff-change={change}
	onroundoff-ready={onready}
	onroundoff-error={onerror}>{@render children?.()}</${tagName}>
`;

const componentTypes = (elements) => `import type { Component, Snippet } from 'svelte';
import type { HTMLAttributes } from 'svelte/elements';
import type * as roundoff from '../types/roundoff.js';

type Props<Attributes> = Attributes &
	Omit<HTMLAttributes<HTMLElement>, keyof Attributes | 'onchange' | 'onerror'> & {
		children?: Snippet;
		onchange?: (event: roundoff.ChangeEvent<Attributes>) => unknown;
		onready?: (event: roundoff.ReadyEvent) => unknown;
		onerror?: (event: roundoff.ErrorEvent) => unknown;
	};

${elements
	.map((element) => {
		const name = componentOf(element);
		const bound = element.attributes.map(({ fieldName }) => `'${fieldName}'`).join(' | ');
		return `${comment(element.description, '')}export declare const ${name}: Component<Props<roundoff.${name}Attributes>, object, ${bound}>;\n`;
	})
	.join('')}`;

const engineTypes = `/** The core for programs of your own: one worker for the page, shared with its elements. */
import type { Engine } from './engine/types.js';
import type { ModelEngine } from './engine/model-types.js';
import type { TensorEngine } from './engine/tensor-types.js';
import type { FaceRunner, FacesOptions } from './gpu/face-types.js';

export type * from './engine/types.js';
export type * from './engine/model-types.js';
export type * from './engine/tensor-types.js';
export type * from './gpu/face-types.js';

/** Pictures. Call in a browser only. */
export declare function getEngine(): Engine;
/** Tensors and numbers. Call in a browser only. */
export declare function getTensorEngine(): TensorEngine;
/** The networks that lie beside the elements' script. Call in a browser only. */
export declare function getModelEngine(): ModelEngine;
/** The networks on faces, by WebGPU where that is worth it, else by the core, with weights of the bits you choose. */
export declare function createFaces(engine: ModelEngine, options?: FacesOptions): Promise<FaceRunner>;
/** Whether a call failed because a later one took its place, or because it was cancelled. */
export declare function isAbort(error: unknown): boolean;
`;

export async function buildPackage() {
	for (const folder of [types, svelte]) rmSync(folder, { recursive: true, force: true });
	const elements = elementsOf(JSON.parse(readFileSync(manifestFile, 'utf8')));
	writeFile(join(root, 'dist/server.js'), serverModule);
	writeFile(join(types, 'roundoff.d.ts'), elementTypes(elements));
	writeFile(join(types, 'react.d.ts'), reactTypes(elements));
	// For who imports the style from TypeScript: it has nothing but its effect.
	writeFile(join(types, 'style.d.ts'), 'export {};\n');
	writeFile(join(types, 'engine.d.ts'), engineTypes);
	await run(bin('tsc'), [
		...['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--skipLibCheck'],
		...['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler'],
		...['--rootDir', 'web', '--outDir', types],
		...['engine/types', 'engine/model-types', 'engine/tensor-types', 'gpu/face-types'].map(
			(name) => `web/${name}.ts`
		)
	]);
	// Node's way of finding modules wants the ending.
	for (const file of ['engine', 'gpu'].flatMap((folder) => filesUnder(join(types, folder))))
		writeFile(file, readFileSync(file, 'utf8').replace(/(from '\.{1,2}\/[\w/-]+)'/g, "$1.js'"));
	for (const element of elements)
		writeFile(join(svelte, `${componentOf(element)}.svelte`), component(element));
	const exported = elements.map((element) => {
		const name = componentOf(element);
		return `export { default as ${name} } from './${name}.svelte';\n`;
	});
	writeFile(join(svelte, 'index.js'), exported.join(''));
	writeFile(join(svelte, 'index.d.ts'), componentTypes(elements));
}
