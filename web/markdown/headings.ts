/** Gives every heading an id to link to and hands the list to the layout as `metadata.contents`. */
interface Node {
	type: string;
	depth?: number;
	value?: string;
	children?: Node[];
	data?: { id?: string; hProperties?: Record<string, string> };
}

export interface Heading {
	id: string;
	text: string;
	depth: number;
}

function textOf(node: Node): string {
	return node.value ?? (node.children ?? []).map(textOf).join('');
}

export function slugOf(text: string): string {
	return text
		.toLowerCase()
		.normalize('NFKD')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');
}

export function headings() {
	return (tree: Node, file: { data: { fm?: Record<string, unknown> } }): void => {
		const contents: Heading[] = [];
		for (const node of tree.children ?? []) {
			if (node.type !== 'heading') continue;
			const text = textOf(node);
			const id = slugOf(text);
			if (contents.some((heading) => heading.id === id)) {
				throw new Error(`Two headings of one page share the id “${id}”: rename “${text}”.`);
			}
			node.data = { ...node.data, id, hProperties: { ...node.data?.hProperties, id } };
			contents.push({ id, text, depth: node.depth ?? 2 });
		}
		file.data.fm = { ...file.data.fm, contents };
	};
}
