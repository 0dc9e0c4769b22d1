/** What a writer pastes into a post to have a widget there. */
import { resolve } from '$app/paths';

/** Attributes by name; an empty one is only there or not. */
export type Attributes = Readonly<Record<string, string>>;

/** Where the elements lie on this site. Call in the browser only. */
export const embedFolder = (): string => new URL(`${resolve('/')}embed/`, location.href).href;

const escape = (text: string) =>
	text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const inTag = (attributes: Attributes) =>
	Object.entries(attributes)
		.map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${escape(value)}"`))
		.join('');

/** `folder` is where the elements' script lies, with a slash at its end, and the style that keeps their room until it has come. */
export const elementCode = (folder: string, tag: string, attributes: Attributes): string =>
	`<link rel="stylesheet" href="${folder}roundoff.css" /><script type="module" src="${folder}roundoff.js"></script>\n` +
	`<${tag}${inTag(attributes)}></${tag}>`;

export function iframeCode(folder: string, tag: string, title: string, attributes: Attributes): string {
	const name = tag.replace('roundoff-', '');
	const query = new URLSearchParams(attributes).toString().replace(/=(?=&|$)/g, '');
	const src = escape(`${folder}${name}/${query && `?${query}`}`);
	const allow = name === 'webcam' ? ' allow="camera"' : '';
	return [
		`<iframe src="${src}" title="${escape(title)}"${allow}`,
		`  width="100%" height="1100" style="border: 0" loading="lazy"></iframe>`,
		`<script>`,
		`  addEventListener('message', ({ origin, source, data }) => {`,
		`    if (origin !== '${new URL(folder).origin}' || data?.type !== 'roundoff-height') return;`,
		`    for (const frame of document.querySelectorAll('iframe'))`,
		`      if (frame.contentWindow === source) frame.height = data.height;`,
		`  });`,
		`</script>`
	].join('\n');
}

/** As a property is written in markup that has expressions. */
const asProperties = (attributes: Attributes) =>
	Object.entries(attributes)
		.map(([name, value]) =>
			value === ''
				? ` ${name}`
				: /^-?\d+(\.\d+)?$/.test(value)
					? ` ${name}={${value}}`
					: ` ${name}=${JSON.stringify(value)}`
		)
		.join('');

export const svelteCode = (component: string, attributes: Attributes): string =>
	`<script>\n  import { ${component} } from 'roundoff/svelte';\n</script>\n\n<${component}${asProperties(attributes)} />`;

export const reactCode = (tag: string, attributes: Attributes): string =>
	`import 'roundoff';\nimport 'roundoff/roundoff.css';\nimport type {} from 'roundoff/react'; // in TypeScript only\n\nexport const Figure = () => <${tag}${asProperties(attributes)} />;`;
