import { afterEach, expect, it, vi } from 'vitest';
import { isBarred } from './trouble';

const allowing = (allowed: boolean) => ({ allowsFeature: () => allowed });

function placed({ framed, ...policies }: Record<string, unknown>) {
	vi.stubGlobal('self', globalThis);
	vi.stubGlobal('parent', framed ? {} : globalThis);
	vi.stubGlobal('document', policies);
}

afterEach(() => vi.unstubAllGlobals());

it('is barred in a frame whose page gives it no leave', () => {
	placed({ framed: true, featurePolicy: allowing(false) });
	expect(isBarred()).toBe(true);
	placed({ framed: true, permissionsPolicy: allowing(false) });
	expect(isBarred()).toBe(true);
});

it('is not barred with its leave, in no frame, or in a browser that does not tell', () => {
	placed({ framed: true, featurePolicy: allowing(true) });
	expect(isBarred()).toBe(false);
	placed({ framed: false, featurePolicy: allowing(false) });
	expect(isBarred()).toBe(false);
	placed({ framed: true });
	expect(isBarred()).toBe(false);
});
