import { articles } from './articles';

export const load = () => ({ articles });
